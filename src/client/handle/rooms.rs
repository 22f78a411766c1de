//! Rooms and their bookmarks.

use xmpp::jid::BareJid;

use crate::client::error::Error;
use crate::client::handle::Client;
use crate::engine::event::{Answer, Command};
use crate::model::form::Form;
use crate::model::room::{Bookmark, Change as RoomChange, Listing, RoomId};
use crate::model::{AccountId, Change, Refusal};
use crate::store::{messages, rooms};

impl Client {
    /// Enters a room and bookmarks it; answers once we are in.
    ///
    /// A server that keeps no bookmarks does not keep us out: that it refused goes to the log.
    pub async fn join(&self, account: &AccountId, bookmark: Bookmark) -> Result<(), Error> {
        let room = RoomId { account: account.clone(), jid: bookmark.jid.clone() };
        let chat = room.chat();
        let since = self.store().read(move |db| messages::newest_at(db, &chat)).await?;
        let Bookmark { jid, nick, password, .. } = bookmark.clone();
        self.have(account, Command::Join { room: jid, nick, password, since }).await?;

        self.answered(&room).await?;
        self.open_chat(&room.chat()).await?;
        if let Err(error) = self.set_bookmark(account, bookmark).await {
            log::warn!("{account}: {} could not be bookmarked: {error}", room.jid);
        }
        Ok(())
    }

    /// Leaves a room; it stays bookmarked without joining by itself.
    pub async fn leave(&self, room: &RoomId) -> Result<(), Error> {
        self.have(&room.account, Command::Leave { room: room.jid.clone() }).await?;

        let account = room.account.clone();
        let bookmarks = self.store().read(move |db| rooms::bookmarks(db, &account)).await?;
        match bookmarks.into_iter().find(|bookmark| bookmark.jid == room.jid) {
            Some(bookmark) if bookmark.autojoin => {
                let bookmark = Bookmark { autojoin: false, ..bookmark };
                self.set_bookmark(&room.account, bookmark).await
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Shows a room that a person comes in, by the form that it sent.
    pub async fn answer_challenge(&self, room: &RoomId, form: Form) -> Result<(), Error> {
        let form = Box::new(form);
        let command = Command::AnswerChallenge { room: room.jid.clone(), form };
        self.have(&room.account, command).await
    }

    pub async fn change_nick(&self, room: &RoomId, nick: String) -> Result<(), Error> {
        let command = Command::ChangeNick { room: room.jid.clone(), nick };
        self.have(&room.account, command).await
    }

    pub async fn set_subject(&self, room: &RoomId, text: String) -> Result<(), Error> {
        let command = Command::SetSubject { room: room.jid.clone(), text };
        self.have(&room.account, command).await
    }

    pub async fn set_bookmark(&self, account: &AccountId, bookmark: Bookmark) -> Result<(), Error> {
        self.have(account, Command::SetBookmark(bookmark)).await
    }

    pub async fn remove_bookmark(&self, room: &RoomId) -> Result<(), Error> {
        self.have(&room.account, Command::RemoveBookmark(room.jid.clone())).await
    }

    pub async fn rooms_of(
        &self,
        account: &AccountId,
        service: BareJid,
    ) -> Result<Vec<Listing>, Error> {
        match self.ask(account, Command::ListRooms { service }).await? {
            Answer::Rooms(rooms) => Ok(rooms),
            _ => Err(malformed()),
        }
    }

    /// What a room says of itself to those who are not in.
    pub async fn about_room(&self, account: &AccountId, room: BareJid) -> Result<Listing, Error> {
        match self.ask(account, Command::DescribeRoom(room)).await? {
            Answer::Rooms(rooms) => rooms.into_iter().next().ok_or_else(malformed),
            _ => Err(malformed()),
        }
    }

    /// Public rooms that have to do with these words, the busiest first.
    pub async fn search_rooms(
        &self,
        account: &AccountId,
        service: BareJid,
        words: String,
    ) -> Result<Vec<Listing>, Error> {
        match self.ask(account, Command::SearchRooms { service, words }).await? {
            Answer::Rooms(rooms) => Ok(rooms),
            _ => Err(malformed()),
        }
    }

    pub async fn decline(&self, room: &RoomId) -> Result<(), Error> {
        let id = room.clone();
        let open = self.store().read(move |db| rooms::invitations(db, &id.account)).await?;
        let from = open.into_iter().find(|it| it.room == room.jid).and_then(|it| it.from);
        self.have(&room.account, Command::Decline { room: room.jid.clone(), from }).await?;
        self.answered(room).await
    }

    /// The invitation into this room is settled.
    async fn answered(&self, room: &RoomId) -> Result<(), Error> {
        let id = room.clone();
        self.store().call(move |db| rooms::answer(db, &id.account, &id.jid)).await?;
        self.tell(Change::Room(room.clone(), RoomChange::Answered));
        Ok(())
    }
}

/// The engine has answered something else than it was asked.
pub(super) fn malformed() -> Error {
    Refusal::ours(Refusal::MALFORMED).into()
}
