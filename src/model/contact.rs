//! People on the roster, and those who ask to be.

use std::collections::BTreeMap;

use xmpp::jid::BareJid;

use crate::model::presence::{self, Presence, Show};
use crate::model::refusal::Refusal;
use crate::model::timestamp::Timestamp;

/// One entry of the roster (RFC 6121, section 2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub jid: BareJid,
    /// The name that we gave; empty where we gave none.
    pub name: String,
    pub subscription: Subscription,
    /// We have asked to see their presence, and have no answer yet.
    pub asked: bool,
    /// Approved before they asked (RFC 6121, section 3.4).
    pub approved: bool,
    /// Sorted, without doubles.
    pub groups: Vec<String>,
}

impl Contact {
    pub fn new(jid: BareJid) -> Self {
        Self {
            jid,
            name: String::new(),
            subscription: Subscription::None,
            asked: false,
            approved: false,
            groups: Vec::new(),
        }
    }

    /// What to call them: our name for them, else the localpart, else the address.
    pub fn title(&self) -> &str {
        if self.name.is_empty() { short(&self.jid) } else { &self.name }
    }
}

/// An address as a name: its localpart where it has one.
pub fn short(jid: &BareJid) -> &str {
    jid.as_str().split('@').next().unwrap_or(jid.as_str())
}

/// Who sees whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Subscription {
    #[default]
    None,
    /// We see them.
    To,
    /// They see us.
    From,
    Both,
}

impl Subscription {
    /// Whether they may see our presence.
    pub fn they_see_us(self) -> bool {
        matches!(self, Self::From | Self::Both)
    }

    /// Whether we may see theirs.
    pub fn we_see_them(self) -> bool {
        matches!(self, Self::To | Self::Both)
    }
}

/// Somebody asks to see our presence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub from: BareJid,
    pub text: String,
    pub at: Timestamp,
}

/// The devices of a contact that are there now, by resource.
pub type Devices = BTreeMap<String, Presence>;

/// The show of a contact's best device.
pub fn show(devices: Option<&Devices>) -> Show {
    devices.and_then(|it| presence::best(it.values())).map_or(Show::Offline, |it| it.show)
}

/// What can happen to the roster of an account.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// All of it, as the server has it.
    Roster(Vec<Contact>),
    /// The server did not give it, and why; `None` where it does again.
    Refused(Option<Refusal>),
    /// Added or changed.
    Set(Contact),
    Removed(BareJid),
    /// One device came, changed (`Some`) or left (`None`).
    Presence {
        from: BareJid,
        resource: String,
        presence: Option<Presence>,
    },
    /// All devices are gone: the connection ended.
    Everybody,
    Requested(Request),
    /// The request of this address is settled.
    Answered(BareJid),
    /// A picture in the cache: its key, or `None` where there is none any more.
    Avatar {
        of: BareJid,
        key: Option<String>,
    },
}
