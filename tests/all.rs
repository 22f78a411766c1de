//! Everything that is tested from outside, in one binary: the toolkit is linked once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, unused_results)]

mod desktop;
mod engine;
mod house;
mod server;
mod store;
mod support;
#[cfg(feature = "gui")]
mod ui;
