//! XEP-0333.

use parlance::engine::event::{Command, Event};
use parlance::model::chat::Typing;
use parlance::model::settings::{Privacy, Told};
use parlance::model::{AccountId, ChatId};

use crate::support::dialogue::{Dialogue, jid};
use crate::support::hall::{self, HALL, presence};

const ITEM: &str = "<item affiliation='none' role='participant'/>";

fn contact(peer: &str) -> ChatId {
    ChatId::contact(AccountId(jid("juliet@capulet.example")), jid(peer))
}

fn room() -> ChatId {
    ChatId::room(AccountId(jid("juliet@capulet.example")), jid(HALL))
}

fn mark(chat: ChatId) -> Command {
    Command::Mark { chat, id: "m1".to_owned() }
}

/// What those who asked to be told call their messages.
fn asked(talk: &mut Dialogue) -> Vec<Option<String>> {
    let told = talk.events().into_iter();
    told.filter_map(|it| if let Event::Arrived(it) = it { Some(it.markable) } else { None })
        .collect()
}

/// In the hall, which has these features, with so many others.
fn inside(features: &str, others: usize) -> Dialogue {
    let mut talk = hall::inside(features, "");
    for n in 0..others {
        talk.hear(&presence(&format!("guest-{n}"), "", ITEM));
    }
    talk.hear(&presence("Julia", "", &format!("{ITEM}<status code='110'/>")));
    talk.hear("S: <message type='groupchat' from='hall@rooms.example'><subject/></message>");
    talk.skip();
    let _ = talk.events();
    talk
}

const CLOSED: &str = "<feature var='muc_membersonly'/><feature var='urn:xmpp:sid:0'/>";

#[test]
fn a_contact_who_asks_learns_that_it_was_read() {
    let mut talk = Dialogue::signed_in(&[]);
    talk.tell(mark(contact("romeo@montague.example")));
    talk.talk(
        "C: <message type='chat' to='romeo@montague.example' id='*'>
            <displayed xmlns='urn:xmpp:chat-markers:0' id='m1'/>
            <store xmlns='urn:xmpp:hints'/></message>",
    );
}

#[test]
fn strangers_never_learn_it() {
    let mut talk = Dialogue::signed_in(&[]);
    talk.tell(mark(contact("mallory@evil.example")));
    // Juliet sees Paris; he does not see her.
    talk.tell(mark(contact("paris@verona.example")));
    talk.tell(mark(room()));
    talk.silent();
}

#[test]
fn nobody_learns_it_against_our_will() {
    let mut talk = Dialogue::signed_in(&[]);
    talk.tell(Command::Reveal(Privacy { markers: false, ..Privacy::default() }));
    talk.tell(mark(contact("romeo@montague.example")));
    talk.silent();
}

#[test]
fn one_contact_may_learn_more_or_less_than_all_others() {
    let mut talk = Dialogue::signed_in(&[]);
    let mut privacy = Privacy { markers: false, ..Privacy::default() };
    privacy.tell(&jid("romeo@montague.example"), Some(Told::Everything));
    // To be let in on everything makes no friend of a stranger.
    privacy.tell(&jid("mallory@evil.example"), Some(Told::Everything));
    talk.tell(Command::Reveal(privacy));
    talk.tell(mark(contact("mallory@evil.example")));
    talk.tell(mark(contact("romeo@montague.example")));
    talk.talk(
        "C: <message type='chat' to='romeo@montague.example' id='*'>
            <displayed xmlns='urn:xmpp:chat-markers:0' id='m1'/>
            <store xmlns='urn:xmpp:hints'/></message>",
    );

    let mut privacy = Privacy::default();
    privacy.tell(&jid("romeo@montague.example"), Some(Told::Nothing));
    talk.tell(Command::Reveal(privacy));
    talk.tell(mark(contact("romeo@montague.example")));
    talk.talk(
        "S: <message type='chat' id='m1' from='romeo@montague.example/x'><body>B</body>
            <request xmlns='urn:xmpp:receipts'/>
            <active xmlns='http://jabber.org/protocol/chatstates'/></message>",
    );
    talk.tell(Command::Typing {
        chat: contact("romeo@montague.example"),
        typing: Typing::Composing,
    });
    talk.silent();
}

#[test]
fn only_who_asks_wants_to_know() {
    let mut talk = Dialogue::signed_in(&[]);
    talk.talk(
        "S: <message type='chat' id='m1' from='romeo@montague.example/x'><body>B</body>
            <origin-id xmlns='urn:xmpp:sid:0' id='other'/>
            <markable xmlns='urn:xmpp:chat-markers:0'/></message>
         S: <message type='chat' id='m2' from='romeo@montague.example/x'><body>B</body></message>
         S: <message type='chat' id='m3' from='romeo@montague.example/x'><body>B</body>
            <markable xmlns='urn:xmpp:chat-markers:0'/>
            <displayed xmlns='urn:xmpp:chat-markers:0' id='m0'/></message>
         S: <message type='chat' from='romeo@montague.example/x'><body>B</body>
            <markable xmlns='urn:xmpp:chat-markers:0'/></message>",
    );
    assert_eq!(asked(&mut talk), [Some("m1".to_owned()), None, None, None]);
}

#[test]
fn a_small_closed_room_learns_it_by_its_own_name_for_the_message() {
    let mut talk = inside(CLOSED, 5);
    talk.hear(
        "S: <message type='groupchat' id='theirs' from='hall@rooms.example/guest-1'><body>B</body>
            <markable xmlns='urn:xmpp:chat-markers:0'/>
            <stanza-id xmlns='urn:xmpp:sid:0' by='hall@rooms.example' id='m1'/></message>",
    );
    assert_eq!(asked(&mut talk), [Some("m1".to_owned())]);

    talk.tell(mark(room()));
    talk.talk(
        "C: <message type='groupchat' to='hall@rooms.example' id='*'>
            <displayed xmlns='urn:xmpp:chat-markers:0' id='m1'/>
            <store xmlns='urn:xmpp:hints'/></message>",
    );
}

#[test]
fn a_large_or_a_public_room_does_not_learn_it() {
    let mut talk = inside(CLOSED, 20);
    talk.tell(mark(room()));
    talk.silent();

    let mut talk = inside("<feature var='muc_public'/><feature var='muc_open'/>", 2);
    talk.tell(mark(room()));
    talk.silent();
}
