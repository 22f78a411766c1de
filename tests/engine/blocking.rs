//! XEP-0191.

use parlance::engine::event::{Answer, Command};
use parlance::model::{Change, account};

use crate::support::dialogue::{Dialogue, jid};

fn blocked(talk: &mut Dialogue) -> Vec<String> {
    let changes = talk.changes().into_iter();
    let mut last = changes.filter_map(|it| match it {
        Change::Account(_, account::Change::Blocked(it)) => Some(it),
        _ => None,
    });
    last.next_back().expect("it was told").iter().map(ToString::to_string).collect()
}

#[test]
fn the_list_follows_the_pushes_of_our_own_account() {
    let mut talk = Dialogue::signed_in(&["urn:xmpp:blocking"]);
    talk.talk(
        "S: <iq type='set' id='p1'><block xmlns='urn:xmpp:blocking'><item jid='a@b.example'/>
            <item jid='evil.example'/><item/><item jid='@'/></block></iq>
         C: <iq type='result' id='p1'/>",
    );
    assert_eq!(blocked(&mut talk), ["a@b.example", "evil.example"]);

    talk.talk(
        "S: <iq type='set' id='p2' from='evil.example'><unblock xmlns='urn:xmpp:blocking'/></iq>
         C: <iq type='error' id='p2' to='evil.example'><error type='cancel'>
            <service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>
         S: <iq type='set' id='p3'><unblock xmlns='urn:xmpp:blocking'>
            <item jid='a@b.example'/></unblock></iq>
         C: <iq type='result' id='p3'/>",
    );
    assert_eq!(blocked(&mut talk), ["evil.example"]);
    talk.talk(
        "S: <iq type='set' id='p4'><unblock xmlns='urn:xmpp:blocking'/></iq>
         C: <iq type='result' id='p4'/>",
    );
    assert_eq!(blocked(&mut talk), Vec::<String>::new());
}

#[test]
fn blocking_is_asked_of_the_server() {
    let mut talk = Dialogue::signed_in(&["urn:xmpp:blocking"]);
    let request = talk.order(Command::Block(jid("a@b.example")));
    talk.talk(
        "C: <iq type='set' id='$1'><block xmlns='urn:xmpp:blocking'>
            <item jid='a@b.example'/></block></iq>
         S: <iq type='result' id='$1'/>",
    );
    assert_eq!(talk.answer(request), Ok(Answer::Done));
    talk.tell(Command::Unblock(jid("a@b.example")));
    talk.talk(
        "C: <iq type='set' id='*'><unblock xmlns='urn:xmpp:blocking'>
            <item jid='a@b.example'/></unblock></iq>",
    );
}
