//! Conversations, and what is known of each at a glance.

use std::fmt;

use xmpp::jid::BareJid;

use crate::model::account::AccountId;
use crate::model::contact;
use crate::model::message::{Cursor, Message};
use crate::model::timestamp::Timestamp;

/// A conversation: which of our accounts, with whom.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChatId {
    pub account: AccountId,
    pub peer: Peer,
}

impl ChatId {
    pub fn contact(account: AccountId, jid: BareJid) -> Self {
        Self { account, peer: Peer::Contact(jid) }
    }

    pub fn room(account: AccountId, jid: BareJid) -> Self {
        Self { account, peer: Peer::Room(jid) }
    }

    pub fn occupant(account: AccountId, room: BareJid, nick: String) -> Self {
        Self { account, peer: Peer::Occupant { room, nick } }
    }

    pub fn is_room(&self) -> bool {
        matches!(self.peer, Peer::Room(_))
    }
}

/// Whom one talks to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Peer {
    Contact(BareJid),
    Room(BareJid),
    /// Somebody in a room, in private.
    Occupant {
        room: BareJid,
        nick: String,
    },
}

impl Peer {
    /// The bare address that it lives at: of the contact, or of the room.
    pub fn bare(&self) -> &BareJid {
        match self {
            Self::Contact(jid) | Self::Room(jid) | Self::Occupant { room: jid, .. } => jid,
        }
    }

    /// What to call it where nothing better is known.
    pub fn title(&self) -> &str {
        match self {
            Self::Contact(jid) | Self::Room(jid) => contact::short(jid),
            Self::Occupant { nick, .. } => nick,
        }
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Contact(jid) | Self::Room(jid) => jid.fmt(f),
            Self::Occupant { room, nick } => write!(f, "{room}/{nick}"),
        }
    }
}

/// A conversation at a glance.
#[derive(Debug, Clone, PartialEq)]
pub struct Chat {
    pub id: ChatId,
    /// Stands among the open chats.
    pub open: bool,
    pub unread: u32,
    /// How many of the unread name us.
    pub mentions: u32,
    pub muted: bool,
    /// Muted no longer than that.
    pub until: Option<Timestamp>,
    /// Reading stopped after this one; `None` where nothing was read yet.
    pub read: Option<Cursor>,
    pub last: Option<LastLine>,
    pub draft: String,
    /// From somebody who is not on the roster and was not accepted yet.
    pub stranger: bool,
}

impl Chat {
    pub fn new(id: ChatId) -> Self {
        Self {
            id,
            open: false,
            unread: 0,
            mentions: 0,
            muted: false,
            until: None,
            read: None,
            last: None,
            draft: String::new(),
            stranger: false,
        }
    }
}

impl Chat {
    /// Whether nobody is to be called for it at this moment.
    pub fn is_quiet(&self, now: Timestamp) -> bool {
        self.muted && self.until.is_none_or(|until| now < until)
    }
}

/// The newest message, in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastLine {
    /// The occupant's nick in a room; empty otherwise.
    pub nick: String,
    pub outgoing: bool,
    pub text: String,
    pub at: Timestamp,
    /// It was taken back: there is no text.
    pub retracted: bool,
}

/// Whether somebody writes (XEP-0085).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typing {
    Active,
    Composing,
    Paused,
    Gone,
}

/// What can happen to a conversation.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// It is known now, or known better: everything about it.
    Set(Box<Chat>),
    /// It left the open chats.
    Closed,
    /// It goes on under another name: the occupant whom it is with is called otherwise now.
    Moved(ChatId),
    /// One new message, incoming or our own.
    Arrived(Box<Message>),
    /// A message that was there: delivered, failed, confirmed.
    Changed(Box<Message>),
    /// Many messages came at once or moved: read the thread again.
    Reloaded,
    Unread {
        unread: u32,
        mentions: u32,
        read: Option<Cursor>,
    },
    Muted(bool),
    /// Muted for a time.
    MutedUntil(Timestamp),
    Drafted(String),
    /// `nick` is empty for a contact.
    Typing {
        nick: String,
        typing: bool,
    },
}
