//! Picks an emoji, by its group, by a word of its name, or among those picked before.

use emojis::{Emoji, EmojiVersion, Group};
use iced::widget::{Column, column, container, row, scrollable};
use iced::{Alignment, Element, Length, keyboard};

use crate::i18n::t;
use crate::model::Message as Text;
use crate::model::Settings;
use crate::model::roster;
use crate::ui::deed::Deed;
use crate::ui::dialog::frame::{self, Action};
use crate::ui::part::field::filter;
use crate::ui::part::line::line;
use crate::ui::part::sheet::sheet;
use crate::ui::part::{control, text};
use crate::ui::root;
use crate::ui::scene::Scene;
use crate::ui::theme::{font, space, style};

/// The name of the input, for the focus.
pub const INPUT: &str = "emoji-input";
/// The name of the list, for scrolling.
pub const LIST: &str = "emoji-list";

const COLUMNS: usize = 9;
/// Of one emoji, in logical pixels.
const CELL: f32 = 40.0;
/// How many rows are seen at once.
const ROWS: f32 = 6.0;
/// How many hits of a search are shown.
const SHOWN: usize = 180;
/// What the emoji fonts of the supported systems have; newer ones would be empty boxes.
const NEWEST: EmojiVersion = EmojiVersion::new(15, 0);

#[derive(Debug, Clone)]
pub struct Picker {
    words: String,
    /// `None` shows those picked before.
    group: Option<Group>,
    /// Which one Enter takes.
    place: usize,
    /// The message that it is for; else it is for the composer.
    under: Option<Box<Text>>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Typed(String),
    Turned(Option<Group>),
    Moved(isize),
    Taken,
    Chosen(&'static str),
}

impl Picker {
    /// Begins with those picked before, where there are some.
    pub fn new(settings: &Settings) -> Self {
        let none = settings.writing.recent_emoji.is_empty();
        Self {
            words: String::new(),
            group: none.then_some(Group::SmileysAndEmotion),
            place: 0,
            under: None,
        }
    }

    /// One that goes under a message.
    pub fn under(settings: &Settings, message: Box<Text>) -> Self {
        Self { under: Some(message), ..Self::new(settings) }
    }

    fn take(&self, emoji: &str) -> Deed {
        match &self.under {
            Some(message) => Deed::React(message.clone(), emoji.to_owned()),
            None => Deed::Insert(emoji.to_owned()),
        }
    }

    pub fn update(&mut self, scene: &Scene<'_>, message: Message) -> Action<Message> {
        match message {
            Message::Typed(words) => {
                self.words = words;
                self.place = 0;
            }
            Message::Turned(group) => {
                self.group = group;
                self.words.clear();
                self.place = 0;
                return Action::Run(iced::Task::batch([
                    iced::widget::operation::focus(INPUT),
                    self.follow(),
                ]));
            }
            Message::Moved(step) => {
                let last = self.shown(scene.settings).len().saturating_sub(1);
                self.place = self.place.saturating_add_signed(step).min(last);
                return Action::Run(self.follow());
            }
            Message::Taken => {
                let shown = self.shown(scene.settings);
                if let Some(emoji) = shown.get(self.place) {
                    return Action::Do(self.take(emoji.as_str()));
                }
            }
            Message::Chosen(emoji) => return Action::Do(self.take(emoji)),
        }
        Action::None
    }

    /// Keeps what the keyboard stands on within view, in the middle where it can be.
    fn follow(&self) -> iced::Task<Message> {
        #[expect(clippy::cast_precision_loss, reason = "there are a few hundred rows")]
        let row = (self.place / COLUMNS) as f32;
        let y = ((row - ROWS / 2.0) * CELL).max(0.0);
        iced::widget::operation::scroll_to(LIST, scrollable::AbsoluteOffset { x: 0.0, y })
    }

    fn shown(&self, settings: &Settings) -> Vec<&'static Emoji> {
        let words = roster::split(&self.words);
        match self.group {
            _ if !words.is_empty() => found(&words),
            Some(group) => group.emojis().filter(|emoji| drawn(emoji)).collect(),
            None => settings.writing.recent_emoji.iter().filter_map(|it| emojis::get(it)).collect(),
        }
    }

    pub fn view<'a>(&'a self, scene: &Scene<'a>) -> Element<'a, Message> {
        let shown = self.shown(scene.settings);
        let input = filter(&t("emoji-placeholder"), &self.words, Message::Typed)
            .id(INPUT)
            .on_submit(Message::Taken);

        let mut list = Column::new();
        for (number, cells) in shown.chunks(COLUMNS).enumerate() {
            let mut cell_row = row![];
            for (place, emoji) in cells.iter().enumerate() {
                let selected = number * COLUMNS + place == self.place;
                let sign = iced::widget::text(emoji.as_str()).size(22.0).font(font::EMOJI);
                cell_row = cell_row.push(
                    control::list_row(container(sign).center_x(Length::Fill), selected, CELL)
                        .width(CELL)
                        .padding(0.0)
                        .label(emoji.name())
                        .on_press(Message::Chosen(emoji.as_str())),
                );
            }
            list = list.push(cell_row);
        }
        let hit = match shown.get(self.place) {
            Some(emoji) => line(named(emoji)).into(),
            None if self.words.is_empty() => text::muted(t("emoji-none-yet")),
            None => text::muted(t("switch-no-hit")),
        };
        let list = scrollable(list.width(Length::Fill))
            .id(LIST)
            .style(style::scroll)
            .height(CELL * ROWS)
            .width(Length::Fill);

        let head = column![input, self.tabs()].spacing(space::S);
        let page = sheet(head, list, container(hit).height(24), space::S);
        let card = container(page)
            .padding(space::M)
            .width(Length::Fill)
            .max_width(frame::NARROW)
            .style(style::card);
        root::keyed(card, arrow, |_| None)
    }

    fn tabs(&self) -> Element<'_, Message> {
        let groups = std::iter::once(None).chain(Group::iter().map(Some));
        let mut tabs = row![].align_y(Alignment::Center);
        for group in groups {
            let (sign, name) = (group.map_or("🕘", sign), group.map_or("emoji-recent", name));
            let shown = self.group == group && self.words.is_empty();
            let label = container(iced::widget::text(sign).size(18.0).font(font::EMOJI));
            let tab = control::list_row(label.center_x(Length::Fill), shown, 32.0)
                .width(38.0)
                .padding(0.0)
                .label(t(name))
                .tab_stop(true)
                .on_press(Message::Turned(group));
            tabs = tabs.push(control::hint(tab, t(name)));
        }
        tabs.wrap().into()
    }
}

/// The arrows move in the list, whatever has the keyboard.
fn arrow(event: &keyboard::Event) -> Option<Message> {
    use keyboard::key::{Key, Named};

    let keyboard::Event::KeyPressed { key: Key::Named(named), modifiers, .. } = event else {
        return None;
    };
    if !modifiers.is_empty() {
        return None;
    }
    let columns = COLUMNS.cast_signed();
    match named {
        Named::ArrowLeft => Some(Message::Moved(-1)),
        Named::ArrowRight => Some(Message::Moved(1)),
        Named::ArrowUp => Some(Message::Moved(-columns)),
        Named::ArrowDown => Some(Message::Moved(columns)),
        _ => None,
    }
}

fn drawn(emoji: &Emoji) -> bool {
    emoji.emoji_version() <= NEWEST
}

/// Those whose English name or shortcodes hold all words; those that begin so come first.
fn found(words: &[String]) -> Vec<&'static Emoji> {
    let holds = |emoji: &&Emoji| {
        let mut names: Vec<&str> = emoji.shortcodes().collect();
        names.push(emoji.name());
        roster::holds(words, &names)
    };
    let begins = |emoji: &Emoji| {
        let first = words.first().map_or("", String::as_str);
        emoji.name().starts_with(first) || emoji.shortcodes().any(|code| code.starts_with(first))
    };

    let mut hits: Vec<_> = emojis::iter().filter(|it| drawn(it)).filter(holds).collect();
    hits.sort_by_key(|emoji| !begins(emoji));
    hits.truncate(SHOWN);
    hits
}

fn named(emoji: &Emoji) -> String {
    match emoji.shortcode() {
        Some(code) => format!("{} · :{code}:", emoji.name()),
        None => emoji.name().to_owned(),
    }
}

fn sign(group: Group) -> &'static str {
    match group {
        Group::SmileysAndEmotion => "😀",
        Group::PeopleAndBody => "👋",
        Group::AnimalsAndNature => "🐻",
        Group::FoodAndDrink => "🍎",
        Group::TravelAndPlaces => "🚗",
        Group::Activities => "⚽",
        Group::Objects => "💡",
        Group::Symbols => "💯",
        Group::Flags => "🏁",
    }
}

fn name(group: Group) -> &'static str {
    match group {
        Group::SmileysAndEmotion => "emoji-smileys",
        Group::PeopleAndBody => "emoji-people",
        Group::AnimalsAndNature => "emoji-nature",
        Group::FoodAndDrink => "emoji-food",
        Group::TravelAndPlaces => "emoji-travel",
        Group::Activities => "emoji-activities",
        Group::Objects => "emoji-objects",
        Group::Symbols => "emoji-symbols",
        Group::Flags => "emoji-flags",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(words: &str) -> Vec<&'static str> {
        found(&roster::split(words)).into_iter().map(Emoji::as_str).collect()
    }

    #[test]
    fn a_word_finds_what_is_called_so() {
        assert!(search("grinning").contains(&"😀"));
        assert!(search("cat joy").contains(&"😹"));
        assert_eq!(search("tada").first(), Some(&"🎉"));
        assert!(search("no such thing").is_empty());
    }

    #[test]
    fn every_group_has_something_to_show() {
        for group in Group::iter() {
            let picker = Picker { words: String::new(), group: Some(group), place: 0, under: None };
            assert!(picker.shown(&Settings::default()).len() > 20, "{group:?}");
        }
    }
}
