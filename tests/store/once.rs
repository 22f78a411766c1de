//! Each message is kept once, whichever ways it comes.

use parlance::model::message::{Author, Cursor, Kind, Origin};
use parlance::model::{ChatId, Delivery, Message};
use parlance::store::messages::{self, Age, Inserted};
use parlance::store::{Store, chats, outbox, pages, progress};

use crate::store::{arrives, at, hall, in_hall, jid, juliet, named, romeo, says, store, writes};

async fn thread(store: &Store, chat: ChatId) -> Vec<Message> {
    let page = store.read(move |db| pages::older(db, &chat, Cursor::END, 100)).await;
    page.expect("a page").messages
}

#[tokio::test]
async fn what_comes_twice_is_kept_once() {
    type Case = (&'static str, Vec<(Message, Origin)>, usize);
    use Origin::{Archive, Carbon, Live, Replay};

    let ids = |message, origin, stanza| named(message, Some(origin), Some(stanza));
    let hi = || says("hi", 0);
    let cases: [Case; 12] = [
        (
            "live, then archived",
            vec![(ids(hi(), "o", "s"), Live), (ids(hi(), "o", "s"), Archive)],
            1,
        ),
        (
            "a live one that had no stanza id yet",
            vec![(named(hi(), Some("o"), None), Live), (ids(says("hi", 900), "o", "s"), Archive)],
            1,
        ),
        (
            "archived twice, its origin id lost",
            vec![(ids(hi(), "o", "s"), Archive), (named(hi(), None, Some("s")), Archive)],
            1,
        ),
        (
            "live and as a carbon",
            vec![(named(hi(), Some("o"), None), Live), (named(hi(), Some("o"), None), Carbon)],
            1,
        ),
        (
            "an id used again for other words",
            vec![
                (named(hi(), Some("1"), None), Live),
                (named(says("ho", 5), Some("1"), None), Live),
            ],
            2,
        ),
        (
            "an id used again, the archive tells them apart",
            vec![(ids(hi(), "1", "s"), Live), (ids(hi(), "1", "t"), Live)],
            2,
        ),
        ("said twice without ids", vec![(hi(), Live), (says("hi", 5), Live)], 2),
        (
            "said twice without ids, then archived",
            vec![
                (hi(), Live),
                (says("hi", 5_000), Live),
                (says("hi", 100), Archive),
                (says("hi", 5_100), Archive),
            ],
            2,
        ),
        (
            "archived without ids, far apart",
            vec![(hi(), Archive), (says("hi", 10_000), Archive)],
            2,
        ),
        (
            "replayed at each join",
            vec![
                (in_hall(hi(), "Bob"), Live),
                (in_hall(says("hi", 400), "Bob"), Replay),
                (in_hall(says("hi", 400), "Bob"), Replay),
            ],
            1,
        ),
        ("by two occupants", vec![(in_hall(hi(), "Bob"), Live), (in_hall(hi(), "Eve"), Replay)], 2),
        (
            "in two chats",
            vec![
                (hi(), Live),
                (
                    Message {
                        chat: ChatId::contact(juliet(), jid("paris@verona.example")),
                        ..hi()
                    },
                    Archive,
                ),
            ],
            1,
        ),
    ];

    for (name, arriving, expected) in cases {
        let store = store().await;
        let chat = arriving[0].0.chat.clone();
        for (message, origin) in arriving {
            arrives(&store, message, origin).await;
        }

        assert_eq!(thread(&store, chat).await.len(), expected, "{name}");
    }
}

#[tokio::test]
async fn what_is_known_is_not_counted_again() {
    let store = store().await;
    let message = || named(says("hi", 0), Some("o"), Some("s"));

    let first = arrives(&store, message(), Origin::Live).await;
    let again = arrives(&store, message(), Origin::Archive).await;
    let unread = store.read(|db| chats::unread(db, &romeo())).await.expect("a known chat");

    assert!(matches!(first, Inserted::New(_)));
    assert!(matches!(again, Inserted::Known(_)));
    assert_eq!((unread.unread, unread.mentions), (1, 0));
}

#[tokio::test]
async fn an_archive_knows_the_time_better_than_our_clock() {
    let store = store().await;
    arrives(&store, named(says("first", 100_000), Some("1"), None), Origin::Live).await;
    arrives(&store, named(says("second", 70_000), Some("2"), Some("s2")), Origin::Archive).await;

    let moved =
        arrives(&store, named(says("first", 60_000), Some("1"), Some("s1")), Origin::Archive).await;
    let kept = thread(&store, romeo()).await;

    assert!(matches!(moved, Inserted::Changed(cursor) if cursor.at == at(60_000)));
    assert_eq!(kept[0].body, "first");
    assert_eq!(kept[0].cursor.at, at(60_000));
    assert_eq!(kept[0].ids.stanza.as_deref(), Some("s1"));
    assert_eq!(kept[1].body, "second");
}

#[tokio::test]
async fn the_echo_of_a_room_confirms_what_we_said() {
    let store = store().await;
    let me = || Author::Me { nick: "Juliet".to_owned() };
    let said = Message { chat: hall(), author: me(), ..writes("hello all ", 0, "o1") };

    let queued = store.call(move |db| outbox::queue(db, &said)).await.expect("it is queued");
    let echo = Message {
        chat: hall(),
        author: me(),
        delivery: Delivery::Sent,
        ..named(says("hello all", 700), Some("o1"), Some("s1"))
    };
    let echoed = arrives(&store, echo, Origin::Live).await;
    let kept = thread(&store, hall()).await;
    let ready = store.read(|db| outbox::ready(db, &juliet(), 10)).await.expect("an outbox");

    assert_eq!(queued.delivery, Delivery::Queued);
    assert!(matches!(echoed, Inserted::Changed(_)));
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].cursor.row, queued.cursor.row);
    assert_eq!(kept[0].cursor.at, at(700), "the room's order is that of its echoes");
    assert_eq!(kept[0].delivery, Delivery::Sent);
    assert_eq!(kept[0].ids.stanza.as_deref(), Some("s1"));
    assert!(ready.is_empty(), "the server has it");
}

#[tokio::test]
async fn the_archive_confirms_what_was_doubtful() {
    let store = store().await;
    let queued =
        store.call(|db| outbox::queue(db, &writes("hi", 0, "o1"))).await.expect("it is queued");
    let row = queued.cursor.row;
    store
        .call(move |db| outbox::handed(db, row).and_then(|()| outbox::doubtful(db, &[row])))
        .await
        .expect("it is doubtful");

    let archived = Message {
        delivery: Delivery::Sent,
        ..named(writes("hi", 300, "o1"), Some("o1"), Some("s1"))
    };
    arrives(&store, archived, Origin::Archive).await;
    let doubts = store.read(|db| outbox::doubts(db, &juliet())).await.expect("an outbox");

    assert!(doubts.is_empty());
    assert_eq!(thread(&store, romeo()).await[0].delivery, Delivery::Sent);
}

#[tokio::test]
async fn a_refused_message_stays_refused_when_our_archive_has_it() {
    let store = store().await;
    let _ = store.call(|db| outbox::queue(db, &writes("hi", 0, "o1"))).await.expect("it is queued");
    let blocked = || Delivery::Failed("blocked".to_owned());
    let refused = store.call(move |db| progress::mark(db, &romeo(), "o1", &blocked())).await;
    assert_eq!(refused.expect("it is marked").len(), 1);

    let archived = Message {
        delivery: Delivery::Sent,
        ..named(writes("hi", 300, "o1"), Some("o1"), Some("s1"))
    };
    arrives(&store, archived, Origin::Archive).await;

    let kept = thread(&store, romeo()).await;
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].delivery, blocked());
}

#[tokio::test]
async fn a_subject_that_a_room_repeats_is_no_news() {
    let store = store().await;
    let subject =
        |body: &str, millis| Message { kind: Kind::Subject, ..in_hall(says(body, millis), "Bob") };

    arrives(&store, subject("Tea", 0), Origin::Live).await;
    let again = arrives(&store, subject("Tea", 9_000_000), Origin::Replay).await;
    let other = arrives(&store, subject("Coffee", 9_900_000), Origin::Replay).await;

    assert!(matches!(again, Inserted::Known(_)));
    assert!(matches!(other, Inserted::New(_)));
}

#[tokio::test]
async fn what_belongs_to_a_removed_account_has_no_place() {
    let store = store().await;
    let stranger = ChatId::contact(
        parlance::model::AccountId(jid("gone@verona.example")),
        jid("romeo@montague.example"),
    );
    let message = Message { chat: stranger, ..says("hi", 0) };

    let result =
        store.call(move |db| messages::insert(db, &message, Origin::Live, Age::News)).await;

    assert!(matches!(result, Err(parlance::store::Error::Unknown)));
}

#[tokio::test]
async fn everything_of_a_message_is_kept() {
    let store = store().await;
    let letter = Message {
        kind: Kind::Normal { subject: "Tonight".to_owned() },
        claimed_at: Some(at(-5_000)),
        thread: Some("t1".to_owned()),
        attachment: Some("https://files.example/a.png".to_owned()),
        sealed: Some("OMEMO".to_owned()),
        ..named(says("I come.", 0), Some("o"), Some("s"))
    };
    let notice = Message {
        kind: Kind::Headline { subject: String::new() },
        author: Author::Service,
        ..says("Rain", 1)
    };
    let whisper = Message {
        author: Author::Occupant { nick: "Bob 😀".to_owned(), id: Some("b0b".to_owned()) },
        mention: true,
        ..in_hall(named(says("Juliet?", 2), None, Some("r1")), "")
    };

    for message in [letter, notice, whisper] {
        let inserted = arrives(&store, message.clone(), Origin::Live).await;
        let Inserted::New(cursor) = inserted else { panic!("{inserted:?}") };
        let kept = store.read(move |db| messages::get(db, cursor.row)).await.expect("a row");

        assert_eq!(kept, Some(Message { cursor, ..message }));
    }
}

#[tokio::test]
async fn what_was_sent_again_stands_where_it_was_first() {
    let random = "0123456789abcdef0123456789abcdef";
    let copy = |stanza, time| named(says("hi", time), Some(random), Some(stanza));
    let store = store().await;

    let second = arrives(&store, copy("t", 60_000), Origin::Archive).await;
    assert!(matches!(second, Inserted::New(_)));
    let first = arrives(&store, copy("s", 10_000), Origin::Archive).await;
    assert!(matches!(first, Inserted::Changed(cursor) if cursor.at == at(10_000)));
    let second = arrives(&store, copy("t", 60_000), Origin::Archive).await;
    assert!(matches!(second, Inserted::Copy(cursor) if cursor.at == at(10_000)));

    let kept = thread(&store, romeo()).await;
    let names: Vec<_> = kept.iter().map(|it| it.ids.stanza.as_deref()).collect();
    assert_eq!(names, [Some("s")]);
}

#[tokio::test]
async fn who_is_moved_is_not_overtaken_by_what_they_said_later() {
    let store = store().await;
    let first = arrives(&store, named(says("one", 10), None, Some("a")), Origin::Live).await;
    for (words, time) in [("two", 20), ("three", 30)] {
        let _ = arrives(&store, says(words, time), Origin::Live).await;
    }
    let told = arrives(&store, named(says("four", 40), None, Some("d")), Origin::Archive).await;
    let (Inserted::New(first), Inserted::New(told)) = (first, told) else {
        panic!("{first:?}, {told:?}")
    };

    let moving = move |db: &parlance::store::Connection| {
        let place = messages::keep_behind(db, first, told)?;
        messages::keep_later_behind(db, place)
    };
    store.call(moving).await.expect("room");

    let words: Vec<_> = thread(&store, romeo()).await.into_iter().map(|it| it.body).collect();
    assert_eq!(words, ["four", "one", "two", "three"]);
}

#[tokio::test]
async fn what_was_heard_of_another_device_does_not_follow_what_waited_here() {
    let store = store().await;
    let mut waiting = Vec::new();
    for (words, id) in [("waits", "1"), ("waits too", "2")] {
        let queued = store.call(move |db| outbox::queue(db, &writes(words, 10, id))).await;
        waiting.push(queued.expect("it is queued").cursor);
    }
    let first = waiting[0];
    let said = Message { delivery: Delivery::Sent, ..writes("on the phone", 20, "3") };
    let _ = arrives(&store, said, Origin::Live).await;
    let told = arrives(&store, named(says("theirs", 60), None, Some("d")), Origin::Archive).await;
    let Inserted::New(told) = told else { panic!("{told:?}") };

    let moving = move |db: &parlance::store::Connection| {
        let place = messages::keep_behind(db, first, told)?;
        messages::keep_later_behind(db, place)
    };
    store.call(moving).await.expect("room");

    let words: Vec<_> = thread(&store, romeo()).await.into_iter().map(|it| it.body).collect();
    assert_eq!(words, ["on the phone", "theirs", "waits", "waits too"]);
}

#[tokio::test]
async fn ours_stands_behind_what_its_room_told_before_it() {
    for acknowledged in [false, true] {
        let store = store().await;
        let ours = Message { chat: hall(), ..writes("ours", 10, "1") };
        let waits = ours.clone();
        let queued = store.call(move |db| outbox::queue(db, &waits)).await.expect("it is queued");
        if acknowledged {
            let row = queued.cursor.row;
            let sent = store.call(move |db| outbox::confirmed(db, row)).await;
            assert!(sent.expect("an outbox").is_some());
        }
        let theirs = in_hall(named(says("theirs", 20), None, Some("r1")), "Nurse");
        let _ = arrives(&store, theirs, Origin::Live).await;
        let told = Message { cursor: Cursor { at: at(20), row: 0 }, ..ours };
        let told = Message { delivery: Delivery::Sent, ..named(told, Some("1"), Some("r2")) };
        let _ = arrives(&store, told, Origin::Live).await;

        let page = thread(&store, hall()).await;
        let words: Vec<_> = page.into_iter().map(|it| it.body).collect();
        assert_eq!(words, ["theirs", "ours"], "acknowledged before: {acknowledged}");
    }
}
