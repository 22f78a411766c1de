//! What the archive keeps, as its owner wishes.

use parlance::client::Error;
use parlance::model::keeping::{Keep, Preferences};

use crate::support::server::{Kind, Lack, Server, Wishes};
use crate::support::user::{User, befriend};

async fn what_the_archive_keeps_is_chosen(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut alice = User::sign_in(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    befriend(&mut alice, &mut bob).await;
    let back = bob.chat_with(&alice);

    let held = alice.client.preferences(&alice.id()).await.expect("it is offered");
    assert_eq!(held.default, Keep::Always);

    for (keep, words) in [(Keep::Never, "unkept"), (Keep::Roster, "kept")] {
        let wanted = Preferences { default: keep, ..held.clone() };
        let answer = alice.client.set_preferences(&alice.id(), wanted.clone()).await;
        assert_eq!(answer.expect("it is taken"), wanted);
        let later = alice.client.preferences(&alice.id()).await;
        assert_eq!(later.expect("it is offered"), wanted);
        bob.say(&back, words).await;
        let _ = alice.until_hears(words).await;
    }

    let mut phone = User::sign_in_at(&server, "alice", "phone").await;
    let chat = phone.chat_with(&bob);
    phone.until_shows("what was kept", &chat, |thread| !thread.is_empty()).await;
    assert_eq!(phone.words(&chat).await, ["kept"]);
}

async fn a_server_without_an_archive_says_so(kind: Kind) {
    let wishes = Wishes { lack: Some(Lack::Archive), ..Wishes::default() };
    let server = Server::start(kind, wishes);
    let alice = User::sign_in(&server, "alice").await;
    let answer = alice.client.preferences(&alice.id()).await;
    assert!(
        matches!(&answer, Err(Error::Refused(it)) if it.condition == "service-unavailable"),
        "{answer:?}"
    );
}

on_both! {
    what_the_archive_keeps_is_chosen
    a_server_without_an_archive_says_so
}
