//! Whether we are still in, and the way back (XEP-0410).

use parlance::model::room::{Change as RoomChange, State};

use super::{enters, inside, room_changes, said};
use crate::support::hall::{MEMBER, SELF, presence};

#[test]
fn a_silent_room_is_asked_whether_we_are_in() {
    let ping = "C: <iq type='get' to='hall@rooms.example/Julia' id='$p'>
        <ping xmlns='urn:xmpp:ping'/></iq>\n";
    let answer = |condition: &str| {
        format!(
            "S: <iq type='error' id='$p' from='hall@rooms.example/Julia'><error type='cancel'>
             <{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>\n"
        )
    };
    for condition in ["service-unavailable", "item-not-found", "remote-server-timeout"] {
        let mut talk = inside();
        talk.pass(241);
        talk.talk(&(ping.to_owned() + &answer(condition)));
    }

    // A room that cannot be reached is asked again soon, and one that says nothing as well.
    let mut talk = inside();
    talk.pass(241);
    talk.talk(&(ping.to_owned() + &answer("remote-server-timeout")));
    talk.pass(61);
    assert_eq!(talk.unasked(), 1);
    talk.pass(120);
    assert_eq!(talk.unasked(), 1);

    let mut talk = inside();
    talk.talk(&said("Bob", "<body>B</body>"));
    talk.pass(241);
    talk.talk(
        &(ping.to_owned()
            + &answer("not-acceptable")
            + &enters("since='2026-01-01T00:00:00.000Z'")),
    );
    let changes = room_changes(&mut talk);
    assert_eq!(changes, [RoomChange::State(State::Joining { nick: "Julia".into() })]);
}

#[test]
fn a_session_that_slept_asks_its_rooms_at_once() {
    let mut talk = inside();
    talk.lose();
    talk.now = talk.now.plus(90_000);
    talk.online(true, &[]);
    talk.pass(0);
    talk.talk(
        "C: <iq type='get' to='hall@rooms.example/Julia' id='*'><ping xmlns='urn:xmpp:ping'/></iq>",
    );
}

#[test]
fn a_room_that_lost_us_by_a_fault_is_entered_again() {
    for code in ["332", "333"] {
        let mut talk = inside();
        let x = format!("<item role='none'/><status code='{code}'/><status code='307'/>");
        let x = if code == "332" { x.replace("<status code='307'/>", "") } else { x };
        talk.talk(&presence("Julia", "type='unavailable'", &x));
        let changes = room_changes(&mut talk);
        assert!(matches!(changes[0], RoomChange::State(State::Removed(_))), "{changes:?}");
        talk.silent();
        talk.pass(61);
        talk.talk(&enters("maxstanzas='50'"));
    }
}

#[test]
fn a_new_session_enters_every_room_again() {
    let mut talk = inside();
    talk.talk(&said("Bob", "<body>B</body>"));
    talk.lose();
    talk.pass(3);
    talk.online(true, &[]);
    talk.silent();

    talk.lose();
    talk.events();
    talk.online(false, &[]);
    let joining = RoomChange::State(State::Joining { nick: "Julia".into() });
    assert_eq!(room_changes(&mut talk), [joining]);
    assert!(talk.unasked() > 0);

    // Our ghost still sits there, and nobody is asked for another nick.
    talk.hear(
        "S: <presence type='error' from='hall@rooms.example/Julia'><error type='cancel'>
            <conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>",
    );
    let joining = RoomChange::State(State::Joining { nick: "Julia_".into() });
    assert_eq!(room_changes(&mut talk), [joining]);
}

#[test]
fn a_nick_that_was_taken_is_taken_back_once_it_is_free() {
    let mut talk = inside();
    talk.lose();
    talk.online(false, &[]);
    let _ = talk.unasked();
    talk.hear(
        "S: <presence type='error' from='hall@rooms.example/Julia'><error type='cancel'>
            <conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>",
    );
    let _ = talk.unasked();
    talk.hear(&presence("Julia", "", MEMBER));
    talk.hear(&presence("Julia_", "", SELF));
    talk.silent();

    let back = "C: <presence to='hall@rooms.example/Julia'><priority>5</priority>
        <c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='*' ver='*'/></presence>\n";
    talk.talk(&(presence("Julia", "type='unavailable'", MEMBER) + back));
    talk.talk(
        &(presence("Julia_", "type='unavailable'", "<item nick='Julia'/><status code='303'/>")
            + &presence("Julia", "", SELF)),
    );
    // It is ours now; that somebody else is called so for a while changes nothing.
    let renamed = RoomChange::Renamed { from: "Julia_".into(), to: "Julia".into() };
    assert!(room_changes(&mut talk).contains(&renamed));
}
