//! Making rooms, configuring them, and governing their people.

use xmpp::jid::BareJid;

use crate::client::error::Error;
use crate::client::handle::Client;
use crate::client::handle::rooms::malformed;
use crate::engine::event::{Answer, Command};
use crate::model::AccountId;
use crate::model::form::Form;
use crate::model::message::Author;
use crate::model::room::plan::Plan;
use crate::model::room::{Affiliation, Bookmark, Entry, Group, Role, RoomId};
use crate::store::{Connection, speech};

/// How many messages of one person are removed at once.
const MOST_REMOVED: u32 = 500;

impl Client {
    /// Makes a room as planned: enters it, configures it, lets its members in and asks them to
    /// come, and bookmarks it. Where that fails nothing is left of it.
    ///
    /// # Errors
    /// `conflict` where a room of this address exists.
    pub async fn create_room(&self, account: &AccountId, plan: Plan) -> Result<(), Error> {
        let room = RoomId { account: account.clone(), jid: plan.jid.clone() };
        let Plan { jid, name, nick, .. } = plan.clone();
        let create = Command::Create { room: jid.clone(), nick: nick.clone(), password: None };
        self.have(account, create).await?;

        if let Err(error) = self.furnish(&room, &plan).await {
            self.abandon(&room).await;
            return Err(error);
        }
        self.open_chat(&room.chat()).await?;
        let bookmark = Bookmark { jid, name, nick, password: None, autojoin: true, notify: None };
        if let Err(error) = self.set_bookmark(account, bookmark).await {
            log::warn!("{account}: {} could not be bookmarked: {error}", room.jid);
        }
        for who in plan.members {
            // Whoever cannot be let in or reached can still be asked later.
            let told = self.let_in(&room, who, plan.public, plan.continues).await;
            if let Err(error) = told {
                log::warn!("{account}: somebody could not be asked into {}: {error}", room.jid);
            }
        }
        Ok(())
    }

    async fn furnish(&self, room: &RoomId, plan: &Plan) -> Result<(), Error> {
        let mut form = self.configuration(room).await?;
        plan.configure(&mut form);
        self.configure(room, form).await
    }

    async fn let_in(
        &self,
        room: &RoomId,
        who: BareJid,
        public: bool,
        continues: bool,
    ) -> Result<(), Error> {
        if !public {
            let member = Affiliation::Member;
            self.set_affiliation(room, who.clone(), member, String::new()).await?;
        }
        let room_jid = room.jid.clone();
        let command = Command::Invite { room: room_jid, who, reason: String::new(), continues };
        self.have(&room.account, command).await
    }

    /// Gives a room up that was made and not configured yet.
    async fn abandon(&self, room: &RoomId) {
        let cancel = Command::CancelConfiguration { room: room.jid.clone() };
        if let Err(error) = self.have(&room.account, cancel).await {
            log::debug!("{}: {} was not cancelled: {error}", room.account, room.jid);
        }
        if let Err(error) =
            self.have(&room.account, Command::Leave { room: room.jid.clone() }).await
        {
            log::debug!("{}: {} was not left: {error}", room.account, room.jid);
        }
    }

    /// The form that a room is configured with.
    pub async fn configuration(&self, room: &RoomId) -> Result<Form, Error> {
        let command = Command::FetchConfiguration { room: room.jid.clone() };
        match self.ask(&room.account, command).await? {
            Answer::Form(form) => Ok(*form),
            _ => Err(malformed()),
        }
    }

    pub async fn configure(&self, room: &RoomId, form: Form) -> Result<(), Error> {
        let command = Command::Configure { room: room.jid.clone(), form: Box::new(form) };
        self.have(&room.account, command).await
    }

    /// Ends a room for everybody, and forgets it.
    pub async fn destroy(
        &self,
        room: &RoomId,
        reason: String,
        instead: Option<BareJid>,
    ) -> Result<(), Error> {
        let command = Command::Destroy { room: room.jid.clone(), reason, instead };
        self.have(&room.account, command).await?;
        if let Err(error) = self.remove_bookmark(room).await {
            log::warn!("{}: the bookmark of {} stays: {error}", room.account, room.jid);
        }
        Ok(())
    }

    /// Gives a room this picture, a PNG, or takes its picture away.
    pub async fn set_room_picture(
        &self,
        room: &RoomId,
        picture: Option<Vec<u8>>,
    ) -> Result<(), Error> {
        let command = Command::SetRoomPicture { room: room.jid.clone(), picture };
        self.have(&room.account, command).await
    }

    pub async fn people(&self, room: &RoomId, group: Group) -> Result<Vec<Entry>, Error> {
        let command = Command::ListPeople { room: room.jid.clone(), group };
        match self.ask(&room.account, command).await? {
            Answer::People(people) => Ok(people),
            _ => Err(malformed()),
        }
    }

    pub async fn set_affiliation(
        &self,
        room: &RoomId,
        who: BareJid,
        affiliation: Affiliation,
        reason: String,
    ) -> Result<(), Error> {
        let room_jid = room.jid.clone();
        let command = Command::SetAffiliation { room: room_jid, who, affiliation, reason };
        self.have(&room.account, command).await
    }

    /// [`Role::None`] removes them from the room.
    pub async fn set_role(
        &self,
        room: &RoomId,
        nick: String,
        role: Role,
        reason: String,
    ) -> Result<(), Error> {
        let command = Command::SetRole { room: room.jid.clone(), nick, role, reason };
        self.have(&room.account, command).await
    }

    /// Removes a message of somebody for all, by the room's id of it.
    pub async fn moderate(&self, room: &RoomId, id: String, reason: String) -> Result<(), Error> {
        let command = Command::Moderate { room: room.jid.clone(), id, reason };
        self.have(&room.account, command).await
    }

    /// Removes all that somebody has said in a room, as far as it is here: the newest first, and at
    /// most [`MOST_REMOVED`].
    pub async fn moderate_all(
        &self,
        room: &RoomId,
        author: Author,
        reason: String,
    ) -> Result<(), Error> {
        let chat = room.chat();
        let said = move |db: &Connection| speech::ids(db, &chat, &author, MOST_REMOVED);
        for id in self.store().read(said).await? {
            match self.moderate(room, id, reason.clone()).await {
                // The room has forgotten it, and so has everybody who comes now.
                Err(Error::Refused(refusal)) if refusal.condition == "item-not-found" => {}
                answer => answer?,
            }
        }
        Ok(())
    }

    pub async fn invite(&self, room: &RoomId, who: BareJid, reason: String) -> Result<(), Error> {
        let command = Command::Invite { room: room.jid.clone(), who, reason, continues: false };
        self.have(&room.account, command).await
    }

    pub async fn ask_for_voice(&self, room: &RoomId) -> Result<(), Error> {
        self.have(&room.account, Command::AskForVoice { room: room.jid.clone() }).await
    }

    pub async fn answer_voice(
        &self,
        room: &RoomId,
        nick: String,
        grant: bool,
    ) -> Result<(), Error> {
        let command = Command::AnswerVoice { room: room.jid.clone(), nick, grant };
        self.have(&room.account, command).await
    }
}
