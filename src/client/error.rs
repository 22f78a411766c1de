//! What a screen can do something about.

use std::fmt;

use crate::model::Refusal;
use crate::store;

#[derive(Debug, Clone, PartialEq)]
pub enum Error {
    /// The other side said no, did not answer in time, or there is no connection.
    Refused(Refusal),
    /// The history cache failed: its words.
    History(String),
    /// The history cache is no whole database of ours: SQLite's words. It is as it was; see
    /// [`Client::set_aside`](crate::client::Client::set_aside).
    Damaged(String),
    /// The history cache was written by a newer version of the program, and is as it was.
    TooNew,
    /// No such account, chat or message.
    Unknown,
    /// The client has ended.
    Closed,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::History(words) => write!(f, "the history cache failed: {words}"),
            Self::Damaged(words) => write!(f, "the history cache is damaged: {words}"),
            Self::TooNew => f.write_str("the history cache is of a newer version"),
            Self::Unknown => f.write_str("there is no such thing"),
            Self::Closed => f.write_str("the client has ended"),
        }
    }
}

impl std::error::Error for Error {}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Unknown => Self::Unknown,
            store::Error::Closed => Self::Closed,
            store::Error::Damaged(cause) => Self::Damaged(cause.to_string()),
            store::Error::TooNew { .. } => Self::TooNew,
            store::Error::Full(_)
            | store::Error::Sqlite(_)
            | store::Error::File(_)
            | store::Error::Broken => Self::History(error.to_string()),
        }
    }
}
