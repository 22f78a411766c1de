//! Rooms of one's own, from wherever one is.

use iced::Size;
use parlance::model::message::Ids;
use parlance::model::room::rights::{MODERATION, Measure};
use parlance::model::room::{Affiliation, Occupant, Role};
use parlance::model::{Author, Change, Message, Show, room};
use parlance::ui::deed::Deed;
use parlance::ui::dialog::Dialog;
use parlance::ui::keys::Action;
use parlance::ui::menus::{self, Line, Subject};
use parlance::ui::shell;

use super::window::{Driven, apply, company, drive, hall, open, said, talk, with};

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

fn juliet(role: Role) -> Change {
    let me = Occupant {
        nick: "Juliet".to_owned(),
        role,
        affiliation: Affiliation::Member,
        show: Show::Online,
        status: String::new(),
        jid: None,
        id: None,
        hats: vec!["Host".to_owned(), "Speaker".to_owned()],
    };
    Change::Room(hall(), room::Change::Occupant(me))
}

#[test]
fn only_moderators_are_offered_to_remove_what_others_say() {
    let offered = |role, features: &[&str]| {
        let mut world = company();
        apply(&mut world, juliet(role));
        let features = features.iter().map(|it| (*it).to_owned()).collect();
        apply(&mut world, Change::Room(hall(), room::Change::Features(features)));
        let window = drive(world, 1080.0, 720.0);
        let author = Author::Occupant { nick: "Nurse".to_owned(), id: None };
        let message = Message {
            ids: Ids { origin: None, stanza: Some("s1".to_owned()) },
            ..said(hall().chat(), 1, author, "spam")
        };
        let subject = Subject::Message { message: Box::new(message), link: None, selected: None };
        let lines = menus::lines(&window.state.scene(), &subject);
        let measures = lines.into_iter().filter(|line| {
            let Line::Do { deed: Deed::Govern(_, measure), .. } = line else { return false };
            matches!(measure, Measure::Message { .. } | Measure::Messages { .. })
        });
        measures.count()
    };
    assert_eq!(offered(Role::Moderator, &[MODERATION]), 2);
    assert_eq!(offered(Role::Participant, &[MODERATION]), 0);
    assert_eq!(offered(Role::Moderator, &[]), 0, "the room cannot");
}

#[test]
fn hats_are_seen_beside_the_nick() {
    let mut world = company();
    apply(&mut world, juliet(Role::Moderator));
    let mut window = drive(world, 1280.0, 720.0);
    open(&mut window, hall().chat());
    assert!(window.shows("Host"));
    super::window::happen(&mut window, &talk());
    window.picture("rooms-hats");
    let measure = Measure::Message { nick: "Nurse".to_owned(), id: "s1".to_owned() };
    did(&mut window, Deed::Govern(hall(), measure));
    assert!(window.shows("Remove for everybody…"));
    window.picture("rooms-moderate");
}
