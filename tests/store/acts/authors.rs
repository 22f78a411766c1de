//! Who may do what to whose messages.

use parlance::model::act::{Act, Deed, Target};
use parlance::model::message::{Author, Moderation, Origin};
use parlance::model::{ChatId, Message};
use parlance::store::{Error, chats, outbox, speech};

use super::{correct, does, done, said, thread};
use crate::store::{arrives, bodies, hall, in_hall, juliet, named, romeo, says, store, writes};

#[tokio::test]
async fn nobody_touches_what_another_wrote() {
    let store = store().await;
    said(&store, "theirs", 0, "m1").await;
    let _ = store.call(|db| outbox::queue(db, &writes("ours", 1_000, "o1"))).await.expect("queued");
    let me = || Author::Me { nick: String::new() };

    let forged = [
        does(correct("forged"), "o1", 10_000, "f1"),
        does(Deed::Retract, "o1", 10_000, "f2"),
        Act { author: me(), ..does(Deed::Retract, "m1", 10_000, "f3") },
    ];
    for act in forged {
        assert_eq!(done(&store, act, Origin::Live).await, None);
    }
    assert_eq!(bodies(&thread(&store, romeo()).await), ["theirs", "ours"]);
}

#[tokio::test]
async fn a_taken_nick_takes_nothing_back() {
    let store = store().await;
    let bob =
        |id: Option<&str>| Author::Occupant { nick: "Bob".to_owned(), id: id.map(str::to_owned) };
    let message = Message {
        author: bob(Some("1")),
        ..in_hall(named(says("hi", 0), Some("m1"), Some("s1")), "Bob")
    };
    let _ = arrives(&store, message, Origin::Live).await;
    let retract = |author| Act {
        chat: hall(),
        author,
        target: Target::Room("s1".to_owned()),
        ..does(Deed::Retract, "", 10_000, "r")
    };

    assert_eq!(done(&store, retract(bob(Some("2"))), Origin::Live).await, None);
    assert_eq!(done(&store, retract(bob(None)), Origin::Archive).await, None);
    assert_eq!(bodies(&thread(&store, hall()).await), ["hi"]);
    assert!(done(&store, retract(bob(Some("1"))), Origin::Live).await.is_some());
    assert_eq!(bodies(&thread(&store, hall()).await), [""]);
}

#[tokio::test]
async fn a_room_removes_what_its_occupants_said() -> Result<(), Error> {
    let store = store().await;
    for (body, millis, id) in [("one", 0, "s1"), ("two", 1_000, "s2"), ("three", 2_000, "s3")] {
        let message = named(in_hall(says(body, millis), "Bob"), Some(id), Some(id));
        let _ = arrives(&store, message, Origin::Live).await;
    }
    let by = |author, target: &str, deed, id: &str| Act {
        chat: hall(),
        author,
        target: Target::Room(target.to_owned()),
        ..does(deed, "", 5_000, id)
    };

    let chair = Moderation { by: "Chair".to_owned(), reason: "Off\ntopic".to_owned() };
    let removed = || Deed::Moderate(chair.clone());
    let forged = Author::Occupant { nick: "Chair".to_owned(), id: None };
    assert_eq!(done(&store, by(forged, "s2", removed(), "r0"), Origin::Live).await, None);
    let gone = done(&store, by(Author::Service, "s2", removed(), "r1"), Origin::Live).await;
    let gone = gone.expect("the room may");
    assert!(gone.sequel.retracted.is_some());
    assert_eq!(gone.body, "");
    let stone = &thread(&store, hall()).await[1];
    assert_eq!(stone.sequel.moderated, Some(chair.clone()), "who and why is kept");
    let words = done(&store, by(Author::Service, "s1", correct("else"), "r2"), Origin::Live).await;
    assert_eq!(words, None, "the room puts words into nobody's mouth");

    // That of a message which is not here yet waits for it.
    let early = by(Author::Service, "s4", removed(), "r4");
    assert_eq!(done(&store, early, Origin::Archive).await, None);
    let message = named(in_hall(says("four", 3_000), "Bob"), Some("s4"), Some("s4"));
    let _ = arrives(&store, message, Origin::Live).await;
    let stone = &thread(&store, hall()).await[3];
    assert_eq!((stone.body.as_str(), &stone.sequel.moderated), ("", &Some(chair)));

    // What is left of what somebody said is found, the newest first.
    let bob = Author::Occupant { nick: "Bob".to_owned(), id: None };
    let left = store.read(move |db| speech::ids(db, &hall(), &bob, 10)).await?;
    assert_eq!(left, ["s3", "s1"]);
    let eve = Author::Occupant { nick: "Eve".to_owned(), id: None };
    let none = store.read(move |db| speech::ids(db, &hall(), &eve, 10)).await?;
    assert_eq!(none, [""; 0]);
    Ok(())
}

#[tokio::test]
async fn a_stranger_cannot_fill_the_cache_with_what_waits() {
    let store = store().await;
    said(&store, "hi", 0, "m1").await;
    for number in 0..200 {
        let id = format!("x{number}");
        let _ = done(&store, does(Deed::Retract, &id, number, &id), Origin::Live).await;
    }
    let kept: i64 = store
        .read(|db| Ok(db.query_row("SELECT count(*) FROM act", [], |row| row.get(0))?))
        .await
        .expect("a count");
    assert_eq!(kept, 64);

    let nobody = Act {
        chat: ChatId::contact(juliet(), crate::store::jid("mallory@evil.example")),
        ..does(Deed::Retract, "m1", 0, "x")
    };
    assert_eq!(done(&store, nobody, Origin::Live).await, None);
    assert_eq!(store.read(chats::all).await.expect("chats").len(), 1, "no chat is made for it");
}
