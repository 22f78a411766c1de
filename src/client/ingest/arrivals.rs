//! Messages that come in, one by one or as a page of an archive.

use crate::client::ingest::{Entry, unread};
use crate::client::memory::owner;
use crate::engine::event::{Archive, ArchivePage, Arrival, Origin, Page};
use crate::model::chat::{self, Chat, ChatId, Peer};
use crate::model::message::{Cursor, Message};
use crate::model::{Change, Timestamp};
use crate::store::archives::{Asked, Mark};
use crate::store::messages::{Age, Inserted};
use crate::store::{self, archives, chats, messages, reading};

/// How long a message may have been on its way, at most: milliseconds. What is later than that was
/// written under another clock.
const ON_ITS_WAY: i64 = 60_000;

/// On which side of its neighbour a message stands in its archive.
#[derive(Debug, Clone, Copy)]
enum Side {
    Before,
    Behind,
}

impl Entry<'_> {
    pub(super) fn arrived(&mut self, arrival: &Arrival) -> Result<(), store::Error> {
        let (origin, message) = (&arrival.origin, &self.placed(arrival)?);
        if message.outgoing() {
            // It may change more than counts: a stranger whom we answer is none any more.
            self.tell_counts()?;
        }
        let before = match self.settled.contains(&message.chat) {
            true => None,
            false => chats::get(self.db, &message.chat)?,
        };
        let age = self.age(*origin, &message.chat);
        let inserted = messages::insert(self.db, message, *origin, age)?;
        if !origin.repeats() {
            self.reach(message)?;
        }

        self.asked(arrival, inserted)?;
        match inserted {
            Inserted::Known(_) | Inserted::Copy(_) => Ok(()),
            Inserted::Changed(place) => {
                if let Some(message) = messages::get(self.db, place.row)? {
                    self.changed(message);
                }
                Ok(())
            }
            Inserted::New(place) => {
                self.held_back(arrival);
                self.told_new(before, message, *origin, place)
            }
        }
    }

    /// Its author wants to know when it is read.
    fn asked(&self, arrival: &Arrival, inserted: Inserted) -> Result<(), store::Error> {
        match (&arrival.markable, inserted) {
            (Some(name), Inserted::New(place)) => reading::ask(self.db, place.row, name),
            _ => Ok(()),
        }
    }

    /// What comes as it is said stands last, however our clock was set since. What the server held
    /// back stands where it says, behind all that they said before this connection: that bears our
    /// time, which is a little later than the server's. Times by the second mean the end of it.
    fn placed(&self, arrival: &Arrival) -> Result<Message, store::Error> {
        let mut message = arrival.message.clone();
        let (chat, at) = (&message.chat, &mut message.cursor.at);
        if !arrival.stamped {
            *at = messages::end(self.db, chat, *at)?;
            return Ok(message);
        }

        let before = messages::heard_before(self.db, chat, self.setting.online_at)?;
        let before = before.filter(|before| close(*at, *before));
        let within = match at.as_millis() % 1_000 {
            0 => messages::heard_before(self.db, chat, at.plus(1_000))?,
            _ => None,
        };
        *at = before.into_iter().chain(within).fold(*at, Timestamp::max);
        Ok(message)
    }

    /// Where it stands among what came at once, only the archive can tell.
    fn held_back(&mut self, arrival: &Arrival) {
        let Arrival { origin, message, stamped, .. } = arrival;
        let in_ours = !matches!(message.chat.peer, Peer::Room(_));
        if let Some(id) = &message.ids.stanza
            && (*stamped && in_ours && *origin == Origin::Live)
        {
            self.done.late.push((id.clone(), message.cursor.at));
        }
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
        if self.settled.contains(id) {
            // Told already how it looks; its counts are told at the end of the batch.
            let _ = self.counted.insert(id.clone());
            return self.told_message(id, place);
        }
        let after = self.opened(id)?;
        let _ = self.settled.insert(id.clone());

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

        self.told_message(id, place)
    }

    fn told_message(&mut self, id: &ChatId, place: Cursor) -> Result<(), store::Error> {
        let message = messages::get(self.db, place.row)?.ok_or(store::Error::Unknown)?;
        self.tell(Change::Chat(id.clone(), chat::Change::Arrived(Box::new(message))));
        Ok(())
    }

    /// Tells the counts of the chats in which much came at once.
    pub(super) fn tell_counts(&mut self) -> Result<(), store::Error> {
        self.settled.clear();
        for id in std::mem::take(&mut self.counted) {
            let now = chats::unread(self.db, &id)?;
            self.tell(Change::Chat(id, unread(now)));
        }
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
            Page::After(_) | Page::Since(_) | Page::Again(_) => Age::News,
            Page::Newest | Page::Before(_) => Age::Past,
        };

        // From what we hold outwards.
        let mut neighbour = self.bound(page)?;
        if matches!(page.asked, Page::Before(_)) {
            for arrival in page.messages.iter().rev() {
                neighbour = self.archived(arrival, age, Side::Before, neighbour)?;
            }
            messages::add_words(self.db, &std::mem::take(&mut self.mute))?;
        } else {
            for arrival in &page.messages {
                neighbour = self.archived(arrival, age, Side::Behind, neighbour)?;
            }
        }
        match &page.asked {
            Page::Again(asked) => self.end_again(page, asked, neighbour),
            Page::Newest | Page::After(_) | Page::Before(_) | Page::Since(_) => {
                self.extend(page, neighbour.map(|it| it.at))
            }
        }
    }

    /// The message before which a page was asked for once more stands behind that page.
    fn end_again(
        &mut self,
        page: &ArchivePage,
        asked: &Page,
        last: Option<Cursor>,
    ) -> Result<(), store::Error> {
        let account = &self.setting.account;
        let (Page::Before(id), Some(last)) = (asked, last) else { return Ok(()) };
        let owner = owner(account, &page.archive);
        let Some(next) = messages::archived(self.db, account, &owner, id)? else { return Ok(()) };

        let place = messages::keep_behind(self.db, next, last)?;
        if place != next
            && let Some(message) = messages::get(self.db, next.row)?
        {
            messages::keep_later_behind(self.db, place)?;
            let _ = self.again.insert(message.chat);
        }
        Ok(())
    }

    /// A message of a page, beside its neighbour there. Says where it stands, and so the next one's
    /// neighbour.
    fn archived(
        &mut self,
        arrival: &Arrival,
        age: Age,
        side: Side,
        neighbour: Option<Cursor>,
    ) -> Result<Option<Cursor>, store::Error> {
        let Arrival { origin, message, .. } = arrival;
        let anchor = match (neighbour, side) {
            // What the page hangs together with is not known. What came live came in order, later
            // than the archive says: the first does not go before all that stands before the page.
            (None, Side::Behind) => messages::held(self.db, message, *origin)?
                .filter(|held| held.at < message.cursor.at.plus(ON_ITS_WAY)),
            _ => neighbour,
        };
        let placed = beside(message, side, anchor);
        let inserted = match side {
            Side::Before => messages::insert_mute(self.db, &placed, *origin, age)?,
            Side::Behind => messages::insert(self.db, &placed, *origin, age)?,
        };
        if let (Side::Before, Inserted::New(place)) = (side, inserted) {
            self.mute.push(place.row);
        }
        let before = match inserted {
            Inserted::New(place) | Inserted::Changed(place) | Inserted::Known(place) => place,
            // It stands where its first copy does.
            Inserted::Copy(_) => return Ok(neighbour),
        };
        let place = match (neighbour, side) {
            (Some(next), Side::Before) => messages::keep_before(self.db, before, next)?,
            (Some(last), Side::Behind) => messages::keep_behind(self.db, before, last)?,
            (None, _) => before,
        };

        if matches!(inserted, Inserted::Changed(_)) || place != before {
            messages::keep_later_behind(self.db, place)?;
        }
        self.asked(arrival, inserted)?;
        if matches!(inserted, Inserted::New(_)) {
            let _ = self.done.reached.insert(message.chat.clone());
        }
        if place != before || !matches!(inserted, Inserted::Known(_)) {
            let _ = self.again.insert(message.chat.clone());
        }
        Ok(Some(place))
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

    /// The message that the page hangs together with, or the place where it would stand.
    fn bound(&self, page: &ArchivePage) -> Result<Option<Cursor>, store::Error> {
        let account = &self.setting.account;
        let owner = owner(account, &page.archive);
        let id = match &page.asked {
            Page::After(id) | Page::Before(id) => id,
            Page::Again(asked) => match &**asked {
                Page::After(id) => id,
                _ => return Ok(None),
            },
            Page::Newest | Page::Since(_) => return Ok(None),
        };
        if let Some(place) = messages::archived(self.db, account, &owner, id)? {
            return Ok(Some(place));
        }

        let ranges = archives::ranges(self.db, account, &owner)?;
        let mut ends = ranges.into_iter().flat_map(|it| [it.first, it.last]);
        let row = if matches!(page.asked, Page::Before(_)) { 0 } else { i64::MAX };
        Ok(ends.find(|it| it.id == *id).map(|it| Cursor { at: it.at, row }))
    }

    /// Keeps what stretch of the archive is held now.
    fn extend(&self, page: &ArchivePage, outermost: Option<Timestamp>) -> Result<(), store::Error> {
        let account = &self.setting.account;
        let owner = owner(account, &page.archive);
        let (asked, backwards) = match &page.asked {
            Page::After(id) => (Asked::After(id), false),
            Page::Before(id) => (Asked::Before(id), true),
            Page::Newest => (Asked::Apart, true),
            Page::Since(_) | Page::Again(_) => (Asked::Apart, false),
        };
        let mut ends =
            page.ids.clone().zip(times(page, outermost)).map(|((first, last), (from, to))| {
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
/// `outermost` is where the last message stands now.
fn times(page: &ArchivePage, outermost: Option<Timestamp>) -> Option<(Timestamp, Timestamp)> {
    let ends = page.messages.first().zip(page.messages.last());
    let ends = ends.map(|(first, last)| (first.message.cursor.at, last.message.cursor.at));
    let (from, to) = page.times.or(ends)?;

    Some(match outermost.filter(|it| near(*it, from) || near(*it, to)) {
        Some(outermost) => (from.min(outermost), to.max(outermost)),
        None => (from, to),
    })
}

/// Within a second.
fn near(one: Timestamp, other: Timestamp) -> bool {
    one.as_millis().abs_diff(other.as_millis()) < 1_000
}

/// Some archives know the time by the second only, and what has one time is sorted by its row, so
/// by when we stored it; and clocks are set. A message of a page comes to stand beside its neighbour
/// there, as the archive has it.
fn beside(message: &Message, side: Side, neighbour: Option<Cursor>) -> Message {
    let mut message = message.clone();
    let at = &mut message.cursor.at;
    *at = match (neighbour, side) {
        (Some(next), Side::Before) if close(*at, next.at) => next.at.plus(-1).min(*at),
        (Some(last), Side::Behind) if close(*at, last.at) => last.at.max(*at),
        (Some(_) | None, _) => *at,
    };
    message
}

/// As far apart as clocks may be that are set: a day.
fn close(one: Timestamp, other: Timestamp) -> bool {
    one.as_millis().abs_diff(other.as_millis()) < 24 * 60 * 60 * 1_000
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::sync::Arc;

    use crate::client::changes::Changes;
    use crate::client::ingest::{Setting, ingest};
    use crate::engine::event::{Archive, ArchivePage, Arrival, Event, Origin, Page};
    use crate::model::message::{Author, Cursor, Ids, Message};
    use crate::model::{Account, AccountId, ChatId, Timestamp};
    use crate::store::{Store, accounts, pages, search};

    fn juliet() -> AccountId {
        AccountId("juliet@localhost".parse().expect("an address"))
    }

    fn romeo() -> ChatId {
        ChatId::contact(juliet(), "romeo@localhost".parse().expect("an address"))
    }

    fn said(origin: Origin, stanza: &str, at: i64) -> Arrival {
        let message = Message {
            ids: Ids { origin: Some(format!("o-{stanza}")), stanza: Some(stanza.to_owned()) },
            ..Message::new(
                romeo(),
                Cursor { at: Timestamp::from_millis(at), row: 0 },
                Author::Peer,
                stanza.to_owned(),
            )
        };
        Arrival { origin, message, stamped: origin.repeats(), markable: None }
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

    async fn words_after(steps: Vec<Event>) -> Vec<String> {
        let store = Store::in_memory().expect("memory is there");
        let account = Account::new(juliet(), "parlance.1".to_owned());
        store.call(move |db| accounts::set(db, &account)).await.expect("room");
        let setting = Setting {
            account: juliet(),
            keep: None,
            continues: HashSet::from([Archive::Account]),
            first_visits: HashSet::new(),
            pictures: None,
            online_at: Timestamp::from_millis(5_000),
            now: Timestamp::from_millis(20_000),
        };
        let changes = Changes::new();
        for event in steps {
            let event = Arc::new(vec![event]);
            let done = ingest(&store, setting.clone(), event, changes.teller()).await;
            let _ = done.expect("room");
        }

        let read = |db: &crate::store::Connection| pages::older(db, &romeo(), Cursor::END, 10);
        let page = store.read(read).await.expect("a thread");
        for message in &page.messages {
            let words = message.body.clone();
            let find = move |db: &crate::store::Connection| {
                search::find(db, &words, None, Cursor::END, 10)
            };
            let found = store.read(find).await.expect("an index");
            assert!(found.iter().any(|it| it.cursor == message.cursor), "{}", message.body);
        }
        page.messages.into_iter().map(|it| it.body).collect()
    }

    fn live(id: &str, at: i64) -> Event {
        Event::Arrived(Box::new(said(Origin::Live, id, at)))
    }

    #[tokio::test]
    async fn a_page_further_back_is_kept_in_its_order_and_found() {
        let steps = vec![
            page(Page::Newest, &[("e", 12_000), ("f", 13_000)]),
            page(Page::Before("e".to_owned()), &[("c", 10_000), ("d", 10_000)]),
            page(Page::Before("c".to_owned()), &[("a", 10_000), ("b", 10_000)]),
        ];
        assert_eq!(words_after(steps).await, ["a", "b", "c", "d", "e", "f"]);
    }

    #[tokio::test]
    async fn what_an_archive_knows_by_the_second_stays_behind_what_came_live() {
        let after = Page::After("live".to_owned());
        let steps = vec![
            page(Page::Newest, &[]),
            live("live", 10_950),
            page(after, &[("a", 10_000), ("b", 10_000), ("c", 12_000)]),
        ];
        assert_eq!(words_after(steps).await, ["live", "a", "b", "c"]);
    }

    #[tokio::test]
    async fn the_first_of_a_page_stays_behind_what_stands_before_the_page() {
        let again = || Page::Again(Box::new(Page::Before("d".to_owned())));
        let came = || ["a", "b", "c", "d"].map(|id| live(id, 12_050)).into_iter();
        let steps = [page(Page::Newest, &[])].into_iter().chain(came());
        let late = steps.chain([page(again(), &[("b", 10_000), ("c", 11_000)])]);
        assert_eq!(words_after(late.collect()).await, ["a", "b", "c", "d"]);

        let mut steps = vec![page(Page::Newest, &[]), live("a", 1_000), live("b", 3_600_000)];
        steps.push(page(again(), &[("b", 10_000), ("c", 11_000)]));
        assert_eq!(words_after(steps).await, ["a", "b", "c"], "our clock was wrong");
    }
}
