//! Changes the password of an account on its server.

use iced::widget::Column;
use iced::{Element, Task};

use crate::client::Error;
use crate::i18n::t;
use crate::model::{AccountId, Password};
use crate::ui::dialog::frame::{self, Action, Progress};
use crate::ui::part::field::field;
use crate::ui::part::text;
use crate::ui::scene::Scene;
use crate::ui::theme::space;

/// The name of the first input, for the focus.
pub const INPUT: &str = "password-new";

#[derive(Debug, Clone)]
pub struct ChangePassword {
    account: AccountId,
    new: String,
    again: String,
    hidden: bool,
    fault: Option<String>,
    progress: Progress,
}

#[derive(Debug, Clone)]
pub enum Message {
    New(String),
    Again(String),
    Revealed,
    Cancelled,
    Submitted,
    Answered(Result<(), Error>),
}

impl ChangePassword {
    pub fn new(account: AccountId) -> Self {
        Self {
            account,
            new: String::new(),
            again: String::new(),
            hidden: true,
            fault: None,
            progress: Progress::Ready,
        }
    }

    /// What the server has taken, and whose it is: to be kept where the old one was.
    pub fn taken(&self) -> (AccountId, Password) {
        (self.account.clone(), Password::new(self.new.clone()))
    }

    pub fn update(&mut self, scene: &Scene<'_>, message: Message) -> Action<Message> {
        match message {
            Message::New(text) => {
                self.fault = None;
                self.new = text;
            }
            Message::Again(text) => {
                self.fault = None;
                self.again = text;
            }
            Message::Revealed => self.hidden = !self.hidden,
            Message::Cancelled => return Action::Close,
            Message::Submitted => return self.submit(scene),
            Message::Answered(answer) => return self.progress.answered(answer),
        }
        Action::None
    }

    fn submit(&mut self, scene: &Scene<'_>) -> Action<Message> {
        if self.new.is_empty() || self.progress.is_waiting() {
            return Action::None;
        }
        if self.hidden && self.new != self.again {
            self.fault = Some(t("password-differs").into_owned());
            return Action::None;
        }
        self.progress = Progress::Waiting;
        let (client, (account, password)) = (scene.client.clone(), self.taken());
        Action::Run(Task::perform(
            async move { client.set_password(&account, password).await },
            Message::Answered,
        ))
    }

    pub fn view<'a>(&'a self, _scene: &Scene<'_>) -> Element<'a, Message> {
        let reveal = if self.hidden { t("login-reveal") } else { t("login-hide") };
        let mut inner =
            Column::new().spacing(space::M).push(text::muted(self.account.to_string())).push(
                field(t("password-new"), &self.new)
                    .id(INPUT)
                    .secret(self.hidden, reveal, Message::Revealed)
                    .on_input(Message::New)
                    .on_submit(Message::Submitted),
            );
        if self.hidden {
            inner = inner.push(
                field(t("password-again"), &self.again)
                    .secret(true, t("login-reveal"), Message::Revealed)
                    .on_input(Message::Again)
                    .on_submit(Message::Submitted)
                    .fault(self.fault.as_deref()),
            );
        }
        if let Some(fault) = frame::fault(&self.progress) {
            inner = inner.push(fault);
        }
        let ready = !self.progress.is_waiting() && !self.new.is_empty();
        frame::frame(
            frame::NARROW,
            t("password-title"),
            inner,
            frame::buttons(
                t("password-do"),
                ready.then_some(Message::Submitted),
                Message::Cancelled,
            ),
            Message::Cancelled,
        )
    }
}
