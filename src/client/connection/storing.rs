//! A batch on its way into the store, whatever the disk says.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::client::chance::now;
use crate::client::connection::{Connection, Over};
use crate::client::ingest::{self, Ingested, Setting};
use crate::client::order::Order;
use crate::engine::event::Event;
use crate::model::Change;
use crate::store;

/// The first pause before a batch that could not be stored is tried again; it doubles each time.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

impl Connection {
    /// Stores a batch in one transaction, however long that takes: until then nothing of it is told
    /// or acknowledged, so the server keeps it for us.
    pub(super) async fn store(&mut self, events: &Arc<Vec<Event>>) -> Result<Ingested, Over> {
        let mut pause = FIRST_PAUSE;
        let mut told = false;

        loop {
            let trouble = match self.ingest(events).await {
                Ok(ingested) => {
                    if told {
                        self.desk.changes.tell(Change::Cache(None));
                    }
                    self.kept = self.kept || self.online;
                    return Ok(ingested);
                }
                Err(store::Error::Closed) => return Err(Over),
                Err(error) => error,
            };

            log::error!("{}: {trouble}", self.id);
            if !told {
                self.desk.changes.tell(Change::Cache(Some(trouble.to_string())));
                told = true;
            }
            self.rest(pause).await?;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// One try. What passes (a full disk) is an error; a single event that cannot be stored at all is
    /// left out, or it would stop everything behind it for ever.
    async fn ingest(&self, events: &Arc<Vec<Event>>) -> Result<Ingested, store::Error> {
        let setting = self.setting();
        let (store, teller) = (&self.desk.store, self.desk.changes.teller());
        match ingest::ingest(store, setting.clone(), events.clone(), teller.clone()).await {
            Err(error) if !error.may_pass() && !matches!(error, store::Error::Closed) => {
                log::error!("{}: a batch could not be stored: {error}", self.id);
            }
            done => return done,
        }

        let mut whole = Ingested::default();
        for event in events.iter() {
            let alone = Arc::new(vec![event.clone()]);
            match ingest::ingest(store, setting.clone(), alone, teller.clone()).await {
                Ok(part) => whole.add(part),
                Err(error) if error.may_pass() || matches!(error, store::Error::Closed) => {
                    return Err(error);
                }
                Err(error) => log::error!("{}: left out: {error}", self.id),
            }
        }
        Ok(whole)
    }

    fn setting(&self) -> Setting {
        Setting {
            account: self.id.clone(),
            keep: (self.online && !self.kept).then(|| self.account.clone()),
            continues: self.catch_up.complete(),
            first_visits: self.first_visits.clone(),
            pictures: self.desk.pictures.clone(),
            online_at: self.online_at,
            now: now(),
        }
    }

    /// Waits before another try; the orders that come meanwhile are kept for later.
    async fn rest(&mut self, pause: Duration) -> Result<(), Over> {
        let end = Instant::now() + pause;
        loop {
            let order = tokio::select! {
                () = tokio::time::sleep_until(end) => return Ok(()),
                order = self.orders.recv(), if !self.orphaned => order,
            };
            match order {
                Some(Order::Close) => return Err(Over),
                Some(order) => self.deferred.push_back(order),
                None => return Err(Over),
            }
        }
    }
}
