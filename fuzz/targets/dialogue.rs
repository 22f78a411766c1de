//! What anybody may say to the pipeline, once, in answer, or in pieces of a session.
#![no_main]

use libfuzzer_sys::arbitrary::Unstructured;
use libfuzzer_sys::fuzz_target;
use parlance::engine::event::Event;
use parlance::model::World;
use parlance_fuzz::talk::Talk;

fuzz_target!(|bytes: &[u8]| {
    let mut talk = Talk::new(1);
    let mut world = World::default();
    let mut answered = std::collections::HashSet::new();

    let _ = talk.go_on(&mut Unstructured::new(bytes), |talk| {
        for event in talk.told() {
            match event {
                Event::Told(change) => world.apply(&change),
                Event::Answered { request, .. } => {
                    assert!(answered.insert(request), "{request:?} is answered twice");
                }
                _ => {}
            }
        }
    });
});
