//! What is so now. Threads are not in it: they are pages read from the store.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use xmpp::jid::BareJid;

use crate::model::account::{self, Account, AccountId, Connection, Server};
use crate::model::change::Change;
use crate::model::chat::{self, Chat, ChatId, LastLine, Peer};
use crate::model::contact::{self, Contact, Devices, Request};
use crate::model::message::{Author, Message};
use crate::model::presence::{OwnPresence, Presence, Show};
use crate::model::refusal::Refusal;
use crate::model::room::{self, Bookmark, Invitation, Room, RoomId};
use crate::model::timestamp::Timestamp;

#[derive(Debug, Clone, Default)]
pub struct World {
    pub accounts: BTreeMap<AccountId, Standing>,
    pub chats: HashMap<ChatId, Chat>,
    /// The open chats, in the order in which they stand.
    pub open: Vec<ChatId>,
    pub rooms: BTreeMap<RoomId, Room>,
    pub invitations: BTreeMap<RoomId, Invitation>,
    /// Who writes just now: nicks in a room, the empty name for a contact.
    pub typing: HashMap<ChatId, BTreeSet<String>>,
    /// Why the history cache cannot be written, while it cannot.
    pub cache: Option<String>,
}

/// One account, and all that hangs on it.
#[derive(Debug, Clone)]
pub struct Standing {
    pub account: Account,
    pub connection: Connection,
    pub presence: OwnPresence,
    pub server: Server,
    pub contacts: BTreeMap<BareJid, Contact>,
    /// Why the server did not give the roster, where it did not.
    pub refused: Option<Refusal>,
    pub devices: BTreeMap<BareJid, Devices>,
    /// Those who ask to see us.
    pub requests: BTreeMap<BareJid, Request>,
    pub blocked: BTreeSet<BareJid>,
    /// Pictures in the cache, by whose they are.
    pub avatars: BTreeMap<BareJid, String>,
}

impl Standing {
    pub fn new(account: Account) -> Self {
        Self {
            account,
            connection: Connection::Offline,
            presence: OwnPresence::default(),
            server: Server::default(),
            contacts: BTreeMap::new(),
            refused: None,
            devices: BTreeMap::new(),
            requests: BTreeMap::new(),
            blocked: BTreeSet::new(),
            avatars: BTreeMap::new(),
        }
    }

    /// The show of a contact's best device.
    pub fn show(&self, jid: &BareJid) -> Show {
        contact::show(self.devices.get(jid))
    }

    /// The name on the roster, else the localpart.
    pub fn title<'a>(&'a self, jid: &'a BareJid) -> &'a str {
        self.contacts.get(jid).map_or_else(|| contact::short(jid), Contact::title)
    }
}

impl World {
    /// What a conversation is called.
    pub fn title<'a>(&'a self, chat: &'a ChatId) -> &'a str {
        match &chat.peer {
            Peer::Contact(jid) => self
                .accounts
                .get(&chat.account)
                .map_or_else(|| chat.peer.title(), |standing| standing.title(jid)),
            Peer::Room(jid) => {
                let id = RoomId { account: chat.account.clone(), jid: jid.clone() };
                match self.rooms.get(&id) {
                    Some(room) if !room.bookmark.name.is_empty() => &room.bookmark.name,
                    Some(_) | None => chat.peer.title(),
                }
            }
            Peer::Occupant { nick, .. } => nick,
        }
    }

    /// All unread messages that are not muted: where that ended, since before the last of them.
    pub fn unread(&self) -> u32 {
        let last = |chat: &Chat| chat.last.as_ref().map_or(Timestamp::from_millis(0), |it| it.at);
        self.chats.values().filter(|chat| !chat.is_quiet(last(chat))).map(|chat| chat.unread).sum()
    }

    /// Makes the change true. It does nothing else.
    pub fn apply(&mut self, change: &Change) {
        match change {
            Change::Account(id, change) => self.account(id, change),
            Change::Contact(id, change) => {
                if let Some(standing) = self.accounts.get_mut(id) {
                    standing.contact(change);
                }
            }
            Change::Chat(id, change) => self.chat(id, change),
            Change::Room(id, change) => self.room(id, change),
            Change::Open(chats) => self.open.clone_from(chats),
            Change::Cache(trouble) => self.cache.clone_from(trouble),
        }
    }

    fn account(&mut self, id: &AccountId, change: &account::Change) {
        match change {
            account::Change::Set(account) => match self.accounts.get_mut(id) {
                Some(standing) => standing.account.clone_from(account),
                None => {
                    let _ = self.accounts.insert(id.clone(), Standing::new(account.clone()));
                }
            },
            account::Change::Removed => self.forget(id),
            account::Change::Connection(connection) => self.connection(id, connection),
            account::Change::Presence(presence) => {
                self.with(id, |it| it.presence = presence.clone())
            }
            account::Change::Server(server) => self.with(id, |it| it.server = server.clone()),
            account::Change::Blocked(blocked) => self.with(id, |it| it.blocked.clone_from(blocked)),
        }
    }

    fn connection(&mut self, id: &AccountId, connection: &Connection) {
        self.with(id, |it| {
            it.connection = connection.clone();
            // The next session asks anew.
            if !connection.is_online() {
                it.refused = None;
            }
        });
    }

    fn with(&mut self, id: &AccountId, change: impl FnOnce(&mut Standing)) {
        if let Some(standing) = self.accounts.get_mut(id) {
            change(standing);
        }
    }

    fn forget(&mut self, id: &AccountId) {
        let _ = self.accounts.remove(id);
        self.chats.retain(|chat, _| chat.account != *id);
        self.open.retain(|chat| chat.account != *id);
        self.rooms.retain(|room, _| room.account != *id);
        self.invitations.retain(|room, _| room.account != *id);
        self.typing.retain(|chat, _| chat.account != *id);
    }

    fn chat(&mut self, id: &ChatId, change: &chat::Change) {
        if let chat::Change::Typing { nick, typing } = change {
            return self.typing(id, nick, *typing);
        }
        if let chat::Change::Moved(to) = change {
            return self.moved(id, to);
        }

        if let chat::Change::Arrived(message) = change
            && let Author::Occupant { nick, .. } = &message.author
        {
            self.typing(id, nick, false);
        } else if let chat::Change::Arrived(message) = change
            && !message.outgoing()
        {
            self.typing(id, "", false);
        }

        let chat = self.chats.entry(id.clone()).or_insert_with(|| Chat::new(id.clone()));
        match change {
            chat::Change::Set(known) => {
                (**known).clone_into(chat);
                if known.open && !self.open.contains(id) {
                    self.open.push(id.clone());
                }
            }
            chat::Change::Closed => {
                chat.open = false;
                self.open.retain(|open| open != id);
            }
            chat::Change::Arrived(message) => arrive(chat, message),
            chat::Change::Changed(_)
            | chat::Change::Reloaded
            | chat::Change::Moved(_)
            | chat::Change::Typing { .. } => {}
            chat::Change::Unread { unread, mentions, read } => {
                (chat.unread, chat.mentions, chat.read) = (*unread, *mentions, *read);
            }
            chat::Change::Muted(muted) => (chat.muted, chat.until) = (*muted, None),
            chat::Change::MutedUntil(until) => (chat.muted, chat.until) = (true, Some(*until)),
            chat::Change::Drafted(draft) => chat.draft.clone_from(draft),
        }
    }

    fn moved(&mut self, from: &ChatId, to: &ChatId) {
        let Some(mut chat) = self.chats.remove(from) else { return };
        chat.id = to.clone();
        let _ = self.chats.insert(to.clone(), chat);
        let _ = self.typing.remove(from);
        for open in self.open.iter_mut().filter(|it| *it == from) {
            open.clone_from(to);
        }
    }

    fn typing(&mut self, id: &ChatId, nick: &str, typing: bool) {
        if typing {
            let _ = self.typing.entry(id.clone()).or_default().insert(nick.to_owned());
        } else if let Some(nicks) = self.typing.get_mut(id) {
            let _ = nicks.remove(nick);
            if nicks.is_empty() {
                let _ = self.typing.remove(id);
            }
        }
    }

    fn room(&mut self, id: &RoomId, change: &room::Change) {
        match change {
            room::Change::Invited(invitation) => {
                let _ = self.invitations.insert(id.clone(), invitation.clone());
                return;
            }
            room::Change::Answered => {
                let _ = self.invitations.remove(id);
                return;
            }
            room::Change::Forgotten => {
                let outside = self
                    .rooms
                    .get(id)
                    .is_some_and(|room| matches!(room.state, room::State::Outside));
                if outside {
                    let _ = self.rooms.remove(id);
                } else if let Some(room) = self.rooms.get_mut(id) {
                    room.bookmark.autojoin = false;
                }
                return;
            }
            room::Change::Bookmarked(_)
            | room::Change::News(_)
            | room::Change::Features(_)
            | room::Change::State(_)
            | room::Change::Occupant(_)
            | room::Change::Left { .. }
            | room::Change::Renamed { .. }
            | room::Change::Challenged(_)
            | room::Change::VoiceAsked(_)
            | room::Change::VoiceAnswered { .. }
            | room::Change::Subject { .. } => {}
        }

        let room = self.rooms.entry(id.clone()).or_insert_with(|| {
            Room::new(Bookmark {
                jid: id.jid.clone(),
                name: String::new(),
                nick: String::new(),
                password: None,
                autojoin: false,
                notify: None,
            })
        });
        let said = self.chats.get(&id.chat()).and_then(|it| it.last.as_ref()).map(|it| it.at);
        room.apply(change, said);
    }
}

fn arrive(chat: &mut Chat, message: &Message) {
    let newer = chat.last.as_ref().is_none_or(|last| last.at <= message.cursor.at);
    if newer {
        chat.last = Some(LastLine::of(message));
    }
}

impl LastLine {
    /// How much of a message is kept of it, in characters.
    pub const MOST: usize = 200;

    pub fn of(message: &Message) -> Self {
        let nick = match &message.author {
            Author::Occupant { nick, .. } => nick.clone(),
            Author::Me { .. } | Author::Peer | Author::Service => String::new(),
        };

        Self {
            nick,
            outgoing: message.outgoing(),
            text: message.body.chars().take(Self::MOST).collect(),
            at: message.cursor.at,
            retracted: message.sequel.retracted.is_some(),
        }
    }
}

impl Standing {
    fn contact(&mut self, change: &contact::Change) {
        match change {
            contact::Change::Roster(contacts) => {
                self.refused = None;
                self.contacts = contacts.iter().map(|it| (it.jid.clone(), it.clone())).collect();
            }
            contact::Change::Refused(refusal) => self.refused.clone_from(refusal),
            contact::Change::Set(contact) => {
                let _ = self.contacts.insert(contact.jid.clone(), contact.clone());
            }
            contact::Change::Removed(jid) => {
                let _ = self.contacts.remove(jid);
            }
            contact::Change::Presence { from, resource, presence } => {
                self.presence(from, resource, presence.as_ref());
            }
            contact::Change::Everybody => self.devices.clear(),
            contact::Change::Requested(request) => {
                let _ = self.requests.insert(request.from.clone(), request.clone());
            }
            contact::Change::Answered(from) => {
                let _ = self.requests.remove(from);
            }
            contact::Change::Avatar { of, key } => match key {
                Some(key) => {
                    let _ = self.avatars.insert(of.clone(), key.clone());
                }
                None => {
                    let _ = self.avatars.remove(of);
                }
            },
        }
    }

    fn presence(&mut self, from: &BareJid, resource: &str, presence: Option<&Presence>) {
        match presence {
            Some(presence) => {
                let devices = self.devices.entry(from.clone()).or_default();
                let _ = devices.insert(resource.to_owned(), presence.clone());
            }
            None => {
                if let Some(devices) = self.devices.get_mut(from) {
                    let _ = devices.remove(resource);
                    if devices.is_empty() {
                        let _ = self.devices.remove(from);
                    }
                }
            }
        }
    }
}

impl Room {
    /// `said` is when somebody spoke last.
    fn apply(&mut self, change: &room::Change, said: Option<Timestamp>) {
        match change {
            room::Change::News(news) => self.chronicle.add(news, said),
            room::Change::Features(features) => self.features.clone_from(features),
            room::Change::Bookmarked(bookmark) => self.bookmark.clone_from(bookmark),
            room::Change::State(state) => {
                if !matches!(state, room::State::Inside { .. }) {
                    self.occupants.clear();
                    self.asking.clear();
                }
                self.challenge = None;
                self.state = state.clone();
            }
            room::Change::Occupant(occupant) => {
                let _ = self.occupants.insert(occupant.nick.clone(), occupant.clone());
            }
            room::Change::Left { nick } => {
                let _ = self.occupants.remove(nick);
            }
            room::Change::Renamed { from, to } => self.rename(from, to),
            room::Change::Subject { text, by, at } => {
                self.subject.clone_from(text);
                self.subject_by.clone_from(by);
                self.subject_at = *at;
            }
            room::Change::Challenged(form) => self.challenge = Some(form.clone()),
            room::Change::VoiceAsked(request) => {
                let _ = self.asking.insert(request.nick.clone(), request.clone());
            }
            room::Change::VoiceAnswered { nick } => {
                let _ = self.asking.remove(nick);
            }
            room::Change::Forgotten | room::Change::Invited(_) | room::Change::Answered => {}
        }
    }

    fn rename(&mut self, from: &str, to: &str) {
        if let Some(mut occupant) = self.occupants.remove(from) {
            to.clone_into(&mut occupant.nick);
            let _ = self.occupants.insert(to.to_owned(), occupant);
        }
        if let room::State::Inside { nick } = &mut self.state
            && nick == from
        {
            to.clone_into(nick);
        }
    }
}
