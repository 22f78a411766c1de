//! Everything that can happen, nested by subject. Each change names its account.

use crate::model::account::{self, AccountId};
use crate::model::chat::{self, ChatId};
use crate::model::contact;
use crate::model::room::{self, RoomId};

#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    Account(AccountId, account::Change),
    Contact(AccountId, contact::Change),
    Chat(ChatId, chat::Change),
    Room(RoomId, room::Change),
    /// The open chats, in their order.
    Open(Vec<ChatId>),
    /// The history cache cannot be written (a full disk, for one): its words. What arrives is held
    /// back until it can be again, which is told as `None`.
    Cache(Option<String>),
}
