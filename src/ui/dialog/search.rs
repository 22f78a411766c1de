//! Finds words in all chats: the hits, with the words marked, and the way to each.

use std::time::Duration;

use iced::widget::{column, container, row};
use iced::{Alignment, Element, Length, Task};

use crate::client::Error;
use crate::client::handle::Search as Asked;
use crate::i18n::t;
use crate::model::{Author, Message as Text, contact};
use crate::ui::deed::Deed;
use crate::ui::dialog::frame::{self, Action};
use crate::ui::part::field::filter;
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
    Rested(String),
    Found(String, Result<Vec<Text>, Error>),
    Moved(isize),
    Taken,
    Chosen(usize),
    Cleared,
    Closed,
}

/// Where the hits will stand.
fn amid<'a>(told: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    container(told).padding(space::L).center(Length::Fill).into()
}

impl Search {
    pub fn update(&mut self, scene: &Scene<'_>, message: Message) -> Action<Message> {
        match message {
            Message::Typed(words) => {
                self.words.clone_from(&words);
                Action::Run(Task::perform(async { tokio::time::sleep(REST).await }, move |()| {
                    Message::Rested(words.clone())
                }))
            }
            Message::Rested(words) if words == self.words => self.ask(scene),
            Message::Found(words, answer) if words == self.words => {
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
                *self = Self::default();
                Action::Run(iced::widget::operation::focus(INPUT))
            }
            Message::Closed => Action::Close,
        }
    }

    fn ask(&mut self, scene: &Scene<'_>) -> Action<Message> {
        let words = self.words.clone();
        if words.trim().is_empty() {
            self.hits = None;
            return Action::None;
        }
        let asked = Asked { words: words.trim().to_owned(), chat: None, limit: MOST };
        let client = scene.client.clone();
        Action::Run(Task::perform(async move { client.find(asked).await }, move |answer| {
            Message::Found(words.clone(), answer)
        }))
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
        let page = column![input, container(below).height(HEIGHT)].spacing(space::S);
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
