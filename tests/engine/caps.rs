//! XEP-0115.

use parlance::engine::event::{Command, Event};
use parlance::model::chat::Typing;
use parlance::model::{AccountId, ChatId};

use crate::support::dialogue::{Dialogue, jid};

/// The hash of a nameless PC client that knows chat states alone.
const VER: &str = "iwiiK12C8iGoq+gjy4eofQNqDhg=";

fn here(device: &str, ver: &str) -> String {
    format!(
        "S: <presence from='{device}'><c xmlns='http://jabber.org/protocol/caps' hash='sha-1'
         node='http://x.example' ver='{ver}'/></presence>\n"
    )
}

fn asked(device: &str, ver: &str, key: &str) -> String {
    format!(
        "C: <iq type='get' to='{device}' id='{key}'>
         <query xmlns='http://jabber.org/protocol/disco#info' node='http://x.example#{ver}'/></iq>\n"
    )
}

fn says(device: &str, key: &str) -> String {
    format!(
        "S: <iq type='result' id='{key}' from='{device}'>
         <query xmlns='http://jabber.org/protocol/disco#info'>
         <identity category='client' type='pc'/>
         <feature var='http://jabber.org/protocol/chatstates'/></query></iq>\n"
    )
}

#[test]
fn a_hash_is_asked_for_once_and_believed_where_it_is_right() {
    let mut talk = Dialogue::signed_in(&[]);
    let (first, second) = ("romeo@montague.example/x", "romeo@montague.example/y");
    talk.talk(&(here(first, VER) + &asked(first, VER, "$1") + &here(second, VER)));
    talk.talk(&says(first, "$1"));

    let told = talk.events().into_iter().find_map(|it| match it {
        Event::Capabilities { node, features } => Some((node, features)),
        _ => None,
    });
    let (node, features) = told.expect("it is to be kept");
    assert_eq!(node, format!("http://x.example#{VER}"));
    assert!(features.contains("http://jabber.org/protocol/chatstates"));
    talk.talk(&here(first, VER));

    let account = AccountId(jid("juliet@capulet.example"));
    let chat = ChatId::contact(account, jid("romeo@montague.example"));
    talk.tell(Command::Typing { chat, typing: Typing::Composing });
    talk.talk(
        "C: <message type='chat' to='romeo@montague.example' id='*'>
            <composing xmlns='http://jabber.org/protocol/chatstates'/>
            <no-store xmlns='urn:xmpp:hints'/></message>",
    );
}

#[test]
fn a_wrong_hash_poisons_nothing() {
    let mut talk = Dialogue::signed_in(&[]);
    let device = "romeo@montague.example/x";
    let wrong = "AAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    talk.talk(&(here(device, wrong) + &asked(device, wrong, "$1") + &says(device, "$1")));
    let kept = talk.events().into_iter().any(|it| matches!(it, Event::Capabilities { .. }));
    assert!(!kept);
    talk.talk(&here(device, wrong));
}

#[test]
fn strangers_and_nonsense_are_not_asked() {
    let mut talk = Dialogue::signed_in(&[]);
    talk.talk(&here("mallory@evil.example/x", VER));
    talk.talk(&here("romeo@montague.example/x", "not base64"));
    talk.talk(&here("romeo@montague.example/x", VER).replace("sha-1", "md5"));

    for number in 10..100 {
        let ver = format!("{number}AAAAAAAAAAAAAAAAAAAAAAAAA=");
        talk.hear(&here("romeo@montague.example/x", &ver));
    }
    assert_eq!(talk.unasked(), 20, "no more are out at once");
}
