//! An account's own affairs: its password, its settings, its end.

use parlance::model::account::{Change as AccountChange, Trouble};
use parlance::model::{Account, Change, ChatId, Connection, OwnPresence, Password, Show};

use crate::support::server::{Kind, Server, Wishes};
use crate::support::user::User;

on_both! {
    a_new_password_lets_in_and_the_old_one_no_longer
    settings_of_an_account_are_followed_at_once
    a_removed_account_leaves_nothing_behind
    whoever_signs_in_is_seen
    two_accounts_live_side_by_side
}

async fn a_new_password_lets_in_and_the_old_one_no_longer(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut alice = User::sign_in(&server, "alice").await;
    let id = alice.id();
    let new = Password::new("pw-new ✓");
    alice.client.set_password(&id, new.clone()).await.expect("the server takes it");
    alice
        .until("to come back by itself", |change| {
            matches!(
                change,
                Change::Account(_, AccountChange::Connection(Connection::Connecting(_)))
            )
        })
        .await;
    alice.until_online().await;

    let mut laptop = User::offline(&server, "alice").await;
    laptop.account.resource.push_str(".elsewhere");
    laptop.client.sign_in(laptop.account.clone(), Some(laptop.password.clone()));
    laptop
        .until("the old one to be refused", |change| {
            matches!(
                change,
                Change::Account(
                    _,
                    AccountChange::Connection(Connection::Refused(Trouble::Credentials { .. }))
                )
            )
        })
        .await;
    laptop.password = new;
    laptop.connect().await;
}

async fn settings_of_an_account_are_followed_at_once(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut alice = User::sign_in(&server, "alice").await;
    let id = alice.id();
    let stands = |user: &User| user.world.accounts[&user.id()].connection.clone();

    let disabled = Account { enabled: false, ..alice.account.clone() };
    alice.client.edit_account(disabled.clone()).await.expect("a known account");
    let of = id.clone();
    alice.once("to be offline", |it| it.accounts[&of].connection == Connection::Offline).await;
    assert_eq!(alice.world.accounts[&id].account, disabled);

    let renamed = Account { enabled: true, resource: "parlance.renamed".to_owned(), ..disabled };
    alice.client.edit_account(renamed).await.expect("a known account");
    let of = id.clone();
    alice
        .once("to be known by another name", |it| {
            it.accounts[&of].server.resource == "parlance.renamed"
        })
        .await;
    assert_eq!(stands(&alice), Connection::Online);

    alice.client.sign_out(&id).await;
    let mut alice = alice.restart().await;
    assert_eq!(alice.world.accounts[&id].account.resource, "parlance.renamed");
    alice.account = alice.world.accounts[&id].account.clone();
    alice.connect().await;
}

async fn a_removed_account_leaves_nothing_behind(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut alice = User::sign_in(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    let chat = alice.chat_with(&bob);
    alice.say(&chat, "Forget me").await;
    bob.until_hears("Forget me").await;

    let id = alice.id();
    alice.client.remove_account(&id).await.expect("a known account");
    alice.once("it to be gone", |it| it.accounts.is_empty() && it.chats.is_empty()).await;
    let alice = alice.restart().await;
    assert!(alice.world.accounts.is_empty() && alice.world.chats.is_empty());
    let found = alice.client.find(parlance::model::Search {
        words: "Forget".to_owned(),
        limit: 10,
        ..Default::default()
    });
    assert_eq!(found.await.expect("a readable history"), []);
}

async fn two_accounts_live_side_by_side(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut both = User::sign_in(&server, "alice").await;
    let (alice, bob) = (both.id(), server.account("bob").id);
    both.client.sign_in(server.account("bob"), Some(server.password("bob")));
    let of = bob.clone();
    both.once("the other one to be online", |it| {
        it.accounts.get(&of).is_some_and(|it| it.connection == Connection::Online)
    })
    .await;

    let here = ChatId::contact(alice.clone(), bob.0.clone());
    let there = ChatId::contact(bob.clone(), alice.0.clone());
    both.say(&here, "To myself").await;
    assert_eq!(both.until_hears("To myself").await.chat, there);
    assert_eq!((both.words(&here).await.len(), both.words(&there).await.len()), (1, 1));

    both.client.sign_out(&alice).await;
    let of = alice.clone();
    both.once("one to be offline", |it| it.accounts[&of].connection == Connection::Offline).await;
    assert_eq!(both.world.accounts[&bob].connection, Connection::Online);

    // The priority and the text are one for all.
    let away = OwnPresence { show: Show::Away, status: "Out".to_owned(), priority: 7 };
    both.client.set_presence(away.clone()).await;
    both.once("both to be away", |it| it.accounts.values().all(|it| it.presence == away)).await;
}

async fn whoever_signs_in_is_seen(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut alice = User::sign_in(&server, "alice").await;
    let id = alice.id();
    let gone = OwnPresence { show: Show::Offline, ..OwnPresence::default() };
    alice.client.set_presence(gone).await;
    let of = id.clone();
    alice
        .once("to be offline", |it| {
            let standing = &it.accounts[&of];
            standing.connection == Connection::Offline && standing.presence.show == Show::Offline
        })
        .await;

    alice.connect().await;
    alice.once("to be seen", |it| it.accounts[&id].presence.show == Show::Online).await;
}
