//! Asks people into a room: contacts, or by address.

use iced::widget::column;
use iced::{Element, Task};
use xmpp::jid::BareJid;

use crate::client::Error;
use crate::i18n::t;
use crate::model::RoomId;
use crate::ui::dialog::frame::{self, Action, Progress};
use crate::ui::dialog::guests::{self, Guests};
use crate::ui::part::field::field;
use crate::ui::scene::Scene;
use crate::ui::theme::space;

/// The name of the first input, for the focus.
pub const INPUT: &str = "invite-address";

#[derive(Debug, Clone)]
pub struct Invite {
    room: RoomId,
    address: String,
    guests: Guests,
    reason: String,
    fault: Option<String>,
    progress: Progress,
}

#[derive(Debug, Clone)]
pub enum Message {
    Address(String),
    Guests(guests::Message),
    Reason(String),
    Cancelled,
    Submitted,
    Answered(Result<(), Error>),
}

impl Invite {
    pub fn new(room: RoomId, chosen: Vec<BareJid>) -> Self {
        Self {
            room,
            address: String::new(),
            guests: Guests::of(chosen),
            reason: String::new(),
            fault: None,
            progress: Progress::Ready,
        }
    }

    pub fn update(&mut self, scene: &Scene<'_>, message: Message) -> Action<Message> {
        match message {
            Message::Address(address) => {
                self.fault = None;
                self.address = address;
            }
            Message::Guests(message) => self.guests.update(message),
            Message::Reason(reason) => self.reason = reason,
            Message::Cancelled => return Action::Close,
            Message::Submitted => return self.submit(scene),
            Message::Answered(answer) => return self.progress.answered(answer),
        }
        Action::None
    }

    fn submit(&mut self, scene: &Scene<'_>) -> Action<Message> {
        if !self.ready() {
            return Action::None;
        }
        let mut guests = self.guests.chosen.clone();
        let address = self.address.trim();
        if !address.is_empty() {
            let Ok(jid) = address.parse::<BareJid>() else {
                self.fault = Some(t("fault-address").into_owned());
                return Action::None;
            };
            guests.push(jid);
        }
        self.progress = Progress::Waiting;
        let (client, room) = (scene.client.clone(), self.room.clone());
        let reason = self.reason.trim().to_owned();
        Action::Run(Task::perform(
            async move {
                for who in guests {
                    client.invite(&room, who, reason.clone()).await?;
                }
                Ok(())
            },
            Message::Answered,
        ))
    }

    fn ready(&self) -> bool {
        let somebody = !self.guests.chosen.is_empty() || !self.address.trim().is_empty();
        somebody && !self.progress.is_waiting()
    }

    pub fn view<'a>(&'a self, scene: &Scene<'a>) -> Element<'a, Message> {
        let inner = column![
            self.guests.view(scene, &self.room.account).map(Message::Guests),
            field(t("invite-address"), &self.address)
                .id(INPUT)
                .on_input(Message::Address)
                .on_submit(Message::Submitted)
                .fault(self.fault.as_deref()),
            field(t("invite-reason"), &self.reason)
                .on_input(Message::Reason)
                .on_submit(Message::Submitted),
        ]
        .push(frame::fault(&self.progress))
        .spacing(space::M);
        let chat = self.room.chat();
        let title = crate::i18n::t!("invite-title", room = scene.world.title(&chat));
        let act = self.ready().then_some(Message::Submitted);
        let buttons = frame::buttons(t("invite-do"), act, Message::Cancelled);
        frame::frame(frame::NARROW, title, inner, buttons, Message::Cancelled)
    }
}
