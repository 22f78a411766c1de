//! People who find each other and talk.

use parlance::model::chat::Change as ChatChange;
use parlance::model::{Change, ChatId, Delivery, OwnPresence, Show};

use crate::support::server::{Kind, Server, Wishes};
use crate::support::user::{User, befriend};

async fn two_friends_talk(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut alice = User::sign_in(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    befriend(&mut alice, &mut bob).await;

    // They see each other, and how they are.
    let away = OwnPresence { show: Show::Away, status: "At lunch".to_owned(), priority: 5 };
    bob.client.set_presence(away).await;
    let (me, them) = (alice.id(), bob.jid());
    alice
        .once("to see Bob go to lunch", |world| {
            let devices = world.accounts.get(&me).and_then(|it| it.devices.get(&them));
            devices.into_iter().flatten().any(|(_, it)| it.status == "At lunch")
        })
        .await;

    // A message goes over, is acknowledged, and a receipt comes back.
    let chat = alice.chat_with(&bob);
    alice.say(&chat, "Back at two?").await;
    let heard = bob.until_hears("Back at two?").await;
    assert_eq!(heard.chat, bob.chat_with(&alice));
    alice
        .until("Bob's device to have it", |change| {
            matches!(change, Change::Chat(_, ChatChange::Changed(it))
                if it.delivery == Delivery::Delivered)
        })
        .await;

    // It counts as unread until Bob has seen it.
    assert_eq!(bob.world.chats[&heard.chat].unread, 1);
    assert!(bob.world.open.contains(&heard.chat));
    bob.client.mark_read(&heard.chat, heard.cursor).await.expect("a known chat");
    bob.once("to have read it", |world| world.chats[&heard.chat].unread == 0).await;

    bob.say(&heard.chat, "At two.").await;
    alice.until_hears("At two.").await;
    for (user, chat) in [(&alice, &chat), (&bob, &heard.chat)] {
        assert_eq!(user.words(chat).await, ["Back at two?", "At two."]);
    }
    alice.client.shut_down().await;
    bob.client.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_friends_talk_on_prosody() {
    two_friends_talk(Kind::Prosody).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_friends_talk_on_ejabberd() {
    two_friends_talk(Kind::Ejabberd).await;
}

async fn what_one_device_sends_the_other_shows(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut desk = User::sign_in(&server, "alice").await;
    let mut laptop = User::sign_in_elsewhere(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    befriend(&mut desk, &mut bob).await;

    let chat = desk.chat_with(&bob);
    desk.say(&chat, "From my desk").await;
    let heard = bob.until_hears("From my desk").await;
    laptop
        .until("the laptop to show it", |change| {
            matches!(change, Change::Chat(_, ChatChange::Arrived(it))
                if it.body == "From my desk" && it.outgoing())
        })
        .await;

    bob.say(&heard.chat, "I hear you twice").await;
    desk.until_hears("I hear you twice").await;
    laptop.until_hears("I hear you twice").await;

    for device in [&desk, &laptop] {
        assert_eq!(device.words(&chat).await, ["From my desk", "I hear you twice"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_device_sends_the_other_shows_on_prosody() {
    what_one_device_sends_the_other_shows(Kind::Prosody).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_device_sends_the_other_shows_on_ejabberd() {
    what_one_device_sends_the_other_shows(Kind::Ejabberd).await;
}

async fn what_was_said_while_away_is_caught_up(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut alice = User::sign_in(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    befriend(&mut alice, &mut bob).await;
    let (chat, back) = (alice.chat_with(&bob), bob.chat_with(&alice));
    alice.say(&chat, "See you").await;
    let last = bob.until_hears("See you").await;
    bob.client.mark_read(&back, last.cursor).await.expect("a known chat");

    // Bob goes away on one machine. What is said meanwhile reaches another one.
    let mut bob = bob.restart().await;
    assert_eq!(bob.words(&back).await, ["See you"], "before any network");
    let mut laptop = User::sign_in_elsewhere(&server, "bob").await;
    for n in 0..120 {
        alice.say(&chat, &format!("line {n}")).await;
    }
    laptop.until_hears("line 119").await;

    bob.connect().await;
    // Page by page, or one by one where the server had kept some of it for the session that ended.
    bob.once("all of it to be unread", |world| world.chats[&back].unread == 120).await;
    let words = bob.words(&back).await;
    assert_eq!((words.len(), words.last().map(String::as_str)), (121, Some("line 119")));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_while_away_is_caught_up_on_prosody() {
    what_was_said_while_away_is_caught_up(Kind::Prosody).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_while_away_is_caught_up_on_ejabberd() {
    what_was_said_while_away_is_caught_up(Kind::Ejabberd).await;
}

async fn a_new_machine_reads_back_as_far_as_one_scrolls(kind: Kind) {
    // The first look ends after so many messages; here are more.
    const LOOK: usize = 100;
    const SAID: usize = 230;

    let server = Server::start(kind, Wishes::default());
    let alice = User::sign_in(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    let chat = alice.chat_with(&bob);
    for n in 0..SAID {
        alice.say(&chat, &format!("line {n}")).await;
    }
    bob.until_hears(&format!("line {}", SAID - 1)).await;

    let mut laptop = User::offline(&server, "bob").await;
    laptop.account.resource.push_str(".elsewhere");
    laptop.client.look_back(LOOK);
    laptop.connect().await;
    let back = ChatId::contact(laptop.id(), alice.jid());
    // The walk goes backwards: the newest page comes first, the hundredth message last.
    while laptop.words(&back).await.len() < LOOK {
        laptop
            .until("another page", |change| matches!(change, Change::Chat(_, ChatChange::Reloaded)))
            .await;
    }
    assert_eq!(laptop.world.chats[&back].unread, 0, "nobody has missed it");

    while laptop.client.fetch_older(&back).await.expect("an archive") {}
    let page = laptop.client.older(&back, parlance::model::Cursor::END, 2_000).await;
    let words: Vec<String> =
        page.expect("a readable history").messages.into_iter().map(|it| it.body).collect();
    let all: Vec<String> = (0..SAID).map(|n| format!("line {n}")).collect();
    assert_eq!(words, all);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_machine_reads_back_as_far_as_one_scrolls_on_prosody() {
    a_new_machine_reads_back_as_far_as_one_scrolls(Kind::Prosody).await;
}
