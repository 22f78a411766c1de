//! What else turns elements into ours, for the targets of `fuzz/` alone.

pub use crate::engine::datetime::{format as moment, parse as read_moment};
pub use crate::engine::fallback::{split, unquoted};
pub use crate::engine::form::{read as read_form, submission};
