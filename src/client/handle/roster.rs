//! People: the roster, who sees whom, and what their devices say.

use xmpp::jid::BareJid;

use crate::client::error::Error;
use crate::client::handle::rooms::malformed;
use crate::client::handle::{Client, Device};
use crate::client::order::Order;
use crate::client::{ingest, pictures};
use crate::engine::event::{Answer, Command};
use crate::model::contact::{self, Contact};
use crate::model::{AccountId, Address, Change, ChatId, Cursor, chat};
use crate::store::{Connection, chats, contacts};

impl Client {
    /// Adds somebody and asks to see them.
    pub async fn add_contact(
        &self,
        account: &AccountId,
        jid: BareJid,
        name: String,
        groups: Vec<String>,
        text: String,
    ) -> Result<(), Error> {
        let entry = Command::SetContact { jid: jid.clone(), name, groups };
        self.have(account, entry).await?;
        self.subscribe(account, jid, text).await
    }

    /// Asks once more for a roster that the server has refused; told as `contact::Change::Roster` or
    /// `contact::Change::Refused`.
    pub fn fetch_roster(&self, account: &AccountId) {
        let _ = self.lines().order(account, Order::Tell(Box::new(Command::FetchRoster)));
    }

    /// Renames, or moves between groups.
    pub async fn edit_contact(&self, account: &AccountId, contact: Contact) -> Result<(), Error> {
        let Contact { jid, name, groups, .. } = contact;
        self.have(account, Command::SetContact { jid, name, groups }).await
    }

    pub async fn remove_contact(&self, account: &AccountId, jid: &BareJid) -> Result<(), Error> {
        self.have(account, Command::RemoveContact(jid.clone())).await
    }

    pub async fn subscribe(
        &self,
        account: &AccountId,
        to: BareJid,
        text: String,
    ) -> Result<(), Error> {
        self.have(account, Command::Subscribe { to, text }).await
    }

    pub async fn unsubscribe(&self, account: &AccountId, from: &BareJid) -> Result<(), Error> {
        self.have(account, Command::Unsubscribe(from.clone())).await
    }

    pub async fn approve(&self, account: &AccountId, jid: &BareJid) -> Result<(), Error> {
        self.have(account, Command::Approve(jid.clone())).await?;
        self.settle(account, jid).await
    }

    pub async fn deny(&self, account: &AccountId, jid: &BareJid) -> Result<(), Error> {
        self.have(account, Command::Deny(jid.clone())).await?;
        self.settle(account, jid).await
    }

    /// The request of this address is answered.
    async fn settle(&self, account: &AccountId, jid: &BareJid) -> Result<(), Error> {
        let (of, from) = (account.clone(), jid.clone());
        let _ = self.store().call(move |db| contacts::answer(db, &of, &from)).await?;
        self.tell(Change::Contact(account.clone(), contact::Change::Answered(jid.clone())));
        Ok(())
    }

    /// Nothing of theirs reaches us from here on. What they asked for is settled by it, and a
    /// stranger's words wait for nobody any more.
    pub async fn block(&self, account: &AccountId, jid: &BareJid) -> Result<(), Error> {
        self.have(account, Command::Block(jid.clone())).await?;
        self.settle(account, jid).await?;

        let chat = ChatId::contact(account.clone(), jid.clone());
        let id = chat.clone();
        let leave = move |db: &Connection| match chats::get(db, &id)? {
            Some(known) if known.stranger => {
                let read = chats::mark_read(db, &id, Cursor::END)?;
                chats::close(db, &id)?;
                Ok(Some(read))
            }
            Some(_) | None => Ok(None),
        };
        if let Some(read) = self.store().call(leave).await? {
            self.tell(Change::Chat(chat.clone(), ingest::unread(read)));
            self.tell(Change::Chat(chat, chat::Change::Closed));
        }
        Ok(())
    }

    pub async fn unblock(&self, account: &AccountId, jid: &BareJid) -> Result<(), Error> {
        self.have(account, Command::Unblock(jid.clone())).await
    }

    /// What a device of somebody says of itself.
    pub async fn device(&self, account: &AccountId, address: Address) -> Result<Device, Error> {
        match self.ask(account, Command::AskDevice(address)).await? {
            Answer::Device(device) => Ok(device),
            _ => Err(malformed()),
        }
    }

    /// The bytes of a picture in the cache, by its key: PNG, JPEG, GIF or WebP as it came.
    ///
    /// # Errors
    /// [`Error::Unknown`] where it is not there (any more).
    pub async fn picture(&self, key: String) -> Result<Vec<u8>, Error> {
        let folder = self.inner.desk.pictures.as_ref().ok_or(Error::Unknown)?;
        let path = pictures::path(folder, &key).ok_or(Error::Unknown)?;
        tokio::fs::read(path).await.map_err(|_| Error::Unknown)
    }
}
