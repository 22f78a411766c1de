//! Nothing jumps: what others do, and where the pointer is, change no other thing's bounds.

use std::collections::BTreeMap;

use iced::{Point, Rectangle};
use parlance::i18n::{Language, within};
use parlance::model::message::Author;
use parlance::model::{
    Change, ChatId, Contact, Presence, Show, Subscription, account, chat, contact, room,
};

use super::people::{self, connections, crowd, hard, many_messages, person, statuses, talk};
use super::walk::Walk;
use crate::ui::window::{Driven, drive, happen, open};
use crate::ui::world::{arrived, me, said};

/// Where everything stands, by its name and its number among those of the same name. What is inside
/// of a control may change with it; the control itself may not move.
fn places(window: &mut Driven) -> BTreeMap<(String, usize), Rectangle> {
    let walk = Walk::of(window);
    let mut places = BTreeMap::new();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (place, node) in walk.nodes.iter().enumerate() {
        let inner = walk.around(place).any(|(_, around)| around.control);
        let floats = walk.layer(place).is_some();
        let shown = node.acts() || node.list || node.text.is_some();
        if inner || floats || !shown {
            continue;
        }
        let Some(seen) = walk.seen(place) else { continue };
        let text = node.text.clone().or_else(|| walk.inner_text(place)).unwrap_or_default();
        let name = format!("{:?} {text}", node.id);
        let count = counts.entry(name.clone()).or_default();
        let _ = places.insert((name, *count), seen);
        *count += 1;
    }
    places
}

/// What stands elsewhere afterwards.
fn moved(
    before: &BTreeMap<(String, usize), Rectangle>,
    after: &BTreeMap<(String, usize), Rectangle>,
) -> Vec<String> {
    before
        .iter()
        .filter_map(|(name, place)| Some((name, place, after.get(name)?)))
        .filter(|(_, before, after)| before != after)
        .map(|(name, before, after)| format!("{} from {before:?} to {after:?}", name.0))
        .collect()
}

/// Lets all of it happen, one after the other, and says what moved by what.
fn still(window: &mut Driven, events: &[(&str, Change)]) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, change) in events {
        let before = places(window);
        assert!(before.len() > 5, "there is something to see");
        happen(window, std::slice::from_ref(change));
        let after = places(window);
        faults.extend(moved(&before, &after).into_iter().map(|it| format!("{name} moves {it}")));
    }
    faults
}

fn none(faults: &[String]) {
    assert!(faults.is_empty(), "{} jumps:\n{}", faults.len(), faults.join("\n"));
}

fn presence(place: usize, show: Show, status: &str) -> Change {
    let presence =
        (show != Show::Offline).then(|| Presence { show, status: status.to_owned(), priority: 5 });
    let (from, resource) = (person(place), "balcony".to_owned());
    Change::Contact(me(), contact::Change::Presence { from, resource, presence })
}

/// A company in which nobody waits for an answer: the roster is at hand.
fn company() -> parlance::model::World {
    let mut world = hard();
    let standing = world.accounts.get_mut(&me()).expect("it is there");
    standing.requests.clear();
    world.invitations.clear();
    world.chats.retain(|chat, _| *chat != people::stranger());
    world.open.truncate(2);
    world
}

const SIZES: [(f32, f32); 3] = [(1280.0, 800.0), (900.0, 600.0), (420.0, 360.0)];

fn each_size(test: impl Fn(&mut Driven) -> Vec<String>) {
    within(Language::English, || {
        let faults: Vec<String> = SIZES
            .into_iter()
            .flat_map(|(width, height)| {
                let mut window = drive(company(), width, height);
                test(&mut window).into_iter().map(move |it| format!("{width}x{height}: {it}"))
            })
            .collect();
        none(&faults);
    });
}

#[test]
fn typing_and_unread_messages_move_nothing() {
    each_size(|window| {
        let chat = ChatId::contact(me(), person(0));
        let other = ChatId::contact(me(), person(1));
        let events = |chat: &ChatId| {
            let typing = |typing| chat::Change::Typing { nick: String::new(), typing };
            let unread = |unread| chat::Change::Unread { unread, mentions: 1, read: None };
            let of = |change| Change::Chat(chat.clone(), change);
            [
                ("typing", of(typing(true))),
                ("no typing", of(typing(false))),
                ("unread", of(unread(1_000))),
                ("read", of(unread(0))),
                ("muted", of(chat::Change::Muted(true))),
                ("a draft", of(chat::Change::Drafted(statuses()[0].clone()))),
            ]
        };
        let mut faults = still(window, &events(&chat));
        open(window, chat.clone());
        happen(window, &talk(&chat));
        faults.extend(still(window, &events(&chat)));
        faults.extend(still(window, &events(&other)));
        faults
    });
}

#[test]
fn the_line_about_the_connection_moves_nothing() {
    each_size(|window| {
        let events: Vec<(&str, Change)> = connections()
            .into_iter()
            .map(|it| ("a connection", Change::Account(me(), account::Change::Connection(it))))
            .chain([("a full disk", Change::Cache(Some("disk full".to_owned())))])
            .collect();
        let mut faults = still(window, &events);
        let chat = ChatId::contact(me(), person(0));
        open(window, chat.clone());
        happen(window, &talk(&chat));
        faults.extend(still(window, &events));
        faults
    });
}

#[test]
fn presence_moves_nothing_under_the_pointer() {
    each_size(|window| {
        let middle = Point::new(100.0, window.size().height - 60.0);
        window.move_to(middle);
        let newcomer = Contact {
            name: "Aaron".to_owned(),
            subscription: Subscription::Both,
            ..Contact::new(person(99))
        };
        let text = &statuses()[0];
        still(
            window,
            &[
                ("busy", presence(5, Show::Busy, "")),
                ("a status text", presence(5, Show::Busy, text)),
                ("no status text", presence(0, Show::Online, "")),
                ("gone", presence(6, Show::Offline, "")),
                ("back", presence(6, Show::Online, text)),
                ("a newcomer", Change::Contact(me(), contact::Change::Set(newcomer))),
                ("the newcomer is online", presence(99, Show::Online, text)),
            ],
        )
    });
}

#[test]
fn presence_moves_nothing_beside_the_roster() {
    each_size(|window| {
        let chat = ChatId::contact(me(), person(0));
        open(window, chat.clone());
        happen(window, &talk(&chat));
        let beside = |window: &mut Driven| {
            let walk = Walk::of(window);
            let roster = walk
                .nodes
                .iter()
                .position(|node| node.id == Some(parlance::ui::sidebar::LIST.into()));
            let rows: Vec<String> = match roster {
                Some(roster) => (0..walk.nodes.len())
                    .filter(|place| walk.around(*place).any(|(around, _)| around == roster))
                    .filter_map(|place| walk.nodes[place].text.clone())
                    .collect(),
                None => Vec::new(),
            };
            let mut places = places(window);
            places.retain(|(name, _), _| !rows.iter().any(|row| name.ends_with(row)));
            places
        };
        let mut faults = Vec::new();
        for show in [Show::Busy, Show::Away, Show::Offline, Show::Online] {
            let before = beside(window);
            happen(window, &[presence(0, show, if show == Show::Away { "" } else { "here" })]);
            let jumps = moved(&before, &beside(window));
            faults.extend(jumps.into_iter().map(|it| format!("{show:?} moves {it}")));
        }
        faults
    });
}

#[test]
fn arrivals_move_nothing_while_one_reads_further_up() {
    each_size(|window| {
        let chat = ChatId::contact(me(), person(0));
        open(window, chat.clone());
        happen(window, &many_messages(&chat, 60));
        let middle = Point::new(window.size().width - 60.0, window.size().height / 2.0);
        window.move_to(middle);
        window.wheel(10.0);
        let events: Vec<(&str, Change)> = (0..3)
            .map(|minute| said(chat.clone(), minute, Author::Peer, &statuses()[0]))
            .map(|message| ("an arrival", arrived(message)))
            .collect();
        still(window, &events)
    });
}

#[test]
fn the_pointer_moves_nothing() {
    each_size(|window| {
        let chat = people::room().chat();
        let mut faults = hover(window);
        open(window, chat.clone());
        happen(window, &talk(&chat));
        faults.extend(hover(window));
        faults
    });
}

/// Goes over everything with the pointer.
fn hover(window: &mut Driven) -> Vec<String> {
    let before = places(window);
    let mut faults = Vec::new();
    for (name, seen) in &before {
        window.move_to(seen.center());
        let jumps = moved(&before, &places(window));
        faults.extend(jumps.into_iter().map(|it| format!("the pointer on {} moves {it}", name.0)));
    }
    faults
}

#[test]
fn what_occupants_do_moves_nothing_under_the_pointer() {
    within(Language::English, || {
        let mut window = drive(company(), 1280.0, 800.0);
        let room = people::room();
        open(&mut window, room.chat());
        happen(&mut window, &talk(&room.chat()));
        let walk = Walk::of(&mut window);
        let list = walk
            .nodes
            .iter()
            .find(|node| node.id == Some(parlance::ui::occupants::LIST.into()))
            .expect("the occupants are listed");
        let place = list.bounds.center();
        window.move_to(place);
        crowd(&mut window.state.world, 12);
        window.frame();
        let occupants = &window.state.world.rooms[&room].occupants;
        let first = occupants.values().next().cloned().expect("somebody");
        let mut events = Vec::new();
        for show in [Show::Away, Show::Online, Show::Busy] {
            let mut occupant = first.clone();
            occupant.show = show;
            events.push(("presence", Change::Room(room.clone(), room::Change::Occupant(occupant))));
        }
        let gone = room::Change::Left { nick: first.nick.clone() };
        events.push(("somebody who leaves", Change::Room(room.clone(), gone)));
        let back = room::Change::Occupant(first);
        events.push(("somebody who comes", Change::Room(room.clone(), back)));
        none(&still(&mut window, &events));
    });
}

#[test]
fn a_roster_that_comes_in_under_the_pointer_is_shown() {
    within(Language::English, || {
        let mut window = drive(crate::ui::world::alone(), 900.0, 600.0);
        window.move_to(Point::new(100.0, 400.0));
        let contact = Contact {
            name: "Aaron".to_owned(),
            subscription: Subscription::Both,
            ..Contact::new(person(1))
        };
        let here = presence(1, Show::Online, "");
        happen(&mut window, &[Change::Contact(me(), contact::Change::Set(contact)), here]);
        assert!(window.shows("Aaron"));
    });
}
