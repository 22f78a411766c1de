//! The one connection of an account, kept up.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};

use ring::rand::{SecureRandom, SystemRandom};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::task::AbortHandle;
use xmpp::jid::BareJid;
use xmpp::minidom::Element;

use crate::engine::event::{Outgoing, Token};
use crate::engine::link::core::Core;
use crate::engine::link::life::Life;
pub use crate::engine::link::limits::{Limits, Trust};
use crate::engine::link::sign_in::Attempt;
use crate::model::{Account, Connection, Password, Timestamp};

mod acks;
mod binding;
mod certificate;
mod core;
mod emptied;
mod failure;
#[cfg(fuzzing)]
pub mod fuzz;
pub mod guard;
mod life;
mod limits;
mod mechanism;
mod pause;
mod reach;
mod resolve;
mod sasl;
mod scram;
#[cfg(test)]
pub mod script;
mod session;
mod sign_in;
mod srv;
mod tls;
mod watch;
mod wellformed;
pub mod wire;

/// What a connection needs.
#[derive(Debug, Clone)]
pub struct Settings {
    pub account: Account,
    pub password: Option<Password>,
}

/// What a connection tells, in the order in which it happened.
#[derive(Debug)]
pub enum Input {
    /// How it stands: every step, every trouble. `Online` is told by [`Input::Online`] alone.
    Connection(Connection),
    Online(Session),
    /// One stanza (message, presence, iq). Each is to be followed by one [`Link::commit`].
    Stanza(Element),
    /// The server has these (XEP-0198).
    Acked(Vec<Token>),
    /// The session ended before these were confirmed.
    Unconfirmed(Vec<Token>),
}

/// A session that begins, or goes on.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// Our bare address as the server has it.
    pub jid: BareJid,
    pub resource: String,
    /// The old session goes on: nothing was lost.
    pub resumed: bool,
    /// The old session was asked for, and the server knew nothing of it: it went down since then, and
    /// what it was busy with may have gone down with it.
    pub forgotten: bool,
    /// Whether the server acknowledges stanzas (XEP-0198).
    pub acknowledges: bool,
    /// Namespaces of what the stream offers: `urn:xmpp:features:rosterver`, `urn:xmpp:csi:0`,
    /// `urn:xmpp:features:pre-approval` …
    pub offers: BTreeSet<String>,
}

/// What the link is told to do.
#[derive(Debug)]
enum Order {
    Send(Box<Outgoing>),
    Commit(u32),
    Active(bool),
    TryNow,
    Close,
}

/// A handle on the task that holds the socket. Dropping it ends the connection at once.
#[derive(Debug)]
pub struct Link {
    orders: UnboundedSender<Order>,
    inputs: UnboundedReceiver<Input>,
    task: AbortHandle,
}

impl Link {
    /// Starts to connect, and stays connected until [`Link::close`] or a trouble that only a person
    /// can mend. To be called within a runtime.
    pub fn open(settings: Settings) -> Self {
        Self::open_within(settings, Limits::default(), Trust::default())
    }

    /// The same with other time limits, and with other roots than the system's.
    pub fn open_within(settings: Settings, limits: Limits, trust: Trust) -> Self {
        let (orders, ordered) = mpsc::unbounded_channel();
        let (told, inputs) = mpsc::unbounded_channel();

        let core = Core::new(settings.account.id.clone(), ordered, told.clone());
        let attempt = Attempt { settings, limits, trust, inputs: told, kept: Mutex::default() };
        let task = tokio::spawn(Life::new(core, attempt).run()).abort_handle();

        Self { orders, inputs, task }
    }

    /// The next input; `None` after the end. May be dropped while it waits.
    pub async fn next(&mut self) -> Option<Input> {
        self.inputs.recv().await
    }

    /// Queues a stanza. While there is no connection it is refused as unconfirmed.
    ///
    /// Characters that XML cannot carry are left out. After the end nothing is told of it any more.
    pub fn send(&self, outgoing: Outgoing) {
        self.order(Order::Send(Box::new(outgoing)));
    }

    /// So many more of the stanzas that were handed out are safe on disk: only these are ever
    /// acknowledged to the server.
    pub fn commit(&self, stanzas: u32) {
        self.order(Order::Commit(stanzas));
    }

    /// Client state indication (XEP-0352), where the server has it. It stands until it is changed,
    /// in later sessions as well.
    pub fn active(&self, active: bool) {
        self.order(Order::Active(active));
    }

    /// Ends a wait for the next attempt; checks a connection that seems up.
    pub fn try_now(&self) {
        self.order(Order::TryNow);
    }

    /// Ends the connection as the protocol asks: unavailable presence is the caller's to send first.
    pub fn close(&self) {
        self.order(Order::Close);
    }

    fn order(&self, order: Order) {
        // After the end nothing is left to be done: what was sent was told as unconfirmed.
        let _ = self.orders.send(order);
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The clock.
fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// A number by chance, from 0 to `most`.
fn chance(most: u32) -> u32 {
    let mut bytes = [0; 8];
    if SystemRandom::new().fill(&mut bytes).is_err() {
        return most / 2;
    }
    let drawn = u64::from_le_bytes(bytes) % (u64::from(most) + 1);
    u32::try_from(drawn).unwrap_or(most)
}
