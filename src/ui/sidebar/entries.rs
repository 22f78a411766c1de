//! The lines of the sidebar's list, and what each of them is for.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::model::chat::Chat;
use crate::model::roster::{self, Lens, Row};
use crate::model::{AccountId, Change, ChatId, Connection, RoomId, World, chat, room};
use crate::ui::deed::Deed;
use crate::ui::menus::Subject;
use crate::ui::scene::Scene;

/// One line of the list.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    Heading(Section),
    /// Somebody asks to see us.
    Request(AccountId, xmpp::jid::BareJid),
    /// Somebody asks us into a room.
    Invitation(RoomId),
    /// Somebody whom we do not know has written.
    Stranger(ChatId),
    Open(ChatId),
    Roster(Row),
    /// The server did not give the list of this account.
    Refused(AccountId),
    /// There is nobody: a sentence and a button.
    Empty(Emptiness),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Section {
    Waiting,
    Chats,
    Contacts,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Emptiness {
    NoContacts,
    NoHit,
    AllOffline,
    /// Nobody is known yet, and no account is connected.
    Offline,
    /// Nobody is known yet, and an account connects.
    Loading,
}

impl Entry {
    /// The same for the same line.
    pub fn key(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        match self {
            Self::Heading(section) => (10_u8, section).hash(&mut hasher),
            Self::Request(account, jid) => (11_u8, account, jid).hash(&mut hasher),
            Self::Invitation(room) => (12_u8, room).hash(&mut hasher),
            Self::Stranger(chat) => (13_u8, chat).hash(&mut hasher),
            Self::Open(chat) => (14_u8, chat).hash(&mut hasher),
            Self::Roster(row) => return row.key(),
            Self::Refused(account) => (16_u8, account).hash(&mut hasher),
            Self::Empty(emptiness) => (15_u8, emptiness).hash(&mut hasher),
        }
        hasher.finish()
    }

    /// What its menu is for.
    pub fn subject(&self) -> Option<Subject> {
        Some(match self {
            Self::Open(chat) | Self::Stranger(chat) => Subject::Open(chat.clone()),
            Self::Roster(Row::Person(person)) => Subject::Contact(person.chat.clone()),
            Self::Roster(Row::Room(place)) => Subject::Room(place.room.clone()),
            Self::Roster(Row::Group(group)) => {
                Subject::Group(group.account.clone(), group.name.clone())
            }
            Self::Roster(Row::Account { id, .. }) => Subject::Account(id.clone()),
            Self::Heading(_)
            | Self::Request(..)
            | Self::Invitation(_)
            | Self::Refused(_)
            | Self::Empty(_) => return None,
        })
    }

    /// What pressing it does.
    pub fn deed(&self) -> Option<Deed> {
        Some(match self {
            Self::Open(chat) | Self::Stranger(chat) => Deed::Open(chat.clone()),
            Self::Request(account, jid) => {
                Deed::Details(ChatId::contact(account.clone(), jid.clone()))
            }
            Self::Roster(row) => match (row.chat(), row.fold()) {
                (Some(chat), _) => Deed::Open(chat),
                (None, Some(name)) => Deed::Fold(name.to_owned()),
                (None, None) => return None,
            },
            Self::Heading(_) | Self::Invitation(_) | Self::Refused(_) | Self::Empty(_) => {
                return None;
            }
        })
    }

    /// The contact or room that the keyboard's Rename and Remove mean.
    pub fn chat(&self) -> Option<ChatId> {
        match self {
            Self::Open(chat) | Self::Stranger(chat) => Some(chat.clone()),
            Self::Roster(row) => row.chat(),
            Self::Heading(_)
            | Self::Request(..)
            | Self::Invitation(_)
            | Self::Refused(_)
            | Self::Empty(_) => None,
        }
    }
}

/// Whether a change may move, add or renew a line. What a line reads from the world each time it is
/// drawn, as the last words of an open chat, is none of it.
pub fn concerns(change: &Change) -> bool {
    match change {
        Change::Chat(_, change) => match change {
            chat::Change::Set(_)
            | chat::Change::Closed
            | chat::Change::Moved(_)
            | chat::Change::Unread { .. } => true,
            chat::Change::Arrived(_)
            | chat::Change::Changed(_)
            | chat::Change::Reloaded
            | chat::Change::Muted(_)
            | chat::Change::MutedUntil(_)
            | chat::Change::Drafted(_)
            | chat::Change::Typing { .. } => false,
        },
        Change::Room(_, change) => match change {
            room::Change::Occupant(_)
            | room::Change::Left { .. }
            | room::Change::News(_)
            | room::Change::Features(_)
            | room::Change::Challenged(_)
            | room::Change::VoiceAsked(_)
            | room::Change::VoiceAnswered { .. } => false,
            room::Change::Bookmarked(_)
            | room::Change::State(_)
            | room::Change::Renamed { .. }
            | room::Change::Subject { .. }
            | room::Change::Forgotten
            | room::Change::Invited(_)
            | room::Change::Answered => true,
        },
        Change::Cache(_) => false,
        Change::Account(..) | Change::Contact(..) | Change::Open(_) => true,
    }
}

/// All lines, from the top.
pub fn entries(scene: &Scene<'_>, filter: &str) -> Vec<Entry> {
    let world = scene.world;
    let words = roster::split(filter);
    let mut entries = Vec::new();

    if words.is_empty() {
        waiting(scene, &mut entries);
    }

    let open: Vec<&ChatId> = world
        .open
        .iter()
        .filter(|chat| {
            roster::holds(&words, &[world.title(chat), &chat.peer.to_string()])
                && !world.chats.get(*chat).is_some_and(|known| unanswered(world, known))
        })
        .collect();
    if !open.is_empty() {
        entries.push(Entry::Heading(Section::Chats));
        entries.extend(open.into_iter().cloned().map(Entry::Open));
    }

    let lens = Lens {
        words: filter,
        show_offline: scene.settings.roster.show_offline,
        folded: &scene.settings.roster.folded,
    };
    let rows = roster::rows(world, &lens);
    let people = world.accounts.values().any(|standing| !standing.contacts.is_empty());
    entries.push(Entry::Heading(Section::Contacts));
    let refused: Vec<&AccountId> =
        world.accounts.iter().filter(|(_, it)| it.refused.is_some()).map(|(id, _)| id).collect();
    entries.extend(refused.iter().copied().cloned().map(Entry::Refused));
    let nobody = rows.is_empty();
    entries.extend(rows.into_iter().map(Entry::Roster));
    if !words.is_empty() && nobody {
        entries.push(Entry::Empty(Emptiness::NoHit));
    } else if words.is_empty() && !people && !refused.is_empty() {
        // That is said already, and why.
    } else if words.is_empty() && !people {
        entries.push(Entry::Empty(nobody_yet(scene)));
    } else if nobody {
        entries.push(Entry::Empty(Emptiness::AllOffline));
    }
    entries
}

/// Why there is nobody on any list.
pub fn nobody_yet(scene: &Scene<'_>) -> Emptiness {
    let mut accounts = scene.world.accounts.values();
    if accounts.any(|standing| standing.connection.is_online()) {
        return Emptiness::NoContacts;
    }
    let mut accounts = scene.world.accounts.values();
    if accounts.any(|standing| matches!(standing.connection, Connection::Connecting(_))) {
        Emptiness::Loading
    } else {
        Emptiness::Offline
    }
}

/// Whether a stranger has written, and is told of as one. Somebody who asks to see us and of whom all
/// is read has one card already.
fn unanswered(world: &World, chat: &Chat) -> bool {
    let asks = || {
        let standing = world.accounts.get(&chat.id.account);
        standing.is_some_and(|standing| standing.requests.contains_key(chat.id.peer.bare()))
    };
    chat.stranger && (chat.unread > 0 || chat.open && chat.last.is_some() && !asks())
}

/// Those who wait for an answer of ours.
fn waiting(scene: &Scene<'_>, entries: &mut Vec<Entry>) {
    let world = scene.world;
    let begin = entries.len();
    entries.push(Entry::Heading(Section::Waiting));
    for (account, standing) in &world.accounts {
        for jid in standing.requests.keys() {
            entries.push(Entry::Request(account.clone(), jid.clone()));
        }
    }
    entries.extend(world.invitations.keys().cloned().map(Entry::Invitation));
    let mut strangers: Vec<&ChatId> =
        world.chats.values().filter(|chat| unanswered(world, chat)).map(|chat| &chat.id).collect();
    strangers.sort();
    entries.extend(strangers.into_iter().cloned().map(Entry::Stranger));
    if entries.len() == begin + 1 {
        entries.truncate(begin);
    }
}
