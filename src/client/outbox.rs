//! When what was queued may leave: in the order of its chat, and never twice.
//!
//! The queue itself is in the store. What was handed over and not confirmed when a session ended is
//! doubtful there, and holds its chat until the account's archive was read; what the archive does not
//! have is sent again under the same id. Here is only what a session knows.

use std::collections::HashSet;

use xmpp::jid::BareJid;

use crate::engine::event::Token;
use crate::model::AccountId;
use crate::model::chat::Peer;
use crate::model::message::Message;
use crate::store::{self, Store, outbox};

/// How many messages are taken out of the queue at once.
const HANDFUL: u32 = 500;

/// Which ways are free.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outbox {
    ready: bool,
    /// Rooms that we are in, and that have told their past: what they have of ours is known.
    rooms: HashSet<BareJid>,
}

impl Outbox {
    /// A session begins, or goes on.
    pub(crate) fn begin(&mut self, resumed: bool) {
        self.ready = true;
        if !resumed {
            self.rooms.clear();
        }
    }

    /// The connection is gone; what was handed over is still the link's.
    pub(crate) fn pause(&mut self) {
        self.ready = false;
    }

    pub(crate) fn enter(&mut self, room: BareJid) {
        let _ = self.rooms.insert(room);
    }

    pub(crate) fn leave(&mut self, room: &BareJid) {
        let _ = self.rooms.remove(room);
    }

    fn leads_to(&self, peer: &Peer) -> bool {
        match peer {
            Peer::Contact(_) => self.ready,
            Peer::Room(room) | Peer::Occupant { room, .. } => {
                self.ready && self.rooms.contains(room)
            }
        }
    }

    /// What may leave now, in order. It counts as handed over from here on.
    pub(crate) async fn take(
        &self,
        store: &Store,
        account: &AccountId,
    ) -> Result<Vec<Message>, store::Error> {
        if !self.ready {
            return Ok(Vec::new());
        }

        let (ways, account) = (self.clone(), account.clone());
        store
            .call(move |db| {
                let mut messages = outbox::ready(db, &account, HANDFUL)?;
                messages.retain(|message| ways.leads_to(&message.chat.peer));
                for message in &messages {
                    outbox::handed(db, message.cursor.row)?;
                }
                Ok(messages)
            })
            .await
    }
}

/// The name of a stored message on its way.
pub(crate) fn token(message: &Message) -> Token {
    Token(message.cursor.row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_hears_us_once_we_are_in() {
        let hall: BareJid = "hall@rooms.localhost".parse().expect("a valid address");
        let mut outbox = Outbox::default();
        assert!(!outbox.leads_to(&Peer::Contact(hall.clone())), "there is no session");

        outbox.begin(false);
        assert!(outbox.leads_to(&Peer::Contact(hall.clone())));
        assert!(!outbox.leads_to(&Peer::Room(hall.clone())));

        outbox.enter(hall.clone());
        outbox.pause();
        outbox.begin(true);
        assert!(outbox.leads_to(&Peer::Room(hall.clone())), "the session went on");

        outbox.begin(false);
        assert!(!outbox.leads_to(&Peer::Room(hall)), "a new one has to enter again");
    }
}
