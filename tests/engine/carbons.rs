//! XEP-0280.

use parlance::engine::event::{Event, Origin};
use parlance::model::message::Author;

use crate::support::dialogue::{Dialogue, OPENING, jid};

fn carbon(from: &str, kind: &str, inner: &str) -> String {
    format!(
        "S: <message from='{from}' to='juliet@capulet.example/balcony'>
         <{kind} xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>
         <delay xmlns='urn:xmpp:delay' stamp='2025-12-31T23:00:00Z'/>
         {inner}</forwarded></{kind}></message>"
    )
}

const SENT: &str = "<message xmlns='jabber:client' type='chat' id='m1'
    from='juliet@capulet.example/chamber' to='romeo@montague.example'><body>B</body>
    <request xmlns='urn:xmpp:receipts'/></message>";
const RECEIVED: &str = "<message xmlns='jabber:client' type='chat' id='m2'
    from='romeo@montague.example/x' to='juliet@capulet.example/chamber'><body>B</body>
    <request xmlns='urn:xmpp:receipts'/></message>";

#[test]
fn other_devices_are_heard_and_nobody_is_answered_for_them() {
    let mut talk = Dialogue::signed_in(&[]);
    talk.talk(&carbon("juliet@capulet.example", "sent", SENT));
    talk.talk(&carbon("juliet@capulet.example", "received", RECEIVED));

    let events = talk.events();
    let [Event::Arrived(sent), Event::Arrived(received)] = events.as_slice() else {
        panic!("{events:?}");
    };
    assert_eq!((sent.origin, received.origin), (Origin::Carbon, Origin::Carbon));
    assert_eq!(sent.message.author, Author::Me { nick: String::new() });
    assert_eq!(received.message.author, Author::Peer);
    assert_eq!(sent.message.chat.peer.bare(), &jid("romeo@montague.example"));
    assert_eq!(sent.message.cursor.at.as_millis(), 1_767_222_000_000);
}

#[test]
fn what_others_forge_is_dropped() {
    let mut talk = Dialogue::signed_in(&[]);
    let of_another = SENT.replace("from='juliet@capulet.example/chamber'", "from='a@b.example'");
    let nested =
        RECEIVED.replace("<body>B</body>", "<sent xmlns='urn:xmpp:carbons:2'/><body>B</body>");
    let archived = RECEIVED.replace("<body>B</body>", "<result xmlns='urn:xmpp:mam:2' id='1'/>");

    talk.talk(&carbon("romeo@montague.example/x", "received", RECEIVED));
    talk.talk(&carbon("juliet@capulet.example/chamber", "sent", SENT));
    talk.talk(&carbon("capulet.example", "sent", SENT));
    talk.talk(&carbon("juliet@capulet.example", "sent", &of_another));
    talk.talk(&carbon("juliet@capulet.example", "received", &nested));
    talk.talk(&carbon("juliet@capulet.example", "received", &archived));
    talk.talk(&carbon("juliet@capulet.example", "received", ""));
    assert_eq!(talk.events(), []);
}

#[test]
fn they_are_switched_on_where_they_are_offered() {
    let mut talk = Dialogue::offline(Default::default());
    talk.online(false, &[]);
    talk.talk(
        &(OPENING.to_owned() + "S: <iq type='error' id='$own' from='juliet@capulet.example'/>"),
    );
    assert!(!talk.events().contains(&Event::Ready { resumed: false }));

    talk.talk(
        "S: <iq type='result' id='$server' from='capulet.example'>
            <query xmlns='http://jabber.org/protocol/disco#info'>
            <feature var='urn:xmpp:carbons:2'/><feature/></query></iq>
         C: <iq type='set' id='*'><enable xmlns='urn:xmpp:carbons:2'/></iq>
         C: <iq type='get' id='*'><query xmlns='jabber:iq:private'>
            <storage xmlns='storage:bookmarks'/></query></iq>
         C: <iq type='get' to='capulet.example' id='*'>
            <query xmlns='http://jabber.org/protocol/disco#items'/></iq>",
    );
    assert!(talk.events().contains(&Event::Ready { resumed: false }));
}
