//! XEP-0490.

use parlance::engine::event::{Answer, Command, Event, Known};
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

fn told(id: &str, chat: &str, by: &str) -> String {
    format!(
        "C: <iq type='set' id='{id}'><pubsub xmlns='http://jabber.org/protocol/pubsub'>
         <publish node='urn:xmpp:mds:displayed:0'><item id='{chat}'>
         <displayed xmlns='urn:xmpp:mds:displayed:0'>
         <stanza-id xmlns='urn:xmpp:sid:0' by='{by}' id='s9'/></displayed></item></publish>
         <publish-options><x xmlns='jabber:x:data' type='submit'>
         <field var='FORM_TYPE'><value>{OPTIONS}</value></field>
         <field var='pubsub#persist_items'><value>true</value></field>
         <field var='pubsub#max_items'><value>max</value></field>
         <field var='pubsub#send_last_published_item'><value>never</value></field>
         <field var='pubsub#access_model'><value>whitelist</value></field>
         </x></publish-options></pubsub></iq>\n"
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
        talk.talk(&told(&format!("$set{n}"), &peer, by));
        talk.talk(&format!("S: <iq type='result' id='$set{n}'/>"));
        assert_eq!(talk.answer(order), Ok(Answer::Done));
    }
}

#[test]
fn a_node_that_is_set_up_otherwise_is_set_up_anew() {
    let me = "juliet@capulet.example";
    let chat = ChatId::contact(AccountId(jid(me)), jid("romeo@montague.example"));
    let mut talk = Dialogue::signed_in(&[OPTIONS]);
    talk.skip();

    let order = talk.order(Command::TellRead { chat, stanza: "s9".to_owned() });
    talk.talk(&told("$first", "romeo@montague.example", me));
    talk.talk(
        &("S: <iq type='error' id='$first'><error type='cancel'>
            <conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>
            <precondition-not-met xmlns='http://jabber.org/protocol/pubsub#errors'/></error></iq>
         C: <iq type='set' id='$form'>
            <pubsub xmlns='http://jabber.org/protocol/pubsub#owner'>
            <configure node='urn:xmpp:mds:displayed:0'><x xmlns='jabber:x:data' type='submit'>
            <field var='FORM_TYPE'>
            <value>http://jabber.org/protocol/pubsub#node_config</value></field>
            <field var='pubsub#persist_items'><value>true</value></field>
            <field var='pubsub#max_items'><value>max</value></field>
            <field var='pubsub#send_last_published_item'><value>never</value></field>
            <field var='pubsub#access_model'><value>whitelist</value></field>
            </x></configure></pubsub></iq>
         S: <iq type='result' id='$form'/>\n"
            .to_owned()
            + &told("$last", "romeo@montague.example", me)
            + "S: <iq type='result' id='$last'/>"),
    );
    assert_eq!(talk.answer(order), Ok(Answer::Done));
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
