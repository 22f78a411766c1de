//! A room of thousands: entered, and stormed. What each part of it costs is printed.

use std::time::{Duration, Instant};

use parlance::engine::event::Command;
use parlance::model::{Change, Presence, Show, contact};

use super::window::{drive, happen, open};
use super::world::{alone, company, hall, jid, me, opened, somebody, with};
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

fn guest(number: usize) -> String {
    format!("guest{number}@capulet.example")
}

fn shown_as(number: usize, show: Show) -> Change {
    let presence = Some(Presence { show, status: String::new(), priority: 0 });
    let (from, resource) = (jid(&guest(number)), "desk".to_owned());
    Change::Contact(me(), contact::Change::Presence { from, resource, presence })
}

#[test]
fn ten_thousand_contacts_and_five_hundred_open_chats_are_stormed() {
    let mut world = alone();
    for number in 0..10_000 {
        let (name, group) = (format!("Guest {number:05}"), format!("Team {}", number % 12));
        somebody(&mut world, &guest(number), &name, &group, Show::Offline, "");
    }
    for number in 0..500 {
        opened(&mut world, with(&guest(number)), 0, "Good night");
    }
    let open_chats = (0..500).map(|it| with(&guest(it))).collect();
    world.apply(&Change::Open(open_chats));

    let begin = Instant::now();
    let mut window = drive(world, 1280.0, 800.0);
    println!("the first frame: {:?}", begin.elapsed());
    assert!(window.shows("Guest 00000"), "those who stand first are seen");
    assert!(!window.shows("Guest 00499"), "and no row exists of those beyond the edge");

    // A thousand in one second: six looks are taken of them.
    let storm: Vec<Change> = (0..1_000).map(|it| shown_as(it * 7, Show::Away)).collect();
    let looks: Vec<Duration> = storm
        .chunks(170)
        .map(|changes| {
            let begin = Instant::now();
            happen(&mut window, changes);
            begin.elapsed()
        })
        .collect();
    let whole: Duration = looks.iter().sum();
    println!(
        "a thousand change: {} frames, {whole:?}, longest {:?}",
        looks.len(),
        looks.iter().max()
    );
    let standing = &window.state.world.accounts[&me()];
    assert!((0..1_000).all(|it| standing.show(&jid(&guest(it * 7))) == Show::Away));

    window.task(iced::widget::operation::focus(parlance::ui::sidebar::FILTER));
    let begin = Instant::now();
    window.type_text("Guest 09876");
    println!("eleven keys in the filter: {:?}", begin.elapsed());
    assert!(window.shows("Guest 09876"));
    assert!(!window.shows("Guest 09875"));
}
