//! What is to leave, and what became of it.

use parlance::model::message::Cursor;
use parlance::model::{ChatId, Delivery, Message};
use parlance::store::outbox::Job;
use parlance::store::{Error, Store, messages, outbox, pages, progress};

use crate::store::{at, bodies, jid, juliet, nurse, romeo, store, writes};

async fn queue(store: &Store, message: Message) -> i64 {
    let queued = store.call(move |db| outbox::queue(db, &message)).await.expect("it is queued");
    assert_eq!(queued.delivery, Delivery::Queued);
    queued.cursor.row
}

async fn ready(store: &Store) -> Vec<String> {
    let ready = store.read(|db| outbox::ready(db, &juliet(), 100)).await.expect("an outbox");
    let said = ready.into_iter().map(|job| match job {
        Job::Message(message) => message.body,
        Job::Act(act) => format!("{:?}", act.deed),
    });
    said.collect()
}

fn to_paris(message: Message) -> Message {
    Message { chat: ChatId::contact(juliet(), jid("paris@verona.example")), ..message }
}

#[tokio::test]
async fn jobs_leave_in_their_order_and_once() -> Result<(), Error> {
    let store = store().await;
    let first = queue(&store, writes("1", 0, "a")).await;
    queue(&store, to_paris(writes("2", 0, "b"))).await;
    queue(&store, writes("3", 0, "c")).await;
    let chat = ChatId::contact(nurse(), jid("romeo@montague.example"));
    queue(&store, Message { chat, ..writes("of another account", 0, "d") }).await;

    assert_eq!(ready(&store).await, ["1", "2", "3"]);

    store.call(move |db| outbox::handed(db, first)).await?;
    assert_eq!(ready(&store).await, ["2", "3"]);

    let sent = store.call(move |db| outbox::confirmed(db, first)).await?;
    assert_eq!(sent.map(|it| it.delivery), Some(Delivery::Sent));
    let again = store.call(move |db| outbox::confirmed(db, first)).await?;
    assert_eq!(again, None, "it was known");
    Ok(())
}

#[tokio::test]
async fn nothing_overtakes_what_is_doubtful() -> Result<(), Error> {
    let store = store().await;
    let first = queue(&store, writes("1", 0, "a")).await;
    let second = queue(&store, writes("2", 1, "b")).await;
    queue(&store, writes("3", 2, "c")).await;
    queue(&store, to_paris(writes("4", 3, "d"))).await;

    store
        .call(move |db| {
            outbox::handed(db, first)?;
            outbox::handed(db, second)?;
            outbox::confirmed(db, first)?;
            outbox::interrupted(db, &juliet())
        })
        .await?;
    assert_eq!(ready(&store).await, ["4"], "other chats go on");
    let doubts = store.read(|db| outbox::doubts(db, &juliet())).await?;
    assert_eq!(bodies(&doubts), ["2"]);
    assert_eq!(doubts[0].ids.origin.as_deref(), Some("b"), "under the same id");
    let since = store.read(|db| outbox::doubtful_since(db, &juliet())).await?;
    assert_eq!(since, Some(doubts[0].cursor.at));

    store.call(|db| outbox::resend(db, &juliet())).await?;
    assert_eq!(ready(&store).await, ["2", "3", "4"]);
    assert_eq!(store.read(|db| outbox::doubtful_since(db, &juliet())).await?, None);
    Ok(())
}

#[tokio::test]
async fn what_a_server_lost_leaves_before_all_that_waits() -> Result<(), Error> {
    let store = store().await;
    let mut rows = Vec::new();
    for (words, id) in [("1", "a"), ("2", "b"), ("3", "c")] {
        rows.push(queue(&store, writes(words, 0, id)).await);
    }
    queue(&store, writes("4", 3, "d")).await;
    let (first, second, third) = (rows[0], rows[1], rows[2]);
    let lost = store
        .call(move |db| {
            for row in [first, second, third] {
                outbox::confirmed(db, row)?;
            }
            progress::mark(db, &romeo(), "a", &Delivery::Delivered)?;
            [third, second, first].into_iter().map(|row| outbox::lost(db, row, false)).collect()
        })
        .await?;
    let lost: Vec<bool> = lost;
    assert_eq!(lost, [true, true, false], "the first had reached them");
    assert_eq!(ready(&store).await, ["2", "3", "4"]);

    let twice = store.call(move |db| outbox::lost(db, second, true)).await?;
    assert!(!twice, "it is on its way");
    Ok(())
}

/// Marks what was said to Romeo.
async fn mark(store: &Store, id: &'static str, delivery: Delivery) -> Result<Vec<Message>, Error> {
    store.call(move |db| progress::mark(db, &romeo(), id, &delivery)).await
}

#[tokio::test]
async fn what_was_refused_can_be_sent_again() -> Result<(), Error> {
    let store = store().await;
    let row = queue(&store, writes("hi", 0, "a")).await;

    let failed = Delivery::Failed("no such user".to_owned());
    let refused = mark(&store, "a", failed.clone()).await?;
    assert_eq!(refused.first().map(|it| &it.delivery), Some(&failed));
    assert!(ready(&store).await.is_empty());

    let again = store.call(move |db| outbox::again(db, row, at(99_000))).await?;
    let again = again.expect("it had failed");
    assert_eq!(again.cursor, Cursor { at: at(99_000), row });
    assert_eq!(again.ids.origin.as_deref(), Some("a"));
    assert_eq!(ready(&store).await, ["hi"]);

    let twice = store.call(move |db| outbox::again(db, row, at(99_500))).await?;
    assert_eq!(twice, None, "it is queued already");
    Ok(())
}

#[tokio::test]
async fn marks_are_set_on_our_own_messages_alone() -> Result<(), Error> {
    let store = store().await;
    let theirs = crate::store::named(crate::store::says("hi", 0), Some("x"), None);
    crate::store::arrives(&store, theirs, parlance::model::message::Origin::Live).await;
    let row = queue(&store, writes("hi", 1, "a")).await;
    let mark = |chat: ChatId, id: &'static str, delivery: Delivery| {
        let store = store.clone();
        async move { store.call(move |db| progress::mark(db, &chat, id, &delivery)).await }
    };

    assert_eq!(mark(romeo(), "x", Delivery::Delivered).await?, [], "it is theirs");
    let paris = to_paris(writes("", 0, "")).chat;
    assert_eq!(mark(paris, "a", Delivery::Delivered).await?, [], "it went to another");
    assert_eq!(mark(romeo(), "b", Delivery::Delivered).await?, [], "nobody wrote it");

    let delivered = mark(romeo(), "a", Delivery::Delivered).await?;
    assert_eq!(delivered.len(), 1);
    assert!(ready(&store).await.is_empty(), "who has it need not be sent it");
    assert_eq!(mark(romeo(), "a", Delivery::Sent).await?, [], "marks never go back");

    let kept = store.read(move |db| messages::get(db, row)).await?;
    assert_eq!(kept.map(|it| it.delivery), Some(Delivery::Delivered));
    Ok(())
}

#[tokio::test]
async fn who_has_read_the_last_has_read_them_all() -> Result<(), Error> {
    let store = store().await;
    for (minute, id) in (0..).zip(["a", "b", "c", "d"]) {
        let row = queue(&store, writes(id, minute * 60_000, id)).await;
        match id {
            "b" => drop(mark(&store, id, Delivery::Failed(String::new())).await?),
            _ => drop(store.call(move |db| outbox::confirmed(db, row)).await?),
        }
    }

    let read = store.call(|db| progress::mark(db, &romeo(), "c", &Delivery::Read)).await?;
    assert_eq!(bodies(&read), ["a", "c"]);

    let page = store.read(|db| pages::older(db, &romeo(), Cursor::END, 9)).await?;
    let marks: Vec<Delivery> = page.messages.into_iter().map(|it| it.delivery).collect();
    assert_eq!(
        marks,
        [Delivery::Read, Delivery::Failed(String::new()), Delivery::Read, Delivery::Sent]
    );
    Ok(())
}
