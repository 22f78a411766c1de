//! What was said.

use crate::model::chat::ChatId;
use crate::model::timestamp::Timestamp;

/// The place of a message in its thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cursor {
    /// The time that threads sort by: the server's where it is known.
    pub at: Timestamp,
    /// The row in the store; 0 for a message that is not stored yet.
    pub row: i64,
}

impl Cursor {
    /// After everything.
    pub const END: Self = Self { at: Timestamp::from_millis(i64::MAX), row: i64::MAX };
}

/// One message as the store keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    pub chat: ChatId,
    pub cursor: Cursor,
    pub author: Author,
    pub ids: Ids,
    pub kind: Kind,
    pub body: String,
    /// The sender's time, where it claims one that differs from the server's.
    pub claimed_at: Option<Timestamp>,
    /// The thread that the sender put it in (RFC 6121, section 5.2.5).
    pub thread: Option<String>,
    /// An address out of band (XEP-0066): a file, usually.
    pub attachment: Option<String>,
    /// The name of an encryption that we cannot open (XEP-0380).
    pub sealed: Option<String>,
    /// It names us, in a room.
    pub mention: bool,
    pub delivery: Delivery,
}

impl Message {
    pub fn outgoing(&self) -> bool {
        matches!(self.author, Author::Me { .. })
    }
}

/// Who wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Author {
    /// We, on this device or another; in a room under this nick, else it is empty.
    Me { nick: String },
    /// The contact of the chat, or the occupant whom it is with.
    Peer,
    /// Somebody in a room; the id is the room's own for the person (XEP-0421).
    Occupant { nick: String, id: Option<String> },
    /// The server or the room itself.
    Service,
}

/// The names of a message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ids {
    /// The `id` that its sender gave, and the origin id (XEP-0359): ours are always the same.
    pub origin: Option<String>,
    /// The id that our own server or the room gave it (XEP-0359).
    pub stanza: Option<String>,
}

/// What sort of message it is (RFC 6121, section 5.2.2).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Kind {
    #[default]
    Chat,
    /// Stands alone, like a letter; the subject may be empty.
    Normal { subject: String },
    /// A notice that expects no answer; the subject may be empty.
    Headline { subject: String },
    /// The room's subject became the body.
    Subject,
}

/// What is known of a message's way.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Delivery {
    /// It came in.
    Incoming,
    /// Written down; it has not left, or the server has not confirmed it.
    Queued,
    /// The server has it.
    Sent,
    /// A device of theirs has it (XEP-0184).
    Delivered,
    /// They have read it (XEP-0333).
    Read,
    /// It was refused: in whose words.
    Failed(String),
}

/// What one is about to say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    pub body: String,
}
