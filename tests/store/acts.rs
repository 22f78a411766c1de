//! What was done to messages.

use parlance::model::act::{Act, Deed, Target, Words};
use parlance::model::message::{Author, Cursor, Ids, Moderation, Origin};
use parlance::model::{ChatId, Delivery, Message};
use parlance::store::acts::own::{self, Granted, Wish};
use parlance::store::outbox::Job;
use parlance::store::{Error, Store, acts, chats, outbox, pages, progress, search, speech};

use crate::store::{
    NOON, arrives, at, bodies, hall, in_hall, juliet, named, romeo, says, store, writes,
};

/// What Romeo does at this moment after noon.
fn does(deed: Deed, target: &str, millis: i64, id: &str) -> Act {
    Act {
        chat: romeo(),
        row: 0,
        at: at(millis),
        author: Author::Peer,
        since: None,
        ids: Ids { origin: Some(id.to_owned()), stanza: None },
        target: Target::Sender(target.to_owned()),
        deed,
    }
}

fn correct(body: &str) -> Deed {
    Deed::Correct(Words { body: body.to_owned(), ..Words::default() })
}

fn react(emoji: &str) -> Deed {
    Deed::React(emoji.split_whitespace().map(str::to_owned).collect())
}

fn archived(act: Act, stanza: &str) -> Act {
    Act { ids: Ids { stanza: Some(stanza.to_owned()), ..act.ids.clone() }, ..act }
}

async fn done(store: &Store, act: Act, origin: Origin) -> Option<Message> {
    let stamped = origin.repeats();
    store
        .call(move |db| acts::insert(db, &act, origin, stamped))
        .await
        .expect("it can be stored")
        .changed()
}

async fn said(store: &Store, body: &str, millis: i64, id: &str) {
    let _ = arrives(store, named(says(body, millis), Some(id), None), Origin::Live).await;
}

async fn thread(store: &Store, chat: ChatId) -> Vec<Message> {
    let page = store.read(move |db| pages::older(db, &chat, Cursor::END, 50)).await;
    page.expect("a thread").messages
}

async fn only(store: &Store) -> Message {
    let mut thread = thread(store, romeo()).await;
    assert_eq!(thread.len(), 1);
    thread.remove(0)
}

async fn versions(store: &Store, message: &Message) -> Vec<String> {
    let row = message.cursor.row;
    let versions = store.read(move |db| acts::versions(db, row)).await.expect("versions");
    versions.into_iter().map(|it| it.body).collect()
}

/// `emoji count` in their order; a star for ours.
fn chips(message: &Message) -> Vec<String> {
    let chip = |it: &parlance::model::act::Reaction| {
        format!("{}{}{}", it.emoji, it.by.len(), if it.is_ours() { "*" } else { "" })
    };
    message.sequel.reactions.iter().map(chip).collect()
}

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

#[tokio::test]
async fn what_was_taken_back_is_gone_from_the_disk() -> Result<(), Error> {
    let store = store().await;
    said(&store, "my secret", 0, "m1").await;
    let _ = done(&store, does(correct("my great secret"), "m1", 10_000, "c1"), Origin::Live).await;
    assert_eq!(store.read(|db| chats::get(db, &romeo())).await?.map(|it| it.unread), Some(1));
    let _ = done(&store, does(Deed::Retract, "m1", 20_000, "r1"), Origin::Live).await;

    let message = only(&store).await;
    assert_eq!((message.body.as_str(), message.sequel.retracted), ("", Some(at(20_000))));
    assert_eq!(versions(&store, &message).await, [""; 0]);
    let found = store.read(|db| search::find(db, "secret", None, Cursor::END, 9)).await?;
    assert_eq!(found, []);
    let left: i64 = store
        .read(|db| {
            let sql = "SELECT (SELECT count(*) FROM message WHERE body LIKE '%secret%'
                                OR original LIKE '%secret%')
                            + (SELECT count(*) FROM act WHERE body LIKE '%secret%')";
            Ok(db.query_row(sql, [], |row| row.get(0))?)
        })
        .await?;
    assert_eq!(left, 0);
    let chat = store.read(|db| chats::get(db, &romeo())).await?.expect("a chat");
    assert_eq!(chat.unread, 0, "there is nothing to read");
    assert_eq!(chat.last.map(|it| (it.text, it.retracted)), Some((String::new(), true)));

    // What comes after it changes nothing.
    let _ = done(&store, does(correct("again"), "m1", 30_000, "c2"), Origin::Live).await;
    assert_eq!(only(&store).await.body, "");
    Ok(())
}

#[tokio::test]
async fn the_search_knows_the_words_of_now() -> Result<(), Error> {
    let store = store().await;
    said(&store, "airlock", 0, "m1").await;
    let _ = done(&store, does(correct("window"), "m1", 10_000, "c1"), Origin::Live).await;

    let find = |words: &'static str| {
        let store = store.clone();
        async move { store.read(move |db| search::find(db, words, None, Cursor::END, 9)).await }
    };
    assert_eq!(find("airlock").await?, []);
    assert_eq!(bodies(&find("window").await?), ["window"]);
    Ok(())
}

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

#[tokio::test]
async fn an_answer_shows_what_it_answers_as_that_is_now() {
    let store = store().await;
    said(&store, "cake?", 0, "m1").await;
    let reply = parlance::model::message::Reply {
        id: "m1".to_owned(),
        fallback: "cake?".to_owned(),
        ..Default::default()
    };
    let answer = Message { reply: Some(reply), ..writes("yes", 1_000, "o1") };
    let _ = store.call(move |db| outbox::queue(db, &answer)).await.expect("queued");

    let quoted = |thread: &[Message]| {
        let quote = thread[1].reply.as_ref().and_then(|it| it.quote.clone());
        quote.map(|it| (it.text, it.cursor.at, it.author))
    };
    let before = thread(&store, romeo()).await;
    assert_eq!(quoted(&before), Some(("cake?".to_owned(), at(0), Author::Peer)));

    let _ = done(&store, does(correct("tea?"), "m1", 10_000, "c1"), Origin::Live).await;
    assert_eq!(quoted(&thread(&store, romeo()).await).map(|it| it.0), Some("tea?".to_owned()));
    let _ = done(&store, does(Deed::Retract, "m1", 20_000, "r1"), Origin::Live).await;
    assert_eq!(quoted(&thread(&store, romeo()).await).map(|it| it.0), Some(String::new()));
    assert_eq!(NOON, at(0).as_millis());
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
