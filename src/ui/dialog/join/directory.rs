//! The rooms of a service: listed, or searched for on many servers; and what each says of itself.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use iced::widget::{Column, column, container, row, scrollable};
use iced::{Alignment, Element, Length, Task};
use xmpp::jid::BareJid;

use crate::client::Error;
use crate::i18n::t;
use crate::model::room::Listing;
use crate::model::{AccountId, contact, roster};
use crate::ui::dialog::frame::Action;
use crate::ui::part::field::{field, filter};
use crate::ui::part::icon::{Icon, icon};
use crate::ui::part::line::{self, line};
use crate::ui::part::patience::patience;
use crate::ui::part::{control, text};
use crate::ui::scene::Scene;
use crate::ui::theme::{space, style};
use crate::ui::words;

/// How many rooms of a list are asked what they are at once, and how many in all.
const SEEN: usize = 30;
const MOST_ASKED: usize = 300;
/// The columns of how many are in a room, and of its language.
const PEOPLE: f32 = 64.0;
const LANGUAGE: f32 = 40.0;
/// How many rooms of a list are shown; a filter finds the others.
const SHOWN: usize = 100;
/// The height that is kept for a service's rooms, in logical pixels.
const LISTED: f32 = 222.0;

#[derive(Debug, Clone)]
pub struct Directory {
    service: String,
    list: List,
    /// What public rooms are searched for with.
    words: String,
    /// Rooms that were asked what they are.
    asked: BTreeSet<BareJid>,
    filter: String,
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
    Service(String),
    Asked,
    Words(String),
    Searched,
    Described(Result<Listing, Error>),
    Listed(Result<Vec<Listing>, Error>),
    Filter(String),
    /// For the dialog around: a room out of the list, and none of them.
    Chosen(BareJid),
    Made,
}

impl Directory {
    pub fn of(service: Option<&BareJid>) -> Self {
        Self {
            service: service.map(ToString::to_string).unwrap_or_default(),
            list: List::NotAsked,
            words: String::new(),
            asked: BTreeSet::new(),
            filter: String::new(),
        }
    }

    /// The address in the field.
    pub fn service(&self) -> &str {
        self.service.trim()
    }

    pub fn was_asked(&self) -> bool {
        self.list != List::NotAsked
    }

    pub fn update(
        &mut self,
        scene: &Scene<'_>,
        account: Option<&AccountId>,
        message: Message,
    ) -> Action<Message> {
        match message {
            Message::Service(service) => self.service = service,
            Message::Asked => return self.ask(scene, account),
            Message::Words(words) => self.words = words,
            Message::Searched => return self.search(scene, account),
            Message::Described(Ok(told)) => self.describe(told),
            // A room that does not say what it is stands there by its name.
            Message::Described(Err(_)) => {}
            Message::Listed(Ok(mut rooms)) => {
                // The busiest first, where that is known.
                rooms.sort_by_cached_key(|it| (Reverse(it.people), name(it).to_lowercase()));
                self.list = List::Known(rooms);
                return self.ask_seen(scene, account);
            }
            Message::Listed(Err(error)) => self.list = List::Refused(words::error(&error)),
            Message::Filter(words) => {
                self.filter = words;
                return self.ask_seen(scene, account);
            }
            Message::Chosen(_) | Message::Made => {}
        }
        Action::None
    }

    fn ask(&mut self, scene: &Scene<'_>, account: Option<&AccountId>) -> Action<Message> {
        let Some(account) = account.cloned() else {
            return Action::None;
        };
        let Ok(service) = self.service().parse::<BareJid>() else {
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

    fn search(&mut self, scene: &Scene<'_>, account: Option<&AccountId>) -> Action<Message> {
        let service = searcher(scene, account);
        let (Some(account), Some(service)) = (account.cloned(), service) else {
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

    /// Asks the rooms that are seen first how many are in them.
    fn ask_seen(&mut self, scene: &Scene<'_>, account: Option<&AccountId>) -> Action<Message> {
        let (Some(account), List::Known(rooms)) = (account, &self.list) else {
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

    /// `chosen` is the room that the dialog would enter.
    pub fn view(
        &self,
        scene: &Scene<'_>,
        account: Option<&AccountId>,
        chosen: Option<BareJid>,
    ) -> Element<'_, Message> {
        Column::new()
            .push(self.public(scene, account))
            .push(self.listing(chosen))
            .spacing(space::M)
            .into()
    }

    /// The search for public rooms of many servers, where our server offers one.
    fn public(
        &self,
        scene: &Scene<'_>,
        account: Option<&AccountId>,
    ) -> Option<Element<'_, Message>> {
        let _ = searcher(scene, account)?;
        let ready = self.list != List::Asked && !self.words.trim().is_empty();
        let search =
            control::plain(t("join-search")).on_press_maybe(ready.then_some(Message::Searched));
        let words = field(t("join-public"), &self.words)
            .on_input(Message::Words)
            .on_submit(Message::Searched);
        Some(row![words, search].spacing(space::S).align_y(Alignment::End).into())
    }

    fn listing(&self, chosen: Option<BareJid>) -> Element<'_, Message> {
        let asked = self.list == List::Asked;
        let ask = row![
            field(t("join-service"), &self.service)
                .on_input(Message::Service)
                .on_submit(Message::Asked),
            control::plain(t("join-list"))
                .on_press_maybe((!asked && !self.service().is_empty()).then_some(Message::Asked)),
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
            List::Known(rooms) => self.listed(rooms, chosen.as_ref()),
        };
        column![ask, container(below).height(LISTED)].spacing(space::S).into()
    }

    fn listed<'a>(
        &'a self,
        rooms: &'a [Listing],
        chosen: Option<&BareJid>,
    ) -> Element<'a, Message> {
        let hits = self.hits(rooms);
        let mut list = Column::new();
        for room in hits.iter().take(SHOWN) {
            let row = control::list_row(about(room), chosen == Some(&room.jid), 32.0)
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

/// Where public rooms can be searched for.
fn searcher(scene: &Scene<'_>, account: Option<&AccountId>) -> Option<BareJid> {
    let standing = scene.world.accounts.get(account?)?;
    standing.server.search.clone()
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
