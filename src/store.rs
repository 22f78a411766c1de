//! The history cache: one SQLite database for each profile, a file per subject.
//!
//! [`Store`] runs the work: writing on one thread, each piece in a transaction; reading beside it.
//! What there is to do stands in the query modules, as plain functions over a connection.
//!
//! `keys`, `record`, `text` and `unread` are what the query modules share; `world` reads from all of
//! them; otherwise they do not know each other. Work that takes several is put together by the
//! caller, in one [`Store::call`].

pub mod accounts;
mod act;
pub mod acts;
pub mod archives;
pub mod capabilities;
pub mod chats;
pub mod contacts;
pub mod database;
pub mod error;
mod keys;
pub mod messages;
pub mod outbox;
pub mod pages;
pub mod pictures;
pub mod progress;
pub mod reading;
mod record;
pub mod rooms;
mod schema;
pub mod search;
mod sequel;
pub mod speech;
mod text;
mod unread;
pub mod upgrade;
pub mod world;

pub use database::{Store, set_aside};
pub use error::Error;
pub use rusqlite::Connection;
pub use upgrade::Upgrade;
