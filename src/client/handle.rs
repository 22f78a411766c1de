//! Every question and order that a screen may have.

use std::path::PathBuf;

use futures_util::Stream;
use xmpp::jid::BareJid;

use crate::client::error::Error;
use crate::model::chat::{ChatId, Typing};
use crate::model::contact::Contact;
pub use crate::model::message::Page;
use crate::model::message::{Cursor, Draft, Message};
use crate::model::room::{Bookmark, Listing, RoomId};
use crate::model::{Account, AccountId, Address, Change, OwnPresence, Password, Timestamp, World};

/// Where the client keeps what it keeps.
#[derive(Debug, Clone)]
pub struct Places {
    /// The SQLite database.
    pub database: PathBuf,
    /// Pictures that came from others, by key.
    pub pictures: PathBuf,
}

/// What is asked for with [`Client::find`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Search {
    pub words: String,
    /// In one chat, or in all.
    pub chat: Option<ChatId>,
    pub limit: u32,
}

/// What is known of a person's device.
pub use crate::engine::event::Device;

/// The client without a face. A clone is another handle on the same.
#[derive(Debug, Clone)]
pub struct Client {}

fn refused<T>() -> Result<T, Error> {
    Err(Error::Closed)
}

#[allow(clippy::unused_async)]
impl Client {
    /// Opens the history cache, and connects nothing.
    ///
    /// # Errors
    /// [`Error::History`] where the cache cannot be read, is damaged, or is of a newer version.
    pub async fn open(_places: Places) -> Result<Self, Error> {
        Ok(Self {})
    }

    /// A client with a cache that ends with it; for tests.
    pub fn in_memory() -> Result<Self, Error> {
        Ok(Self {})
    }

    /// What is so now: from the cache, before any network.
    pub async fn world(&self) -> Result<World, Error> {
        refused()
    }

    /// What happens from now on, in batches of at most one for each frame (16 ms). There is one
    /// listener: a second call takes over from the first.
    pub fn changes(&self) -> impl Stream<Item = Vec<Change>> + Send + use<> {
        futures_util::stream::pending()
    }

    // Accounts.

    /// Connects with an account, new or known. How it goes is told as
    /// `account::Change::Connection`; a new account is kept once it was online.
    pub fn sign_in(&self, _account: Account, _password: Option<Password>) {}
    /// Ends the connection gracefully; the account stays.
    pub async fn sign_out(&self, _account: &AccountId) {}
    /// Gives up an attempt, and forgets an account that was never online.
    pub async fn cancel(&self, _account: &AccountId) {}
    /// Ends the wait for the next attempt.
    pub fn try_now(&self, _account: &AccountId) {}
    /// All accounts: the machine woke, or its network changed.
    pub fn network_changed(&self) {}
    /// Trusts exactly this certificate for this account, and tries again.
    pub async fn trust(&self, _account: &AccountId, _sha256: String) -> Result<(), Error> {
        refused()
    }
    /// Keeps new settings of an account; it connects anew with them where it is enabled and
    /// disconnects where it is not.
    pub async fn edit_account(&self, _account: Account) -> Result<(), Error> {
        refused()
    }
    /// Forgets an account and its history on this machine.
    pub async fn remove_account(&self, _account: &AccountId) -> Result<(), Error> {
        refused()
    }
    /// Changes the password on the server (XEP-0077).
    pub async fn set_password(
        &self,
        _account: &AccountId,
        _password: Password,
    ) -> Result<(), Error> {
        refused()
    }
    /// Our own presence, for all accounts. `Show::Offline` disconnects.
    pub async fn set_presence(&self, _presence: OwnPresence) {}
    /// Whether any window is looked at (XEP-0352).
    pub fn set_active(&self, _active: bool) {}
    /// Ends all connections gracefully and closes the cache; at most for five seconds.
    pub async fn shut_down(&self) {}

    // The roster.

    /// Adds somebody and asks to see them.
    pub async fn add_contact(
        &self,
        _account: &AccountId,
        _jid: BareJid,
        _name: String,
        _groups: Vec<String>,
        _text: String,
    ) -> Result<(), Error> {
        refused()
    }
    /// Renames, or moves between groups.
    pub async fn edit_contact(&self, _account: &AccountId, _contact: Contact) -> Result<(), Error> {
        refused()
    }
    pub async fn remove_contact(&self, _account: &AccountId, _jid: &BareJid) -> Result<(), Error> {
        refused()
    }
    pub async fn subscribe(
        &self,
        _account: &AccountId,
        _to: BareJid,
        _text: String,
    ) -> Result<(), Error> {
        refused()
    }
    pub async fn unsubscribe(&self, _account: &AccountId, _from: &BareJid) -> Result<(), Error> {
        refused()
    }
    pub async fn approve(&self, _account: &AccountId, _jid: &BareJid) -> Result<(), Error> {
        refused()
    }
    pub async fn deny(&self, _account: &AccountId, _jid: &BareJid) -> Result<(), Error> {
        refused()
    }
    pub async fn block(&self, _account: &AccountId, _jid: &BareJid) -> Result<(), Error> {
        refused()
    }
    pub async fn unblock(&self, _account: &AccountId, _jid: &BareJid) -> Result<(), Error> {
        refused()
    }
    /// What a device of somebody says of itself.
    pub async fn device(&self, _account: &AccountId, _address: Address) -> Result<Device, Error> {
        refused()
    }
    /// The bytes of a picture in the cache, by its key: PNG, JPEG, GIF or WebP as it came.
    pub async fn picture(&self, _key: String) -> Result<Vec<u8>, Error> {
        refused()
    }

    // Conversations.

    /// Puts a chat among the open ones.
    pub async fn open_chat(&self, _chat: &ChatId) -> Result<(), Error> {
        refused()
    }
    pub async fn close_chat(&self, _chat: &ChatId) -> Result<(), Error> {
        refused()
    }
    /// The order of the open chats.
    pub async fn order_chats(&self, _chats: Vec<ChatId>) -> Result<(), Error> {
        refused()
    }
    /// Writes it down and sends it as soon as it may; told as `chat::Change::Arrived`.
    pub async fn send(&self, _chat: &ChatId, _draft: Draft) -> Result<(), Error> {
        refused()
    }
    /// Sends a failed message again.
    pub async fn send_again(&self, _message: &Message) -> Result<(), Error> {
        refused()
    }
    /// At most `limit` messages before `before`; with [`Cursor::END`] the newest.
    pub async fn older(&self, _chat: &ChatId, _before: Cursor, _limit: u32) -> Result<Page, Error> {
        refused()
    }
    /// At most `limit` messages after `after`.
    pub async fn newer(&self, _chat: &ChatId, _after: Cursor, _limit: u32) -> Result<Page, Error> {
        refused()
    }
    /// At most `limit` messages on each side of a place, it included.
    pub async fn around(&self, _chat: &ChatId, _place: Cursor, _limit: u32) -> Result<Page, Error> {
        refused()
    }
    /// Asks the archive for what lies before the oldest message held, and stores it; then
    /// `chat::Change::Reloaded` is told. `false` where there is nothing more.
    pub async fn fetch_older(&self, _chat: &ChatId) -> Result<bool, Error> {
        refused()
    }
    /// Messages that hold the words, the newest first.
    pub async fn find(&self, _search: Search) -> Result<Vec<Message>, Error> {
        refused()
    }
    /// Everything up to this place was seen.
    pub async fn mark_read(&self, _chat: &ChatId, _up_to: Cursor) -> Result<(), Error> {
        refused()
    }
    pub async fn mute(&self, _chat: &ChatId, _muted: bool) -> Result<(), Error> {
        refused()
    }
    /// Keeps what is being written.
    pub async fn save_draft(&self, _chat: &ChatId, _text: String) -> Result<(), Error> {
        refused()
    }
    /// Tells the other side that we write, or stopped.
    pub fn set_typing(&self, _chat: &ChatId, _typing: Typing) {}
    /// A stranger's chat becomes one like the others.
    pub async fn accept(&self, _chat: &ChatId) -> Result<(), Error> {
        refused()
    }
    /// The chat with this message's time, for a jump to a date: the first place at or after it.
    pub async fn place_at(&self, _chat: &ChatId, _at: Timestamp) -> Result<Option<Cursor>, Error> {
        refused()
    }

    // Rooms.

    /// Enters a room and bookmarks it; answers once we are in.
    pub async fn join(&self, _account: &AccountId, _bookmark: Bookmark) -> Result<(), Error> {
        refused()
    }
    /// Leaves a room; it stays bookmarked without joining by itself.
    pub async fn leave(&self, _room: &RoomId) -> Result<(), Error> {
        refused()
    }
    pub async fn change_nick(&self, _room: &RoomId, _nick: String) -> Result<(), Error> {
        refused()
    }
    pub async fn set_subject(&self, _room: &RoomId, _text: String) -> Result<(), Error> {
        refused()
    }
    pub async fn set_bookmark(
        &self,
        _account: &AccountId,
        _bookmark: Bookmark,
    ) -> Result<(), Error> {
        refused()
    }
    pub async fn remove_bookmark(&self, _room: &RoomId) -> Result<(), Error> {
        refused()
    }
    pub async fn rooms_of(
        &self,
        _account: &AccountId,
        _service: BareJid,
    ) -> Result<Vec<Listing>, Error> {
        refused()
    }
    pub async fn decline(&self, _room: &RoomId) -> Result<(), Error> {
        refused()
    }
}
