//! XEP-0424.

use parlance::engine::event::{Archive, Command, Event, Page};
use parlance::model::act::{Deed, Target};
use parlance::model::{Author, ChatId, Timestamp};
use xmpp::jid::BareJid;

use crate::support::dialogue::{Dialogue, jid};

#[test]
fn what_is_taken_back_says_nothing_itself() {
    let mut talk = Dialogue::signed_in(&[]);
    talk.talk(
        "S: <message type='chat' id='r1' from='romeo@montague.example/x'>
            <retract xmlns='urn:xmpp:message-retract:1' id='m1'/>
            <fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:message-retract:1'/>
            <body>/me retracted a previous message</body>
            <request xmlns='urn:xmpp:receipts'/></message>
         S: <message type='chat' id='r2' from='romeo@montague.example/x'>
            <retract xmlns='urn:xmpp:message-retract:1'/><body>nothing</body></message>
         S: <message type='error' id='r3' from='romeo@montague.example/x'>
            <retract xmlns='urn:xmpp:message-retract:1' id='m1'/></message>",
    );

    let (acts, said) = talk.acts();
    assert_eq!(said, []);
    assert_eq!(acts.len(), 1);
    assert_eq!((&acts[0].act.deed, &acts[0].act.author), (&Deed::Retract, &Author::Peer));
    assert_eq!(acts[0].act.target, Target::Sender("m1".into()));
}

#[test]
fn ours_says_so_to_those_who_do_not_know_it() {
    let mut talk = Dialogue::signed_in(&[]);
    talk.act(Dialogue::romeo(), Target::Sender("m1".into()), Deed::Retract);
    let hall: BareJid = jid("hall@rooms.example");
    let room = ChatId::room(Dialogue::romeo().account, hall.clone());
    talk.act(room, Target::Room("s1".into()), Deed::Retract);
    let bob = ChatId::occupant(Dialogue::romeo().account, hall, "Bob".into());
    talk.act(bob, Target::Sender("m1".into()), Deed::Retract);
    let rest = |id: &str| {
        format!(
            "<body>/me retracted a previous message, but it's unsupported by your client.</body>
             <retract xmlns='urn:xmpp:message-retract:1' id='{id}'/>
             <fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:message-retract:1'/>
             <store xmlns='urn:xmpp:hints'/></message>\n"
        )
    };
    let named = "<origin-id xmlns='urn:xmpp:sid:0' id='a1'/>";
    talk.talk(
        &(format!("C: <message type='chat' to='romeo@montague.example' id='a1'>{named}")
            + &rest("m1")
            + &format!("C: <message type='groupchat' to='hall@rooms.example' id='a1'>{named}")
            + &rest("s1")
            + "C: <message type='chat' to='hall@rooms.example/Bob' id='a1'>
               <x xmlns='http://jabber.org/protocol/muc#user'/>"
            + named
            + &rest("m1")),
    );
}

#[test]
fn an_archive_keeps_a_stone_where_it_was() {
    let mut talk = Dialogue::signed_in(&[]);
    let _ = talk.order(Command::FetchPage { archive: Archive::Account, page: Page::Newest });
    talk.talk(
        "C: <iq type='set' id='$iq'><query xmlns='urn:xmpp:mam:2' queryid='$q'>
            <set xmlns='http://jabber.org/protocol/rsm'><max>250</max><before/></set></query></iq>
         S: <message><result xmlns='urn:xmpp:mam:2' queryid='$q' id='s1'>
            <forwarded xmlns='urn:xmpp:forward:0'>
            <delay xmlns='urn:xmpp:delay' stamp='2025-12-31T23:00:00Z'/>
            <message xmlns='jabber:client' type='chat' id='m1' from='romeo@montague.example/x'
                to='juliet@capulet.example'>
            <retracted xmlns='urn:xmpp:message-retract:1' id='r1' stamp='2025-12-31T23:00:10Z'/>
            </message></forwarded></result></message>
         S: <message><result xmlns='urn:xmpp:mam:2' queryid='$q' id='s2'>
            <forwarded xmlns='urn:xmpp:forward:0'>
            <delay xmlns='urn:xmpp:delay' stamp='2025-12-31T23:00:10Z'/>
            <message xmlns='jabber:client' type='chat' id='r1' from='romeo@montague.example/x'
                to='juliet@capulet.example'>
            <retract xmlns='urn:xmpp:message-retract:1' id='m1'/>
            </message></forwarded></result></message>
         S: <iq type='result' id='$iq'><fin xmlns='urn:xmpp:mam:2' complete='true'/></iq>",
    );

    let events = talk.events();
    let Some(Event::Page(page)) = events.first() else { panic!("{events:?}") };
    let stone = &page.messages[0].message;
    assert_eq!((page.messages.len(), stone.body.as_str()), (1, ""));
    assert_eq!(stone.sequel.retracted, Some(Timestamp::from_millis(1_767_222_010_000)));
    let Some(Event::Acted(acted)) = events.get(1) else { panic!("{events:?}") };
    assert!(acted.stamped);
    assert_eq!(acted.act.at, Timestamp::from_millis(1_767_222_010_000));
    assert_eq!(acted.act.ids.stanza.as_deref(), Some("s2"));
}

#[test]
fn a_stone_that_somebody_sends_is_none() {
    let mut talk = Dialogue::signed_in(&[]);
    talk.talk(
        "S: <message type='chat' id='m1' from='romeo@montague.example/x'>
            <retracted xmlns='urn:xmpp:message-retract:1' id='r1'/></message>",
    );
    let (acts, said) = talk.acts();
    assert_eq!((acts.len(), said.len()), (0, 0));
}
