//! Does something to somebody in a room, or ends the room, with a reason.

use iced::widget::{column, row};
use iced::{Element, Task};
use xmpp::jid::BareJid;

use crate::client::Error;
use crate::i18n::t;
use crate::model::room::rights::Measure;
use crate::model::{Author, RoomId};
use crate::ui::dialog::frame::{self, Action, Progress};
use crate::ui::part::field::field;
use crate::ui::part::{control, text};
use crate::ui::scene::Scene;
use crate::ui::theme::space;
use crate::ui::words;

/// The name of the first input, for the focus.
pub const INPUT: &str = "govern-reason";

#[derive(Debug, Clone)]
pub struct Govern {
    room: RoomId,
    measure: Measure,
    reason: String,
    /// The address of another room, where this one ends.
    instead: String,
    fault: Option<String>,
    progress: Progress,
}

#[derive(Debug, Clone)]
pub enum Message {
    Reason(String),
    Instead(String),
    Cancelled,
    Submitted,
    Answered(Result<(), Error>),
}

impl Govern {
    pub fn new(room: RoomId, measure: Measure) -> Self {
        Self {
            room,
            measure,
            reason: String::new(),
            instead: String::new(),
            fault: None,
            progress: Progress::Ready,
        }
    }

    pub fn update(&mut self, scene: &Scene<'_>, message: Message) -> Action<Message> {
        match message {
            Message::Reason(reason) => self.reason = reason,
            Message::Instead(instead) => {
                self.fault = None;
                self.instead = instead;
            }
            Message::Cancelled => return Action::Close,
            Message::Submitted if self.progress.is_waiting() => {}
            Message::Submitted => return self.submit(scene),
            Message::Answered(answer) => return self.progress.answered(answer),
        }
        Action::None
    }

    fn submit(&mut self, scene: &Scene<'_>) -> Action<Message> {
        let instead = match self.instead.trim() {
            "" => None,
            typed => match typed.parse::<BareJid>() {
                Ok(jid) => Some(jid),
                Err(_) => {
                    self.fault = Some(t("fault-room").into_owned());
                    return Action::None;
                }
            },
        };
        self.progress = Progress::Waiting;
        let (client, room, measure) =
            (scene.client.clone(), self.room.clone(), self.measure.clone());
        let reason = self.reason.trim().to_owned();
        Action::Run(Task::perform(
            async move {
                match measure {
                    Measure::Role { nick, role } => {
                        client.set_role(&room, nick, role, reason).await
                    }
                    Measure::Affiliation { who, affiliation, .. } => {
                        client.set_affiliation(&room, who, affiliation, reason).await
                    }
                    Measure::Message { id, .. } => client.moderate(&room, id, reason).await,
                    Measure::Messages { author } => {
                        client.moderate_all(&room, author, reason).await
                    }
                    Measure::Destroy => client.destroy(&room, reason, instead).await,
                }
            },
            Message::Answered,
        ))
    }

    pub fn view<'a>(&'a self, scene: &Scene<'a>) -> Element<'a, Message> {
        let chat = self.room.chat();
        let room = scene.world.title(&chat);
        let title = match &self.measure {
            Measure::Destroy => crate::i18n::t!("destroy-title", room = room),
            // As in a menu, where it leads to more.
            measure => words::measure(measure).trim_end_matches('…').to_owned(),
        };
        let mut inner = column![].spacing(space::M);
        inner = match &self.measure {
            Measure::Role { nick, .. } => inner.push(text::body(nick.as_str())),
            Measure::Affiliation { nick, who, .. } => {
                inner.push(text::body(format!("{nick} ({who})")))
            }
            Measure::Message { nick, .. } => {
                inner.push(text::body(nick.as_str())).push(text::meta(t("moderate-hint")))
            }
            Measure::Messages { author } => {
                let nick = match author {
                    Author::Occupant { nick, .. } => nick.as_str(),
                    Author::Me { .. } | Author::Peer | Author::Service => "",
                };
                inner.push(text::body(nick)).push(text::meta(t("moderate-hint")))
            }
            Measure::Destroy => inner.push(text::body(t("destroy-body"))),
        };
        inner = inner.push(
            field(t("govern-reason"), &self.reason)
                .id(INPUT)
                .on_input(Message::Reason)
                .on_submit(Message::Submitted),
        );
        if self.measure == Measure::Destroy {
            inner = inner.push(
                field(t("destroy-instead"), &self.instead)
                    .on_input(Message::Instead)
                    .fault(self.fault.as_deref()),
            );
        }
        inner = inner.push(frame::fault(&self.progress));

        let act = (!self.progress.is_waiting()).then_some(Message::Submitted);
        let label = match &self.measure {
            Measure::Destroy => t("destroy-do"),
            measure if measure.is_expulsion() => t("govern-do"),
            _ => t("apply"),
        };
        let agree = if self.measure.is_expulsion() {
            control::danger(label)
        } else {
            control::primary(label)
        };
        let buttons = row![
            control::plain(t("cancel")).on_press(Message::Cancelled),
            agree.id("dialog-submit").on_press_maybe(act),
        ]
        .spacing(space::S);
        frame::frame(frame::NARROW, title, inner, vec![buttons.into()], Message::Cancelled)
    }
}
