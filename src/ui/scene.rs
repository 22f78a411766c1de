//! What every screen may read, and through whom it asks.

use iced::Size;

use crate::client::Client;
use crate::model::{AccountId, ChatId, Peer, RoomId, Settings, Show, Timestamp, World};
use crate::ui::pictures::Pictures;
use crate::ui::theme::Mode;

/// A look at everything; made anew for each call.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    pub client: &'a Client,
    pub world: &'a World,
    pub settings: &'a Settings,
    pub pictures: &'a Pictures,
    pub mode: Mode,
    pub now: Timestamp,
    /// Of the window, in logical pixels.
    pub size: Size,
    /// The chat that is looked at.
    pub shown: Option<&'a ChatId>,
    /// Whether the window has the keyboard.
    pub focused: bool,
    pub machine: Machine,
}

/// What the machine has for the program, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Machine {
    /// Somebody shows a sign of the program, so that it can be reached without its window.
    pub tray: bool,
    /// It says how long nobody has touched it.
    pub idle: bool,
}

impl Default for Machine {
    /// Before it was asked.
    fn default() -> Self {
        Self { tray: false, idle: true }
    }
}

impl Scene<'_> {
    /// The account that an order goes to where none is named: the first that is online, else the
    /// first.
    pub fn first_account(&self) -> Option<&AccountId> {
        let accounts = &self.world.accounts;
        accounts
            .iter()
            .find(|(_, standing)| standing.connection.is_online())
            .or_else(|| accounts.iter().next())
            .map(|(id, _)| id)
    }

    /// Whether an account can ask its server for something now.
    pub fn online(&self, account: &AccountId) -> bool {
        self.world.accounts.get(account).is_some_and(|standing| standing.connection.is_online())
    }
}

/// The room that a conversation is in or of.
pub fn room_of(chat: &ChatId) -> Option<RoomId> {
    match &chat.peer {
        Peer::Room(jid) | Peer::Occupant { room: jid, .. } => {
            Some(RoomId { account: chat.account.clone(), jid: jid.clone() })
        }
        Peer::Contact(_) => None,
    }
}

/// How we stand to the others: offline while no account is online.
pub fn own_show(scene: &Scene<'_>) -> Show {
    let online = scene.world.accounts.values().find(|it| it.connection.is_online());
    online.map_or(Show::Offline, |standing| standing.presence.show)
}
