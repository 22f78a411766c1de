//! XEP-0402, and XEP-0049 where that is all there is.

use parlance::engine::event::{Answer, Command, Event};
use parlance::model::room::{Bookmark, Change as RoomChange, Notify, State};
use parlance::model::{Change, Refusal};

use crate::support::dialogue::{Dialogue, OPENING, jid};

fn bookmark(autojoin: bool) -> Bookmark {
    Bookmark {
        jid: jid("hall@rooms.example"),
        name: "The Hall".into(),
        nick: "Julia".into(),
        password: None,
        autojoin,
        notify: None,
    }
}

fn notice(from: &str, inner: &str) -> String {
    format!(
        "S: <message type='headline' {from}>
         <event xmlns='http://jabber.org/protocol/pubsub#event'>
         <items node='urn:xmpp:bookmarks:1'>{inner}</items></event></message>\n"
    )
}

const ITEM: &str = "<item id='hall@rooms.example'><conference xmlns='urn:xmpp:bookmarks:1'
    name='The Hall' autojoin='true'><nick>Julia</nick><extensions><k xmlns='urn:k'>v</k>
    </extensions></conference></item>";
const ENTERS: &str = "C: <iq type='get' to='hall@rooms.example' id='*'>
        <query xmlns='http://jabber.org/protocol/disco#info'/></iq>
    C: <presence to='hall@rooms.example/Julia'><priority>5</priority>
        <c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='*' ver='*'/>
        <x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='50'/></x></presence>\n";
const PUBLISH: &str = "<pubsub xmlns='http://jabber.org/protocol/pubsub'>
    <publish node='urn:xmpp:bookmarks:1'><item id='hall@rooms.example'>
    <conference xmlns='urn:xmpp:bookmarks:1' name='The Hall' autojoin='false'><nick>Julia</nick>
    EXT</conference></item></publish>
    <publish-options><x xmlns='jabber:x:data' type='submit'>
    <field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#publish-options</value></field>
    <field var='pubsub#persist_items'><value>true</value></field>
    <field var='pubsub#max_items'><value>max</value></field>
    <field var='pubsub#send_last_published_item'><value>never</value></field>
    <field var='pubsub#access_model'><value>whitelist</value></field></x></publish-options>
    </pubsub>";

fn modern() -> Dialogue {
    Dialogue::signed_in(&["urn:xmpp:bookmarks:1#compat"])
}

#[test]
fn a_room_bookmarked_elsewhere_is_entered_and_left() {
    let mut talk = modern();
    talk.talk(&(notice("", ITEM) + ENTERS));
    assert_eq!(talk.events()[0], Event::Bookmark(Ok(bookmark(true))));

    talk.talk(&(notice("", ITEM)));
    assert_eq!(talk.events(), [], "nothing new");

    let gone = "<retract id='hall@rooms.example'/>";
    talk.talk(
        &(notice("from='juliet@capulet.example'", gone)
            + "C: <presence type='unavailable' to='hall@rooms.example/Julia'/>"),
    );
    let events = talk.events();
    assert_eq!(events[0], Event::Bookmark(Err(jid("hall@rooms.example"))));
    let [_, Event::Told(Change::Room(_, RoomChange::State(State::Outside)))] = events.as_slice()
    else {
        panic!("{events:?}");
    };
}

#[test]
fn bookmarks_of_others_are_none_of_ours() {
    let mut talk = modern();
    talk.talk(&notice("from='romeo@montague.example'", ITEM));
    talk.talk(&notice("from='juliet@capulet.example/chamber'", ITEM));
    assert_eq!(talk.events(), []);
}

#[test]
fn a_bookmark_is_published_for_us_alone_and_keeps_what_others_added() {
    let mut talk = modern();
    talk.talk(&(notice("", ITEM) + ENTERS));
    talk.events();

    let request = talk.order(Command::SetBookmark(bookmark(false)));
    let publish = PUBLISH.replace("EXT", "<extensions><k xmlns='urn:k'>v</k></extensions>");
    let precondition = "<error type='cancel'>
        <conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>
        <precondition-not-met xmlns='http://jabber.org/protocol/pubsub#errors'/></error>";
    let configure = "<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'>
        <configure node='urn:xmpp:bookmarks:1'><x xmlns='jabber:x:data' type='submit'>
        <field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#node_config</value></field>
        <field var='pubsub#persist_items'><value>true</value></field>
        <field var='pubsub#max_items'><value>max</value></field>
        <field var='pubsub#send_last_published_item'><value>never</value></field>
        <field var='pubsub#access_model'><value>whitelist</value></field></x></configure></pubsub>";
    talk.talk(&format!(
        "C: <iq type='set' id='$1'>{publish}</iq>
         S: <iq type='error' id='$1'>{precondition}</iq>
         C: <iq type='set' id='$2'>{configure}</iq>
         S: <iq type='result' id='$2'/>
         C: <iq type='set' id='$3'>{publish}</iq>
         S: <iq type='result' id='$3'/>"
    ));
    let events = talk.events();
    assert_eq!(events[0], Event::Bookmark(Ok(bookmark(false))));
    assert_eq!(events[1], Event::Answered { request, result: Ok(Answer::Done) });

    // Our own change comes back, and brings nothing new: we stay in the room.
    let echo = ITEM.replace("'true'", "'false'");
    talk.talk(&notice("", &echo));
    assert_eq!(talk.events(), []);
}

#[test]
fn what_the_server_refuses_is_not_kept() {
    let mut talk = modern();
    let request = talk.order(Command::SetBookmark(bookmark(false)));
    talk.talk(&format!(
        "C: <iq type='set' id='$1'>{}</iq>
         S: <iq type='error' id='$1'><error type='cancel'>
            <not-allowed xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
        PUBLISH.replace("EXT", "")
    ));
    let refusal = Refusal { kind: "cancel".into(), ..Refusal::ours("not-allowed") };
    assert_eq!(talk.answer(request), Err(refusal));

    talk.talk(&(notice("", ITEM) + ENTERS));
    assert_eq!(talk.events()[0], Event::Bookmark(Ok(bookmark(true))));
}

#[test]
fn private_storage_serves_where_there_is_nothing_better() {
    let mut talk = Dialogue::offline(Default::default());
    talk.online(false, &[]);
    talk.talk(
        &(OPENING.to_owned()
            + "S: <iq type='result' id='$own' from='juliet@capulet.example'/>
         S: <iq type='result' id='$server' from='capulet.example'/>
         C: <iq type='get' id='$get'><query xmlns='jabber:iq:private'>
            <storage xmlns='storage:bookmarks'/></query></iq>
         C: <iq type='get' to='capulet.example' id='*'>
            <query xmlns='http://jabber.org/protocol/disco#items'/></iq>"),
    );
    talk.events();
    let early = talk.order(Command::RemoveBookmark(jid("x@y.example")));
    talk.silent(); // what is there is not known yet, and must not be wiped out

    talk.talk(
        &("S: <iq type='result' id='$get'><query xmlns='jabber:iq:private'>
            <storage xmlns='storage:bookmarks'><url name='u' url='http://u.example'/>
            <conference jid='hall@rooms.example' name='The Hall' autojoin='True'>
            <nick>Julia</nick></conference><conference/></storage></query></iq>\n"
            .to_owned()
            + "C: <iq type='set' id='$early'><query xmlns='jabber:iq:private'>
                <storage xmlns='storage:bookmarks'>
                <conference name='The Hall' autojoin='true' jid='hall@rooms.example'>
                <nick>Julia</nick></conference><url name='u' url='http://u.example'/>
                <conference/></storage></query></iq>\n"
            + ENTERS
            + "S: <iq type='result' id='$early'/>"),
    );
    let events = talk.events();
    assert_eq!(events[0], Event::Bookmarks(vec![bookmark(true)]));
    assert!(events.contains(&Event::Answered { request: early, result: Ok(Answer::Done) }));

    let request = talk.order(Command::SetBookmark(bookmark(false)));
    talk.talk(
        "C: <iq type='set' id='$set'><query xmlns='jabber:iq:private'>
            <storage xmlns='storage:bookmarks'>
            <conference name='The Hall' autojoin='false' jid='hall@rooms.example'>
            <nick>Julia</nick></conference><url name='u' url='http://u.example'/>
            <conference/></storage></query></iq>
         S: <iq type='result' id='$set'/>",
    );
    assert_eq!(talk.answer(request), Ok(Answer::Done));
}

#[test]
fn what_a_room_may_call_for_comes_with_its_bookmark() {
    let mut talk = modern();
    let quiet = ITEM.replace(
        "<k xmlns='urn:k'>v</k>",
        "<notify xmlns='urn:xmpp:notification-settings:1'><never/></notify>",
    );
    talk.talk(&(notice("", &quiet) + ENTERS));
    let expected = Bookmark { notify: Some(Notify::Nothing), ..bookmark(true) };
    assert_eq!(talk.events()[0], Event::Bookmark(Ok(expected)));

    let loud = Bookmark { notify: Some(Notify::All), ..bookmark(false) };
    let _ = talk.order(Command::SetBookmark(loud));
    let extensions = "<extensions xmlns='urn:xmpp:bookmarks:1'>
        <notify xmlns='urn:xmpp:notification-settings:1'><always/></notify></extensions>";
    talk.talk(&format!("C: <iq type='set' id='*'>{}</iq>", PUBLISH.replace("EXT", extensions)));
}
