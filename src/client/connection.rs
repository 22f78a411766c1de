//! One account's task: link, pipeline and store, in that order.
//!
//! What arrives is stored, then told, then answered, then acknowledged. A wait may be dropped
//! halfway, work may not: only bare waits stand in the `select!`.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use xmpp::jid::BareJid;

use crate::client::catch_up::{CatchUp, Summary};
use crate::client::chance::{now, seed, zone};
use crate::client::connection::gathering::Flood;
use crate::client::desk::Desk;
use crate::client::error::Error;
use crate::client::flight::Flight;
use crate::client::ingest::Ingested;
use crate::client::memory;
use crate::client::order::{Order, Orders, Reply};
use crate::client::outbox::Outbox;
use crate::client::pictures::{Pictures, Wish};
use crate::client::reading::Reading;
use crate::client::review::Review;
use crate::engine::event::{Answer, Archive, Command, Event, Known, Out, RequestId};
use crate::engine::link::{Input, Link, Session, Settings};
use crate::engine::pipeline::Pipeline;
use crate::model::account::{self, Connection as State, Server};
use crate::model::chat::ChatId;
use crate::model::settings::Privacy;
use crate::model::{Account, AccountId, Change, OwnPresence, Password, Refusal, Show, Timestamp};
use crate::store;

mod follow;
mod gathering;
mod marking;
mod orders;
mod storing;

/// How long a graceful end may take.
const FAREWELL: Duration = Duration::from_secs(4);

/// What a connection begins with.
pub(crate) struct Begin {
    pub(crate) desk: Arc<Desk>,
    pub(crate) account: Account,
    pub(crate) password: Option<Password>,
    pub(crate) presence: OwnPresence,
    pub(crate) language: String,
    pub(crate) words: Vec<String>,
    pub(crate) privacy: Privacy,
    pub(crate) active: bool,
    pub(crate) orders: Orders,
}

pub(crate) struct Connection {
    desk: Arc<Desk>,
    id: AccountId,
    account: Account,
    /// The account as it was set up is in the store.
    kept: bool,
    link: Link,
    pipeline: Pipeline,
    orders: Orders,
    presence: OwnPresence,
    /// While a session is there.
    online: bool,
    online_at: Timestamp,
    offline_at: Timestamp,
    /// The session has begun: orders are taken.
    ready: bool,
    server: Server,
    waiting: HashMap<RequestId, Waiter>,
    requests: u64,
    outbox: Outbox,
    flight: Flight,
    /// Rooms of which we held nothing when we last asked to enter.
    first_visits: HashSet<BareJid>,
    catch_up: CatchUp,
    review: Review,
    pictures: Pictures,
    reading: Reading,
    /// The last page of each archive, until its answer comes.
    pages: HashMap<Archive, Page>,
    state: State,
    flood: Flood,
    /// Came behind a batch, and begins the next one.
    next: Option<Input>,
    /// When a graceful end becomes a plain one.
    closing: Option<Instant>,
    /// No handle is left that could order anything.
    orphaned: bool,
    /// Came before the session was ready.
    early: Vec<Order>,
    /// Came while a batch waited for room on the disk.
    deferred: VecDeque<Order>,
}

/// What came of a page.
struct Page {
    summary: Summary,
    /// The chats in which something was new.
    reached: HashSet<ChatId>,
}

/// Who waits for an answer.
enum Waiter {
    Somebody(Reply<Result<Answer, Refusal>>),
    /// The archive is walked towards now.
    CatchUp(Archive),
    /// The account's archive is read once more.
    Review,
    /// Somebody scrolls back.
    Older {
        archive: Archive,
        chat: ChatId,
        reply: Reply<Result<bool, Error>>,
        pages: u32,
    },
    Picture(Wish),
    /// Our other devices are told that this was read.
    Read(ChatId, String),
}

/// Why the task woke.
enum Wake {
    Input(Option<Input>),
    Order(Option<Order>),
    Time,
}

/// What is to be stored, told, sent and acknowledged together.
#[derive(Default)]
struct Batch {
    out: Out,
    /// Stanzas that came in.
    stanzas: u32,
}

impl Batch {
    fn add(&mut self, out: Out) {
        self.out.stanzas.extend(out.stanzas);
        self.out.events.extend(out.events);
    }

    fn tell(&mut self, change: Change) {
        self.out.tell(change);
    }

    fn has_messages(&self) -> bool {
        self.out.events.iter().any(|event| matches!(event, Event::Arrived(_)))
    }

    fn is_empty(&self) -> bool {
        self.stanzas == 0 && self.out.stanzas.is_empty() && self.out.events.is_empty()
    }
}

/// The client is closing, or its cache is gone: nothing more can be done.
struct Over;

/// Runs a connection to its end.
pub(crate) async fn run(begin: Begin) {
    let desk = begin.desk.clone();
    let id = begin.account.id.clone();

    match Connection::open(begin).await {
        Ok(mut connection) => {
            let _ = connection.attend().await;
            connection.end().await;
        }
        Err(error) => {
            log::error!("{id}: {error}");
            desk.changes.tell(Change::Cache(Some(error.to_string())));
            desk.changes.tell(Change::Account(id, account::Change::Connection(State::Offline)));
        }
    }
}

impl Connection {
    async fn open(begin: Begin) -> Result<Self, store::Error> {
        let Begin { desk, account, password, presence, language, words, privacy, active, orders } =
            begin;
        let memory = memory::recall(&desk.store, &account.id).await?;
        let presence_now = presence.clone();
        let zone = zone();
        let known =
            Known { presence: presence_now, language, words, privacy, zone, ..memory.known };
        let settings = Settings { account: account.clone(), password };
        let link = (desk.dial)(settings);
        link.active(active);

        Ok(Self {
            id: account.id.clone(),
            kept: memory.account.as_ref() == Some(&account),
            pipeline: Pipeline::new(account.id.clone(), known, seed()),
            outbox: Outbox::default(),
            flight: Flight::default(),
            first_visits: HashSet::new(),
            link,
            desk,
            account,
            orders,
            presence,
            online: false,
            online_at: now(),
            offline_at: now(),
            ready: false,
            server: Server::default(),
            waiting: HashMap::new(),
            requests: 0,
            catch_up: CatchUp::default(),
            review: Review::default(),
            pictures: Pictures::default(),
            reading: Reading::default(),
            pages: HashMap::new(),
            state: State::Offline,
            flood: Flood::default(),
            next: None,
            closing: None,
            orphaned: false,
            early: Vec::new(),
            deferred: VecDeque::new(),
        })
    }

    /// Serves the link and the orders until one of them ends.
    async fn attend(&mut self) -> Result<(), Over> {
        loop {
            let deadline = self.deadline();
            let wake = if let Some(order) = self.deferred.pop_front() {
                Wake::Order(Some(order))
            } else if let Some(input) = self.next.take() {
                Wake::Input(Some(input))
            } else {
                tokio::select! {
                    input = self.link.next() => Wake::Input(input),
                    order = self.orders.recv(), if !self.orphaned => Wake::Order(order),
                    () = reached(deadline) => Wake::Time,
                }
            };

            let mut batch = Batch::default();
            match wake {
                Wake::Input(Some(input)) => {
                    let whole = self.gather(input, &mut batch).await;
                    let messages = batch.has_messages();
                    self.settle(batch).await?;
                    self.flood.stored(messages, Instant::now());
                    if !whole {
                        return Ok(());
                    }
                }
                Wake::Input(None) => return Ok(()),
                Wake::Order(Some(order)) => {
                    self.order(order, &mut batch).await;
                    self.settle(batch).await?;
                    self.farewell();
                }
                // Every handle is gone, and with them whoever could want this connection.
                Wake::Order(None) => {
                    self.orphaned = true;
                    self.close(&mut batch);
                    self.settle(batch).await?;
                    self.farewell();
                }
                Wake::Time if self.closing.is_some_and(|end| end <= Instant::now()) => {
                    return Ok(());
                }
                Wake::Time => {
                    self.tick(&mut batch);
                    self.retry(&mut batch).await;
                    self.tell_read(&mut batch).await;
                    self.review(&mut batch);
                    self.settle(batch).await?;
                }
            }
        }
    }
}

impl Connection {
    fn take(&mut self, input: Input, batch: &mut Batch) {
        match input {
            Input::Stanza(stanza) => {
                batch.stanzas += 1;
                batch.add(self.pipeline.stanza(stanza, now()));
            }
            Input::Online(session) => self.begin(&session, batch),
            Input::Connection(state) => {
                self.interrupt(batch);
                self.stands(state, batch);
            }
            Input::Acked(tokens) => {
                self.flight.acked(&tokens, Instant::now());
                batch.out.events.extend(tokens.into_iter().map(Event::Acked));
            }
            Input::Unconfirmed(tokens) => batch.out.emit(Event::Unconfirmed(tokens)),
        }
    }

    fn begin(&mut self, session: &Session, batch: &mut Batch) {
        (self.online, self.online_at) = (true, now());
        self.flight.begin(session.resumed, session.forgotten, Instant::now());
        if !session.resumed {
            // Before the first stanza of the new session: something may lie between them.
            self.catch_up.clear();
            self.reading.begin();
            self.review.begin();
        }
        self.stands(State::Online, batch);
        let presence = account::Change::Presence(self.presence.clone());
        batch.tell(Change::Account(self.id.clone(), presence));
        batch.add(self.pipeline.online(session, now()));
    }

    /// The session is interrupted, or gone.
    fn interrupt(&mut self, batch: &mut Batch) {
        if self.online {
            (self.online, self.ready) = (false, false);
            self.offline_at = now();
            self.flight.broke(Instant::now());
            self.early.drain(..).for_each(Order::refuse);
            self.outbox.pause();
            batch.add(self.pipeline.offline(now()));
        }
    }

    fn stands(&mut self, state: State, batch: &mut Batch) {
        if self.state != state {
            batch
                .tell(Change::Account(self.id.clone(), account::Change::Connection(state.clone())));
            self.state = state;
        }
    }

    /// Stores a batch, tells what changed, sends what is to be sent, and acknowledges what came. What
    /// follows from it is a batch again.
    async fn settle(&mut self, mut batch: Batch) -> Result<(), Over> {
        while !batch.is_empty() {
            let messages = batch.has_messages();
            let Batch { out: Out { stanzas, events }, stanzas: came } = batch;
            let events = Arc::new(events);
            let Ingested { reached, late, wishes, orphans, .. } = self.store(&events).await?;
            self.review.came(late, now(), Instant::now());
            if messages {
                self.review.heard(Instant::now());
            }

            stanzas.into_iter().for_each(|stanza| self.link.send(stanza));
            self.link.commit(came);

            self.desk.drop_pictures(orphans).await;
            batch = self.follow(Arc::unwrap_or_clone(events), &reached, wishes).await;
        }
        Ok(())
    }
}

impl Connection {
    /// When something is to be done next without anybody asking.
    fn deadline(&self) -> Option<Instant> {
        let now = now().as_millis();
        let wall = self.pipeline.deadline().map(|at| {
            let millis = u64::try_from(at.as_millis().saturating_sub(now)).unwrap_or(0);
            Instant::now() + Duration::from_millis(millis)
        });
        let review = self.review.deadline().filter(|_| self.ready);
        wall.into_iter()
            .chain(self.closing)
            .chain(self.outbox.deadline())
            .chain(self.reading.deadline().filter(|_| self.ready))
            .chain(review)
            .min()
    }

    fn close(&mut self, batch: &mut Batch) {
        if self.closing.is_none() {
            self.closing = Some(Instant::now() + FAREWELL);
            if self.online {
                let gone = OwnPresence { show: Show::Offline, ..self.presence.clone() };
                self.command(Command::Presence(gone), batch);
            }
        }
    }

    /// After the last stanza.
    fn farewell(&self) {
        if self.closing.is_some() {
            self.link.close();
        }
    }

    /// Tells that nothing of the session is left.
    async fn end(mut self) {
        let mut batch = Batch::default();
        self.interrupt(&mut batch);
        if !matches!(self.state, State::Refused(_)) {
            self.stands(State::Offline, &mut batch);
        }
        let _ = self.settle(batch).await;
    }

    fn command(&mut self, command: Command, batch: &mut Batch) {
        batch.add(self.pipeline.command(None, command, now()));
    }

    fn ask(&mut self, command: Command, waiter: Waiter, batch: &mut Batch) {
        self.requests += 1;
        let request = RequestId(self.requests);
        let _ = self.waiting.insert(request, waiter);
        batch.add(self.pipeline.command(Some(request), command, now()));
    }
}

/// Waits for a moment; without one, for ever.
async fn reached(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}
