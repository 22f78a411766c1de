//! What the server's archive keeps of what an account says and hears.

use std::borrow::Cow;
use std::collections::BTreeSet;

use iced::widget::{Column, column};
use iced::{Element, Task};

use crate::client::Error;
use crate::i18n::t;
use crate::model::keeping::{Keep, Preferences};
use crate::model::{AccountId, Address};
use crate::ui::dialog::frame::{self, Action, Progress};
use crate::ui::part::{control, text};
use crate::ui::scene::Scene;
use crate::ui::theme::space;
use crate::ui::words;

/// Most addresses of a list that are named.
const NAMED: usize = 5;

#[derive(Debug, Clone)]
pub struct Keeping {
    account: AccountId,
    held: Held,
    chosen: Keep,
    progress: Progress,
}

/// What is known of the server's mind.
#[derive(Debug, Clone)]
enum Held {
    Asking,
    /// It leaves one no choice.
    NotOffered,
    /// In the words to be shown.
    Unknown(String),
    Known(Preferences),
}

#[derive(Debug, Clone)]
pub enum Message {
    Told(Result<Preferences, Error>),
    AskedAgain,
    Chose(Keep),
    Submitted,
    Answered(Result<Preferences, Error>),
    Cancelled,
}

impl Keeping {
    pub fn new(account: AccountId) -> Self {
        Self { account, held: Held::Asking, chosen: Keep::default(), progress: Progress::Ready }
    }

    /// Asks the server.
    pub fn open(&mut self, scene: &Scene<'_>) -> Task<Message> {
        self.held = Held::Asking;
        let (client, account) = (scene.client.clone(), self.account.clone());
        Task::perform(async move { client.preferences(&account).await }, Message::Told)
    }

    pub fn update(&mut self, scene: &Scene<'_>, message: Message) -> Action<Message> {
        match message {
            Message::Told(answer) => self.told(answer),
            Message::AskedAgain => return Action::Run(self.open(scene)),
            Message::Chose(keep) => {
                self.chosen = keep;
                self.progress = Progress::Ready;
            }
            Message::Submitted => return self.submit(scene),
            Message::Answered(answer) => return self.answered(answer),
            Message::Cancelled => return Action::Close,
        }
        Action::None
    }

    fn told(&mut self, answer: Result<Preferences, Error>) {
        self.held = match answer {
            Ok(preferences) => {
                self.chosen = preferences.default;
                Held::Known(preferences)
            }
            Err(error) if is_not_offered(&error) => Held::NotOffered,
            Err(error) => Held::Unknown(words::error(&error)),
        };
    }

    fn submit(&mut self, scene: &Scene<'_>) -> Action<Message> {
        let Held::Known(held) = &self.held else { return Action::None };
        if self.progress.is_waiting() {
            return Action::None;
        }
        if held.default == self.chosen {
            return Action::Close;
        }
        self.progress = Progress::Waiting;
        // The lists stay as other programs of the person made them.
        let wanted = Preferences { default: self.chosen, ..held.clone() };
        let (client, account) = (scene.client.clone(), self.account.clone());
        Action::Run(Task::perform(
            async move { client.set_preferences(&account, wanted).await },
            Message::Answered,
        ))
    }

    fn answered(&mut self, answer: Result<Preferences, Error>) -> Action<Message> {
        match answer {
            Ok(held) if held.default == self.chosen => return Action::Close,
            // The server has the last word.
            Ok(held) => {
                self.chosen = held.default;
                self.held = Held::Known(held);
                self.progress = Progress::Failed(t("keeping-otherwise").into_owned());
            }
            Err(error) => self.progress = Progress::Failed(words::error(&error)),
        }
        Action::None
    }

    pub fn view<'a>(&'a self, _scene: &Scene<'_>) -> Element<'a, Message> {
        let body: Element<'a, Message> = match &self.held {
            Held::Asking => text::muted(t("keeping-asking")),
            Held::NotOffered => text::body(t("keeping-not-offered")),
            Held::Unknown(words) => column![
                text::fault(words.as_str()),
                control::plain(t("keeping-again")).on_press(Message::AskedAgain),
            ]
            .spacing(space::M)
            .into(),
            Held::Known(held) => self.choice(held),
        };
        let inner = column![text::muted(self.account.to_string()), body].spacing(space::M);
        let buttons = match &self.held {
            Held::Known(_) => {
                let act = (!self.progress.is_waiting()).then_some(Message::Submitted);
                frame::buttons(t("apply"), act, Message::Cancelled)
            }
            Held::Asking | Held::NotOffered | Held::Unknown(_) => Vec::new(),
        };
        frame::frame(frame::NARROW, t("keeping-title"), inner, buttons, Message::Cancelled)
    }

    fn choice<'a>(&'a self, held: &'a Preferences) -> Element<'a, Message> {
        let mut inner = Column::new().spacing(space::S).push(text::strong(t("keeping-what")));
        for (keep, label) in [
            (Keep::Always, t("keeping-always")),
            (Keep::Roster, t("keeping-roster")),
            (Keep::Never, t("keeping-never")),
        ] {
            let radio = control::radio(label, keep == self.chosen);
            let free = !self.progress.is_waiting();
            inner = inner.push(radio.on_press_maybe(free.then_some(Message::Chose(keep))));
        }
        for (list, label) in
            [(&held.always, t("keeping-list-always")), (&held.never, t("keeping-list-never"))]
        {
            if !list.is_empty() {
                inner = inner.push(named(label, list));
            }
        }
        inner.push(text::meta(t("keeping-hint"))).push(frame::fault(&self.progress)).into()
    }
}

/// Some say that they do not know the question, some that they serve nothing of the kind.
fn is_not_offered(error: &Error) -> bool {
    matches!(error, Error::Refused(refusal)
        if ["service-unavailable", "feature-not-implemented"].contains(&refusal.condition.as_str()))
}

/// Those with whom it is otherwise.
fn named<'a>(label: Cow<'a, str>, list: &BTreeSet<Address>) -> Element<'a, Message> {
    let mut names: Vec<String> = list.iter().take(NAMED).map(Address::to_string).collect();
    if let Some(more) = list.len().checked_sub(NAMED).filter(|more| *more > 0) {
        names.push(crate::i18n::t!("keeping-more", count = more));
    }
    column![text::meta(label), text::body(names.join("\n"))].into()
}
