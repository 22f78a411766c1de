//! RFC 6121, section 4.

use parlance::engine::event::Command;
use parlance::model::contact;
use parlance::model::{Change, OwnPresence, Presence, Show};

use crate::support::dialogue::{Dialogue, jid};

fn seen(talk: &mut Dialogue) -> Vec<(String, String, Option<Presence>)> {
    let changes = talk.changes().into_iter();
    changes
        .filter_map(|it| match it {
            Change::Contact(_, contact::Change::Presence { from, resource, presence }) => {
                Some((from.to_string(), resource, presence))
            }
            _ => None,
        })
        .collect()
}

#[test]
fn each_device_of_a_contact_is_kept() {
    let mut talk = Dialogue::signed_in(&[]);
    talk.talk(
        "S: <presence from='romeo@montague.example/orchard'><show>brb</show>
            <status>here</status><priority>high</priority></presence>
         S: <presence from='romeo@montague.example/😀'><show>dnd</show>
            <priority>-1</priority></presence>
         S: <presence type='unavailable' from='romeo@montague.example/orchard'/>
         S: <presence type='unavailable' from='romeo@montague.example/never'/>
         S: <presence type='unavailable' from='romeo@montague.example'/>",
    );

    let romeo = || "romeo@montague.example".to_owned();
    let orchard = Presence { show: Show::Online, status: "here".into(), priority: 0 };
    let smile = Presence { show: Show::Busy, status: String::new(), priority: -1 };
    let expected = [
        (romeo(), "orchard".to_owned(), Some(orchard)),
        (romeo(), "😀".to_owned(), Some(smile)),
        (romeo(), "orchard".to_owned(), None),
        (romeo(), "😀".to_owned(), None),
    ];
    assert_eq!(seen(&mut talk), expected);
}

#[test]
fn strangers_and_ourselves_are_not_told() {
    let mut talk = Dialogue::signed_in(&[]);
    talk.talk(
        "S: <presence from='mallory@evil.example/x'/>
         S: <presence from='juliet@capulet.example/balcony'/>
         S: <presence from='hall@rooms.example/Bob'>
            <x xmlns='http://jabber.org/protocol/muc#user'/></presence>",
    );
    assert_eq!(seen(&mut talk), []);

    talk.talk("S: <presence from='juliet@capulet.example/chamber'/>");
    assert_eq!(seen(&mut talk).len(), 1, "our other device is");
}

#[test]
fn one_contact_has_no_endless_devices() {
    let mut talk = Dialogue::signed_in(&[]);
    for number in 0..1_000 {
        talk.talk(&format!("S: <presence from='romeo@montague.example/{number}'/>"));
    }
    assert_eq!(seen(&mut talk).len(), 50);
}

#[test]
fn our_own_presence_goes_out() {
    let mut talk = Dialogue::signed_in(&[]);
    talk.tell(Command::Presence(OwnPresence {
        show: Show::ExtendedAway,
        status: "asleep".into(),
        priority: -3,
    }));
    talk.talk(
        "C: <presence><show>xa</show><status>asleep</status><priority>-3</priority>
            <c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='*' ver='*'/></presence>",
    );

    talk.tell(Command::Presence(OwnPresence { show: Show::Offline, ..OwnPresence::default() }));
    talk.talk("C: <presence type='unavailable'/>");
}

#[test]
fn a_short_loss_is_not_seen_and_a_long_one_is() {
    let everybody = |changes: &[Change]| {
        changes.iter().any(|it| matches!(it, Change::Contact(_, contact::Change::Everybody)))
    };
    let mut talk = Dialogue::signed_in(&[]);
    talk.talk("S: <presence from='romeo@montague.example/orchard'/>");
    talk.events();

    talk.lose();
    talk.pass(5);
    talk.online(true, &[]);
    assert!(!everybody(&talk.changes()));
    talk.silent();

    talk.lose();
    talk.pass(60);
    assert!(everybody(&talk.changes()));
    talk.online(true, &[]);
    let seen = seen(&mut talk);
    assert_eq!(seen.len(), 1, "Romeo is back: the server will not say so again");
    assert_eq!(jid(&seen[0].0), jid("romeo@montague.example"));
    talk.silent();
}
