//! Rooms that one does not know yet: XEP-0045, section 6.4, and XEP-0433, which neither of the servers
//! that other tests start offers.

use parlance::engine::event::{Answer, Command, Event, Known};
use parlance::model::Change;
use parlance::model::account;
use parlance::model::room::Listing;

use crate::support::dialogue::{Dialogue, jid};

fn rooms(answer: Result<Answer, parlance::model::Refusal>) -> Vec<Listing> {
    match answer {
        Ok(Answer::Rooms(rooms)) => rooms,
        other => panic!("rooms were to be told: {other:?}"),
    }
}

#[test]
fn a_room_says_how_many_are_in_it() {
    let mut talk = Dialogue::signed_in(&[]);
    let request = talk.order(Command::DescribeRoom(jid("hall@rooms.example")));
    let field = |name: &str, value: &str| {
        format!("<field var='muc#roominfo_{name}'><value>{value}</value></field>")
    };
    talk.talk(&format!(
        "C: <iq type='get' to='hall@rooms.example' id='$i'>
            <query xmlns='http://jabber.org/protocol/disco#info'/></iq>
         S: <iq type='result' id='$i' from='hall@rooms.example'>
            <query xmlns='http://jabber.org/protocol/disco#info'>
            <identity category='conference' type='text' name='The Hall'/>
            <x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE'>
            <value>http://jabber.org/protocol/muc#roominfo</value></field>{}{}{}</x></query></iq>",
        field("occupants", "42"),
        field("lang", "en"),
        field("description", "Feasts")
    ));
    let expected = Listing {
        people: Some(42),
        language: "en".into(),
        about: "Feasts".into(),
        ..Listing::new(jid("hall@rooms.example"), "The Hall".into())
    };
    assert_eq!(rooms(talk.answer(request)), [expected]);
}

#[test]
fn public_rooms_are_searched_for_where_that_is_offered() {
    let mut talk = Dialogue::signed_in(&[]);
    let _ = talk.unasked();
    let service = jid("search.example");
    let request =
        talk.order(Command::SearchRooms { service: service.clone(), words: " chess ".into() });
    talk.talk(
        "C: <iq type='get' to='search.example' id='$s'>
            <search xmlns='urn:xmpp:channel-search:0:search'>
            <set xmlns='http://jabber.org/protocol/rsm'><max>100</max></set>
            <x xmlns='jabber:x:data' type='submit'>
            <field var='FORM_TYPE'><value>urn:xmpp:channel-search:0:search-params</value></field>
            <field var='q'><value>chess</value></field>
            <field var='key'><value>{urn:xmpp:channel-search:0:order}nusers</value></field>
            </x></search></iq>
         S: <iq type='result' id='$s' from='search.example'>
            <result xmlns='urn:xmpp:channel-search:0:search'>
            <item address='chess@rooms.example'><name>Chess</name><nusers>7</nusers>
            <language>de</language><description>For all</description><is-open/></item>
            <item address='@'><name>none</name></item><item/>
            <item address='rooms.example'><name>A service</name></item>
            <item address='plain@rooms.example'><nusers>many</nusers></item>
            <set xmlns='http://jabber.org/protocol/rsm'><count>3</count></set></result></iq>",
    );
    let chess = Listing {
        people: Some(7),
        language: "de".into(),
        about: "For all".into(),
        ..Listing::new(jid("chess@rooms.example"), "Chess".into())
    };
    let plain = Listing::new(jid("plain@rooms.example"), String::new());
    assert_eq!(rooms(talk.answer(request)), [chess, plain]);

    let request = talk.order(Command::SearchRooms { service, words: "x".into() });
    talk.hear("S: <iq type='result' id='nobody-asked' from='search.example'/>");
    let _ = talk.unasked();
    talk.pass(31);
    assert!(talk.answer(request).is_err(), "a service that is silent is no end of it");
}

#[test]
fn services_are_known_by_what_they_say_of_themselves() {
    let mut talk = Dialogue::offline(Known::default());
    talk.services = vec![
        ("files.example", "<identity category='store' type='file'/>"),
        (
            "rooms.example",
            "<identity category='conference' type='text'/><feature var='http://jabber.org/protocol/muc'/>",
        ),
        ("search.example", "<feature var='urn:xmpp:channel-search:0:search'/>"),
        (
            "more.example",
            "<identity category='conference' type='text'/><feature var='http://jabber.org/protocol/muc'/>",
        ),
    ];
    let told = talk.greeted(&["urn:x"], &[]);
    let server = told.into_iter().rev().find_map(|it| match it {
        Event::Told(Change::Account(_, account::Change::Server(it))) => Some(it),
        _ => None,
    });
    let server = server.expect("what it offers is told");
    assert!(server.features.contains("urn:x"));
    assert_eq!(server.rooms, Some(jid("rooms.example")), "the first");
    assert_eq!(server.search, Some(jid("search.example")));
}
