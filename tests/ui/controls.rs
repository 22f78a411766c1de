//! The small parts, by pointer and by keyboard.

use std::time::Duration;

use iced::keyboard::Modifiers;
use iced::keyboard::key::Named;
use iced::widget::{Row, column, container, row};
use iced::{Element, Length, Size, Task};
use parlance::model::presence::Show;
use parlance::ui::part::avatar::{self, avatar};
use parlance::ui::part::icon::Icon;
use parlance::ui::part::line::{line, muted};
use parlance::ui::part::pressable::Look;
use parlance::ui::part::{control, dialog, field, panes, text};
use parlance::ui::root::root;
use parlance::ui::theme::{Mode, style};

use crate::support::harness::Harness;

#[derive(Debug, Clone)]
enum Message {
    Pressed(&'static str),
    Typed(String),
    Width(f32),
    Dismissed,
}

#[derive(Default)]
struct Gallery {
    pressed: Vec<&'static str>,
    typed: String,
    width: Option<f32>,
    dialog: bool,
}

fn update(gallery: &mut Gallery, message: Message) -> Task<Message> {
    match message {
        Message::Pressed(what) => gallery.pressed.push(what),
        Message::Typed(text) => gallery.typed = text,
        Message::Width(width) => gallery.width = Some(width),
        Message::Dismissed => gallery.dialog = false,
    }
    Task::none()
}

const SHOWS: [Show; 6] =
    [Show::Online, Show::FreeToChat, Show::Away, Show::ExtendedAway, Show::Busy, Show::Offline];
const LONG: &str = "A person whose name is so long that it fits into no row of any list at all";

fn contact<'a>(name: &'a str, status: &'a str, show: Show, selected: bool) -> Element<'a, Message> {
    let lines = column![line(name), muted(status)].width(Length::Fill);
    let face = avatar(name, name, avatar::ROW).show(Some(show));
    let content = row![face, lines].spacing(8).align_y(iced::Alignment::Center);
    control::list_row(content, selected, 40.0).on_press(Message::Pressed("row")).into()
}

fn view(gallery: &Gallery) -> Element<'_, Message> {
    let side = column![
        contact("Romeo", "On the balcony", Show::Online, false),
        contact("Juliet 🌹", "wherefore art thou ❤️", Show::FreeToChat, true),
        contact(LONG, LONG, Show::Away, false),
        contact("李雷", "今天很忙，骨直角", Show::ExtendedAway, false),
        contact("عبد الله", "مرحبا بالعالم", Show::Busy, false),
        contact("Somebody", "", Show::Offline, false),
        Row::from_iter(SHOWS.map(avatar::presence)).spacing(8),
    ]
    .padding(8);
    let side = container(side).style(style::side).width(Length::Fill).height(Length::Fill);

    let buttons = row![
        control::primary("Sign in").id("primary").on_press(Message::Pressed("primary")),
        control::plain("Cancel").id("plain").on_press(Message::Pressed("plain")),
        control::danger("Remove").on_press(Message::Pressed("danger")),
        control::with_icon(Look::Plain, Icon::UserPlus, "Add").on_press(Message::Pressed("add")),
        control::quiet("Later").on_press(Message::Pressed("later")),
        control::primary("Not now"),
        control::plain("Not now"),
        control::link("Forgotten?").on_press(Message::Pressed("link")),
        control::icon_action(Icon::Settings, "Settings", Some(Message::Pressed("settings"))),
        control::icon_action(Icon::Attach, "Attach", None),
    ]
    .spacing(8);
    let marks = row![
        control::checkbox("Remember the password", true).on_press(Message::Pressed("check")),
        control::checkbox("Connect at start", false).on_press(Message::Pressed("check")),
        control::radio("Light", true).on_press(Message::Pressed("radio")),
        control::radio("Dark", false).on_press(Message::Pressed("radio")),
        control::tab("Accounts", true).on_press(Message::Pressed("tab")),
        control::tab("Look", false).on_press(Message::Pressed("tab")),
    ]
    .spacing(8);
    let main = column![
        text::heading("Page heading"),
        text::title("A title, Überschrift, Заголовок, Τίτλος"),
        text::body("Body text with emoji 😀 ❤️ 👩‍👩‍👧‍👦 and 中文，骨直角。Then العربية too, and it wraps at words where it can, which one sees when the line is long enough to meet the edge."),
        text::meta("Meta text 12:34"),
        buttons,
        marks,
        field::field("Address", &gallery.typed)
            .id("address")
            .placeholder("name@server.example")
            .on_input(Message::Typed)
            .on_submit(Message::Pressed("submit")),
        field::field("Password", "secret")
            .secret(true, "Show the password", Message::Pressed("reveal"))
            .on_input(Message::Typed)
            .fault(Some("The server does not know this password.")),
        field::filter("Search", "", Message::Typed),
        text::fault("The server refused the certificate."),
        row![container(text::body("3")).padding([0, 6]).style(style::badge), control::hint(text::body("hover"), "told")].spacing(8),
    ]
    .spacing(12)
    .padding(16);
    let main = container(main).style(style::page).width(Length::Fill).height(Length::Fill);

    let panes = panes::beside(
        panes::Side::Left,
        Some(side.into()),
        main,
        gallery.width.unwrap_or(280.0),
        (220.0, 420.0),
        Message::Width,
    );
    let card = gallery.dialog.then(|| {
        let buttons = row![
            control::plain("Keep").on_press(Message::Dismissed),
            control::danger("Remove him").on_press(Message::Pressed("removed")),
        ];
        let told = text::body("He will no longer see when you are here.");
        let card = column![text::title("Remove Romeo?"), told, buttons.spacing(8)].spacing(16);
        let card = container(card).padding(24).max_width(440).style(style::card);
        (card.into(), Message::Dismissed)
    });
    root(dialog::over(panes, card), |_| None, Message::Pressed("escape"), false)
}

fn gallery() -> Harness<Gallery, Message> {
    Harness::new(Gallery::default(), update, view, Size::new(1180.0, 640.0))
}

#[test]
fn a_button_is_pressed_by_pointer_and_by_keyboard() {
    let mut window = gallery();
    window.click("Sign in");
    assert_eq!(window.state.pressed, ["primary"]);

    window.key(Named::Tab);
    assert!(window.focused("plain"), "Tab goes from the pressed button to the next");
    window.key(Named::Enter);
    window.key(Named::Space);
    assert_eq!(window.state.pressed, ["primary", "plain", "plain"]);

    window.key_with(Modifiers::SHIFT, Named::Tab);
    assert!(window.focused("primary"));
}

#[test]
fn what_is_disabled_is_neither_pressed_nor_reached() {
    let mut window = gallery();
    window.click("Attach");
    assert!(window.state.pressed.is_empty());
    for _ in 0..40 {
        window.key(Named::Tab);
        window.key(Named::Space);
    }
    assert!(!window.state.pressed.contains(&"attach"));
    assert!(window.state.pressed.contains(&"settings"), "{:?}", window.state.pressed);
}

#[test]
fn a_field_takes_what_is_typed_right_after_tab() {
    let mut window = gallery();
    window.click(iced_test::selector::id("address"));
    window.type_text("romeo");
    assert_eq!(window.state.typed, "romeo");
    window.key(Named::Enter);
    assert_eq!(window.state.pressed, ["submit"]);
}

#[test]
fn a_dialog_keeps_the_keyboard_until_it_is_answered() {
    let mut window = gallery();
    window.state.dialog = true;
    window.frame();
    for _ in 0..3 {
        window.key(Named::Tab);
        window.type_text("x");
    }
    assert_eq!(window.state.typed, "", "the fields below hear nothing");
    window.click("Remove him");
    assert_eq!(window.state.pressed, ["removed"]);
    window.key(Named::Escape);
    assert!(!window.state.dialog);
}

#[test]
fn the_edge_between_two_regions_can_be_dragged_within_bounds() {
    let mut window = gallery();
    let at = |x| iced::Point::new(x, 500.0);
    window.drag(at(279.0), at(329.0));
    assert_eq!(window.state.width, Some(330.0));
    window.drag(at(329.0), at(20.0));
    assert_eq!(window.state.width, Some(220.0));
}

#[test]
fn the_parts_are_shown_in_both_modes() {
    for (mode, name) in [(Mode::Light, "light"), (Mode::Dark, "dark")] {
        let mut window = gallery();
        window.mode = mode;
        window.key(Named::Tab);
        assert!(window.shows("Remember the password"));
        window.picture(&format!("controls-{name}"));
        window.state.dialog = true;
        window.frame();
        window.picture(&format!("dialog-{name}"));
    }
}

#[test]
fn what_is_cut_is_told_when_the_pointer_rests_on_it() {
    let mut window = gallery();
    let below = iced::Rectangle { x: 60.0, y: 118.0, width: 340.0, height: 34.0 };
    let before = window.ink(below);
    window.move_to(iced::Point::new(100.0, 100.0));
    window.pass(Duration::from_millis(400));
    assert_eq!(window.ink(below), before, "not at once");
    window.pass(Duration::from_secs(5));
    window.picture("told");
    let told = window.ink(below);
    assert!(told > before * 3 / 2, "the whole name stands below: {before} then {told}");

    window.move_to(iced::Point::new(100.0, 400.0));
    assert_eq!(window.ink(below), before);
}
