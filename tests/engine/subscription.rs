//! RFC 6121, section 3.

use parlance::engine::event::Command;
use parlance::model::{Change, contact};

use crate::support::dialogue::{Dialogue, jid};

fn told(talk: &mut Dialogue) -> Vec<String> {
    let changes = talk.changes().into_iter();
    changes
        .filter_map(|it| match it {
            Change::Contact(_, contact::Change::Requested(it)) => {
                Some(format!("{} asks: {}", it.from, it.text))
            }
            Change::Contact(_, contact::Change::Answered(from)) => Some(format!("{from} settled")),
            _ => None,
        })
        .collect()
}

#[test]
fn a_request_is_told_once_and_is_gone_when_answered() {
    let mut talk = Dialogue::signed_in(&[]);
    let asking = "S: <presence type='subscribe' from='tybalt@capulet.example'>
        <status>Cousin?</status></presence>";
    talk.talk(asking);
    talk.talk(asking);
    assert_eq!(told(&mut talk), ["tybalt@capulet.example asks: Cousin?"]);

    talk.tell(Command::Approve(jid("tybalt@capulet.example")));
    talk.talk("C: <presence type='subscribed' to='tybalt@capulet.example'/>");
    assert_eq!(told(&mut talk), ["tybalt@capulet.example settled"]);

    talk.talk(asking);
    talk.tell(Command::Deny(jid("tybalt@capulet.example")));
    talk.talk("C: <presence type='unsubscribed' to='tybalt@capulet.example'/>");
    assert_eq!(told(&mut talk).len(), 2);
}

#[test]
fn whoever_may_see_us_needs_not_ask() {
    let mut talk = Dialogue::signed_in(&[]);
    talk.talk(
        "S: <presence type='subscribe' from='romeo@montague.example'/>
         C: <presence type='subscribed' to='romeo@montague.example'/>",
    );
    assert_eq!(told(&mut talk), Vec::<String>::new());
}

#[test]
fn another_device_or_they_themselves_settle_it() {
    let mut talk = Dialogue::signed_in(&[]);
    talk.talk(
        "S: <presence type='subscribe' from='tybalt@capulet.example'/>
         S: <presence type='subscribe' from='peter@capulet.example'/>
         S: <presence type='unsubscribe' from='peter@capulet.example'/>
         S: <iq type='set' id='p'><query xmlns='jabber:iq:roster'>
            <item jid='tybalt@capulet.example' subscription='from'/></query></iq>
         C: <iq type='result' id='p'/>",
    );
    let settled = ["peter@capulet.example settled", "tybalt@capulet.example settled"];
    assert_eq!(told(&mut talk)[2..], settled);
}

#[test]
fn asking_and_giving_up_are_presence() {
    let mut talk = Dialogue::signed_in(&[]);
    talk.tell(Command::Subscribe { to: jid("tybalt@capulet.example"), text: "Me!".into() });
    talk.tell(Command::Unsubscribe(jid("romeo@montague.example")));
    talk.talk(
        "C: <presence type='subscribe' to='tybalt@capulet.example'><status>Me!</status></presence>
         C: <presence type='unsubscribe' to='romeo@montague.example'/>",
    );
}

#[test]
fn requests_do_not_fill_the_memory() {
    let mut talk = Dialogue::signed_in(&[]);
    for number in 0..1_000 {
        talk.talk(&format!("S: <presence type='subscribe' from='u{number}@evil.example'/>"));
    }
    assert_eq!(told(&mut talk).len(), 200);
}
