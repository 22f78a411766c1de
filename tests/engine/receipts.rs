//! XEP-0184, and what is told by it and by XEP-0333.

use parlance::engine::event::{Command, Event};
use parlance::model::settings::Privacy;
use parlance::model::{AccountId, ChatId, Delivery};

use crate::support::dialogue::{Dialogue, jid};

fn asking(from: &str, kind: &str, id: &str) -> String {
    format!(
        "S: <message type='{kind}' {id} from='{from}'><body>B</body>
         <request xmlns='urn:xmpp:receipts'/></message>\n"
    )
}

#[test]
fn whoever_may_see_us_learns_that_it_came() {
    let mut talk = Dialogue::signed_in(&[]);
    let answered = "C: <message type='chat' to='romeo@montague.example/x' id='*'>
        <received xmlns='urn:xmpp:receipts' id='m1'/><store xmlns='urn:xmpp:hints'/></message>";
    talk.talk(&(asking("romeo@montague.example/x", "chat", "id='m1'") + answered));

    talk.talk(&asking("paris@verona.example/x", "chat", "id='m2'"));
    talk.talk(&asking("mallory@evil.example/x", "chat", "id='m3'"));
    talk.talk(&asking("romeo@montague.example/x", "chat", ""));
    talk.talk(&asking("romeo@montague.example/x", "groupchat", "id='m4'"));
}

#[test]
fn receipts_and_marks_tell_how_far_a_message_got() {
    let mut talk = Dialogue::signed_in(&[]);
    talk.talk(
        "S: <message from='romeo@montague.example/x'>
            <received xmlns='urn:xmpp:receipts' id='m1'/></message>
         S: <message from='romeo@montague.example/x'>
            <displayed xmlns='urn:xmpp:chat-markers:0' id='m1'/></message>
         S: <message from='romeo@montague.example/x'><received xmlns='urn:xmpp:receipts'/></message>
         S: <message from='juliet@capulet.example/chamber' to='romeo@montague.example'>
            <received xmlns='urn:xmpp:receipts' id='m1'/></message>",
    );

    let account = AccountId(jid("juliet@capulet.example"));
    let chat = ChatId::contact(account, jid("romeo@montague.example"));
    let progress = |delivery| Event::Progress { chat: chat.clone(), origin: "m1".into(), delivery };
    assert_eq!(talk.events(), [progress(Delivery::Delivered), progress(Delivery::Read)]);
}

#[test]
fn whoever_does_not_want_it_told_keeps_it() {
    let mut talk = Dialogue::signed_in(&[]);
    talk.tell(Command::Reveal(Privacy { receipts: false, ..Privacy::default() }));
    talk.talk(&asking("romeo@montague.example/x", "chat", "id='m1'"));
}
