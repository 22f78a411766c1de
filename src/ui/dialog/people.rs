//! The people of a room: its lists, and what may be done to those on them.

use iced::widget::{Row, column, container, row};
use iced::{Alignment, Element, Length, Task};
use xmpp::jid::BareJid;

use crate::client::Error;
use crate::i18n::t;
use crate::model::room::rights::Standing;
use crate::model::room::{Affiliation, Entry, Group, Role};
use crate::model::{RoomId, roster};
use crate::ui::dialog::frame::{self, Action, Progress};
use crate::ui::part::field::{field, filter};
use crate::ui::part::line::{self, line};
use crate::ui::part::list::{Notice, list};
use crate::ui::part::patience::patience;
use crate::ui::part::{control, text};
use crate::ui::scene::Scene;
use crate::ui::theme::space;
use crate::ui::words;

/// The lists, in the order of their tabs.
const GROUPS: [(Group, &str); 5] = [
    (Group::Affiliated(Affiliation::Member), "people-members"),
    (Group::Affiliated(Affiliation::Admin), "people-admins"),
    (Group::Affiliated(Affiliation::Owner), "people-owners"),
    (Group::Affiliated(Affiliation::Outcast), "people-banned"),
    (Group::InRole(Role::Moderator), "people-moderators"),
];

#[derive(Debug, Clone)]
pub struct People {
    room: RoomId,
    group: Group,
    /// Missing while they are fetched.
    entries: Option<Vec<Entry>>,
    filter: String,
    /// The entries that the filter leaves, by their place.
    hits: Vec<usize>,
    chosen: Option<String>,
    address: String,
    reason: String,
    fault: Option<String>,
    progress: Progress,
}

#[derive(Debug, Clone)]
pub enum Message {
    Turned(Group),
    Listed(Group, Result<Vec<Entry>, Error>),
    Filter(String),
    Chosen(String),
    Ignored,
    Address(String),
    Reason(String),
    Added,
    /// The chosen one becomes this.
    Affiliated(BareJid, Affiliation),
    /// The chosen moderator becomes a participant.
    Demoted(String),
    Answered(Result<(), Error>),
    Closed,
}

impl People {
    pub fn new(room: RoomId) -> Self {
        Self {
            room,
            group: GROUPS[0].0,
            entries: None,
            filter: String::new(),
            hits: Vec::new(),
            chosen: None,
            address: String::new(),
            reason: String::new(),
            fault: None,
            progress: Progress::Ready,
        }
    }

    /// Fetches the list that is shown.
    pub fn open(&self, scene: &Scene<'_>) -> Task<Message> {
        let (client, room, group) = (scene.client.clone(), self.room.clone(), self.group);
        Task::perform(async move { client.people(&room, group).await }, move |answer| {
            Message::Listed(group, answer)
        })
    }

    pub fn update(&mut self, scene: &Scene<'_>, message: Message) -> Action<Message> {
        match message {
            Message::Turned(group) => {
                *self = Self {
                    group,
                    filter: std::mem::take(&mut self.filter),
                    ..Self::new(self.room.clone())
                };
                return Action::Run(self.open(scene));
            }
            Message::Listed(group, answer) if group == self.group => self.listed(answer),
            Message::Listed(..) | Message::Ignored => {}
            Message::Filter(words) => {
                self.filter = words;
                self.find();
            }
            Message::Chosen(key) => self.chosen = Some(key),
            Message::Address(address) => {
                self.fault = None;
                self.address = address;
            }
            Message::Reason(reason) => self.reason = reason,
            Message::Added => return self.add(scene),
            Message::Affiliated(who, affiliation) => return self.set(scene, who, affiliation),
            Message::Demoted(nick) => {
                self.progress = Progress::Waiting;
                let (client, room) = (scene.client.clone(), self.room.clone());
                let reason = self.reason.trim().to_owned();
                return Action::Run(Task::perform(
                    async move { client.set_role(&room, nick, Role::Participant, reason).await },
                    Message::Answered,
                ));
            }
            Message::Answered(Ok(())) => {
                self.progress = Progress::Ready;
                self.address.clear();
                self.reason.clear();
                self.chosen = None;
                return Action::Run(self.open(scene));
            }
            Message::Answered(Err(error)) => {
                self.progress = Progress::Failed(words::error(&error));
            }
            Message::Closed => return Action::Close,
        }
        Action::None
    }

    fn listed(&mut self, answer: Result<Vec<Entry>, Error>) {
        match answer {
            Ok(mut entries) => {
                entries.sort_by_cached_key(|it| name(it).to_lowercase());
                self.entries = Some(entries);
            }
            Err(error) => {
                self.entries = Some(Vec::new());
                self.progress = Progress::Failed(words::error(&error));
            }
        }
        self.find();
    }

    fn find(&mut self) {
        let words = roster::split(&self.filter);
        let entries = self.entries.iter().flatten().enumerate();
        let hits = entries.filter(|(_, it)| {
            let jid = it.jid.as_ref().map_or("", |jid| jid.as_str());
            roster::holds(&words, &[jid, &it.nick, &it.reason])
        });
        self.hits = hits.map(|(place, _)| place).collect();
    }

    fn add(&mut self, scene: &Scene<'_>) -> Action<Message> {
        let Group::Affiliated(affiliation) = self.group else { return Action::None };
        match self.address.trim().parse::<BareJid>() {
            Ok(who) => self.set(scene, who, affiliation),
            Err(_) => {
                self.fault = Some(t("fault-address").into_owned());
                Action::None
            }
        }
    }

    fn set(
        &mut self,
        scene: &Scene<'_>,
        who: BareJid,
        affiliation: Affiliation,
    ) -> Action<Message> {
        if self.progress.is_waiting() {
            return Action::None;
        }
        self.progress = Progress::Waiting;
        let (client, room) = (scene.client.clone(), self.room.clone());
        let reason = self.reason.trim().to_owned();
        Action::Run(Task::perform(
            async move { client.set_affiliation(&room, who, affiliation, reason).await },
            Message::Answered,
        ))
    }

    fn chosen(&self) -> Option<&Entry> {
        let chosen = self.chosen.as_ref()?;
        self.entries.iter().flatten().find(|it| name(it) == *chosen)
    }

    pub fn view<'a>(&'a self, scene: &Scene<'a>) -> Element<'a, Message> {
        let room = scene.world.rooms.get(&self.room);
        let me = room.and_then(|it| it.me()).map(Standing::from);
        let tabs = GROUPS.iter().map(|(group, key)| {
            control::tab(t(key), *group == self.group).on_press(Message::Turned(*group)).into()
        });
        let tabs = Row::from_iter(tabs).spacing(space::XS).wrap();
        let shown: Element<'a, Message> = match &self.entries {
            None => patience(text::meta(t("people-fetching"))),
            Some(entries) if entries.is_empty() => text::meta(t("people-nobody")),
            Some(_) if self.hits.is_empty() => column![
                text::muted(t("empty-no-hit")),
                control::plain(t("empty-clear-filter")).on_press(Message::Filter(String::new())),
            ]
            .spacing(space::S)
            .into(),
            Some(entries) => self.rows(entries),
        };
        let shown = container(shown).height(220).width(Length::Fill);

        let count = self.entries.as_ref().map_or(0, Vec::len);
        let mut inner = column![
            tabs,
            filter(&crate::i18n::t!("people-filter", count = count), &self.filter, Message::Filter),
            shown,
        ]
        .spacing(space::S);
        if let Some(me) = me {
            inner = inner.push(self.orders(me));
        }
        inner = inner.push(frame::fault(&self.progress));
        let chat = self.room.chat();
        let title = crate::i18n::t!("people-title", room = scene.world.title(&chat));
        frame::frame(frame::WIDE, title, inner, Vec::new(), Message::Closed)
    }

    fn rows<'a>(&'a self, entries: &'a [Entry]) -> Element<'a, Message> {
        let at = move |place: usize| &entries[self.hits[place]];
        list(
            self.hits.len(),
            move |place| name(at(place)).to_owned(),
            move |place| {
                let it = at(place);
                let chosen = self.chosen.as_deref() == Some(name(it));
                let told = match (it.reason.is_empty(), it.jid.is_some()) {
                    (false, _) => it.reason.as_str(),
                    (true, true) => it.nick.as_str(),
                    (true, false) => "",
                };
                let about = row![
                    line(name(it)).width(Length::Fill),
                    line::muted(told).width(Length::Fill),
                ]
                .spacing(space::S)
                .align_y(Alignment::Center);
                control::list_row(about, chosen, 32.0)
                    .label(name(it))
                    .on_press(Message::Chosen(name(it).to_owned()))
                    .into()
            },
        )
        .chosen(self.chosen.clone())
        .on_notice(|notice: Notice<String>| match notice {
            Notice::Chosen(key) => Message::Chosen(key),
            _ => Message::Ignored,
        })
        .into()
    }

    /// What may be done: to the one who is chosen, and to somebody who is not on the list.
    fn orders(&self, me: Standing) -> Element<'_, Message> {
        let busy = self.progress.is_waiting();
        let mut orders: Vec<Element<'_, Message>> = Vec::new();
        if let Some(entry) = self.chosen() {
            for (affiliation, key) in [
                (Affiliation::Owner, "people-make-owner"),
                (Affiliation::Admin, "people-make-admin"),
                (Affiliation::Member, "people-make-member"),
                (Affiliation::Outcast, "people-ban"),
                (Affiliation::None, "people-remove"),
            ] {
                let Some(who) = &entry.jid else { break };
                if me.may_give_affiliation(entry.affiliation, affiliation) {
                    let message = Message::Affiliated(who.clone(), affiliation);
                    let button = control::plain(t(key));
                    orders.push(button.on_press_maybe((!busy).then_some(message)).into());
                }
            }
            let them = Standing { role: entry.role, affiliation: entry.affiliation };
            let moderator = entry.role == Role::Moderator && !entry.nick.is_empty();
            if moderator && me.may_give_role(them, Role::Participant) {
                let message = Message::Demoted(entry.nick.clone());
                let button = control::plain(t("menu-moderator-end"));
                orders.push(button.on_press_maybe((!busy).then_some(message)).into());
            }
        }
        let addable = match self.group {
            Group::Affiliated(it) => me.may_give_affiliation(Affiliation::None, it),
            Group::InRole(_) => false,
        };
        let mut told = column![].spacing(space::S);
        if addable {
            let ready = !busy && !self.address.trim().is_empty();
            told = told.push(
                row![
                    field(t("people-address"), &self.address)
                        .on_input(Message::Address)
                        .on_submit(Message::Added)
                        .fault(self.fault.as_deref()),
                    control::plain(t("people-add")).on_press_maybe(ready.then_some(Message::Added)),
                ]
                .spacing(space::S)
                .align_y(Alignment::End),
            );
        }
        if addable || !orders.is_empty() {
            told = told.push(field(t("govern-reason"), &self.reason).on_input(Message::Reason));
        }
        if !orders.is_empty() {
            told = told.push(row(orders).spacing(space::S).wrap());
        }
        told.into()
    }
}

fn name(entry: &Entry) -> &str {
    entry.jid.as_ref().map_or(entry.nick.as_str(), |it| it.as_str())
}
