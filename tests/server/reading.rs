//! What others learn of our reading, and what our other devices do.

use parlance::model::chat::Change as ChatChange;
use parlance::model::settings::Privacy;
use parlance::model::{Change, Cursor, Delivery, World};

use crate::support::server::{Kind, Server, Wishes};
use crate::support::user::{User, befriend};

fn is(change: &Change, body: &str, delivery: &Delivery) -> bool {
    matches!(change, Change::Chat(_, ChatChange::Changed(it))
        if it.body == body && it.delivery == *delivery)
}

async fn a_friend_sees_that_it_was_read_and_a_stranger_does_not(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut alice = User::sign_in(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    let (chat, back) = (alice.chat_with(&bob), bob.chat_with(&alice));

    // Strangers: it is read, and nobody is told.
    alice.say(&chat, "Do you know me?").await;
    let heard = bob.until_hears("Do you know me?").await;
    bob.client.mark_read(&back, heard.cursor).await.expect("a known chat");
    befriend(&mut alice, &mut bob).await;

    // Friends, but Bob does not want it told.
    bob.client.set_privacy(Privacy { markers: false, ..Privacy::default() });
    alice.say(&chat, "Secretly").await;
    let heard = bob.until_hears("Secretly").await;
    bob.client.mark_read(&back, heard.cursor).await.expect("a known chat");
    alice.until("Bob's device to have it", |it| is(it, "Secretly", &Delivery::Delivered)).await;

    // What he says next comes after all that he would have told.
    bob.say(&back, "Nothing to see").await;
    alice.until_hears("Nothing to see").await;
    let thread = alice.thread(&chat).await;
    assert!(thread.iter().all(|it| it.delivery != Delivery::Read), "{thread:?}");

    bob.client.set_privacy(Privacy::default());
    alice.say(&chat, "Openly").await;
    let heard = bob.until_hears("Openly").await;
    bob.client.mark_read(&back, heard.cursor).await.expect("a known chat");
    alice.until("Bob to have read it", |it| is(it, "Openly", &Delivery::Read)).await;
}

async fn what_was_read_without_a_connection_is_told_with_the_next(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut alice = User::sign_in(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    befriend(&mut alice, &mut bob).await;
    let (chat, back) = (alice.chat_with(&bob), bob.chat_with(&alice));
    alice.say(&chat, "For the train").await;
    let heard = bob.until_hears("For the train").await;

    let mut bob = bob.restart().await;
    bob.client.mark_read(&back, heard.cursor).await.expect("a known chat");
    bob.connect().await;
    alice.until("Bob to have read it", |it| is(it, "For the train", &Delivery::Read)).await;
}

async fn what_one_device_reads_the_others_count_as_read(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut desk = User::sign_in(&server, "alice").await;
    let mut laptop = User::sign_in_elsewhere(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    befriend(&mut desk, &mut bob).await;
    let chat = desk.chat_with(&bob);
    let back = bob.chat_with(&desk);

    for n in 0..3 {
        bob.say(&back, &format!("line {n}")).await;
    }
    desk.until_hears("line 2").await;
    laptop.until_hears("line 2").await;
    laptop.once("all of it to be unread", |world| world.chats[&chat].unread == 3).await;
    desk.client.mark_read(&chat, Cursor::END).await.expect("a known chat");
    laptop.once("to follow", |world| world.chats[&chat].unread == 0).await;

    // The laptop sleeps while more is said, and read.
    let mut laptop = laptop.restart().await;
    for n in 3..5 {
        bob.say(&back, &format!("line {n}")).await;
    }
    let third = desk.until_hears("line 3").await;
    desk.until_hears("line 4").await;
    desk.client.mark_read(&chat, third.cursor).await.expect("a known chat");
    let mut phone = User::sign_in_at(&server, "alice", "phone").await;
    phone
        .once("the desk to have told it", |world| {
            world.chats.get(&chat).is_some_and(|it| it.read.is_some())
        })
        .await;

    laptop.connect().await;
    laptop.once("one to be left", |world| world.chats[&chat].unread == 1).await;
    let world = laptop.client.world().await.expect("a readable cache");
    assert_eq!(world.chats[&chat].unread, 1, "the cache counts as the window does");
}

async fn what_was_read_on_the_train_is_told_to_the_other_devices(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut desk = User::sign_in(&server, "alice").await;
    let mut laptop = User::sign_in_elsewhere(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    befriend(&mut desk, &mut bob).await;
    // More than one chat: a server may keep one item alone where it is not told otherwise.
    let mut carol = User::sign_in(&server, "carol").await;
    befriend(&mut desk, &mut carol).await;
    let chats = [desk.chat_with(&bob), desk.chat_with(&carol)];
    bob.say(&bob.chat_with(&desk), "For the train").await;
    desk.until_hears("For the train").await;
    laptop.until_hears("For the train").await;
    carol.say(&carol.chat_with(&desk), "For the way back").await;
    desk.until_hears("For the way back").await;
    laptop.until_hears("For the way back").await;

    let mut desk = desk.restart().await;
    let mut laptop = laptop.restart().await;
    for chat in &chats {
        desk.client.mark_read(chat, Cursor::END).await.expect("a known chat");
        assert_eq!(laptop.world.chats[chat].unread, 1);
    }
    desk.connect().await;
    let mut phone = User::sign_in_at(&server, "alice", "phone").await;
    for chat in &chats {
        let read = |world: &World| world.chats.get(chat).is_some_and(|it| it.read.is_some());
        phone.once("the desk to have told it", read).await;
    }
    laptop.connect().await;
    for chat in &chats {
        laptop.once("to follow", |world| world.chats[chat].unread == 0).await;
    }
}

on_both! {
    a_friend_sees_that_it_was_read_and_a_stranger_does_not
    what_was_read_without_a_connection_is_told_with_the_next
    what_one_device_reads_the_others_count_as_read
    what_was_read_on_the_train_is_told_to_the_other_devices
}
