//! Asks before something that cannot be undone.

use iced::widget::{Column, row};
use iced::{Element, Task};
use xmpp::jid::BareJid;

use crate::client::Error;
use crate::i18n::t;
use crate::model::{AccountId, Message as Text, RoomId};
use crate::ui::dialog::frame::{self, Action, Progress};
use crate::ui::part::{control, text};
use crate::ui::scene::Scene;
use crate::ui::theme::space;

/// What is asked about.
#[derive(Debug, Clone, PartialEq)]
pub enum About {
    RemoveContact(AccountId, BareJid),
    Block(AccountId, BareJid),
    RemoveAccount(AccountId),
    ForgetRoom(RoomId),
    Retract(Box<Text>),
}

#[derive(Debug, Clone)]
pub struct Question {
    pub about: About,
    progress: Progress,
}

#[derive(Debug, Clone)]
pub enum Message {
    Cancelled,
    Agreed,
    Answered(Result<(), Error>),
}

impl Question {
    pub fn new(about: About) -> Self {
        Self { about, progress: Progress::Ready }
    }

    pub fn update(&mut self, scene: &Scene<'_>, message: Message) -> Action<Message> {
        match message {
            Message::Cancelled => Action::Close,
            Message::Agreed => {
                self.progress = Progress::Waiting;
                Action::Run(self.request(scene))
            }
            Message::Answered(answer) => self.progress.answered(answer),
        }
    }

    fn request(&self, scene: &Scene<'_>) -> Task<Message> {
        let client = scene.client.clone();
        let about = self.about.clone();
        Task::perform(
            async move {
                match about {
                    About::RemoveContact(account, jid) => {
                        client.remove_contact(&account, &jid).await
                    }
                    About::Block(account, jid) => client.block(&account, &jid).await,
                    About::RemoveAccount(account) => client.remove_account(&account).await,
                    About::ForgetRoom(room) => client.remove_bookmark(&room).await,
                    About::Retract(message) => client.retract(&message).await,
                }
            },
            Message::Answered,
        )
    }

    pub fn view<'a>(&'a self, scene: &Scene<'_>) -> Element<'a, Message> {
        let (title, body, label) = match &self.about {
            About::RemoveContact(account, jid) => {
                let name = scene
                    .world
                    .accounts
                    .get(account)
                    .map_or_else(|| jid.to_string(), |standing| standing.title(jid).to_owned());
                (
                    t("remove-contact-title"),
                    crate::i18n::t!("remove-contact-body", name = name, address = jid.to_string()),
                    t("remove-contact-do"),
                )
            }
            About::Block(_, jid) => (
                t("block-title"),
                crate::i18n::t!("block-body", address = jid.to_string()),
                t("block-do"),
            ),
            About::RemoveAccount(account) => (
                t("remove-account-title"),
                crate::i18n::t!("remove-account-body", address = account.to_string()),
                t("remove-account-do"),
            ),
            About::ForgetRoom(room) => (
                t("forget-room-title"),
                crate::i18n::t!("forget-room-body", room = room.jid.to_string()),
                t("forget-room-do"),
            ),
            About::Retract(_) => {
                (t("retract-title"), t("retract-body").into_owned(), t("retract-do"))
            }
        };

        let mut inner = Column::new().spacing(space::S).push(text::body(body));
        if let Some(fault) = frame::fault(&self.progress) {
            inner = inner.push(fault);
        }
        let agree = (!self.progress.is_waiting()).then_some(Message::Agreed);
        let buttons = row![
            control::plain(t("cancel")).on_press(Message::Cancelled),
            control::danger(label).id("dialog-submit").on_press_maybe(agree),
        ]
        .spacing(space::S);
        frame::frame(frame::NARROW, title, inner, vec![buttons.into()], Message::Cancelled)
    }
}
