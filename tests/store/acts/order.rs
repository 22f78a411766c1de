//! Which of several acts counts, and that each counts once.

use parlance::model::act::{Act, Deed, Target};
use parlance::model::message::{Author, Origin};

use super::{archived, chips, correct, does, done, only, react, said, thread, versions};
use crate::store::{arrives, at, bodies, hall, in_hall, named, romeo, says, store};

#[tokio::test]
async fn the_latest_correction_counts_in_whatever_order_they_come() {
    let steps = [("one", 10_000, "c1"), ("two", 20_000, "c2"), ("three", 30_000, "c3")];
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let store = store().await;
        said(&store, "nought", 0, "m1").await;
        for index in order {
            let (body, millis, id) = steps[index];
            let _ = done(&store, does(correct(body), "m1", millis, id), Origin::Archive).await;
        }

        let message = only(&store).await;
        assert_eq!(message.body, "three", "{order:?}");
        assert_eq!(message.sequel.edited, Some(at(30_000)), "{order:?}");
        assert_eq!(versions(&store, &message).await, ["nought", "one", "two", "three"]);
    }
}

#[tokio::test]
async fn what_is_done_live_is_the_last_whatever_our_clock_says() {
    let store = store().await;
    said(&store, "nought", 0, "m1").await;
    let _ = done(&store, does(correct("one"), "m1", 3_600_000, "c1"), Origin::Live).await;
    let _ = done(&store, does(correct("two"), "m1", 10_000, "c2"), Origin::Live).await;
    assert_eq!(only(&store).await.body, "two");
}

#[tokio::test]
async fn an_act_that_comes_twice_is_one() {
    let store = store().await;
    said(&store, "nought", 0, "m1").await;
    let act = does(correct("one"), "m1", 10_000, "c1");
    assert!(done(&store, act.clone(), Origin::Live).await.is_some());
    assert_eq!(done(&store, act.clone(), Origin::Carbon).await, None);
    let from_archive = archived(Act { at: at(9_000), ..act }, "s9");
    let _ = done(&store, from_archive.clone(), Origin::Archive).await;
    assert_eq!(done(&store, from_archive, Origin::Archive).await, None);

    let message = only(&store).await;
    assert_eq!(message.sequel.edited, Some(at(9_000)), "the archive knows the time");
    assert_eq!(versions(&store, &message).await, ["nought", "one"]);
}

#[tokio::test]
async fn the_archives_copy_of_what_was_edited_is_no_new_message() {
    let store = store().await;
    said(&store, "nought", 0, "m1").await;
    let _ = done(&store, does(correct("one"), "m1", 10_000, "c1"), Origin::Live).await;
    said(&store, "gone soon", 20_000, "m2").await;
    let _ = done(&store, does(Deed::Retract, "m2", 30_000, "r1"), Origin::Live).await;

    for (body, millis, id, stanza) in [("nought", 0, "m1", "s1"), ("gone soon", 20_000, "m2", "s2")]
    {
        let again = named(says(body, millis), Some(id), Some(stanza));
        let _ = arrives(&store, again, Origin::Archive).await;
    }
    assert_eq!(bodies(&thread(&store, romeo()).await), ["one", ""]);
}

#[tokio::test]
async fn everybody_has_one_word_on_a_message() {
    let store = store().await;
    let message = in_hall(named(says("cake?", 0), Some("m1"), Some("s1")), "Bob");
    let _ = arrives(&store, message, Origin::Live).await;
    let reacts = |author: Author, emoji: &str, millis: i64, id: &str| Act {
        chat: hall(),
        author,
        target: Target::Room("s1".to_owned()),
        ..does(react(emoji), "", millis, id)
    };
    let eve = || Author::Occupant { nick: "Eve".to_owned(), id: Some("e".to_owned()) };
    let dan = || Author::Occupant { nick: "Dan".to_owned(), id: Some("d".to_owned()) };
    let me = || Author::Me { nick: "Juliet".to_owned() };

    let _ = done(&store, reacts(eve(), "👍 🐢", 10_000, "1"), Origin::Archive).await;
    let _ = done(&store, reacts(dan(), "👍", 11_000, "2"), Origin::Archive).await;
    let _ = done(&store, reacts(me(), "🐢", 12_000, "3"), Origin::Carbon).await;
    assert_eq!(chips(&thread(&store, hall()).await[0]), ["👍2", "🐢2*"]);

    let _ = done(&store, reacts(eve(), "", 20_000, "4"), Origin::Archive).await;
    let _ = done(&store, reacts(dan(), "❤️", 5_000, "5"), Origin::Archive).await;
    assert_eq!(chips(&thread(&store, hall()).await[0]), ["👍1", "🐢1*"], "the older word is old");
}
