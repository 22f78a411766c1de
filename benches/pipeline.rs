//! From elements to events: all extensions in turn.

use std::collections::BTreeSet;

use divan::Bencher;
use divan::counter::ItemsCount;
use parlance::engine::event::Known;
use parlance::engine::link::Session;
use parlance::engine::pipeline::Pipeline;
use parlance::model::{Contact, Subscription, Timestamp};

use crate::past::{at, jid, me};
use crate::stream;

const COUNT: usize = 2_000;

/// Online, with Ruth and the guests on the roster.
fn pipeline() -> Pipeline {
    let contact =
        |address: &str| Contact { subscription: Subscription::Both, ..Contact::new(jid(address)) };
    let mut contacts = vec![contact("ruth@chat.test")];
    contacts.extend((0..COUNT).map(|it| contact(&format!("guest{it}@chat.test"))));
    let known = Known { contacts, ..Known::default() };
    let mut pipeline = Pipeline::new(me(), known, 7);
    let session = Session {
        jid: me().0,
        resource: "desk".to_owned(),
        resumed: false,
        forgotten: false,
        acknowledges: true,
        offers: BTreeSet::new(),
    };
    drop(pipeline.online(&session, Timestamp::from_millis(at(0))));
    pipeline
}

#[divan::bench]
fn messages(bencher: Bencher<'_, '_>) {
    pass(bencher, &stream::messages(COUNT));
}

#[divan::bench]
fn presences(bencher: Bencher<'_, '_>) {
    pass(bencher, &stream::presences(COUNT));
}

fn pass(bencher: Bencher<'_, '_>, stanzas: &[String]) {
    let elements = stream::elements(stanzas);
    bencher
        .counter(ItemsCount::new(elements.len()))
        .with_inputs(|| (pipeline(), elements.clone()))
        .bench_local_values(|(mut pipeline, elements)| {
            for element in elements {
                divan::black_box(pipeline.stanza(element, Timestamp::from_millis(at(1))));
            }
            pipeline
        });
}
