//! What the server's archive keeps of what an account says and hears (XEP-0441).

use std::collections::BTreeSet;

use crate::model::address::Address;

/// What becomes of messages with those who are in neither list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Keep {
    #[default]
    Always,
    /// Of those on the roster.
    Roster,
    Never,
}

/// What is kept, and with whom it is otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preferences {
    pub default: Keep,
    pub always: BTreeSet<Address>,
    pub never: BTreeSet<Address>,
}

impl Preferences {
    /// Most entries of a list.
    pub const MOST: usize = 1_000;
}
