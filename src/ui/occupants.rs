//! Those in a room, by what they may do there.

use std::cmp::Ordering;
use std::rc::Rc;

use iced::widget::{column, container, mouse_area, row, tooltip};
use iced::{Alignment, Element, Length, Padding, Point};

use crate::i18n::t;
use crate::model::room::{Affiliation, Occupant, Role, Room, State};
use crate::model::{ChatId, RoomId, Show};
use crate::ui::deed::Deed;
use crate::ui::menus::Subject;
use crate::ui::part::avatar::avatar;
use crate::ui::part::control;
use crate::ui::part::icon::{Icon, icon};
use crate::ui::part::line::{self, line};
use crate::ui::part::list::{Notice, list};
use crate::ui::part::patience::patience;
use crate::ui::part::text;
use crate::ui::scene::Scene;
use crate::ui::theme::{font, size, space, style};
use crate::ui::words;

/// The name of the list, for the focus.
pub const LIST: &str = "occupants-list";

#[derive(Debug, Clone)]
pub enum Message {
    Did(Deed),
    MenuAsked(Subject, Point),
    /// The keyboard moved on to this line.
    Chosen(String),
    PointerEntered,
    PointerLeft,
    Ignored,
}

/// The list as it stood when the pointer came: until it leaves, nobody changes place.
#[derive(Debug, Clone)]
pub struct Held {
    room: RoomId,
    /// How many there are of each role, and who they are: as they look once they are gone.
    roles: Vec<(Role, Vec<Occupant>)>,
}

impl Held {
    pub fn of(id: &RoomId, room: &Room) -> Self {
        let mut roles: Vec<(Role, Vec<Occupant>)> = Vec::new();
        for line in lines(room) {
            match (line, roles.last_mut()) {
                (Line::Head(role, _), _) => roles.push((role, Vec::new())),
                (Line::Somebody(occupant), Some((_, members))) => {
                    members.push(Occupant { show: Show::Offline, ..occupant.clone() });
                }
                (Line::Somebody(_), None) => {}
            }
        }
        Self { room: id.clone(), roles }
    }

    fn lines<'a>(&'a self, room: &'a Room) -> Vec<Line<'a>> {
        let mut lines = Vec::new();
        for (role, members) in &self.roles {
            lines.push(Line::Head(*role, members.len()));
            lines.extend(
                members
                    .iter()
                    .map(|gone| Line::Somebody(room.occupants.get(&gone.nick).unwrap_or(gone))),
            );
        }
        lines
    }
}

/// One line.
enum Line<'a> {
    Head(Role, usize),
    Somebody(&'a Occupant),
}

/// The list of a room; `chosen` is whom the keyboard stands on.
pub fn view<'a>(
    scene: &Scene<'a>,
    id: &'a RoomId,
    room: &'a Room,
    chosen: Option<String>,
    held: Option<&'a Held>,
) -> Element<'a, Message> {
    if !matches!(room.state, State::Inside { .. }) {
        return outside(scene, id, room);
    }
    let at = chosen.clone();
    let lines = match held.filter(|held| held.room == *id) {
        Some(held) => held.lines(room),
        None => lines(room),
    };
    let count = crate::i18n::t!("occupants-count", count = room.occupants.len());
    let head = container(line(count).size(size::META).font(font::SEMIBOLD).colour(style::muted))
        .padding(Padding::from([space::S, space::M]))
        .height(40);
    let me = room.me().map(|me| me.nick.as_str());
    let lines = Rc::new(lines);
    let named = lines.clone();
    let rows = list(
        lines.len(),
        move |place| match &named[place] {
            Line::Head(role, _) => format!("\u{1}{role:?}"),
            Line::Somebody(occupant) => occupant.nick.clone(),
        },
        move |place| match &lines[place] {
            Line::Head(role, count) => heading(*role, *count),
            Line::Somebody(occupant) => {
                let chosen = at.as_deref() == Some(&occupant.nick);
                somebody(id, occupant, me == Some(&occupant.nick), chosen)
            }
        },
    )
    .id(LIST)
    .chosen(chosen)
    .on_notice(move |notice: Notice<String>| noticed(id, room, notice));
    let rows = mouse_area(rows).on_enter(Message::PointerEntered).on_exit(Message::PointerLeft);
    container(column![head, rows].width(Length::Fill))
        .style(style::side)
        .height(Length::Fill)
        .into()
}

/// Who is in a room is told only to those who are in it.
fn outside<'a>(scene: &Scene<'a>, id: &'a RoomId, room: &Room) -> Element<'a, Message> {
    let online = scene.online(&id.account);
    let joins = matches!(room.state, State::Joining { .. });
    let told = match online {
        true if joins => patience(text::muted(t("bar-entering"))),
        true => text::muted(t("occupants-outside")),
        false => text::muted(t("occupants-offline")),
    };
    let mut page = column![told].spacing(space::M).align_x(Alignment::Center);
    if online && matches!(room.state, State::Outside) {
        let enter = control::plain(t("menu-enter-room"));
        page = page.push(enter.on_press(Message::Did(Deed::Enter(id.clone()))));
    }
    container(page)
        .padding(space::L)
        .center_x(Length::Fill)
        .height(Length::Fill)
        .style(style::side)
        .into()
}

/// What the keyboard does in the list.
fn noticed(id: &RoomId, room: &Room, notice: Notice<String>) -> Message {
    match notice {
        Notice::Chosen(nick) => Message::Chosen(nick),
        Notice::Activated(nick) if room.occupants.contains_key(&nick) => {
            Message::Did(Deed::Open(private(id, &nick)))
        }
        Notice::Menu(nick, at) if room.occupants.contains_key(&nick) => {
            Message::MenuAsked(Subject::Occupant(id.clone(), nick), at)
        }
        Notice::Activated(_)
        | Notice::Menu(..)
        | Notice::NearStart
        | Notice::NearEnd
        | Notice::Visible { .. } => Message::Ignored,
    }
}

fn private(room: &RoomId, nick: &str) -> ChatId {
    ChatId::occupant(room.account.clone(), room.jid.clone(), nick.to_owned())
}

/// Those with the most to say come first; in each role the available before the others, by nick.
fn lines(room: &Room) -> Vec<Line<'_>> {
    let mut lines = Vec::with_capacity(room.occupants.len() + 4);
    for role in [Role::Moderator, Role::Participant, Role::Visitor, Role::None] {
        let mut members: Vec<&Occupant> =
            room.occupants.values().filter(|occupant| occupant.role == role).collect();
        if members.is_empty() {
            continue;
        }
        // They come sorted by nick but for its case, so that there is little left to do.
        members.sort_by(|a, b| {
            let shows = away(a.show).cmp(&away(b.show));
            shows.then_with(|| fold(&a.nick, &b.nick)).then_with(|| a.nick.cmp(&b.nick))
        });
        lines.push(Line::Head(role, members.len()));
        lines.extend(members.into_iter().map(Line::Somebody));
    }
    lines
}

/// Compares without regard to case, and without a copy.
fn fold(a: &str, b: &str) -> Ordering {
    if a.is_ascii() && b.is_ascii() {
        let small = |it: u8| it.to_ascii_lowercase();
        return a.bytes().map(small).cmp(b.bytes().map(small));
    }
    let small = |it: char| it.to_lowercase();
    a.chars().flat_map(small).cmp(b.chars().flat_map(small))
}

fn away(show: Show) -> bool {
    matches!(show, Show::Away | Show::ExtendedAway | Show::Offline)
}

fn heading<'a>(role: Role, count: usize) -> Element<'a, Message> {
    let name = t(match role {
        Role::Moderator => "role-moderators",
        Role::Participant => "role-participants",
        Role::Visitor => "role-visitors",
        Role::None => "role-others",
    });
    let inner = row![
        line(name).size(size::META).font(font::SEMIBOLD).colour(style::muted),
        line::muted(count.to_string()),
    ]
    .spacing(space::XS);
    container(inner).padding(Padding::ZERO.left(space::M).top(space::S).bottom(space::XS)).into()
}

fn somebody<'a>(
    id: &'a RoomId,
    occupant: &'a Occupant,
    me: bool,
    chosen: bool,
) -> Element<'a, Message> {
    let name = line(occupant.nick.as_str());
    let name = if me { name.colour(style::accent) } else { name };
    let mut inner = row![
        avatar(&occupant.nick, &occupant.nick, 22.0).show(Some(occupant.show)),
        name.width(Length::Fill),
    ]
    .spacing(space::S)
    .align_y(Alignment::Center);
    if let Some(hat) = occupant.hats.first() {
        inner = inner.push(line::muted(hat.as_str()).width(Length::Shrink));
    }
    if let Some(mark) = mark(occupant.affiliation) {
        inner = inner.push(icon(mark).style(style::muted));
    }
    let subject = Subject::Occupant(id.clone(), occupant.nick.clone());
    let press =
        if me { Message::Ignored } else { Message::Did(Deed::Open(private(id, &occupant.nick))) };
    let row = control::list_row(inner, chosen, 30.0)
        .label(occupant.nick.as_str())
        .on_press(press)
        .on_context(move |at| Message::MenuAsked(subject.clone(), at));
    let row = container(row).padding([0.0, space::XS]);
    control::hint_at(row, about(occupant), tooltip::Position::Left)
}

fn mark(affiliation: Affiliation) -> Option<Icon> {
    match affiliation {
        Affiliation::Owner => Some(Icon::Crown),
        Affiliation::Admin => Some(Icon::Shield),
        Affiliation::Member | Affiliation::None | Affiliation::Outcast => None,
    }
}

fn about(occupant: &Occupant) -> String {
    let mut told = vec![occupant.nick.clone()];
    if let Some(jid) = &occupant.jid {
        told.push(jid.to_string());
    }
    let role = words::role(occupant.role);
    told.push(match words::affiliation(occupant.affiliation) {
        Some(affiliation) => format!("{role}, {affiliation}"),
        None => role.into_owned(),
    });
    if !occupant.hats.is_empty() {
        told.push(occupant.hats.join(", "));
    }
    let show = words::show(occupant.show);
    let status: String = occupant.status.chars().take(160).collect();
    told.push(if status.is_empty() { show.into_owned() } else { format!("{show}, {status}") });
    told.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::room::Bookmark;

    fn somebody(nick: &str, role: Role, show: Show) -> Occupant {
        Occupant {
            nick: nick.to_owned(),
            role,
            affiliation: Affiliation::None,
            show,
            status: String::new(),
            jid: None,
            id: None,
            hats: Vec::new(),
        }
    }

    #[test]
    fn occupants_stand_by_role_then_presence_then_nick() {
        let mut room = Room::new(Bookmark {
            jid: "hall@rooms.localhost".parse().expect("a valid address"),
            name: String::new(),
            nick: String::new(),
            password: None,
            autojoin: false,
            notify: None,
        });
        for occupant in [
            somebody("zoe", Role::Participant, Show::Online),
            somebody("Ann", Role::Participant, Show::Away),
            somebody("bob", Role::Participant, Show::Online),
            somebody("chair", Role::Moderator, Show::Online),
        ] {
            let _ = room.occupants.insert(occupant.nick.clone(), occupant);
        }
        let shown: Vec<String> = lines(&room)
            .iter()
            .map(|line| match line {
                Line::Head(role, count) => format!("{role:?} {count}"),
                Line::Somebody(occupant) => occupant.nick.clone(),
            })
            .collect();
        assert_eq!(shown, ["Moderator 1", "chair", "Participant 3", "bob", "zoe", "Ann"]);
    }
}
