//! XEP-0490.

use parlance::engine::event::Event;
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
