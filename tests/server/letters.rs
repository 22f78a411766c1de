//! The types of messages, and the ways on which they come.

use std::time::{SystemTime, UNIX_EPOCH};

use parlance::engine::link::Input;
use parlance::model::chat::Change as ChatChange;
use parlance::model::message::Kind as Type;
use parlance::model::{Change, ChatId, Delivery};

use crate::support::line::Line;
use crate::support::server::{Kind, Server, Wishes};
use crate::support::user::User;

on_both! {
    each_type_of_message_is_told_as_what_it_is
    an_error_stands_at_its_message_and_it_can_be_sent_again
    what_was_said_while_away_has_its_true_time
}

async fn each_type_of_message_is_told_as_what_it_is(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let carol = Line::raw(&server, "carol").await;
    let mut alice = User::offline(&server, "alice").await;
    alice.client.set_language("zh-CN");
    alice.connect().await;
    let says = |kind: &str, inner: &str| {
        let message = format!(
            "<message xmlns='jabber:client' type='{kind}' to='alice@chat.test'>{inner}</message>"
        );
        carol.send(&message, None);
    };

    // A headline is for those who are there: this is kept, and comes once she is.
    says("chat", "<body>Are you there?</body>");
    alice.until_hears("Are you there?").await;

    says("headline", "<subject>Weather</subject><body>Rain</body>");
    let heard = alice.until_hears("Rain").await;
    assert_eq!(heard.kind, Type::Headline { subject: "Weather".to_owned() });

    says("normal", "<subject>A letter</subject><body>Dear Alice</body><thread>t-1</thread>");
    let heard = alice.until_hears("Dear Alice").await;
    assert_eq!(heard.kind, Type::Normal { subject: "A letter".to_owned() });
    assert_eq!(heard.thread.as_deref(), Some("t-1"));

    says(
        "chat",
        "<body>Hello</body><body xml:lang='zh'>你好</body><body xml:lang='de'>Hallo</body>",
    );
    assert_eq!(alice.until_hears("你好").await.kind, Type::Chat);

    says(
        "chat",
        "<body>plain</body><html xmlns='http://jabber.org/protocol/xhtml-im'>
         <body xmlns='http://www.w3.org/1999/xhtml'><img src='http://127.0.0.1:1/x'/></body></html>",
    );
    alice.until_hears("plain").await;

    says("chat", "<body>late</body><delay xmlns='urn:xmpp:delay' stamp='2020-01-01T00:00:00Z'/>");
    let heard = alice.until_hears("late").await;
    assert_eq!(heard.claimed_at.map(|it| it.as_millis()), Some(1_577_836_800_000));
    assert!(heard.cursor.at.as_millis() > 1_577_836_800_000, "a claim is no time");
}

async fn an_error_stands_at_its_message_and_it_can_be_sent_again(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut carol = Line::raw(&server, "carol").await;
    let mut alice = User::sign_in(&server, "alice").await;
    let chat = ChatId::contact(alice.id(), "carol@chat.test".parse().expect("an address"));
    let body = |input: Input| match input {
        Input::Stanza(it) if it.has_child("body", "jabber:client") => Some(it),
        _ => None,
    };

    alice.say(&chat, "Hello?").await;
    let came = carol.until("to hear her", body).await;
    let (id, from) = (came.attr("id").expect("it has one"), came.attr("from").expect("it has one"));
    carol.send(
        &format!(
            "<message xmlns='jabber:client' type='error' id='{id}' to='{from}'>
             <error type='cancel'>
             <not-allowed xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>
             <text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>Not today</text></error></message>"
        ),
        None,
    );
    let failed = alice
        .until("to be told", |change| {
            matches!(change, Change::Chat(_, ChatChange::Changed(it))
                if it.delivery == Delivery::Failed("Not today".to_owned()))
        })
        .await;
    let Change::Chat(at, ChatChange::Changed(failed)) = failed else {
        unreachable!("the filter let it through")
    };
    assert_eq!((at, failed.body.as_str()), (chat.clone(), "Hello?"));

    alice.client.send_again(&failed).await.expect("a failed message");
    let again = carol.until("to hear her again", body).await;
    assert_eq!(again.get_child("body", "jabber:client").expect("words").text(), "Hello?");
    assert_eq!(alice.words(&chat).await, ["Hello?"]);
}

async fn what_was_said_while_away_has_its_true_time(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let alice = User::sign_in(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    let (chat, back) = (bob.chat_with(&alice), alice.chat_with(&bob));
    let mut alice = alice.restart().await;
    for words in ["You are out", "I shall be brief"] {
        bob.say(&chat, words).await;
    }
    bob.until("the server to have it", |change| {
        matches!(change, Change::Chat(_, ChatChange::Changed(it))
            if it.body == "I shall be brief" && it.delivery == Delivery::Sent)
    })
    .await;
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    let before = i64::try_from(since.as_millis()).expect("before the end of time");

    alice.connect().await;
    alice
        .once("both to be unread", |it| it.chats.get(&back).is_some_and(|it| it.unread == 2))
        .await;
    let thread = alice.thread(&back).await;
    let words: Vec<&str> = thread.iter().map(|it| it.body.as_str()).collect();
    assert_eq!(words, ["You are out", "I shall be brief"]);
    assert!(thread.iter().all(|it| it.cursor.at.as_millis() <= before), "{thread:#?}");
}
