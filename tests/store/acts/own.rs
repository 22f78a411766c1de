//! What we do ourselves: shown at once, sent in order, undone where it is refused.

use parlance::model::act::{Act, Deed, Target};
use parlance::model::message::{Author, Cursor, Origin};
use parlance::model::{Delivery, Message};
use parlance::store::acts::own::{self, Granted, Wish};
use parlance::store::outbox::Job;
use parlance::store::{Connection, Error, Store, outbox, progress, search};

use super::{archived, chips, correct, does, done, only, react, said, thread};
use crate::store::{at, bodies, hall, juliet, romeo, store, writes};

/// A message of ours that the server has.
async fn sent(store: &Store, body: &'static str, id: &'static str) -> i64 {
    let queued = store.call(move |db| outbox::queue(db, &writes(body, 0, id))).await;
    let row = queued.expect("queued").cursor.row;
    let _ = store.call(move |db| outbox::confirmed(db, row)).await.expect("confirmed");
    row
}

async fn wish(store: &Store, row: i64, wish: Wish, id: &'static str) -> Result<Granted, Error> {
    store.call(move |db| own::queue(db, row, &wish, ("", id.to_owned(), at(60_000)))).await
}

async fn ready(store: &Store) -> Vec<Job> {
    store.read(|db| outbox::ready(db, &juliet(), 100)).await.expect("an outbox")
}

#[tokio::test]
async fn who_has_the_other_words_has_the_message() -> Result<(), Error> {
    let store = store().await;
    let row = sent(&store, "airlock", "o1").await;
    let other = sent(&store, "hatch", "o2").await;
    let _ = wish(&store, row, Wish::Correct("window".to_owned()), "c1").await?;
    let _ = wish(&store, other, Wish::Toggle("👍".to_owned()), "e1").await?;
    let mark = |id: &'static str, delivery: Delivery| {
        let store = store.clone();
        async move { store.call(move |db| progress::mark(db, &romeo(), id, &delivery)).await }
    };

    assert_eq!(mark("e1", Delivery::Delivered).await?, [], "an emoji is no message");
    assert_eq!(mark("c1", Delivery::Failed("no".to_owned())).await?, [], "they have the old words");
    let marked = mark("c1", Delivery::Delivered).await?;
    let marks: Vec<_> = marked.iter().map(|it| (it.body.as_str(), &it.delivery)).collect();
    assert_eq!(marks, [("window", &Delivery::Delivered)]);
    let read = mark("c1", Delivery::Read).await?;
    assert_eq!(bodies(&read), ["window"]);
    assert_eq!(mark("c1", Delivery::Delivered).await?, [], "marks never go back");

    said(&store, "theirs", 80_000, "m1").await;
    let _ = done(&store, does(correct("theirs too"), "m1", 90_000, "c2"), Origin::Live).await;
    assert_eq!(mark("c2", Delivery::Read).await?, [], "it is none of ours");
    Ok(())
}

#[tokio::test]
async fn ours_is_shown_at_once_and_leaves_in_order() -> Result<(), Error> {
    let store = store().await;
    let row = sent(&store, "airlock", "o1").await;
    let _ = wish(&store, row, Wish::Correct("window".to_owned()), "c1").await?;
    let _ = store.call(|db| outbox::queue(db, &writes("next", 70_000, "o2"))).await?;
    let _ = wish(&store, row, Wish::Toggle("👍".to_owned()), "r1").await?;

    let thread = thread(&store, romeo()).await;
    assert_eq!(bodies(&thread), ["window", "next"]);
    assert!(thread[0].sequel.waits);
    assert_eq!(chips(&thread[0]), ["👍1*"]);

    let ready = ready(&store).await;
    let [Job::Act(correction), Job::Message(next), Job::Act(reaction)] = ready.as_slice() else {
        panic!("{ready:?}");
    };
    assert_eq!(correction.target, Target::Sender("o1".to_owned()));
    assert_eq!((&correction.deed, next.body.as_str()), (&correct("window"), "next"));
    assert_eq!(reaction.deed, react("👍"));

    for job in &ready {
        let token = job.token();
        store.call(move |db| outbox::handed(db, token)).await?;
        let _ = store.call(move |db| outbox::confirmed(db, token)).await?;
    }
    assert!(!self::thread(&store, romeo()).await[0].sequel.waits);
    assert!(self::ready(&store).await.is_empty());
    Ok(())
}

#[tokio::test]
async fn what_was_doubtful_is_confirmed_by_the_archive_or_sent_again() -> Result<(), Error> {
    let store = store().await;
    let row = sent(&store, "airlock", "o1").await;
    let _ = wish(&store, row, Wish::Correct("window".to_owned()), "c1").await?;
    let _ = wish(&store, row, Wish::Toggle("👍".to_owned()), "r1").await?;
    for job in ready(&store).await {
        store.call(move |db| outbox::handed(db, job.token())).await?;
    }
    store.call(|db| outbox::interrupted(db, &juliet())).await?;
    assert!(ready(&store).await.is_empty());

    let me = Author::Me { nick: String::new() };
    let known = Act { author: me, ..archived(does(correct("window"), "o1", 61_000, "c1"), "s5") };
    let changed = done(&store, known, Origin::Archive).await.expect("it is confirmed");
    assert!(changed.sequel.waits, "the reaction still does");
    store.call(|db| outbox::resend(db, &juliet())).await?;
    let again = ready(&store).await;
    let [Job::Act(act)] = again.as_slice() else { panic!("{again:?}") };
    assert_eq!(act.ids.origin.as_deref(), Some("r1"), "under the same id");
    Ok(())
}

#[tokio::test]
async fn what_is_said_once_more_has_the_words_that_it_had() -> Result<(), Error> {
    let store = store().await;
    let mut rows = Vec::new();
    for (words, id) in [("airlock", "o1"), ("hatch", "o2")] {
        let queued = store.call(move |db| outbox::queue(db, &writes(words, 0, id))).await?;
        rows.push(queued.cursor.row);
    }
    for row in rows.clone() {
        store.call(move |db| outbox::handed(db, row)).await?;
    }
    let _ = wish(&store, rows[0], Wish::Correct("window".to_owned()), "c1").await?;
    let _ = wish(&store, rows[1], Wish::Retract, "t1").await?;
    store.call(|db| outbox::interrupted(db, &juliet())).await?;
    store.call(|db| outbox::resend(db, &juliet())).await?;

    let jobs = ready(&store).await;
    let [Job::Message(first), Job::Act(correction), Job::Act(retraction)] = jobs.as_slice() else {
        panic!("{jobs:?}");
    };
    assert_eq!(first.body, "airlock");
    assert_eq!(correction.deed, correct("window"));
    assert_eq!(retraction.deed, Deed::Retract, "whether they have it or not");
    Ok(())
}

#[tokio::test]
async fn what_a_server_lost_of_what_was_done_is_done_again() -> Result<(), Error> {
    let store = store().await;
    let row = sent(&store, "airlock", "o1").await;
    let wishes = [
        (Wish::Correct("window".to_owned()), "c1"),
        (Wish::Correct("hatch".to_owned()), "c2"),
        (Wish::Toggle("👍".to_owned()), "r1"),
    ];
    for (it, id) in wishes {
        let _ = wish(&store, row, it, id).await?;
    }
    let tokens: Vec<i64> = ready(&store).await.iter().map(Job::token).collect();
    let all = [vec![row], tokens.clone()].concat();
    let lose = |all: Vec<i64>, archive_tells: bool| {
        let lose = move |db: &Connection| {
            let lost = all.iter().rev().map(|token| outbox::lost(db, *token, archive_tells));
            lost.collect::<Result<Vec<bool>, Error>>()
        };
        store.call(lose)
    };

    assert_eq!(lose(tokens.clone(), false).await?, [false; 3], "they wait already");
    for token in tokens {
        let _ = store.call(move |db| outbox::confirmed(db, token)).await?;
    }
    let me = Author::Me { nick: String::new() };
    let known = Act { author: me, ..archived(does(react("👍"), "o1", 60_000, "r1"), "s5") };
    let _ = done(&store, known, Origin::Archive).await;

    assert_eq!(lose(all.clone(), true).await?, [false, true, false, true], "what the archive has");
    let jobs = ready(&store).await;
    let [Job::Message(message), Job::Act(correction)] = jobs.as_slice() else {
        panic!("{jobs:?}");
    };
    assert_eq!(message.body, "airlock", "as it was said");
    assert_eq!(correction.deed, correct("hatch"), "the last one alone");

    let _ = wish(&store, row, Wish::Retract, "t1").await?;
    for job in jobs {
        let _ = store.call(move |db| outbox::confirmed(db, job.token())).await?;
    }
    assert_eq!(lose(all, false).await?, [false; 4], "it was taken back");
    Ok(())
}

#[tokio::test]
async fn what_is_refused_is_undone() -> Result<(), Error> {
    let store = store().await;
    let row = sent(&store, "airlock", "o1").await;
    let wishes = [
        (Wish::Correct("window".to_owned()), "c1"),
        (Wish::Toggle("👍".to_owned()), "r1"),
        (Wish::Retract, "t1"),
    ];
    for (it, id) in wishes {
        let Granted::Changed(_) = wish(&store, row, it, id).await? else { panic!("{id}") };
        let before = store.call(move |db| own::refused(db, &romeo(), id)).await?;
        assert!(before.is_some(), "{id}");
        let message = only(&store).await;
        assert_eq!(
            (message.body.as_str(), message.sequel),
            ("airlock", Default::default()),
            "{id}"
        );
    }
    let found = store.read(|db| search::find(db, "airlock", None, Cursor::END, 9)).await?;
    assert_eq!(found.len(), 1, "it is found again");
    assert!(ready(&store).await.is_empty());
    Ok(())
}

#[tokio::test]
async fn nobody_hears_of_what_was_changed_before_it_left() -> Result<(), Error> {
    let store = store().await;
    let row = store.call(|db| outbox::queue(db, &writes("airlock", 0, "o1"))).await?.cursor.row;
    let _ = wish(&store, row, Wish::Correct("window".to_owned()), "c1").await?;

    let jobs = ready(&store).await;
    let [Job::Message(message)] = jobs.as_slice() else { panic!("{jobs:?}") };
    assert_eq!((message.body.as_str(), message.sequel.edited), ("window", None));

    assert_eq!(wish(&store, row, Wish::Retract, "t1").await?, Granted::Gone);
    assert!(ready(&store).await.is_empty());
    assert_eq!(thread(&store, romeo()).await, []);
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_done_is_refused() -> Result<(), Error> {
    let store = store().await;
    said(&store, "theirs", 0, "m1").await;
    let row = only(&store).await.cursor.row;
    for it in [Wish::Retract, Wish::Correct("x".to_owned())] {
        assert!(matches!(wish(&store, row, it, "x").await, Err(Error::Unknown)));
    }
    let nameless = Message { chat: hall(), ..writes("hello", 0, "o1") };
    let row = store.call(move |db| outbox::queue(db, &nameless)).await?.cursor.row;
    let toggled = wish(&store, row, Wish::Toggle("👍".to_owned()), "x").await;
    assert!(matches!(toggled, Err(Error::Unknown)), "the room has not named it yet");
    Ok(())
}
