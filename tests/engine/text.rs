//! RFC 6121 section 5, XEP-0066, 0203, 0359, 0380.

use parlance::engine::event::{Command, Event, Known, Token};
use parlance::model::message::{Author, Cursor, Ids, Kind, Message};
use parlance::model::{AccountId, ChatId, Delivery, Timestamp};

use crate::support::dialogue::{BEGIN, Dialogue, contacts, jid};

fn arrived(talk: &mut Dialogue) -> Vec<Message> {
    let events = talk.events().into_iter();
    events
        .filter_map(|it| if let Event::Arrived(it) = it { Some(it.message) } else { None })
        .collect()
}

fn one(talk: &mut Dialogue, stanza: &str) -> Message {
    talk.talk(&format!("S: {stanza}"));
    let mut arrived = arrived(talk);
    assert_eq!(arrived.len(), 1, "{stanza}");
    arrived.remove(0)
}

fn chat(address: &str) -> ChatId {
    ChatId::contact(AccountId(jid("juliet@capulet.example")), jid(address))
}

#[test]
fn a_message_is_read_with_all_that_hangs_on_it() {
    let mut talk = Dialogue::signed_in(&["urn:xmpp:sid:0"]);
    let message = one(
        &mut talk,
        "<message type='chat' id='m1' from='romeo@montague.example/😀'
            to='juliet@capulet.example/balcony'>
            <body xml:lang='it'>Ciao</body><body>Hello</body>
            <html xmlns='http://jabber.org/protocol/xhtml-im'><body xmlns='x'>no</body></html>
            <thread>t</thread><thread>u</thread>
            <x xmlns='jabber:x:oob'><url> https://x.example/f.png </url></x>
            <stanza-id xmlns='urn:xmpp:sid:0' by='mallory@evil.example' id='forged'/>
            <stanza-id xmlns='urn:xmpp:sid:0' by='juliet@capulet.example' id='s1'/></message>",
    );

    assert_eq!(
        message,
        Message {
            ids: Ids { origin: Some("m1".into()), stanza: Some("s1".into()) },
            thread: Some("t".into()),
            attachment: Some("https://x.example/f.png".into()),
            ..Message::new(
                chat("romeo@montague.example"),
                Cursor { at: BEGIN, row: 0 },
                Author::Peer,
                "Hello".into()
            )
        }
    );
}

#[test]
fn the_persons_language_is_chosen() {
    let known = Known { language: "it-IT".into(), contacts: contacts(), ..Known::default() };
    let mut talk = Dialogue::offline(known);
    talk.sign_in(&[]);
    let message = one(
        &mut talk,
        "<message from='romeo@montague.example/x'><body>Hello</body>
            <body xml:lang='it'>Ciao</body></message>",
    );
    assert_eq!(message.body, "Ciao");
}

#[test]
fn every_type_is_what_the_standard_says() {
    let mut talk = Dialogue::signed_in(&[]);
    let subject = |text: &str| text.to_owned();
    let cases = [
        ("chat", Kind::Chat),
        ("normal", Kind::Normal { subject: subject("S") }),
        ("strange", Kind::Normal { subject: subject("S") }),
        ("headline", Kind::Headline { subject: subject("S") }),
    ];
    for (name, kind) in cases {
        let stanza = format!(
            "<message type='{name}' from='romeo@montague.example/x'><subject>S</subject>
             <body>B</body></message>"
        );
        let message = one(&mut talk, &stanza);
        assert_eq!((message.kind, message.body.as_str()), (kind, "B"), "{name}");
    }

    talk.talk(
        "S: <message type='groupchat' from='nowhere@rooms.example/x'><body>B</body></message>
         S: <message from='romeo@montague.example/x'><body/></message>
         S: <message from='@'><body>B</body></message>",
    );
    assert_eq!(arrived(&mut talk), []);
}

#[test]
fn an_id_from_a_server_that_gives_none_is_forged() {
    let mut talk = Dialogue::signed_in(&[]);
    let message = one(
        &mut talk,
        "<message from='romeo@montague.example/x'><body>B</body>
            <stanza-id xmlns='urn:xmpp:sid:0' by='juliet@capulet.example' id='s1'/></message>",
    );
    assert_eq!(message.ids, Ids::default());
}

#[test]
fn only_our_own_server_says_when_a_message_came() {
    let mut talk = Dialogue::signed_in(&[]);
    let at = Timestamp::from_millis(1_767_222_000_000);
    let future = "2030-01-01T00:00:00Z";
    let past = "2025-12-31T23:00:00Z";
    let cases = [
        ("capulet.example", past, at, None),
        ("juliet@capulet.example", past, at, None),
        ("capulet.example", future, BEGIN, Some(future)),
        ("romeo@montague.example", past, BEGIN, Some(past)),
        ("capulet.example/x", past, BEGIN, Some(past)),
    ];
    for (by, stamp, expected, claimed) in cases {
        let message = one(
            &mut talk,
            &format!(
                "<message from='romeo@montague.example/x'><body>B</body>
                 <delay xmlns='urn:xmpp:delay' from='{by}' stamp='{stamp}'/></message>"
            ),
        );
        assert_eq!(message.cursor.at, expected, "{by}");
        let claimed = claimed.map(|it| if it == past { at.as_millis() } else { 1_893_456_000_000 });
        assert_eq!(message.claimed_at.map(Timestamp::as_millis), claimed, "{by} {stamp}");
    }
}

#[test]
fn what_we_cannot_open_is_named() {
    let mut talk = Dialogue::signed_in(&[]);
    let cases = [
        ("<encryption xmlns='urn:xmpp:eme:0' namespace='urn:xmpp:omemo:2'/>", Some("OMEMO")),
        ("<encryption xmlns='urn:xmpp:eme:0' namespace='u' name='Enigma'/>", Some("Enigma")),
        ("<encrypted xmlns='eu.siacs.conversations.axolotl'><payload/></encrypted>", Some("OMEMO")),
    ];
    for (payload, name) in cases {
        let stanza = format!("<message from='romeo@montague.example/x'>{payload}</message>");
        assert_eq!(one(&mut talk, &stanza).sealed.as_deref(), name);
    }

    talk.talk(
        "S: <message from='romeo@montague.example/x'>
            <encrypted xmlns='eu.siacs.conversations.axolotl'><header/></encrypted></message>",
    );
    assert_eq!(arrived(&mut talk), [], "keys alone are no message");
}

#[test]
fn what_comes_back_is_told_at_its_message() {
    let mut talk = Dialogue::signed_in(&[]);
    talk.talk(
        "S: <message type='error' id='m9' from='paris@verona.example'><body>my own words</body>
            <request xmlns='urn:xmpp:receipts'/><error type='cancel'>
            <service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>
            <text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>He is gone.</text></error></message>
         S: <message type='error' from='paris@verona.example'/>",
    );
    let expected = Event::Progress {
        chat: chat("paris@verona.example"),
        origin: "m9".into(),
        delivery: Delivery::Failed("He is gone.".into()),
    };
    assert_eq!(talk.events(), [expected]);
}

#[test]
fn what_we_say_leaves_whole() {
    let mut talk = Dialogue::signed_in(&[]);
    let message = Message {
        ids: Ids { origin: Some("o1".into()), stanza: None },
        thread: Some("t".into()),
        delivery: Delivery::Queued,
        ..Message::new(
            chat("romeo@montague.example"),
            Cursor { at: BEGIN, row: 7 },
            Author::Me { nick: String::new() },
            "1 < 2 \u{1} 😀".into(),
        )
    };
    let send =
        |message: &Message| Command::Send { token: Token(7), message: Box::new(message.clone()) };
    talk.tell(send(&message));
    talk.talk(
        "C: <message type='chat' to='romeo@montague.example' id='o1'><body>1 &lt; 2  😀</body>
            <thread>t</thread><origin-id xmlns='urn:xmpp:sid:0' id='o1'/>
            <request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/>
            <active xmlns='http://jabber.org/protocol/chatstates'/></message>",
    );

    let private = ChatId::occupant(
        AccountId(jid("juliet@capulet.example")),
        jid("hall@rooms.example"),
        "Bob 😀".into(),
    );
    let letter = Kind::Normal { subject: "S".into() };
    talk.tell(send(&Message { chat: private, ..message.clone() }));
    talk.tell(send(&Message { kind: letter, body: "B".into(), ..message.clone() }));
    talk.talk(
        "C: <message type='chat' to='hall@rooms.example/Bob 😀' id='o1'><body>1 &lt; 2  😀</body>
            <thread>t</thread><x xmlns='http://jabber.org/protocol/muc#user'/>
            <origin-id xmlns='urn:xmpp:sid:0' id='o1'/>
            <request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/>
            <active xmlns='http://jabber.org/protocol/chatstates'/></message>
         C: <message type='normal' to='romeo@montague.example' id='o1'><subject>S</subject>
            <body>B</body><thread>t</thread><origin-id xmlns='urn:xmpp:sid:0' id='o1'/>
            <request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/>
            <active xmlns='http://jabber.org/protocol/chatstates'/></message>",
    );

    talk.lose();
    talk.events();
    talk.tell(send(&message));
    assert_eq!(talk.events(), [Event::Unconfirmed(vec![Token(7)])]);
}
