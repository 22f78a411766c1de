//! XEP-0084 and XEP-0153.

use parlance::engine::event::{Answer, Command, Event, Picture};
use parlance::model::Address;

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
