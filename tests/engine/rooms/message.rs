//! What is said in a room, and by whom.

use parlance::engine::event::{Answer, Command, Origin};
use parlance::model::message::{Author, Kind};
use parlance::model::{AccountId, ChatId, Timestamp};

use super::{arrivals, enters, inside, said};
use crate::support::dialogue::{Dialogue, jid};
use crate::support::hall::{HALL, MEMBER, SELF, join, presence};

#[test]
fn history_is_told_from_what_is_said_now() {
    let mut talk = Dialogue::signed_in(&[]);
    let _ = join(&mut talk);
    let delay = "<delay xmlns='urn:xmpp:delay' from='hall@rooms.example'
        stamp='2025-12-31T23:00:00Z'/>";
    talk.talk(
        &(enters("maxstanzas='50'")
            + &presence("Bob", "", MEMBER)
            + &presence("Julia", "", SELF)
            + &said("Bob", &format!("<body>old Julia</body>{delay}"))
            + &said("Julia", &format!("<body>mine</body>{delay}"))
            + &said("Bob", &format!("<subject>Feast</subject>{delay}"))
            + &said("Bob", &format!("<body>backdated</body>{delay}"))
            + &said("Bob", "<body>new</body>")),
    );

    let at = Timestamp::from_millis(1_767_222_000_000);
    let now = talk.now;
    let got: Vec<_> = arrivals(&mut talk)
        .into_iter()
        .map(|(origin, it)| (origin, it.body, it.cursor.at, it.claimed_at))
        .collect();
    let expected = [
        (Origin::Replay, "old Julia".to_owned(), at, None),
        (Origin::Replay, "mine".to_owned(), at, None),
        (Origin::Live, "backdated".to_owned(), now, Some(at)),
        (Origin::Live, "new".to_owned(), now, None),
    ];
    assert_eq!(got, expected);
}

#[test]
fn what_is_said_has_its_author_and_names_us() {
    let mut talk = inside();
    talk.talk(
        &(said(
            "Bob",
            "<body>hello JULIA!</body><occupant-id xmlns='urn:xmpp:occupant-id:0' id='o-bob'/>
             <stanza-id xmlns='urn:xmpp:sid:0' by='hall@rooms.example' id='s1'/>
             <stanza-id xmlns='urn:xmpp:sid:0' by='hall@rooms.example/Bob' id='forged'/>",
        ) + &said("Julia", "<body>Julia here</body><origin-id xmlns='urn:xmpp:sid:0' id='o1'/>")
            + "S: <message type='groupchat' from='hall@rooms.example'><body>Notice</body></message>\n"
            + &said("Bob", "<subject>Ball</subject>")
            + &said("Bob", "<subject>not a subject</subject><body>B</body>")),
    );

    let got: Vec<_> = arrivals(&mut talk)
        .into_iter()
        .map(|(_, it)| (it.author, it.kind, it.body, it.mention, it.ids.origin, it.ids.stanza))
        .collect();
    let bob = |id: Option<&str>| Author::Occupant { nick: "Bob".into(), id: id.map(str::to_owned) };
    let m = || Some("m".to_owned());
    let me = Author::Me { nick: "Julia".into() };
    let expected = [
        (bob(Some("o-bob")), Kind::Chat, "hello JULIA!".into(), true, m(), Some("s1".into())),
        (me, Kind::Chat, "Julia here".into(), false, Some("o1".into()), None),
        (Author::Service, Kind::Chat, "Notice".into(), false, None, None),
        (bob(None), Kind::Subject, "Ball".into(), false, m(), None),
        (bob(None), Kind::Chat, "B".into(), false, m(), None),
    ];
    assert_eq!(got, expected);
}

#[test]
fn rooms_that_we_are_not_in_are_not_heard() {
    let mut talk = Dialogue::signed_in(&[]);
    talk.talk(&(presence("Bob", "", MEMBER) + &said("Bob", "<body>psst</body>")));
    assert_eq!(talk.events(), []);
}

#[test]
fn private_words_have_a_chat_of_their_own() {
    let mut talk = inside();
    talk.talk(
        "S: <message type='chat' from='hall@rooms.example/Bob' id='p'><body>psst</body>
            <x xmlns='http://jabber.org/protocol/muc#user'/>
            <request xmlns='urn:xmpp:receipts'/></message>
         C: <message type='chat' to='hall@rooms.example/Bob' id='*'>
            <received xmlns='urn:xmpp:receipts' id='p'/>
            <store xmlns='urn:xmpp:hints'/></message>
         S: <message from='juliet@capulet.example'><sent xmlns='urn:xmpp:carbons:2'>
            <forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' type='chat'
            from='juliet@capulet.example/chamber' to='hall@rooms.example/Bob'><body>yes</body>
            <x xmlns='http://jabber.org/protocol/muc#user'/></message></forwarded></sent></message>",
    );
    let account = AccountId(jid("juliet@capulet.example"));
    let chat = ChatId::occupant(account, jid(HALL), "Bob".into());
    let got: Vec<_> =
        arrivals(&mut talk).into_iter().map(|(_, it)| (it.chat, it.author, it.body)).collect();
    let me = Author::Me { nick: String::new() };
    let expected = [(chat.clone(), Author::Peer, "psst".into()), (chat, me, "yes".to_owned())];
    assert_eq!(got, expected);
}

#[test]
fn words_of_the_past_are_ours_by_the_rooms_own_id() {
    let mut talk = inside();
    let own = presence("Julia", "", SELF).replace(
        "</presence>",
        "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='o-me'/></presence>",
    );
    talk.talk(&own);
    talk.events();
    talk.talk(
        &(said("Julia", "<body>1</body><occupant-id xmlns='urn:xmpp:occupant-id:0' id='o-me'/>")
            + &said(
                "Julia",
                "<body>2</body><occupant-id xmlns='urn:xmpp:occupant-id:0' id='o-x'/>",
            )),
    );
    let ours: Vec<bool> = arrivals(&mut talk).iter().map(|(_, it)| it.outgoing()).collect();
    assert_eq!(ours, [true, false]);
}

#[test]
fn the_subject_is_set_and_a_refusal_is_told() {
    let mut talk = inside();
    let request = talk.order(Command::SetSubject { room: jid(HALL), text: "Ball".into() });
    talk.talk(
        "C: <message type='groupchat' to='hall@rooms.example' id='$1'><subject>Ball</subject>
            </message>
         S: <message type='groupchat' from='hall@rooms.example/Julia' id='$1'>
            <subject>Ball</subject></message>",
    );
    assert_eq!(talk.answer(request), Ok(Answer::Done));

    let request = talk.order(Command::SetSubject { room: jid(HALL), text: "No".into() });
    talk.talk(
        "C: <message type='groupchat' to='hall@rooms.example' id='$2'><subject>No</subject>
            </message>
         S: <message type='error' from='hall@rooms.example' id='$2'><error type='auth'>
            <forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>",
    );
    assert_eq!(talk.answer(request).expect_err("refused").condition, "forbidden");
}
