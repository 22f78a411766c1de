//! XEP-0308.

use parlance::engine::event::Origin;
use parlance::model::Author;
use parlance::model::act::{Deed, Target, Words};

use crate::support::dialogue::Dialogue;

fn words(body: &str) -> Deed {
    Deed::Correct(Words { body: body.to_owned(), ..Words::default() })
}

#[test]
fn other_words_are_no_message_of_their_own() {
    let mut talk = Dialogue::signed_in(&[]);
    talk.talk(
        "S: <message type='chat' id='m2' from='romeo@montague.example/x'><body>window</body>
            <replace xmlns='urn:xmpp:message-correct:0' id='m1'/>
            <request xmlns='urn:xmpp:receipts'/></message>
         C: <message type='chat' to='romeo@montague.example/x' id='*'>
            <received xmlns='urn:xmpp:receipts' id='m2'/>
            <store xmlns='urn:xmpp:hints'/></message>",
    );

    let (acts, said) = talk.acts();
    assert_eq!(said, []);
    assert_eq!(acts.len(), 1);
    let act = &acts[0].act;
    assert_eq!(acts[0].origin, Origin::Live);
    assert_eq!((act.chat.clone(), act.author.clone()), (Dialogue::romeo(), Author::Peer));
    assert_eq!(act.target, Target::Sender("m1".into()));
    assert_eq!(act.ids.origin.as_deref(), Some("m2"));
    assert_eq!(act.deed, words("window"));
}

#[test]
fn what_corrects_nothing_is_a_message() {
    let mut talk = Dialogue::signed_in(&[]);
    let cases = [
        ("without an id", "<body>B</body><replace xmlns='urn:xmpp:message-correct:0'/>", (0, 1)),
        (
            "with an empty id",
            "<body>B</body><replace xmlns='urn:xmpp:message-correct:0' id=''/>",
            (0, 1),
        ),
        ("without words", "<replace xmlns='urn:xmpp:message-correct:0' id='m1'/>", (0, 0)),
        (
            "sealed",
            "<body>B</body><replace xmlns='urn:xmpp:message-correct:0' id='m1'/>
             <encryption xmlns='urn:xmpp:eme:0' namespace='urn:xmpp:omemo:2'/>",
            (0, 1),
        ),
    ];

    for (name, inner, expected) in cases {
        talk.talk(&format!(
            "S: <message type='chat' id='m2' from='romeo@montague.example/x'>{inner}</message>"
        ));
        let (acts, said) = talk.acts();
        assert_eq!((acts.len(), said.len()), expected, "{name}");
    }
}

#[test]
fn a_correction_is_said_whole() {
    let mut talk = Dialogue::signed_in(&[]);
    talk.act(Dialogue::romeo(), Target::Sender("m1".into()), words("window"));
    talk.talk(
        "C: <message type='chat' to='romeo@montague.example' id='a1'><body>window</body>
            <origin-id xmlns='urn:xmpp:sid:0' id='a1'/>
            <request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/>
            <active xmlns='http://jabber.org/protocol/chatstates'/>
            <replace xmlns='urn:xmpp:message-correct:0' id='m1'/></message>",
    );
}
