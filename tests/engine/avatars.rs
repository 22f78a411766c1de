//! XEP-0084 and XEP-0153.

use parlance::engine::event::{Answer, Command, Event, Picture};
use parlance::model::{Address, Refusal};

use crate::support::dialogue::{Dialogue, jid};

/// Of the bytes `hello`.
const SHA1: &str = "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d";

fn published(from: &str, metadata: &str) -> String {
    format!(
        "S: <message type='headline' from='{from}'>
         <event xmlns='http://jabber.org/protocol/pubsub#event'>
         <items node='urn:xmpp:avatar:metadata'><item id='{SHA1}'>
         <metadata xmlns='urn:xmpp:avatar:metadata'>{metadata}</metadata></item></items>
         </event></message>"
    )
}

const INFO: &str = "<info bytes='5' type='image/png' id='x'/>";

#[test]
fn a_contacts_picture_is_told_and_taken_away() {
    let mut talk = Dialogue::signed_in(&[]);
    let of = jid("romeo@montague.example");
    talk.talk(&published("romeo@montague.example", INFO));
    talk.talk(&published("romeo@montague.example", INFO));
    talk.talk(&published("mallory@evil.example", INFO));
    talk.talk(&published("romeo@montague.example", ""));

    let source = Picture::Published { of: of.clone(), sha1: SHA1.into() };
    let expected = [
        Event::Picture { of: of.clone(), sha1: Some(SHA1.into()), source: Some(source) },
        Event::Picture { of, sha1: None, source: None },
    ];
    assert_eq!(talk.events(), expected);
}

#[test]
fn a_card_names_its_picture_in_the_presence() {
    let mut talk = Dialogue::signed_in(&[]);
    let presence = |from: &str, photo: &str| {
        format!("S: <presence from='{from}'><x xmlns='vcard-temp:x:update'>{photo}</x></presence>")
    };
    let photo = format!("<photo>{SHA1}</photo>");
    talk.talk(&presence("romeo@montague.example/x", ""));
    talk.talk(&presence("romeo@montague.example/x", &photo));
    talk.talk(&presence("romeo@montague.example/y", &photo));
    talk.talk(&presence("mallory@evil.example/y", &photo));
    talk.talk(&presence("paris@verona.example/y", "<photo>../../etc/passwd</photo>"));

    let of = jid("romeo@montague.example");
    let source = Picture::Card { of: Address::bare(of.clone()), sha1: SHA1.into() };
    let expected = Event::Picture { of, sha1: Some(SHA1.into()), source: Some(source) };
    let told: Vec<_> =
        talk.events().into_iter().filter(|it| matches!(it, Event::Picture { .. })).collect();
    assert_eq!(told, [expected]);
}

#[test]
fn only_the_bytes_that_were_named_are_taken() {
    let mut talk = Dialogue::signed_in(&[]);
    let of = jid("romeo@montague.example");
    let cases = [("aGVs\n bG8=", true), ("b3RoZXI=", false), ("!!", false)];
    for (number, (data, right)) in cases.into_iter().enumerate() {
        let picture = Picture::Published { of: of.clone(), sha1: SHA1.into() };
        let request = talk.order(Command::FetchPicture(picture));
        talk.talk(&format!(
            "C: <iq type='get' to='romeo@montague.example' id='$p{number}'>
                <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                <items node='urn:xmpp:avatar:data'><item id='{SHA1}'/></items></pubsub></iq>
             S: <iq type='result' id='$p{number}' from='romeo@montague.example'>
                <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                <items node='urn:xmpp:avatar:data'><item id='{SHA1}'>
                <data xmlns='urn:xmpp:avatar:data'>{data}</data></item></items></pubsub></iq>"
        ));
        let answer = talk.answer(request);
        assert_eq!(answer.is_ok(), right, "{data}");
        if right {
            assert_eq!(answer, Ok(Answer::Picture(b"hello".to_vec())));
        }
    }

    let card = Picture::Card { of: Address::bare(of), sha1: SHA1.into() };
    let request = talk.order(Command::FetchPicture(card));
    talk.talk(
        "C: <iq type='get' to='romeo@montague.example' id='$c'><vCard xmlns='vcard-temp'/></iq>
         S: <iq type='result' id='$c' from='romeo@montague.example'><vCard xmlns='vcard-temp'>
            <PHOTO><BINVAL>aGVsbG8=</BINVAL></PHOTO></vCard></iq>",
    );
    assert_eq!(talk.answer(request), Ok(Answer::Picture(b"hello".to_vec())));
}

const HALL: &str = "hall@rooms.example";

/// What the hall says of itself, with these hashes.
fn described(id: &str, hashes: &str) -> String {
    format!(
        "S: <iq type='result' id='{id}' from='hall@rooms.example'>
         <query xmlns='http://jabber.org/protocol/disco#info'><feature var='vcard-temp'/>
         <x xmlns='jabber:x:data' type='result'>
         <field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roominfo</value></field>
         {hashes}</x></query></iq>\n"
    )
}

fn hashes(values: &[&str]) -> String {
    let values: String = values.iter().map(|it| format!("<value>{it}</value>")).collect();
    format!("<field var='muc#roominfo_avatarhash'>{values}</field>")
}

#[test]
fn a_room_tells_its_picture_and_is_given_another() {
    let mut talk = Dialogue::signed_in(&[]);
    let hall = jid(HALL);
    let join = Command::Join { room: hall.clone(), nick: "J".into(), password: None, since: None };
    let _ = talk.order(join);
    let asked = |id: &str| {
        format!(
            "C: <iq type='get' to='hall@rooms.example' id='{id}'>
             <query xmlns='http://jabber.org/protocol/disco#info'/></iq>\n"
        )
    };
    talk.talk(&format!(
        "{} C: <presence to='hall@rooms.example/J'><priority>5</priority>
         <c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='*' ver='*'/>
         <x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='50'/></x></presence>
         {}",
        asked("$info0"),
        described("$info0", &hashes(&["../etc", SHA1]))
    ));
    let is_picture = |it: &Event| matches!(it, Event::Picture { .. });
    let source = Picture::Card { of: Address::bare(hall.clone()), sha1: SHA1.into() };
    let told = Event::Picture { of: hall.clone(), sha1: Some(SHA1.into()), source: Some(source) };
    let pictures: Vec<Event> = talk.events().into_iter().filter(is_picture).collect();
    assert_eq!(pictures, [told]);

    let give = |picture| Command::SetRoomPicture { room: jid(HALL), picture };
    let request = talk.order(give(Some(b"hello".to_vec())));
    talk.talk(&format!(
        "C: <iq type='set' to='hall@rooms.example' id='$set'><vCard xmlns='vcard-temp'>
            <PHOTO><TYPE>image/png</TYPE><BINVAL>aGVsbG8=</BINVAL></PHOTO></vCard></iq>
         S: <iq type='result' id='$set' from='hall@rooms.example'/>
         {}{}",
        asked("$info1"),
        described("$info1", &hashes(&[SHA1]))
    ));
    let told = talk.events();
    assert!(told.contains(&Event::Answered { request, result: Ok(Answer::Done) }), "{told:?}");
    assert!(!told.iter().any(is_picture), "it is the same: {told:?}");

    let request = talk.order(give(None));
    talk.talk(&format!(
        "C: <iq type='set' to='hall@rooms.example' id='$none'><vCard xmlns='vcard-temp'/></iq>
         S: <iq type='result' id='$none' from='hall@rooms.example'/>
         {}{}",
        asked("$info2"),
        described("$info2", "")
    ));
    let told = talk.events();
    assert!(told.contains(&Event::Answered { request, result: Ok(Answer::Done) }), "{told:?}");
    assert!(told.contains(&Event::Picture { of: hall, sha1: None, source: None }), "{told:?}");

    let request = talk.order(give(None));
    talk.talk(
        "C: <iq type='set' to='hall@rooms.example' id='$no'><vCard xmlns='vcard-temp'/></iq>
         S: <iq type='error' id='$no' from='hall@rooms.example'><error type='auth'>
            <forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
    );
    let refused: Refusal = talk.answer(request).expect_err("it is not ours");
    assert_eq!(refused.condition, "forbidden");
}

#[test]
fn of_a_picture_in_several_formats_the_one_that_was_named_is_taken() {
    let mut talk = Dialogue::signed_in(&[]);
    let card = Picture::Card { of: Address::bare(jid(HALL)), sha1: SHA1.into() };
    let request = talk.order(Command::FetchPicture(card));
    talk.talk(
        "C: <iq type='get' to='hall@rooms.example' id='$c'><vCard xmlns='vcard-temp'/></iq>
         S: <iq type='result' id='$c' from='hall@rooms.example'><vCard xmlns='vcard-temp'>
            <PHOTO><BINVAL>b3RoZXI=</BINVAL></PHOTO><PHOTO><BINVAL>aGVsbG8=</BINVAL></PHOTO>
            </vCard></iq>",
    );
    assert_eq!(talk.answer(request), Ok(Answer::Picture(b"hello".to_vec())));
}
