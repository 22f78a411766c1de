//! Makes a room: its name, whom it is for, and who is asked in.

use iced::widget::{Column, column, container, row};
use iced::{Element, Length, Task};
use xmpp::jid::BareJid;

use crate::client::Error;
use crate::i18n::t;
use crate::model::room::plan::{self, Plan};
use crate::model::{AccountId, ChatId, contact};
use crate::ui::deed::Deed;
use crate::ui::dialog::frame::{self, Action, Progress};
use crate::ui::dialog::guests::{self, Guests};
use crate::ui::part::field::field;
use crate::ui::part::{control, text};
use crate::ui::scene::Scene;
use crate::ui::theme::space;
use crate::ui::words;

/// The name of the first input, for the focus.
pub const INPUT: &str = "create-name";

#[derive(Debug, Clone)]
pub struct Create {
    account: AccountId,
    name: String,
    /// As the person typed it; until then the name makes it.
    address: Option<String>,
    nick: String,
    public: bool,
    service: String,
    guests: Guests,
    /// It goes on from a conversation of two.
    continues: bool,
    fault: Option<String>,
    progress: Progress,
}

#[derive(Debug, Clone)]
pub enum Message {
    Name(String),
    Address(String),
    Nick(String),
    Public(bool),
    Guests(guests::Message),
    Cancelled,
    Submitted,
    Answered(Result<(), Error>),
}

impl Create {
    pub fn new(scene: &Scene<'_>, account: AccountId) -> Self {
        let standing = scene.world.accounts.get(&account);
        let service = standing.and_then(|it| it.server.rooms.as_ref());
        Self {
            service: service.map(ToString::to_string).unwrap_or_default(),
            nick: contact::short(&account.0).to_owned(),
            account,
            name: String::new(),
            address: None,
            public: false,
            guests: Guests::default(),
            continues: false,
            fault: None,
            progress: Progress::Ready,
        }
    }

    /// A conversation goes on in a room, with whom it was and with others (XEP-0045, section 7.6).
    pub fn growing(scene: &Scene<'_>, chat: &ChatId) -> Self {
        let other = scene.world.title(chat);
        let name = format!("{} & {other}", contact::short(&chat.account.0));
        let jid = chat.peer.bare().clone();
        Self { name, continues: true, ..Self::new(scene, chat.account.clone()).with(vec![jid]) }
    }

    /// With people who are asked in.
    pub fn with(mut self, members: Vec<BareJid>) -> Self {
        self.guests = Guests::of(members);
        self
    }

    pub fn update(&mut self, scene: &Scene<'_>, message: Message) -> Action<Message> {
        match message {
            Message::Name(name) => self.name = name,
            Message::Address(address) => {
                self.fault = None;
                self.address = Some(address).filter(|it| !it.trim().is_empty());
            }
            Message::Nick(nick) => self.nick = nick,
            Message::Public(public) => self.public = public,
            Message::Guests(message) => self.guests.update(message),
            Message::Cancelled => return Action::Close,
            Message::Submitted => return self.submit(scene),
            Message::Answered(answer) => return self.answered(answer),
        }
        Action::None
    }

    /// The address as it stands in its field.
    fn typed(&self) -> String {
        self.address.clone().unwrap_or_else(|| match plan::local(&self.name) {
            local if local.is_empty() || self.service.is_empty() => String::new(),
            local => format!("{local}@{}", self.service),
        })
    }

    fn jid(&self) -> Option<BareJid> {
        let typed = self.typed();
        let typed = typed.trim();
        let whole = if typed.contains('@') || self.service.is_empty() {
            typed.to_owned()
        } else {
            format!("{typed}@{}", self.service)
        };
        whole.parse().ok().filter(|jid: &BareJid| jid.node().is_some())
    }

    fn submit(&mut self, scene: &Scene<'_>) -> Action<Message> {
        if self.progress.is_waiting() {
            return Action::None;
        }
        let Some(jid) = self.jid() else {
            self.fault = Some(t("fault-room").into_owned());
            return Action::None;
        };
        let nick = self.nick.trim();
        let nick = if nick.is_empty() { contact::short(&self.account.0) } else { nick };
        let plan = Plan {
            jid,
            name: self.name.trim().to_owned(),
            nick: nick.to_owned(),
            public: self.public,
            members: self.guests.chosen.clone(),
            continues: self.continues,
        };
        self.progress = Progress::Waiting;
        let (client, account) = (scene.client.clone(), self.account.clone());
        Action::Run(Task::perform(
            async move { client.create_room(&account, plan).await },
            Message::Answered,
        ))
    }

    fn answered(&mut self, answer: Result<(), Error>) -> Action<Message> {
        match (answer, self.jid()) {
            (Ok(()), Some(room)) => {
                Action::Do(Deed::Open(ChatId::room(self.account.clone(), room)))
            }
            (Ok(()), None) => Action::Close,
            (Err(Error::Refused(refusal)), _) => {
                let words = match refusal.condition.as_str() {
                    "conflict" => t("create-exists").into_owned(),
                    "not-allowed" | "forbidden" => t("create-forbidden").into_owned(),
                    _ => words::refusal(&refusal),
                };
                self.progress = Progress::Failed(words);
                Action::None
            }
            (Err(error), _) => self.progress.answered(Err(error)),
        }
    }

    pub fn view<'a>(&'a self, scene: &Scene<'a>) -> Element<'a, Message> {
        let hint = match self.address {
            Some(_) => t("create-address-hint").into_owned(),
            None if self.typed().is_empty() => t("create-address-hint").into_owned(),
            None => crate::i18n::t!("create-address-made", address = self.typed()),
        };
        let whom = column![
            control::radio(t("create-private"), !self.public).on_press(Message::Public(false)),
            text::meta(t("create-private-hint")),
            control::radio(t("create-public"), self.public).on_press(Message::Public(true)),
            text::meta(t("create-public-hint")),
        ]
        .spacing(space::XS);
        let mut inner = Column::new()
            .spacing(space::M)
            .push(self.continues.then(|| text::muted(t("create-grown"))))
            .push(
                field(t("create-name"), &self.name)
                    .id(INPUT)
                    .on_input(Message::Name)
                    .on_submit(Message::Submitted),
            )
            .push(whom)
            .push(
                row![
                    container(
                        field(t("create-address"), self.address.as_deref().unwrap_or_default())
                            .on_input(Message::Address)
                            .on_submit(Message::Submitted)
                            .hint(hint)
                            .fault(self.fault.as_deref()),
                    )
                    .width(Length::FillPortion(1)),
                    container(
                        field(t("join-nick"), &self.nick)
                            .on_input(Message::Nick)
                            .on_submit(Message::Submitted),
                    )
                    .width(Length::FillPortion(1)),
                ]
                .spacing(space::S),
            )
            .push(self.guests.view(scene, &self.account).map(Message::Guests));
        inner = inner.push(frame::fault(&self.progress));
        let ready = !self.progress.is_waiting() && !self.typed().trim().is_empty();
        frame::frame(
            frame::WIDE,
            t("create-title"),
            inner,
            frame::buttons(t("create-do"), ready.then_some(Message::Submitted), Message::Cancelled),
            Message::Cancelled,
        )
    }
}
