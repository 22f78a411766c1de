//! Finds words in all chats: the hits, with the words marked, and the way to each.

use std::time::Duration;

use iced::task::Handle;
use iced::widget::{column, container, row};
use iced::{Alignment, Element, Length, Task};

use crate::client::Error;
use crate::i18n::t;
use crate::model::{Author, ChatId, Message as Text, Search as Asked, contact};
use crate::ui::deed::Deed;
use crate::ui::dialog::frame::{self, Action};
use crate::ui::dialog::search::filters::Filters;
use crate::ui::part::field::filter;
use crate::ui::part::icon::{Icon, icon};
use crate::ui::part::line::{self, line};
use crate::ui::part::list::{Command, list};
use crate::ui::part::patience::patience;
use crate::ui::part::pressable::{Look, pressable};
use crate::ui::part::rich::Rich;
use crate::ui::part::selectable::selectable;
use crate::ui::part::{control, marks, text};
use crate::ui::scene::Scene;
use crate::ui::theme::{space, style};
use crate::ui::words;

pub mod filters;

/// The name of the input, for the focus.
pub const INPUT: &str = "search-input";

/// How many hits are asked for.
const MOST: u32 = 200;
/// So long after the last key the cache is asked.
const REST: Duration = Duration::from_millis(150);
/// The height that is kept for the hits, in logical pixels.
const HEIGHT: f32 = 380.0;
/// How much of a message is shown: letters before the first mark, and in all.
const EXCERPT: (usize, usize) = (24, 120);

#[derive(Debug, Clone, Default)]
pub struct Search {
    words: String,
    filters: Filters,
    /// Counts what was asked: only the newest answer counts.
    turn: u64,
    /// What looks for it; it ends when something else is looked for.
    errand: Option<Handle>,
    marks: Vec<String>,
    /// The newest first; `None` while nothing was asked.
    hits: Option<Vec<Text>>,
    /// The hit that Enter takes.
    place: usize,
    /// Counts the moves: the list follows each once.
    moves: u64,
    fault: Option<String>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Typed(String),
    Filters(filters::Message),
    /// Nothing was typed since this turn.
    Rested(u64),
    Found(u64, Result<Vec<Text>, Error>),
    Moved(isize),
    Taken,
    Chosen(usize),
    Cleared,
}

/// Where the hits will stand.
fn amid<'a>(told: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    container(told).padding(space::L).center(Length::Fill).into()
}

impl Search {
    pub fn update(&mut self, scene: &Scene<'_>, message: Message) -> Action<Message> {
        match message {
            Message::Typed(words) => {
                self.words = words;
                self.rest()
            }
            Message::Filters(filters::Message::Toggled) => {
                self.filters.update(filters::Message::Toggled);
                Action::None
            }
            Message::Filters(message) => {
                self.filters.update(message);
                self.rest()
            }
            Message::Rested(turn) if turn == self.turn => self.ask(scene),
            Message::Found(turn, answer) if turn == self.turn => {
                self.found(answer);
                Action::None
            }
            // Other words were typed meanwhile.
            Message::Rested(_) | Message::Found(..) => Action::None,
            Message::Moved(step) => {
                let count = self.hits.as_ref().map_or(0, Vec::len);
                if count > 0 {
                    self.moves += 1;
                    self.place = (self.place + count).saturating_add_signed(step) % count;
                }
                Action::None
            }
            Message::Taken => self.take(self.place),
            Message::Chosen(place) => self.take(place),
            Message::Cleared => {
                self.turn += 1;
                self.filters.clear();
                self.words.clear();
                (self.hits, self.errand) = (None, None);
                Action::Run(iced::widget::operation::focus(INPUT))
            }
        }
    }

    /// With a chat that may be searched alone.
    pub fn beside(chat: Option<ChatId>) -> Self {
        Self { filters: Filters::beside(chat), ..Self::default() }
    }

    /// For words within one chat.
    pub fn within(chat: ChatId, words: String) -> Self {
        Self { words, filters: Filters::within(chat), ..Self::default() }
    }

    /// Looks at once for the words that it was opened with.
    pub fn open(&self) -> Task<Message> {
        let asked = Task::done(Message::Rested(self.turn));
        Task::batch([iced::widget::operation::focus(INPUT), asked])
    }

    /// Asks when nothing is typed for a moment.
    fn rest(&mut self) -> Action<Message> {
        self.turn += 1;
        let turn = self.turn;
        Action::Run(Task::perform(async { tokio::time::sleep(REST).await }, move |()| {
            Message::Rested(turn)
        }))
    }

    fn ask(&mut self, scene: &Scene<'_>) -> Action<Message> {
        let words = self.words.trim();
        if words.is_empty() {
            (self.hits, self.errand) = (None, None);
            return Action::None;
        }
        let asked = Asked {
            words: words.to_owned(),
            chat: self.filters.chat().cloned(),
            filters: self.filters.asked(),
            limit: MOST,
        };
        let (client, turn) = (scene.client.clone(), self.turn);
        let (errand, handle) =
            Task::perform(async move { client.find(asked).await }, move |answer| {
                Message::Found(turn, answer)
            })
            .abortable();
        self.errand = Some(handle.abort_on_drop());
        Action::Run(errand)
    }

    fn found(&mut self, answer: Result<Vec<Text>, Error>) {
        self.place = 0;
        self.moves += 1;
        self.marks = marks::words(&self.words);
        match answer {
            Ok(hits) => (self.hits, self.fault) = (Some(hits), None),
            Err(error) => (self.hits, self.fault) = (None, Some(words::error(&error))),
        }
    }

    fn take(&self, place: usize) -> Action<Message> {
        match self.hits.as_ref().and_then(|hits| hits.get(place)) {
            Some(hit) => Action::Do(Deed::Show(hit.chat.clone(), hit.cursor, self.words.clone())),
            None => Action::None,
        }
    }

    pub fn view<'a>(&'a self, scene: &Scene<'a>) -> Element<'a, Message> {
        let input = filter(&t("search-placeholder"), &self.words, Message::Typed)
            .id(INPUT)
            .on_submit(Message::Taken);
        let narrow =
            pressable(Look::Tab(self.filters.shown || self.filters.any()), icon(Icon::Filter))
                .label(t("search-filters"))
                .padding([0.0, space::S])
                .on_press(Message::Filters(filters::Message::Toggled));
        let input = row![input, control::hint(narrow, t("search-filters"))]
            .spacing(space::XS)
            .align_y(Alignment::Center);
        let narrow = self.filters.shown.then(|| self.filters.view(scene).map(Message::Filters));
        let taken = self.filters.height() + if narrow.is_some() { space::S } else { 0.0 };
        let below: Element<'a, Message> = match (&self.fault, &self.hits) {
            (Some(fault), _) => text::fault(fault.as_str()),
            (None, None) if self.words.trim().is_empty() => amid(text::muted(t("search-about"))),
            (None, None) => amid(patience(text::muted(t("search-going")))),
            (None, Some(hits)) if hits.is_empty() => amid(
                column![
                    text::muted(t("search-no-hit")),
                    control::plain(t("search-clear")).on_press(Message::Cleared),
                ]
                .spacing(space::M)
                .align_x(Alignment::Center),
            ),
            (None, Some(hits)) => self.list(*scene, hits),
        };
        let page = column![input].push(narrow).push(container(below).height(HEIGHT - taken));
        let page = page.spacing(space::S);
        let card = container(page)
            .padding(space::M)
            .width(Length::Fill)
            .max_width(frame::WIDE)
            .style(style::card);
        crate::ui::root::arrows(card, Message::Moved(-1), Message::Moved(1))
    }

    fn list<'a>(&'a self, scene: Scene<'a>, hits: &'a [Text]) -> Element<'a, Message> {
        let chosen = self.place;
        list(
            hits.len(),
            |place| place,
            move |place| {
                pressable(Look::Row(place == chosen), self.hit(&scene, &hits[place]))
                    .label(scene.world.title(&hits[place].chat))
                    .width(Length::Fill)
                    .padding([space::XS, space::S])
                    .tab_stop(false)
                    .on_press(Message::Chosen(place))
                    .into()
            },
        )
        .command(Some((self.moves, Command::Reveal(chosen))))
        .into()
    }

    fn hit<'a>(&'a self, scene: &Scene<'a>, hit: &'a Text) -> Element<'a, Message> {
        let title = scene.world.title(&hit.chat);
        let whose = match &hit.author {
            Author::Me { .. } => contact::short(&hit.chat.account.0),
            Author::Occupant { nick, .. } => nick.as_str(),
            Author::Peer | Author::Service => "",
        };
        let whose = if whose.is_empty() { title.to_owned() } else { format!("{title} · {whose}") };
        let head = row![
            line(whose).strong().width(Length::Fill),
            line::muted(words::moment(hit.cursor.at, scene.now)),
        ]
        .spacing(space::S)
        .align_y(Alignment::Center);

        let rich = std::sync::Arc::new(Rich::plain(&excerpt(&hit.body, &self.marks)));
        let marked = marks::places(&rich.text, &self.marks);
        column![head, selectable(hit.cursor, rich, scene.mode).marked(marked)].into()
    }
}

/// The part of a body around the first of the words, on one line.
fn excerpt(body: &str, marks: &[String]) -> String {
    let body = body.split_whitespace().collect::<Vec<_>>().join(" ");
    let first = marks::places(&body, marks).first().map_or(0, |place| place.start);
    let (before, most) = EXCERPT;
    let begin = body[..first].char_indices().rev().nth(before).map_or(0, |(at, _)| at);
    // From the beginning of a word, where there is one in sight.
    let word = body[begin..first].find(' ').map_or(begin, |space| begin + space + 1);
    let begin = if begin == 0 { 0 } else { word };
    let skipped = body[..begin].chars().count();
    let mut part: String = body.chars().skip(skipped).take(most).collect();
    if skipped > 0 {
        part.insert(0, '…');
    }
    if body.chars().count() > skipped + most {
        part.push('…');
    }
    part
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_holds_what_was_found() {
        let words = marks::words("moon");
        assert_eq!(excerpt("by  yonder\nblessed moon", &words), "by yonder blessed moon");
        let long = format!("{}moon{}", "a ".repeat(500), " b".repeat(500));
        let part = excerpt(&long, &words);
        assert!(part.contains("moon") && part.starts_with('…') && part.ends_with('…'), "{part}");
        assert!(part.chars().count() <= 122);
    }
}
