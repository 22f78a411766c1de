//! Finds words in one chat, and goes from hit to hit.

use std::time::Duration;

use iced::widget::{container, row};
use iced::{Alignment, Element, Length, Task};

use crate::client::Error;
use crate::i18n::t;
use crate::model::{ChatId, Cursor, Message as Text, Search};
use crate::ui::part::control;
use crate::ui::part::field::filter;
use crate::ui::part::icon::Icon;
use crate::ui::part::patience::patience;
use crate::ui::part::{line, marks};
use crate::ui::root::arrows;
use crate::ui::scene::Scene;
use crate::ui::theme::{space, style};
use crate::ui::words;

/// The name of the input, for the focus.
pub const INPUT: &str = "find-input";

/// How many hits are asked for.
const MOST: u32 = 500;
/// So long after the last key the cache is asked.
const REST: Duration = Duration::from_millis(150);

#[derive(Debug, Clone, Default)]
pub struct Find {
    pub words: String,
    /// The newest first; `None` while nothing was asked.
    hits: Option<Vec<Cursor>>,
    place: usize,
    fault: Option<String>,
    /// What is marked in the thread.
    marks: Vec<String>,
    /// The hit to begin with, where it is not the newest.
    begin: Option<Cursor>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Typed(String),
    Rested(String),
    Found(String, Result<Vec<Text>, Error>),
    Older,
    Newer,
    /// By who said it, or by day.
    Narrowed,
    Closed,
}

#[derive(Debug)]
pub enum Action {
    None,
    Run(Task<Message>),
    Show(Cursor),
    /// Looks for the words with filters.
    Narrow(String),
    Close,
}

impl Find {
    /// With words that were found elsewhere, at a hit.
    pub fn at(words: String, hit: Cursor) -> Self {
        Self { marks: marks::words(&words), words, begin: Some(hit), ..Self::default() }
    }

    pub fn update(&mut self, scene: &Scene<'_>, chat: &ChatId, message: Message) -> Action {
        match message {
            Message::Typed(words) => {
                self.words.clone_from(&words);
                Action::Run(Task::perform(async { tokio::time::sleep(REST).await }, move |()| {
                    Message::Rested(words.clone())
                }))
            }
            Message::Rested(words) if words == self.words => self.ask(scene, chat),
            Message::Rested(_) => Action::None,
            Message::Found(words, answer) if words == self.words => self.found(answer),
            Message::Found(..) => Action::None,
            Message::Older => self.step(1),
            Message::Newer => self.step(-1),
            Message::Narrowed => Action::Narrow(self.words.clone()),
            Message::Closed => Action::Close,
        }
    }

    fn ask(&mut self, scene: &Scene<'_>, chat: &ChatId) -> Action {
        let words = self.words.clone();
        if words.trim().is_empty() {
            self.hits = None;
            self.marks.clear();
            return Action::None;
        }
        let search = Search {
            words: words.trim().to_owned(),
            chat: Some(chat.clone()),
            limit: MOST,
            ..Search::default()
        };
        let client = scene.client.clone();
        Action::Run(Task::perform(async move { client.find(search).await }, move |answer| {
            Message::Found(words.clone(), answer)
        }))
    }

    fn found(&mut self, answer: Result<Vec<Text>, Error>) -> Action {
        match answer {
            Ok(found) => {
                self.fault = None;
                self.marks = marks::words(&self.words);
                let hits: Vec<Cursor> = found.iter().map(|message| message.cursor).collect();
                let begin = self.begin.take().and_then(|hit| hits.iter().position(|it| *it == hit));
                self.place = begin.unwrap_or_default();
                let first = hits.get(self.place).copied();
                self.hits = Some(hits);
                first.map_or(Action::None, Action::Show)
            }
            Err(error) => {
                self.fault = Some(words::error(&error));
                self.hits = None;
                Action::None
            }
        }
    }

    fn step(&mut self, step: isize) -> Action {
        let Some(hits) = self.hits.as_ref().filter(|hits| !hits.is_empty()) else {
            return Action::None;
        };
        self.place = (self.place + hits.len()).saturating_add_signed(step) % hits.len();
        Action::Show(hits[self.place])
    }

    /// The words that were found, for their marks in the thread.
    pub fn marks(&self) -> &[String] {
        &self.marks
    }

    /// The hit that is gone to, for its mark in the thread.
    pub fn hit(&self) -> Option<Cursor> {
        self.hits.as_ref().and_then(|hits| hits.get(self.place)).copied()
    }

    pub fn view(&self) -> Element<'_, Message> {
        let told = match (&self.fault, &self.hits) {
            (Some(fault), _) => fault.clone(),
            (None, None) => String::new(),
            (None, Some(hits)) if hits.is_empty() => t("find-no-hit").into_owned(),
            (None, Some(hits)) => {
                crate::i18n::t!("find-place", place = self.place + 1, count = hits.len())
            }
        };
        let asks = self.hits.is_none() && !self.words.trim().is_empty() && self.fault.is_none();
        let told: Element<'_, Message> =
            if asks { patience(line::muted(t("search-going"))) } else { line::muted(told).into() };
        let some = self.hits.as_ref().is_some_and(|hits| !hits.is_empty());
        let bar = row![
            filter(&t("find-placeholder"), &self.words, Message::Typed)
                .id(INPUT)
                .on_submit(Message::Older),
            container(told).width(112),
            control::icon_action(Icon::ChevronUp, t("find-older"), some.then_some(Message::Older)),
            control::icon_action(
                Icon::ChevronDown,
                t("find-newer"),
                some.then_some(Message::Newer)
            ),
            control::icon_action(Icon::Filter, t("search-filters"), Some(Message::Narrowed)),
            control::icon_action(Icon::Close, t("close"), Some(Message::Closed)),
        ]
        .spacing(space::XS)
        .align_y(Alignment::Center);
        let bar = container(bar).padding([space::XS, space::M]).width(Length::Fill);
        arrows(bar.style(style::notice), Message::Older, Message::Newer)
    }
}
