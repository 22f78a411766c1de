//! The order of the roster, and who is left of it by a filter.

use divan::Bencher;
use parlance::model::roster::{Lens, rows};
use parlance::model::{Account, Change, Contact, Presence, Show, World, account, contact};

use crate::past::{Chance, jid, me};

/// So many contacts in twelve groups, half of them online.
pub fn world(count: usize) -> World {
    let mut world = World::default();
    let account = Account::new(me(), "parlance.bench".to_owned());
    world.apply(&Change::Account(me(), account::Change::Set(account)));
    let contacts = (0..count).map(|it| Contact {
        name: format!("Guest {it}"),
        groups: vec![format!("Team {}", it % 12)],
        ..Contact::new(jid(&format!("guest{it}@chat.test")))
    });
    world.apply(&Change::Contact(me(), contact::Change::Roster(contacts.collect())));
    storm(count / 2, count).iter().for_each(|change| world.apply(change));
    world
}

/// So many changes of presence among so many contacts.
pub fn storm(changes: usize, contacts: usize) -> Vec<Change> {
    let mut chance = Chance::of(5);
    (0..changes)
        .map(|it| {
            let show = [Show::Online, Show::Away, Show::Busy, Show::FreeToChat][it % 4];
            let status = if it % 3 == 0 { "Here".to_owned() } else { String::new() };
            let presence = Some(Presence { show, status, ..Presence::default() });
            let from = jid(&format!("guest{}@chat.test", chance.below(contacts)));
            let resource = "desk".to_owned();
            Change::Contact(me(), contact::Change::Presence { from, resource, presence })
        })
        .collect()
}

#[divan::bench(args = [1_000, 10_000])]
fn order(bencher: Bencher<'_, '_>, count: usize) {
    let world = world(count);
    let lens = Lens { words: "", show_offline: true, folded: &[] };
    bencher.bench_local(|| rows(&world, &lens));
}

#[divan::bench(args = ["g", "guest 9", "guest77", "nobody"])]
fn filter_10000(bencher: Bencher<'_, '_>, words: &'static str) {
    let world = world(10_000);
    let lens = Lens { words, show_offline: true, folded: &[] };
    bencher.bench_local(|| rows(&world, &lens));
}

/// A thousand changes, and the order once, as a frame has them.
#[divan::bench]
fn storm_of_1000(bencher: Bencher<'_, '_>) {
    let mut world = world(10_000);
    let storm = storm(1_000, 10_000);
    let lens = Lens { words: "", show_offline: true, folded: &[] };
    bencher.bench_local(|| {
        storm.iter().for_each(|change| world.apply(change));
        rows(&world, &lens)
    });
}
