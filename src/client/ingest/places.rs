//! Bookmarks and invitations.

use xmpp::jid::BareJid;

use crate::client::ingest::Entry;
use crate::model::chat;
use crate::model::room::{self, Bookmark, RoomId};
use crate::model::{Change, ChatId};
use crate::store::{self, chats, rooms};

/// Whether a change that is told has something to keep.
pub(super) fn is_kept(change: &Change) -> bool {
    let Change::Room(_, change) = change else { return false };
    matches!(
        change,
        room::Change::Invited(_) | room::Change::Answered | room::Change::Renamed { .. }
    )
}

impl Entry<'_> {
    pub(super) fn bookmarks(&mut self, bookmarks: &[Bookmark]) -> Result<(), store::Error> {
        let account = &self.setting.account;
        let before = rooms::bookmarks(self.db, account)?;
        rooms::replace(self.db, account, bookmarks)?;

        for bookmark in bookmarks.iter().filter(|it| !before.contains(it)) {
            self.tell(self.room(&bookmark.jid, room::Change::Bookmarked(bookmark.clone())));
        }
        for gone in before.iter().filter(|it| !bookmarks.iter().any(|now| now.jid == it.jid)) {
            self.tell(self.room(&gone.jid, room::Change::Forgotten));
        }
        Ok(())
    }

    pub(super) fn bookmark(
        &mut self,
        bookmark: &Result<Bookmark, BareJid>,
    ) -> Result<(), store::Error> {
        let account = &self.setting.account;
        let change = match bookmark {
            Ok(bookmark) => {
                rooms::set(self.db, account, bookmark)?;
                self.room(&bookmark.jid, room::Change::Bookmarked(bookmark.clone()))
            }
            Err(jid) => {
                rooms::remove(self.db, account, jid)?;
                self.room(jid, room::Change::Forgotten)
            }
        };
        self.tell(change);
        Ok(())
    }

    /// Keeps an invitation, or that it is settled; `false` where it was known as it is.
    pub(super) fn keep_invitation(&self, change: &Change) -> Result<bool, store::Error> {
        match change {
            Change::Room(room, room::Change::Invited(invitation)) => {
                let known = rooms::invitations(self.db, &room.account)?.contains(invitation);
                rooms::invite(self.db, &room.account, invitation)?;
                Ok(!known)
            }
            Change::Room(room, room::Change::Answered) => {
                rooms::answer(self.db, &room.account, &room.jid)?;
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

    /// Whoever has another nick is the same person: what was said in private goes on under it, unless
    /// something was said there already, perhaps with somebody else.
    pub(super) fn follow_nick(&mut self, change: &Change) -> Result<(), store::Error> {
        let Change::Room(room, room::Change::Renamed { from, to }) = change else {
            return Ok(());
        };
        let chat =
            |nick: &str| ChatId::occupant(room.account.clone(), room.jid.clone(), nick.to_owned());
        let (from, to) = (chat(from), chat(to));
        if chats::rename(self.db, &from, &to)? {
            self.tell(Change::Chat(from, chat::Change::Moved(to)));
        }
        Ok(())
    }

    fn room(&self, jid: &BareJid, change: room::Change) -> Change {
        Change::Room(RoomId { account: self.setting.account.clone(), jid: jid.clone() }, change)
    }
}
