//! RFC 6121, section 2.

use parlance::engine::event::{Answer, Command, Event, Known};
use parlance::model::{Change, Contact, Subscription, contact};

use crate::support::dialogue::{Dialogue, contacts, jid};

#[test]
fn the_roster_is_fetched_and_damaged_items_lose_only_themselves() {
    let mut talk =
        Dialogue::offline(Known { roster_version: Some("v1".into()), ..Known::default() });
    talk.online(false, &["urn:xmpp:features:rosterver"]);
    talk.talk(
        "C: <iq type='get' to='capulet.example' id='*'>
            <query xmlns='http://jabber.org/protocol/disco#info'/></iq>
         C: <iq type='get' to='juliet@capulet.example' id='*'>
            <query xmlns='http://jabber.org/protocol/disco#info'/></iq>
         C: <iq type='get' id='$roster'><query xmlns='jabber:iq:roster' ver='v1'/></iq>
         C: <presence><priority>5</priority><c xmlns='http://jabber.org/protocol/caps'
            hash='sha-1' node='*' ver='*'/></presence>
         S: <iq type='result' id='$roster'><query xmlns='jabber:iq:roster' ver='v2'>
            <item jid='romeo@montague.example' name='Romeo' subscription='both' strange='x'>
              <group> Friends </group><group>Friends</group><group/></item>
            <item jid='@' subscription='both'/>
            <item/>
            <item jid='paris@verona.example/x' subscription='sideways' ask='subscribe'
              approved='true'/>
            </query></iq>",
    );

    let romeo = Contact {
        name: "Romeo".into(),
        subscription: Subscription::Both,
        groups: vec!["Friends".into()],
        ..Contact::new(jid("romeo@montague.example"))
    };
    let paris =
        Contact { asked: true, approved: true, ..Contact::new(jid("paris@verona.example")) };
    let roster = Event::Roster { contacts: vec![paris, romeo], version: Some("v2".into()) };
    assert!(talk.events().contains(&roster));
}

#[test]
fn a_push_counts_from_our_own_account_alone() {
    let mut talk = Dialogue::signed_in(&[]);
    talk.talk(
        "S: <iq type='set' id='p1' from='romeo@montague.example/orchard'>
            <query xmlns='jabber:iq:roster'><item jid='tybalt@capulet.example'
              subscription='both'/></query></iq>
         C: <iq type='error' id='p1' to='romeo@montague.example/orchard'><error type='cancel'>
            <service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
    );
    assert_eq!(talk.events(), []);

    talk.talk(
        "S: <iq type='set' id='p2' from='juliet@capulet.example'>
            <query xmlns='jabber:iq:roster' ver='v7'><item jid='tybalt@capulet.example'
              subscription='from'/></query></iq>
         C: <iq type='result' id='p2' to='juliet@capulet.example'/>
         S: <iq type='set' id='p3'><query xmlns='jabber:iq:roster' ver='v8'>
            <item jid='tybalt@capulet.example' subscription='remove'/></query></iq>
         C: <iq type='result' id='p3'/>",
    );
    let tybalt = jid("tybalt@capulet.example");
    let added = Contact { subscription: Subscription::From, ..Contact::new(tybalt.clone()) };
    let expected = [
        Event::Contact { contact: Ok(added), version: Some("v7".into()) },
        Event::Contact { contact: Err(tybalt), version: Some("v8".into()) },
    ];
    assert_eq!(talk.events(), expected);
}

#[test]
fn a_push_without_an_item_is_a_bad_request() {
    let mut talk = Dialogue::signed_in(&[]);
    talk.talk(
        "S: <iq type='set' id='p'><query xmlns='jabber:iq:roster'/></iq>
         C: <iq type='error' id='p'><error type='modify'>
            <bad-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
    );
}

#[test]
fn an_entry_is_changed_and_the_servers_answer_told() {
    let mut talk = Dialogue::signed_in(&[]);
    let request = talk.order(Command::SetContact {
        jid: jid("romeo@montague.example"),
        name: "Romeo & co".into(),
        groups: vec!["Friends".into(), "Verona".into()],
    });
    talk.talk(
        "C: <iq type='set' id='$1'><query xmlns='jabber:iq:roster'>
            <item jid='romeo@montague.example' name='Romeo &amp; co'>
            <group>Friends</group><group>Verona</group></item></query></iq>
         S: <iq type='error' id='$1'><error type='modify'>
            <not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>
            <text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>Too many groups.</text>
            </error></iq>",
    );
    let refusal = talk.answer(request).expect_err("it was refused");
    assert_eq!(refusal.to_string(), "not-acceptable: Too many groups.");

    let request = talk.order(Command::RemoveContact(jid("romeo@montague.example")));
    talk.talk(
        "C: <iq type='set' id='$2'><query xmlns='jabber:iq:roster'>
            <item jid='romeo@montague.example' subscription='remove'/></query></iq>
         S: <iq type='result' id='$2' from='juliet@capulet.example'/>",
    );
    assert_eq!(talk.answer(request), Ok(Answer::Done));
}

#[test]
fn an_empty_answer_keeps_the_copy() {
    let known =
        Known { contacts: contacts(), roster_version: Some("v".into()), ..Known::default() };
    let mut talk = Dialogue::offline(known);
    talk.online(false, &["urn:xmpp:features:rosterver"]);
    talk.skip();
    talk.events();
    talk.sign_in(&[]);

    talk.talk("S: <presence from='romeo@montague.example/orchard'/>");
    assert_eq!(talk.changes().len(), 1, "Romeo is still a contact");
}

#[test]
fn a_refused_roster_is_told_and_asked_for_again_at_wish() {
    let mut talk = Dialogue::offline(Known::default());
    talk.online(false, &[]);
    talk.talk(
        "C: <iq type='get' to='capulet.example' id='*'>
            <query xmlns='http://jabber.org/protocol/disco#info'/></iq>
         C: <iq type='get' to='juliet@capulet.example' id='*'>
            <query xmlns='http://jabber.org/protocol/disco#info'/></iq>
         C: <iq type='get' id='$roster'><query xmlns='jabber:iq:roster'/></iq>
         C: <presence><priority>5</priority><c xmlns='http://jabber.org/protocol/caps'
            hash='sha-1' node='*' ver='*'/></presence>
         S: <iq type='error' id='$roster'><error type='wait'>
            <internal-server-error xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
    );
    let told = |talk: &mut Dialogue| {
        talk.changes().into_iter().find_map(|change| match change {
            Change::Contact(_, contact::Change::Refused(refusal)) => Some(refusal),
            _ => None,
        })
    };
    let refusal = told(&mut talk).flatten().expect("it is told");
    assert_eq!(refusal.condition, "internal-server-error");

    talk.tell(Command::FetchRoster);
    talk.talk(
        "C: <iq type='get' id='$again'><query xmlns='jabber:iq:roster'/></iq>
         S: <iq type='result' id='$again'><query xmlns='jabber:iq:roster'/></iq>",
    );
    assert_eq!(told(&mut talk), Some(None));
    talk.tell(Command::FetchRoster);
    talk.lose();
    assert_eq!(told(&mut talk), None, "a lost line refuses nothing");
}
