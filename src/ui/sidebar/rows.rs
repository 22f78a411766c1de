//! How each line of the sidebar's list looks.

use std::borrow::Cow;

use iced::widget::{column, container, mouse_area, row, tooltip};
use iced::{Alignment, Element, Length, Padding};

use crate::i18n::t;
use crate::model::roster::{Group, Person, Place, ROOMS, Row};
use crate::model::{AccountId, ChatId, Show};
use crate::ui::badge::badge;
use crate::ui::deed::Deed;
use crate::ui::keys::Action;
use crate::ui::part::avatar::{ROW, avatar};
use crate::ui::part::control;
use crate::ui::part::icon::{Icon, icon};
use crate::ui::part::line::{self, line};
use crate::ui::part::list::list;
use crate::ui::part::patience::patience;
use crate::ui::part::text;
use crate::ui::scene::{Scene, room_of};
use crate::ui::sidebar::cards::{invitation, request, stranger};
use crate::ui::sidebar::open::open;
use crate::ui::sidebar::view::foot;
use crate::ui::sidebar::{Emptiness, Entry, LIST, Message, Section, Sidebar};
use crate::ui::theme::{font, size, space, style};
use crate::ui::words;

/// The height of somebody without a status text.
const SHORT: f32 = 32.0;
/// The height of somebody with one.
const TALL: f32 = 40.0;
/// The height of a group's head.
const HEAD: f32 = 28.0;
/// What a digit of a count takes, at most.
const DIGIT: f32 = 8.0;

impl Sidebar {
    pub fn list<'a>(&'a self, scene: &Scene<'a>) -> Element<'a, Message> {
        let scene = *scene;
        let rows = list(
            self.entries.len(),
            |place| self.keys[place],
            move |place| {
                let entry = self.entry_view(&scene, &self.entries[place]);
                let last = place + 1 == self.entries.len();
                let below = if last { foot(&scene) } else { 0.0 };
                let padding = Padding::from([0.0, space::XS]).bottom(below);
                container(entry).padding(padding).width(Length::Fill).into()
            },
        )
        .id(LIST)
        .chosen(self.chosen)
        .on_notice(Message::List);
        mouse_area(rows).on_move(|_| Message::PointerMoved).on_exit(Message::PointerLeft).into()
    }

    pub fn entry_view<'a>(&self, scene: &Scene<'a>, entry: &'a Entry) -> Element<'a, Message> {
        let key = entry.key();
        let chosen = self.chosen == Some(key);
        match entry {
            Entry::Heading(section) => heading(*section),
            Entry::Request(account, jid) => request(scene, account, jid),
            Entry::Invitation(room) => invitation(scene, room),
            Entry::Stranger(chat) => stranger(scene, chat),
            Entry::Open(chat) => {
                let row = open(scene, chat, key, chosen || self.awaits(scene, chat));
                over(row, chat)
            }
            Entry::Roster(row) => {
                // The chat that is shown is marked once: among the open ones.
                let above = row.chat().is_some_and(|chat| {
                    scene.shown == Some(&chat) && scene.world.open.contains(&chat)
                });
                let awaits = row.chat().is_some_and(|chat| self.awaits(scene, &chat));
                let line = roster_row(scene, row, key, chosen && !above || awaits);
                match row {
                    Row::Room(place) => over(line, &place.room.chat()),
                    Row::Person(person) => {
                        let taken = Message::Taken(person.chat.clone());
                        crate::ui::drag::portable(line, taken, Message::LetGo)
                    }
                    Row::Account { .. } | Row::Group(_) => line,
                }
            }
            Entry::Refused(account) => refused(scene, account),
            Entry::Empty(emptiness) => empty(*emptiness),
        }
    }

    /// Whether somebody is carried over it who can be asked in.
    fn awaits(&self, scene: &Scene<'_>, chat: &ChatId) -> bool {
        chat.is_room() && room_of(chat).is_some_and(|room| self.takes(scene, &room))
    }
}

/// The line of a room, which hears when somebody is carried over it.
fn over<'a>(line: Element<'a, Message>, chat: &ChatId) -> Element<'a, Message> {
    let Some(room) = room_of(chat).filter(|_| chat.is_room()) else { return line };
    let gone = Message::Over(room.clone(), false);
    mouse_area(line).on_enter(Message::Over(room, true)).on_exit(gone).into()
}

fn heading<'a>(section: Section) -> Element<'a, Message> {
    let label = match section {
        Section::Waiting => t("section-waiting"),
        Section::Chats => t("section-chats"),
        Section::Contacts => t("section-contacts"),
    };
    container(line(label).size(size::META).font(font::SEMIBOLD).colour(style::muted))
        .padding(Padding::ZERO.left(space::S).top(space::S).bottom(space::XS))
        .into()
}

fn roster_row<'a>(scene: &Scene<'a>, row: &'a Row, key: u64, chosen: bool) -> Element<'a, Message> {
    match row {
        Row::Account { id, folded, online } => account(id, *folded, *online, key, chosen),
        Row::Group(group) => self::group(group, key, chosen),
        Row::Person(person) => self::person(scene, person, key, chosen),
        Row::Room(place) => room(scene, place, key, chosen),
    }
}

fn fold_icon(folded: bool) -> Icon {
    if folded { Icon::ChevronRight } else { Icon::ChevronDown }
}

fn account<'a>(
    id: &'a AccountId,
    folded: bool,
    online: bool,
    key: u64,
    chosen: bool,
) -> Element<'a, Message> {
    let mut inner = row![
        icon(fold_icon(folded)).style(style::muted),
        line(id.as_str()).strong().width(Length::Fill),
    ]
    .spacing(space::XS)
    .align_y(Alignment::Center);
    if !online {
        inner = inner.push(icon(Icon::Plug).style(style::muted));
    }
    let subject = crate::ui::menus::Subject::Account(id.clone());
    control::list_row(inner, chosen, SHORT)
        .label(id.as_str())
        .on_press(Message::Pressed(key))
        .on_context(move |at| Message::MenuAsked(subject.clone(), at))
        .into()
}

/// What a group is called.
pub fn group_name(name: &str) -> Cow<'_, str> {
    match name {
        "" => t("group-none"),
        ROOMS => t("group-rooms"),
        name => Cow::Borrowed(name),
    }
}

fn group<'a>(group: &'a Group, key: u64, chosen: bool) -> Element<'a, Message> {
    let name = group_name(&group.name);
    let count = format!("{}/{}", group.here, group.total);
    #[expect(clippy::cast_precision_loss, reason = "a few digits")]
    let room = count.len() as f32 * DIGIT + space::XS;
    let mut inner = row![
        icon(fold_icon(group.folded)).style(style::muted),
        line(name.clone()).size(size::META).strong().leaving(room),
        line::muted(count).width(Length::Fill),
    ]
    .spacing(space::XS)
    .align_y(Alignment::Center);
    if group.folded && group.unread > 0 {
        inner = inner.push(badge(group.unread, false));
    }
    let subject = crate::ui::menus::Subject::Group(group.account.clone(), group.name.clone());
    control::list_row(inner, chosen, HEAD)
        .padding([0.0, space::XS])
        .label(name.into_owned())
        .on_press(Message::Pressed(key))
        .on_context(move |at| Message::MenuAsked(subject.clone(), at))
        .into()
}

fn person<'a>(
    scene: &Scene<'a>,
    person: &'a Person,
    key: u64,
    chosen: bool,
) -> Element<'a, Message> {
    let tall = person.tall;
    let name = if person.unread > 0 {
        line(person.title.as_str()).strong()
    } else if person.show == crate::model::Show::Offline {
        line(person.title.as_str()).colour(style::muted)
    } else {
        line(person.title.as_str())
    };
    let mut about = column![name.width(Length::Fill)].width(Length::Fill);
    if tall && !person.status.is_empty() {
        about = about.push(line::muted(person.status.as_str()).width(Length::Fill));
    }
    let face = if tall { ROW } else { 24.0 };
    let picture = person.avatar.as_deref().and_then(|key| scene.pictures.by_key(key));
    let mut inner = row![
        container(
            avatar(&person.title, person.jid.as_str(), face)
                .picture(picture)
                .show(Some(person.show))
        )
        .center_x(ROW),
        about,
    ]
    .spacing(space::S)
    .align_y(Alignment::Center);
    if person.blocked {
        inner = inner.push(icon(Icon::Ban).style(style::muted));
    } else if person.asked {
        inner = inner.push(icon(Icon::Clock).style(style::muted));
    }
    if person.unread > 0 {
        inner = inner.push(badge(person.unread, false));
    }
    let subject = crate::ui::menus::Subject::Contact(person.chat.clone());
    let row = control::list_row(inner, chosen, if tall { TALL } else { SHORT })
        .label(person.title.as_str())
        .on_press(Message::Pressed(key))
        .on_context(move |at| Message::MenuAsked(subject.clone(), at));
    control::hint_at(row, about_person(scene, person), tooltip::Position::Right)
}

/// Everything about somebody, for the tooltip.
fn about_person(scene: &Scene<'_>, person: &Person) -> String {
    let mut told = vec![person.title.clone(), person.jid.to_string()];
    if let Some(standing) = scene.world.accounts.get(&person.chat.account) {
        match standing.devices.get(&person.jid) {
            Some(devices) => {
                for (resource, presence) in devices.iter().take(6) {
                    let show = words::show(presence.show);
                    let status: String = presence.status.chars().take(160).collect();
                    let mut device = format!("{resource} ({}): {show}", presence.priority);
                    if !status.is_empty() {
                        device = format!("{device}, {status}");
                    }
                    told.push(device);
                }
            }
            None => told.push(words::show(person.show).into_owned()),
        }
        if let Some(contact) = standing.contacts.get(&person.jid) {
            told.push(words::subscription(contact.subscription).into_owned());
            if !contact.groups.is_empty() {
                told.push(contact.groups.join(", "));
            }
        }
    }
    if person.asked {
        told.push(t("subscription-asked").into_owned());
    }
    if person.blocked {
        told.push(t("details-blocked").into_owned());
    }
    if scene.world.accounts.len() > 1 {
        told.push(person.chat.account.to_string());
    }
    told.join("\n")
}

fn room<'a>(scene: &Scene<'a>, place: &'a Place, key: u64, chosen: bool) -> Element<'a, Message> {
    let tall = place.tall;
    let name = if place.unread > 0 {
        line(place.title.as_str()).strong()
    } else if place.inside {
        line(place.title.as_str())
    } else {
        line(place.title.as_str()).colour(style::muted)
    };
    let mut about = column![name.width(Length::Fill)].width(Length::Fill);
    if tall && place.inside {
        about = about.push(line::muted(place.subject.as_str()).width(Length::Fill));
    }
    let face = if tall { ROW } else { 24.0 };
    let picture = scene.pictures.of(scene.world, &place.room.chat());
    let mut inner = row![
        container(avatar(&place.title, place.room.jid.as_str(), face).picture(picture))
            .center_x(ROW),
        about,
    ]
    .spacing(space::S)
    .align_y(Alignment::Center);
    if place.unread > 0 {
        inner = inner.push(badge(place.unread, place.mentions == 0));
    }
    let subject = crate::ui::menus::Subject::Room(place.room.clone());
    control::list_row(inner, chosen, if tall { TALL } else { SHORT })
        .label(place.title.as_str())
        .on_press(Message::Pressed(key))
        .on_context(move |at| Message::MenuAsked(subject.clone(), at))
        .into()
}

/// The server did not give the list of an account.
fn refused<'a>(scene: &Scene<'a>, id: &'a AccountId) -> Element<'a, Message> {
    let refusal = scene.world.accounts.get(id).and_then(|it| it.refused.as_ref());
    let mut told = match refusal {
        Some(refusal) => format!("{} {}", t("empty-refused"), words::refusal(refusal)),
        None => t("empty-refused").into_owned(),
    };
    if scene.world.accounts.len() > 1 {
        told = format!("{told} ({id})");
    }
    let again = Message::Did(Deed::FetchRoster(id.clone()));
    sentence(told, t("bar-try-again"), again)
}

fn empty<'a>(emptiness: Emptiness) -> Element<'a, Message> {
    let (sentence, label, deed) = match emptiness {
        Emptiness::NoContacts => (
            t("empty-no-contacts"),
            t("menu-add-contact-new"),
            Message::Did(Deed::Key(Action::AddContact)),
        ),
        Emptiness::NoHit => {
            (t("empty-no-hit"), t("empty-clear-filter"), Message::Filtered(String::new()))
        }
        Emptiness::Offline => {
            (t("empty-offline"), t("empty-connect"), Message::Did(Deed::SetShow(Show::Online)))
        }
        Emptiness::Loading => {
            return container(patience(text::muted(t("empty-loading")))).padding(space::L).into();
        }
        Emptiness::AllOffline => (
            t("empty-all-offline"),
            t("menu-show-offline"),
            Message::Did(Deed::Key(Action::ToggleOffline)),
        ),
    };
    self::sentence(sentence, label, deed)
}

fn sentence<'a>(
    told: impl Into<Cow<'a, str>>,
    label: impl Into<Cow<'a, str>>,
    message: Message,
) -> Element<'a, Message> {
    container(
        column![text::muted(told), control::plain(label).on_press(message)]
            .spacing(space::S)
            .align_x(Alignment::Center),
    )
    .padding(space::L)
    .center_x(Length::Fill)
    .into()
}
