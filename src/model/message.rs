//! What was said.

use crate::model::act::Reaction;
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
    /// What it answers (XEP-0461).
    pub reply: Option<Reply>,
    pub delivery: Delivery,
    pub sequel: Sequel,
}

impl Message {
    /// Words alone, as they come in from somebody.
    pub fn new(chat: ChatId, cursor: Cursor, author: Author, body: String) -> Self {
        Self {
            chat,
            cursor,
            author,
            ids: Ids::default(),
            kind: Kind::Chat,
            body,
            claimed_at: None,
            thread: None,
            attachment: None,
            sealed: None,
            mention: false,
            reply: None,
            delivery: Delivery::Incoming,
            sequel: Sequel::default(),
        }
    }

    pub fn outgoing(&self) -> bool {
        matches!(self.author, Author::Me { .. })
    }
}

/// What became of a message after it was said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sequel {
    /// When its words became what they are now (XEP-0308).
    pub edited: Option<Timestamp>,
    /// When it was taken back (XEP-0424): nothing of it is left.
    pub retracted: Option<Timestamp>,
    /// It was the room that took it back (XEP-0425).
    pub moderated: Option<Moderation>,
    /// By emoji, in the order of their coming (XEP-0444).
    pub reactions: Vec<Reaction>,
    /// What we did to it last has not reached the server yet.
    pub waits: bool,
}

/// Who had a room take a message back, and why; empty where that is not known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Moderation {
    /// A nick, or an address where the room gives one.
    pub by: String,
    pub reason: String,
}

/// What a message answers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reply {
    /// The name of the answered message: the room's id in a room, else its sender's.
    pub id: String,
    /// The address of whoever wrote that, as the answer tells it.
    pub to: Option<String>,
    /// What the answer quotes of it, for those who do not have it; may be empty.
    pub fallback: String,
    /// The message itself, where it is here.
    pub quote: Option<Quote>,
}

/// A message, in short, as another one shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    pub cursor: Cursor,
    pub author: Author,
    /// The first [`Quote::MOST`] characters; empty for one that was taken back.
    pub text: String,
}

impl Quote {
    /// In characters.
    pub const MOST: usize = 300;
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

/// The names of a message. What they are worth is written in [`crate::model::identity`].
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

impl Delivery {
    /// Whether this news is news. Marks only move forward; what failed was still delivered where a
    /// device of theirs says so.
    pub fn may_become(&self, next: &Self) -> bool {
        match (self.rank(), next.rank()) {
            (Some(now), Some(next)) => next > now,
            // The other side can refuse only what no device of theirs has.
            (Some(now), None) => matches!(next, Self::Failed(_)) && now < 2,
            (None, Some(next)) => matches!(self, Self::Failed(_)) && next >= 2,
            (None, None) => false,
        }
    }

    /// The steps of a message that goes well.
    fn rank(&self) -> Option<u8> {
        match self {
            Self::Queued => Some(0),
            Self::Sent => Some(1),
            Self::Delivered => Some(2),
            Self::Read => Some(3),
            Self::Incoming | Self::Failed(_) => None,
        }
    }
}

/// How a message came to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Straight from its sender.
    Live,
    /// A copy of what another of our devices sent or got (XEP-0280).
    Carbon,
    /// Out of an archive (XEP-0313).
    Archive,
    /// Replayed by a room when we joined (XEP-0045, section 7.2.13).
    Replay,
}

impl Origin {
    /// It was said before, and may have reached us then.
    pub fn repeats(self) -> bool {
        matches!(self, Self::Archive | Self::Replay)
    }
}

/// A page of a thread, oldest first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    pub messages: Vec<Message>,
    /// Nothing older is in the cache; the archive may hold more.
    pub at_start: bool,
    /// Nothing newer exists.
    pub at_end: bool,
}

/// What one is about to say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    pub body: String,
    /// The message that it answers.
    pub reply: Option<Cursor>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_only_move_forward() {
        use Delivery::{Delivered, Failed, Incoming, Queued, Read, Sent};
        let failed = || Failed("blocked".to_owned());
        let cases = [
            (Queued, Sent, true),
            (Queued, Read, true),
            (Sent, Delivered, true),
            (Delivered, Sent, false),
            (Read, Delivered, false),
            (Sent, Sent, false),
            (Queued, failed(), true),
            (Sent, failed(), true),
            (Delivered, failed(), false),
            (failed(), Sent, false),
            (failed(), Delivered, true),
            (Incoming, Read, false),
            (Incoming, failed(), false),
            (Sent, Incoming, false),
        ];

        for (now, next, expected) in cases {
            assert_eq!(now.may_become(&next), expected, "{now:?} to {next:?}");
        }
    }
}
