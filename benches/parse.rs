//! From bytes to elements: the guard, then the parser.

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use parlance::engine::link::guard::Guard;
use parlance::engine::link::wire::Wire;
use tokio::io::AsyncWriteExt;

use crate::past::runtime;
use crate::stream;

const COUNT: usize = 2_000;

#[divan::bench]
fn messages(bencher: Bencher<'_, '_>) {
    read(bencher, &stream::messages(COUNT));
}

#[divan::bench]
fn presences(bencher: Bencher<'_, '_>) {
    read(bencher, &stream::presences(COUNT));
}

fn read(bencher: Bencher<'_, '_>, stanzas: &[String]) {
    let bytes = stream::stream(stanzas);
    let runtime = runtime();
    bencher
        .counter(ItemsCount::new(stanzas.len()))
        .counter(BytesCount::new(bytes.len()))
        .bench_local(|| {
            runtime.block_on(async {
                // All of it is there at once: what is measured waits for nobody.
                let (ours, mut theirs) = tokio::io::duplex(bytes.len() + 1);
                theirs.write_all(&bytes).await.expect("there is room");
                let (_, mut wire) =
                    Wire::open(Guard::new(ours), "chat.test").await.expect("a stream");
                for _ in 0..stanzas.len() {
                    divan::black_box(wire.next().await.expect("a stanza"));
                }
            });
        });
}
