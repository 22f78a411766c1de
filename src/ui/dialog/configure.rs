//! Configures a room, by the form that it offers.

use iced::widget::container;
use iced::{Element, Task};

use crate::client::Error;
use crate::i18n::t;
use crate::model::RoomId;
use crate::model::form::Form;
use crate::ui::dialog::frame::{self, Action, Progress};
use crate::ui::part::form::{self, Filling};
use crate::ui::part::patience::patience;
use crate::ui::part::text;
use crate::ui::scene::Scene;
use crate::ui::theme::space;
use crate::ui::words;

/// The part of the window's height that such forms usually take.
const USUAL: f32 = 0.6;

#[derive(Debug, Clone)]
pub struct Configure {
    room: RoomId,
    /// Missing while it is fetched.
    form: Option<Filling>,
    progress: Progress,
}

#[derive(Debug, Clone)]
pub enum Message {
    Fetched(Result<Form, Error>),
    Filled(form::Message),
    Cancelled,
    Submitted,
    Answered(Result<(), Error>),
}

impl Configure {
    pub fn new(room: RoomId) -> Self {
        Self { room, form: None, progress: Progress::Waiting }
    }

    /// Fetches the form.
    pub fn open(&self, scene: &Scene<'_>) -> Task<Message> {
        let (client, room) = (scene.client.clone(), self.room.clone());
        Task::perform(async move { client.configuration(&room).await }, Message::Fetched)
    }

    pub fn update(&mut self, scene: &Scene<'_>, message: Message) -> Action<Message> {
        match message {
            Message::Fetched(Ok(form)) => {
                self.form = Some(Filling::new(form));
                self.progress = Progress::Ready;
            }
            Message::Fetched(Err(error)) => {
                self.progress = Progress::Failed(words::error(&error));
            }
            Message::Filled(form::Message::Followed(link)) => return Action::Follow(link),
            Message::Filled(message) => {
                if let Some(form) = &mut self.form {
                    form.update(message);
                }
            }
            Message::Cancelled => return Action::Close,
            Message::Submitted => return self.submit(scene),
            Message::Answered(answer) => return self.progress.answered(answer),
        }
        Action::None
    }

    fn submit(&mut self, scene: &Scene<'_>) -> Action<Message> {
        let Some(form) = self.form.as_mut().and_then(Filling::finish) else {
            self.progress = Progress::Failed(t("form-faulty").into_owned());
            return Action::None;
        };
        self.progress = Progress::Waiting;
        let (client, room) = (scene.client.clone(), self.room.clone());
        Action::Run(Task::perform(
            async move { client.configure(&room, form).await },
            Message::Answered,
        ))
    }

    pub fn view<'a>(&'a self, scene: &Scene<'a>) -> Element<'a, Message> {
        let chat = self.room.chat();
        let title = crate::i18n::t!("configure-title", room = scene.world.title(&chat));
        let inner = match (&self.form, self.progress.is_waiting()) {
            (Some(form), _) => form.view(scene.size.width > frame::WIDE).map(Message::Filled),
            (None, true) => container(patience(text::meta(t("configure-fetching"))))
                .height(scene.size.height * USUAL)
                .into(),
            (None, false) => iced::widget::space().into(),
        };
        let inner = iced::widget::column![inner].push(frame::fault(&self.progress));
        let ready = self.form.is_some() && !self.progress.is_waiting();
        frame::frame(
            frame::WIDE,
            title,
            inner.spacing(space::M),
            frame::buttons(t("apply"), ready.then_some(Message::Submitted), Message::Cancelled),
            Message::Cancelled,
        )
    }
}
