//! Everything that is known of a contact, a room or an occupant.

use std::borrow::Cow;
use std::collections::BTreeMap;

use iced::widget::{Column, column, row};
use iced::{Alignment, Element, Length, Task};

use crate::client::Error;
use crate::client::handle::Device;
use crate::i18n::t;
use crate::model::room::{Occupant, Room};
use crate::model::settings::Told;
use crate::model::{Address, ChatId, Peer, Presence, Show};
use crate::ui::deed::Deed;
use crate::ui::dialog::frame::{self, Action};
use crate::ui::part::avatar::{avatar, presence};
use crate::ui::part::patience::patience;
use crate::ui::part::{control, text};
use crate::ui::scene::{Scene, room_of};
use crate::ui::theme::hue::seed;
use crate::ui::theme::space;
use crate::ui::words;

#[derive(Debug, Clone)]
pub struct Details {
    pub chat: ChatId,
    /// What each device answered, by resource.
    devices: BTreeMap<String, Asked>,
}

#[derive(Debug, Clone)]
enum Asked {
    Waiting,
    Told(Device),
    Refused(String),
}

#[derive(Debug, Clone)]
pub enum Message {
    Closed,
    Did(Deed),
    /// What they are told from now on; `None`: what all are told.
    Tell(Option<Told>),
    DeviceAsked(String),
    DeviceTold(String, Result<Device, Error>),
}

impl Details {
    pub fn new(chat: ChatId) -> Self {
        Self { chat, devices: BTreeMap::new() }
    }

    /// Asks the devices that are there what they are.
    pub fn open(&mut self, scene: &Scene<'_>) -> Task<Message> {
        let Peer::Contact(jid) = &self.chat.peer else {
            return Task::none();
        };
        let resources: Vec<String> = scene
            .world
            .accounts
            .get(&self.chat.account)
            .and_then(|standing| standing.devices.get(jid))
            .map(|devices| devices.keys().take(16).cloned().collect())
            .unwrap_or_default();
        Task::batch(resources.into_iter().map(|resource| self.ask(scene, resource)))
    }

    fn ask(&mut self, scene: &Scene<'_>, resource: String) -> Task<Message> {
        let _ = self.devices.insert(resource.clone(), Asked::Waiting);
        let address = Address {
            bare: self.chat.peer.bare().clone(),
            resource: (!resource.is_empty()).then(|| resource.clone()),
        };
        let (client, account) = (scene.client.clone(), self.chat.account.clone());
        Task::perform(async move { client.device(&account, address).await }, move |answer| {
            Message::DeviceTold(resource.clone(), answer)
        })
    }

    pub fn update(&mut self, scene: &Scene<'_>, message: Message) -> Action<Message> {
        match message {
            Message::Closed => Action::Close,
            Message::Did(deed) => Action::Do(deed),
            Message::Tell(told) => {
                let mut settings = scene.settings.clone();
                settings.privacy.tell(self.chat.peer.bare(), told);
                Action::Set(Box::new(settings))
            }
            Message::DeviceAsked(resource) => Action::Run(self.ask(scene, resource)),
            Message::DeviceTold(resource, answer) => {
                let told = match answer {
                    Ok(device) => Asked::Told(device),
                    Err(error) => Asked::Refused(words::error(&error)),
                };
                let _ = self.devices.insert(resource, told);
                Action::None
            }
        }
    }

    pub fn view<'a>(&'a self, scene: &Scene<'a>) -> Element<'a, Message> {
        let inner = match &self.chat.peer {
            Peer::Contact(_) => self.contact(scene),
            Peer::Room(_) => self.room(scene),
            Peer::Occupant { nick, .. } => self.occupant(scene, nick),
        };
        frame::frame(frame::NARROW, t("details-title"), inner, Vec::new(), Message::Closed)
    }

    fn head<'a>(&'a self, scene: &Scene<'a>, show: Option<Show>) -> Element<'a, Message> {
        let title = scene.world.title(&self.chat);
        let address = self.chat.peer.to_string();
        let copy = control::icon_action(
            crate::ui::part::icon::Icon::Copy,
            t("menu-copy-address"),
            Some(Message::Did(Deed::Copy(address.clone()))),
        );
        row![
            avatar(title, &seed(&self.chat), 48.0)
                .picture(scene.pictures.of(scene.world, &self.chat))
                .show(show)
                .on(|tokens| tokens.card),
            column![text::title(title), text::muted(address)].width(Length::Fill),
            copy,
        ]
        .spacing(space::M)
        .align_y(Alignment::Center)
        .into()
    }

    fn contact<'a>(&'a self, scene: &Scene<'a>) -> Element<'a, Message> {
        let jid = self.chat.peer.bare();
        let mut inner = Column::new().spacing(space::L);
        let Some(standing) = scene.world.accounts.get(&self.chat.account) else {
            return inner.into();
        };
        inner = inner.push(self.head(scene, Some(standing.show(jid))));

        let mut facts = Column::new().spacing(space::S);
        match standing.contacts.get(jid) {
            Some(contact) => {
                let mut state = words::subscription(contact.subscription).into_owned();
                if contact.asked {
                    state = format!("{state} {}", t("subscription-asked"));
                }
                facts = facts.push(fact(t("details-subscription"), state));
                if !contact.groups.is_empty() {
                    facts = facts.push(fact(t("details-groups"), contact.groups.join(", ")));
                }
            }
            None => facts = facts.push(text::muted(t("details-not-on-roster"))),
        }
        if standing.blocked.contains(jid) {
            facts = facts.push(text::muted(t("details-blocked")));
        }
        if scene.world.accounts.len() > 1 {
            facts = facts.push(fact(t("details-account"), self.chat.account.to_string()));
        }
        inner = inner.push(facts);
        if standing.contacts.get(jid).is_some_and(|it| it.subscription.they_see_us()) {
            inner = inner.push(told(scene.settings.privacy.told(jid)));
        }

        let mut devices = column![text::strong(t("details-devices"))].spacing(space::S);
        match standing.devices.get(jid) {
            Some(known) => {
                for (resource, presence) in known {
                    devices = devices.push(self.device(resource, presence));
                }
            }
            None => devices = devices.push(text::muted(t("details-no-device"))),
        }
        inner.push(devices).into()
    }

    fn device<'a>(&'a self, resource: &'a str, known: &'a Presence) -> Element<'a, Message> {
        let name: Cow<'a, str> =
            if resource.is_empty() { t("details-unnamed") } else { resource.into() };
        let head = row![
            presence(known.show),
            crate::ui::part::line::line(name).width(Length::Fill),
            text::meta(words::show(known.show)),
        ]
        .spacing(space::S)
        .align_y(Alignment::Center);
        let mut column = Column::new().spacing(2).push(head);
        if !known.status.is_empty() {
            column = column.push(text::body(known.status.as_str()));
        }
        column =
            column.push(text::meta(crate::i18n::t!("details-priority", priority = known.priority)));
        match self.devices.get(resource) {
            Some(Asked::Waiting) => column = column.push(patience(text::meta(t("details-asking")))),
            Some(Asked::Refused(words)) => column = column.push(text::meta(words.as_str())),
            Some(Asked::Told(device)) => {
                let software = [&device.name, &device.version, &device.system]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .cloned()
                    .collect::<Vec<_>>()
                    .join(" · ");
                if !software.is_empty() {
                    column = column.push(text::meta(software));
                }
                if let Some((_, zone)) = &device.clock {
                    column = column
                        .push(text::meta(crate::i18n::t!("details-clock", zone = zone.as_str())));
                }
            }
            None => {
                column = column.push(
                    control::link(t("details-ask"))
                        .on_press(Message::DeviceAsked(resource.to_owned())),
                );
            }
        }
        column.into()
    }

    fn room<'a>(&'a self, scene: &Scene<'a>) -> Element<'a, Message> {
        let mut inner = Column::new().spacing(space::L).push(self.head(scene, None));
        let Some(room) = room_of(&self.chat).and_then(|id| scene.world.rooms.get(&id)) else {
            return inner.into();
        };
        let mut facts = Column::new().spacing(space::S);
        if !room.subject.is_empty() {
            facts = facts.push(fact(t("subject-label"), room.subject.clone()));
            facts = facts.push(words::subject_set(room).map(text::meta));
        }
        facts = facts.push(fact(
            t("details-occupants"),
            crate::i18n::t!("occupants-count", count = room.occupants.len()),
        ));
        if let Some(me) = room.me() {
            facts = facts.push(fact(t("details-own-nick"), me.nick.clone()));
            facts = facts.push(fact(t("details-role"), standing(me)));
        }
        inner = inner.push(facts);
        inner.into()
    }

    fn occupant<'a>(&'a self, scene: &Scene<'a>, nick: &str) -> Element<'a, Message> {
        let room: Option<&Room> = room_of(&self.chat).and_then(|id| scene.world.rooms.get(&id));
        let occupant = room.and_then(|room| room.occupants.get(nick));
        let mut inner = Column::new()
            .spacing(space::L)
            .push(self.head(scene, occupant.map(|occupant| occupant.show)));
        let Some(occupant) = occupant else {
            return inner.push(text::muted(t("details-left"))).into();
        };
        let mut facts = Column::new().spacing(space::S);
        facts = facts.push(fact(t("details-role"), standing(occupant)));
        if let Some(jid) = &occupant.jid {
            facts = facts.push(fact(t("details-address"), jid.to_string()));
        }
        if !occupant.hats.is_empty() {
            facts = facts.push(fact(t("details-hats"), occupant.hats.join(", ")));
        }
        if !occupant.status.is_empty() {
            facts = facts.push(fact(t("details-status"), occupant.status.clone()));
        }
        inner = inner.push(facts);
        inner.into()
    }
}

/// What they learn of us, beside our status.
fn told<'a>(now: Option<Told>) -> Element<'a, Message> {
    let mut choice = row![].spacing(space::S);
    for (told, label) in [
        (None, t("details-tell-default")),
        (Some(Told::Everything), t("details-tell-everything")),
        (Some(Told::Nothing), t("details-tell-nothing")),
    ] {
        choice = choice.push(control::radio(label, told == now).on_press(Message::Tell(told)));
    }
    column![text::meta(t("details-tell")), choice.wrap()].spacing(space::XS).into()
}

/// Role and affiliation, in words.
fn standing(occupant: &Occupant) -> String {
    let role = words::role(occupant.role);
    match words::affiliation(occupant.affiliation) {
        Some(affiliation) => format!("{role}, {affiliation}"),
        None => role.into_owned(),
    }
}

fn fact<'a>(label: Cow<'a, str>, value: impl Into<Cow<'a, str>>) -> Element<'a, Message> {
    column![text::meta(label), text::body(value)].into()
}
