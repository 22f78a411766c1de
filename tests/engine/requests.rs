//! RFC 6120, section 8.2.3: one answer to each question, from the one who was asked.

use parlance::engine::event::{Answer, Command, Event};
use parlance::model::{Address, Password};

use crate::support::dialogue::{Dialogue, jid};

#[test]
fn an_answer_from_another_is_none() {
    let mut talk = Dialogue::signed_in(&[]);
    let request = talk.order(Command::SetPassword(Password::new("s3cret")));
    talk.talk(
        "C: <iq type='set' to='capulet.example' id='$1'><query xmlns='jabber:iq:register'>
            <username>juliet</username><password>s3cret</password></query></iq>
         S: <iq type='result' id='$1' from='mallory@evil.example'/>",
    );
    assert_eq!(talk.events(), []);
    talk.talk("S: <iq type='result' id='$1' from='capulet.example'/>");
    assert_eq!(talk.answer(request), Ok(Answer::Done));
    talk.talk("S: <iq type='result' id='$1' from='capulet.example'/>");
    assert_eq!(talk.events(), []);
}

#[test]
fn silence_is_an_answer_after_half_a_minute() {
    let mut talk = Dialogue::signed_in(&[]);
    let request = talk.order(Command::ListRooms { service: jid("rooms.example") });
    talk.pass(29);
    assert_eq!(talk.events(), []);
    talk.pass(2);
    assert_eq!(talk.answer(request).expect_err("nobody answered").condition, "timed-out");
}

#[test]
fn what_was_asked_in_a_lost_session_is_answered_as_offline() {
    let mut talk = Dialogue::signed_in(&[]);
    let first = talk.order(Command::Block(jid("paris@verona.example")));
    let second = talk.order(Command::ListRooms { service: jid("rooms.example") });
    talk.lose();
    talk.skip();
    talk.events();
    talk.online(false, &[]);

    let told = talk.events();
    for request in [first, second] {
        let answers: Vec<_> = told
            .iter()
            .filter_map(|it| match it {
                Event::Answered { request: of, result } if *of == request => Some(result),
                _ => None,
            })
            .collect();
        assert_eq!(answers.len(), 1);
        assert_eq!(answers[0].as_ref().expect_err("it is lost").condition, "offline");
    }
}

#[test]
fn a_resumed_session_answers_what_was_asked_before() {
    let mut talk = Dialogue::signed_in(&[]);
    let request = talk.order(Command::Block(jid("paris@verona.example")));
    talk.lose();
    talk.online(true, &[]);
    talk.talk(
        "C: <iq type='set' id='$1'><block xmlns='urn:xmpp:blocking'>
            <item jid='paris@verona.example'/></block></iq>
         S: <iq type='result' id='$1'/>",
    );
    assert_eq!(talk.answer(request), Ok(Answer::Done));
}

#[test]
fn without_a_connection_every_request_is_answered_at_once() {
    let mut talk = Dialogue::offline(Default::default());
    let commands = [
        Command::RemoveContact(jid("a@b.example")),
        Command::Join { room: jid("r@x.example"), nick: "J".into(), password: None, since: None },
        Command::ListRooms { service: jid("rooms.example") },
        Command::AskDevice(Address::bare(jid("a@b.example"))),
        Command::RemoveBookmark(jid("r@x.example")),
    ];
    for command in commands {
        let request = talk.order(command);
        assert_eq!(talk.answer(request).expect_err("offline").condition, "offline");
    }
    talk.silent();
}
