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
        let mut messages = before(page, bound);
        let forwards = !matches!(page.asked, Page::Before(_));
        let mut earliest = bound.filter(|_| forwards);

        for (Arrival { origin, .. }, message) in page.messages.iter().zip(&mut messages) {
            let at = &mut message.cursor.at;
            *at = earliest.filter(|it| *at < *it && near(*at, *it)).unwrap_or(*at);

            let inserted = messages::insert(self.db, message, *origin, age)?;
            let (Inserted::New(place) | Inserted::Changed(place) | Inserted::Known(place)) =
                inserted;
            if forwards {
                // What was there already may have its time by our own clock.
                earliest = Some(place.at.max(message.cursor.at));
            }
            if !matches!(inserted, Inserted::Known(_)) {
                let _ = self.again.insert(message.chat.clone());
            }
            if matches!(inserted, Inserted::New(_)) {
                let _ = self.done.reached.insert(message.chat.clone());
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

    /// The time of the message that the page was asked to follow on, or to precede.
    ///
    /// A message that came live is known by its row: of the stretch that it continues, the end's
    /// time is an older one's.
    fn bound(&self, page: &ArchivePage) -> Result<Option<Timestamp>, store::Error> {
        let (Page::After(id) | Page::Before(id)) = &page.asked else {
            return Ok(None);
        };
        let account = &self.setting.account;
        let owner = owner(account, &page.archive);
        if let Some(at) = messages::time_in(self.db, account, &owner, id)? {
            return Ok(Some(at));
        }
        let ranges = archives::ranges(self.db, account, &owner)?;
        let mut ends = ranges.into_iter().flat_map(|it| [it.first, it.last]);
        Ok(ends.find(|it| it.id == *id).map(|it| it.at))
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

/// How far a server's time may lie beside ours of the same message, in milliseconds: some archives
/// know the time by the second only, and a message takes its time to reach us.
const RESOLUTION: u64 = 5_000;

fn near(one: Timestamp, other: Timestamp) -> bool {
    one.as_millis().abs_diff(other.as_millis()) < RESOLUTION
}

/// What has one time is sorted by its row, so by when we stored it: a page from before must not come
/// to stand behind the later one. Its times are brought into the archive's own order, where that is
/// a matter of its resolution.
fn before(page: &ArchivePage, bound: Option<Timestamp>) -> Vec<Message> {
    let mut messages: Vec<Message> = page.messages.iter().map(|it| it.message.clone()).collect();
    if !matches!(page.asked, Page::Before(_)) {
        return messages;
    }

    let mut latest = bound.map(|bound| bound.plus(-1));
    for message in messages.iter_mut().rev() {
        let at = &mut message.cursor.at;
        *at = latest.filter(|latest| *at > *latest && near(*at, *latest)).unwrap_or(*at);
        latest = Some(*at);
    }
    messages
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::sync::Arc;

    use crate::client::ingest::{Setting, ingest};
    use crate::engine::event::{Archive, ArchivePage, Arrival, Event, Origin, Page};
    use crate::model::message::{Author, Cursor, Delivery, Ids, Kind, Message};
    use crate::model::{Account, AccountId, ChatId, Timestamp};
    use crate::store::{Store, accounts, pages};

    fn juliet() -> AccountId {
        AccountId("juliet@localhost".parse().expect("an address"))
    }

    fn romeo() -> ChatId {
        ChatId::contact(juliet(), "romeo@localhost".parse().expect("an address"))
    }

    fn said(origin: Origin, stanza: &str, at: i64) -> Arrival {
        let message = Message {
            chat: romeo(),
            cursor: Cursor { at: Timestamp::from_millis(at), row: 0 },
            author: Author::Peer,
            ids: Ids { origin: Some(format!("o-{stanza}")), stanza: Some(stanza.to_owned()) },
            kind: Kind::Chat,
            body: stanza.to_owned(),
            claimed_at: None,
            thread: None,
            attachment: None,
            sealed: None,
            mention: false,
            delivery: Delivery::Incoming,
        };
        Arrival { origin, message }
    }

    /// A page whose archive knows the second only.
    fn page(asked: Page, messages: &[(&str, i64)]) -> Event {
        let at = |(_, at): &(&str, i64)| Timestamp::from_millis(*at);
        let id = |(id, _): &(&str, i64)| (*id).to_owned();
        let ends = messages.first().zip(messages.last());
        Event::Page(Box::new(ArchivePage {
            archive: Archive::Account,
            asked,
            messages: messages.iter().map(|(id, at)| said(Origin::Archive, id, *at)).collect(),
            ids: ends.map(|(first, last)| (id(first), id(last))),
            times: ends.map(|(first, last)| (at(first), at(last))),
            complete: true,
        }))
    }

    #[tokio::test]
    async fn what_an_archive_knows_by_the_second_stays_behind_what_came_live() {
        let store = Store::in_memory().expect("memory is there");
        let account = Account::new(juliet(), "parlance.1".to_owned());
        store.call(move |db| accounts::set(db, &account)).await.expect("room");
        let setting = Setting {
            account: juliet(),
            keep: None,
            continues: HashSet::from([Archive::Account]),
            first_visits: HashSet::new(),
            pictures: None,
            now: Timestamp::from_millis(20_000),
        };

        let live = Event::Arrived(Box::new(said(Origin::Live, "live", 10_950)));
        let steps = [
            page(Page::Newest, &[]),
            live,
            page(Page::After("live".to_owned()), &[("a", 10_000), ("b", 10_000), ("c", 12_000)]),
        ];
        for event in steps {
            let _ = ingest(&store, setting.clone(), Arc::new(vec![event])).await.expect("room");
        }

        let read = |db: &crate::store::Connection| pages::older(db, &romeo(), Cursor::END, 10);
        let page = store.read(read).await.expect("a thread");
        let words: Vec<&str> = page.messages.iter().map(|it| it.body.as_str()).collect();
        assert_eq!(words, ["live", "a", "b", "c"]);
    }
}
