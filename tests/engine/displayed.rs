//! XEP-0490.

use parlance::engine::event::{Answer, Command, Event, Known, RequestId};
use parlance::model::{AccountId, ChatId};

use crate::support::dialogue::{Dialogue, jid};

fn read(from: &str, chat: &str, by: &str) -> String {
    format!(
        "S: <message type='headline' {from}>
         <event xmlns='http://jabber.org/protocol/pubsub#event'>
         <items node='urn:xmpp:mds:displayed:0'><item id='{chat}'>
         <displayed xmlns='urn:xmpp:mds:displayed:0'>
         <stanza-id xmlns='urn:xmpp:sid:0' by='{by}' id='s1'/></displayed></item></items>
         </event></message>"
    )
}

#[test]
fn what_other_devices_have_read_is_told() {
    let mut talk = Dialogue::signed_in(&[]);
    let me = "juliet@capulet.example";
    talk.talk(&read("", "romeo@montague.example", me));
    talk.talk(&read("from='juliet@capulet.example'", "hall@rooms.example", "hall@rooms.example"));
    talk.talk(&read("from='romeo@montague.example'", "paris@verona.example", me));
    talk.talk(&read("from='juliet@capulet.example/chamber'", "paris@verona.example", me));

    let account = AccountId(jid(me));
    let expected = [
        Event::ReadElsewhere {
            chat: ChatId::contact(account.clone(), jid("romeo@montague.example")),
            stanza: "s1".into(),
        },
        Event::ReadElsewhere {
            chat: ChatId::room(account, jid("hall@rooms.example")),
            stanza: "s1".into(),
        },
    ];
    assert_eq!(talk.events(), expected);
}

const OPTIONS: &str = "http://jabber.org/protocol/pubsub#publish-options";

const ALL: &[(&str, &str)] = &[
    ("persist_items", "true"),
    ("max_items", "max"),
    ("send_last_published_item", "never"),
    ("access_model", "whitelist"),
];
const LEAST: &[(&str, &str)] = &[("persist_items", "true"), ("access_model", "whitelist")];

fn form(kind: &str, fields: &[(&str, &str)]) -> String {
    let fields: String = fields
        .iter()
        .map(|(name, value)| format!("<field var='pubsub#{name}'><value>{value}</value></field>\n"))
        .collect();
    format!(
        "<x xmlns='jabber:x:data' type='submit'>
         <field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#{kind}</value></field>
         {fields}</x>"
    )
}

fn told(id: &str, chat: &str, by: &str, options: &[(&str, &str)]) -> String {
    let options = form("publish-options", options);
    format!(
        "C: <iq type='set' id='{id}'><pubsub xmlns='http://jabber.org/protocol/pubsub'>
         <publish node='urn:xmpp:mds:displayed:0'><item id='{chat}'>
         <displayed xmlns='urn:xmpp:mds:displayed:0'>
         <stanza-id xmlns='urn:xmpp:sid:0' by='{by}' id='s9'/></displayed></item></publish>
         <publish-options>{options}</publish-options></pubsub></iq>\n"
    )
}

fn configured(id: &str) -> String {
    let form = form("node_config", ALL);
    format!(
        "C: <iq type='set' id='{id}'><pubsub xmlns='http://jabber.org/protocol/pubsub#owner'>
         <configure node='urn:xmpp:mds:displayed:0'>{form}</configure></pubsub></iq>
         S: <iq type='result' id='{id}'/>\n"
    )
}

fn created(id: &str) -> String {
    let form = form("node_config", ALL);
    format!(
        "C: <iq type='set' id='{id}'><pubsub xmlns='http://jabber.org/protocol/pubsub'>
         <create node='urn:xmpp:mds:displayed:0'/><configure>{form}</configure></pubsub></iq>\n"
    )
}

fn refused(id: &str, error: &str) -> String {
    format!(
        "S: <iq type='error' id='{id}'><error type='cancel'>
         <{error} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>\n"
    )
}

#[test]
fn what_was_read_here_is_told_to_our_other_devices_alone() {
    let me = "juliet@capulet.example";
    let account = AccountId(jid(me));
    let mut talk = Dialogue::signed_in(&[OPTIONS]);
    talk.skip();
    let cases = [
        (ChatId::contact(account.clone(), jid("romeo@montague.example")), me),
        (ChatId::room(account.clone(), jid("hall@rooms.example")), "hall@rooms.example"),
        (ChatId::occupant(account, jid("hall@rooms.example"), "Bob 😀".to_owned()), me),
    ];

    for (n, (chat, by)) in cases.into_iter().enumerate() {
        let peer = chat.peer.to_string();
        let order = talk.order(Command::TellRead { chat, stanza: "s9".to_owned() });
        talk.talk(&told(&format!("$set{n}"), &peer, by, ALL));
        talk.talk(&format!("S: <iq type='result' id='$set{n}'/>"));
        assert_eq!(talk.answer(order), Ok(Answer::Done));
    }
}

fn to_romeo(talk: &mut Dialogue) -> RequestId {
    let chat = ChatId::contact(AccountId(jid(ME)), jid(ROMEO));
    talk.order(Command::TellRead { chat, stanza: "s9".to_owned() })
}

const ME: &str = "juliet@capulet.example";
const ROMEO: &str = "romeo@montague.example";

#[test]
fn a_node_that_is_set_up_otherwise_is_set_up_anew() {
    let mut talk = Dialogue::signed_in(&[OPTIONS]);
    talk.skip();

    let order = to_romeo(&mut talk);
    let misfit = "S: <iq type='error' id='$first'><error type='cancel'>
        <conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>
        <precondition-not-met xmlns='http://jabber.org/protocol/pubsub#errors'/></error></iq>\n";
    let first = told("$first", ROMEO, ME, ALL) + misfit;
    let last = told("$last", ROMEO, ME, LEAST) + "S: <iq type='result' id='$last'/>";
    talk.talk(&(first + &configured("$form") + &last));
    assert_eq!(talk.answer(order), Ok(Answer::Done));
}

#[test]
fn a_server_that_knows_fewer_options_has_the_node_made_first() {
    for there in [false, true] {
        let mut talk = Dialogue::signed_in(&[OPTIONS]);
        talk.skip();

        let order = to_romeo(&mut talk);
        let first = told("$first", ROMEO, ME, ALL) + &refused("$first", "resource-constraint");
        let made = if there {
            refused("$made", "conflict") + &configured("$form")
        } else {
            "S: <iq type='result' id='$made'/>\n".to_owned()
        };
        let last = told("$last", ROMEO, ME, LEAST) + "S: <iq type='result' id='$last'/>";
        talk.talk(&(first + &created("$made") + &made + &last));
        assert_eq!(talk.answer(order), Ok(Answer::Done));

        // From here on it is one request each.
        let order = to_romeo(&mut talk);
        talk.talk(&(told("$next", ROMEO, ME, LEAST) + "S: <iq type='result' id='$next'/>"));
        assert_eq!(talk.answer(order), Ok(Answer::Done));
    }
}

#[test]
fn a_server_that_refuses_the_node_too_is_not_asked_for_ever() {
    let mut talk = Dialogue::signed_in(&[OPTIONS]);
    talk.skip();

    let order = to_romeo(&mut talk);
    let first = told("$first", ROMEO, ME, ALL) + &refused("$first", "forbidden");
    talk.talk(&(first + &created("$made") + &refused("$made", "forbidden")));
    let refusal = talk.answer(order).expect_err("it is refused");
    assert_eq!(refusal.condition, "forbidden");
}

const READ: &str = "<item id='romeo@montague.example'>
    <displayed xmlns='urn:xmpp:mds:displayed:0'><stanza-id xmlns='urn:xmpp:sid:0'
    by='juliet@capulet.example' id='s1'/></displayed></item>
    <item id='@'><displayed xmlns='urn:xmpp:mds:displayed:0'/></item>";

fn greeted(features: &[&str]) -> Vec<Event> {
    let mut talk = Dialogue::offline(Known::default());
    let told = talk.greeted(features, &[("urn:xmpp:mds:displayed:0", READ)]).into_iter();
    told.filter(|it| matches!(it, Event::ReadElsewhere { .. } | Event::ReadTold)).collect()
}

#[test]
fn what_was_read_while_we_were_away_is_asked_for() {
    let account = AccountId(jid("juliet@capulet.example"));
    let chat = ChatId::contact(account, jid("romeo@montague.example"));
    let expected = [Event::ReadElsewhere { chat, stanza: "s1".into() }, Event::ReadTold];
    assert_eq!(greeted(&[OPTIONS]), expected);
}

#[test]
fn a_server_that_would_show_it_to_the_world_is_not_told() {
    assert_eq!(greeted(&[]), []);
}
