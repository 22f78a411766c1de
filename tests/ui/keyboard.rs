//! What the keyboard reaches, where it begins, and what keeps still meanwhile.

use std::time::Duration;

use iced::keyboard::Modifiers;
use iced::keyboard::key::Named;
use iced::{Event, Point};
use parlance::model::{Change, ChatId, Presence, Show, contact};
use parlance::ui::chat::{self, COMPOSER};
use parlance::ui::deed::Deed;
use parlance::ui::keys::Action;
use parlance::ui::menus::Subject;
use parlance::ui::part::composer::Order;
use parlance::ui::part::focus::CLOSE;
use parlance::ui::{shell, sidebar};

use crate::ui::window::{Driven, drive, happen, open};
use crate::ui::world::{company, jid, me, talk, with};

const LINK: &str = "https://example.org/verona";
const DAY: i64 = 24 * 60 * 60 * 1000;

fn romeo() -> ChatId {
    with("romeo@montague.example")
}

/// Talking with Romeo.
fn talking() -> Driven {
    let mut window = drive(company(), 1280.0, 800.0);
    open(&mut window, romeo());
    happen(&mut window, &talk());
    window
}

fn subject(window: &Driven) -> Option<&Subject> {
    window.state.shell.as_ref()?.menu.as_ref().map(|menu| &menu.subject)
}

fn orders(window: &Driven) -> Vec<Order> {
    match subject(window) {
        Some(Subject::Composer { orders, .. }) => orders.clone(),
        other => panic!("the composer's menu is open, and not {other:?}"),
    }
}

fn write(window: &mut Driven, text: &str) {
    window.message(shell::Message::Chat(chat::Message::Inserted(text.to_owned())));
    window.frame();
}

#[test]
fn a_link_is_reached_with_tab_opened_with_enter_and_has_its_menu() {
    let mut window = talking();
    assert!(window.focused(COMPOSER));
    window.key_with(Modifiers::SHIFT, Named::Tab);
    window.picture("keyboard-link");

    window.key(Named::ContextMenu);
    match subject(&window) {
        Some(Subject::Message { link, .. }) => assert_eq!(link.as_deref(), Some(LINK)),
        other => panic!("the menu of the link is open, and not {other:?}"),
    }
    assert!(window.shows("Copy the link"));
    window.key(Named::Escape);

    let before = window.state.orders;
    window.key(Named::Enter);
    assert_eq!(window.state.orders, before + 1, "the link is followed");
}

#[test]
fn the_composer_has_a_menu_of_what_makes_sense_there() {
    let mut window = talking();
    for (modifiers, key) in
        [(Modifiers::empty(), Named::ContextMenu), (Modifiers::SHIFT, Named::F10)]
    {
        window.key_with(modifiers, key);
        assert_eq!(orders(&window), [Order::Paste], "in an empty field there is nothing to copy");
        window.key(Named::Escape);
    }

    write(&mut window, "by yonder moon");
    let place = window.bounds(iced_test::selector::id(COMPOSER)).expect("it is there").center();
    window.right_click_at(place);
    assert_eq!(orders(&window), [Order::Undo, Order::Paste, Order::SelectAll]);
    window.picture("keyboard-composer-menu");
    window.click("Select all");

    window.key(Named::ContextMenu);
    window.click("Cut");
    assert_eq!(window.clipboard.0.as_deref(), Some("by yonder moon"));
    window.key(Named::ContextMenu);
    assert_eq!(orders(&window), [Order::Undo, Order::Paste]);
    window.click("Paste");
    window.key(Named::ContextMenu);
    assert_eq!(orders(&window), [Order::Undo, Order::Paste, Order::SelectAll]);
    window.key(Named::Escape);
    assert!(window.focused(COMPOSER));
}

#[test]
fn a_dialog_begins_at_its_first_control_and_not_at_the_way_out() {
    let mut window = talking();
    for deed in [
        Deed::Key(Action::Settings),
        Deed::Key(Action::Accounts),
        Deed::Key(Action::Status),
        Deed::Key(Action::AddContact),
        Deed::Key(Action::JoinRoom),
        Deed::Details(romeo()),
        Deed::RemoveContact(me(), jid("romeo@montague.example")),
    ] {
        window.message(shell::Message::Did(deed.clone()));
        window.frame();
        assert!(!window.focused(CLOSE), "{deed:?}");
        assert!(!window.focused(COMPOSER), "{deed:?}");
        window.key(Named::Escape);
    }
}

#[test]
fn a_closed_chat_is_opened_again() {
    let mut window = talking();
    window.chord(Modifiers::CTRL, 'w');
    assert_ne!(window.state.shown, Some(romeo()));
    window.chord(Modifiers::CTRL | Modifiers::SHIFT, 't');
    assert_eq!(window.state.shown, Some(romeo()));
}

#[test]
fn nothing_changes_its_place_under_the_pointer_however_long_it_lies_there() {
    let mut window = talking();
    let pair = Pair::of(&mut window);
    let before = Pair::nurse_above(&mut window);
    let place = window.bounds("Tybalt").expect("seen").center();
    window.move_to(place);
    window.pass(Duration::from_secs(600));
    pair.swap(&mut window);
    assert_eq!(Pair::nurse_above(&mut window), before, "the pointer is there");
    window.move_to(Point::new(800.0, 300.0));
    assert_ne!(Pair::nurse_above(&mut window), before, "the pointer has left");
}

#[test]
fn nothing_changes_its_place_under_the_choice_of_the_keyboard() {
    for (begin, leave) in [
        (sidebar::LIST, Named::F6),
        (sidebar::LIST, Named::Tab),
        (sidebar::LIST, Named::Enter),
        (sidebar::FILTER, Named::Enter),
    ] {
        let mut window = talking();
        let pair = Pair::of(&mut window);
        let before = Pair::nurse_above(&mut window);
        window.task(iced::widget::operation::focus(begin));
        window.key(Named::ArrowDown);
        window.pass(Duration::from_secs(600));
        pair.swap(&mut window);
        assert_eq!(Pair::nurse_above(&mut window), before, "the choice is in {begin}");
        window.key(leave);
        window.frame();
        assert_ne!(Pair::nurse_above(&mut window), before, "{leave:?} led out of {begin}");
    }
}

#[test]
fn a_choice_that_a_press_has_left_behind_holds_nobody() {
    let mut window = talking();
    let pair = Pair::of(&mut window);
    let before = Pair::nurse_above(&mut window);
    window.click("Mercutio");
    window.move_to(Point::new(800.0, 300.0));
    pair.swap(&mut window);
    assert_ne!(Pair::nurse_above(&mut window), before);
}

#[test]
fn today_is_yesterday_after_midnight() {
    let mut window = talking();
    assert!(window.shows("Today") && window.shows("Yesterday"));
    window.state.now += DAY;
    window.frame();
    assert!(!window.shows("Today") && window.shows("Yesterday"));
}

#[test]
fn the_hint_of_the_composer_gives_way_to_what_an_input_method_shows() {
    let mut window = talking();
    let field = window.bounds(iced_test::selector::id(COMPOSER)).expect("it is there").shrink(6.0);
    let before = window.ink(field);
    let shows = |text: &str| {
        Event::InputMethod(iced::advanced::input_method::Event::Preedit(text.to_owned(), None))
    };
    window.events(&[shows("ni'hao")]);
    assert!(window.ink(field) * 4 < before, "the caret alone is left");
    window.events(&[shows("")]);
    assert_eq!(window.ink(field), before);
}

/// Tybalt and the nurse change places in the roster, by what they tell; says who stands above.
struct Pair {
    up: &'static str,
    down: &'static str,
}

impl Pair {
    fn of(window: &mut Driven) -> Self {
        if Self::nurse_above(window) {
            Self { up: "tybalt@capulet.example", down: "nurse@capulet.example" }
        } else {
            Self { up: "nurse@capulet.example", down: "tybalt@capulet.example" }
        }
    }

    fn nurse_above(window: &mut Driven) -> bool {
        let [nurse, tybalt] = ["Nurse", "Tybalt"].map(|name| window.bounds(name).expect("seen").y);
        nurse < tybalt
    }

    /// The lower one has more to say now than the upper.
    fn swap(&self, window: &mut Driven) {
        let comes = |address: &str, show| {
            let presence = Presence { show, status: String::new(), priority: 5 };
            let (from, resource) = (jid(address), "balcony".to_owned());
            let presence = Some(presence);
            Change::Contact(me(), contact::Change::Presence { from, resource, presence })
        };
        happen(window, &[comes(self.up, Show::FreeToChat), comes(self.down, Show::ExtendedAway)]);
    }
}
