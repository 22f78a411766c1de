//! Conversations at a glance.

use parlance::model::chat::LastLine;
use parlance::model::message::{Author, Cursor, Kind, Origin};
use parlance::model::{ChatId, Delivery, Message};
use parlance::store::messages::{self, Age, Inserted};
use parlance::store::{Error, Store, chats, contacts, outbox, pages};

use crate::store::{
    arrives, at, bodies, contact, hall, in_hall, jid, juliet, romeo, says, store, writes,
};

/// The counts that are kept, after checking that they are those of the messages.
async fn unread(store: &Store, chat: ChatId) -> (u32, u32) {
    store
        .call(move |db| {
            let counted: (u32, u32) = db.query_row(
                "SELECT count(*), coalesce(sum(mention), 0) FROM message
                 JOIN chat ON chat.id = message.chat
                 WHERE message.unread = 1 AND chat.jid = ?1",
                [chat.peer.bare().as_str()],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?;
            let kept = chats::unread(db, &chat)?;
            assert_eq!((kept.unread, kept.mentions), counted, "kept and counted");
            Ok(counted)
        })
        .await
        .expect("a known chat")
}

#[tokio::test]
async fn what_counts_as_unread() {
    let mention = Message { mention: true, ..in_hall(says("Juliet!", 1), "Bob") };
    let subject = Message { kind: Kind::Subject, ..in_hall(says("Tea", 2), "Bob") };
    let service = Message { author: Author::Service, ..says("Rain", 3) };
    let ours = Message {
        author: Author::Me { nick: String::new() },
        delivery: Delivery::Sent,
        ..says("hi", 4)
    };
    let cases = [
        ("a contact's words", says("hi", 0), Origin::Live, Age::News, (1, 0)),
        ("an archived copy that is news", says("hi", 0), Origin::Archive, Age::News, (1, 0)),
        ("history that was asked for", says("hi", 0), Origin::Archive, Age::Past, (0, 0)),
        ("our name", mention, Origin::Live, Age::News, (1, 1)),
        ("a subject", subject, Origin::Live, Age::News, (0, 0)),
        ("the server", service, Origin::Live, Age::News, (0, 0)),
        ("our own words", ours, Origin::Carbon, Age::News, (0, 0)),
    ];

    for (name, message, origin, age, expected) in cases {
        let store = store().await;
        let chat = message.chat.clone();
        store
            .call(move |db| messages::insert(db, &message, origin, age))
            .await
            .expect("it can be stored");

        assert_eq!(unread(&store, chat).await, expected, "{name}");
    }
}

#[tokio::test]
async fn reading_goes_up_to_a_place_and_never_back() {
    let store = store().await;
    let mut places = Vec::new();
    for minute in 0..5 {
        let Inserted::New(cursor) =
            arrives(&store, says(&minute.to_string(), minute * 60_000), Origin::Live).await
        else {
            panic!("each is new");
        };
        places.push(cursor);
    }

    let (third, first) = (places[2], places[0]);
    let read = store.call(move |db| chats::mark_read(db, &romeo(), third)).await.expect("known");
    assert_eq!((read.unread, read.read), (2, Some(third)));

    let read = store.call(move |db| chats::mark_read(db, &romeo(), first)).await.expect("known");
    assert_eq!((read.unread, read.read), (2, Some(third)));

    let read = store.call(|db| chats::mark_read(db, &romeo(), Cursor::END)).await.expect("known");
    assert_eq!((read.unread, read.read), (0, Some(places[4])), "not beyond what is there");

    arrives(&store, says("later", 900_000), Origin::Live).await;
    assert_eq!(unread(&store, romeo()).await, (1, 0));
    arrives(&store, says("seen on another device", 150_000), Origin::Archive).await;
    assert_eq!(unread(&store, romeo()).await, (1, 0), "before the place where reading stopped");
    arrives(&store, says("late, but never seen", 160_000), Origin::Live).await;
    assert_eq!(unread(&store, romeo()).await, (2, 0));
}

#[tokio::test]
async fn who_answers_has_read() {
    let store = store().await;
    arrives(&store, says("hi", 0), Origin::Live).await;
    arrives(&store, says("hello?", 60_000), Origin::Live).await;
    assert_eq!(unread(&store, romeo()).await, (2, 0));

    let elsewhere = Message {
        author: Author::Me { nick: String::new() },
        delivery: Delivery::Sent,
        ..says("yes", 30_000)
    };
    arrives(&store, elsewhere, Origin::Carbon).await;
    assert_eq!(unread(&store, romeo()).await, (1, 0), "the second came after our answer");

    store.call(|db| outbox::queue(db, &writes("here", 90_000, "o"))).await.expect("queued");
    assert_eq!(unread(&store, romeo()).await, (0, 0));
}

#[tokio::test]
async fn the_open_chats_keep_their_order() {
    let store = store().await;
    let paris = ChatId::contact(juliet(), jid("paris@verona.example"));
    let bob = ChatId::occupant(juliet(), jid("hall@rooms.example"), "Bob 😀".to_owned());
    let all = vec![romeo(), hall(), paris.clone(), bob.clone()];

    let opening = all.clone();
    let opened = store
        .call(move |db| {
            for chat in &opening {
                assert!(chats::open(db, chat)?.open);
            }
            chats::opened(db)
        })
        .await
        .expect("four chats");
    assert_eq!(opened, all);

    let wanted = vec![bob.clone(), romeo(), paris.clone()];
    let ordered = store
        .call(move |db| {
            chats::order(db, &wanted)?;
            chats::opened(db)
        })
        .await
        .expect("an order");
    assert_eq!(ordered, [bob.clone(), romeo(), paris.clone(), hall()]);

    let closed = store
        .call(move |db| {
            chats::close(db, &romeo())?;
            chats::open(db, &romeo())?;
            chats::opened(db)
        })
        .await
        .expect("an order");
    assert_eq!(closed, [bob, paris, hall(), romeo()]);
}

#[tokio::test]
async fn a_stranger_is_one_whom_nobody_accepted() {
    let cases = [
        ("nobody knows them", romeo(), "", true),
        ("on the roster", romeo(), "roster", false),
        ("accepted", romeo(), "accept", false),
        ("we wrote to them", romeo(), "write", false),
        ("a room", hall(), "", false),
        ("our own server", ChatId::contact(juliet(), jid("capulet.example")), "", false),
        ("ourselves", ChatId::contact(juliet(), juliet().0), "", false),
        ("a server of others", ChatId::contact(juliet(), jid("montague.example")), "", true),
    ];

    for (name, chat, what, expected) in cases {
        let store = store().await;
        let message = Message { chat: chat.clone(), ..says("hi", 0) };
        arrives(&store, message, Origin::Live).await;
        let known = store
            .call(move |db| {
                match what {
                    "roster" => {
                        contacts::set(db, &juliet(), &contact("romeo@montague.example"), None)?
                    }
                    "accept" => chats::accept(db, &chat)?,
                    "write" => drop(outbox::queue(db, &writes("hi", 1, "o"))?),
                    _ => {}
                }
                chats::get(db, &chat)
            })
            .await
            .expect("a chat");

        assert_eq!(known.map(|it| it.stranger), Some(expected), "{name}");
    }
}

#[tokio::test]
async fn a_glance_tells_all_of_a_chat() {
    let store = store().await;
    let long = "语".repeat(1_000);
    arrives(&store, says("newest", 60_000), Origin::Live).await;
    arrives(&store, says(&long, 120_000), Origin::Live).await;
    arrives(&store, says("older", 0), Origin::Archive).await;
    arrives(&store, in_hall(says("hi all", 0), "Bob"), Origin::Live).await;

    let seen = store
        .call(|db| {
            chats::set_draft(db, &romeo(), "half a thou")?;
            chats::set_muted(db, &hall(), true)?;
            chats::mute_until(db, &romeo(), at(5))?;
            let resting = chats::get(db, &romeo())?.expect("it is known");
            assert_eq!((resting.muted, resting.until), (true, Some(at(5))));
            chats::set_muted(db, &romeo(), false)?;
            chats::all(db)
        })
        .await
        .expect("chats");
    let of = |id: ChatId| seen.iter().find(|chat| chat.id == id).expect("it is known");

    assert_eq!(seen.len(), 2);
    assert_eq!((of(romeo()).unread, of(romeo()).draft.as_str()), (3, "half a thou"));
    assert_eq!(
        of(romeo()).last,
        Some(LastLine {
            nick: String::new(),
            outgoing: false,
            text: "语".repeat(LastLine::MOST),
            at: at(120_000),
            retracted: false,
        })
    );
    assert!(of(hall()).muted);
    assert_eq!(of(hall()).last.as_ref().map(|last| last.nick.as_str()), Some("Bob"));
}

#[tokio::test]
async fn a_private_talk_goes_on_under_another_nick() -> Result<(), Error> {
    let store = store().await;
    let with = |nick: &str| {
        let room = "hall@rooms.example".parse().expect("an address");
        ChatId::occupant(juliet(), room, nick.to_owned())
    };
    for (nick, words) in [("Bob", "psst"), ("Eve", "hush")] {
        let message = Message { chat: with(nick), ..says(words, 0) };
        let _ = arrives(&store, message, Origin::Live).await;
    }
    let rename = async |from: &str, to: &str| {
        let (from, to) = (with(from), with(to));
        store.call(move |db| chats::rename(db, &from, &to)).await
    };

    let thread = async |nick: &str| {
        let chat = with(nick);
        let page = store.read(move |db| pages::older(db, &chat, Cursor::END, 10)).await;
        page.map(|it| it.messages)
    };
    assert!(rename("Bob", "Robert").await?);
    assert_eq!(bodies(&thread("Robert").await?), ["psst"]);
    assert!(!rename("Robert", "Eve").await?, "something was said to Eve");
    assert!(!rename("Bob", "Bobby").await?, "nothing is left there");
    assert_eq!(bodies(&thread("Eve").await?), ["hush"]);
    Ok(())
}
