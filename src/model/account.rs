//! Whose address we speak for, and how its connection stands.

use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;

use xmpp::jid::BareJid;

use crate::model::presence::OwnPresence;
use crate::model::timestamp::Timestamp;

/// An account is its bare address: there is never a second one with the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId(pub BareJid);

impl AccountId {
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What is needed to reach an account, the password apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub enabled: bool,
    /// Made once for each installation, so that a crash leaves no ghost beside us.
    pub resource: String,
    /// Where the server is, or `None` to ask the DNS.
    pub host: Option<Host>,
    /// SHA-256 of certificates that the person trusts for this account, in lower-case hex.
    pub pins: Vec<String>,
    /// A PEM file with a certificate and its key, for SASL EXTERNAL.
    pub client_certificate: Option<PathBuf>,
    /// Whether the password belongs into the system's keyring.
    pub remember: bool,
    /// Signs in without an address of one's own (SASL ANONYMOUS); the localpart is not used.
    pub anonymous: bool,
}

impl Account {
    pub fn new(id: AccountId, resource: String) -> Self {
        Self {
            id,
            enabled: true,
            resource,
            host: None,
            pins: Vec::new(),
            client_certificate: None,
            remember: true,
            anonymous: false,
        }
    }
}

/// A server's place given by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host {
    pub name: String,
    pub port: u16,
    /// TLS from the first byte (XEP-0368), instead of STARTTLS.
    pub direct_tls: bool,
}

/// A password; never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the one place that signs in with it and the one that keeps it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// How the connection of an account stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Connection {
    /// Not connected, and not trying: the person wants it so.
    #[default]
    Offline,
    Connecting(Step),
    Online,
    /// Lost; the next attempt starts at `until`.
    Waiting {
        until: Timestamp,
        trouble: Trouble,
    },
    /// Ended, and not tried again until the person does something.
    Refused(Trouble),
}

impl Connection {
    pub fn is_online(&self) -> bool {
        matches!(self, Self::Online)
    }
}

/// The steps of signing in, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Resolving,
    Reaching,
    Securing,
    SigningIn,
    Binding,
}

/// Why there is no connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// No server answers; the system's words.
    Unreachable(String),
    /// The domain says that it has no such service (an SRV target of `.`).
    NoService,
    TimedOut(Step),
    /// The certificate is not to be trusted.
    Certificate(Box<Certificate>),
    /// TLS failed for another reason.
    Tls(String),
    /// The server offers no encryption.
    NoEncryption,
    /// The server refused who we say we are: the condition's name, and its words.
    Credentials {
        condition: String,
        text: Option<String>,
    },
    /// No way of signing in that both sides know and we find safe; what was offered.
    NoMechanism(Vec<String>),
    /// The server could not prove that it knows the password.
    ServerNotVerified,
    /// Another client took our place.
    Conflict,
    /// The server ended the stream: the condition's name, and its words.
    Stream {
        condition: String,
        text: Option<String>,
    },
    /// What came was not XMPP.
    Protocol(String),
    /// The connection broke.
    Lost(String),
    /// There is no password: it must be asked for.
    NoPassword,
}

/// A certificate that was not trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    pub subject: String,
    pub issuer: String,
    pub not_before: Timestamp,
    pub not_after: Timestamp,
    /// In lower-case hex, 64 digits.
    pub sha256: String,
    pub fault: CertificateFault,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CertificateFault {
    UnknownIssuer,
    Expired,
    NotYetValid,
    /// Not made out to the account's domain.
    WrongName,
    Other(String),
}

/// What an account's server can do, as far as a screen must know it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Server {
    /// The bound address: the server may have changed the resource.
    pub resource: String,
    /// Features of the server and of our account there (XEP-0030).
    pub features: BTreeSet<String>,
    /// Where its rooms are.
    pub rooms: Option<BareJid>,
    /// Where public rooms of many servers can be searched for (XEP-0433).
    pub search: Option<BareJid>,
}

/// What can happen to an account.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Added, or set up in another way.
    Set(Account),
    Removed,
    Connection(Connection),
    Presence(OwnPresence),
    Server(Server),
    /// The addresses that may not reach us (XEP-0191), all of them.
    Blocked(BTreeSet<BareJid>),
}
