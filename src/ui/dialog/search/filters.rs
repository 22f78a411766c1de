//! Narrows a search: by kind, by who said it, by day, or to one chat.

use iced::widget::{column, container, row};
use iced::{Element, Length};

use crate::i18n::t;
use crate::model::search::{Filters as Asked, Sender, Wanted};
use crate::model::{ChatId, Timestamp};
use crate::ui::part::control;
use crate::ui::part::field::field;
use crate::ui::scene::Scene;
use crate::ui::theme::space;
use crate::ui::words;

/// The heights of the tabs, of the fields with their labels, and of the mark for one chat.
const TABS: f32 = 28.0;
const FIELDS: f32 = 54.0;
const ONE: f32 = 28.0;
/// The width of a day.
const DAY: f32 = 116.0;

#[derive(Debug, Clone, Default)]
pub struct Filters {
    pub shown: bool,
    wanted: Wanted,
    sender: String,
    since: String,
    until: String,
    /// The chat that may be searched alone, and whether it is.
    chat: Option<ChatId>,
    alone: bool,
}

#[derive(Debug, Clone)]
pub enum Message {
    Toggled,
    Wanted(Wanted),
    Sender(String),
    Since(String),
    Until(String),
    Alone,
}

impl Filters {
    /// With a chat that may be searched alone.
    pub fn beside(chat: Option<ChatId>) -> Self {
        Self { chat, ..Self::default() }
    }

    /// Within one chat.
    pub fn within(chat: ChatId) -> Self {
        Self { shown: true, chat: Some(chat), alone: true, ..Self::default() }
    }

    pub fn update(&mut self, message: Message) {
        match message {
            Message::Toggled => self.shown = !self.shown,
            Message::Wanted(wanted) => self.wanted = wanted,
            Message::Sender(sender) => self.sender = sender,
            Message::Since(since) => self.since = since,
            Message::Until(until) => self.until = until,
            Message::Alone => self.alone = !self.alone,
        }
    }

    /// Nothing is narrowed any more.
    pub fn clear(&mut self) {
        *self = Self { shown: self.shown, chat: self.chat.take(), ..Self::default() };
    }

    /// What is not hidden only because nobody looks at it.
    pub fn any(&self) -> bool {
        self.alone || !self.asked().is_empty()
    }

    pub fn chat(&self) -> Option<&ChatId> {
        self.chat.as_ref().filter(|_| self.alone)
    }

    pub fn asked(&self) -> Asked {
        let sender = self.sender.trim();
        Asked {
            wanted: self.wanted,
            sender: match sender {
                "" => None,
                me if me.to_lowercase() == t("search-me") => Some(Sender::Me),
                name => Some(Sender::Named(name.to_owned())),
            },
            since: words::day(&self.since),
            until: words::day_after(&self.until),
        }
    }

    /// What it takes of the room for the hits, in logical pixels.
    pub fn height(&self) -> f32 {
        let one = if self.chat.is_some() { space::S + ONE } else { 0.0 };
        if self.shown { TABS + space::S + FIELDS + one } else { 0.0 }
    }

    pub fn view<'a>(&'a self, scene: &Scene<'a>) -> Element<'a, Message> {
        let kinds = [
            (Wanted::Everything, t("search-everything")),
            (Wanted::Chats, t("search-chats")),
            (Wanted::Rooms, t("search-rooms")),
            (Wanted::Links, t("search-links")),
        ];
        let kinds = kinds.map(|(wanted, label)| {
            control::tab(label, self.wanted == wanted).on_press(Message::Wanted(wanted)).into()
        });
        let fields = row![
            field(t("search-sender"), &self.sender)
                .placeholder(t("search-anybody"))
                .on_input(Message::Sender),
            self.day("search-since", &self.since, words::day, Message::Since),
            self.day("search-until", &self.until, words::day_after, Message::Until),
        ]
        .spacing(space::S);
        let one = self.chat.as_ref().map(|chat| {
            let label = crate::i18n::t!("search-one-chat", chat = scene.world.title(chat));
            control::checkline(label, self.alone).on_press(Message::Alone)
        });
        let page = column![row(kinds).height(TABS), container(fields).height(FIELDS)].push(one);
        page.spacing(space::S).width(Length::Fill).into()
    }

    fn day<'a>(
        &self,
        label: &str,
        written: &'a str,
        read: fn(&str) -> Option<Timestamp>,
        typed: fn(String) -> Message,
    ) -> Element<'a, Message> {
        let wrong = !written.trim().is_empty() && read(written).is_none();
        // Told above it, where room is: nothing moves while one types.
        let label = if wrong { t("search-no-day") } else { t(label) };
        container(
            field(label, written).placeholder(t("search-day")).at_fault(wrong).on_input(typed),
        )
        .width(DAY)
        .into()
    }
}
