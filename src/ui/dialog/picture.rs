//! The picture of a room: chosen by its owner, or taken away (XEP-0486).

use std::path::PathBuf;

use iced::widget::image::Handle;
use iced::widget::{Column, column, row};
use iced::{Alignment, Element, Length, Task};

use crate::client::{Client, Error};
use crate::i18n::t;
use crate::model::RoomId;
use crate::ui::dialog::frame::{self, Action, Progress};
use crate::ui::part::avatar::avatar;
use crate::ui::part::field::field;
use crate::ui::part::{control, text};
use crate::ui::pictures::face;
use crate::ui::scene::Scene;
use crate::ui::theme::hue::seed;
use crate::ui::theme::space;

/// The name of the first input, for the focus.
pub const INPUT: &str = "picture-path";
/// How large it is shown here, in logical pixels.
const SHOWN: f32 = 96.0;

#[derive(Debug, Clone)]
pub struct RoomPicture {
    room: RoomId,
    path: String,
    /// What lies at that path, once it was looked at.
    chosen: Option<Chosen>,
    progress: Progress,
}

/// A picture as it will be given to the room.
#[derive(Debug, Clone)]
pub struct Chosen {
    png: Vec<u8>,
    shown: Handle,
}

#[derive(Debug, Clone)]
pub enum Message {
    Typed(String),
    PickAsked,
    /// The person chose this file, or none; an error where nobody lets them choose.
    Picked(Result<Option<PathBuf>, ()>),
    /// The file was looked at; `None` where it is no picture.
    Looked(Option<Chosen>),
    Removed,
    Cancelled,
    Submitted,
    Answered(Result<(), Error>),
}

impl RoomPicture {
    pub fn new(room: RoomId) -> Self {
        Self { room, path: String::new(), chosen: None, progress: Progress::Ready }
    }

    pub fn update(&mut self, scene: &Scene<'_>, message: Message) -> Action<Message> {
        match message {
            Message::Typed(path) => {
                self.path = path;
                self.chosen = None;
                self.progress = Progress::Ready;
            }
            Message::PickAsked => return Action::Pick,
            Message::Picked(Ok(Some(path))) => {
                self.path = path.display().to_string();
                return self.look(path);
            }
            Message::Picked(Ok(None)) => {}
            Message::Picked(Err(())) => {
                self.progress = Progress::Failed(t("picture-no-chooser").into_owned());
            }
            Message::Looked(None) => {
                self.progress = Progress::Failed(t("picture-none").into_owned());
            }
            Message::Looked(chosen) => {
                self.chosen = chosen;
                self.progress = Progress::Ready;
            }
            Message::Removed => return self.give(scene, None),
            Message::Cancelled => return Action::Close,
            Message::Submitted if self.progress.is_waiting() => {}
            Message::Submitted => match &self.chosen {
                Some(chosen) => {
                    let png = chosen.png.clone();
                    return self.give(scene, Some(png));
                }
                None if self.path.trim().is_empty() => {}
                None => return self.look(PathBuf::from(self.path.trim())),
            },
            Message::Answered(answer) => return self.progress.answered(answer),
        }
        Action::None
    }

    /// Reads the file: it is seen before it is given.
    fn look(&mut self, path: PathBuf) -> Action<Message> {
        self.chosen = None;
        self.progress = Progress::Waiting;
        Action::Run(Task::perform(look(path), Message::Looked))
    }

    fn give(&mut self, scene: &Scene<'_>, picture: Option<Vec<u8>>) -> Action<Message> {
        self.progress = Progress::Waiting;
        let (client, room): (Client, RoomId) = (scene.client.clone(), self.room.clone());
        Action::Run(Task::perform(
            async move { client.set_room_picture(&room, picture).await },
            Message::Answered,
        ))
    }

    pub fn view<'a>(&'a self, scene: &Scene<'a>) -> Element<'a, Message> {
        let chat = self.room.chat();
        let title = scene.world.title(&chat);
        let now = scene.pictures.of(scene.world, &chat);
        let has = now.is_some();
        let shown = self.chosen.as_ref().map(|it| it.shown.clone()).or(now);
        let busy = self.progress.is_waiting();

        let mut acts = Column::new()
            .spacing(space::S)
            .push(text::meta(t("picture-hint")))
            .push(control::plain(t("picture-choose")).on_press(Message::PickAsked));
        if has && self.chosen.is_none() {
            let removed = (!busy).then_some(Message::Removed);
            acts = acts.push(control::quiet(t("picture-remove")).on_press_maybe(removed));
        }
        let face = avatar(title, &seed(&chat), SHOWN).picture(shown).on(|tokens| tokens.card);
        let inner = column![
            row![face, acts.width(Length::Fill)].spacing(space::L).align_y(Alignment::Center),
            field(t("picture-path"), &self.path)
                .id(INPUT)
                .on_input(Message::Typed)
                .on_submit(Message::Submitted)
                .fault(self.progress.fault()),
        ]
        .spacing(space::M);

        let ready = !busy && (self.chosen.is_some() || !self.path.trim().is_empty());
        let label = if self.chosen.is_some() { t("apply") } else { t("picture-look") };
        frame::frame(
            frame::NARROW,
            crate::i18n::t!("picture-title", room = title),
            inner,
            frame::buttons(label, ready.then_some(Message::Submitted), Message::Cancelled),
            Message::Cancelled,
        )
    }
}

async fn look(path: PathBuf) -> Option<Chosen> {
    let looked = tokio::task::spawn_blocking(move || {
        let length = std::fs::metadata(&path).ok().filter(std::fs::Metadata::is_file)?.len();
        if length > face::LONGEST {
            return None;
        }
        let png = face::prepare(&std::fs::read(&path).ok()?)?;
        let shown = Handle::from_rgba(face::EDGE, face::EDGE, face::decode(&png)?);
        Some(Chosen { png, shown })
    });
    looked.await.ok().flatten()
}
