//! The one connection of an account, kept up.

use std::collections::BTreeSet;

use xmpp::jid::BareJid;
use xmpp::minidom::Element;

use crate::engine::event::{Outgoing, Token};
use crate::model::{Account, Connection, Password};

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
    /// Whether the server acknowledges stanzas (XEP-0198).
    pub acknowledges: bool,
    /// Namespaces of what the stream offers: `urn:xmpp:features:rosterver`, `urn:xmpp:csi:0`,
    /// `urn:xmpp:features:pre-approval` …
    pub offers: BTreeSet<String>,
}

/// A handle on the task that holds the socket. Dropping it ends the connection at once.
#[derive(Debug)]
pub struct Link {}

impl Link {
    /// Starts to connect, and stays connected until [`Link::close`] or a trouble that only a person
    /// can mend.
    pub fn open(_settings: Settings) -> Self {
        Self {}
    }

    /// The next input; `None` after the end. May be dropped while it waits.
    pub async fn next(&mut self) -> Option<Input> {
        std::future::pending().await
    }

    /// Queues a stanza. While there is no connection it is refused as unconfirmed.
    pub fn send(&self, _outgoing: Outgoing) {}

    /// So many more of the stanzas that were handed out are safe on disk: only these are ever
    /// acknowledged to the server.
    pub fn commit(&self, _stanzas: u32) {}

    /// Client state indication (XEP-0352), where the server has it.
    pub fn active(&self, _active: bool) {}

    /// Ends a wait for the next attempt; checks a connection that seems up.
    pub fn try_now(&self) {}

    /// Ends the connection as the protocol asks: unavailable presence is the caller's to send first.
    pub fn close(&self) {}
}
