//! What an act names: by which id, and before it is here.

use parlance::model::act::{Act, Deed, Target};
use parlance::model::message::{Author, Origin};
use parlance::model::{Delivery, Message};
use parlance::store::outbox;

use super::{chips, correct, does, done, react, said, thread, versions};
use crate::store::{arrives, at, bodies, hall, in_hall, named, romeo, says, store, writes};

#[tokio::test]
async fn what_names_a_message_that_is_not_here_waits_for_it() {
    let store = store().await;
    said(&store, "another", 90_000, "m9").await;
    let early = [
        does(correct("one"), "m1", 10_000, "c1"),
        does(react("👍"), "m1", 11_000, "r1"),
        // Named by the correction (XEP-0444, section 4).
        does(react("👍 🐢"), "c1", 12_000, "r2"),
        Act {
            author: Author::Me { nick: String::new() },
            ..does(Deed::Retract, "m1", 13_000, "f")
        },
    ];
    for act in early {
        assert_eq!(done(&store, act, Origin::Archive).await, None);
    }

    let first = named(says("nought", 0), Some("m1"), Some("s1"));
    let _ = arrives(&store, first, Origin::Archive).await;
    let thread = thread(&store, romeo()).await;
    assert_eq!(bodies(&thread), ["one", "another"]);
    assert_eq!(chips(&thread[0]), ["👍1", "🐢1"]);
    assert_eq!(versions(&store, &thread[0]).await, ["nought", "one"]);
}

#[tokio::test]
async fn what_names_a_message_before_its_room_has_said_that_it_gives_ids_means_the_same() {
    let alice = || Author::Occupant { nick: "Alice".to_owned(), id: None };
    let taken_back = || Act {
        chat: hall(),
        author: alice(),
        since: Some(at(-1)),
        ..does(Deed::Retract, "s1", 10_000, "r1")
    };
    let secret = |stanza| named(in_hall(says("a secret", 0), "Alice"), Some("m1"), stanza);

    let store = crate::store::store().await;
    let _ = arrives(&store, secret(Some("s1")), Origin::Live).await;
    let _ = done(&store, taken_back(), Origin::Live).await;
    assert!(thread(&store, hall()).await[0].sequel.retracted.is_some());

    // Its room's id is told by the archive alone.
    let store = crate::store::store().await;
    let _ = arrives(&store, secret(None), Origin::Live).await;
    let _ = done(&store, taken_back(), Origin::Live).await;
    assert!(thread(&store, hall()).await[0].sequel.retracted.is_none());
    let _ = arrives(&store, secret(Some("s1")), Origin::Archive).await;
    assert!(thread(&store, hall()).await[0].sequel.retracted.is_some());

    // Elsewhere an id is its sender's.
    let store = crate::store::store().await;
    let _ = arrives(&store, named(says("hi", 0), Some("m1"), Some("s1")), Origin::Live).await;
    let _ = done(&store, does(Deed::Retract, "s1", 10_000, "r1"), Origin::Live).await;
    assert!(thread(&store, romeo()).await[0].sequel.retracted.is_none());
}

#[tokio::test]
async fn a_room_names_a_message_once_it_has_repeated_it() {
    let store = store().await;
    let me = || Author::Me { nick: "Juliet".to_owned() };
    let ours = Message { chat: hall(), author: me(), ..writes("hello", 0, "o1") };
    let _ = store.call(move |db| outbox::queue(db, &ours)).await.expect("queued");
    let reaction = Act {
        chat: hall(),
        author: Author::Occupant { nick: "Bob".to_owned(), id: None },
        target: Target::Room("s1".to_owned()),
        ..does(react("👍"), "", 10_000, "r1")
    };
    assert_eq!(done(&store, reaction, Origin::Live).await, None);

    let echo = Message {
        chat: hall(),
        author: me(),
        delivery: Delivery::Sent,
        ..named(says("hello", 700), Some("o1"), Some("s1"))
    };
    let _ = arrives(&store, echo, Origin::Live).await;
    assert_eq!(chips(&thread(&store, hall()).await[0]), ["👍1"]);
}
