//! Asks for one line: a name, a nick, a subject, a password.

use std::borrow::Cow;

use iced::widget::Column;
use iced::{Element, Task};

use crate::client::{Client, Error};
use crate::i18n::t;
use crate::model::room::Bookmark;
use crate::model::{AccountId, ChatId, Contact, Cursor, RoomId};
use crate::ui::deed::Deed;
use crate::ui::dialog::frame::{self, Action, Progress};
use crate::ui::part::field::field;
use crate::ui::scene::Scene;
use crate::ui::theme::space;
use crate::ui::words;

/// The name of the input, for the focus.
pub const INPUT: &str = "prompt-input";

/// What is asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Wanted {
    ContactName(AccountId, Contact),
    /// Its members, and the name that it has now.
    GroupName(AccountId, Vec<Contact>, String),
    Nick(RoomId),
    Subject(RoomId),
    RoomPassword(RoomId, Bookmark),
    /// A day in the history of a chat.
    Day(ChatId),
}

#[derive(Debug, Clone)]
pub struct Prompt {
    pub wanted: Wanted,
    pub text: String,
    hidden: bool,
    progress: Progress,
}

#[derive(Debug, Clone)]
pub enum Message {
    Changed(String),
    Revealed,
    Cancelled,
    Submitted,
    Answered(Result<(), Error>),
    /// The first message of the wanted day, or after it.
    Found(Result<Option<Cursor>, Error>),
}

impl Prompt {
    pub fn new(wanted: Wanted, text: String) -> Self {
        Self { wanted, text, hidden: true, progress: Progress::Ready }
    }

    pub fn update(&mut self, scene: &Scene<'_>, message: Message) -> Action<Message> {
        match message {
            Message::Changed(text) => {
                self.text = text;
                Action::None
            }
            Message::Revealed => {
                self.hidden = !self.hidden;
                Action::None
            }
            Message::Cancelled => Action::Close,
            Message::Submitted if self.ready() => {
                if let Wanted::Day(chat) = &self.wanted {
                    return self.seek(scene, chat.clone());
                }
                self.progress = Progress::Waiting;
                let request =
                    ask(scene.client.clone(), self.wanted.clone(), self.text.trim().to_owned());
                Action::Run(Task::perform(request, Message::Answered))
            }
            Message::Submitted => Action::None,
            Message::Answered(answer) => self.progress.answered(answer),
            Message::Found(answer) => self.found(answer),
        }
    }

    fn seek(&mut self, scene: &Scene<'_>, chat: ChatId) -> Action<Message> {
        let Some(at) = words::day(&self.text) else {
            self.progress = Progress::Failed(t("day-fault").into_owned());
            return Action::None;
        };
        self.progress = Progress::Waiting;
        let client = scene.client.clone();
        Action::Run(Task::perform(async move { client.place_at(&chat, at).await }, Message::Found))
    }

    fn found(&mut self, answer: Result<Option<Cursor>, Error>) -> Action<Message> {
        let told = match (answer, &self.wanted) {
            (Ok(Some(place)), Wanted::Day(chat)) => {
                return Action::Do(Deed::GoTo(chat.clone(), place));
            }
            (Ok(_), _) => t("day-none").into_owned(),
            (Err(error), _) => words::error(&error),
        };
        self.progress = Progress::Failed(told);
        Action::None
    }

    /// A contact may be without a name and a room without a subject; the others want a text.
    fn ready(&self) -> bool {
        let may_be_empty = matches!(self.wanted, Wanted::ContactName(..) | Wanted::Subject(_));
        !self.progress.is_waiting() && (may_be_empty || !self.text.trim().is_empty())
    }

    pub fn view<'a>(&'a self, _scene: &Scene<'_>) -> Element<'a, Message> {
        let (title, label): (Cow<'_, str>, Cow<'_, str>) = match &self.wanted {
            Wanted::ContactName(..) => (t("rename-title"), t("rename-label")),
            Wanted::GroupName(..) => (t("rename-group-title"), t("rename-group-label")),
            Wanted::Nick(_) => (t("nick-title"), t("nick-label")),
            Wanted::Subject(_) => (t("subject-title"), t("subject-label")),
            Wanted::RoomPassword(..) => (t("room-password-title"), t("room-password-label")),
            Wanted::Day(_) => (t("day-title"), t("day-label")),
        };
        let secret = matches!(self.wanted, Wanted::RoomPassword(..));
        let mut input = field(label, &self.text)
            .id(INPUT)
            .on_input(Message::Changed)
            .on_submit(Message::Submitted)
            .fault(self.progress.fault());
        if secret {
            let label = if self.hidden { t("login-reveal") } else { t("login-hide") };
            input = input.secret(self.hidden, label, Message::Revealed);
        }
        let act = self.ready().then_some(Message::Submitted);
        let inner = Column::new().spacing(space::S).push(input);
        frame::frame(
            frame::NARROW,
            title,
            inner,
            frame::buttons(t("apply"), act, Message::Cancelled),
            Message::Cancelled,
        )
    }
}

async fn ask(client: Client, wanted: Wanted, text: String) -> Result<(), Error> {
    match wanted {
        Wanted::ContactName(account, mut contact) => {
            contact.name = text;
            client.edit_contact(&account, contact).await
        }
        Wanted::GroupName(account, members, from) => {
            for mut contact in members {
                contact.groups.retain(|group| *group != from);
                contact.groups.push(text.clone());
                contact.groups.sort();
                contact.groups.dedup();
                client.edit_contact(&account, contact).await?;
            }
            Ok(())
        }
        Wanted::Nick(room) => client.change_nick(&room, text).await,
        Wanted::Subject(room) => client.set_subject(&room, text).await,
        Wanted::RoomPassword(room, mut bookmark) => {
            bookmark.password = Some(text);
            client.join(&room.account, bookmark).await
        }
        // It asks nobody: it is looked up.
        Wanted::Day(_) => Ok(()),
    }
}
