//! What our other devices are told of our reading (XEP-0490): when, and in what pace.
//!
//! What was read is in the store, and what the server knows of it is asked for at each sign-in. The
//! difference is told: so nothing that was read without a connection is lost, and nothing is told
//! twice. One item is under way at a time.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

use crate::engine::event::Archive;
use crate::model::ChatId;
use crate::model::chat::Peer;

/// How long reading rests before it is told: who reads on says it once.
const REST: Duration = Duration::from_secs(2);
/// The most chats whose reading is kept in mind.
const MOST: usize = 10_000;
/// The most items that are told in a row.
pub(crate) const AT_ONCE: usize = 20;

/// What one session knows.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// Up to where the server knows each chat to be read.
    known: HashMap<ChatId, String>,
    /// The server has told all that it knows, and takes what we tell.
    open: bool,
    /// When to look for what is to be told.
    at: Option<Instant>,
    queue: VecDeque<(ChatId, String)>,
    /// An item is under way.
    telling: bool,
}

impl Reading {
    /// A session begins, which is not the last one.
    pub(crate) fn begin(&mut self) {
        *self = Self::default();
    }

    /// The server knows this.
    pub(crate) fn heard(&mut self, chat: &ChatId, stanza: &str) {
        if self.known.len() < MOST || self.known.contains_key(chat) {
            let _ = self.known.insert(chat.clone(), stanza.to_owned());
        }
    }

    /// The server has told all that it knows.
    pub(crate) fn told(&mut self, now: Instant) {
        self.open = true;
        self.moved(now);
    }

    /// Something was read, or is better known now.
    pub(crate) fn moved(&mut self, now: Instant) {
        if self.open && self.at.is_none() {
            self.at = Some(now + REST);
        }
    }

    /// The server does not take it: nothing more is told in this session.
    pub(crate) fn refused(&mut self) {
        self.open = false;
        (self.at, self.telling) = (None, false);
        self.queue.clear();
    }

    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.at.filter(|_| !self.telling)
    }

    /// Whether it is time to look for what is to be told.
    pub(crate) fn due(&mut self, now: Instant) -> bool {
        let due = self.deadline().is_some_and(|at| at <= now);
        if due {
            self.at = None;
        }
        due
    }

    /// What the server knows of a chat.
    pub(crate) fn known(&self, chat: &ChatId) -> Option<&str> {
        self.known.get(chat).map(String::as_str)
    }

    /// What the server knows of the chats whose messages have their names from this archive.
    pub(crate) fn of(&self, archive: &Archive) -> Vec<(ChatId, String)> {
        let named = |chat: &ChatId| match (&chat.peer, archive) {
            (Peer::Room(room), Archive::Room(archive)) => room == archive,
            (Peer::Room(_), Archive::Account) | (_, Archive::Room(_)) => false,
            (Peer::Contact(_) | Peer::Occupant { .. }, Archive::Account) => true,
        };
        let known = self.known.iter().filter(|(chat, _)| named(chat));
        known.map(|(chat, stanza)| (chat.clone(), stanza.clone())).collect()
    }

    /// These are to be told.
    pub(crate) fn tell(&mut self, items: Vec<(ChatId, String)>) {
        self.queue = items.into();
    }

    /// The next item, which is under way from here on.
    pub(crate) fn next(&mut self) -> Option<(ChatId, String)> {
        let next = self.queue.pop_front().filter(|_| self.open);
        self.telling = next.is_some();
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::AccountId;

    fn romeo() -> ChatId {
        let me = AccountId("juliet@localhost".parse().expect("an address"));
        ChatId::contact(me, "romeo@localhost".parse().expect("an address"))
    }

    #[test]
    fn what_is_read_is_told_once_it_rests() {
        let now = Instant::now();
        let mut reading = Reading::default();
        reading.moved(now);
        assert_eq!(reading.deadline(), None, "nobody knows yet what the server knows");

        reading.told(now);
        reading.moved(now + REST / 2);
        assert!(!reading.due(now));
        assert!(reading.due(now + REST), "reading on does not put it off for ever");
        assert!(!reading.due(now + REST), "once");
    }

    #[test]
    fn one_item_is_under_way_at_a_time() {
        let now = Instant::now();
        let mut reading = Reading::default();
        reading.told(now);
        assert!(reading.due(now + REST));
        reading.tell(vec![(romeo(), "a".to_owned())]);
        assert!(reading.next().is_some());

        reading.moved(now);
        assert!(!reading.due(now + 2 * REST), "it waits for the answer");
        assert_eq!(reading.next(), None);
        assert!(reading.due(now + 2 * REST));

        reading.refused();
        reading.moved(now);
        assert_eq!(reading.deadline(), None);
    }
}
