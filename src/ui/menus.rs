//! What can be done to a thing that one points at: every action that exists for it, and only those.

mod message;
mod people;
mod rooms;

use self::message::{composer, message};
use self::people::{occupant, person};
use self::rooms::{create, inside, notifying, room};
use crate::i18n::t;
use crate::model::message::Message;
use crate::model::roster::ROOMS;
use crate::model::{AccountId, ChatId, Connection, Peer, RoomId, Show};
use crate::ui::deed::Deed;
use crate::ui::keys::{self, Action};
use crate::ui::part::composer::Order;
use crate::ui::scene::{Scene, own_show, room_of};
use crate::ui::words;

/// In milliseconds.
const HOUR: i64 = 60 * 60_000;

/// What a menu is for.
#[derive(Debug, Clone, PartialEq)]
pub enum Subject {
    Contact(ChatId),
    Room(RoomId),
    Group(AccountId, String),
    Account(AccountId),
    Open(ChatId),
    /// With the link that was pointed at, and the text that is selected.
    Message {
        message: Box<Message>,
        link: Option<String>,
        selected: Option<String>,
    },
    Occupant(RoomId, String),
    /// What one is writing: what can be done to it now, and whether an emoji may go there.
    Composer {
        orders: Vec<Order>,
        emoji: bool,
    },
    /// Our own show.
    Own,
    /// Everything else that the window can do.
    Window,
}

/// A line of a menu.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    Do {
        text: String,
        deed: Deed,
        /// The keys that do the same; empty where there are none.
        chord: String,
        danger: bool,
        /// One of several that exclude each other, and the one that is so now.
        checked: bool,
    },
    Rule,
}

fn line(key: &str, deed: Deed) -> Line {
    Line::Do {
        text: t(key).into_owned(),
        deed,
        chord: String::new(),
        danger: false,
        checked: false,
    }
}

fn with_keys(key: &str, deed: Deed, action: Action) -> Line {
    Line::Do {
        text: t(key).into_owned(),
        deed,
        chord: keys::shown(action),
        danger: false,
        checked: false,
    }
}

fn danger(key: &str, deed: Deed) -> Line {
    Line::Do { text: t(key).into_owned(), deed, chord: String::new(), danger: true, checked: false }
}

/// The lines of the menu, from the top; never a rule at an end or two in a row.
pub fn lines(scene: &Scene<'_>, subject: &Subject) -> Vec<Line> {
    let mut lines = match subject {
        Subject::Contact(chat) => contact(scene, chat),
        Subject::Room(room) => self::room(scene, room),
        Subject::Group(account, name) => group(scene, account, name),
        Subject::Account(account) => self::account(scene, account),
        Subject::Open(chat) => open(scene, chat),
        Subject::Message { message, link, selected } => {
            self::message(scene, message, link.as_deref(), selected.as_deref())
        }
        Subject::Occupant(room, nick) => occupant(scene, room, nick),
        Subject::Composer { orders, emoji } => composer(orders, *emoji),
        Subject::Own => own(scene),
        Subject::Window => window(scene),
    };
    lines.dedup_by(|a, b| matches!((a, b), (Line::Rule, Line::Rule)));
    if lines.last() == Some(&Line::Rule) {
        let _ = lines.pop();
    }
    if lines.first() == Some(&Line::Rule) {
        drop(lines.remove(0));
    }
    lines
}

fn contact(scene: &Scene<'_>, chat: &ChatId) -> Vec<Line> {
    let mut lines = vec![line("menu-open-chat", Deed::Open(chat.clone()))];
    lines.extend(reading(scene, chat));
    lines.push(Line::Rule);
    lines.extend(person(scene, chat));
    lines
}

/// What concerns unread messages and notifications of a chat.
fn reading(scene: &Scene<'_>, chat: &ChatId) -> Vec<Line> {
    let Some(known) = scene.world.chats.get(chat) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    if known.unread > 0 {
        lines.push(line("menu-mark-read", Deed::MarkRead(chat.clone())));
    }
    let quiet = known.is_quiet(scene.now);
    let key = if quiet { "menu-unmute" } else { "menu-mute" };
    lines.push(with_keys(key, Deed::Mute(chat.clone(), !quiet), Action::Mute));
    if !quiet {
        let hours = |hours: i64| Deed::MuteUntil(chat.clone(), scene.now.plus(hours * HOUR));
        lines.push(line("menu-mute-hour", hours(1)));
        lines.push(line("menu-mute-day", hours(12)));
    }
    lines
}

fn group(scene: &Scene<'_>, account: &AccountId, name: &str) -> Vec<Line> {
    let folded = scene.settings.roster.folded.iter().any(|it| it == name);
    let key = if folded { "menu-unfold" } else { "menu-fold" };
    let mut lines = vec![line(key, Deed::Fold(name.to_owned()))];
    let account = account.clone();

    if name == ROOMS {
        lines.push(with_keys(
            "menu-join-room",
            Deed::JoinRoom { account: Some(account.clone()), room: None },
            Action::JoinRoom,
        ));
        if scene.online(&account) {
            lines.push(create(account));
        }
        return lines;
    }
    if scene.online(&account) {
        if !name.is_empty() {
            lines.push(line(
                "menu-rename-group",
                Deed::RenameGroup(account.clone(), name.to_owned()),
            ));
        }
        lines.push(line(
            "menu-add-to-group",
            Deed::AddContact { account: Some(account), jid: None, group: name.to_owned() },
        ));
    }
    lines.push(Line::Rule);
    let shown = scene.settings.roster.show_offline;
    let key = if shown { "menu-hide-offline" } else { "menu-show-offline" };
    lines.push(with_keys(key, Deed::ToggleOffline, Action::ToggleOffline));
    lines
}

fn account(scene: &Scene<'_>, id: &AccountId) -> Vec<Line> {
    let Some(standing) = scene.world.accounts.get(id) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    let here = || id.clone();

    match &standing.connection {
        Connection::Online | Connection::Connecting(_) => {
            lines.push(line("menu-disconnect", Deed::Disconnect(here())));
        }
        Connection::Waiting { .. } => {
            lines.push(line("menu-try-now", Deed::TryNow(here())));
            lines.push(line("menu-disconnect", Deed::Disconnect(here())));
        }
        Connection::Offline | Connection::Refused(_) => {
            lines.push(line("menu-connect", Deed::Connect(here())));
        }
    }
    lines.push(Line::Rule);
    if standing.connection.is_online() {
        lines.push(with_keys(
            "menu-add-contact-new",
            Deed::AddContact { account: Some(here()), jid: None, group: String::new() },
            Action::AddContact,
        ));
        lines.push(with_keys(
            "menu-join-room",
            Deed::JoinRoom { account: Some(here()), room: None },
            Action::JoinRoom,
        ));
        lines.push(create(here()));
        lines.push(Line::Rule);
        lines.push(line("menu-change-password", Deed::ChangePassword(here())));
        lines.push(line("menu-keeping", Deed::Keeping(here())));
    }
    lines.push(line("menu-edit-account", Deed::EditAccount(here())));
    let enabled = standing.account.enabled;
    let key = if enabled { "menu-disable-account" } else { "menu-enable-account" };
    lines.push(line(key, Deed::EnableAccount(here(), !enabled)));
    lines.push(line("menu-copy-address", Deed::Copy(id.to_string())));
    lines.push(Line::Rule);
    lines.push(danger("menu-remove-account", Deed::RemoveAccount(here())));
    lines
}

fn open(scene: &Scene<'_>, chat: &ChatId) -> Vec<Line> {
    let mut lines = reading(scene, chat);
    let place = scene.world.open.iter().position(|it| it == chat);
    if place.is_some_and(|place| place > 0) {
        lines.push(with_keys("menu-move-up", Deed::MoveUp(chat.clone()), Action::MoveChatUp));
    }
    if place.is_some_and(|place| place + 1 < scene.world.open.len()) {
        lines.push(with_keys("menu-move-down", Deed::MoveDown(chat.clone()), Action::MoveChatDown));
    }
    lines.push(with_keys("menu-close-chat", Deed::Close(chat.clone()), Action::CloseChat));
    lines.push(Line::Rule);
    match &chat.peer {
        Peer::Contact(_) => lines.extend(person(scene, chat)),
        Peer::Room(_) => {
            if let Some(room) = room_of(chat) {
                lines.extend(notifying(scene, &room));
                lines.extend(inside(scene, &room));
            }
        }
        Peer::Occupant { .. } => {
            if let Some(room) = room_of(chat) {
                lines.push(line("menu-open-room", Deed::Open(room.chat())));
                lines.push(with_keys("menu-details", Deed::Details(chat.clone()), Action::Details));
            }
        }
    }
    lines
}

fn own(scene: &Scene<'_>) -> Vec<Line> {
    let now = own_show(scene);
    let mut lines: Vec<Line> =
        [Show::FreeToChat, Show::Online, Show::Away, Show::ExtendedAway, Show::Busy, Show::Offline]
            .into_iter()
            .map(|show| Line::Do {
                text: words::show(show).into_owned(),
                deed: Deed::SetShow(show),
                chord: String::new(),
                danger: false,
                checked: show == now,
            })
            .collect();
    lines.push(Line::Rule);
    lines.push(with_keys("menu-edit-status", Deed::EditStatus, Action::Status));
    lines.push(Line::Rule);
    lines.extend(window(scene));
    lines
}

fn window(scene: &Scene<'_>) -> Vec<Line> {
    let shown = scene.settings.roster.show_offline;
    let offline = if shown { "menu-hide-offline" } else { "menu-show-offline" };
    let key = |text, action| with_keys(text, Deed::Key(action), action);
    vec![
        key("menu-add-contact-new", Action::AddContact),
        key("menu-join-room", Action::JoinRoom),
        key("menu-create-room", Action::CreateRoom),
        key(offline, Action::ToggleOffline),
        Line::Rule,
        key("menu-accounts", Action::Accounts),
        key("menu-settings", Action::Settings),
        key("menu-shortcuts", Action::Shortcuts),
        Line::Rule,
        key("menu-quit", Action::Quit),
    ]
}
