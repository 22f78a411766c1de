//! Each entry of each menu does something, whatever stands in the world.

use std::collections::BTreeSet;

use iced::keyboard::key::Named;
use iced::{Point, Rectangle, Size};
use parlance::i18n::{Language, within};
use parlance::model::{Change, ChatId, Connection, World, account, chat, room};
use parlance::ui::deed::Deed;
use parlance::ui::menus::{self, Line, Subject};
use parlance::ui::part::sign::layer;
use parlance::ui::shell::{self, Action, Message};

use super::people::{self, connections, doors, hard, person};
use super::places::menus::{menu_kind, subjects};
use super::walk::Walk;
use crate::ui::window::{Driven, Window, drive};
use crate::ui::world::{apply, me};

/// The world as it is, and as it may be otherwise: offline, out of the room, blocked, muted.
fn worlds() -> Vec<World> {
    let of = |change: Change| {
        let mut world = hard();
        apply(&mut world, change);
        world
    };
    let mut worlds = vec![hard()];
    for connection in connections().into_iter().take(4) {
        worlds.push(of(Change::Account(me(), account::Change::Connection(connection))));
    }
    for state in doors().into_iter().take(3) {
        worlds.push(of(Change::Room(people::room(), room::Change::State(state))));
    }
    let blocked = account::Change::Blocked([person(2)].into());
    worlds.push(of(Change::Account(me(), blocked)));
    let muted = chat::Change::Muted(true);
    worlds.push(of(Change::Chat(ChatId::contact(me(), person(2)), muted)));
    worlds
}

/// The window that a menu opens in: a message is pointed at where its chat is shown.
fn window(world: &World, subject: &Subject) -> Window {
    let mut window = Window::new(world.clone(), Size::new(1280.0, 800.0));
    let chat = match subject {
        Subject::Message { message, .. } => message.chat.clone(),
        Subject::Occupant(room, _) => room.chat(),
        _ => ChatId::contact(me(), person(0)),
    };
    let _ = window.update(Message::Did(Deed::Open(chat)));
    window
}

/// What it did: an order, or a change of what the window shows.
fn does(window: &mut Window, deed: &Deed) -> bool {
    let mut shell = window.shell.take().expect("between two steps it is there");
    let before = format!("{shell:?}");
    let action = shell.update(&window.scene(), Message::Did(deed.clone()));
    let changed = before != format!("{shell:?}");
    window.shell = Some(shell);
    match action {
        // The account's connection hears of it, and this world has none.
        Action::None => changed || matches!(deed, Deed::TryNow(_)),
        Action::Run(task) => changed || task.units() > 0,
        Action::Set(settings) => *settings != window.settings,
        _ => true,
    }
}

#[test]
fn each_entry_of_each_menu_does_something() {
    let mut idle = BTreeSet::new();
    let mut done = 0;
    within(Language::English, || {
        for world in worlds() {
            let mut seen: Vec<Vec<Line>> = Vec::new();
            for subject in subjects() {
                let mut opened = window(&world, &subject);
                let shown = opened.shown.clone();
                let lines = menus::lines(&opened.scene(), &subject);
                if seen.contains(&lines) {
                    continue;
                }
                for line in &lines {
                    let Line::Do { text, deed, .. } = line else { continue };
                    done += 1;
                    if !does(&mut opened, deed) {
                        idle.insert(format!("{}: {text}", menu_kind(&subject)));
                    }
                    // As before, for the next one.
                    let shell = opened.shell.as_mut().expect("it is there");
                    (shell.dialog, shell.menu) = (None, None);
                    if shell.shown() != shown.as_ref() {
                        opened = window(&world, &subject);
                    }
                }
                seen.push(lines);
            }
        }
    });
    assert!(idle.is_empty(), "{idle:#?}");
    assert!(done > 300, "only {done} entries were tried");
}

#[test]
fn a_menu_names_each_thing_once_and_begins_and_ends_with_one() {
    within(Language::Chinese, || {
        for world in worlds() {
            for subject in subjects() {
                let lines = menus::lines(&window(&world, &subject).scene(), &subject);
                let kind = menu_kind(&subject);
                assert!(!lines.is_empty(), "the menu of {kind} is empty");
                let rules = |line: Option<&Line>| line == Some(&Line::Rule);
                assert!(!rules(lines.first()) && !rules(lines.last()), "{kind}");
                let texts: Vec<&String> = lines
                    .iter()
                    .filter_map(|line| match line {
                        Line::Do { text, .. } => Some(text),
                        Line::Rule => None,
                    })
                    .collect();
                let once: BTreeSet<&&String> = texts.iter().collect();
                assert_eq!(once.len(), texts.len(), "{kind}: {texts:?}");
            }
        }
    });
}

#[test]
fn what_needs_a_connection_is_not_offered_without_one() {
    within(Language::English, || {
        let mut world = hard();
        let change = account::Change::Connection(Connection::Offline);
        apply(&mut world, Change::Account(me(), change));
        for subject in subjects() {
            for line in menus::lines(&window(&world, &subject).scene(), &subject) {
                let Line::Do { text, deed, .. } = line else { continue };
                let asks = matches!(
                    deed,
                    Deed::Subscribe(..)
                        | Deed::Unsubscribe(..)
                        | Deed::Approve(..)
                        | Deed::Deny(..)
                        | Deed::Block(..)
                        | Deed::RemoveContact(..)
                        | Deed::Enter(_)
                        | Deed::Leave(_)
                        | Deed::ChangeNick(_)
                        | Deed::SetSubject(_)
                        | Deed::ChangePassword(_)
                );
                assert!(!asks, "{}: {text} needs the server", menu_kind(&subject));
            }
        }
    });
}

#[test]
fn a_menu_is_inside_the_window_wherever_it_is_opened_and_shows_all_its_entries() {
    within(Language::English, || {
        for (width, height) in [(420.0, 360.0), (700.0, 500.0), (1280.0, 800.0)] {
            let mut window = drive(hard(), width, height);
            for (x, y) in [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.5, 0.5)] {
                for subject in subjects() {
                    let at = Point::new(x * width, y * height);
                    let kind = menu_kind(&subject);
                    let shell = window.state.shell.as_mut().expect("it is there");
                    shell.menu = Some(shell::Menu { subject, at });
                    window.frame();
                    for (key, first) in [(Named::End, false), (Named::Home, true)] {
                        window.key(key);
                        let (entry, card) = end_of_menu(&mut window, first);
                        assert!(card.is_within(&Rectangle::with_size(window.size())), "{kind}");
                        assert!(
                            entry.is_within(&card.expand(0.6)),
                            "{kind}: {entry:?} in {card:?}"
                        );
                    }
                    window.message(Message::MenuClosed);
                }
            }
        }
    });
}

/// The first or the last entry of the menu that is open, and the card that they stand on.
fn end_of_menu(window: &mut Driven, first: bool) -> (Rectangle, Rectangle) {
    let walk = Walk::of(window);
    let menu = walk
        .nodes
        .iter()
        .position(|node| node.id == Some(layer::MENU.into()))
        .expect("the menu is open");
    let mut entries = walk.nodes.iter().filter(|node| node.control && node.parent == Some(menu));
    let entry = if first { entries.next() } else { entries.next_back() };
    (entry.expect("it has entries").bounds, walk.nodes[menu].bounds)
}
