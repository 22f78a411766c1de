//! XEP-0425 and XEP-0317: neither of the servers that other tests start knows them.

use parlance::engine::event::{Answer, Archive, Command, Event as Told, Page};
use parlance::model::act::{Deed, Target};
use parlance::model::message::Moderation;
use parlance::model::room::Change as RoomChange;
use parlance::model::room::news::Event;
use parlance::model::room::rights::MODERATION;
use parlance::model::{Author, Change};

use crate::support::dialogue::{Dialogue, jid};
use crate::support::hall::{self, HALL};

fn presence(nick: &str, inner: &str) -> String {
    format!(
        "S: <presence from='hall@rooms.example/{nick}'>
         <x xmlns='http://jabber.org/protocol/muc#user'>
         <item affiliation='owner' role='moderator'/><status code='110'/></x>{inner}</presence>\n"
    )
}

/// Inside a room that names what is said in it, and lets its moderators remove that.
fn inside() -> Dialogue {
    let features = "<feature var='urn:xmpp:message-moderate:1'/><feature var='urn:xmpp:sid:0'/>";
    hall::inside(features, &presence("Julia", ""))
}

#[test]
fn a_moderator_removes_what_somebody_said() {
    let mut talk = inside();
    let able = talk.changes().into_iter().any(
        |it| matches!(it, Change::Room(_, RoomChange::Features(it)) if it.contains(MODERATION)),
    );
    assert!(able, "who may not do it is not offered it");

    let order = |reason: &str| Command::Moderate {
        room: jid(HALL),
        id: "s1".into(),
        reason: reason.into(),
    };
    let request = talk.order(order("Off topic"));
    talk.talk(
        "C: <iq type='set' to='hall@rooms.example' id='$m'>
            <moderate xmlns='urn:xmpp:message-moderate:1' id='s1'>
            <retract xmlns='urn:xmpp:message-retract:1'/><reason>Off topic</reason></moderate></iq>
         S: <iq type='result' id='$m' from='hall@rooms.example'/>",
    );
    assert_eq!(talk.answer(request), Ok(Answer::Done));

    let request = talk.order(order(" "));
    talk.talk(
        "C: <iq type='set' to='hall@rooms.example' id='$n'>
            <moderate xmlns='urn:xmpp:message-moderate:1' id='s1'>
            <retract xmlns='urn:xmpp:message-retract:1'/></moderate></iq>
         S: <iq type='error' id='$n' from='hall@rooms.example'><error type='auth'>
            <forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
    );
    assert_eq!(talk.answer(request).expect_err("it is refused").condition, "forbidden");
}

fn removed(from: &str) -> String {
    format!(
        "S: <message type='groupchat' from='{from}' id='r1'>
         <retract xmlns='urn:xmpp:message-retract:1' id='s1'>
         <moderated xmlns='urn:xmpp:message-moderate:1' by='hall@rooms.example/Chair'/>
         <reason>Off topic</reason></retract></message>"
    )
}

#[test]
fn the_room_removes_a_message_and_says_why() {
    let mut talk = inside();
    talk.events();
    talk.talk(&removed(HALL));
    let told = talk.events();
    let news = told.iter().find_map(|it| match it {
        parlance::engine::event::Event::Told(Change::Room(_, RoomChange::News(it))) => {
            Some(it.event.clone())
        }
        _ => None,
    });
    assert_eq!(news, Some(Event::Moderated { by: "Chair".into(), reason: "Off topic".into() }));
    let act = told.iter().find_map(|it| match it {
        parlance::engine::event::Event::Acted(it) => Some(it.act.clone()),
        _ => None,
    });
    let act = act.expect("it is removed");
    let chair = Moderation { by: "Chair".into(), reason: "Off topic".into() };
    assert_eq!((act.author, act.deed), (Author::Service, Deed::Moderate(chair)));
    assert_eq!(act.target, Target::Room("s1".into()));
}

/// XEP-0425, section 4.
#[test]
fn the_archive_of_a_room_knows_who_removed_it() {
    let mut talk = inside();
    let archive = Archive::Room(jid(HALL));
    let _ = talk.order(Command::FetchPage { archive, page: Page::Newest });
    talk.events();
    talk.talk(
        "C: <iq type='set' to='hall@rooms.example' id='$iq'>
            <query xmlns='urn:xmpp:mam:2' queryid='$q'>
            <set xmlns='http://jabber.org/protocol/rsm'><max>50</max><before/></set></query></iq>
         S: <message from='hall@rooms.example'>
            <result xmlns='urn:xmpp:mam:2' queryid='$q' id='s1'>
            <forwarded xmlns='urn:xmpp:forward:0'>
            <delay xmlns='urn:xmpp:delay' stamp='2025-12-31T23:00:00Z'/>
            <message xmlns='jabber:client' type='groupchat' id='m1' from='hall@rooms.example/Bob'>
            <retracted xmlns='urn:xmpp:message-retract:1' stamp='2025-12-31T23:00:10Z'>
            <moderated xmlns='urn:xmpp:message-moderate:1' by='chair@example.org'/>
            <reason>Spam</reason></retracted>
            </message></forwarded></result></message>
         S: <iq type='result' id='$iq' from='hall@rooms.example'>
            <fin xmlns='urn:xmpp:mam:2' complete='true'/></iq>",
    );

    let events = talk.events();
    let [Told::Page(page), Told::Acted(acted), ..] = &events[..] else { panic!("{events:?}") };
    assert!(page.messages[0].message.sequel.retracted.is_some());
    let by = Moderation { by: "chair@example.org".into(), reason: "Spam".into() };
    assert_eq!(acted.act.deed, Deed::Moderate(by));
    assert_eq!(
        (&acted.act.author, &acted.act.target),
        (&Author::Service, &Target::Room("s1".into()))
    );
}

#[test]
fn an_occupant_speaks_for_no_moderator() {
    let mut talk = inside();
    talk.events();
    talk.talk(&removed("hall@rooms.example/Bob"));
    let (acts, said) = talk.acts();
    assert_eq!(said, []);
    assert!(acts.iter().all(|it| it.act.author != Author::Service), "{acts:?}");

    // A room that takes back without a moderator does nothing of the kind.
    talk.talk(
        "S: <message type='groupchat' from='hall@rooms.example' id='r2'>
         <retract xmlns='urn:xmpp:message-retract:1' id='s1'/></message>",
    );
    assert_eq!(talk.acts(), (Vec::new(), Vec::new()));
}

#[test]
fn hats_are_worn_and_bounded() {
    let mut talk = inside();
    talk.events();
    let many: String = (0..20).map(|n| format!("<hat title='Hat {n}' uri='u{n}'/>")).collect();
    let hats = format!(
        "<hats xmlns='urn:xmpp:hats:0'><hat title=' Host ' uri='urn:h'/><hat uri='urn:none'/>
         <hat title='{}' uri='urn:l'/>{many}</hats>",
        "好".repeat(200)
    );
    talk.talk(&presence("Bob", &hats));
    let hats = talk.changes().into_iter().find_map(|it| match it {
        Change::Room(_, RoomChange::Occupant(it)) => Some(it.hats),
        _ => None,
    });
    let hats = hats.expect("he is there");
    assert_eq!((hats[0].as_str(), hats[1].chars().count(), hats.len()), ("Host", 60, 8));
}
