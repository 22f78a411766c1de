//! What is told of our reading: to those who asked for it, and to our other devices.

use tokio::time::Instant;

use crate::client::connection::{Batch, Connection, Waiter};
use crate::client::memory;
use crate::client::reading::AT_ONCE;
use crate::engine::event::{Answer, Archive, Command, Event};
use crate::model::{ChatId, Refusal};

impl Connection {
    /// Something was read here.
    pub(super) async fn was_read(&mut self, batch: &mut Batch) {
        self.reading.moved(Instant::now());
        self.mark(batch).await;
    }

    /// Tells those who asked for it what was read since, in the chats that can be reached.
    pub(super) async fn mark(&mut self, batch: &mut Batch) {
        if !self.ready {
            return;
        }
        let ways = self.outbox.clone();
        let may = move |chat: &ChatId| ways.leads_to(&chat.peer);
        match memory::marks(&self.desk.store, &self.id, may).await {
            Ok(marks) => {
                for (chat, id) in marks {
                    self.command(Command::Mark { chat, id }, batch);
                }
            }
            Err(error) => log::error!("{}: {error}", self.id),
        }
    }

    /// The messages of an archive are here as far as they will be: what others have read of them can
    /// be followed, and what we have read be named.
    pub(super) async fn archive_settled(&mut self, archive: &Archive, batch: &mut Batch) {
        for (chat, stanza) in self.reading.of(archive) {
            batch.out.emit(Event::ReadElsewhere { chat, stanza });
        }
        self.reading.moved(Instant::now());
        self.mark(batch).await;
    }

    /// Tells our other devices what was read here, where it is time.
    pub(super) async fn tell_read(&mut self, batch: &mut Batch) {
        if !self.ready || !self.reading.due(Instant::now()) {
            return;
        }
        let settled = self.catch_up.complete();
        let may = |chat: &ChatId| settled.contains(&memory::archive_of(chat));
        match self.unknown_to_server().await {
            Ok(mut items) => {
                items.retain(|(chat, _)| may(chat));
                if items.len() > AT_ONCE {
                    items.truncate(AT_ONCE);
                    self.reading.moved(Instant::now());
                }
                self.reading.tell(items);
                self.tell_next(batch);
            }
            Err(error) => log::error!("{}: {error}", self.id),
        }
    }

    /// What we have read further than the server knows.
    async fn unknown_to_server(&self) -> Result<Vec<(ChatId, String)>, crate::store::Error> {
        let read = memory::read(&self.desk.store, &self.id).await?;
        let mut items = Vec::new();
        for read in read {
            let known = self.reading.known(&read.chat);
            if known == Some(read.stanza.as_str()) {
                continue;
            }
            // What another device has read, and we have not, stands further on.
            let further = match known {
                Some(known) => memory::place(&self.desk.store, &read.chat, known).await?,
                None => None,
            };
            if further.is_none_or(|further| further < read.place) {
                items.push((read.chat, read.stanza));
            }
        }
        Ok(items)
    }

    fn tell_next(&mut self, batch: &mut Batch) {
        if let Some((chat, stanza)) = self.reading.next() {
            let command = Command::TellRead { chat: chat.clone(), stanza: stanza.clone() };
            self.ask(command, Waiter::Read(chat, stanza), batch);
        }
    }

    /// An item has its answer.
    pub(super) fn read_told(
        &mut self,
        chat: &ChatId,
        stanza: &str,
        result: Result<Answer, Refusal>,
        batch: &mut Batch,
    ) {
        match result {
            Ok(_) => {
                self.reading.heard(chat, stanza);
                self.tell_next(batch);
            }
            Err(refusal) => {
                log::info!("{}: what is read is not told: {}", self.id, refusal.condition);
                self.reading.refused();
            }
        }
    }
}
