//! The part of a thread that is in memory: a run of messages without a hole, of bounded length.

use crate::client::handle::Page;
use crate::model::message::Delivery;
use crate::model::{Cursor, Message};

/// How many messages are read at once.
pub const PAGE: u32 = 100;
/// How many messages are kept; the far end is forgotten.
pub const MOST: usize = 400;
/// How many more there may be before the oldest are forgotten, all at once: each time moves the rest.
const SLACK: usize = 100;

/// Oldest first.
#[derive(Debug, Clone, Default)]
pub struct Pages {
    pub messages: Vec<Message>,
    /// Nothing older is in the cache.
    pub at_start: bool,
    /// Nothing newer exists: what arrives belongs at the end.
    pub at_end: bool,
}

impl Pages {
    pub fn of(page: Page) -> Self {
        Self { messages: page.messages, at_start: page.at_start, at_end: page.at_end }
    }

    pub fn first(&self) -> Option<Cursor> {
        self.messages.first().map(|message| message.cursor)
    }

    pub fn last(&self) -> Option<Cursor> {
        self.messages.last().map(|message| message.cursor)
    }

    pub fn holds(&self, place: Cursor) -> bool {
        self.messages.binary_search_by_key(&place, |message| message.cursor).is_ok()
    }

    /// Puts an older page before what is held.
    pub fn older(&mut self, page: Page) {
        let first = self.first().unwrap_or(Cursor::END);
        let mut messages = page.messages;
        messages.retain(|message| message.cursor < first);
        messages.append(&mut self.messages);
        self.messages = messages;
        self.at_start = page.at_start;
        if self.messages.len() > MOST {
            self.messages.truncate(MOST);
            self.at_end = false;
        }
    }

    /// Puts a newer page behind what is held.
    pub fn newer(&mut self, page: Page) {
        let last = self.last();
        self.messages.extend(
            page.messages.into_iter().filter(|message| last.is_none_or(|it| message.cursor > it)),
        );
        self.at_end = page.at_end;
        self.forget_oldest(0);
    }

    /// One new message. It is put in its place by time; `false` where it belongs outside of what
    /// is held.
    pub fn arrive(&mut self, message: Message) -> bool {
        let newest = self.last().is_none_or(|last| message.cursor > last);
        if newest && !self.at_end {
            return false;
        }
        match self.messages.binary_search_by_key(&message.cursor, |known| known.cursor) {
            Ok(place) => self.messages[place] = message,
            Err(0) if !self.at_start && !self.messages.is_empty() => return false,
            Err(place) => self.messages.insert(place, message),
        }
        self.forget_oldest(SLACK);
        true
    }

    /// A message that is held became another: delivered, failed, or moved to its true time.
    pub fn change(&mut self, message: Message) {
        let known = self
            .messages
            .iter()
            .position(|known| known.cursor.row == message.cursor.row && message.cursor.row != 0);
        let Some(place) = known else {
            return;
        };
        if self.messages[place].cursor == message.cursor {
            self.messages[place] = message;
        } else {
            drop(self.messages.remove(place));
            let _ = self.arrive(message);
        }
    }

    /// How many incoming messages stand behind a place.
    pub fn incoming_after(&self, place: Option<Cursor>) -> usize {
        self.messages
            .iter()
            .rev()
            .take_while(|message| place.is_none_or(|place| message.cursor > place))
            .filter(|message| message.delivery == Delivery::Incoming)
            .count()
    }

    fn forget_oldest(&mut self, slack: usize) {
        let extra = self.messages.len().saturating_sub(MOST);
        if extra > slack {
            drop(self.messages.drain(..extra));
            self.at_start = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::message::Author;
    use crate::model::{AccountId, ChatId, Timestamp};

    fn message(at: i64) -> Message {
        let me = AccountId("me@localhost".parse().expect("a valid address"));
        Message::new(
            ChatId::contact(me, "ann@localhost".parse().expect("a valid address")),
            Cursor { at: Timestamp::from_millis(at), row: at },
            Author::Peer,
            at.to_string(),
        )
    }

    fn page(range: std::ops::Range<i64>, at_start: bool, at_end: bool) -> Page {
        Page { messages: range.map(message).collect(), at_start, at_end }
    }

    fn times(pages: &Pages) -> Vec<i64> {
        pages.messages.iter().map(|message| message.cursor.at.as_millis()).collect()
    }

    #[test]
    fn pages_join_without_doubles() {
        let mut pages = Pages::of(page(50..60, false, true));
        pages.older(page(40..52, false, false));
        assert_eq!(times(&pages), (40..60).collect::<Vec<_>>());
    }

    #[test]
    fn the_far_end_is_forgotten_and_can_be_read_again() {
        let mut pages = Pages::of(page(1_000..1_300, false, true));
        pages.older(page(800..1_000, false, false));
        assert_eq!(pages.messages.len(), MOST);
        assert!(!pages.at_end);
        assert!(!pages.arrive(message(2_000)), "it would leave a hole");

        pages.newer(page(1_200..1_300, false, true));
        assert!(pages.at_end && !pages.at_start);
        assert_eq!(times(&pages), (900..1_300).collect::<Vec<_>>());
    }

    #[test]
    fn a_late_message_stands_at_its_time() {
        let mut pages = Pages::of(page(10..20, true, true));
        drop(pages.messages.remove(5));
        assert!(pages.arrive(message(15)));
        assert_eq!(times(&pages), (10..20).collect::<Vec<_>>());
        assert!(pages.arrive(message(15)), "a second time replaces the first");
        assert_eq!(pages.messages.len(), 10);
    }

    #[test]
    fn a_message_that_got_its_true_time_moves() {
        let mut pages = Pages::of(page(10..13, true, true));
        let mut moved = message(10);
        moved.cursor.at = Timestamp::from_millis(30);
        pages.change(moved);
        assert_eq!(times(&pages), [11, 12, 30]);
    }

    #[test]
    fn the_incoming_behind_a_place_are_counted() {
        let pages = Pages::of(page(10..20, true, true));
        assert_eq!(pages.incoming_after(Some(message(16).cursor)), 3);
        assert_eq!(pages.incoming_after(None), 10);
    }
}
