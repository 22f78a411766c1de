//! Messages that come in, one by one or as a page of an archive.

use crate::client::ingest::{Entry, unread};
use crate::client::memory::owner;
use crate::engine::event::{Archive, ArchivePage, Arrival, Origin, Page};
use crate::model::chat::{self, Chat, ChatId, Peer};
use crate::model::message::{Cursor, Message};
use crate::model::{Change, Timestamp};
use crate::store::archives::{Asked, Mark};
use crate::store::messages::{Age, Inserted};
use crate::store::{self, archives, chats, messages};

impl Entry<'_> {
    pub(super) fn arrived(&mut self, arrival: &Arrival) -> Result<(), store::Error> {
        let Arrival { origin, message } = arrival;
        let message = &self.behind(message)?;
        let before = chats::get(self.db, &message.chat)?;
        let age = self.age(*origin, &message.chat);
        let inserted = messages::insert(self.db, message, *origin, age)?;
        if !origin.repeats() {
            self.reach(message)?;
        }

        match inserted {
            Inserted::Known(_) => Ok(()),
            Inserted::Changed(place) => {
                if let Some(message) = messages::get(self.db, place.row)? {
                    self.changed(message);
                }
                Ok(())
            }
            Inserted::New(place) => self.told_new(before, message, *origin, place),
        }
    }

    /// A server's time by the second may lie just before ours of the message that it follows.
    fn behind(&self, message: &Message) -> Result<Message, store::Error> {
        let mut message = message.clone();
        let at = &mut message.cursor.at;
        let newest = messages::newest_at(self.db, &message.chat)?;
        *at = newest.filter(|newest| *at < *newest && near(*at, *newest)).unwrap_or(*at);
        Ok(message)
    }

    fn told_new(
        &mut self,
        before: Option<Chat>,
        message: &Message,
        origin: Origin,
        place: Cursor,
    ) -> Result<(), store::Error> {
        let id = &message.chat;
        if origin.repeats() {
            let _ = self.again.insert(id.clone());
            return Ok(());
        }
        let after = self.opened(id)?;

        let glance = |chat: &Chat| (chat.open, chat.stranger);
        let counts = |chat: &Chat| (chat.unread, chat.mentions, chat.read);
        match &before {
            Some(before) if glance(before) == glance(&after) => {
                if counts(before) != counts(&after) {
                    let Chat { unread: count, mentions, read, .. } = after;
                    let now = chats::Unread { unread: count, mentions, read };
                    self.tell(Change::Chat(id.clone(), unread(now)));
                }
            }
            Some(_) | None => {
                self.tell(Change::Chat(id.clone(), chat::Change::Set(Box::new(after))));
            }
        }

        let message = Message { cursor: place, ..message.clone() };
        self.tell(Change::Chat(id.clone(), chat::Change::Arrived(Box::new(message))));
        Ok(())
    }

    /// The chat, put among the open ones where somebody we know writes there or we do. Rooms are
    /// open while we want them to be, strangers wait apart.
    fn opened(&self, id: &ChatId) -> Result<Chat, store::Error> {
        let chat = chats::get(self.db, id)?.ok_or(store::Error::Unknown)?;
        let waits = matches!(id.peer, Peer::Room(_)) || chat.stranger || chat.open;
        if waits { Ok(chat) } else { chats::open(self.db, id) }
    }

    /// Whether a message may be news: what a room replays at our first visit is not.
    fn age(&self, origin: Origin, chat: &ChatId) -> Age {
        match (&chat.peer, origin) {
            (Peer::Room(room), Origin::Replay) if self.setting.first_visits.contains(room) => {
                Age::Past
            }
            _ => Age::News,
        }
    }

    /// A live message continues what we hold of its archive, where nothing is missing there.
    fn reach(&self, message: &Message) -> Result<(), store::Error> {
        let archive = match &message.chat.peer {
            Peer::Room(room) => Archive::Room(room.clone()),
            Peer::Contact(_) | Peer::Occupant { .. } => Archive::Account,
        };
        match &message.ids.stanza {
            Some(id) if self.setting.continues.contains(&archive) => {
                let account = &self.setting.account;
                archives::reach(self.db, account, &owner(account, &archive), id)
            }
            Some(_) | None => Ok(()),
        }
    }

    /// A page of an archive: its messages and the stretch that we hold now, together.
    pub(super) fn page(&mut self, page: &ArchivePage) -> Result<(), store::Error> {
        let age = match page.asked {
            Page::After(_) | Page::Since(_) => Age::News,
            Page::Newest | Page::Before(_) => Age::Past,
        };

        let bound = self.bound(page)?;
        let messages = in_order(page, bound);
        for (Arrival { origin, .. }, message) in page.messages.iter().zip(&messages) {
            match messages::insert(self.db, message, *origin, age)? {
                Inserted::Known(_) => {}
                Inserted::Changed(_) => {
                    let _ = self.again.insert(message.chat.clone());
                }
                Inserted::New(_) => {
                    let _ = self.done.reached.insert(message.chat.clone());
                    let _ = self.again.insert(message.chat.clone());
                }
            }
        }
        self.extend(page, &messages)
    }

    /// Tells what was repeated, once for each chat: it comes in numbers, so the thread is read again,
    /// and nobody is called.
    pub(super) fn tell_again(&mut self) -> Result<(), store::Error> {
        for id in std::mem::take(&mut self.again) {
            let chat = chats::get(self.db, &id)?.ok_or(store::Error::Unknown)?;
            let chat = if chat.unread > 0 { self.opened(&id)? } else { chat };
            self.tell(Change::Chat(id.clone(), chat::Change::Set(Box::new(chat))));
            self.tell(Change::Chat(id, chat::Change::Reloaded));
        }
        Ok(())
    }

    /// Where the stretch ends that the page hangs together with.
    fn bound(&self, page: &ArchivePage) -> Result<Option<Timestamp>, store::Error> {
        let account = &self.setting.account;
        let ranges = archives::ranges(self.db, account, &owner(account, &page.archive))?;
        let mut ends = ranges.into_iter().flat_map(|it| [it.first, it.last]);

        Ok(match &page.asked {
            Page::After(id) | Page::Before(id) => ends.find(|it| it.id == *id).map(|it| it.at),
            Page::Newest | Page::Since(_) => None,
        })
    }

    /// Keeps what stretch of the archive is held now.
    fn extend(&self, page: &ArchivePage, messages: &[Message]) -> Result<(), store::Error> {
        let account = &self.setting.account;
        let owner = owner(account, &page.archive);
        let (asked, backwards) = match &page.asked {
            Page::After(id) => (Asked::After(id), false),
            Page::Before(id) => (Asked::Before(id), true),
            Page::Newest => (Asked::Apart, true),
            Page::Since(_) => (Asked::Apart, false),
        };
        let mut ends =
            page.ids.clone().zip(times(page, messages)).map(|((first, last), (from, to))| {
                (Mark { id: first, at: from }, Mark { id: last, at: to })
            });

        if page.ids.is_none() && page.asked == Page::Newest {
            // Nothing is there yet: all that comes into it from now on is news.
            let beginning = Mark { id: String::new(), at: Timestamp::from_millis(0) };
            ends = Some((beginning.clone(), beginning));
        }
        archives::extend(self.db, account, &owner, asked, ends, backwards && page.complete)
    }
}

/// The times of a page's ends, as they are kept; where the archive gave none, those of its messages.
fn times(page: &ArchivePage, messages: &[Message]) -> Option<(Timestamp, Timestamp)> {
    let kept = messages.first().zip(messages.last());
    let kept = kept.map(|(first, last)| (first.cursor.at, last.cursor.at));

    match (page.times, kept) {
        (Some((from, to)), Some((first, last))) => Some((from.min(first), to.max(last))),
        (times, kept) => times.or(kept),
    }
}

/// Within a second.
fn near(one: Timestamp, other: Timestamp) -> bool {
    one.as_millis().abs_diff(other.as_millis()) < 1_000
}

/// Some archives know the time by the second only, and what has one time is sorted by its row, so
/// by when we stored it: a page from before must not come to stand behind the later one. Its times
/// are brought into the archive's own order, where that is a matter of less than a second.
fn in_order(page: &ArchivePage, bound: Option<Timestamp>) -> Vec<Message> {
    let mut messages: Vec<Message> = page.messages.iter().map(|it| it.message.clone()).collect();

    if matches!(page.asked, Page::Before(_)) {
        let mut latest = bound.map(|bound| bound.plus(-1));
        for message in messages.iter_mut().rev() {
            let at = &mut message.cursor.at;
            *at = latest.filter(|latest| *at > *latest && near(*at, *latest)).unwrap_or(*at);
            latest = Some(*at);
        }
    } else {
        let mut earliest = bound;
        for message in &mut messages {
            let at = &mut message.cursor.at;
            *at = earliest.filter(|it| *at < *it && near(*at, *it)).unwrap_or(*at);
            earliest = Some(*at);
        }
    }
    messages
}
