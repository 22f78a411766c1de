//! Rooms and those in them (XEP-0045).

use std::collections::{BTreeMap, BTreeSet};

use xmpp::jid::BareJid;

use crate::model::account::AccountId;
use crate::model::address::Address;
use crate::model::chat::ChatId;
use crate::model::contact;
use crate::model::form::Form;
use crate::model::presence::Show;
use crate::model::refusal::Refusal;
use crate::model::room::news::{Chronicle, News};
use crate::model::timestamp::Timestamp;

pub mod news;
pub mod plan;
pub mod rights;

/// A room, seen from one of our accounts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoomId {
    pub account: AccountId,
    pub jid: BareJid,
}

impl RoomId {
    pub fn chat(&self) -> ChatId {
        ChatId::room(self.account.clone(), self.jid.clone())
    }
}

/// What is kept of a room between sessions (XEP-0402).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bookmark {
    pub jid: BareJid,
    /// Empty where it has none.
    pub name: String,
    /// Empty where none was chosen.
    pub nick: String,
    pub password: Option<String>,
    pub autojoin: bool,
    /// What of it is told at once; `None` where nothing was chosen.
    pub notify: Option<Notify>,
}

/// What of a room is told at once (XEP-0492).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Notify {
    All,
    /// What names us, or holds a word that we watch for.
    #[default]
    Mentions,
    Nothing,
}

/// A room as it is now.
#[derive(Debug, Clone, PartialEq)]
pub struct Room {
    pub bookmark: Bookmark,
    pub state: State,
    pub subject: String,
    /// Who set the subject; empty where that is not known.
    pub subject_by: String,
    /// When it was set, where the room tells.
    pub subject_at: Option<Timestamp>,
    /// By nick. Ours is among them while we are in.
    pub occupants: BTreeMap<String, Occupant>,
    /// What it can do, by namespace, once it has said so.
    pub features: BTreeSet<String>,
    /// It wants to be shown that a person comes in, by this form (XEP-0158).
    pub challenge: Option<Box<Form>>,
    /// Those who ask for a voice, by nick.
    pub asking: BTreeMap<String, VoiceRequest>,
    /// What happened here besides talk.
    pub chronicle: Chronicle,
}

impl Invitation {
    /// What to call the one who asks where nothing better is known.
    pub fn by(&self) -> Option<&str> {
        let from = self.from.as_ref()?;
        Some(from.resource.as_deref().unwrap_or_else(|| contact::short(&from.bare)))
    }
}

impl Room {
    pub fn new(bookmark: Bookmark) -> Self {
        Self {
            bookmark,
            state: State::Outside,
            subject: String::new(),
            subject_by: String::new(),
            subject_at: None,
            occupants: BTreeMap::new(),
            features: BTreeSet::new(),
            challenge: None,
            asking: BTreeMap::new(),
            chronicle: Chronicle::default(),
        }
    }

    /// Ourselves, while we are in.
    pub fn me(&self) -> Option<&Occupant> {
        match &self.state {
            State::Inside { nick } => self.occupants.get(nick),
            State::Outside | State::Joining { .. } | State::Refused(_) | State::Removed(_) => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum State {
    Outside,
    Joining {
        nick: String,
    },
    Inside {
        nick: String,
    },
    /// The room did not let us in.
    Refused(Refusal),
    /// We were in, and had to go.
    Removed(Removal),
}

/// Why we had to leave a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Removal {
    Kicked {
        by: String,
        reason: String,
    },
    Banned {
        by: String,
        reason: String,
    },
    /// The room is gone; it may name another.
    Destroyed {
        reason: String,
        instead: Option<BareJid>,
    },
    /// It is for members now, and we are none.
    MembersOnly,
    /// The service goes down.
    Shutdown,
    /// The room lost us by an error.
    Fault,
}

/// Somebody in a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occupant {
    pub nick: String,
    pub role: Role,
    pub affiliation: Affiliation,
    pub show: Show,
    pub status: String,
    /// Their address, where the room shows it to us.
    pub jid: Option<BareJid>,
    /// The room's own id for the person (XEP-0421).
    pub id: Option<String>,
    /// What the room says of the person besides (XEP-0317): titles, such as `Host`.
    pub hats: Vec<String>,
}

/// What one may do now, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Role {
    #[default]
    None,
    Visitor,
    Participant,
    Moderator,
}

impl Role {
    const ALL: [Self; 4] = [Self::None, Self::Visitor, Self::Participant, Self::Moderator];

    /// As the protocol calls it (XEP-0045, section 5.1).
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Visitor => "visitor",
            Self::Participant => "participant",
            Self::Moderator => "moderator",
        }
    }

    /// The one of this name; none, where there is no such one.
    pub fn of(name: &str) -> Self {
        Self::ALL.into_iter().find(|it| it.name() == name).unwrap_or_default()
    }
}

/// What one is to the room, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Affiliation {
    Outcast,
    #[default]
    None,
    Member,
    Admin,
    Owner,
}

impl Affiliation {
    const ALL: [Self; 5] = [Self::Outcast, Self::None, Self::Member, Self::Admin, Self::Owner];

    /// As the protocol calls it (XEP-0045, section 5.2).
    pub fn name(self) -> &'static str {
        match self {
            Self::Outcast => "outcast",
            Self::None => "none",
            Self::Member => "member",
            Self::Admin => "admin",
            Self::Owner => "owner",
        }
    }

    /// The one of this name; none, where there is no such one.
    pub fn of(name: &str) -> Self {
        Self::ALL.into_iter().find(|it| it.name() == name).unwrap_or_default()
    }
}

/// A room in the list of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    pub jid: BareJid,
    /// Empty where it has none.
    pub name: String,
    /// How many are in, where that is known.
    pub people: Option<u32>,
    /// A tag such as `de`; empty where it is not known.
    pub language: String,
    /// What it is about; empty where it does not say.
    pub about: String,
}

impl Listing {
    pub fn new(jid: BareJid, name: String) -> Self {
        Self { jid, name, people: None, language: String::new(), about: String::new() }
    }
}

/// Which people of a room (XEP-0045, sections 8.6, 9.2, 9.5, 10.5, 10.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    Affiliated(Affiliation),
    /// Those who are in and have this role.
    InRole(Role),
}

/// Somebody in the list of a room's people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Missing for those whom the room shows by nick alone.
    pub jid: Option<BareJid>,
    /// Empty where it has none.
    pub nick: String,
    pub role: Role,
    pub affiliation: Affiliation,
    pub reason: String,
}

/// A visitor asks to speak (XEP-0045, section 7.13).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoiceRequest {
    pub nick: String,
    pub jid: Option<BareJid>,
}

/// Somebody asks us into a room (XEP-0249, or through the room itself).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    pub room: BareJid,
    /// Who asks: an address, or the place in the room of somebody whose address it does not tell;
    /// `None` where it does not say.
    pub from: Option<Address>,
    pub reason: String,
    pub password: Option<String>,
}

/// What can happen to a room.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// It is bookmarked now, or bookmarked otherwise.
    Bookmarked(Bookmark),
    /// The bookmark is gone.
    Forgotten,
    State(State),
    /// Somebody came, or changed.
    Occupant(Occupant),
    Left {
        nick: String,
    },
    Renamed {
        from: String,
        to: String,
    },
    Subject {
        text: String,
        by: String,
        at: Option<Timestamp>,
    },
    News(News),
    /// What the room can do.
    Features(BTreeSet<String>),
    /// It wants to be shown that a person comes in.
    Challenged(Box<Form>),
    VoiceAsked(VoiceRequest),
    /// The request for a voice is settled.
    VoiceAnswered {
        nick: String,
    },
    Invited(Invitation),
    /// The invitation is settled.
    Answered,
}
