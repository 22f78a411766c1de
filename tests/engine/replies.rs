//! XEP-0461 with XEP-0428.

use parlance::engine::event::{Command, Token};
use parlance::model::message::{Author, Cursor, Ids, Message, Quote, Reply};
use parlance::model::{Delivery, Timestamp};

use crate::support::dialogue::{BEGIN, Dialogue};

fn heard(talk: &mut Dialogue, inner: &str) -> Message {
    talk.talk(&format!(
        "S: <message type='chat' id='m2' from='romeo@montague.example/x'>{inner}</message>"
    ));
    let (_, mut said) = talk.acts();
    assert_eq!(said.len(), 1, "{inner}");
    said.remove(0)
}

#[test]
fn an_answer_is_read_without_its_quote() {
    let mut talk = Dialogue::signed_in(&[]);
    let reply = "<reply xmlns='urn:xmpp:reply:0' to='juliet@capulet.example/b' id='m1'/>";
    let body = "<body>&gt; cake 🎂?&#10;Yes</body>";
    let mark = "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'>
        <body start='0' end='10'/></fallback>";

    let answer = heard(&mut talk, &format!("{body}{reply}{mark}"));
    assert_eq!(answer.body, "Yes");
    let expected = Reply {
        id: "m1".into(),
        to: Some("juliet@capulet.example/b".into()),
        fallback: "cake 🎂?".into(),
        quote: None,
    };
    assert_eq!(answer.reply, Some(expected));

    let plain = heard(&mut talk, &format!("{body}{reply}"));
    assert_eq!(plain.body, "> cake 🎂?\nYes", "nothing says that it is a quote");
    let marked = heard(&mut talk, &format!("{body}{mark}"));
    assert_eq!(
        (marked.body.as_str(), marked.reply),
        ("> cake 🎂?\nYes", None),
        "it answers nothing"
    );
    let all = "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'/>";
    let whole = heard(&mut talk, &format!("{body}{reply}{all}"));
    assert_eq!(whole.body, "> cake 🎂?\nYes", "an empty message would be nothing to look at");
}

#[test]
fn ours_quotes_for_those_who_do_not_know_it() {
    let mut talk = Dialogue::signed_in(&[]);
    let quote = Quote {
        cursor: Cursor { at: Timestamp::from_millis(0), row: 1 },
        author: Author::Peer,
        text: "cake 🎂?\nor not".into(),
    };
    let message = Message {
        ids: Ids { origin: Some("o1".into()), stanza: None },
        reply: Some(Reply {
            id: "m1".into(),
            to: Some("romeo@montague.example".into()),
            fallback: String::new(),
            quote: Some(quote),
        }),
        delivery: Delivery::Queued,
        ..Message::new(
            Dialogue::romeo(),
            Cursor { at: BEGIN, row: 7 },
            Author::Me { nick: String::new() },
            "Yes".into(),
        )
    };
    talk.tell(Command::Send { token: Token(7), message: Box::new(message) });
    talk.talk(
        "C: <message type='chat' to='romeo@montague.example' id='o1'>
            <body>&gt; cake 🎂?&#10;&gt; or not&#10;Yes</body><origin-id xmlns='urn:xmpp:sid:0' id='o1'/>
            <reply xmlns='urn:xmpp:reply:0' to='romeo@montague.example' id='m1'/>
            <fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'>
            <body start='0' end='19'/></fallback>
            <request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/>
            <active xmlns='http://jabber.org/protocol/chatstates'/></message>",
    );
}
