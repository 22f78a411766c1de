//! A conversation: its thread, and what one is writing.

pub mod pages;
