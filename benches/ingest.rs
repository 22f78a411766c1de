//! From events to the disk: batches as a connection makes them.

use divan::Bencher;
use divan::counter::ItemsCount;
use parlance::client::ingest::alone;
use parlance::engine::event::{Archive, ArchivePage, Arrival, Event, Origin, Page};
use parlance::model::message::{Author, Delivery};
use parlance::model::{Account, Message, Timestamp};
use parlance::store::{Store, accounts};
use tempfile::TempDir;

use crate::past::{LONG, at, me, message, runtime, ruth};

const COUNT: usize = 2_000;

fn said(number: usize, origin: Origin) -> Arrival {
    let message = Message {
        author: Author::Peer,
        delivery: Delivery::Incoming,
        ..message(ruth(), LONG + number, at(LONG + number))
    };
    Arrival { origin, message, stamped: origin.repeats(), markable: None }
}

/// What comes live, so many in a transaction.
#[divan::bench(args = [1, 16, 256], sample_count = 10)]
fn live(bencher: Bencher<'_, '_>, batch: usize) {
    let events: Vec<Event> =
        (0..COUNT).map(|it| Event::Arrived(Box::new(said(it, Origin::Live)))).collect();
    let batches: Vec<Vec<Event>> = events.chunks(batch).map(<[Event]>::to_vec).collect();
    store(bencher, &batches);
}

/// Pages of an archive, as the first sign-in fetches them.
#[divan::bench(sample_count = 10)]
fn archived(bencher: Bencher<'_, '_>) {
    let numbers: Vec<usize> = (0..COUNT).collect();
    let mut before = None;
    let batches: Vec<Vec<Event>> = numbers
        .chunks(100)
        .map(|numbers| {
            let messages: Vec<Arrival> =
                numbers.iter().map(|it| said(*it, Origin::Archive)).collect();
            let id = |it: &Arrival| it.message.ids.stanza.clone().expect("it has one");
            let ids =
                messages.first().zip(messages.last()).map(|(one, other)| (id(one), id(other)));
            let asked =
                before.take().map_or(Page::Since(Timestamp::from_millis(at(0))), Page::After);
            before = ids.as_ref().map(|(_, last)| last.clone());
            let archive = Archive::Account;
            let page = ArchivePage { archive, asked, messages, ids, times: None, complete: false };
            vec![Event::Page(Box::new(page))]
        })
        .collect();
    store(bencher, &batches);
}

fn store(bencher: Bencher<'_, '_>, batches: &[Vec<Event>]) {
    let runtime = runtime();
    bencher
        .counter(ItemsCount::new(COUNT))
        .with_inputs(|| runtime.block_on(empty()))
        .bench_local_values(|(folder, store)| {
            for batch in batches {
                let now = Timestamp::from_millis(at(LONG + COUNT));
                let stored = runtime.block_on(alone(&store, &me(), batch.clone(), now));
                stored.expect("room on the disk");
            }
            (store, folder)
        });
}

/// A file of its own: what waits for the disk is part of it.
async fn empty() -> (TempDir, Store) {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("room on the disk");
    let store = Store::open(&folder.path().join("history.db")).expect("room on the disk");
    let account = Account::new(me(), "parlance.bench".to_owned());
    store.call(move |db| accounts::set(db, &account)).await.expect("room on the disk");
    (folder, store)
}
