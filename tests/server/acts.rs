//! What one does to messages: other words, taking back, reactions, answers; seen by the other side
//! and on every device.

use parlance::client::Client;
use parlance::engine::event::{Command, Token};
use parlance::model::act::{Act, Deed, Target, Words};
use parlance::model::message::{Author, Draft, Ids};
use parlance::model::{ChatId, Delivery, Message, Timestamp};
use xmpp::jid::BareJid;

use crate::support::person::Person;
use crate::support::server::{Kind, Server, Wishes};
use crate::support::user::User;

on_both! {
    everybody_sees_what_is_done_to_a_message
    a_room_sees_what_is_done_to_a_message
    what_is_done_offline_leaves_after_a_restart
    nobody_else_takes_it_back
}

/// The words of a thread with all that became of each: an edited one has a star, one that was taken
/// back is a dash, reactions stand behind it, and what it answers before.
fn seen(thread: &[Message]) -> Vec<String> {
    thread.iter().map(line).collect()
}

fn line(message: &Message) -> String {
    let quote = message.reply.as_ref().and_then(|it| it.quote.as_ref());
    let mut line = quote.map(|it| format!("[{}] ", it.text)).unwrap_or_default();
    line += if message.sequel.retracted.is_some() { "-" } else { &message.body };
    if message.sequel.edited.is_some() {
        line += "*";
    }
    for reaction in &message.sequel.reactions {
        let ours = if reaction.is_ours() { "!" } else { "" };
        line += &format!(" {}{}{ours}", reaction.emoji, reaction.by.len());
    }
    line
}

async fn sees(user: &mut User, chat: &ChatId, expected: &[&str]) {
    let hope = format!("to see {expected:?}");
    let settled = |it: &Message| it.delivery != Delivery::Queued && !it.sequel.waits;
    let so = |thread: &[Message]| seen(thread) == expected && thread.iter().all(settled);
    user.until_shows(&hope, chat, so).await;
}

async fn at(client: &Client, chat: &ChatId, place: usize) -> Message {
    let page = client.older(chat, parlance::model::Cursor::END, 100).await;
    page.expect("a readable history").messages.remove(place)
}

async fn correct(user: &User, chat: &ChatId, place: usize, words: &str) {
    let message = at(&user.client, chat, place).await;
    user.client.correct(&message, words.to_owned()).await.expect("it is ours");
}

async fn retract(user: &User, chat: &ChatId, place: usize) {
    let message = at(&user.client, chat, place).await;
    user.client.retract(&message).await.expect("it is ours");
}

async fn react(user: &User, chat: &ChatId, place: usize, emoji: &str) {
    let message = at(&user.client, chat, place).await;
    user.client.react(&message, emoji.to_owned()).await.expect("it has a name");
}

async fn answer(user: &User, chat: &ChatId, place: usize, words: &str) {
    let message = at(&user.client, chat, place).await;
    let draft = Draft { body: words.to_owned(), reply: Some(message.cursor) };
    user.client.send(chat, draft).await.expect("room on disk");
}

async fn everybody_sees_what_is_done_to_a_message(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut alice = User::sign_in(&server, "alice").await;
    let mut elsewhere = User::sign_in_elsewhere(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    let (there, back) = (alice.chat_with(&bob), bob.chat_with(&alice));

    alice.say(&there, "yonder airlock").await;
    alice.say(&there, "and a secret").await;
    sees(&mut bob, &back, &["yonder airlock", "and a secret"]).await;
    sees(&mut elsewhere, &there, &["yonder airlock", "and a secret"]).await;

    correct(&alice, &there, 0, "yonder door").await;
    sees(&mut elsewhere, &there, &["yonder door*", "and a secret"]).await;
    correct(&elsewhere, &there, 0, "yonder window").await;
    sees(&mut alice, &there, &["yonder window*", "and a secret"]).await;
    sees(&mut bob, &back, &["yonder window*", "and a secret"]).await;
    react(&bob, &back, 0, "👍").await;
    react(&bob, &back, 0, "🐢").await;
    answer(&bob, &back, 0, "It is the east").await;
    sees(
        &mut alice,
        &there,
        &["yonder window* 👍1 🐢1", "and a secret", "[yonder window] It is the east"],
    )
    .await;
    retract(&alice, &there, 1).await;
    react(&alice, &there, 0, "👍").await;

    let ours = ["yonder window* 👍2! 🐢1", "-", "[yonder window] It is the east"];
    sees(&mut alice, &there, &ours).await;
    sees(&mut elsewhere, &there, &ours).await;
    sees(&mut bob, &back, &["yonder window* 👍2! 🐢1!", "-", "[yonder window] It is the east"])
        .await;

    react(&bob, &back, 0, "🐢").await;
    let ours = ["yonder window* 👍2!", "-", "[yonder window] It is the east"];
    sees(&mut alice, &there, &ours).await;

    // A new device reads the archive backwards: what was done, before what it was done to.
    let mut late = User::offline(&server, "alice").await;
    late.account.resource.push_str(".late");
    late.connect().await;
    while late.client.fetch_older(&there).await.expect("an archive") {}
    sees(&mut late, &there, &ours).await;
}

async fn a_room_sees_what_is_done_to_a_message(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut alice = User::sign_in(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    let there = alice.enter("hall", "Alice").await.chat();
    let back = bob.enter("hall", "Bob").await.chat();

    alice.say(&there, "yonder airlock").await;
    alice.say(&there, "and a secret").await;
    sees(&mut alice, &there, &["yonder airlock", "and a secret"]).await;
    sees(&mut bob, &back, &["yonder airlock", "and a secret"]).await;

    correct(&alice, &there, 0, "yonder window").await;
    retract(&alice, &there, 1).await;
    react(&bob, &back, 0, "👍").await;
    answer(&bob, &back, 0, "It is the east").await;
    react(&alice, &there, 0, "👍").await;
    let all = ["yonder window* 👍2!", "-", "[yonder window] It is the east"];
    sees(&mut alice, &there, &all).await;
    sees(&mut bob, &back, &all).await;

    // Who comes later sees the same, as far as anybody can be sure of it.
    let mut carol = User::sign_in(&server, "carol").await;
    let chat = carol.enter("hall", "Carol").await.chat();
    while carol.client.fetch_older(&chat).await.expect("an archive") {}
    if kind == Kind::Prosody {
        return sees(&mut carol, &chat, &all.map(|it| it.trim_end_matches('!'))).await;
    }
    // This one tells no ids of its occupants (XEP-0421): a nick in its archive may be anybody's, so
    // nothing changes by it, and no words are lost. Its times are seconds.
    let mut said =
        ["yonder airlock 👍2", "and a secret", "yonder window", "[yonder airlock] It is the east"];
    said.sort_unstable();
    let so = |thread: &[Message]| {
        let mut seen = seen(thread);
        seen.sort_unstable();
        seen == said
    };
    carol.until_shows("to see all of it", &chat, so).await;
}

async fn what_is_done_offline_leaves_after_a_restart(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut alice = User::sign_in(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    let (there, back) = (alice.chat_with(&bob), bob.chat_with(&alice));
    alice.say(&there, "airlock").await;
    alice.say(&there, "secret").await;
    sees(&mut alice, &there, &["airlock", "secret"]).await;
    sees(&mut bob, &back, &["airlock", "secret"]).await;

    let alice = alice.restart().await;
    correct(&alice, &there, 0, "window").await;
    retract(&alice, &there, 1).await;
    alice.say(&there, "late").await;
    correct(&alice, &there, 2, "later").await;
    react(&alice, &there, 0, "👍").await;
    let mut alice = alice.restart().await;
    alice.connect().await;

    sees(&mut alice, &there, &["window* 👍1!", "-", "later"]).await;
    sees(&mut bob, &back, &["window* 👍1", "-", "later"]).await;
}

/// A client that does what it should not, with a message of Alice's: from a stranger's account, and
/// from that of the one whom she talks to.
async fn nobody_else_takes_it_back(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut alice = User::sign_in(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    let (there, back) = (alice.chat_with(&bob), bob.chat_with(&alice));
    alice.say(&there, "mine").await;
    sees(&mut alice, &there, &["mine"]).await;
    sees(&mut bob, &back, &["mine"]).await;
    let id = at(&bob.client, &back, 0).await.ids.origin.expect("she names what she says");

    forge(&server, "carol", &bob.jid(), &id, &mut bob).await;
    forge(&server, "bob", &alice.jid(), &id, &mut alice).await;
    assert_eq!(seen(&bob.thread(&back).await)[0], "mine");
    assert_eq!(seen(&alice.thread(&there).await)[0], "mine");
}

async fn forge(server: &Server, who: &str, to: &BareJid, id: &str, victim: &mut User) {
    let mut forger = Person::sign_in(server, who, "forger").await;
    let chat = forger.chat(to);
    for (row, deed) in [
        (1, Deed::Retract),
        (2, Deed::Correct(Words { body: "forged".to_owned(), ..Words::default() })),
    ] {
        let act = Act {
            chat: chat.clone(),
            row,
            at: Timestamp::from_millis(0),
            author: Author::Me { nick: String::new() },
            since: None,
            ids: Ids { origin: Some(format!("forged-{row}")), stanza: None },
            target: Target::Sender(id.to_owned()),
            deed,
        };
        forger.tell(Command::Act { token: Token(-row), act: Box::new(act) });
    }
    forger.say(chat, "last", "done");
    tokio::select! {
        _ = victim.until_hears("done") => {}
        never = forger.attends() => match never {},
    }
}
