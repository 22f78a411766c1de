//! The roster as rows: grouped, folded, filtered and sorted.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use xmpp::jid::BareJid;

use crate::model::account::AccountId;
use crate::model::chat::ChatId;
use crate::model::contact::Contact;
use crate::model::presence::{self, Show};
use crate::model::room::{Room, RoomId, State};
use crate::model::world::{Standing, World};

/// The folding name of the group that holds the rooms. No contact's group may be called so: group
/// names never begin with a control character.
pub const ROOMS: &str = "\u{1}rooms";

/// How many characters of a status text a row keeps.
const STATUS: usize = 200;

/// What is to be seen of the roster.
#[derive(Debug, Clone, Copy, Default)]
pub struct Lens<'a> {
    /// Only what holds each of these words. With words, folded groups and the offline are shown.
    pub words: &'a str,
    pub show_offline: bool,
    /// Names of folded groups; an account's is its address.
    pub folded: &'a [String],
}

/// One line of the roster.
#[derive(Debug, Clone, PartialEq)]
pub enum Row {
    /// Stands above an account's groups, where there are several accounts.
    Account {
        id: AccountId,
        folded: bool,
        online: bool,
    },
    Group(Group),
    Person(Person),
    Room(Place),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    pub account: AccountId,
    /// Empty for contacts without a group; [`ROOMS`] for the rooms.
    pub name: String,
    pub here: usize,
    pub total: usize,
    pub folded: bool,
    /// Unread messages of those in it, shown while it is folded.
    pub unread: u32,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    pub chat: ChatId,
    pub jid: BareJid,
    /// The group that this row stands in: a contact may be in several.
    pub group: String,
    pub title: String,
    pub show: Show,
    /// One line; empty where there is none.
    pub status: String,
    /// There is room for a status text. [`renew`] leaves that as it is: lines keep their height.
    pub tall: bool,
    pub unread: u32,
    /// We have asked to see them and wait.
    pub asked: bool,
    /// Neither side sees the other, or they do not let us.
    pub unseen: bool,
    pub blocked: bool,
    /// The key of their picture.
    pub avatar: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    pub room: RoomId,
    pub title: String,
    pub subject: String,
    /// There is room for the subject, as for a person's status text.
    pub tall: bool,
    pub inside: bool,
    pub unread: u32,
    pub mentions: u32,
}

impl Row {
    fn tall(&self) -> bool {
        match self {
            Self::Person(person) => person.tall,
            Self::Room(place) => place.tall,
            Self::Account { .. } | Self::Group(_) => false,
        }
    }

    fn set_tall(&mut self, tall: bool) {
        match self {
            Self::Person(person) => person.tall = tall,
            Self::Room(place) => place.tall = tall,
            Self::Account { .. } | Self::Group(_) => {}
        }
    }

    /// The same for the same line, however often the roster is made anew.
    pub fn key(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        match self {
            Self::Account { id, .. } => (0_u8, id).hash(&mut hasher),
            Self::Group(group) => (1_u8, &group.account, &group.name).hash(&mut hasher),
            Self::Person(person) => (2_u8, &person.chat, &person.group).hash(&mut hasher),
            Self::Room(place) => (3_u8, &place.room).hash(&mut hasher),
        }
        hasher.finish()
    }

    /// The conversation behind the line.
    pub fn chat(&self) -> Option<ChatId> {
        match self {
            Self::Person(person) => Some(person.chat.clone()),
            Self::Room(place) => Some(place.room.chat()),
            Self::Account { .. } | Self::Group(_) => None,
        }
    }

    /// The name under which it folds.
    pub fn fold(&self) -> Option<&str> {
        match self {
            Self::Account { id, .. } => Some(id.as_str()),
            Self::Group(group) => Some(&group.name),
            Self::Person(_) | Self::Room(_) => None,
        }
    }
}

/// The lines of the roster, from the top.
pub fn rows(world: &World, lens: &Lens<'_>) -> Vec<Row> {
    let words = split(lens.words);
    let several = world.accounts.len() > 1;
    let mut rows = Vec::new();

    for (id, standing) in &world.accounts {
        let folded = words.is_empty() && is_folded(lens, id.as_str());
        let begin = rows.len();

        if several {
            let online = standing.connection.is_online();
            rows.push(Row::Account { id: id.clone(), folded, online });
        }
        if several && folded {
            continue;
        }

        rooms(world, id, lens, &words, &mut rows);
        people(world, id, standing, lens, &words, &mut rows);

        if several && !words.is_empty() && rows.len() == begin + 1 {
            rows.truncate(begin);
        }
    }

    rows
}

/// Makes `rows` say what `fresh` says without moving, adding or removing a line.
///
/// For the time in which somebody points at the roster: a click must meet what it aimed at.
pub fn renew(rows: &mut [Row], fresh: Vec<Row>) {
    let mut fresh: HashMap<u64, Row> = fresh.into_iter().map(|row| (row.key(), row)).collect();
    for row in rows {
        if let Some(new) = fresh.remove(&row.key()) {
            let tall = row.tall();
            *row = new;
            row.set_tall(tall);
        }
    }
}

/// Lower-case words, as [`holds`] wants them.
pub fn split(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_lowercase).collect()
}

/// Whether each word stands in one of the texts.
pub fn holds(words: &[String], texts: &[&str]) -> bool {
    words.iter().all(|word| texts.iter().any(|text| text.to_lowercase().contains(word.as_str())))
}

fn is_folded(lens: &Lens<'_>, name: &str) -> bool {
    lens.folded.iter().any(|folded| folded == name)
}

fn rooms(world: &World, id: &AccountId, lens: &Lens<'_>, words: &[String], rows: &mut Vec<Row>) {
    let mut places: Vec<Place> = world
        .rooms
        .iter()
        .filter(|(room, _)| room.account == *id)
        .map(|(room, known)| place(world, room, known))
        .filter(|place| holds(words, &[&place.title, place.room.jid.as_str()]))
        .collect();

    if places.is_empty() {
        return;
    }

    places.sort_by_cached_key(|place| place.title.to_lowercase());
    let folded = words.is_empty() && is_folded(lens, ROOMS);
    rows.push(Row::Group(Group {
        account: id.clone(),
        name: ROOMS.to_owned(),
        here: places.iter().filter(|place| place.inside).count(),
        total: places.len(),
        folded,
        unread: places.iter().map(|place| place.unread).sum(),
    }));
    if !folded {
        rows.extend(places.into_iter().map(Row::Room));
    }
}

fn place(world: &World, id: &RoomId, room: &Room) -> Place {
    let chat = id.chat();
    let known = world.chats.get(&chat);

    let subject = line(&room.subject);
    let inside = matches!(room.state, State::Inside { .. });

    Place {
        room: id.clone(),
        title: world.title(&chat).to_owned(),
        tall: inside && !subject.is_empty(),
        subject,
        inside,
        unread: known.map_or(0, |chat| chat.unread),
        mentions: known.map_or(0, |chat| chat.mentions),
    }
}

fn people(
    world: &World,
    id: &AccountId,
    standing: &Standing,
    lens: &Lens<'_>,
    words: &[String],
    rows: &mut Vec<Row>,
) {
    let mut groups: BTreeMap<(bool, String, &str), Vec<Person>> = BTreeMap::new();

    for contact in standing.contacts.values() {
        if !holds(words, &[contact.title(), contact.jid.as_str()]) {
            continue;
        }
        let person = person(world, id, standing, contact);
        if contact.groups.is_empty() {
            groups.entry((true, String::new(), "")).or_default().push(person);
            continue;
        }
        for name in &contact.groups {
            let person = Person { group: name.clone(), ..person.clone() };
            groups.entry((false, name.to_lowercase(), name)).or_default().push(person);
        }
    }

    // Contacts without a group come last: `true` sorts after `false`.
    for ((_, _, name), mut members) in groups {
        let folded = words.is_empty() && is_folded(lens, name);
        let here = members.iter().filter(|person| person.show != Show::Offline).count();
        let total = members.len();
        let unread = members.iter().map(|person| person.unread).sum();

        if words.is_empty() && !lens.show_offline {
            members.retain(|person| person.show != Show::Offline || person.unread > 0);
            if members.is_empty() {
                continue;
            }
        }

        members.sort_by_cached_key(|person| {
            (std::cmp::Reverse(person.show), person.title.to_lowercase(), person.jid.clone())
        });
        rows.push(Row::Group(Group {
            account: id.clone(),
            name: name.to_owned(),
            here,
            total,
            folded,
            unread,
        }));
        if !folded {
            rows.extend(members.into_iter().map(Row::Person));
        }
    }
}

fn person(world: &World, id: &AccountId, standing: &Standing, contact: &Contact) -> Person {
    let chat = ChatId::contact(id.clone(), contact.jid.clone());
    let best = standing.devices.get(&contact.jid).and_then(|it| presence::best(it.values()));

    let status = best.map(|best| line(&best.status)).unwrap_or_default();

    Person {
        unread: world.chats.get(&chat).map_or(0, |chat| chat.unread),
        chat,
        jid: contact.jid.clone(),
        group: String::new(),
        title: contact.title().to_owned(),
        show: best.map_or(Show::Offline, |best| best.show),
        tall: !status.is_empty(),
        status,
        asked: contact.asked,
        unseen: !contact.subscription.we_see_them(),
        blocked: standing.blocked.contains(&contact.jid),
        avatar: standing.avatars.get(&contact.jid).cloned(),
    }
}

/// One line of bounded length out of what a stranger may have written.
fn line(text: &str) -> String {
    let mut line = String::new();
    for (count, letter) in text.trim().chars().enumerate() {
        if count == STATUS {
            line.push('…');
            break;
        }
        line.push(if letter.is_control() { ' ' } else { letter });
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::account::{self, Account};
    use crate::model::contact;
    use crate::model::presence::Presence;
    use crate::model::{Change, chat};

    fn jid(text: &str) -> BareJid {
        text.parse().expect("a valid address")
    }

    fn me() -> AccountId {
        AccountId(jid("me@localhost"))
    }

    fn with_account(id: &AccountId) -> World {
        let mut world = World::default();
        let account = Account::new(id.clone(), "parlance.test".to_owned());
        world.apply(&Change::Account(id.clone(), account::Change::Set(account)));
        world
    }

    fn add(world: &mut World, address: &str, groups: &[&str], show: Show) {
        let contact = Contact {
            groups: groups.iter().map(|&group| group.to_owned()).collect(),
            ..Contact::new(jid(address))
        };
        world.apply(&Change::Contact(me(), contact::Change::Set(contact)));
        if show != Show::Offline {
            world.apply(&Change::Contact(
                me(),
                contact::Change::Presence {
                    from: jid(address),
                    resource: "desk".to_owned(),
                    presence: Some(Presence { show, ..Presence::default() }),
                },
            ));
        }
    }

    fn company() -> World {
        let mut world = with_account(&me());
        add(&mut world, "ann@localhost", &["Friends"], Show::Away);
        add(&mut world, "bob@localhost", &["Friends", "Work"], Show::Online);
        add(&mut world, "cid@localhost", &["Work"], Show::Offline);
        add(&mut world, "dan@localhost", &[], Show::Online);
        world
    }

    fn shown(rows: &[Row]) -> Vec<String> {
        rows.iter()
            .map(|row| match row {
                Row::Account { id, .. } => format!("# {id}"),
                Row::Group(group) => format!("{} {}/{}", group.name, group.here, group.total),
                Row::Person(person) => person.title.clone(),
                Row::Room(place) => format!("@{}", place.title),
            })
            .collect()
    }

    const ALL: Lens<'_> = Lens { words: "", show_offline: true, folded: &[] };

    #[test]
    fn groups_hold_their_contacts_by_presence_then_name() {
        let rows = rows(&company(), &ALL);

        assert_eq!(
            shown(&rows),
            ["Friends 2/2", "bob", "ann", "Work 1/2", "bob", "cid", " 1/1", "dan"]
        );
    }

    #[test]
    fn hiding_the_offline_keeps_the_counts_and_the_unread() {
        let mut world = company();
        let lens = Lens { show_offline: false, ..ALL };
        assert_eq!(
            shown(&rows(&world, &lens)),
            ["Friends 2/2", "bob", "ann", "Work 1/2", "bob", " 1/1", "dan"]
        );

        world.apply(&Change::Chat(
            ChatId::contact(me(), jid("cid@localhost")),
            chat::Change::Unread { unread: 2, mentions: 0, read: None },
        ));
        assert!(shown(&rows(&world, &lens)).contains(&"cid".to_owned()));
    }

    #[test]
    fn a_folded_group_shows_its_head_alone_and_its_unread() {
        let mut world = company();
        world.apply(&Change::Chat(
            ChatId::contact(me(), jid("ann@localhost")),
            chat::Change::Unread { unread: 3, mentions: 0, read: None },
        ));
        let folded = ["Friends".to_owned()];
        let rows = rows(&world, &Lens { folded: &folded, ..ALL });

        assert!(matches!(&rows[0], Row::Group(group) if group.folded && group.unread == 3));
        assert_eq!(shown(&rows)[1], "Work 1/2");
    }

    #[test]
    fn a_filter_looks_into_folded_groups_and_among_the_offline() {
        let folded = ["Work".to_owned()];
        let lens = Lens { words: "CID local", show_offline: false, folded: &folded };

        assert_eq!(shown(&rows(&company(), &lens)), ["Work 0/1", "cid"]);
    }

    #[test]
    fn several_accounts_have_heads_of_their_own() {
        let mut world = company();
        let other = AccountId(jid("zoe@elsewhere"));
        let account = Account::new(other.clone(), "parlance.test".to_owned());
        world.apply(&Change::Account(other, account::Change::Set(account)));
        let rows = rows(&world, &ALL);

        assert_eq!(shown(&rows).first().map(String::as_str), Some("# me@localhost"));
        assert_eq!(shown(&rows).last().map(String::as_str), Some("# zoe@elsewhere"));
    }

    #[test]
    fn renewing_moves_nothing() {
        let mut world = company();
        let mut held = rows(&world, &ALL);
        let before = shown(&held);
        add(&mut world, "cid@localhost", &["Work"], Show::FreeToChat);
        renew(&mut held, rows(&world, &ALL));

        assert_eq!(shown(&held)[4..6], before[4..6]);
        assert!(matches!(&held[5], Row::Person(cid) if cid.show == Show::FreeToChat));
    }

    #[test]
    fn a_status_is_one_bounded_line() {
        assert_eq!(line(" a\nb\tc "), "a b c");
        assert_eq!(line(&"x".repeat(500)).chars().count(), STATUS + 1);
    }
}
