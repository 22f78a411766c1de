//! The way from the protocol into the cache, for the targets of `fuzz/` alone.

use std::collections::HashSet;
use std::sync::Arc;

use xmpp::jid::BareJid;

use crate::client::changes::Changes;
use crate::client::ingest::{Setting, ingest};
use crate::engine::event::{Archive, Event};
use crate::model::{Account, AccountId, ChatId, Cursor, Message, Timestamp};
use crate::store::{self, Store, messages, outbox, pages, search};

/// A cache in memory.
#[derive(Debug)]
pub struct History {
    store: Store,
    setting: Setting,
}

impl History {
    /// # Errors
    /// The cache's own.
    pub fn new(account: AccountId, room: BareJid, now: Timestamp) -> Result<Self, store::Error> {
        let keep = Account::new(account.clone(), "parlance.1".to_owned());
        let setting = Setting {
            account,
            keep: Some(keep),
            continues: HashSet::from([Archive::Account]),
            first_visits: HashSet::from([room]),
            pictures: None,
            online_at: now,
            now,
        };
        Ok(Self { store: Store::in_memory()?, setting })
    }

    /// Stores what happened.
    ///
    /// # Errors
    /// The cache's own.
    pub async fn take(&mut self, events: Vec<Event>, now: Timestamp) -> Result<(), store::Error> {
        self.setting.now = now;
        let teller = Changes::new().teller();
        let _ = ingest(&self.store, self.setting.clone(), Arc::new(events), teller).await?;
        self.setting.keep = None;
        Ok(())
    }

    /// The newest of a chat.
    ///
    /// # Errors
    /// The cache's own.
    pub async fn page(&self, chat: ChatId) -> Result<Vec<Message>, store::Error> {
        self.store.read(move |db| Ok(pages::older(db, &chat, Cursor::END, 50)?.messages)).await
    }

    /// Queues a message of ours.
    ///
    /// # Errors
    /// The cache's own.
    pub async fn queue(&self, message: Message) -> Result<(), store::Error> {
        self.store.call(move |db| outbox::queue(db, &message).map(|_| ())).await
    }

    /// Keeps a message as if it had come in.
    ///
    /// # Errors
    /// The cache's own.
    pub async fn keep(&self, message: Message) -> Result<(), store::Error> {
        let origin = crate::engine::event::Origin::Live;
        let age = messages::Age::News;
        self.store.call(move |db| messages::insert(db, &message, origin, age).map(|_| ())).await
    }

    /// What is found by these words.
    ///
    /// # Errors
    /// The cache's own.
    pub async fn find(&self, words: String) -> Result<Vec<Message>, store::Error> {
        self.store.read(move |db| search::find(db, &words, None, Cursor::END, 20)).await
    }
}
