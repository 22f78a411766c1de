//! XEP-0441.

use std::collections::BTreeSet;

use parlance::engine::event::{Answer, Command};
use parlance::model::Address;
use parlance::model::keeping::{Keep, Preferences};

use crate::support::dialogue::Dialogue;

fn list(entries: &[&str]) -> BTreeSet<Address> {
    entries.iter().map(|it| Address::parse(it).expect("an address")).collect()
}

#[test]
fn what_is_kept_is_asked_for_and_changed() {
    let mut talk = Dialogue::signed_in(&[]);
    let order = talk.order(Command::FetchPreferences);
    talk.talk(
        "C: <iq type='get' id='$ask'><prefs xmlns='urn:xmpp:mam:2'/></iq>
         S: <iq type='result' id='$ask'><prefs xmlns='urn:xmpp:mam:2' default='roster'>
            <always><jid>romeo@montague.example</jid><jid>@</jid></always><never/></prefs></iq>",
    );
    let always = list(&["romeo@montague.example"]);
    let held = Preferences { default: Keep::Roster, always, never: BTreeSet::new() };
    assert_eq!(talk.answer(order), Ok(Answer::Preferences(held.clone())));

    let wanted =
        Preferences { default: Keep::Never, never: list(&["paris@verona.example"]), ..held };
    let order = talk.order(Command::SetPreferences(wanted.clone()));
    talk.talk(
        "C: <iq type='set' id='$set'><prefs xmlns='urn:xmpp:mam:2' default='never'>
            <always><jid>romeo@montague.example</jid></always>
            <never><jid>paris@verona.example</jid></never></prefs></iq>
         S: <iq type='result' id='$set'/>",
    );
    assert_eq!(talk.answer(order), Ok(Answer::Preferences(wanted)), "a bare yes is a yes");
}

#[test]
fn the_server_has_the_last_word() {
    let mut talk = Dialogue::signed_in(&[]);
    let wanted = Preferences { default: Keep::Never, ..Preferences::default() };
    let order = talk.order(Command::SetPreferences(wanted.clone()));
    talk.talk(
        "C: <iq type='set' id='$set'><prefs xmlns='urn:xmpp:mam:2' default='never'>
            <always/><never/></prefs></iq>
         S: <iq type='result' id='$set'><prefs xmlns='urn:xmpp:mam:2' default='always'>
            <always/><never/></prefs></iq>",
    );
    assert_eq!(talk.answer(order), Ok(Answer::Preferences(Preferences::default())));

    let order = talk.order(Command::SetPreferences(wanted));
    talk.skip();
    talk.hear("S: <iq type='error' id='nobody asked'/>");
    talk.pass(31);
    assert!(talk.answer(order).is_err(), "silence is an answer too");

    let order = talk.order(Command::FetchPreferences);
    talk.talk(
        "C: <iq type='get' id='$ask'><prefs xmlns='urn:xmpp:mam:2'/></iq>
         S: <iq type='error' id='$ask'><error type='cancel'>
            <not-allowed xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
    );
    let refusal = talk.answer(order).expect_err("a refusal");
    assert_eq!(refusal.condition, "not-allowed");
}
