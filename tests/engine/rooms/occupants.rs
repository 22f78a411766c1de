//! Who is in, as what, and under which nick.

use parlance::engine::event::{Answer, Command, Event};
use parlance::model::chat::Typing;
use parlance::model::room::{Change as RoomChange, Removal, State};
use parlance::model::{AccountId, Change, ChatId, OwnPresence, Show};

use super::{arrivals, inside, room_changes, said};
use crate::support::dialogue::jid;
use crate::support::hall::{HALL, MEMBER, SELF, presence};

#[test]
fn others_come_and_go() {
    let mut talk = inside();
    let bob = "<item affiliation='member' role='none' nick='Robert'/><status code='303'/>";
    talk.talk(
        &(presence("Bob", "type='unavailable'", bob)
            + &presence("Robert", "", MEMBER)
            + &presence("Robert", "type='unavailable'", "<item role='none'/>")
            + &presence("Nobody", "type='unavailable'", "")),
    );
    let changes = room_changes(&mut talk);
    assert_eq!(changes[0], RoomChange::Renamed { from: "Bob".into(), to: "Robert".into() });
    assert_eq!(changes[2], RoomChange::Left { nick: "Robert".into() });
    assert_eq!(changes.len(), 3);
}

#[test]
fn a_nick_changes_and_a_taken_one_does_not() {
    let mut talk = inside();
    let request = talk.order(Command::ChangeNick { room: jid(HALL), nick: "Bob".into() });
    talk.talk(
        "C: <presence to='hall@rooms.example/Bob'><priority>5</priority>
            <c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='*' ver='*'/></presence>
         S: <presence type='error' from='hall@rooms.example/Bob'><error type='cancel'>
            <conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>",
    );
    assert_eq!(talk.answer(request).expect_err("taken").condition, "conflict");

    let request = talk.order(Command::ChangeNick { room: jid(HALL), nick: "Jule".into() });
    talk.skip();
    let changed = "<item affiliation='owner' role='moderator' nick='Jule'/>
        <status code='303'/><status code='110'/>";
    talk.talk(&(presence("Julia", "type='unavailable'", changed) + &presence("Jule", "", SELF)));
    let events = talk.events();
    let renamed = RoomChange::Renamed { from: "Julia".into(), to: "Jule".into() };
    assert!(matches!(&events[0], Event::Told(Change::Room(_, it)) if *it == renamed));
    assert!(events.contains(&Event::Answered { request, result: Ok(Answer::Done) }));

    talk.talk(&said("Jule", "<body>B</body>"));
    assert!(arrivals(&mut talk)[0].1.outgoing());
}

#[test]
fn whoever_must_go_learns_why() {
    let kicked = |codes: &str| {
        format!(
            "<item role='none'><actor nick='Bob'/><reason>Enough</reason></item>{codes}
             <status code='110'/>"
        )
    };
    let by = || ("Bob".to_owned(), "Enough".to_owned());
    let (by_bob, enough) = by();
    let cases = [
        (
            kicked("<status code='307'/>"),
            Removal::Kicked { by: by_bob.clone(), reason: enough.clone() },
        ),
        (kicked("<status code='301'/>"), Removal::Banned { by: by_bob, reason: enough }),
        (kicked("<status code='321'/>"), Removal::MembersOnly),
        (kicked("<status code='322'/>"), Removal::MembersOnly),
        (
            "<item role='none'/><destroy jid='new@rooms.example'><reason>Moved</reason></destroy>"
                .to_owned(),
            Removal::Destroyed { reason: "Moved".into(), instead: Some(jid("new@rooms.example")) },
        ),
    ];
    for (x, removal) in cases {
        let mut talk = inside();
        talk.talk(&presence("Julia", "type='unavailable'", &x));
        assert_eq!(room_changes(&mut talk), [RoomChange::State(State::Removed(removal))]);
        talk.pass(600);
        talk.silent();
    }
}

#[test]
fn rooms_hear_of_our_presence_and_small_ones_of_our_writing() {
    let mut talk = inside();
    let presence = OwnPresence { show: Show::Away, status: "tea".into(), priority: 5 };
    talk.tell(Command::Presence(presence));
    let away = |to: &str| {
        format!(
            "C: <presence {to}><show>away</show><status>tea</status><priority>5</priority>
             <c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='*' ver='*'/></presence>\n"
        )
    };
    talk.talk(&(away("") + &away("to='hall@rooms.example/Julia'")));

    let hall = ChatId::room(AccountId(jid("juliet@capulet.example")), jid(HALL));
    let typing = Command::Typing { chat: hall, typing: Typing::Composing };
    talk.tell(typing.clone());
    talk.talk(
        "C: <message type='groupchat' to='hall@rooms.example' id='*'>
            <composing xmlns='http://jabber.org/protocol/chatstates'/>
            <no-store xmlns='urn:xmpp:hints'/></message>",
    );
    for number in 0..30 {
        talk.talk(&presence_of(number));
    }
    talk.tell(typing);
    talk.silent();
}

fn presence_of(number: u32) -> String {
    presence(&format!("u{number}"), "", MEMBER)
}

#[test]
fn a_crowd_does_not_fill_the_memory() {
    let mut talk = inside();
    for number in 0..11_000 {
        talk.hear(&presence_of(number));
    }
    assert_eq!(room_changes(&mut talk).len(), 9_998);
}
