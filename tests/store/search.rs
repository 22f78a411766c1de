//! Words are found again, in every script.

use parlance::model::message::{Cursor, Kind, Message, Origin};
use parlance::model::search::{Filters, Search, Sender, Wanted};
use parlance::model::{ChatId, Contact};
use parlance::store::{Error, Store, accounts, contacts, search};

use crate::store::{arrives, at, bodies, hall, in_hall, jid, juliet, named, says, store, writes};

async fn find(store: &Store, words: &str, chat: Option<ChatId>) -> Vec<String> {
    let words = words.to_owned();
    let hits = store
        .read(move |db| search::find(db, &words, chat.as_ref(), Cursor::END, 50))
        .await
        .expect("a search never fails for its words");

    bodies(&hits).into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn words_of_every_script_are_found() {
    let cases = [
        ("今天天气很好，我们去公园吧", "天", true),
        ("今天天气很好，我们去公园吧", "天气", true),
        ("今天天气很好，我们去公园吧", "公园", true),
        ("今天天气很好，我们去公园吧", "气天", false),
        ("今天天气很好，我们去公园吧", "好我", true),
        ("今天天气很好，我们去公园吧", "公园 今天", true),
        ("今天天气很好，我们去公园吧", "\"公园 今天\"", false),
        ("用Rust写的", "rust", true),
        ("用Rust写的", "Rust写", true),
        ("𠮷野家", "𠮷", true),
        ("𠮷野家", "𠮷野", true),
        ("𠮷野家", "𠮶", false),
        ("すごいですね", "です", true),
        ("カタカナ", "タカ", true),
        ("학교에서 만나요", "학교", true),
        ("학교에서 만나요", "만나", true),
        ("สวัสดีครับ", "สวัสดี", true),
        ("A quick brown fox", "quick fox", true),
        ("A quick brown fox", "QUICK", true),
        ("A quick brown fox", "quic", true),
        ("A quick brown fox", "quic ", false),
        ("A quick brown fox", "uick", false),
        ("A quick brown fox", "quick dog", false),
        ("A quick brown fox", "\"brown fox\"", true),
        ("A quick brown fox", "\"quick fox\"", false),
        ("Un café naïve", "cafe", true),
        ("Un cafe naive", "café", true),
        ("Привет, мир", "привет", true),
        ("ＦＵＬＬ width", "full", true),
        ("well-known words", "well-known", true),
        ("see https://xmpp.org/about today", "xmpp.org", true),
        ("thank you 😀", "😀", true),
        ("thank you😀", "you", true),
        ("thank you 😀", "😁", false),
        ("family 👨‍👩‍👧", "👨‍👩‍👧", true),
        ("yes 👍🏽", "👍", true),
        ("with ❤️", "❤", true),
        ("it costs 15 €", "15", true),
        ("c12 is a word too", "c1 ", false),
    ];

    for (body, words, expected) in cases {
        let store = store().await;
        arrives(&store, says(body, 0), Origin::Live).await;

        assert_eq!(find(&store, words, None).await.len() == 1, expected, "{words} in {body}");
    }
}

#[tokio::test]
async fn no_question_is_an_error() {
    let store = store().await;
    arrives(
        &store,
        says("\"quoted\" AND (odd) words: a* OR b^2 -c {d} NEAR(e f) body:g", 0),
        Origin::Live,
    )
    .await;

    let odd = [
        "",
        " ",
        "\"",
        "\"\"",
        "\"\"\"",
        "'",
        "\"quoted",
        "quoted\"",
        "\"quoted\"",
        "AND",
        "OR",
        "NOT",
        "AND AND",
        "NEAR(",
        "NEAR(e f, 3)",
        "(odd)",
        "(",
        ")",
        "*",
        "a*",
        "^b",
        "-c",
        "+",
        "{d}",
        "body:g",
        "chat : c1",
        "c:",
        ":",
        "\\",
        "\0",
        "a\0b",
        "%",
        "_",
        ";",
        "--",
        "!!!",
        "\u{202e}",
        "👍🏽",
        "\u{fe0f}",
        "\u{200d}",
        "ﷺ",
        "\u{10ffff}",
        "\u{e000}",
    ];
    for words in odd {
        let _ = find(&store, words, None).await;
        let _ = find(&store, words, Some(crate::store::romeo())).await;
    }

    assert_eq!(find(&store, "\"quoted\"", None).await.len(), 1);
    assert_eq!(find(&store, "(odd)", None).await.len(), 1);
    assert_eq!(find(&store, &"word ".repeat(5_000), None).await.len(), 0);
    assert_eq!(find(&store, &"\"a\" ".repeat(5_000), None).await.len(), 1);
    assert_eq!(find(&store, &"字".repeat(5_000), None).await.len(), 0);
}

#[tokio::test]
async fn the_newest_come_first_however_they_came() -> Result<(), Error> {
    let store = store().await;
    for (number, body) in [(3, "tea four"), (0, "tea one"), (2, "tea three"), (1, "tea two")] {
        arrives(&store, says(body, number * 3_600_000), Origin::Archive).await;
    }

    assert_eq!(find(&store, "tea", None).await, ["tea four", "tea three", "tea two", "tea one"]);

    let first = store.read(|db| search::find(db, "tea", None, Cursor::END, 2)).await?;
    let last = first[1].cursor;
    let next = store.read(move |db| search::find(db, "tea", None, last, 2)).await?;
    assert_eq!(bodies(&next), ["tea two", "tea one"], "one may go on");
    Ok(())
}

#[tokio::test]
async fn one_chat_is_searched_alone() {
    let store = store().await;
    arrives(&store, says("tea with Romeo", 0), Origin::Live).await;
    arrives(&store, in_hall(says("tea for all", 1), "Bob"), Origin::Live).await;

    assert_eq!(find(&store, "tea", Some(hall())).await, ["tea for all"]);
    let stranger = ChatId::contact(juliet(), jid("nobody@verona.example"));
    assert_eq!(find(&store, "tea", Some(stranger)).await, [""; 0], "nobody knows it");
}

#[tokio::test]
async fn subjects_are_searched_too() {
    let store = store().await;
    let letter = Message {
        kind: Kind::Normal { subject: "Invitation".to_owned() },
        ..says("Come at eight.", 0)
    };
    arrives(&store, letter, Origin::Live).await;

    assert_eq!(find(&store, "invit", None).await, ["Come at eight."]);
}

#[tokio::test]
async fn the_index_follows_its_messages() -> Result<(), Error> {
    let store = store().await;
    arrives(&store, named(says("tea", 50_000), Some("1"), None), Origin::Live).await;
    arrives(&store, named(says("tea and milk", 30_000), Some("2"), None), Origin::Live).await;
    assert_eq!(find(&store, "tea", None).await, ["tea", "tea and milk"]);

    arrives(&store, named(says("tea", 10_000), Some("1"), Some("s1")), Origin::Archive).await;
    assert_eq!(find(&store, "tea", None).await, ["tea and milk", "tea"], "it has another time now");

    let left: i64 = store
        .call(|db| {
            accounts::remove(db, &juliet())?;
            db.execute("INSERT INTO message_text (message_text) VALUES ('integrity-check')", [])?;
            Ok(db.query_row(
                "SELECT count(*) FROM message_text WHERE message_text MATCH 'tea'",
                [],
                |row| row.get(0),
            )?)
        })
        .await?;
    assert_eq!(left, 0, "a removed account leaves no words");
    Ok(())
}

/// The bodies that pass, searched in steps of two messages.
async fn narrowed(store: &Store, words: &str, filters: &Filters) -> Vec<String> {
    let search =
        Search { words: words.to_owned(), filters: filters.clone(), limit: 50, chat: None };
    let (mut found, mut from) = (Vec::new(), Some(search::NEWEST));
    while let Some(next) = from {
        let search = search.clone();
        let stretch = store
            .read(move |db| search::stretch(db, &search, next, 2))
            .await
            .expect("a search never fails for its filters");
        found.extend(stretch.messages);
        from = stretch.rest;
    }

    bodies(&found).into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn filters_narrow_what_is_found() -> Result<(), Error> {
    let store = store().await;
    let known = Contact {
        name: "Ромео 罗密欧".to_owned(),
        ..Contact::new(jid("romeo@montague.example"))
    };
    store.call(move |db| contacts::set(db, &juliet(), &known, None)).await?;
    let mut all = vec!["tea, my own", "tea at https://tea.example/menu", "tea %", "tea for all"];
    arrives(&store, in_hall(says(all[3], 0), "Bob_1"), Origin::Live).await;
    arrives(&store, says(all[2], 1_000), Origin::Live).await;
    arrives(&store, in_hall(says(all[1], 2_000), "Alice"), Origin::Live).await;
    arrives(&store, writes(all[0], 3_000, "o1"), Origin::Live).await;

    let none = Filters::default();
    assert_eq!(narrowed(&store, "tea", &none).await, all, "none is none");
    let by = |name: &str| Filters { sender: Some(Sender::Named(name.to_owned())), ..none.clone() };
    let of = |wanted| Filters { wanted, ..none.clone() };
    let cases = [
        (of(Wanted::Chats), vec![0, 2]),
        (of(Wanted::Rooms), vec![1, 3]),
        (of(Wanted::Links), vec![1]),
        (Filters { sender: Some(Sender::Me), ..none.clone() }, vec![0]),
        (by("bob"), vec![3]),
        (by("b_1"), vec![3]),
        (by("b%1"), vec![]),
        (by("\\"), vec![]),
        (by("密欧"), vec![2]),
        (by("romeo@"), vec![2]),
        (by("montague"), vec![]),
        (Filters { since: Some(at(1_000)), ..none.clone() }, vec![0, 1, 2]),
        (Filters { until: Some(at(1_000)), ..none.clone() }, vec![3]),
        (Filters { since: Some(at(1_000)), until: Some(at(3_000)), ..none.clone() }, vec![1, 2]),
        (Filters { since: Some(at(2_000)), ..by("bob") }, vec![]),
    ];
    for (filters, places) in cases {
        let expected: Vec<&str> = places.into_iter().map(|place: usize| all[place]).collect();
        assert_eq!(narrowed(&store, "tea", &filters).await, expected, "{filters:?}");
    }

    all.retain(|body| body.contains("all"));
    assert_eq!(narrowed(&store, "tea all", &of(Wanted::Rooms)).await, all);
    Ok(())
}
