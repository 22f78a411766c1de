//! The chat client without a face: stores what comes, queues what goes, tells what changed.

pub mod error;
pub mod handle;

pub use error::Error;
pub use handle::Client;
