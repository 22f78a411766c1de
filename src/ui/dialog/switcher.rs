//! Goes to any contact, room or chat, or does any action, by a few letters.

use iced::widget::{column, container, row};
use iced::{Alignment, Element, Length};

use crate::i18n::t;
use crate::model::{ChatId, Show, World, roster};
use crate::ui::deed::Deed;
use crate::ui::dialog::frame::{self, Action};
use crate::ui::keys;
use crate::ui::part::avatar::avatar;
use crate::ui::part::field::filter;
use crate::ui::part::line::{self, line};
use crate::ui::part::list::{Command, list};
use crate::ui::part::{control, text};
use crate::ui::scene::Scene;
use crate::ui::theme::hue::seed;
use crate::ui::theme::{space, style};

/// The name of the input, for the focus.
pub const INPUT: &str = "switcher-input";

/// How many hits there are at most.
const MOST: usize = 500;
/// The height of a hit.
const ROW: f32 = 36.0;
/// How many are seen at once: half of one tells that more follow.
const SEEN: f32 = 8.5;

/// What is looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Chats,
    Actions,
}

#[derive(Debug, Clone)]
pub struct Switcher {
    kind: Kind,
    words: String,
    /// The hit that Enter takes.
    place: usize,
    /// Counts the moves: the list follows each once.
    moves: u64,
}

#[derive(Debug, Clone)]
pub enum Message {
    Typed(String),
    Moved(isize),
    Taken,
    Chosen(usize),
}

/// One hit.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    pub title: String,
    /// The address, or the keys.
    pub about: String,
    pub deed: Deed,
    pub chat: Option<(ChatId, Option<Show>, u32)>,
}

impl Switcher {
    pub fn new(kind: Kind) -> Self {
        Self { kind, words: String::new(), place: 0, moves: 0 }
    }

    pub fn update(&mut self, scene: &Scene<'_>, message: Message) -> Action<Message> {
        match message {
            Message::Typed(words) => {
                self.words = words;
                self.place = 0;
                self.moves += 1;
            }
            Message::Moved(step) => {
                self.moves += 1;
                let count = self.hits(scene).len();
                if count > 0 {
                    self.place =
                        (self.place.min(count - 1) + count).saturating_add_signed(step) % count;
                }
            }
            Message::Taken => return self.take(scene, self.place),
            Message::Chosen(place) => return self.take(scene, place),
        }
        Action::None
    }

    fn take(&self, scene: &Scene<'_>, place: usize) -> Action<Message> {
        match self.hits(scene).into_iter().nth(place) {
            Some(hit) => Action::Do(hit.deed),
            None => Action::None,
        }
    }

    fn hits(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let words = roster::split(&self.words);
        let mut hits = match self.kind {
            Kind::Chats => chats(scene.world, &words),
            Kind::Actions => actions(&words),
        };
        hits.truncate(MOST);
        hits
    }

    pub fn view<'a>(&'a self, scene: &Scene<'a>) -> Element<'a, Message> {
        let hits = self.hits(scene);
        let placeholder = match self.kind {
            Kind::Chats => t("switch-placeholder"),
            Kind::Actions => t("palette-placeholder"),
        };
        let input =
            filter(&placeholder, &self.words, Message::Typed).id(INPUT).on_submit(Message::Taken);
        let below: Element<'a, Message> = if hits.is_empty() {
            let page = column![
                text::muted(t("switch-no-hit")),
                control::plain(t("search-clear")).on_press(Message::Typed(String::new())),
            ];
            container(page.spacing(space::M)).padding([space::S, space::S]).into()
        } else {
            self.list(*scene, hits)
        };
        let page = column![input, below].spacing(space::S);
        let card = container(page)
            .padding(space::M)
            .width(Length::Fill)
            .max_width(frame::NARROW + 80.0)
            .style(style::card);
        crate::ui::root::arrows(card, Message::Moved(-1), Message::Moved(1))
    }

    fn list<'a>(&self, scene: Scene<'a>, hits: Vec<Hit>) -> Element<'a, Message> {
        let (count, chosen) = (hits.len(), self.place);
        #[expect(clippy::cast_precision_loss, reason = "a few hundred rows")]
        let height = (count as f32).min(SEEN) * ROW;
        let rows = list(
            count,
            |place| place,
            move |place| {
                let hit = hits[place].clone();
                let label = hit.title.clone();
                control::list_row(self::hit(&scene, hit), place == chosen, ROW)
                    .label(label)
                    .on_press(Message::Chosen(place))
                    .into()
            },
        )
        .command(Some((self.moves, Command::Reveal(chosen))));
        container(rows).height(height).into()
    }
}

fn hit<'a>(scene: &Scene<'a>, hit: Hit) -> Element<'a, Message> {
    let mut row = row![].spacing(space::S).align_y(Alignment::Center);
    let mut unread = 0;
    if let Some((chat, show, count)) = &hit.chat {
        unread = *count;
        row = row.push(
            avatar(&hit.title, &seed(chat), 24.0)
                .picture(scene.pictures.of(scene.world, chat))
                .show(*show)
                .on(|tokens| tokens.card),
        );
    }
    row = row.push(line(hit.title).width(Length::FillPortion(3)));
    row = row.push(line::muted(hit.about).width(Length::FillPortion(2)));
    if unread > 0 {
        row = row.push(crate::ui::badge::badge(unread, false));
    }
    row.into()
}

/// Chats, contacts and rooms that hold the words: the unread first, then the open ones, then those
/// whose name begins so, then the others by presence and name.
pub fn chats(world: &World, words: &[String]) -> Vec<Hit> {
    let mut all: Vec<ChatId> = world.open.clone();
    for (account, standing) in &world.accounts {
        all.extend(
            standing.contacts.keys().map(|jid| ChatId::contact(account.clone(), jid.clone())),
        );
    }
    all.extend(world.rooms.keys().map(crate::model::RoomId::chat));
    let mut seen = std::collections::HashSet::new();
    all.retain(|chat| seen.insert(chat.clone()));

    let mut ranked: Vec<_> = all
        .into_iter()
        .filter_map(|chat| {
            let title = world.title(&chat).to_owned();
            let address = chat.peer.to_string();
            if !roster::holds(words, &[&title, &address]) {
                return None;
            }
            let known = world.chats.get(&chat);
            let unread = known.map_or(0, |known| known.unread);
            let show = show(world, &chat);
            let lower = title.to_lowercase();
            let begins = words.first().is_some_and(|word| lower.starts_with(word.as_str()));
            let open = world.open.contains(&chat);
            let rank = (unread == 0, !begins && !words.is_empty(), !open, std::cmp::Reverse(show));
            let deed = Deed::Open(chat.clone());
            Some((
                (rank, lower),
                Hit { title, about: address, deed, chat: Some((chat, show, unread)) },
            ))
        })
        .collect();
    ranked.sort_by(|(a, _), (b, _)| a.cmp(b));
    ranked.into_iter().map(|(_, hit)| hit).collect()
}

fn show(world: &World, chat: &ChatId) -> Option<Show> {
    match &chat.peer {
        crate::model::Peer::Contact(jid) => {
            world.accounts.get(&chat.account).map(|standing| standing.show(jid))
        }
        crate::model::Peer::Room(_) | crate::model::Peer::Occupant { .. } => None,
    }
}

/// Every action of the keyboard's table whose text holds the words.
pub fn actions(words: &[String]) -> Vec<Hit> {
    keys::TABLE
        .iter()
        .filter(|entry| entry.action != keys::Action::Palette)
        .map(|entry| Hit {
            title: t(entry.text).into_owned(),
            about: keys::shown(entry.action),
            deed: Deed::Key(entry.action),
            chat: None,
        })
        .filter(|hit| roster::holds(words, &[&hit.title]))
        .collect()
}
