//! What is looked for in what was said.

use crate::model::chat::ChatId;
use crate::model::timestamp::Timestamp;

/// Words, and which of the messages that hold them are meant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Search {
    pub words: String,
    /// In one chat, or in all.
    pub chat: Option<ChatId>,
    pub filters: Filters,
    pub limit: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filters {
    pub wanted: Wanted,
    pub sender: Option<Sender>,
    /// The first moment that counts.
    pub since: Option<Timestamp>,
    /// The first that does not.
    pub until: Option<Timestamp>,
}

impl Filters {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wanted {
    #[default]
    Everything,
    /// What was said between two.
    Chats,
    Rooms,
    /// What has the address of a page or of a file in it.
    Links,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sender {
    Me,
    /// Whose name or nick holds this, or whose address begins so.
    Named(String),
}
