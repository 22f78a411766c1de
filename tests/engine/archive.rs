//! XEP-0313 with XEP-0059.

use parlance::engine::event::{Answer, Archive, ArchivePage, Command, Event, Origin, Page};
use parlance::model::message::Author;
use parlance::model::{Delivery, Timestamp};

use crate::support::dialogue::{Dialogue, jid};

fn result(from: &str, query: &str, id: &str, inner: &str) -> String {
    format!(
        "S: <message {from}><result xmlns='urn:xmpp:mam:2' queryid='{query}' id='{id}'>
         <forwarded xmlns='urn:xmpp:forward:0'>
         <delay xmlns='urn:xmpp:delay' stamp='2025-12-31T23:00:00Z'/>
         {inner}</forwarded></result></message>\n"
    )
}

fn said(from: &str, to: &str, payload: &str) -> String {
    format!(
        "<message xmlns='jabber:client' type='chat' id='m' from='{from}' to='{to}'>{payload}</message>"
    )
}

const ROMEO: &str = "romeo@montague.example/x";
const JULIET: &str = "juliet@capulet.example/chamber";

fn page(events: &[Event]) -> &ArchivePage {
    let Some(Event::Page(page)) = events.iter().find(|it| matches!(it, Event::Page(_))) else {
        panic!("no page in {events:?}");
    };
    page
}

#[test]
fn a_page_holds_what_was_asked_for_and_nothing_forged() {
    let mut talk = Dialogue::signed_in(&[]);
    let request = talk
        .order(Command::FetchPage { archive: Archive::Account, page: Page::After("a0".into()) });
    let body = "<body>B</body><request xmlns='urn:xmpp:receipts'/>";
    let received = "<received xmlns='urn:xmpp:receipts' id='m'/>";
    let script = "C: <iq type='set' id='$iq'><query xmlns='urn:xmpp:mam:2' queryid='$q'>
            <set xmlns='http://jabber.org/protocol/rsm'><max>250</max><after>a0</after></set>
            </query></iq>\n"
        .to_owned()
        + &result("", "$q", "a1", &said(ROMEO, JULIET, body))
        + &result("from='juliet@capulet.example'", "$q", "a2", &said(JULIET, ROMEO, body))
        + &result("", "$q", "a3", &said(ROMEO, JULIET, received))
        + &result("from='mallory@evil.example'", "$q", "f1", &said(ROMEO, JULIET, body))
        + &result("", "other", "f2", &said(ROMEO, JULIET, body))
        + &result("", "$q", "f3", &said("a@b.example", "c@d.example", body))
        + "S: <iq type='result' id='$iq'><fin xmlns='urn:xmpp:mam:2' complete='true'>
            <set xmlns='http://jabber.org/protocol/rsm'><first index='0'>a1</first>
            <last>a3</last></set></fin></iq>";
    talk.talk(&script);

    let events = talk.events();
    let page = page(&events);
    assert_eq!(page.asked, Page::After("a0".into()));
    assert!(page.complete);
    assert_eq!(page.ids, Some(("a1".into(), "a3".into())));
    let at = Timestamp::from_millis(1_767_222_000_000);
    assert_eq!(page.times, Some((at, at)));

    let messages: Vec<_> = page
        .messages
        .iter()
        .map(|it| (it.origin, it.message.ids.stanza.as_deref(), it.message.author.clone()))
        .collect();
    let me = Author::Me { nick: String::new() };
    let expected = [(Origin::Archive, Some("a1"), Author::Peer), (Origin::Archive, Some("a2"), me)];
    assert_eq!(messages, expected);
    assert_eq!(page.messages[0].message.cursor.at, at);

    // What a page tells besides comes after it, and the answer last.
    let after = events.iter().position(|it| matches!(it, Event::Page(_))).expect("there") + 1;
    let [Event::Progress { delivery, .. }, Event::Answered { request: answered, result }] =
        &events[after..]
    else {
        panic!("{events:?}");
    };
    assert_eq!(*delivery, Delivery::Delivered);
    assert_eq!((*answered, result), (request, &Ok(Answer::Done)));
}

#[test]
fn pages_are_asked_for_in_four_ways() {
    let mut talk = Dialogue::signed_in(&[]);
    let since = Page::Since(Timestamp::from_millis(1_500));
    for page in [Page::Newest, Page::Before("b".into()), since] {
        talk.tell(Command::FetchPage { archive: Archive::Account, page });
    }
    talk.talk(
        "C: <iq type='set' id='*'><query xmlns='urn:xmpp:mam:2' queryid='*'>
            <set xmlns='http://jabber.org/protocol/rsm'><max>250</max><before/></set></query></iq>
         C: <iq type='set' id='*'><query xmlns='urn:xmpp:mam:2' queryid='*'>
            <set xmlns='http://jabber.org/protocol/rsm'><max>250</max><before>b</before></set>
            </query></iq>
         C: <iq type='set' id='*'><query xmlns='urn:xmpp:mam:2' queryid='*'>
            <x xmlns='jabber:x:data' type='submit'>
            <field var='FORM_TYPE' type='hidden'><value>urn:xmpp:mam:2</value></field>
            <field var='start'><value>1970-01-01T00:00:01.500Z</value></field></x>
            <set xmlns='http://jabber.org/protocol/rsm'><max>250</max></set></query></iq>",
    );
}

#[test]
fn an_empty_page_and_a_forgotten_id_are_told() {
    let mut talk = Dialogue::signed_in(&[]);
    let request = talk.order(Command::FetchPage { archive: Archive::Account, page: Page::Newest });
    talk.talk(
        "C: <iq type='set' id='$1'><query xmlns='urn:xmpp:mam:2' queryid='*'>
            <set xmlns='http://jabber.org/protocol/rsm'><max>250</max><before/></set></query></iq>
         S: <iq type='result' id='$1'><fin xmlns='urn:xmpp:mam:2' complete='true'/></iq>",
    );
    let events = talk.events();
    assert_eq!((page(&events).ids.clone(), page(&events).messages.len()), (None, 0));
    assert!(events.contains(&Event::Answered { request, result: Ok(Answer::Done) }));

    let archive = Archive::Room(jid("hall@rooms.example"));
    let request = talk.order(Command::FetchPage { archive, page: Page::After("gone".into()) });
    talk.talk(
        "C: <iq type='set' to='hall@rooms.example' id='$2'><query xmlns='urn:xmpp:mam:2' queryid='*'>
            <set xmlns='http://jabber.org/protocol/rsm'><max>50</max><after>gone</after></set>
            </query></iq>
         S: <iq type='error' id='$2' from='hall@rooms.example'><error type='cancel'>
            <item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
    );
    let refusal = talk.answer(request).expect_err("forgotten");
    assert_eq!(refusal.condition, "item-not-found");
}

#[test]
fn a_room_answers_for_itself_alone() {
    let mut talk = Dialogue::signed_in(&[]);
    let archive = Archive::Room(jid("hall@rooms.example"));
    talk.tell(Command::FetchPage { archive, page: Page::Newest });
    let groupchat = |from: &str| said(from, "", "<body>B</body>").replace("'chat'", "'groupchat'");
    let script = "C: <iq type='set' to='hall@rooms.example' id='$iq'>
            <query xmlns='urn:xmpp:mam:2' queryid='$q'>
            <set xmlns='http://jabber.org/protocol/rsm'><max>50</max><before/></set>
            </query></iq>\n"
        .to_owned()
        + &result("from='hall@rooms.example'", "$q", "r1", &groupchat("hall@rooms.example/Bob"))
        + &result("from='hall@rooms.example'", "$q", "r2", &groupchat("other@rooms.example/Bob"))
        + &result(
            "from='hall@rooms.example/Bob'",
            "$q",
            "r3",
            &groupchat("hall@rooms.example/Bob"),
        )
        + &result("", "$q", "r4", &groupchat("hall@rooms.example/Bob"))
        + "S: <iq type='result' id='$iq' from='hall@rooms.example'><fin xmlns='urn:xmpp:mam:2'/></iq>";
    talk.talk(&script);

    let events = talk.events();
    let page = page(&events);
    assert_eq!(page.messages.len(), 1);
    assert!(!page.complete);
    let message = &page.messages[0].message;
    assert_eq!(message.ids.stanza.as_deref(), Some("r1"));
    assert_eq!(message.author, Author::Occupant { nick: "Bob".into(), id: None });
    assert_eq!(page.ids, Some(("r1".into(), "r2".into())));
}
