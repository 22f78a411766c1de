//! A room that wants to be shown that a person comes in (XEP-0158).

use iced::widget::column;
use iced::{Element, Task};

use crate::client::Error;
use crate::i18n::t;
use crate::model::RoomId;
use crate::model::form::Form;
use crate::ui::deed::Deed;
use crate::ui::dialog::frame::{self, Action, Progress};
use crate::ui::part::form::{self, Filling};
use crate::ui::part::text;
use crate::ui::scene::Scene;
use crate::ui::theme::space;
use crate::ui::words;

#[derive(Debug, Clone)]
pub struct Challenge {
    room: RoomId,
    form: Filling,
    progress: Progress,
}

#[derive(Debug, Clone)]
pub enum Message {
    Filled(form::Message),
    Cancelled,
    Submitted,
    Answered(Result<(), Error>),
}

impl Challenge {
    pub fn new(room: RoomId, form: Form) -> Self {
        Self { room, form: Filling::new(form), progress: Progress::Ready }
    }

    pub fn update(&mut self, scene: &Scene<'_>, message: Message) -> Action<Message> {
        match message {
            Message::Filled(form::Message::Followed(link)) => return Action::Follow(link),
            Message::Filled(message) => self.form.update(message),
            Message::Cancelled => return Action::Close,
            Message::Submitted => return self.submit(scene),
            Message::Answered(Ok(())) => return Action::Do(Deed::Open(self.room.chat())),
            Message::Answered(Err(error)) => {
                self.progress = Progress::Failed(match error {
                    Error::Refused(_) => t("challenge-failed").into_owned(),
                    error => words::error(&error),
                });
            }
        }
        Action::None
    }

    fn submit(&mut self, scene: &Scene<'_>) -> Action<Message> {
        let Some(form) = self.form.finish() else {
            self.progress = Progress::Failed(t("form-faulty").into_owned());
            return Action::None;
        };
        self.progress = Progress::Waiting;
        let (client, room) = (scene.client.clone(), self.room.clone());
        Action::Run(Task::perform(
            async move { client.answer_challenge(&room, form).await },
            Message::Answered,
        ))
    }

    pub fn view<'a>(&'a self, scene: &Scene<'a>) -> Element<'a, Message> {
        let chat = self.room.chat();
        let title = scene.world.title(&chat);
        let inner = column![
            text::body(crate::i18n::t!("challenge-body", room = title)),
            self.form.view(false).map(Message::Filled),
        ]
        .push(frame::fault(&self.progress))
        .spacing(space::M);
        let act = (!self.progress.is_waiting()).then_some(Message::Submitted);
        frame::frame(
            frame::NARROW,
            t("challenge-title"),
            inner,
            frame::buttons(t("challenge-do"), act, Message::Cancelled),
            Message::Cancelled,
        )
    }
}
