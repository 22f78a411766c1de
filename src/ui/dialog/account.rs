//! Changes how an account is reached.

use iced::widget::Column;
use iced::{Element, Task};

use crate::client::Error;
use crate::i18n::t;
use crate::model::Account;
use crate::ui::account_form::{self, Form};
use crate::ui::dialog::frame::{self, Action, Progress};
use crate::ui::scene::Scene;
use crate::ui::theme::space;

#[derive(Debug, Clone)]
pub struct EditAccount {
    form: Form,
    progress: Progress,
}

#[derive(Debug, Clone)]
pub enum Message {
    Form(account_form::Message),
    Cancelled,
    Answered(Result<(), Error>),
}

impl EditAccount {
    pub fn new(account: Account) -> Self {
        let form = Form { with_password: false, advanced: true, ..Form::of(account) };
        Self { form, progress: Progress::Ready }
    }

    pub fn update(&mut self, scene: &Scene<'_>, message: Message) -> Action<Message> {
        match message {
            Message::Form(message) => {
                if self.form.update(message) {
                    return self.submit(scene);
                }
                Action::None
            }
            Message::Cancelled => Action::Close,
            Message::Answered(answer) => self.progress.answered(answer),
        }
    }

    fn submit(&mut self, scene: &Scene<'_>) -> Action<Message> {
        if self.progress.is_waiting() {
            return Action::None;
        }
        let account = match self.form.read() {
            Ok((account, _)) => account,
            Err(fault) => {
                self.form.blame(fault);
                return Action::None;
            }
        };
        self.progress = Progress::Waiting;
        let client = scene.client.clone();
        Action::Run(Task::perform(
            async move { client.edit_account(account).await },
            Message::Answered,
        ))
    }

    pub fn view<'a>(&'a self, _scene: &Scene<'_>) -> Element<'a, Message> {
        let busy = self.progress.is_waiting();
        let mut inner = Column::new()
            .spacing(space::M)
            .push(self.form.view(busy).map(Message::Form))
            .push(self.form.more(busy).map(Message::Form));
        if let Some(fault) = frame::fault(&self.progress) {
            inner = inner.push(fault);
        }
        let act = (!busy).then_some(Message::Form(account_form::Message::Submitted));
        frame::frame(
            frame::NARROW,
            t("edit-account-title"),
            inner,
            frame::buttons(t("apply"), act, Message::Cancelled),
            Message::Cancelled,
        )
    }
}
