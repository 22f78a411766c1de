//! The roster, those who ask to be on it, and their pictures.

use xmpp::jid::BareJid;

use crate::client::ingest::Entry;
use crate::client::pictures::{self, Wish};
use crate::engine::event::Picture;
use crate::model::chat::{self, Chat};
use crate::model::contact::{self, Contact};
use crate::model::{Change, ChatId};
use crate::store::{self, chats, contacts};

/// Whether a change that is told has something to keep.
pub(super) fn is_kept(change: &Change) -> bool {
    matches!(
        change,
        Change::Contact(_, contact::Change::Requested(_) | contact::Change::Answered(_))
    )
}

impl Entry<'_> {
    pub(super) fn roster(
        &mut self,
        contacts: &[Contact],
        version: Option<&str>,
    ) -> Result<(), store::Error> {
        let account = self.setting.account.clone();
        let before = self.strangers()?;
        contacts::replace(self.db, &account, contacts, version)?;
        self.tell(Change::Contact(account, contact::Change::Roster(contacts.to_vec())));

        for chat in before {
            self.met(&chat.id, chat.stranger)?;
        }
        Ok(())
    }

    pub(super) fn contact(
        &mut self,
        contact: &Result<Contact, BareJid>,
        version: Option<&str>,
    ) -> Result<(), store::Error> {
        let account = self.setting.account.clone();
        let jid = match contact {
            Ok(contact) => &contact.jid,
            Err(jid) => jid,
        };
        let chat = ChatId::contact(account.clone(), jid.clone());
        let before = chats::get(self.db, &chat)?.map(|chat| chat.stranger);

        let change = match contact {
            Ok(contact) => {
                contacts::set(self.db, &account, contact, version)?;
                contact::Change::Set(contact.clone())
            }
            Err(jid) => {
                contacts::remove(self.db, &account, jid, version)?;
                contact::Change::Removed(jid.clone())
            }
        };
        self.tell(Change::Contact(account, change));

        before.map_or(Ok(()), |stranger| self.met(&chat, stranger))
    }

    /// The chats of this account with people, as they are before the roster changes.
    fn strangers(&self) -> Result<Vec<Chat>, store::Error> {
        let mut chats = chats::all(self.db)?;
        chats.retain(|chat| chat.id.account == self.setting.account);
        Ok(chats)
    }

    /// Whoever comes to the roster is no stranger any more, and the other way round.
    fn met(&mut self, id: &ChatId, stranger: bool) -> Result<(), store::Error> {
        if let Some(chat) = chats::get(self.db, id)?
            && chat.stranger != stranger
        {
            self.tell(Change::Chat(id.clone(), chat::Change::Set(Box::new(chat))));
        }
        Ok(())
    }

    /// Keeps a request, or that it is settled; `false` where it is not worth telling: the server
    /// repeats it in each session.
    pub(super) fn keep_told(&self, change: &Change) -> Result<bool, store::Error> {
        match change {
            Change::Contact(account, contact::Change::Requested(request)) => {
                contacts::ask(self.db, account, request)
            }
            Change::Contact(account, contact::Change::Answered(from)) => {
                let _ = contacts::answer(self.db, account, from)?;
                Ok(true)
            }
            Change::Account(..)
            | Change::Contact(..)
            | Change::Chat(..)
            | Change::Room(..)
            | Change::Open(_)
            | Change::Cache(_) => Ok(true),
        }
    }

    pub(super) fn picture(
        &mut self,
        of: &BareJid,
        sha1: Option<&str>,
        source: Option<&Picture>,
    ) -> Result<(), store::Error> {
        let Some(folder) = &self.setting.pictures else {
            return Ok(());
        };

        if let (Some(sha1), Some(source)) = (sha1, source) {
            let Some(path) = pictures::path(folder, sha1) else {
                return Ok(());
            };
            if !path.exists() {
                let (of, sha1, source) = (of.clone(), sha1.to_owned(), source.clone());
                self.done.wishes.push(Wish { of, sha1, source });
                return Ok(());
            }
        }

        let account = self.setting.account.clone();
        let orphan = store::pictures::set(self.db, &account, of, sha1)?;
        self.done.orphans.extend(orphan);
        let key = sha1.map(str::to_owned);
        self.tell(Change::Contact(account, contact::Change::Avatar { of: of.clone(), key }));
        Ok(())
    }
}
