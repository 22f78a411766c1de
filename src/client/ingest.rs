//! Event → store → change: what is kept, and what is told of it.

use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use xmpp::jid::BareJid;

use crate::client::changes::{Changes, Teller};
use crate::client::pictures::Wish;
use crate::engine::event::{Archive, Event, Token};
use crate::model::account;
use crate::model::chat::{self, ChatId};
use crate::model::message::{Delivery, Message};
use crate::model::{Account, AccountId, Change, Timestamp};
use crate::store::{
    self, Connection, Store, accounts, capabilities, chats, messages, outbox, progress, reading,
};

mod acts;
mod arrivals;
mod people;
mod places;

/// What holds while a batch is stored.
#[derive(Debug, Clone)]
pub(crate) struct Setting {
    pub(crate) account: AccountId,
    /// The account is online for the first time, or set up in another way: it is kept from here on.
    pub(crate) keep: Option<Account>,
    /// Archives of which nothing is missing: what comes live continues them.
    pub(crate) continues: HashSet<Archive>,
    /// Rooms of which nothing was known when we entered: what they replay was said before our time.
    pub(crate) first_visits: HashSet<BareJid>,
    pub(crate) pictures: Option<PathBuf>,
    /// When this connection began, as our clock had it.
    pub(crate) online_at: Timestamp,
    pub(crate) now: Timestamp,
}

/// What came of a batch.
#[derive(Debug, Default)]
pub(crate) struct Ingested {
    changes: Vec<Change>,
    /// The chats in which an archive told something new.
    pub(crate) reached: HashSet<ChatId>,
    /// What the server had held back, as its archive calls it, and since when.
    pub(crate) late: Vec<(String, Timestamp)>,
    /// Pictures that exist, and that we do not have.
    pub(crate) wishes: Vec<Wish>,
    /// Pictures that nobody has any more, by key.
    pub(crate) orphans: Vec<String>,
}

impl Ingested {
    pub(crate) fn add(&mut self, other: Self) {
        self.reached.extend(other.reached);
        self.late.extend(other.late);
        self.wishes.extend(other.wishes);
        self.orphans.extend(other.orphans);
    }
}

/// Stores a batch in one transaction, and tells what changed by it: nothing, where all was known.
pub(crate) async fn ingest(
    store: &Store,
    setting: Setting,
    events: Arc<Vec<Event>>,
    teller: Teller,
) -> Result<Ingested, store::Error> {
    if setting.keep.is_none() && !events.iter().any(is_kept) {
        let told = events.iter().filter_map(|event| match event {
            Event::Told(change) => Some(change.clone()),
            _ => None,
        });
        teller.tell_all(&mut told.collect());
        return Ok(Ingested::default());
    }

    let work = move |db: &Connection| {
        let mut entry = Entry::new(db, &setting);
        entry.keep()?;
        events.iter().try_for_each(|event| entry.take(event))?;
        entry.tell_counts()?;
        entry.tell_again()?;
        Ok(entry.done)
    };
    // What another writes next is told next.
    store.call_then(work, move |done| teller.tell_all(&mut done.changes)).await
}

/// What came live, as one batch of a connection of its own: for whoever measures from outside what
/// storing costs.
///
/// # Errors
/// Those of the store.
pub async fn alone(
    store: &Store,
    account: &AccountId,
    events: Vec<Event>,
    now: Timestamp,
) -> Result<(), store::Error> {
    let setting = Setting {
        account: account.clone(),
        keep: None,
        continues: HashSet::from([Archive::Account]),
        first_visits: HashSet::new(),
        pictures: None,
        online_at: now,
        now,
    };
    let teller = Changes::new().teller();
    let _ = ingest(store, setting, Arc::new(events), teller).await?;
    Ok(())
}

/// Whether there is anything to write for an event.
fn is_kept(event: &Event) -> bool {
    match event {
        Event::Told(change) => people::is_kept(change) || places::is_kept(change),
        Event::Answered { .. } | Event::ReadTold => false,
        Event::Roster { .. }
        | Event::Contact { .. }
        | Event::Bookmarks(_)
        | Event::Bookmark(_)
        | Event::Arrived(_)
        | Event::Acted(_)
        | Event::Page(_)
        | Event::Progress { .. }
        | Event::Acked(_)
        | Event::Unconfirmed(_)
        | Event::ReadElsewhere { .. }
        | Event::Picture { .. }
        | Event::Capabilities { .. }
        | Event::Ready { .. } => true,
    }
}

/// A batch on its way into the store, within its transaction.
struct Entry<'a> {
    db: &'a Connection,
    setting: &'a Setting,
    /// Chats in which something was repeated that we did not have.
    again: BTreeSet<ChatId>,
    /// Chats of which it was told how they look, and nothing but messages came since.
    settled: BTreeSet<ChatId>,
    /// Those of them whose counts are to be told.
    counted: BTreeSet<ChatId>,
    /// Rows of a page that no search finds yet.
    mute: Vec<i64>,
    done: Ingested,
}

impl<'a> Entry<'a> {
    fn new(db: &'a Connection, setting: &'a Setting) -> Self {
        Self {
            db,
            setting,
            again: BTreeSet::new(),
            settled: BTreeSet::new(),
            counted: BTreeSet::new(),
            mute: Vec::new(),
            done: Ingested::default(),
        }
    }
}

impl Entry<'_> {
    fn keep(&mut self) -> Result<(), store::Error> {
        let Some(account) = &self.setting.keep else {
            return Ok(());
        };

        accounts::set(self.db, account)?;
        let change = account::Change::Set(account.clone());
        self.tell(Change::Account(account.id.clone(), change));
        Ok(())
    }

    fn take(&mut self, event: &Event) -> Result<(), store::Error> {
        if !matches!(event, Event::Arrived(_)) {
            self.tell_counts()?;
        }
        match event {
            Event::Told(change) => self.told(change),
            Event::Roster { contacts, version } => self.roster(contacts, version.as_deref()),
            Event::Contact { contact, version } => self.contact(contact, version.as_deref()),
            Event::Bookmarks(bookmarks) => self.bookmarks(bookmarks),
            Event::Bookmark(bookmark) => self.bookmark(bookmark),
            Event::Arrived(arrival) => self.arrived(arrival),
            Event::Acted(acted) => self.acted(acted),
            Event::Page(page) => self.page(page),
            Event::Progress { chat, origin, delivery } => self.progress(chat, origin, delivery),
            Event::Acked(token) => self.acked(*token),
            Event::Unconfirmed(tokens) => {
                let rows: Vec<i64> = tokens.iter().map(|token| token.0).collect();
                outbox::doubtful(self.db, &rows)
            }
            Event::ReadElsewhere { chat, stanza } => self.read_elsewhere(chat, stanza),
            Event::Picture { of, sha1, source } => {
                self.picture(of, sha1.as_deref(), source.as_ref())
            }
            Event::Capabilities { node, features } => {
                capabilities::keep(self.db, node, features, self.setting.now)
            }
            Event::Ready { resumed: false } => outbox::interrupted(self.db, &self.setting.account),
            Event::Ready { resumed: true } | Event::Answered { .. } | Event::ReadTold => Ok(()),
        }
    }

    fn tell(&mut self, change: Change) {
        self.done.changes.push(change);
    }

    fn told(&mut self, change: &Change) -> Result<(), store::Error> {
        if self.keep_told(change)? && self.keep_invitation(change)? {
            self.tell(change.clone());
        }
        self.follow_nick(change)
    }

    fn changed(&mut self, message: Message) {
        let chat = message.chat.clone();
        self.tell(Change::Chat(chat, chat::Change::Changed(Box::new(message))));
    }

    /// What became of one of ours. The store marks only what we wrote in that very chat.
    fn progress(
        &mut self,
        chat: &ChatId,
        origin: &str,
        delivery: &Delivery,
    ) -> Result<(), store::Error> {
        let marked = progress::mark(self.db, chat, origin, delivery)?;
        if marked.is_empty() && matches!(delivery, Delivery::Failed(_)) {
            return self.undone(chat, origin);
        }
        for message in marked {
            self.changed(message);
        }
        Ok(())
    }

    fn acked(&mut self, token: Token) -> Result<(), store::Error> {
        if let Some(message) = outbox::confirmed(self.db, token.0)? {
            self.changed(message);
        }
        Ok(())
    }

    fn read_elsewhere(&mut self, chat: &ChatId, stanza: &str) -> Result<(), store::Error> {
        let Some(place) = messages::by_stanza(self.db, chat, stanza)? else {
            return Ok(());
        };

        let before = chats::unread(self.db, chat)?;
        let after = chats::mark_read(self.db, chat, place)?;
        // That device has told it, or its owner does not want it told.
        let _ = reading::answered(self.db, chat)?;
        if before != after {
            self.tell(Change::Chat(chat.clone(), unread(after)));
        }
        Ok(())
    }
}

/// What is unread in a chat, as a change.
pub(crate) fn unread(now: chats::Unread) -> chat::Change {
    let chats::Unread { unread, mentions, read } = now;
    chat::Change::Unread { unread, mentions, read }
}
