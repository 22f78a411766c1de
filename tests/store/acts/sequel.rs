//! What is seen of a message after it.

use parlance::model::Message;
use parlance::model::act::Deed;
use parlance::model::message::{Author, Cursor, Origin};
use parlance::store::{Error, chats, outbox, search};

use super::{correct, does, done, only, said, thread, versions};
use crate::store::{NOON, at, bodies, romeo, store, writes};

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
