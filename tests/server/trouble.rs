//! Lines that break, servers that stop, passwords that are wrong.

use parlance::model::account::{Change as AccountChange, Trouble};
use parlance::model::chat::Change as ChatChange;
use parlance::model::{Change, Connection, Delivery, Password};

use crate::support::proxy::Proxy;
use crate::support::server::{Kind, Server, Wishes};
use crate::support::user::{User, befriend};

fn is_sent(change: &Change, body: &str) -> bool {
    matches!(change, Change::Chat(_, ChatChange::Changed(it))
        if it.body == body && !matches!(it.delivery, Delivery::Queued | Delivery::Failed(_)))
}

async fn what_was_written_offline_leaves_with_the_next_session(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut alice = User::sign_in(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    befriend(&mut alice, &mut bob).await;
    let chat = alice.chat_with(&bob);

    alice.client.sign_out(&alice.id()).await;
    for n in 1..=3 {
        alice.say(&chat, &format!("written offline {n}")).await;
    }
    assert!(alice.thread(&chat).await.iter().all(|it| it.delivery == Delivery::Queued));

    // Even where the program was quit before.
    let mut alice = alice.restart().await;
    alice.connect().await;
    for n in 1..=3 {
        bob.until_hears(&format!("written offline {n}")).await;
    }
    alice.until("the last to be sent", |change| is_sent(change, "written offline 3")).await;
    let expected = ["written offline 1", "written offline 2", "written offline 3"];
    assert_eq!(bob.words(&bob.chat_with(&alice)).await, expected, "each once, in order");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_offline_leaves_with_the_next_session_on_prosody() {
    what_was_written_offline_leaves_with_the_next_session(Kind::Prosody).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_offline_leaves_with_the_next_session_on_ejabberd() {
    what_was_written_offline_leaves_with_the_next_session(Kind::Ejabberd).await;
}

async fn a_server_that_restarts_loses_nobody_and_nothing(kind: Kind) {
    let mut server = Server::start(kind, Wishes::default());
    let mut alice = User::sign_in(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    befriend(&mut alice, &mut bob).await;
    let chat = alice.chat_with(&bob);
    alice.say(&chat, "before").await;
    bob.until_hears("before").await;

    server.stop();
    let id = alice.id();
    alice.once("to notice", |world| world.accounts[&id].connection != Connection::Online).await;
    alice.say(&chat, "meanwhile").await;
    server.start_again();

    alice.until_online().await;
    bob.until_hears("meanwhile").await;
    alice.until("it to be sent", |change| is_sent(change, "meanwhile")).await;
    let back = bob.chat_with(&alice);
    bob.say(&back, "after").await;
    alice.until_hears("after").await;
    for (user, chat) in [(&alice, &chat), (&bob, &back)] {
        assert_eq!(user.words(chat).await, ["before", "meanwhile", "after"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_restarts_loses_nobody_and_nothing_on_prosody() {
    a_server_that_restarts_loses_nobody_and_nothing(Kind::Prosody).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_restarts_loses_nobody_and_nothing_on_ejabberd() {
    a_server_that_restarts_loses_nobody_and_nothing(Kind::Ejabberd).await;
}

async fn a_line_that_breaks_in_mid_sentence_says_each_once(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let proxy = Proxy::before(&server.starttls()).await;
    let mut alice = User::offline(&server, "alice").await;
    alice.account.host = Some(proxy.host(false));
    alice.connect().await;
    let mut bob = User::sign_in(&server, "bob").await;
    befriend(&mut alice, &mut bob).await;

    let chat = alice.chat_with(&bob);
    let all: Vec<String> = (0..60).map(|n| format!("line {n}")).collect();
    for (n, line) in all.iter().enumerate() {
        alice.say(&chat, line).await;
        if n % 20 == 10 {
            alice.until_online().await;
            proxy.cut();
            alice
                .until("to notice", |change| {
                    matches!(change, Change::Account(_, AccountChange::Connection(state))
                        if *state != Connection::Online)
                })
                .await;
        }
    }

    bob.until_hears("line 59").await;
    alice.until("the last to be sent", |change| is_sent(change, "line 59")).await;
    assert_eq!(bob.words(&bob.chat_with(&alice)).await, all);
    assert_eq!(alice.words(&chat).await, all);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_breaks_in_mid_sentence_says_each_once_on_prosody() {
    a_line_that_breaks_in_mid_sentence_says_each_once(Kind::Prosody).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_breaks_in_mid_sentence_says_each_once_on_ejabberd() {
    a_line_that_breaks_in_mid_sentence_says_each_once(Kind::Ejabberd).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_told_and_nothing_is_kept() {
    let server = Server::prosody();
    let mut alice = User::offline(&server, "alice").await;

    alice.client.sign_in(alice.account.clone(), Some(Password::new("not it")));
    alice
        .until("to be refused", |change| {
            matches!(
                change,
                Change::Account(
                    _,
                    AccountChange::Connection(Connection::Refused(Trouble::Credentials { .. }))
                )
            )
        })
        .await;

    alice.client.cancel(&alice.id()).await;
    assert!(alice.client.world().await.expect("a readable cache").accounts.is_empty());

    // The right one is taken afterwards, and the account stays.
    alice.connect().await;
    assert!(
        alice.client.world().await.expect("a readable cache").accounts.contains_key(&alice.id())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_nobody_vouches_for_is_shown_and_may_be_trusted() {
    let server = Server::prosody();
    let mut alice = User::offline(&server, "alice").await;
    alice.account.pins.clear();

    alice.client.sign_in(alice.account.clone(), Some(server.password("alice")));
    let change = alice
        .until("to see the certificate", |change| {
            matches!(
                change,
                Change::Account(
                    _,
                    AccountChange::Connection(Connection::Refused(Trouble::Certificate(_)))
                )
            )
        })
        .await;
    let Change::Account(
        id,
        AccountChange::Connection(Connection::Refused(Trouble::Certificate(shown))),
    ) = change
    else {
        unreachable!("the filter let it through")
    };
    assert_eq!(shown.sha256, server.pin());

    alice.client.trust(&id, shown.sha256).await.expect("an account that was tried");
    alice.until_online().await;
    assert_eq!(alice.world.accounts[&id].account.pins, [server.pin()]);
}
