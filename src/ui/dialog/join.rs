//! Enters a room: by its address, or out of the list of a service's rooms.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use iced::widget::{Column, column, container, row, scrollable};
use iced::{Alignment, Element, Length, Task};
use xmpp::jid::BareJid;

use crate::client::Error;
use crate::i18n::t;
use crate::model::room::{Bookmark, Listing};
use crate::model::uri::{self, Uri};
use crate::model::{AccountId, ChatId, RoomId, contact, roster};
use crate::ui::deed::Deed;
use crate::ui::dialog::frame::{self, Action, Progress};
use crate::ui::part::field::{field, filter};
use crate::ui::part::icon::{Icon, icon};
use crate::ui::part::line::{self, line};
use crate::ui::part::patience::patience;
use crate::ui::part::{control, text};
use crate::ui::scene::{Scene, room_of};
use crate::ui::theme::{space, style};
use crate::ui::words;

/// The name of the first input, for the focus.
pub const INPUT: &str = "join-room";

/// How many rooms of a list are asked what they are at once, and how many by one dialog.
const SEEN: usize = 30;
const MOST_ASKED: usize = 300;
/// The columns of how many are in a room, and of its language.
const PEOPLE: f32 = 64.0;
const LANGUAGE: f32 = 40.0;
/// How many rooms of before are offered.
const RECENT: usize = 5;
/// How many rooms of a list are shown; a filter finds the others.
const SHOWN: usize = 100;
/// The height that is kept for a service's rooms, in logical pixels.
const LISTED: f32 = 222.0;

#[derive(Debug, Clone)]
pub struct Join {
    account: Option<AccountId>,
    room: String,
    nick: String,
    password: String,
    hidden: bool,
    /// Enters by itself at each start.
    auto: bool,
    service: String,
    list: List,
    /// What public rooms are searched for with.
    words: String,
    /// Rooms that were asked what they are.
    asked: BTreeSet<BareJid>,
    filter: String,
    fault: Option<String>,
    progress: Progress,
}

#[derive(Debug, Clone, PartialEq)]
enum List {
    NotAsked,
    Asked,
    Known(Vec<Listing>),
    Refused(String),
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
    Service(String),
    Asked,
    Words(String),
    Searched,
    Described(Result<Listing, Error>),
    Listed(Result<Vec<Listing>, Error>),
    Filter(String),
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
            service: service.map(ToString::to_string).unwrap_or_default(),
            list: List::NotAsked,
            words: String::new(),
            asked: BTreeSet::new(),
            filter: String::new(),
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
            Message::Account(account) => {
                *self = Self {
                    account: Some(account.clone()),
                    ..Self::new(scene, Some(account), None)
                };
            }
            Message::Room(room) => self.type_room(room),
            Message::Chosen(room) => self.type_room(room.to_string()),
            Message::Nick(nick) => self.nick = nick,
            Message::Password(password) => self.password = password,
            Message::Revealed => self.hidden = !self.hidden,
            Message::Auto => self.auto = !self.auto,
            Message::Service(service) => self.service = service,
            Message::Asked => return self.ask(scene),
            Message::Words(words) => self.words = words,
            Message::Searched => return self.search(scene),
            Message::Described(Ok(told)) => self.describe(told),
            // A room that does not say what it is stands there by its name.
            Message::Described(Err(_)) => {}
            Message::Listed(Ok(mut rooms)) => {
                // The busiest first, where that is known.
                rooms.sort_by_cached_key(|it| (Reverse(it.people), name(it).to_lowercase()));
                self.list = List::Known(rooms);
                return self.ask_seen(scene);
            }
            Message::Listed(Err(error)) => self.list = List::Refused(words::error(&error)),
            Message::Filter(words) => {
                self.filter = words;
                return self.ask_seen(scene);
            }
            Message::Made => {
                let account = self.account.clone();
                return Action::Do(Deed::CreateRoom { account, members: Vec::new() });
            }
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

    fn ask(&mut self, scene: &Scene<'_>) -> Action<Message> {
        let Some(account) = self.account.clone() else {
            return Action::None;
        };
        let Ok(service) = self.service.trim().parse::<BareJid>() else {
            self.list = List::Refused(t("fault-address").into_owned());
            return Action::None;
        };
        self.list = List::Asked;
        let client = scene.client.clone();
        Action::Run(Task::perform(
            async move { client.rooms_of(&account, service).await },
            Message::Listed,
        ))
    }

    fn search(&mut self, scene: &Scene<'_>) -> Action<Message> {
        let service = self.searcher(scene);
        let (Some(account), Some(service)) = (self.account.clone(), service) else {
            return Action::None;
        };
        if self.words.trim().is_empty() {
            return Action::None;
        }
        self.list = List::Asked;
        let (client, words) = (scene.client.clone(), self.words.trim().to_owned());
        Action::Run(Task::perform(
            async move { client.search_rooms(&account, service, words).await },
            Message::Listed,
        ))
    }

    /// Where public rooms can be searched for.
    fn searcher(&self, scene: &Scene<'_>) -> Option<BareJid> {
        let standing = scene.world.accounts.get(self.account.as_ref()?)?;
        standing.server.search.clone()
    }

    /// Asks the rooms that are seen first how many are in them.
    fn ask_seen(&mut self, scene: &Scene<'_>) -> Action<Message> {
        let (Some(account), List::Known(rooms)) = (&self.account, &self.list) else {
            return Action::None;
        };
        let hits = self.hits(rooms);
        let unknown = hits.into_iter().take(SEEN).filter(|it| it.people.is_none());
        let unknown: Vec<BareJid> =
            unknown.map(|it| it.jid.clone()).filter(|it| !self.asked.contains(it)).collect();
        if self.asked.len() >= MOST_ASKED || unknown.is_empty() {
            return Action::None;
        }
        self.asked.extend(unknown.iter().cloned());
        Action::Run(Task::batch(unknown.into_iter().map(|room| {
            let (client, account) = (scene.client.clone(), account.clone());
            Task::perform(
                async move { client.about_room(&account, room).await },
                Message::Described,
            )
        })))
    }

    /// What a room says of itself goes to its line, which stays where it is.
    fn describe(&mut self, told: Listing) {
        let List::Known(rooms) = &mut self.list else { return };
        if let Some(room) = rooms.iter_mut().find(|it| it.jid == told.jid) {
            let name = std::mem::take(&mut room.name);
            *room = told;
            if !name.is_empty() {
                room.name = name;
            }
        }
    }

    fn hits<'a>(&self, rooms: &'a [Listing]) -> Vec<&'a Listing> {
        let words = roster::split(&self.filter);
        let fits = |it: &&Listing| roster::holds(&words, &[&it.name, it.jid.as_str(), &it.about]);
        rooms.iter().filter(fits).collect()
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
        let service = self.service.trim();
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
                Action::Do(Deed::Open(crate::model::ChatId::room(account, room)))
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
        inner = inner.push(self.known(scene)).push(self.public(scene)).push(self.service());
        inner = inner.push(control::link(t("join-make")).on_press(Message::Made));

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
        if recent.is_empty() || self.list != List::NotAsked {
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

    /// The search for public rooms of many servers, where our server offers one.
    fn public<'a>(&'a self, scene: &Scene<'a>) -> Option<Element<'a, Message>> {
        let _ = self.searcher(scene)?;
        let ready = self.list != List::Asked && !self.words.trim().is_empty();
        let search =
            control::plain(t("join-search")).on_press_maybe(ready.then_some(Message::Searched));
        let words = field(t("join-public"), &self.words)
            .on_input(Message::Words)
            .on_submit(Message::Searched);
        Some(row![words, search].spacing(space::S).align_y(Alignment::End).into())
    }

    fn service(&self) -> Element<'_, Message> {
        let asked = self.list == List::Asked;
        let ask = row![
            field(t("join-service"), &self.service)
                .on_input(Message::Service)
                .on_submit(Message::Asked),
            control::plain(t("join-list")).on_press_maybe(
                (!asked && !self.service.trim().is_empty()).then_some(Message::Asked)
            ),
        ]
        .spacing(space::S)
        .align_y(Alignment::End);
        let below: Element<'_, Message> = match &self.list {
            List::NotAsked => return ask.into(),
            List::Asked => patience(text::meta(t("join-listing"))),
            List::Refused(words) => column![
                text::fault(words.as_str()),
                control::plain(t("bar-try-again")).on_press(Message::Asked),
            ]
            .spacing(space::S)
            .into(),
            List::Known(rooms) if rooms.is_empty() => column![
                text::muted(t("join-no-rooms")),
                control::plain(t("menu-create-room")).on_press(Message::Made),
            ]
            .spacing(space::S)
            .into(),
            List::Known(rooms) => self.listed(rooms),
        };
        column![ask, container(below).height(LISTED)].spacing(space::S).into()
    }

    fn listed<'a>(&'a self, rooms: &'a [Listing]) -> Element<'a, Message> {
        let hits = self.hits(rooms);
        let chosen = self.address();
        let mut list = Column::new();
        for room in hits.iter().take(SHOWN) {
            let row = control::list_row(about(room), chosen.as_ref() == Some(&room.jid), 32.0)
                .label(name(room))
                .tab_stop(true)
                .on_press(Message::Chosen(room.jid.clone()));
            list = list.push(match room.about.as_str() {
                "" => row.into(),
                about => control::hint(row, about),
            });
        }
        if hits.is_empty() {
            list = list.push(
                column![
                    text::muted(t("join-no-hit")),
                    control::plain(t("empty-clear-filter"))
                        .on_press(Message::Filter(String::new())),
                ]
                .spacing(space::S),
            );
        } else if hits.len() > SHOWN {
            list = list.push(text::meta(crate::i18n::t!("join-more", count = hits.len() - SHOWN)));
        }
        column![
            filter(&t("join-filter"), &self.filter, Message::Filter),
            scrollable(list.width(Length::Fill)).height(Length::Fill).style(style::scroll),
        ]
        .spacing(space::S)
        .into()
    }
}

/// The line of a room: its name, how many are in it, its language and its address.
fn about(room: &Listing) -> Element<'_, Message> {
    let people = room.people.map(|people| {
        row![icon(Icon::Users).style(style::muted), line::muted(people.to_string())]
            .spacing(space::XS)
            .align_y(Alignment::Center)
    });
    row![line(name(room)).width(Length::Fill)]
        .push(container(column![].push(people)).width(PEOPLE))
        .push(line::muted(room.language.as_str()).width(LANGUAGE))
        .push(line::muted(room.jid.as_str()).width(Length::Fill))
        .spacing(space::S)
        .align_y(Alignment::Center)
        .into()
}

fn name(room: &Listing) -> &str {
    if room.name.is_empty() { contact::short(&room.jid) } else { &room.name }
}
