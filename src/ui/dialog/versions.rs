//! What a message said before it was edited.

use iced::widget::{Column, column, rule};
use iced::{Element, Task};

use crate::client::Error;
use crate::i18n::t;
use crate::model::Message as Text;
use crate::model::act::Version;
use crate::ui::dialog::frame::{self, Action};
use crate::ui::part::patience::patience;
use crate::ui::part::text;
use crate::ui::scene::Scene;
use crate::ui::theme::{space, style};
use crate::ui::words;

/// How many versions are shown: the first, and the last of the others.
const MOST: usize = 50;
/// How much of each is shown, in characters.
const LONGEST: usize = 2_000;

#[derive(Debug, Clone)]
pub struct Versions {
    message: Box<Text>,
    /// The first words first; `None` while they are read.
    known: Option<Result<Vec<Version>, String>>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Read(Result<Vec<Version>, Error>),
    Closed,
}

impl Versions {
    pub fn new(message: Box<Text>) -> Self {
        Self { message, known: None }
    }

    pub fn open(&self, scene: &Scene<'_>) -> Task<Message> {
        let (client, message) = (scene.client.clone(), self.message.clone());
        Task::perform(async move { client.versions(&message).await }, Message::Read)
    }

    pub fn update(&mut self, message: Message) -> Action<Message> {
        match message {
            Message::Read(answer) => {
                self.known = Some(answer.map(bounded).map_err(|error| words::error(&error)));
                Action::None
            }
            Message::Closed => Action::Close,
        }
    }

    pub fn view<'a>(&'a self, scene: &Scene<'a>) -> Element<'a, Message> {
        let inner: Element<'a, Message> = match &self.known {
            None => patience(text::meta(t("versions-reading"))),
            Some(Err(words)) => text::fault(words.as_str()),
            Some(Ok(versions)) if versions.is_empty() => text::muted(t("versions-none")),
            Some(Ok(versions)) => {
                let mut list = Column::new().spacing(space::M);
                for (place, version) in versions.iter().enumerate() {
                    if place > 0 {
                        list = list.push(rule::horizontal(1).style(style::line));
                    }
                    list = list.push(of(scene, version));
                }
                list.into()
            }
        };
        frame::frame(frame::NARROW, t("versions-title"), inner, Vec::new(), Message::Closed)
    }
}

/// No more than can be looked at.
fn bounded(mut versions: Vec<Version>) -> Vec<Version> {
    if versions.len() > MOST {
        drop(versions.drain(1..=versions.len() - MOST));
    }
    for version in &mut versions {
        if let Some((end, _)) = version.body.char_indices().nth(LONGEST) {
            version.body.truncate(end);
            version.body.push('…');
        }
    }
    versions
}

fn of<'a>(scene: &Scene<'_>, version: &'a Version) -> Element<'a, Message> {
    let when = match words::moment(version.at, scene.now) {
        time if time == words::time(version.at) => time,
        date => format!("{date}, {}", words::time(version.at)),
    };
    column![text::meta(when), text::body(version.body.as_str())].spacing(space::XS).into()
}
