//! The protocol: dialogues with what comes over the wire.

mod link;
