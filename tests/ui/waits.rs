//! What is told of a wait: nothing at first, and in a place that was kept for it.

use std::time::Duration;

use iced::{Event, window};
use parlance::i18n::{Language, within};
use parlance::model::account::{self, Connection, Step};
use parlance::model::{Change, Refusal, contact, room};
use parlance::ui::chat as thread;
use parlance::ui::deed::Deed;
use parlance::ui::dialog::join::{self, directory};
use parlance::ui::dialog::{self, search};
use parlance::ui::keys::Action;
use parlance::ui::shell::Message;

use crate::ui::rules::walk::Walk;
use crate::ui::window::{Driven, drive, happen, open};
use crate::ui::world::{alone, company, hall, me, talk, with};

/// Asks for it, and leaves it without an answer.
fn begin(window: &mut Driven, message: Message) {
    let mut shell = window.state.shell.take().expect("it is there");
    let asked = shell.update(&window.state.scene(), message);
    drop(asked);
    window.state.shown = shell.shown().cloned();
    window.state.shell = Some(shell);
    window.frame();
}

/// Where all stands that can be pressed or typed in.
fn controls(window: &mut Driven) -> Vec<String> {
    let walk = Walk::of(window);
    let acts = walk.nodes.iter().enumerate().filter(|(_, node)| node.acts());
    acts.map(|(place, _)| walk.name(place)).collect()
}

/// The words come after a while, and move nothing.
fn waits(window: &mut Driven, words: &str) {
    window.frame();
    assert!(!window.shows(words), "{words} comes at once");
    let before = controls(window);
    window.pass(Duration::from_millis(190));
    assert!(!window.shows(words), "{words} comes too early");
    window.pass(Duration::from_millis(20));
    window.picture(&format!("waits-{}", words.split(' ').next().unwrap_or_default()));
    assert!(window.shows(words), "{words} never comes");
    assert_eq!(before, controls(window), "{words} moves something");
}

fn told(window: &mut Driven, message: dialog::Message) {
    begin(window, Message::Dialog(message));
}

#[test]
fn a_wait_is_told_after_a_while_in_the_place_that_was_kept_for_it() {
    within(Language::English, || {
        let romeo = || with("romeo@montague.example");
        let mut window = drive(company(), 1280.0, 800.0);
        begin(&mut window, Message::Did(Deed::Open(romeo())));
        waits(&mut window, "Reading the messages…");

        let dialogs = [
            (Deed::Configure(hall()), "Asking the room…"),
            (Deed::People(hall()), "Asking the room…"),
            (Deed::Details(romeo()), "Asking…"),
        ];
        for (deed, words) in dialogs {
            begin(&mut window, Message::Did(deed));
            waits(&mut window, words);
            window.message(Message::DialogDismissed);
        }

        begin(&mut window, Message::Key(Action::JoinRoom));
        let service = "rooms.capulet.example".to_owned();
        for message in [directory::Message::Service(service), directory::Message::Asked] {
            let message = join::Message::Directory(message);
            told(&mut window, dialog::Message::Join(message));
        }
        waits(&mut window, "Asking the service…");
        window.message(Message::DialogDismissed);

        begin(&mut window, Message::Key(Action::Search));
        let words = "light".to_owned();
        told(&mut window, dialog::Message::Search(search::Message::Typed(words)));
        waits(&mut window, "Searching…");
        window.message(Message::DialogDismissed);

        begin(&mut window, Message::Chat(thread::Message::FindOpened));
        let typed = thread::find::Message::Typed("light".to_owned());
        begin(&mut window, Message::Chat(thread::Message::Find(typed)));
        waits(&mut window, "Searching…");
    });
}

#[test]
fn contacts_on_their_way_are_told_after_a_while() {
    within(Language::English, || {
        let mut world = alone();
        let connecting = Connection::Connecting(Step::SigningIn);
        let change = account::Change::Connection(connecting);
        world.apply(&Change::Account(me(), change));
        waits(&mut drive(world, 900.0, 600.0), "Your contacts are on their way.");
    });
}

#[test]
fn a_window_that_waits_wakes_by_itself() {
    let mut window = drive(company(), 1280.0, 800.0);
    begin(&mut window, Message::Did(Deed::Open(with("romeo@montague.example"))));
    window.events(&[Event::Window(window::Event::Unfocused)]);
    assert!(window.wakes());
    window.pass(Duration::from_millis(300));
    assert!(!window.wakes());
}

#[test]
fn each_empty_place_has_a_sentence_and_a_button() {
    within(Language::English, || {
        let mut window = drive(alone(), 1280.0, 800.0);
        assert!(window.shows("Nobody is on your list yet."));

        let refusal = Refusal::ours("service-unavailable");
        let refused = |refusal| Change::Contact(me(), contact::Change::Refused(refusal));
        happen(&mut window, &[refused(Some(refusal))]);
        assert!(!window.shows("Nobody is on your list yet."), "whether that is so is not known");
        window.picture("contacts-refused");
        let before = window.state.orders;
        window.click("Try again");
        assert_eq!(window.state.orders, before + 1);
        happen(&mut window, &[refused(None)]);
        assert!(!window.shows("Try again"));

        let mut window = drive(company(), 1280.0, 800.0);
        open(&mut window, with("romeo@montague.example"));
        assert!(window.shows("Nothing has been written here yet."));
        window.task(iced::widget::operation::focus(parlance::ui::sidebar::FILTER));
        window.picture("empty-chat");
        window.click("Write the first message");
        assert!(window.focused(thread::COMPOSER));
        happen(&mut window, &talk());
        assert!(!window.shows("Write the first message"));
    });
}

#[test]
fn who_is_in_a_room_is_told_only_inside() {
    within(Language::English, || {
        let mut window = drive(company(), 1280.0, 800.0);
        open(&mut window, hall().chat());
        assert!(window.shows("5 people"));
        let state = room::Change::State(room::State::Outside);
        happen(&mut window, &[Change::Room(hall(), state)]);
        window.picture("room-outside");
        assert!(!window.shows("0 people"));
        assert!(window.shows("Who is here is shown once you have entered the room."));

        let offline = account::Change::Connection(Connection::Offline);
        happen(&mut window, &[Change::Account(me(), offline)]);
        assert!(window.shows("Who is here is shown once you are connected."));
    });
}
