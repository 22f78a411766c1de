//! Threads, page by page.

use parlance::model::message::{Cursor, Message, Origin, Page};
use parlance::model::{ChatId, Timestamp};
use parlance::store::messages::{self, Age};
use parlance::store::{Connection, Error, Store, pages};

use crate::store::{arrives, at, bodies, romeo, says, store};

async fn older(store: &Store, chat: &ChatId, before: Cursor, limit: u32) -> Page {
    let chat = chat.clone();
    store.read(move |db| pages::older(db, &chat, before, limit)).await.expect("a page")
}

async fn newer(store: &Store, chat: &ChatId, after: Cursor, limit: u32) -> Page {
    let chat = chat.clone();
    store.read(move |db| pages::newer(db, &chat, after, limit)).await.expect("a page")
}

/// So many messages of Romeo, ten seconds apart each, as rows alone: in a second, without words.
fn repeat(db: &Connection, count: usize) -> Result<(), Error> {
    messages::insert(db, &says("again", 0), Origin::Live, Age::Past)?;
    db.execute(
        "WITH RECURSIVE count (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < ?1)
         INSERT INTO message (chat, archive, at, author, nick, ways, kind, subject, body, mention,
                              delivery)
         SELECT chat, archive, at + n * 10000, author, nick, ways, kind, subject, body, mention,
                delivery
         FROM message JOIN count",
        [i64::try_from(count).expect("few") - 1],
    )?;

    Ok(())
}

#[tokio::test]
async fn a_hundred_thousand_messages_are_walked_through_without_loss() -> Result<(), Error> {
    const ALL: usize = 100_000;
    let store = store().await;
    store.call(|db| repeat(db, ALL)).await?;
    let chat = romeo();

    let mut backward = Vec::new();
    let mut before = Cursor::END;
    loop {
        let page = older(&store, &chat, before, 1_000).await;
        assert_eq!(page.at_end, backward.is_empty());
        before = page.messages.first().expect("a page is never empty here").cursor;
        backward.push(page.messages);
        if page.at_start {
            break;
        }
    }
    let backward: Vec<Message> = backward.into_iter().rev().flatten().collect();

    assert_eq!(backward.len(), ALL);
    assert!(
        backward.is_sorted_by(|one, next| one.cursor < next.cursor),
        "each later than the last"
    );

    let middle = backward[50_000].cursor;
    let page = newer(&store, &chat, middle, 3).await;
    assert_eq!(page.messages, backward[50_001..50_004]);
    assert!(!page.at_start && !page.at_end);
    Ok(())
}

#[tokio::test]
async fn a_page_knows_where_the_thread_ends() {
    let store = store().await;
    for minute in 0..5 {
        arrives(&store, says(&minute.to_string(), minute * 60_000), Origin::Live).await;
    }
    let all = older(&store, &romeo(), Cursor::END, 5).await;
    assert_eq!(bodies(&all.messages), ["0", "1", "2", "3", "4"]);
    assert!(all.at_start && all.at_end);
    let place = |index: usize| all.messages[index].cursor;

    let cases = [
        ("the newest", older(&store, &romeo(), Cursor::END, 2).await, "34", false, true),
        ("in the middle", older(&store, &romeo(), place(3), 2).await, "12", false, false),
        ("the oldest", older(&store, &romeo(), place(2), 2).await, "01", true, false),
        ("before all", older(&store, &romeo(), place(0), 2).await, "", true, false),
        ("newer", newer(&store, &romeo(), place(0), 2).await, "12", false, false),
        ("up to the end", newer(&store, &romeo(), place(2), 2).await, "34", false, true),
        ("after all", newer(&store, &romeo(), place(4), 2).await, "", false, true),
    ];
    for (name, page, expected, at_start, at_end) in cases {
        assert_eq!(bodies(&page.messages).concat(), expected, "{name}");
        assert_eq!((page.at_start, page.at_end), (at_start, at_end), "{name}");
    }

    let middle = place(2);
    let around = store.read(move |db| pages::around(db, &romeo(), middle, 2)).await;
    let around = around.expect("a page");
    assert_eq!(bodies(&around.messages), ["0", "1", "2", "3"]);
    assert_eq!((around.at_start, around.at_end), (true, false));
}

#[tokio::test]
async fn messages_of_one_moment_keep_the_order_of_their_coming() {
    let store = store().await;
    for body in ["a", "b", "c", "d"] {
        arrives(&store, says(body, 0), Origin::Live).await;
    }

    let last = older(&store, &romeo(), Cursor::END, 2).await;
    let first = older(&store, &romeo(), last.messages[0].cursor, 2).await;

    assert_eq!(bodies(&first.messages), ["a", "b"]);
    assert_eq!(bodies(&last.messages), ["c", "d"]);
}

#[tokio::test]
async fn a_date_leads_to_the_first_message_from_there_on() {
    let store = store().await;
    arrives(&store, says("early", 0), Origin::Live).await;
    arrives(&store, says("late", 600_000), Origin::Live).await;
    let place = |time: Timestamp| {
        let store = store.clone();
        async move { store.read(move |db| pages::place_at(db, &romeo(), time)).await }
    };

    let early = place(at(0)).await.expect("a place").expect("a message");
    let late = place(at(1)).await.expect("a place").expect("a message");

    assert_eq!((early.at, late.at), (at(0), at(600_000)));
    assert_eq!(place(at(600_001)).await.expect("an answer"), None);
}

#[tokio::test]
async fn a_chat_that_nobody_knows_is_empty() {
    let store = store().await;
    let page = older(&store, &romeo(), Cursor::END, 10).await;

    assert_eq!(page, Page { messages: Vec::new(), at_start: true, at_end: true });
}
