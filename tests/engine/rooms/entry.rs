//! How a room is entered, and left.

use parlance::engine::event::{Answer, Command, Event};
use parlance::model::room::{Affiliation, Change as RoomChange, Occupant, Role, State};
use parlance::model::{Change, Peer, Show};

use super::{enters, inside, room_changes, said};
use crate::support::dialogue::{Dialogue, jid};
use crate::support::hall::{HALL, SELF, join, presence};

#[test]
fn we_enter_and_see_who_is_in() {
    let mut talk = Dialogue::signed_in(&[]);
    let request = join(&mut talk);
    talk.talk(
        &(enters("maxstanzas='50'")
            + "S: <presence from='hall@rooms.example/Bob 😀'><show>away</show>
                <x xmlns='http://jabber.org/protocol/muc#user'><status code='174'/>
                <status code='x'/><item role='participant' jid='bob@b.example/x'/></x></presence>\n"
            + &presence("Julia2", "", &(SELF.to_owned() + "<status code='210'/>"))),
    );
    let events = talk.events();
    assert!(events.contains(&Event::Answered { request, result: Ok(Answer::Done) }));
    let told: Vec<_> = events
        .into_iter()
        .filter_map(|it| if let Event::Told(Change::Room(_, it)) = it { Some(it) } else { None })
        .filter(|it| !matches!(it, RoomChange::News(_)))
        .collect();
    let bob = Occupant {
        nick: "Bob 😀".into(),
        role: Role::Participant,
        affiliation: Affiliation::None,
        show: Show::Away,
        status: String::new(),
        jid: Some(jid("bob@b.example")),
        id: None,
        hats: Vec::new(),
    };
    let me = Occupant {
        nick: "Julia2".into(),
        role: Role::Moderator,
        affiliation: Affiliation::Owner,
        show: Show::Online,
        status: String::new(),
        jid: None,
        id: None,
        hats: Vec::new(),
    };
    let expected = [
        RoomChange::State(State::Joining { nick: "Julia".into() }),
        RoomChange::Occupant(bob),
        RoomChange::Occupant(me),
        RoomChange::State(State::Inside { nick: "Julia2".into() }),
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_new_room_is_opened_to_others() {
    let mut talk = Dialogue::signed_in(&[]);
    let request = join(&mut talk);
    talk.talk(
        &(enters("maxstanzas='50'")
            + &presence("Julia", "", &(SELF.to_owned() + "<status code='201'/>"))
            + "C: <iq type='set' to='hall@rooms.example' id='$open'>
                <query xmlns='http://jabber.org/protocol/muc#owner'>
                <x xmlns='jabber:x:data' type='submit'/></query></iq>"),
    );
    let answered = |it: &Event| matches!(it, Event::Answered { .. });
    assert!(!talk.events().iter().any(answered), "nobody could follow yet");
    talk.talk(
        "S: <iq type='result' id='$open' from='hall@rooms.example'/>
         C: <iq type='get' to='hall@rooms.example' id='*'>
            <query xmlns='http://jabber.org/protocol/disco#info'/></iq>",
    );
    assert_eq!(talk.answer(request), Ok(Answer::Done));
}

#[test]
fn a_room_says_why_it_refuses() {
    for condition in
        ["conflict", "not-authorized", "forbidden", "registration-required", "service-unavailable"]
    {
        let mut talk = Dialogue::signed_in(&[]);
        let request = join(&mut talk);
        talk.talk(
            &(enters("maxstanzas='50'")
                + &format!(
                    "S: <presence type='error' from='hall@rooms.example/Julia'><error type='auth'>
                     <{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>"
                )),
        );
        let events = talk.events();
        let refused = events.iter().find_map(|it| match it {
            Event::Told(Change::Room(_, RoomChange::State(State::Refused(it)))) => Some(it.clone()),
            _ => None,
        });
        let refused = refused.expect("it was told");
        assert_eq!(refused.condition, condition);
        assert!(events.contains(&Event::Answered { request, result: Err(refused) }));
        talk.pass(600);
        talk.silent();
    }
}

#[test]
fn a_room_that_says_nothing_times_out() {
    let mut talk = Dialogue::signed_in(&[]);
    let request = join(&mut talk);
    talk.talk(&enters("maxstanzas='50'"));
    talk.pass(31);
    assert_eq!(talk.answer(request).expect_err("silence").condition, "timed-out");
}

#[test]
fn leaving_is_told_and_ends_all_of_it() {
    let mut talk = inside();
    talk.tell(Command::Leave { room: jid(HALL) });
    talk.talk(
        &("C: <presence type='unavailable' to='hall@rooms.example/Julia'/>\n".to_owned()
            + &presence("Julia", "type='unavailable'", SELF)
            + &said("Bob", "<body>B</body>")),
    );
    assert_eq!(room_changes(&mut talk), [RoomChange::State(State::Outside)]);
    let bounced = "S: <message type='error' id='m7' from='hall@rooms.example'><error type='cancel'>
        <gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>";
    talk.talk(bounced);
    let events = talk.events();
    assert!(
        matches!(&events[0], Event::Progress { chat, .. } if chat.peer == Peer::Contact(jid(HALL)))
    );
}
