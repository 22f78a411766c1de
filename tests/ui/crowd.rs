//! A room of thousands: entered, and stormed. What each part of it costs is printed.

use std::time::{Duration, Instant};

use parlance::engine::event::Command;
use parlance::model::Change;

use super::window::{company, drive, hall, happen, open};
use crate::support::dialogue::Dialogue;

/// What a screen takes of changes in one frame.
const FRAME: usize = 4_096;

fn presence(nick: &str, kind: &str, status: &str) -> String {
    format!(
        "S: <presence {kind} from='{}/{nick}'><show>away</show>
         <c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='n' ver='{}'/>
         <x xmlns='http://jabber.org/protocol/muc#user'>
         <item affiliation='none' role='participant'/>{status}</x></presence>",
        hall().jid,
        nick.len()
    )
}

/// The protocol hears it all; and how long that took.
fn heard(talk: &mut Dialogue, stanzas: &[String]) -> (Vec<Change>, Duration) {
    let begin = Instant::now();
    for stanza in stanzas {
        talk.hear(stanza);
    }
    let changes = talk.changes();
    let _ = talk.unasked();
    (changes, begin.elapsed())
}

#[test]
fn a_room_of_five_thousand_is_entered_and_stormed() {
    let mut talk = Dialogue::signed_in(&[]);
    let _ = talk.order(Command::Join {
        room: hall().jid,
        nick: "Juliet".into(),
        password: None,
        since: None,
    });
    let mut stanzas: Vec<String> =
        (0..5_000).map(|n| presence(&format!("guest{n}"), "", "")).collect();
    stanzas.push(presence("Juliet", "", "<status code='110'/>"));
    let (entered, protocol) = heard(&mut talk, &stanzas);
    assert!(entered.iter().all(|it| !matches!(it, Change::Chat(..))), "nobody has spoken");

    let mut window = drive(company(), 1280.0, 720.0);
    open(&mut window, hall().chat());
    let frames = |window: &mut super::window::Driven, changes: &[Change]| {
        let frames = changes.chunks(FRAME).map(|chunk| {
            let begin = Instant::now();
            happen(window, chunk);
            window.frame();
            begin.elapsed()
        });
        frames.collect::<Vec<Duration>>()
    };
    let alone = frames(&mut window, &entered[..1]);
    println!("a frame of a room of five: {alone:?}");
    let shown = frames(&mut window, &entered);
    assert_eq!(window.state.world.rooms[&hall()].occupants.len(), 5_001);
    assert!(window.shows("guest0"), "those who stand first are seen");
    assert!(!window.shows("guest4999"), "and no row exists of those beyond the edge");
    println!("entering: protocol {protocol:?}, frames {shown:?}");

    // A storm: a thousand come in one second, and go in the next; six looks are taken of each.
    for (kind, told) in [("", "a thousand come"), ("type='unavailable'", "a thousand go")] {
        let stanzas: Vec<String> =
            (0..1_000).map(|n| presence(&format!("storm{n}"), kind, "")).collect();
        let (storm, protocol) = heard(&mut talk, &stanzas);
        let shown: Vec<Duration> =
            storm.chunks(storm.len() / 6).flat_map(|it| frames(&mut window, it)).collect();
        let longest = shown.iter().max().copied().unwrap_or_default();
        let whole: Duration = shown.iter().sum();
        println!("{told}: protocol {protocol:?}, {} frames {whole:?}, {longest:?}", shown.len());
    }
    assert_eq!(window.state.world.rooms[&hall()].occupants.len(), 5_001);
    let lines = window.state.world.rooms[&hall()].chronicle.entries().count();
    assert_eq!(lines, 1, "a storm is one line");
    assert!(window.shows("1000 came, 1000 left"));
}
