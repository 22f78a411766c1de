//! What all connections of a client share.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::client::catch_up::FIRST_LOOK;
use crate::client::changes::Changes;
use crate::client::pictures::{self, Wish};
use crate::engine::link::{Link, Settings};
use crate::model::room::RoomId;
use crate::model::{AccountId, Change, contact};
use crate::store::{self, Connection, Store};

/// Opens the connection to a server. Tests put a script in its place.
pub(crate) type Dial = dyn Fn(Settings) -> Link + Send + Sync;

pub(crate) struct Desk {
    pub(crate) store: Store,
    pub(crate) changes: Changes,
    /// Where pictures are kept; without it none are fetched.
    pub(crate) pictures: Option<PathBuf>,
    pub(crate) dial: Arc<Dial>,
    /// How many messages of an archive that is met for the first time are fetched.
    first_look: AtomicUsize,
    /// What we are called in the rooms that we are in.
    nicks: Mutex<HashMap<RoomId, String>>,
}

impl Desk {
    pub(crate) fn new(store: Store, pictures: Option<PathBuf>, dial: Arc<Dial>) -> Self {
        let (first_look, nicks) = (AtomicUsize::new(FIRST_LOOK), Mutex::default());
        Self { store, changes: Changes::new(), pictures, dial, first_look, nicks }
    }

    pub(crate) fn first_look(&self) -> usize {
        self.first_look.load(Ordering::Relaxed)
    }

    pub(crate) fn set_first_look(&self, messages: usize) {
        self.first_look.store(messages, Ordering::Relaxed);
    }

    /// Removes the files of pictures that nobody has any more.
    pub(crate) async fn drop_pictures(&self, keys: Vec<String>) {
        let Some(folder) = &self.pictures else {
            return;
        };
        for path in keys.iter().filter_map(|key| pictures::path(folder, key)) {
            if let Err(error) = tokio::fs::remove_file(path).await {
                log::info!("a picture could not be removed: {error}");
            }
        }
    }

    /// A picture that is in the folder becomes somebody's.
    pub(crate) async fn set_picture(
        &self,
        account: &AccountId,
        wish: Wish,
    ) -> Result<Change, store::Error> {
        let (id, of, key) = (account.clone(), wish.of.clone(), wish.sha1.clone());
        let set = move |db: &Connection| store::pictures::set(db, &id, &of, Some(&key));
        let orphan = self.store.call(set).await?;
        self.drop_pictures(orphan.into_iter().collect()).await;

        let avatar = contact::Change::Avatar { of: wish.of, key: Some(wish.sha1) };
        Ok(Change::Contact(account.clone(), avatar))
    }

    pub(crate) fn nick(&self, room: &RoomId) -> Option<String> {
        locked(&self.nicks).get(room).cloned()
    }

    pub(crate) fn set_nick(&self, room: RoomId, nick: Option<String>) {
        let mut nicks = locked(&self.nicks);
        let _ = match nick {
            Some(nick) => nicks.insert(room, nick),
            None => nicks.remove(&room),
        };
    }
}

/// What a panic elsewhere left behind a lock is whole: nothing here is changed in two steps.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("pictures", &self.pictures).finish_non_exhaustive()
    }
}
