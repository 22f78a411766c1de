//! What each floor costs by itself: `cargo bench`, or `cargo bench -- NAME` for some.
//!
//! All of it is made up from fixed seeds. The history of a million messages is written once into the
//! folder of the build, which takes a minute or two, and is found there afterwards. With
//! `PARLANCE_PAST=FILE` nothing is measured: that history is copied to a new FILE, for a profile.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, unused_results)]

mod ingest;
mod layout;
mod parse;
mod past;
mod pipeline;
mod roster;
mod stream;
mod threads;

/// What the tests stand on as well.
#[path = "../tests/support"]
#[allow(dead_code)]
mod support {
    pub mod harness;
}

/// Counts what is taken from the heap, beside the time.
#[global_allocator]
static HEAP: divan::AllocProfiler = divan::AllocProfiler::system();

fn main() {
    match std::env::var_os("PARLANCE_PAST") {
        Some(file) => past::copy_to(file.as_ref()),
        None => divan::main(),
    }
}
