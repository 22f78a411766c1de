//! The chat client without a face: stores what comes, queues what goes, tells what changed.

pub mod attention;
mod catch_up;
mod chance;
mod changes;
mod connection;
mod desk;
pub mod error;
mod flight;
#[cfg(fuzzing)]
pub mod fuzz;
pub mod handle;
pub mod ingest;
mod lines;
mod memory;
mod order;
mod outbox;
mod pictures;
mod reading;
mod review;
#[cfg(test)]
mod stories;

pub use crate::store::Upgrade;
pub use attention::{Notice, Subject, attention};
pub use chance::set_clock_back;
pub use error::Error;
pub use handle::Client;
