//! What is to be told of our reading.

use parlance::model::message::Origin;
use parlance::model::{Cursor, Message};
use parlance::store::messages::Inserted;
use parlance::store::{Error, Store, chats, reading};

use crate::store::{arrives, hall, in_hall, juliet, named, nurse, romeo, says, store};

/// It comes, and its author wants to know when it is read.
async fn asks(store: &Store, message: Message, name: &'static str) -> Cursor {
    let Inserted::New(place) = arrives(store, message, Origin::Live).await else {
        panic!("it was not there");
    };
    store.call(move |db| reading::ask(db, place.row, name)).await.expect("it is there");
    place
}

#[tokio::test]
async fn the_last_message_that_asked_is_answered_once_it_was_read() -> Result<(), Error> {
    let store = store().await;
    let _ = asks(&store, says("one", 1), "m1").await;
    let second = asks(&store, says("two", 2), "m2").await;
    let _ = asks(&store, says("three", 3), "m3").await;
    let _ = arrives(&store, says("four", 4), Origin::Live).await;
    let take =
        |store: Store| async move { store.call(|db| reading::take(db, &juliet(), |_| true)).await };
    assert_eq!(take(store.clone()).await?, [], "nothing was read");

    store.call(move |db| chats::mark_read(db, &romeo(), second)).await?;
    assert_eq!(take(store.clone()).await?, [(romeo(), "m2".to_owned())]);
    assert_eq!(take(store.clone()).await?, [], "once");

    store.call(|db| chats::mark_read(db, &romeo(), Cursor::END)).await?;
    assert_eq!(take(store.clone()).await?, [(romeo(), "m3".to_owned())]);
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_told_yet_waits() -> Result<(), Error> {
    let store = store().await;
    let _ = asks(&store, in_hall(says("one", 1), "Bob"), "m1").await;
    let _ = asks(&store, says("two", 2), "m2").await;
    store.call(|db| chats::mark_read(db, &hall(), Cursor::END)).await?;
    store.call(|db| chats::mark_read(db, &romeo(), Cursor::END)).await?;

    let others = store.call(|db| reading::take(db, &nurse(), |_| true)).await?;
    assert_eq!(others, [], "it is another account's");
    let reached = store.call(|db| reading::take(db, &juliet(), |it| !it.is_room())).await?;
    assert_eq!(reached, [(romeo(), "m2".to_owned())]);
    let later = store.call(|db| reading::take(db, &juliet(), |_| true)).await?;
    assert_eq!(later, [(hall(), "m1".to_owned())]);
    Ok(())
}

#[tokio::test]
async fn what_another_device_has_told_is_not_told_again() -> Result<(), Error> {
    let store = store().await;
    let _ = asks(&store, says("one", 1), "m1").await;
    store.call(|db| chats::mark_read(db, &romeo(), Cursor::END)).await?;
    let _ = store.call(|db| reading::answered(db, &romeo())).await?;
    assert_eq!(store.call(|db| reading::take(db, &juliet(), |_| true)).await?, []);
    Ok(())
}

#[tokio::test]
async fn how_far_a_chat_was_read_is_said_by_a_name_of_its_archive() -> Result<(), Error> {
    let store = store().await;
    let _ = arrives(&store, named(says("one", 1), None, Some("s1")), Origin::Live).await;
    let second = arrives(&store, says("two", 2), Origin::Live).await;
    let _ = arrives(&store, named(says("three", 3), None, Some("s3")), Origin::Live).await;
    assert_eq!(store.read(|db| reading::all(db, &juliet())).await?, [], "nothing was read");

    let Inserted::New(second) = second else { panic!("it was not there") };
    store.call(move |db| chats::mark_read(db, &romeo(), second)).await?;
    let all = store.read(|db| reading::all(db, &juliet())).await?;
    let told: Vec<_> = all.iter().map(|it| (&it.chat, it.stanza.as_str())).collect();
    assert_eq!(told, [(&romeo(), "s1")]);
    assert!(all[0].place < second);
    Ok(())
}
