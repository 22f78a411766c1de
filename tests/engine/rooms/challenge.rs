//! A room that wants a proof that a person enters (XEP-0158).

use parlance::engine::event::{Answer, Command};
use parlance::model::room::Change as RoomChange;

use super::room_changes;
use crate::support::dialogue::{Dialogue, jid};
use crate::support::hall::{HALL, join};

/// A challenge of a room, as far as this says otherwise.
fn challenge(from: &str, of: &str) -> String {
    format!(
        "S: <message from='{from}' id='c1'><body>Prove it</body><captcha xmlns='urn:xmpp:captcha'>
         <x xmlns='jabber:x:data' type='form'>
         <field var='FORM_TYPE' type='hidden'><value>urn:xmpp:captcha</value></field>
         <field var='from' type='hidden'><value>{of}</value></field>
         <field var='challenge' type='hidden'><value>c1</value></field>
         <field var='ocr' label='What do you see?'><media xmlns='urn:xmpp:media-element'>
         <uri type='image/png'>cid:x</uri></media><required/></field></x></captcha>
         <data xmlns='urn:xmpp:bob' cid='x' type='image/png'>aGVsbG8=</data></message>"
    )
}

#[test]
fn a_room_that_wants_a_proof_is_given_one() {
    let mut talk = Dialogue::signed_in(&[]);
    let request = join(&mut talk);
    let _ = talk.unasked();
    talk.events();
    // Who has no right to ask is not heard.
    talk.hear(&challenge("hall@rooms.example/Bob", HALL));
    talk.hear(&challenge("den@rooms.example", HALL));
    talk.hear(&challenge(HALL, "bank.example"));
    assert_eq!(room_changes(&mut talk), []);

    talk.hear(&challenge(HALL, HALL));
    let told = room_changes(&mut talk);
    let [RoomChange::Challenged(form)] = &told[..] else { panic!("{told:?}") };
    let ocr = form.field("ocr").expect("it is asked");
    assert_eq!(ocr.media[0].data.as_deref(), Some(b"hello".as_slice()));
    talk.pass(60);
    assert_eq!(room_changes(&mut talk), [], "a person may think for longer than a room");

    let mut form = (**form).clone();
    assert!(form.set("ocr", &["hello"]));
    let answer = talk.order(Command::AnswerChallenge { room: jid(HALL), form: Box::new(form) });
    talk.talk(
        "C: <iq type='set' to='hall@rooms.example' id='$a'><captcha xmlns='urn:xmpp:captcha'>
            <x xmlns='jabber:x:data' type='submit'>
            <field var='FORM_TYPE'><value>urn:xmpp:captcha</value></field>
            <field var='from'><value>hall@rooms.example</value></field>
            <field var='challenge'><value>c1</value></field>
            <field var='ocr'><value>hello</value></field></x></captcha></iq>
         S: <iq type='result' id='$a' from='hall@rooms.example'/>",
    );
    assert_eq!(talk.answer(answer), Ok(Answer::Done));

    // It was not content after all: that is no matter of a password.
    talk.hear(
        "S: <presence type='error' from='hall@rooms.example/Julia'><error type='auth'>
         <not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>",
    );
    assert_eq!(
        talk.answer(request).expect_err("it refuses").condition,
        parlance::model::Refusal::UNPROVEN
    );
    talk.hear(&challenge(HALL, HALL));
    assert!(!room_changes(&mut talk).iter().any(|it| matches!(it, RoomChange::Challenged(_))));
}
