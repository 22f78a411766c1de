//! The same, down into the cache and up to what the screens know.
#![no_main]

use std::cell::RefCell;

use libfuzzer_sys::arbitrary::Unstructured;
use libfuzzer_sys::fuzz_target;
use parlance::client::fuzz::History;
use parlance_fuzz::talk::{BEGIN, HALL, Talk, hall, jid, me, romeo};
use tokio::runtime::{Builder, Runtime};

thread_local! {
    static RUNTIME: RefCell<Runtime> =
        RefCell::new(Builder::new_current_thread().enable_all().build().expect("a runtime"));
}

fuzz_target!(|bytes: &[u8]| {
    RUNTIME.with_borrow_mut(|runtime| {
        let mut history = History::new(me(), jid(HALL), BEGIN).expect("a cache in memory");
        runtime.block_on(history.take(Vec::new(), BEGIN)).expect("an account");
        let mut talk = Talk::new(1);

        let _ = talk.go_on(&mut Unstructured::new(bytes), |talk| {
            runtime.block_on(async {
                for message in talk.sent.drain(..) {
                    history.queue(message).await.expect("what is said is kept");
                }
                let (events, now) = (talk.told(), talk.now);
                history.take(events, now).await.expect("what is told is kept");
            });
        });

        runtime.block_on(async {
            for chat in [romeo(), hall()] {
                let page = history.page(chat).await.expect("a page");
                assert!(page.is_sorted_by_key(|it| it.cursor), "a thread out of order");
            }
        });
    });
});
