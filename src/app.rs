//! The loop: one message, one world, which screen.

pub mod opening;
pub mod remote;
