//! Rooms of one's own, from wherever one is.

use iced::Size;
use parlance::ui::deed::Deed;
use parlance::ui::dialog::Dialog;
use parlance::ui::keys::Action;
use parlance::ui::shell;

use super::window::{Driven, company, drive, with};

fn did(window: &mut Driven, deed: Deed) {
    window.message(shell::Message::Did(deed));
    window.frame();
}

fn dialog(window: &Driven) -> Option<&Dialog> {
    window.state.shell.as_ref().and_then(|shell| shell.dialog.as_ref())
}

#[test]
fn a_contact_that_is_dropped_on_a_room_is_asked_in() {
    let mut window = drive(company(), 1080.0, 900.0);
    let from = window.bounds("Mercutio").expect("he is on the roster").center();
    let room = window.bounds("The great hall").expect("it is open").center();
    let chat = window.bounds("李雷").expect("a chat").center();

    window.drag(from, chat);
    assert!(dialog(&window).is_none(), "a person is no room");

    window.drag(from, room);
    assert!(matches!(dialog(&window), Some(Dialog::Invite(_))));
    assert!(window.shows("Invite into The great hall"));
    assert!(window.shows("Ask in: 1 person"));
    window.picture("rooms-dropped");
}

#[test]
fn a_room_is_made_by_key_and_where_one_looks_for_one() {
    let mut window = drive(company(), 1080.0, 720.0);
    did(&mut window, Deed::Key(Action::CreateRoom));
    assert!(matches!(dialog(&window), Some(Dialog::Create(_))));

    did(&mut window, Deed::Key(Action::JoinRoom));
    window.picture("rooms-join");
    window.click("Make a room of your own…");
    assert!(matches!(dialog(&window), Some(Dialog::Create(_))));
}

#[test]
fn a_conversation_grows_into_a_room() {
    let mut window = drive(company(), 1080.0, 900.0);
    did(&mut window, Deed::Grow(with("romeo@montague.example")));
    assert!(matches!(dialog(&window), Some(Dialog::Create(_))));
    assert!(window.shows("Ask in: 1 person"));
    window.picture("rooms-grow");
    window.resize(Size::new(420.0, 700.0));
    window.picture("rooms-grow-narrow");
}
