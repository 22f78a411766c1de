//! Every question and order that a screen may have.

use std::path::PathBuf;
use std::sync::Arc;

use futures_util::Stream;
use tokio::sync::oneshot;

use crate::client::chance::now;
use crate::client::desk::{Desk, Dial};
use crate::client::error::Error;
use crate::client::lines::Lines;
use crate::client::order::Order;
use crate::engine::event::{Answer, Command};
use crate::engine::link::Link;
use crate::model::{AccountId, Change, Refusal, World};
use crate::store::{self, Store, Upgrade};

mod accounts;
mod acts;
mod administration;
mod conversations;
mod rooms;
mod roster;

/// What is known of a person's device.
pub use crate::engine::event::Device;
/// A page of a thread.
pub use crate::model::message::Page;

/// Where the client keeps what it keeps.
#[derive(Debug, Clone)]
pub struct Places {
    /// The SQLite database.
    pub database: PathBuf,
    /// Pictures that came from others, by key.
    pub pictures: PathBuf,
}

/// The client without a face. A clone is another handle on the same; with the last one its
/// connections end.
#[derive(Debug, Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    desk: Arc<Desk>,
    lines: Lines,
}

impl Client {
    /// Opens the history cache, and connects nothing. Connections run in the runtime that this is
    /// called in.
    ///
    /// # Errors
    /// [`Error::Damaged`] and [`Error::TooNew`] for a cache that can only be set aside;
    /// [`Error::History`] where it cannot be read for another reason.
    pub async fn open(places: Places) -> Result<Self, Error> {
        Self::open_telling(places, |_| {}).await
    }

    /// The same; `told` hears of each step that a cache of an older version needs, and may stop them.
    ///
    /// # Errors
    /// Those of [`Client::open`]; [`Error::History`] where it was stopped.
    pub async fn open_telling(
        places: Places,
        told: impl FnMut(Upgrade) + Send + 'static,
    ) -> Result<Self, Error> {
        let Places { database, pictures } = places;
        let opened = tokio::task::spawn_blocking(move || Store::open_telling(&database, told));
        let store = opened.await.map_err(|_| Error::Closed)??;

        Ok(Self::new(store, Some(pictures), Arc::new(Link::open)))
    }

    /// Moves a cache that cannot be opened out of the way, so that the next [`Client::open`] begins a
    /// new one, and says where it is kept. Nothing of it is lost.
    ///
    /// # Errors
    /// [`Error::History`] where the file cannot be moved.
    pub async fn set_aside(places: Places) -> Result<PathBuf, Error> {
        let moved = tokio::task::spawn_blocking(move || store::set_aside(&places.database, now()));
        Ok(moved.await.map_err(|_| Error::Closed)??)
    }

    /// A client with a cache that ends with it; for tests.
    pub fn in_memory() -> Result<Self, Error> {
        Ok(Self::new(Store::in_memory()?, None, Arc::new(Link::open)))
    }

    pub(crate) fn new(store: Store, pictures: Option<PathBuf>, dial: Arc<Dial>) -> Self {
        let desk = Arc::new(Desk::new(store, pictures, dial));
        let lines = Lines::new(desk.clone());
        Self { inner: Arc::new(Inner { desk, lines }) }
    }

    /// How many messages are fetched of an archive that is met for the first time: ten thousand,
    /// unless this says otherwise before the sign-in.
    pub fn look_back(&self, messages: usize) {
        self.inner.desk.set_first_look(messages);
    }

    /// What is so now: from the cache, before any network.
    pub async fn world(&self) -> Result<World, Error> {
        Ok(self.store().read(store::world::load).await?)
    }

    /// What happens from now on, in batches of at most one for each frame (16 ms). There is one
    /// listener: a second call takes over from the first.
    pub fn changes(&self) -> impl Stream<Item = Vec<Change>> + Send + use<> {
        self.inner.desk.changes.listen()
    }

    /// Ends all connections gracefully and closes the cache; at most for five seconds.
    pub async fn shut_down(&self) {
        self.lines().stop_all().await;
        self.store().close().await;
    }

    fn store(&self) -> &Store {
        &self.inner.desk.store
    }

    fn lines(&self) -> &Lines {
        &self.inner.lines
    }

    fn tell(&self, change: Change) {
        self.inner.desk.changes.tell(change);
    }

    /// Writes something, and tells what it changed.
    async fn write<F>(&self, work: F) -> Result<(), Error>
    where
        F: FnOnce(&store::Connection) -> Result<Vec<Change>, store::Error> + Send + 'static,
    {
        let teller = self.inner.desk.changes.teller();
        let _ = self.store().call_then(work, move |changes| teller.tell_all(changes)).await?;
        Ok(())
    }

    /// Has a connection do something, and waits for what comes of it.
    async fn ask(&self, account: &AccountId, command: Command) -> Result<Answer, Error> {
        self.request(account, |reply| Order::Ask(Box::new(command), reply))
            .await?
            .map_err(Error::Refused)
    }

    async fn request<T>(
        &self,
        account: &AccountId,
        order: impl FnOnce(oneshot::Sender<T>) -> Order,
    ) -> Result<T, Error> {
        let (reply, answer) = oneshot::channel();
        let ordered = self.lines().order(account, order(reply));
        ordered.map_err(|_| Error::Refused(Refusal::ours(Refusal::OFFLINE)))?;
        answer.await.map_err(|_| Error::Closed)
    }

    /// The same, where nothing but "done" can come of it.
    async fn have(&self, account: &AccountId, command: Command) -> Result<(), Error> {
        let _ = self.ask(account, command).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_damaged_cache_is_kept_aside_and_a_new_one_begun() {
        let folder = tempfile::tempdir().expect("a folder");
        let database = folder.path().join("history.db");
        let places =
            Places { database: database.clone(), pictures: folder.path().join("pictures") };
        let rubbish = "no database at all. ".repeat(100);
        std::fs::write(&database, &rubbish).expect("room");

        let opened = Client::open(places.clone()).await;
        assert!(matches!(opened, Err(Error::Damaged(_))), "{opened:?}");
        assert_eq!(std::fs::read_to_string(&database).expect("it is there"), rubbish);

        let aside = Client::set_aside(places.clone()).await.expect("room");
        assert_eq!(std::fs::read_to_string(aside).expect("it is kept"), rubbish);
        let world = Client::open(places).await.expect("a new one").world().await;
        assert!(world.expect("it reads").accounts.is_empty());
    }
}
