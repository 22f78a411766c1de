//! A server's bytes: through the guard and the parser, and what they hold through the pipeline.
#![no_main]

use std::cell::RefCell;

use libfuzzer_sys::fuzz_target;
use parlance::engine::event::Known;
use parlance::engine::link::fuzz::{elements, mended, passed};
use parlance::engine::pipeline::Pipeline;
use parlance_fuzz::talk::{BEGIN, me};
use tokio::runtime::{Builder, Runtime};

thread_local! {
    static RUNTIME: RefCell<Runtime> =
        RefCell::new(Builder::new_current_thread().enable_all().build().expect("a runtime"));
}

fuzz_target!(|bytes: &[u8]| {
    RUNTIME.with_borrow_mut(|runtime| {
        runtime.block_on(async {
            let whole = passed(bytes, usize::MAX).await;
            assert_eq!(passed(bytes, 1).await, whole, "the pieces that it comes in matter");
            assert_eq!(passed(bytes, 7).await, whole, "the pieces that it comes in matter");

            let mut pipeline = Pipeline::new(me(), Known::default(), 1);
            for element in elements(bytes).await {
                for stanza in pipeline.stanza(element, BEGIN).stanzas {
                    assert_eq!(mended(stanza.element.clone()), Some(stanza.element));
                }
            }
        });
    });
});
