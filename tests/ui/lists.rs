//! Long lists and menus, by pointer and by keyboard.

use iced::keyboard::Modifiers;
use iced::keyboard::key::Named;
use iced::widget::container;
use iced::{Element, Point, Size, Task};
use parlance::ui::part::control;
use parlance::ui::part::line::line;
use parlance::ui::part::list::{Command, Notice, list};
use parlance::ui::part::menu::{self, Entry, Item};
use parlance::ui::root::root;
use parlance::ui::theme::{Mode, style};

use crate::support::harness::Harness;

#[derive(Debug, Clone)]
enum Message {
    Noticed(Notice<u32>),
    Pressed(u32),
    Menu(Point),
    Did(&'static str),
    Closed,
    Escaped,
}

struct Roster {
    keys: Vec<u32>,
    chosen: Option<u32>,
    command: Option<(u64, Command<u32>)>,
    visible: (u32, u32, bool),
    pressed: Option<u32>,
    activated: Option<u32>,
    menu: Option<Point>,
    did: Vec<&'static str>,
    closed: usize,
}

fn update(roster: &mut Roster, message: Message) -> Task<Message> {
    match message {
        Message::Noticed(Notice::Chosen(key)) => roster.chosen = Some(key),
        Message::Noticed(Notice::Activated(key)) => roster.activated = Some(key),
        Message::Noticed(Notice::Menu(_, at)) | Message::Menu(at) => roster.menu = Some(at),
        Message::Noticed(Notice::Visible { first, last, at_bottom }) => {
            roster.visible = (first, last, at_bottom);
        }
        Message::Noticed(Notice::NearStart | Notice::NearEnd) | Message::Escaped => {}
        Message::Pressed(key) => roster.pressed = Some(key),
        Message::Did(what) => roster.did.push(what),
        Message::Closed => {
            roster.menu = None;
            roster.closed += 1;
        }
    }
    Task::none()
}

fn view(roster: &Roster) -> Element<'_, Message> {
    let rows = list(
        roster.keys.len(),
        |index| roster.keys[index],
        |index| {
            let key = roster.keys[index];
            let height = if key.is_multiple_of(3) { 40.0 } else { 28.0 };
            control::list_row(line(format!("contact {key}")), roster.chosen == Some(key), height)
                .on_press(Message::Pressed(key))
                .on_context(Message::Menu)
                .into()
        },
    )
    .id("roster")
    .chosen(roster.chosen)
    .command(roster.command)
    .on_notice(Message::Noticed);

    let menu = roster.menu.map(|at| {
        let entries = vec![
            Entry::Item(Item::new("Open", Message::Did("open")).keys("Enter")),
            Entry::Item(Item::new("Rename…", Message::Did("rename")).keys("F2")),
            Entry::Item(Item { message: None, ..Item::new("Call", Message::Did("call")) }),
            Entry::Rule,
            Entry::Item(Item::new("Notifications", Message::Did("notify")).checked(true)),
            Entry::Item(
                Item::new("Remove from the contacts for good", Message::Did("remove"))
                    .danger(true)
                    .keys("Ctrl+Shift+Delete"),
            ),
        ];
        (at, entries)
    });
    let base = container(rows).style(style::side);
    root(menu::over(base, menu, Message::Closed), |_| None, Message::Escaped, false)
}

fn roster(count: u32) -> Harness<Roster, Message> {
    let state = Roster {
        keys: (0..count).collect(),
        chosen: None,
        command: None,
        visible: (0, 0, false),
        pressed: None,
        activated: None,
        menu: None,
        did: Vec::new(),
        closed: 0,
    };
    Harness::new(state, update, view, Size::new(300.0, 400.0))
}

fn y(window: &mut Harness<Roster, Message>, key: u32) -> Option<f32> {
    window.find(format!("contact {key}")).map(|found| found.bounds().y)
}

#[test]
fn a_list_starts_at_its_top_and_stays_there() {
    let mut window = roster(1000);
    assert_eq!(window.state.visible.0, 0);
    let _ = window.state.keys.remove(0);
    window.frame();
    assert_eq!(window.state.visible.0, 1, "what comes first is on top");
    window.state.keys.insert(0, 5000);
    window.frame();
    assert_eq!(window.state.visible.0, 5000);

    let mut few = roster(3);
    assert!(y(&mut few, 0).is_some_and(|y| y < 20.0), "a short list stands at the top");
    few.move_to(Point::new(100.0, 100.0));
    few.wheel(-5.0);
    assert!(y(&mut few, 0).is_some_and(|y| y < 20.0));
}

#[test]
fn what_comes_above_moves_nothing_that_is_seen() {
    let mut window = roster(1000);
    window.move_to(Point::new(100.0, 200.0));
    window.wheel(-10.0);
    let seen = window.state.visible.0 + 2;
    let before = y(&mut window, seen);
    assert!(before.is_some());
    window.state.keys.splice(0..0, 2000..2100);
    window.frame();
    assert_eq!(y(&mut window, seen), before);
}

#[test]
fn the_keyboard_moves_the_choice_and_keeps_it_in_sight() {
    let mut window = roster(1000);
    window.key(Named::Tab);
    assert!(window.focused("roster"));
    for _ in 0..40 {
        window.key(Named::ArrowDown);
        let chosen = window.state.chosen.expect("something is chosen");
        assert!(window.shows(&format!("contact {chosen}")));
    }
    assert_eq!(window.state.chosen, Some(39));
    window.picture("list");
    window.key(Named::Enter);
    assert_eq!(window.state.activated, Some(39));

    window.key(Named::End);
    assert!(window.shows("contact 999") && window.state.visible.2);
    window.key(Named::PageUp);
    assert!(window.state.chosen.is_some_and(|chosen| (980..999).contains(&chosen)));
    window.key(Named::Home);
    assert_eq!((window.state.chosen, window.state.visible.0), (Some(0), 0));
}

#[test]
fn a_command_is_followed_once() {
    let mut window = roster(1000);
    window.state.command = Some((1, Command::ToKey(500, 0.5)));
    window.frame();
    assert!(y(&mut window, 500).is_some_and(|y| (y - 200.0).abs() < 20.0));
    window.move_to(Point::new(100.0, 200.0));
    window.wheel(5.0);
    assert!(y(&mut window, 500).is_some_and(|y| y > 400.0));
    window.state.command = Some((2, Command::Reveal(500)));
    window.frame();
    assert!(window.shows("contact 500"));
    window.state.command = Some((3, Command::ToBottom));
    window.frame();
    assert!(window.state.visible.2);
    window.state.command = Some((4, Command::Page(-1.0)));
    window.frame();
    assert!(!window.state.visible.2 && window.state.visible.1 < 999);
}

#[test]
fn the_thumb_leads_anywhere() {
    let mut window = roster(1000);
    window.drag(Point::new(295.0, 10.0), Point::new(295.0, 399.0));
    assert!(window.state.visible.2, "{:?}", window.state.visible);
    window.drag(Point::new(295.0, 390.0), Point::new(295.0, 200.0));
    assert!((350..650).contains(&window.state.visible.0), "{:?}", window.state.visible);
    assert_eq!(window.state.pressed, None);
}

#[test]
fn a_menu_is_driven_by_pointer_and_keyboard() {
    let mut window = roster(10);
    window.right_click_at(Point::new(100.0, 20.0));
    window.click("Rename…");
    assert_eq!((window.state.did.as_slice(), window.state.closed), (&["rename"][..], 1));

    window.right_click_at(Point::new(100.0, 20.0));
    window.click("Call");
    assert!(window.state.menu.is_some(), "what cannot be done now does nothing");
    window.key(Named::ArrowDown);
    window.key(Named::ArrowDown);
    window.key(Named::ArrowDown);
    window.key(Named::Enter);
    assert_eq!(window.state.did, ["rename", "notify"], "disabled lines and rules are skipped");

    window.right_click_at(Point::new(100.0, 20.0));
    window.type_text("r");
    window.type_text("r");
    window.key(Named::Enter);
    assert_eq!(window.state.did, ["rename", "notify", "remove"]);

    window.right_click_at(Point::new(100.0, 20.0));
    window.key(Named::Escape);
    assert!(window.state.menu.is_none());
    window.right_click_at(Point::new(20.0, 20.0));
    window.click_at(Point::new(280.0, 390.0));
    assert!(window.state.menu.is_none());
    assert_eq!(window.state.pressed, None, "the press that closes a menu does nothing else");
}

#[test]
fn a_menu_opens_by_keyboard_and_stays_inside_the_window() {
    for (mode, name) in [(Mode::Light, "light"), (Mode::Dark, "dark")] {
        let mut window = roster(20);
        window.mode = mode;
        window.key(Named::Tab);
        window.key(Named::ArrowDown);
        window.key_with(Modifiers::SHIFT, Named::F10);
        assert!(window.state.menu.is_some());
        window.key(Named::Escape);

        window.right_click_at(Point::new(280.0, 395.0));
        window.key(Named::ArrowDown);
        for label in ["Open", "Remove from the contacts for good"] {
            let found = window.find(label).expect("it is there").bounds();
            let inside =
                found.x >= 0.0 && found.x + found.width <= 300.0 && found.y + found.height <= 400.0;
            assert!(inside, "{label}: {found:?}");
        }
        window.picture(&format!("menu-{name}"));
    }
}

#[test]
fn a_menu_that_is_higher_than_the_window_scrolls() {
    let mut window = roster(20);
    window.resize(Size::new(300.0, 110.0));
    window.right_click_at(Point::new(100.0, 20.0));
    window.key(Named::End);
    window.picture("menu-low");
    window.key(Named::Enter);
    assert_eq!(window.state.did, ["remove"]);

    window.right_click_at(Point::new(100.0, 20.0));
    window.move_to(Point::new(100.0, 50.0));
    window.wheel(-5.0);
    window.click("Remove from the contacts for good");
    assert_eq!(window.state.did, ["remove", "remove"]);
}
