//! Enters a room: by its address, or out of the list of a service's rooms.

pub mod directory;

use iced::widget::{Column, container, row};
use iced::{Alignment, Element, Length, Task};
use xmpp::jid::BareJid;

use crate::client::Error;
use crate::i18n::t;
use crate::model::room::Bookmark;
use crate::model::uri::{self, Uri};
use crate::model::{AccountId, ChatId, RoomId, contact};
use crate::ui::deed::Deed;
use crate::ui::dialog::frame::{self, Action, Progress};
use crate::ui::part::field::field;
use crate::ui::part::line::{self, line};
use crate::ui::part::{control, text};
use crate::ui::scene::{Scene, room_of};
use crate::ui::theme::space;
use crate::ui::words;

use self::directory::Directory;

/// The name of the first input, for the focus.
pub const INPUT: &str = "join-room";

/// How many rooms of before are offered.
const RECENT: usize = 5;

#[derive(Debug, Clone)]
pub struct Join {
    account: Option<AccountId>,
    room: String,
    nick: String,
    password: String,
    hidden: bool,
    /// Enters by itself at each start.
    auto: bool,
    directory: Directory,
    fault: Option<String>,
    progress: Progress,
}

#[derive(Debug, Clone)]
pub enum Message {
    Account(AccountId),
    Room(String),
    Chosen(BareJid),
    Nick(String),
    Password(String),
    Revealed,
    Auto,
    Directory(directory::Message),
    Made,
    Cancelled,
    Submitted,
    Answered(Result<(), Error>),
}

impl Join {
    pub fn new(scene: &Scene<'_>, account: Option<AccountId>, room: Option<BareJid>) -> Self {
        let account = account.or_else(|| scene.first_account().cloned());
        let standing = account.as_ref().and_then(|id| scene.world.accounts.get(id));
        let service = standing.and_then(|standing| standing.server.rooms.as_ref());
        Self {
            nick: account.as_ref().map(|id| contact::short(&id.0).to_owned()).unwrap_or_default(),
            account,
            room: room.map(|room| room.to_string()).unwrap_or_default(),
            password: String::new(),
            hidden: true,
            auto: true,
            directory: Directory::of(service),
            fault: None,
            progress: Progress::Ready,
        }
    }

    /// With what a link says beside the address.
    pub fn with(mut self, nick: Option<String>, password: Option<String>) -> Self {
        if let Some(nick) = nick {
            self.nick = nick;
        }
        self.password = password.unwrap_or_default();
        self
    }

    /// Whether a room has been knocked at, and has not answered.
    pub fn is_waiting(&self) -> bool {
        self.progress.is_waiting()
    }

    pub fn update(&mut self, scene: &Scene<'_>, message: Message) -> Action<Message> {
        match message {
            Message::Account(account) => *self = Self::new(scene, Some(account), None),
            Message::Room(room) => self.type_room(room),
            Message::Chosen(room) => self.type_room(room.to_string()),
            Message::Nick(nick) => self.nick = nick,
            Message::Password(password) => self.password = password,
            Message::Revealed => self.hidden = !self.hidden,
            Message::Auto => self.auto = !self.auto,
            Message::Directory(directory::Message::Chosen(room)) => {
                self.type_room(room.to_string());
            }
            Message::Directory(directory::Message::Made) => return self.make(),
            Message::Directory(message) => {
                let action = self.directory.update(scene, self.account.as_ref(), message);
                return action.map(Message::Directory);
            }
            Message::Made => return self.make(),
            Message::Cancelled => return Action::Close,
            Message::Submitted => return self.submit(scene),
            Message::Answered(answer) => return self.answered(answer),
        }
        Action::None
    }

    /// A pasted link fills in what it says.
    fn type_room(&mut self, room: String) {
        self.fault = None;
        if let Some(Uri { address, action: uri::Action::Join { nick, password }, .. }) =
            Uri::parse(&room)
        {
            self.room = address.bare.to_string();
            self.nick = nick.unwrap_or_else(|| std::mem::take(&mut self.nick));
            self.password = password.unwrap_or_default();
        } else {
            self.room = room;
        }
    }

    /// Goes on to where a room is made.
    fn make(&self) -> Action<Message> {
        let account = self.account.clone();
        Action::Do(Deed::CreateRoom { account, members: Vec::new() })
    }

    /// Rooms that one was in, the latest first.
    fn recent<'a>(&self, scene: &Scene<'a>) -> Vec<(&'a ChatId, &'a str)> {
        let here = |chat: &ChatId| chat.is_room() && Some(&chat.account) == self.account.as_ref();
        let outside = |chat: &ChatId| {
            let room = room_of(chat).and_then(|id| scene.world.rooms.get(&id));
            room.is_none_or(|room| room.me().is_none())
        };
        let chats = scene.world.chats.iter().filter(|(id, _)| here(id) && outside(id));
        let mut chats: Vec<_> = chats
            .filter_map(|(id, chat)| Some((chat.last.as_ref()?.at, id, scene.world.title(id))))
            .collect();
        chats.sort_by(|a, b| b.cmp(a));
        chats.into_iter().take(RECENT).map(|(_, id, title)| (id, title)).collect()
    }

    /// The address in the field; a bare name is a room of the service.
    fn address(&self) -> Option<BareJid> {
        let room = self.room.trim();
        let room = room.strip_prefix("xmpp:").unwrap_or(room);
        let room = room.split(['?', '/']).next().unwrap_or(room);
        let service = self.directory.service();
        if !room.contains('@') && !room.is_empty() && !service.is_empty() {
            return format!("{}@{service}", room.replace(' ', "-")).parse().ok();
        }
        room.parse().ok().filter(|jid: &BareJid| jid.node().is_some())
    }

    fn submit(&mut self, scene: &Scene<'_>) -> Action<Message> {
        let Some(account) = self.account.clone() else {
            return Action::None;
        };
        if self.progress.is_waiting() {
            return Action::None;
        }
        let Some(jid) = self.address() else {
            self.fault = Some(t("fault-room").into_owned());
            return Action::None;
        };
        let nick = self.nick.trim();
        let room = RoomId { account: account.clone(), jid: jid.clone() };
        let known = scene.world.rooms.get(&room);
        let bookmark = Bookmark {
            jid,
            name: String::new(),
            nick: if nick.is_empty() { contact::short(&account.0) } else { nick }.to_owned(),
            password: (!self.password.is_empty()).then(|| self.password.clone()),
            autojoin: self.auto,
            notify: known.and_then(|known| known.bookmark.notify),
        };
        self.progress = Progress::Waiting;
        let client = scene.client.clone();
        Action::Run(Task::perform(
            async move { client.join(&account, bookmark).await },
            Message::Answered,
        ))
    }

    fn answered(&mut self, answer: Result<(), Error>) -> Action<Message> {
        match (answer, self.account.clone(), self.address()) {
            (Ok(()), Some(account), Some(room)) => {
                Action::Do(Deed::Open(ChatId::room(account, room)))
            }
            (Ok(()), ..) => Action::Close,
            (Err(Error::Refused(refusal)), ..) => {
                self.progress = Progress::Failed(words::room_refusal(&refusal));
                Action::None
            }
            (Err(error), ..) => {
                self.progress = Progress::Failed(words::error(&error));
                Action::None
            }
        }
    }

    pub fn view<'a>(&'a self, scene: &Scene<'a>) -> Element<'a, Message> {
        let mut inner = Column::new().spacing(space::M);
        if scene.world.accounts.len() > 1 {
            for id in scene.world.accounts.keys() {
                let chosen = self.account.as_ref() == Some(id);
                inner = inner.push(
                    control::radio(id.as_str(), chosen).on_press(Message::Account(id.clone())),
                );
            }
        }
        let reveal = if self.hidden { t("login-reveal") } else { t("login-hide") };
        inner = inner
            .push(
                field(t("join-room"), &self.room)
                    .id(INPUT)
                    .on_input(Message::Room)
                    .on_submit(Message::Submitted)
                    .hint(t("join-room-hint"))
                    .fault(self.fault.as_deref()),
            )
            .push(
                row![
                    container(
                        field(t("join-nick"), &self.nick)
                            .on_input(Message::Nick)
                            .on_submit(Message::Submitted)
                    )
                    .width(Length::FillPortion(1)),
                    container(
                        field(t("join-password"), &self.password)
                            .secret(self.hidden, reveal, Message::Revealed)
                            .on_input(Message::Password)
                            .on_submit(Message::Submitted)
                    )
                    .width(Length::FillPortion(1)),
                ]
                .align_y(Alignment::End)
                .spacing(space::S),
            )
            .push(control::checkbox(t("join-auto"), self.auto).on_press(Message::Auto));
        if let Some(fault) = frame::fault(&self.progress) {
            inner = inner.push(fault);
        }
        let directory = self.directory.view(scene, self.account.as_ref(), self.address());
        inner = inner
            .push(self.known(scene))
            .push(directory.map(Message::Directory))
            .push(control::link(t("join-make")).on_press(Message::Made));

        let ready = !self.progress.is_waiting() && !self.room.trim().is_empty();
        frame::frame(
            frame::WIDE,
            t("join-title"),
            inner,
            frame::buttons(t("join-do"), ready.then_some(Message::Submitted), Message::Cancelled),
            Message::Cancelled,
        )
    }

    /// Rooms that one was in before, to come back to.
    fn known<'a>(&'a self, scene: &Scene<'a>) -> Option<Element<'a, Message>> {
        let recent = self.recent(scene);
        if recent.is_empty() || self.directory.was_asked() {
            return None;
        }
        let mut list = Column::new().push(text::meta(t("join-recent")));
        for (chat, title) in recent {
            let jid = chat.peer.bare();
            let about = row![
                line(title).width(Length::Fill),
                line::muted(jid.as_str()).width(Length::Fill),
            ]
            .spacing(space::S)
            .align_y(Alignment::Center);
            let chosen = self.address().as_ref() == Some(jid);
            list = list.push(
                control::list_row(about, chosen, 28.0)
                    .label(title)
                    .tab_stop(true)
                    .on_press(Message::Chosen(jid.clone())),
            );
        }
        Some(list.into())
    }
}
