//! What is done to messages by those who did not write them, or to messages that are not there.

use parlance::model::message::Draft;
use parlance::model::{ChatId, Cursor, Message};

use super::{Must, Row, Siege, jid, me, row};

const BOB: &str = "bob@chat.test/x";
const MALLORY: &str = "mallory@evil.test/x";
const ROOM: &str = "hall@rooms.test";

/// The words of a correction, a retraction, and a reaction: of what is called `id`.
fn deeds(id: &str) -> [(&'static str, String); 4] {
    [
        (
            "other words",
            format!("<body>forged</body><replace xmlns='urn:xmpp:message-correct:0' id='{id}'/>"),
        ),
        ("a retraction", format!("<retract xmlns='urn:xmpp:message-retract:1' id='{id}'/>")),
        (
            "a moderation",
            format!(
                "<retract xmlns='urn:xmpp:message-retract:1' id='{id}'>\
                 <moderated xmlns='urn:xmpp:message-moderate:1' by='{ROOM}/Dave'/></retract>"
            ),
        ),
        ("a reaction", reaction(id, "<reaction>👎</reaction>")),
    ]
}

fn reaction(id: &str, inner: &str) -> String {
    format!("<reactions xmlns='urn:xmpp:reactions:0' id='{id}'>{inner}</reactions>")
}

fn message(from: &str, kind: &str, id: &str, inner: &str) -> String {
    format!("<message from='{from}' type='{kind}' id='{id}'>{inner}</message>")
}

/// A copy that another device of ours is said to have sent to Bob.
fn copied(from: &str, inner: &str) -> String {
    let sent = "type='chat' id='f' from='alice@chat.test/other' to='bob@chat.test'";
    format!(
        "<message from='{from}'><sent xmlns='urn:xmpp:carbons:2'>\
         <forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' {sent}>{inner}\
         </message></forwarded></sent></message>"
    )
}

/// Of all these nobody may do anything: neither to what is there nor to what is not.
fn meddling(ours: &str, ours_in_hall: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut add = |name: String, stanza: String| {
        let number = rows.len();
        rows.push(row(name, stanza.replace("'f'", &format!("'f{number}'")), Must::Vanish));
    };

    for (what, inner) in deeds(ours).into_iter().take(3) {
        add(format!("{what} of Bob's for ours"), message(BOB, "chat", "f", &inner));
        add(format!("{what} by an error"), message(BOB, "error", "f", &inner));
    }
    for (what, inner) in ["b1", "s1", ours].into_iter().flat_map(deeds) {
        for from in [MALLORY, "hall@rooms.test/Dave", "chat.test", "alice@chat.test/other"] {
            add(format!("{what} in another chat, by {from}"), message(from, "chat", "f", &inner));
        }
        for from in [MALLORY, BOB, "chat.test", ROOM] {
            add(format!("{what} by a copy from {from}"), copied(from, &inner));
        }
    }
    for (what, inner) in ["d1", "r1", ours_in_hall, "r2"].into_iter().flat_map(deeds) {
        // Anybody may react, and the room itself may moderate.
        let may = |from: &str| what == "a reaction" || what == "a moderation" && from == ROOM;
        for from in ["hall@rooms.test/Eve", ROOM].into_iter().filter(|from| !may(from)) {
            add(format!("{what} by {from}"), message(from, "groupchat", "f", &inner));
        }
        for from in [BOB, MALLORY, "den@rooms.test/Dave", "chat.test"] {
            add(format!("{what} as a room, by {from}"), message(from, "groupchat", "f", &inner));
        }
    }
    for (what, inner) in ["unknown", "", "'/>", &"i".repeat(7_000)]
        .into_iter()
        .map(|id| id.replace('\'', "&apos;").replace('>', "&gt;"))
        .flat_map(|id| deeds(&id))
        .filter(|(what, inner)| *what != "other words" || inner.contains("'unknown'"))
    {
        add(format!("{what} of nothing by Bob"), message(BOB, "chat", "f", &inner));
        let stanza = message("hall@rooms.test/Dave", "groupchat", "f", &inner);
        add(format!("{what} of nothing by Dave"), stanza);
    }
    rows
}

/// What the messages that are there look like.
async fn seen(siege: &Siege, chat: &ChatId) -> Vec<(String, usize, bool)> {
    let page = siege.client.older(chat, Cursor::END, 50).await.expect("a thread");
    let look = |it: Message| {
        let marks: usize = it.sequel.reactions.iter().map(|it| it.by.len()).sum();
        (it.body, marks, it.sequel.edited.is_some() || it.sequel.retracted.is_some())
    };
    page.messages.into_iter().map(look).collect()
}

/// Says something, and gives back under which id it went out.
async fn say(siege: &mut Siege, chat: &ChatId, body: &str) -> String {
    let draft = Draft { body: body.to_owned(), reply: None };
    siege.client.send(chat, draft).await.expect("room on disk");
    loop {
        let said = siege.serve().await.expect("the client goes on");
        let sent =
            said.iter().find(|it| it.name() == "message" && it.has_child("body", "jabber:client"));
        if let Some(sent) = sent {
            return sent.attr("id").expect("ours have one").to_owned();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_touches_what_another_wrote_or_what_is_not_there() {
    let mut siege = Siege::begin().await;
    let (bob, hall) = (ChatId::contact(me(), jid("bob@chat.test")), ChatId::room(me(), jid(ROOM)));
    let named =
        |by: &str, id: &str| format!("<stanza-id xmlns='urn:xmpp:sid:0' by='{by}' id='{id}'/>");

    let ours = say(&mut siege, &bob, "ours").await;
    let ours_in_hall = say(&mut siege, &hall, "ours in the hall").await;
    let by_bob = format!("<body>Bob's</body>{}", named("alice@chat.test", "s1"));
    let by_dave = format!("<body>Dave's</body>{}", named(ROOM, "r1"));
    let reflected = format!("<body>ours in the hall</body>{}", named(ROOM, "r2"));
    let begun = message(BOB, "chat", "b1", &by_bob)
        + &message("hall@rooms.test/Dave", "groupchat", "d1", &by_dave)
        + &message("hall@rooms.test/Ally", "groupchat", &ours_in_hall, &reflected);
    let _ = siege.bear(&begun).await.expect("it hears");
    let before = (seen(&siege, &bob).await, seen(&siege, &hall).await);
    assert_eq!((before.0.len(), before.1.len()), (2, 2));

    siege.together(meddling(&ours, &ours_in_hall)).await;
    assert_eq!((seen(&siege, &bob).await, seen(&siege, &hall).await), before);

    // As a measure of all these: who may do it does it, and in bounds.
    let crowd: String = (0..500).map(|it| format!("<reaction>{it}</reaction>")).collect();
    let at_ours = |emoji: &str| message(BOB, "chat", "f", &reaction(&ours, emoji));
    let long = format!("<reaction>{}</reaction>", "👍".repeat(1_000));
    let other_words = message(BOB, "chat", "w", &deeds("b1")[0].1);
    let steps = [
        ("his own words", other_words, [("ours", 0, false), ("forged", 0, true)]),
        ("an emoji", at_ours("<reaction>❤</reaction>"), [("ours", 1, false), ("forged", 0, true)]),
        ("too many", at_ours(&crowd), [("ours", 20, false), ("forged", 0, true)]),
        ("a long one", at_ours(&long), [("ours", 0, false), ("forged", 0, true)]),
        ("none", at_ours(""), [("ours", 0, false), ("forged", 0, true)]),
    ];
    for (number, (name, stanza, expected)) in steps.into_iter().enumerate() {
        let stanza = stanza.replace("'f'", &format!("'e{number}'"));
        let _ = siege.bear(&stanza).await.expect("it hears");
        let expected = expected.map(|(body, marks, edited)| (body.to_owned(), marks, edited));
        assert_eq!(seen(&siege, &bob).await, expected, "{name}");
    }
    let taken_back = message("hall@rooms.test/Dave", "groupchat", "d2", &deeds("r1")[1].1);
    let _ = siege.bear(&taken_back).await.expect("it hears");
    assert_eq!(seen(&siege, &hall).await[0], (String::new(), 0, true));
    let answer =
        "<body>yes</body><reply xmlns='urn:xmpp:reply:0' id='unknown' to='alice@chat.test'/>";
    let row = row(
        "an answer to nothing",
        message(BOB, "chat", "b7", answer),
        Must::Show("yes".to_owned()),
    );
    siege.all(vec![row]).await;
    siege.settle().await;
}
