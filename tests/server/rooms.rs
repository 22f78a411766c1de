//! Rooms, and coming back to them.

use parlance::model::chat::Change as ChatChange;
use parlance::model::{Change, Delivery};

use crate::support::server::{Kind, Server, Wishes};
use crate::support::user::User;

async fn a_room_is_entered_heard_and_come_back_to(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut alice = User::sign_in(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    let hall = alice.enter("hall", "Alice").await;
    let chat = hall.chat();
    alice.say(&chat, "Is anybody here?").await;
    alice
        .until("the room to repeat it", |change| {
            matches!(change, Change::Chat(_, ChatChange::Changed(it))
                if it.delivery == Delivery::Sent)
        })
        .await;

    // What was said before one's first visit is there, and nobody has missed it.
    let bobs = bob.enter("hall", "Bob").await.chat();
    bob.until("the room's past", |change| matches!(change, Change::Chat(_, ChatChange::Reloaded)))
        .await;
    assert_eq!(bob.words(&bobs).await, ["Is anybody here?"]);
    assert_eq!(bob.world.chats[&bobs].unread, 0);
    alice.once("to see Bob", |world| world.rooms[&hall].occupants.contains_key("Bob")).await;

    bob.say(&bobs, "Yes, Alice").await;
    let heard = alice.until_hears("Yes, Alice").await;
    assert!(heard.mention, "it names her");
    alice.client.mark_read(&chat, heard.cursor).await.expect("a known chat");
    alice.once("to have read it", |world| world.chats[&chat].unread == 0).await;

    // Quit and come back: the bookmark leads in again, the past is told once more and kept once.
    let mut alice = alice.restart().await;
    bob.once("to see her go", |world| {
        !world.rooms[&bob_room(&bobs)].occupants.contains_key("Alice")
    })
    .await;
    bob.say(&bobs, "Gone?").await;
    bob.until(
        "the room to repeat it",
        |change| matches!(change, Change::Chat(_, ChatChange::Changed(it)) if it.body == "Gone?"),
    )
    .await;

    alice.connect().await;
    alice.until_inside(&hall).await;
    alice.once("one to be unread", |world| world.chats[&chat].unread == 1).await;
    // A word of her own comes after all that the room repeats.
    alice.say(&chat, "Back").await;
    bob.until_hears("Back").await;
    alice
        .until("the room to repeat it", |change| {
            matches!(change, Change::Chat(_, ChatChange::Changed(it)) if it.body == "Back")
        })
        .await;
    let words = alice.words(&chat).await;
    assert_eq!(words, ["Is anybody here?", "Yes, Alice", "Gone?", "Back"]);
}

fn bob_room(chat: &parlance::model::ChatId) -> parlance::model::RoomId {
    parlance::model::RoomId { account: chat.account.clone(), jid: chat.peer.bare().clone() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_is_entered_heard_and_come_back_to_on_prosody() {
    a_room_is_entered_heard_and_come_back_to(Kind::Prosody).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_is_entered_heard_and_come_back_to_on_ejabberd() {
    a_room_is_entered_heard_and_come_back_to(Kind::Ejabberd).await;
}
