//! A request that was not granted.

use std::fmt;

/// Why a request was not granted, in the protocol's terms (RFC 6120, section 8.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// `cancel`, `modify`, `auth`, `wait`, `continue`; empty where the answer has none.
    pub kind: String,
    /// The defined condition, such as `item-not-found`; of ours: `timed-out`, `offline`, `malformed`,
    /// `unproven`.
    pub condition: String,
    /// The other side's words; empty where it has none.
    pub text: String,
    /// The application's own condition, by its element's name; empty where there is none.
    pub application: String,
}

impl Refusal {
    pub const TIMED_OUT: &str = "timed-out";
    pub const OFFLINE: &str = "offline";
    pub const MALFORMED: &str = "malformed";
    /// It was not answered as a person would (XEP-0158).
    pub const UNPROVEN: &str = "unproven";

    /// A refusal of our own making.
    pub fn ours(condition: &str) -> Self {
        Self {
            kind: String::new(),
            condition: condition.to_owned(),
            text: String::new(),
            application: String::new(),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.condition)?;
        if self.text.is_empty() { Ok(()) } else { write!(f, ": {}", self.text) }
    }
}

impl std::error::Error for Refusal {}
