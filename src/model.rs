//! The nouns of the trade, and the pure rules between them.

pub mod account;
pub mod act;
pub mod address;
pub mod change;
pub mod chat;
pub mod contact;
pub mod form;
pub mod identity;
pub mod keeping;
pub mod message;
pub mod presence;
pub mod refusal;
pub mod room;
pub mod roster;
pub mod search;
pub mod settings;
pub mod timestamp;
pub mod uri;
pub mod world;

pub use account::{Account, AccountId, Connection, Password};
pub use act::Act;
pub use address::Address;
pub use change::Change;
pub use chat::{Chat, ChatId, Peer};
pub use contact::{Contact, Subscription};
pub use message::{Author, Cursor, Delivery, Draft, Message};
pub use presence::{OwnPresence, Presence, Show};
pub use refusal::Refusal;
pub use room::{Occupant, Room, RoomId};
pub use search::Search;
pub use settings::Settings;
pub use timestamp::Timestamp;
pub use uri::Uri;
pub use world::World;
