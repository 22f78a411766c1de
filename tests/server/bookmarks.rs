//! Rooms that one comes back to, on every device.

use parlance::model::room::{Bookmark, Notify, State};
use parlance::model::{RoomId, World};

use crate::support::line::Line;
use crate::support::server::{Kind, Server, Wishes};
use crate::support::user::User;

/// The server keeps what old clients wrote beside what new ones do (XEP-0402).
const MODERN: &str = "urn:xmpp:bookmarks:1#compat";

on_both! { a_bookmark_is_followed_on_the_other_device }

fn inside(world: &World, room: &RoomId) -> bool {
    world.rooms.get(room).is_some_and(|it| matches!(it.state, State::Inside { .. }))
}

async fn a_bookmark_is_followed_on_the_other_device(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut desk = User::sign_in(&server, "alice").await;
    let mut laptop = User::sign_in_elsewhere(&server, "alice").await;
    let modern = desk.world.accounts[&desk.id()].server.features.contains(MODERN);
    let hall = desk.enter("hall", "Alice").await;

    if modern {
        laptop.once("to follow", |it| inside(it, &hall)).await;
        let bookmark = laptop.world.rooms[&hall].bookmark.clone();
        let quiet = Bookmark { notify: Some(Notify::Nothing), ..bookmark };
        laptop.client.set_bookmark(&laptop.id(), quiet).await.expect("it is kept");
        desk.once("to be as quiet", |it| it.rooms[&hall].bookmark.notify == Some(Notify::Nothing))
            .await;
        desk.client.leave(&hall).await.expect("she is in");
        laptop.once("to follow out", |it| !inside(it, &hall)).await;
        desk.client.remove_bookmark(&hall).await.expect("it is there");
        laptop.once("to forget it", |it| !it.rooms.contains_key(&hall)).await;
    }
    let _ = desk.enter("den", "Alice").await;

    // A machine that was never there finds it too.
    let mut third = User::offline(&server, "alice").await;
    third.account.resource.push_str(".third");
    third.connect().await;
    third.until_inside(&third.room("den")).await;
}

/// XEP-0402, section 3.2: nobody else may read them, all of them are kept, none is pushed at sign-in.
#[tokio::test(flavor = "multi_thread")]
async fn bookmarks_are_nobody_elses_business() {
    let server = Server::prosody();
    let mut alice = User::sign_in(&server, "alice").await;
    let _ = alice.enter("hall", "Alice").await;
    alice.client.shut_down().await;

    let mut raw = Line::raw(&server, "alice").await;
    let asked = "<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'>
        <configure node='urn:xmpp:bookmarks:1'/></pubsub>";
    let answer = String::from(&raw.ask("get", None, asked).await);
    let value = |name: &str| {
        let field = answer.split("</field>").find(|it| it.contains(&format!("pubsub#{name}")));
        let field = field.unwrap_or_else(|| panic!("no {name} in {answer}"));
        // Of a list, the options come first.
        let value = field.split("<value>").last().and_then(|it| it.split('<').next());
        value.unwrap_or_default().to_owned()
    };
    assert_eq!(value("access_model"), "whitelist", "{answer}");
    assert!(["1", "true"].contains(&value("persist_items").as_str()), "{answer}");
    assert_eq!(value("send_last_published_item"), "never", "{answer}");
    assert!(value("max_items") != "1", "{answer}");
}

/// XEP-0049: where the server does not keep old and new bookmarks in step.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_of_old_keeps_bookmarks_too() {
    let configuration = "modules_disabled = { 's2s', 'dialback', 's2s_bidi', 's2s_auth_certs', \
                         'bookmarks' }"
        .to_owned();
    let server = Server::start(Kind::Prosody, Wishes { configuration, ..Wishes::default() });
    let mut alice = User::sign_in(&server, "alice").await;
    assert!(!alice.world.accounts[&alice.id()].server.features.contains(MODERN));
    let _ = alice.enter("hall", "Alice").await;
    alice.client.shut_down().await;

    let mut raw = Line::raw(&server, "alice").await;
    let asked = "<query xmlns='jabber:iq:private'><storage xmlns='storage:bookmarks'/></query>";
    let answer = String::from(&raw.ask("get", None, asked).await);
    assert!(answer.contains("hall@conference.chat.test"), "{answer}");

    let mut laptop = User::sign_in_elsewhere(&server, "alice").await;
    laptop.until_inside(&laptop.room("hall")).await;
}
