//! What follows from a batch, once it is stored and told.

use std::collections::HashSet;

use tokio::time::Instant;

use crate::client::catch_up::{Next, Summary};
use crate::client::chance::now;
use crate::client::connection::{Batch, Connection, Page, Waiter};
use crate::client::flight;
use crate::client::memory;
use crate::client::outbox;
use crate::client::pictures::{self, Wish};
use crate::engine::event::Page as Asked;
use crate::engine::event::{Answer, Archive, Command, Event};
use crate::model::chat::ChatId;
use crate::model::room::{self, RoomId};
use crate::model::{Change, Refusal, Timestamp, account};

/// How many pages one wish to scroll back may cost: an archive holds all chats of an account, and
/// the one that is read may be a quiet one.
const PAGES_BACK: u32 = 20;

/// By how much the clock of a server may be behind ours: milliseconds.
const CLOCKS: i64 = 60_000;

impl Connection {
    /// `reached` are the chats in which an archive told something new, `wishes` are pictures that we
    /// do not have.
    pub(super) async fn follow(
        &mut self,
        events: Vec<Event>,
        reached: &HashSet<ChatId>,
        wishes: Vec<Wish>,
    ) -> Batch {
        let mut batch = Batch::default();
        let mut flush = false;

        for event in events {
            match event {
                Event::Ready { resumed } => {
                    self.ready(resumed, &mut batch).await;
                    flush = true;
                }
                Event::Answered { request, result } => {
                    if let Some(waiter) = self.waiting.remove(&request) {
                        flush |= self.answered(waiter, result, &mut batch).await;
                    }
                }
                Event::Page(page) => {
                    self.review.told(&page);
                    let summary = Summary::of(&page);
                    let reached = reached.clone();
                    let _ = self.pages.insert(page.archive.clone(), Page { summary, reached });
                }
                Event::Told(change) => self.heard(change, &mut batch).await,
                Event::ReadElsewhere { chat, stanza } => self.reading.heard(&chat, &stanza),
                Event::ReadTold => self.reading.told(Instant::now()),
                Event::Roster { .. }
                | Event::Contact { .. }
                | Event::Bookmarks(_)
                | Event::Bookmark(_)
                | Event::Arrived(_)
                | Event::Acted(_)
                | Event::Acked(_)
                | Event::Unconfirmed(_)
                | Event::Progress { .. }
                | Event::Picture { .. }
                | Event::Capabilities { .. } => {}
            }
        }

        wishes.into_iter().for_each(|wish| self.pictures.want(wish));
        self.fetch_pictures(&mut batch);
        if flush {
            self.flush(&mut batch).await;
        }
        batch
    }

    /// A session is there. A resumed one has lost nothing; it goes on where it was interrupted.
    async fn ready(&mut self, resumed: bool, batch: &mut Batch) {
        self.ready = true;
        self.outbox.begin(resumed);
        self.review.go_on(Instant::now());

        if resumed {
            self.review.resumed(self.offline_at, Instant::now());
        }
        if !resumed {
            self.pictures.clear();
        } else if self.catch_up.complete().contains(&Archive::Account)
            && self.review.deadline().is_none()
        {
            // What became doubtful since then came to the link while the line was down: it never
            // left.
            self.resend().await;
        }
        for archive in self.catch_up.open() {
            self.catch_up(archive, batch).await;
        }
        for order in std::mem::take(&mut self.early) {
            self.order(order, batch).await;
        }
    }

    /// Asks for what came into an archive while we were away.
    async fn catch_up(&mut self, archive: Archive, batch: &mut Batch) {
        match memory::newest(&self.desk.store, &self.id, &archive).await {
            Ok(newest) => {
                let page = self.catch_up.begin(archive.clone(), newest, self.desk.first_look());
                self.fetch(archive, page, batch);
            }
            Err(error) => log::error!("{}: {error}", self.id),
        }
    }

    fn fetch(&mut self, archive: Archive, page: Asked, batch: &mut Batch) {
        let waiter = Waiter::CatchUp(archive.clone());
        self.ask(Command::FetchPage { archive, page }, waiter, batch);
    }

    /// Says whether something of the outbox may have become free.
    async fn answered(
        &mut self,
        waiter: Waiter,
        result: Result<Answer, Refusal>,
        batch: &mut Batch,
    ) -> bool {
        match waiter {
            Waiter::Somebody(reply) => {
                // Whoever asked may have stopped waiting.
                let _ = reply.send(result);
                false
            }
            Waiter::CatchUp(archive) => self.walked(archive, result, batch).await,
            Waiter::Review => self.reviewed(result, batch).await,
            Waiter::Older { .. } => {
                self.scrolled(waiter, result, batch);
                false
            }
            Waiter::Read(chat, stanza) => {
                self.read_told(&chat, &stanza, result, batch);
                false
            }
            Waiter::Picture(wish) => {
                self.pictures.landed();
                if let Ok(Answer::Picture(bytes)) = result {
                    self.keep_picture(wish, bytes).await;
                }
                false
            }
        }
    }

    async fn walked(
        &mut self,
        archive: Archive,
        result: Result<Answer, Refusal>,
        batch: &mut Batch,
    ) -> bool {
        if let Err(refusal) = &result
            && let Some(id) = self.catch_up.forgotten(&archive, refusal)
            && let Err(error) = memory::expired(&self.desk.store, &self.id, &archive, id).await
        {
            log::error!("{}: {error}", self.id);
        }
        let next = match (result, self.pages.remove(&archive)) {
            (Ok(_), Some(page)) => self.catch_up.next(&archive, &page.summary),
            (Ok(_), None) => self.catch_up.refused(&archive, &Refusal::ours(Refusal::MALFORMED)),
            (Err(refusal), _) => self.catch_up.refused(&archive, &refusal),
        };

        match (next, archive) {
            (Next::Fetch(page), archive) => {
                self.fetch(archive, page, batch);
                false
            }
            (Next::Again, archive) => {
                self.catch_up(archive, batch).await;
                false
            }
            (Next::Open, _) => false,
            (Next::Settled, Archive::Account) => {
                let told = self.catch_up.complete().contains(&Archive::Account);
                let since = self.doubtful_since().await.into_iter().chain(self.lost_since()).min();
                if let Some(since) = since.filter(|_| told)
                    && self.review.await_end(since, Instant::now())
                {
                    return false;
                }
                self.resend().await;
                self.archive_settled(&Archive::Account, batch).await;
                true
            }
            (Next::Settled, Archive::Room(room)) => {
                self.outbox.enter(room.clone());
                self.archive_settled(&Archive::Room(room), batch).await;
                true
            }
        }
    }

    /// Reads the archive once more, where it is time.
    pub(super) fn review(&mut self, batch: &mut Batch) {
        if self.ready
            && let Some(page) = self.review.due(Instant::now())
        {
            self.read_again(page, batch);
        }
    }

    fn read_again(&mut self, page: Asked, batch: &mut Batch) {
        let command = Command::FetchPage { archive: Archive::Account, page };
        self.ask(command, Waiter::Review, batch);
    }

    /// A page that was read once more is in the store, or cannot be had.
    async fn reviewed(&mut self, result: Result<Answer, Refusal>, batch: &mut Batch) -> bool {
        if result.is_err_and(|it| it.condition == Refusal::OFFLINE) {
            return false;
        }
        let page = self.pages.remove(&Archive::Account);
        let (last, complete) = page.map_or((None, true), |Page { summary, .. }| {
            (summary.ids.map(|(_, last)| last), summary.complete)
        });
        if let Some(page) = self.review.next(last, complete) {
            self.read_again(page, batch);
            return false;
        }
        let told = self.catch_up.complete().contains(&Archive::Account);
        if told {
            self.resend().await;
            self.archive_settled(&Archive::Account, batch).await;
        }
        told
    }

    /// What left since then may have gone down with the server.
    fn lost_since(&self) -> Option<Timestamp> {
        let most = i64::try_from(flight::UNWRITTEN.as_millis()).unwrap_or(i64::MAX);
        self.flight.is_suspicious().then(|| self.offline_at.plus(-most - CLOCKS))
    }

    /// Since when there is something that the archive alone knows of.
    async fn doubtful_since(&self) -> Option<Timestamp> {
        match memory::doubtful_since(&self.desk.store, &self.id).await {
            Ok(since) => since.map(|since| since.plus(-CLOCKS)),
            Err(error) => {
                log::error!("{}: {error}", self.id);
                None
            }
        }
    }

    /// A page for somebody who scrolls back: it was worth it if it held anything of that chat.
    fn scrolled(&mut self, waiter: Waiter, result: Result<Answer, Refusal>, batch: &mut Batch) {
        let Waiter::Older { archive, chat, reply, pages } = waiter else {
            return;
        };
        if let Err(refusal) = result {
            let _ = reply.send(Err(refusal.into()));
            return;
        }

        let page = self.pages.remove(&archive);
        let further = page.filter(|page| !page.reached.contains(&chat));
        let answer = match further.map(|page| page.summary) {
            None => true,
            Some(Summary { complete: false, ids: Some((first, _)), .. }) if pages < PAGES_BACK => {
                let command =
                    Command::FetchPage { archive: archive.clone(), page: Asked::Before(first) };
                let waiter = Waiter::Older { archive, chat, reply, pages: pages + 1 };
                self.ask(command, waiter, batch);
                return;
            }
            Some(summary) => !summary.complete,
        };
        let _ = reply.send(Ok(answer));
    }

    /// A change that the engine told concerns us too.
    async fn heard(&mut self, change: Change, batch: &mut Batch) {
        match change {
            Change::Account(_, account::Change::Server(server)) => self.server = server,
            Change::Room(id, room::Change::State(state)) => self.stands_in(id, state, batch).await,
            Change::Room(id, room::Change::Renamed { from, to }) => {
                if self.desk.nick(&id).is_some_and(|nick| nick == from) {
                    self.desk.set_nick(id, Some(to));
                }
            }
            Change::Account(..)
            | Change::Contact(..)
            | Change::Chat(..)
            | Change::Room(..)
            | Change::Open(_)
            | Change::Cache(_) => {}
        }
    }

    async fn stands_in(&mut self, id: RoomId, state: room::State, batch: &mut Batch) {
        let archive = Archive::Room(id.jid.clone());
        if let room::State::Joining { .. } = state {
            let held = memory::last_heard(&self.desk.store, id.chat()).await.unwrap_or_default();
            let _ = match held {
                Some(_) => self.first_visits.remove(&id.jid),
                None => self.first_visits.insert(id.jid.clone()),
            };
        }
        if let room::State::Inside { nick } = state {
            self.desk.set_nick(id, Some(nick));
            // A room without an archive refuses; that answer comes after its history all the same,
            // and says that nothing more is to be expected of the past.
            self.catch_up(archive, batch).await;
        } else {
            self.outbox.leave(&id.jid);
            self.catch_up.forget(&archive);
            self.desk.set_nick(id, None);
        }
    }

    /// What is doubtful still did not arrive.
    async fn resend(&mut self) {
        let told = self.catch_up.complete().contains(&Archive::Account);
        let suspects = self.flight.take();
        if !suspects.is_empty() {
            log::info!("{}: {} may have gone down with the server", self.id, suspects.len());
        }
        let done = memory::resend(&self.desk.store, &self.id, suspects.clone(), told).await;
        if let Err(error) = done {
            log::error!("{}: {error}", self.id);
            self.flight.give_back(suspects);
            self.outbox.failed(Instant::now(), true);
        }
    }

    /// Does what the disk had no room for.
    pub(super) async fn retry(&mut self, batch: &mut Batch) {
        if let Some(doubtful) = self.outbox.due(Instant::now()) {
            if doubtful {
                self.resend().await;
            }
            self.flush(batch).await;
        }
    }

    /// Sends what of the queue may leave now: nothing before that which may have gone down with the
    /// server, and leaves first.
    pub(super) async fn flush(&mut self, batch: &mut Batch) {
        if self.flight.is_suspicious() {
            return;
        }
        let teller = self.desk.changes.teller();
        match self.outbox.take(&self.desk.store, &self.id, now(), teller).await {
            Ok(jobs) => {
                for job in jobs {
                    self.flight.left(job.token(), Instant::now());
                    self.command(outbox::order(job), batch);
                }
            }
            Err(error) => {
                log::error!("{}: {error}", self.id);
                self.outbox.failed(Instant::now(), false);
            }
        }
    }

    fn fetch_pictures(&mut self, batch: &mut Batch) {
        while self.ready
            && let Some(wish) = self.pictures.next()
        {
            let command = Command::FetchPicture(wish.source.clone());
            self.ask(command, Waiter::Picture(wish), batch);
        }
    }

    async fn keep_picture(&self, wish: Wish, bytes: Vec<u8>) {
        let Some(folder) = &self.desk.pictures else {
            return;
        };
        if !pictures::is_sound(&bytes, &wish.sha1) {
            log::info!("{}: a picture of {} is not one that we show", self.id, wish.of);
            return;
        }

        if let Err(error) = pictures::keep(folder, &wish.sha1, &bytes).await {
            log::warn!("{}: a picture could not be kept: {error}", self.id);
            return;
        }
        match self.desk.set_picture(&self.id, wish).await {
            Ok(change) => self.desk.changes.tell(change),
            Err(error) => log::warn!("{}: a picture could not be kept: {error}", self.id),
        }
    }

    pub(super) fn tick(&mut self, batch: &mut Batch) {
        batch.add(self.pipeline.tick(now()));
    }
}
