//! The left side of the window: ourselves, who waits for an answer, the open chats, the roster.

use std::collections::HashSet;

use iced::{Point, Task};

use crate::model::roster::{self, Row};
use crate::model::{ChatId, RoomId, Show};
use crate::ui::deed::Deed;
use crate::ui::menus::Subject;
use crate::ui::part::list::Notice;
use crate::ui::scene::Scene;

pub mod cards;
pub mod entries;
pub mod open;
pub mod rows;
pub mod view;

pub use entries::{Emptiness, Entry, Section, concerns, entries};

/// The name of the filter's input, for the focus.
pub const FILTER: &str = "roster-filter";
/// The name of the list, for the focus.
pub const LIST: &str = "roster-list";

#[derive(Debug)]
pub struct Sidebar {
    pub filter: String,
    pub entries: Vec<Entry>,
    /// The key of each: they are asked for more often than they change.
    keys: Vec<u64>,
    /// The entry that the keyboard stands on.
    pub chosen: Option<u64>,
    /// The pointer is over the list: nothing in it may change its place.
    pointed: bool,
    /// The keyboard moves the choice, in the list or from the filter: nor may it then.
    stepping: bool,
    /// The chat that is being dragged, and where it stood.
    dragged: Option<(ChatId, usize)>,
    /// Who is being carried, and the room they are over.
    pub carried: Option<ChatId>,
    pub over: Option<RoomId>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Filtered(String),
    FilterSubmitted,
    Pressed(u64),
    Did(Deed),
    MenuAsked(Subject, Point),
    /// The list has to tell something.
    List(Notice<u64>),
    /// The keyboard moves on from the filter.
    Moved(isize),
    PointerMoved,
    PointerLeft,
    /// The keyboard is elsewhere now.
    KeyboardLeft,
    /// Dragged so far from where it began, in logical pixels.
    Dragged(ChatId, f32),
    Dropped,
    Reordered,
    /// A contact is carried away from its line.
    Taken(ChatId),
    /// The pointer is over this room, or over none.
    Over(RoomId, bool),
    /// The contact is let go.
    LetGo,
}

#[derive(Debug)]
pub enum Action {
    None,
    Run(Task<Message>),
    Do(Deed),
    Menu(Subject, Point),
}

impl Sidebar {
    pub fn new(scene: &Scene<'_>) -> Self {
        let mut sidebar = Self {
            filter: String::new(),
            entries: Vec::new(),
            keys: Vec::new(),
            chosen: None,
            pointed: false,
            stepping: false,
            dragged: None,
            carried: None,
            over: None,
        };
        sidebar.put(entries(scene, ""));
        sidebar
    }

    fn put(&mut self, entries: Vec<Entry>) {
        self.keys.clear();
        self.keys.extend(entries.iter().map(Entry::key));
        self.entries = entries;
    }

    /// The world changed: shows it, as far as it may be shown now.
    pub fn refresh(&mut self, scene: &Scene<'_>) {
        let fresh = entries(scene, &self.filter);
        // Who comes into an empty list pushes nobody away.
        let anybody = self.entries.iter().any(|it| matches!(it, Entry::Roster(Row::Person(_))));
        if anybody && (self.pointed || self.stepping) {
            self.renew(scene, fresh);
        } else {
            self.put(fresh);
        }
    }

    /// It is not shown any more: nobody points at it, and nobody will be seen to leave.
    pub fn hidden(&mut self) {
        (self.pointed, self.stepping) = (false, false);
    }

    /// Shows it at once: the person asked for it.
    pub fn rebuild(&mut self, scene: &Scene<'_>) {
        self.put(entries(scene, &self.filter));
    }

    /// Renews what the roster says in place; all above it has no order that changes by itself.
    fn renew(&mut self, scene: &Scene<'_>, fresh: Vec<Entry>) {
        let held: Vec<Row> = self
            .entries
            .drain(..)
            .filter_map(|entry| match entry {
                Entry::Roster(row) => Some(row),
                _ => None,
            })
            .collect();
        let (rows, above): (Vec<Entry>, Vec<Entry>) =
            fresh.into_iter().partition(|entry| matches!(entry, Entry::Roster(_)));
        let rows: Vec<Row> = rows
            .into_iter()
            .filter_map(|entry| match entry {
                Entry::Roster(row) => Some(row),
                _ => None,
            })
            .collect();
        let mut held = held;
        let known: HashSet<u64> = rows.iter().map(Row::key).collect();
        held.retain_mut(|row| known.contains(&row.key()) || stays(scene, row));
        roster::renew(&mut held, rows);
        let mut entries = above;
        entries.extend(held.into_iter().map(Entry::Roster));
        self.put(entries);
    }

    pub fn update(&mut self, scene: &Scene<'_>, message: Message) -> Action {
        match message {
            Message::Filtered(words) => {
                self.filter = words;
                self.chosen = None;
                self.stepping = false;
                self.rebuild(scene);
                Action::None
            }
            Message::FilterSubmitted => self.first_hit(),
            Message::Pressed(key) => {
                self.chosen = Some(key);
                let deed = self.entry(key).and_then(Entry::deed);
                deed.map_or(Action::None, Action::Do)
            }
            Message::Did(deed) => Action::Do(deed),
            Message::MenuAsked(subject, at) => Action::Menu(subject, at),
            Message::List(notice) => self.noticed(scene, notice),
            Message::Moved(step) => {
                self.stepping = true;
                self.step(step);
                Action::None
            }
            Message::PointerMoved => {
                self.pointed = true;
                Action::None
            }
            Message::PointerLeft => {
                self.pointed = false;
                self.refresh(scene);
                Action::None
            }
            Message::KeyboardLeft => {
                self.stepping = false;
                self.refresh(scene);
                Action::None
            }
            Message::Dragged(chat, distance) => self.drag(scene, chat, distance),
            Message::Dropped => {
                self.dragged = None;
                Action::None
            }
            Message::Reordered => Action::None,
            Message::Taken(chat) => {
                self.carried = Some(chat);
                Action::None
            }
            Message::Over(room, true) => {
                self.over = Some(room);
                Action::None
            }
            Message::Over(room, false) => {
                if self.over.as_ref() == Some(&room) {
                    self.over = None;
                }
                Action::None
            }
            Message::LetGo => self.let_go(scene),
        }
    }

    fn noticed(&mut self, scene: &Scene<'_>, notice: Notice<u64>) -> Action {
        match notice {
            Notice::Chosen(key) => {
                self.chosen = Some(key);
                self.stepping = true;
                Action::None
            }
            Notice::Activated(key) => self.update(scene, Message::Pressed(key)),
            Notice::Menu(key, at) => match self.entry(key).and_then(Entry::subject) {
                Some(subject) => Action::Menu(subject, at),
                None => Action::None,
            },
            Notice::NearStart | Notice::NearEnd | Notice::Visible { .. } => Action::None,
        }
    }

    pub fn entry(&self, key: u64) -> Option<&Entry> {
        let place = self.keys.iter().position(|it| *it == key)?;
        self.entries.get(place)
    }

    /// Puts the keyboard on the line of a chat.
    pub fn choose(&mut self, chat: &ChatId) {
        let stays = self.chosen().and_then(Entry::chat).is_some_and(|it| it == *chat);
        if !stays {
            let line = self.entries.iter().find(|entry| entry.chat().as_ref() == Some(chat));
            self.chosen = line.map(Entry::key);
        }
    }

    /// The entry that the keyboard stands on.
    pub fn chosen(&self) -> Option<&Entry> {
        self.entry(self.chosen?)
    }

    /// Enter in the filter opens what stands first below it.
    fn first_hit(&mut self) -> Action {
        let hit = self
            .chosen()
            .cloned()
            .or_else(|| self.entries.iter().find(|entry| entry.chat().is_some()).cloned());
        match hit.as_ref().and_then(Entry::deed) {
            Some(deed) => {
                self.filter.clear();
                Action::Do(deed)
            }
            None => Action::None,
        }
    }

    /// Moves over what can be pressed.
    fn step(&mut self, step: isize) {
        let stops: Vec<u64> =
            self.entries.iter().filter(|entry| entry.deed().is_some()).map(Entry::key).collect();
        let last = stops.len().saturating_sub(1);
        let place = self.chosen.and_then(|key| stops.iter().position(|stop| *stop == key));
        let next = match place {
            Some(place) => place.saturating_add_signed(step).min(last),
            None if step < 0 => last,
            None => 0,
        };
        self.chosen = stops.get(next).copied();
    }

    /// Whether whoever is carried can be asked into this room.
    pub fn takes(&self, scene: &Scene<'_>, room: &RoomId) -> bool {
        let theirs = self.carried.as_ref().is_some_and(|it| it.account == room.account);
        let inside = || scene.world.rooms.get(room).is_some_and(|it| it.me().is_some());
        theirs && self.over.as_ref() == Some(room) && inside()
    }

    /// Over a room, whoever is carried is asked in.
    fn let_go(&mut self, scene: &Scene<'_>) -> Action {
        let room = self.over.clone().filter(|room| self.takes(scene, room));
        match (self.carried.take(), room) {
            (Some(who), Some(room)) => {
                Action::Do(Deed::Invite(room, vec![who.peer.bare().clone()]))
            }
            _ => Action::None,
        }
    }

    /// Moves the open chat to the place under the pointer.
    fn drag(&mut self, scene: &Scene<'_>, chat: ChatId, distance: f32) -> Action {
        let mut order = scene.world.open.clone();
        let Some(place) = order.iter().position(|open| *open == chat) else {
            return Action::None;
        };
        let begin = match &self.dragged {
            Some((held, begin)) if *held == chat => *begin,
            _ => place,
        };
        self.dragged = Some((chat, begin));
        #[expect(clippy::cast_possible_truncation, reason = "a number of rows")]
        let rows = (distance / open::OPEN).round() as isize;
        let target = begin.saturating_add_signed(rows).min(order.len() - 1);
        if target == place {
            return Action::None;
        }
        let moved = order.remove(place);
        order.insert(target, moved);
        let client = scene.client.clone();
        Action::Run(Task::perform(async move { client.order_chats(order).await }, |_| {
            Message::Reordered
        }))
    }
}

/// Somebody who went offline keeps the line for now; who is no longer on the list loses it.
fn stays(scene: &Scene<'_>, row: &mut Row) -> bool {
    let Row::Person(person) = row else { return false };
    let account = scene.world.accounts.get(&person.chat.account);
    let known = account.and_then(|standing| standing.contacts.get(&person.jid));
    let stays = known.is_some_and(|known| {
        known.groups.contains(&person.group) || known.groups.is_empty() && person.group.is_empty()
    });
    if stays {
        person.show = Show::Offline;
        person.status.clear();
    }
    stays
}
