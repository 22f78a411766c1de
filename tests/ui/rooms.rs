//! Rooms of one's own, from wherever one is.

use iced::{Point, Size};
use parlance::model::account::{self, Server};
use parlance::model::form::{Field, Form};
use parlance::model::message::{Ids, Moderation};
use parlance::model::room::Listing;
use parlance::model::room::rights::{MODERATION, Measure};
use parlance::model::room::{Affiliation, Occupant, Role, State};
use parlance::model::{Author, Change, ChatId, Message, Show, chat, room};
use parlance::ui::deed::Deed;
use parlance::ui::dialog::join::{self, directory};
use parlance::ui::dialog::{self, Dialog};
use parlance::ui::keys::Action;
use parlance::ui::menus::{self, Line, Subject};
use parlance::ui::shell;

use super::window::{Driven, drive, open};
use super::world::{apply, company, hall, jid, me, opened, said, talk, with};

fn did(window: &mut Driven, deed: Deed) {
    window.message(shell::Message::Did(deed));
    window.frame();
}

fn shown(window: &Driven) -> Option<&Dialog> {
    window.state.shell.as_ref().and_then(|shell| shell.dialog.as_ref())
}

#[test]
fn a_contact_that_is_dropped_on_a_room_is_asked_in() {
    let mut window = drive(company(), 1080.0, 900.0);
    let from = window.bounds("Mercutio").expect("he is on the roster").center();
    let room = window.bounds("The great hall").expect("it is open").center();
    let chat = window.bounds("李雷").expect("a chat").center();

    window.drag(from, chat);
    assert!(shown(&window).is_none(), "a person is no room");

    window.drag(from, room);
    assert!(matches!(shown(&window), Some(Dialog::Invite(_))));
    assert!(window.shows("Invite into The great hall"));
    assert!(window.shows("Ask in: 1 person"));
    window.picture("rooms-dropped");
}

#[test]
fn a_contact_that_is_dropped_on_what_is_said_in_a_room_is_asked_in() {
    let mut window = drive(company(), 1080.0, 900.0);
    open(&mut window, hall().chat());
    let from = window.bounds("Mercutio").expect("he is on the roster").center();
    let thread = Point::new(600.0, 400.0);

    window.carry(from, thread);
    assert!(window.shows("Let go to invite into this room"));
    window.picture("rooms-carried");
    window.release(iced::mouse::Button::Left);
    assert!(matches!(shown(&window), Some(Dialog::Invite(_))));
    assert!(window.shows("Ask in: 1 person"));

    let mut window = drive(company(), 1080.0, 900.0);
    open(&mut window, with("romeo@montague.example"));
    window.drag(from, thread);
    assert!(shown(&window).is_none(), "a person is no room");
}

#[test]
fn a_room_is_made_by_key_and_where_one_looks_for_one() {
    let mut window = drive(company(), 1080.0, 720.0);
    did(&mut window, Deed::Key(Action::CreateRoom));
    assert!(matches!(shown(&window), Some(Dialog::Create(_))));

    did(&mut window, Deed::Key(Action::JoinRoom));
    window.picture("rooms-join");
    window.click("Make a room of your own…");
    assert!(matches!(shown(&window), Some(Dialog::Create(_))));
}

#[test]
fn a_conversation_grows_into_a_room() {
    let mut window = drive(company(), 1080.0, 900.0);
    did(&mut window, Deed::Grow(with("romeo@montague.example")));
    assert!(matches!(shown(&window), Some(Dialog::Create(_))));
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
fn a_room_that_wants_a_proof_asks_where_one_waits_to_be_let_in() {
    let challenged = || {
        let field =
            Field { name: "ocr".into(), label: "What do you see?".into(), ..Field::default() };
        let form = Form { fields: vec![field], ..Form::default() };
        let state = State::Joining { nick: "Juliet".to_owned() };
        [
            Change::Room(hall(), room::Change::State(state)),
            Change::Room(hall(), room::Change::Challenged(Box::new(form))),
        ]
    };
    let mut window = drive(company(), 1080.0, 720.0);
    open(&mut window, hall().chat());
    super::window::happen(&mut window, &challenged());
    assert!(shown(&window).is_none(), "nobody waits: it does not stand in one's way");
    window.click("Answer…");
    assert!(matches!(shown(&window), Some(Dialog::Challenge(_))));
    assert!(window.shows("What do you see?"));
    window.picture("rooms-challenge");

    let mut window = drive(company(), 1080.0, 720.0);
    did(&mut window, Deed::JoinRoom { account: Some(me()), room: Some(hall().jid) });
    let told = |message| shell::Message::Dialog(dialog::Message::Join(message));
    // Nobody answers.
    drop(window.state.update(told(join::Message::Submitted)));
    super::window::happen(&mut window, &challenged());
    assert!(matches!(shown(&window), Some(Dialog::Challenge(_))));
}

#[test]
fn what_is_said_in_private_goes_on_under_another_nick() {
    let occupant = |nick: &str| ChatId::occupant(me(), hall().jid, nick.to_owned());
    let mut world = company();
    opened(&mut world, occupant("Nurse"), 0, "Peter, my fan");
    let mut window = drive(world, 1080.0, 720.0);
    open(&mut window, occupant("Nurse"));
    let heard = said(occupant("Nurse"), 1, Author::Peer, "Peter, my fan");
    super::window::happen(&mut window, &[super::world::arrived(heard)]);

    let renamed = room::Change::Renamed { from: "Nurse".to_owned(), to: "Angelica".to_owned() };
    super::window::happen(
        &mut window,
        &[
            Change::Room(hall(), renamed),
            Change::Chat(occupant("Nurse"), chat::Change::Moved(occupant("Angelica"))),
        ],
    );
    let shell = window.state.shell.as_ref().expect("it is there");
    assert_eq!(shell.shown(), Some(&occupant("Angelica")));
    assert!(window.state.world.open.contains(&occupant("Angelica")));
    assert!(!window.state.world.open.contains(&occupant("Nurse")));
    assert!(window.shows("Angelica") && window.shows("Peter, my fan"));
    window.picture("rooms-renamed");
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
    assert!(window.shows("Remove for everybody"));
    window.picture("rooms-moderate");
}

#[test]
fn what_a_moderator_removed_says_who_and_why() {
    let mut window = drive(company(), 1080.0, 720.0);
    open(&mut window, hall().chat());
    let stone = |minute, by: &str, reason: &str| {
        let author = Author::Occupant { nick: "Nurse".to_owned(), id: None };
        let mut message = said(hall().chat(), minute, author, "");
        message.sequel.retracted = Some(message.cursor.at);
        message.sequel.moderated =
            Some(Moderation { by: by.to_owned(), reason: reason.to_owned() });
        super::world::arrived(message)
    };
    let stones = [stone(1, "Capulet", "No names at the feast"), stone(2, "", "")];
    super::window::happen(&mut window, &stones);
    assert!(window.shows("Removed by Capulet: No names at the feast"));
    assert!(window.shows("Removed by a moderator"));
    window.picture("rooms-removed");
}

#[test]
fn a_list_of_rooms_says_how_many_are_in_them() {
    let mut world = company();
    let server = Server { search: Some(jid("search.example")), ..Server::default() };
    apply(&mut world, Change::Account(me(), account::Change::Server(server)));
    let outside = ChatId::room(me(), jid("cellar@rooms.capulet.example"));
    opened(&mut world, outside, 0, "We were here");
    let mut window = drive(world, 1080.0, 860.0);
    did(&mut window, Deed::Key(Action::JoinRoom));
    assert!(window.shows("Rooms you were in") && window.shows("cellar"));
    assert!(window.shows("Public rooms of many servers, by words"));
    window.picture("rooms-find");
    window.click("cellar");
    assert!(window.shows("cellar@rooms.capulet.example"));

    let room = |name: &str, people, language: &str| Listing {
        people,
        language: language.to_owned(),
        ..Listing::new(jid(&format!("{name}@rooms.example")), name.to_owned())
    };
    let found =
        vec![room("chess", Some(7), "de"), room("Go", Some(42), ""), room("quiet", None, "")];
    let told = |message| shell::Message::Dialog(dialog::Message::Join(message));
    window.message(told(join::Message::Directory(directory::Message::Listed(Ok(found)))));
    window.frame();
    let mut y = |text: &str| window.bounds(text).expect("it is listed").y;
    assert!(y("Go") < y("chess") && y("chess") < y("quiet"), "the busiest first");
    assert!(window.shows("42"));

    let described = room("quiet", Some(3), "fr");
    window.message(told(join::Message::Directory(directory::Message::Described(Ok(described)))));
    window.frame();
    assert!(window.shows("3") && window.shows("fr"));
    window.picture("rooms-found");
}
