//! XEP-0085.

use parlance::engine::event::Command;
use parlance::model::chat::{self, Typing};
use parlance::model::settings::Privacy;
use parlance::model::{AccountId, Change, ChatId};

use crate::support::dialogue::{Dialogue, jid};

const COMPOSING: &str = "S: <message type='chat' from='romeo@montague.example/x'>
    <composing xmlns='http://jabber.org/protocol/chatstates'/></message>";

fn typing(talk: &mut Dialogue) -> Vec<bool> {
    let changes = talk.changes().into_iter();
    changes
        .filter_map(|it| match it {
            Change::Chat(_, chat::Change::Typing { typing, .. }) => Some(typing),
            _ => None,
        })
        .collect()
}

fn romeo(typing: Typing) -> Command {
    let account = AccountId(jid("juliet@capulet.example"));
    Command::Typing { chat: ChatId::contact(account, jid("romeo@montague.example")), typing }
}

#[test]
fn writing_ends_by_pausing_or_by_time() {
    let mut talk = Dialogue::signed_in(&[]);
    talk.talk(COMPOSING);
    talk.talk(COMPOSING);
    talk.talk(
        "S: <message type='chat' from='romeo@montague.example/x'>
            <paused xmlns='http://jabber.org/protocol/chatstates'/></message>",
    );
    assert_eq!(typing(&mut talk), [true, false]);

    talk.talk(COMPOSING);
    talk.pass(59);
    assert_eq!(typing(&mut talk), [true]);
    talk.pass(2);
    assert_eq!(typing(&mut talk), [false]);
}

#[test]
fn strangers_write_unseen() {
    let mut talk = Dialogue::signed_in(&[]);
    talk.talk(&COMPOSING.replace("romeo@montague", "mallory@evil"));
    talk.talk(&COMPOSING.replace("type='chat'", "type='error'"));
    talk.talk(&COMPOSING.replace("type='chat'", "type='groupchat'"));
    assert_eq!(typing(&mut talk), Vec::<bool>::new());
}

#[test]
fn who_understands_it_is_told_that_we_write() {
    let mut talk = Dialogue::signed_in(&[]);
    talk.tell(romeo(Typing::Composing));
    talk.silent();

    talk.talk(COMPOSING);
    talk.tell(romeo(Typing::Composing));
    talk.tell(romeo(Typing::Gone));
    talk.talk(
        "C: <message type='chat' to='romeo@montague.example' id='*'>
            <composing xmlns='http://jabber.org/protocol/chatstates'/>
            <no-store xmlns='urn:xmpp:hints'/></message>
         C: <message type='chat' to='romeo@montague.example' id='*'>
            <gone xmlns='http://jabber.org/protocol/chatstates'/>
            <no-store xmlns='urn:xmpp:hints'/></message>",
    );
}

#[test]
fn whoever_does_not_want_it_told_writes_unseen() {
    let mut talk = Dialogue::signed_in(&[]);
    talk.talk(COMPOSING);
    talk.tell(Command::Reveal(Privacy { typing: false, ..Privacy::default() }));
    talk.tell(romeo(Typing::Composing));
    talk.silent();
}
