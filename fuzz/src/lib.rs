//! What the targets share: stanzas that are nearly right, and a talk that they are said in.

pub mod stanzas;
pub mod talk;
pub mod tree;
