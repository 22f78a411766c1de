//! Reading out of a million messages: pages, and what is found by its words.

use divan::Bencher;
use parlance::model::{Cursor, Timestamp};
use parlance::store::{pages, search, world};

use crate::past::{Chance, LONG, MILLION, at, runtime, ruth};

const PAGE: u32 = 100;
const HITS: u32 = 50;

/// A page before some place, each time another one.
#[divan::bench(sample_count = 1_000, sample_size = 1)]
fn page_anywhere(bencher: Bencher<'_, '_>) {
    let (runtime, mut chance) = (runtime(), Chance::of(3));
    bencher.with_inputs(|| Timestamp::from_millis(at(chance.below(LONG)))).bench_local_values(
        |at| {
            let place = Cursor { at, row: 0 };
            let page = MILLION.read(move |db| pages::older(db, &ruth(), place, PAGE));
            runtime.block_on(page).expect("a page")
        },
    );
}

#[divan::bench]
fn page_at_the_end(bencher: Bencher<'_, '_>) {
    let runtime = runtime();
    bencher.bench_local(|| {
        let page = MILLION.read(|db| pages::older(db, &ruth(), Cursor::END, PAGE));
        runtime.block_on(page).expect("a page")
    });
}

/// All that the window knows at its start.
#[divan::bench]
fn the_world(bencher: Bencher<'_, '_>) {
    let runtime = runtime();
    bencher.bench_local(|| runtime.block_on(MILLION.read(world::load)).expect("a world"));
}

#[divan::bench(args = ["the", "balcony", "coff", "the balc", "天气", "今天 公园", "n777777", "absent"])]
fn found_anywhere(bencher: Bencher<'_, '_>, words: &'static str) {
    let runtime = runtime();
    bencher.bench_local(|| {
        let hits = MILLION.read(move |db| search::find(db, words, None, Cursor::END, HITS));
        runtime.block_on(hits).expect("an answer")
    });
}

#[divan::bench(args = ["the", "balcony", "天气"])]
fn found_in_a_chat(bencher: Bencher<'_, '_>, words: &'static str) {
    let runtime = runtime();
    bencher.bench_local(|| {
        let hits =
            MILLION.read(move |db| search::find(db, words, Some(&ruth()), Cursor::END, HITS));
        runtime.block_on(hits).expect("an answer")
    });
}
