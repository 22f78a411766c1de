//! Pictures of people: those that they publish, and those in their cards.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use parlance::client::Error;
use parlance::model::room::rights::PICTURE;
use parlance::model::{Change, contact};

use crate::support::line::Line;
use crate::support::server::{Kind, Server, Wishes};
use crate::support::user::{User, befriend};

on_both! {
    a_picture_is_fetched_kept_and_taken_away
    a_room_wears_what_its_owner_chose
}

fn png(seed: u8) -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n".as_slice(), &[seed; 100]].concat()
}

fn sha1(bytes: &[u8]) -> String {
    let hash = ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, bytes);
    hash.as_ref().iter().map(|it| format!("{it:02x}")).collect()
}

/// Publishes a picture as XEP-0084 has it.
async fn publish(line: &mut Line, bytes: &[u8]) {
    let (hash, data, length) = (sha1(bytes), STANDARD.encode(bytes), bytes.len());
    let items = [
        ("data", format!("<data xmlns='urn:xmpp:avatar:data'>{data}</data>")),
        (
            "metadata",
            format!(
                "<metadata xmlns='urn:xmpp:avatar:metadata'>
                 <info bytes='{length}' type='image/png' id='{hash}'/></metadata>"
            ),
        ),
    ];
    for (node, payload) in items {
        let publish = format!(
            "<pubsub xmlns='http://jabber.org/protocol/pubsub'>
             <publish node='urn:xmpp:avatar:{node}'><item id='{hash}'>{payload}</item></publish>
             </pubsub>"
        );
        let answer = line.ask("set", None, &publish).await;
        assert_eq!(answer.attr("type"), Some("result"), "{}", String::from(&answer));
    }
}

async fn until_shown(user: &mut User, key: Option<String>) {
    until_shown_of(user, "bob@chat.test", key).await;
}

async fn until_shown_of(user: &mut User, whose: &str, key: Option<String>) {
    user.until(&format!("the picture {key:?}"), |change| {
        matches!(change, Change::Contact(_, contact::Change::Avatar { of, key: shown })
            if of.as_str() == whose && *shown == key)
    })
    .await;
}

async fn a_picture_is_fetched_kept_and_taken_away(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut alice = User::sign_in(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    befriend(&mut alice, &mut bob).await;
    let mut raw = Line::raw(&server, "bob").await;

    let (first, second) = (png(1), png(2));
    publish(&mut raw, &first).await;
    until_shown(&mut alice, Some(sha1(&first))).await;
    assert_eq!(alice.client.picture(sha1(&first)).await.expect("it is kept"), first);

    publish(&mut raw, &second).await;
    until_shown(&mut alice, Some(sha1(&second))).await;
    assert_eq!(alice.client.picture(sha1(&second)).await.expect("it is kept"), second);
    assert!(alice.client.picture(sha1(&first)).await.is_err(), "nobody has it any more");

    // It is there again before the network.
    let mut alice = alice.restart().await;
    assert_eq!(alice.world.accounts[&alice.id()].avatars[&bob.jid()], sha1(&second));
    alice.connect().await;

    let none = "<pubsub xmlns='http://jabber.org/protocol/pubsub'>
        <publish node='urn:xmpp:avatar:metadata'><item id='none'>
        <metadata xmlns='urn:xmpp:avatar:metadata'/></item></publish></pubsub>";
    let answer = raw.ask("set", None, none).await;
    assert_eq!(answer.attr("type"), Some("result"), "{}", String::from(&answer));
    until_shown(&mut alice, None).await;
}

/// XEP-0153, of a server that leaves pictures to cards.
#[tokio::test(flavor = "multi_thread")]
async fn a_picture_in_a_card_is_shown_too() {
    let server = Server::ejabberd();
    let mut alice = User::sign_in(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    befriend(&mut alice, &mut bob).await;
    let mut raw = Line::raw(&server, "bob").await;

    let bytes = png(3);
    let (hash, data) = (sha1(&bytes), STANDARD.encode(&bytes));
    let card = format!(
        "<vCard xmlns='vcard-temp'><PHOTO><TYPE>image/png</TYPE><BINVAL>{data}</BINVAL></PHOTO>
         </vCard>"
    );
    let answer = raw.ask("set", None, &card).await;
    assert_eq!(answer.attr("type"), Some("result"), "{}", String::from(&answer));
    raw.send(
        &format!(
            "<presence xmlns='jabber:client'><x xmlns='vcard-temp:x:update'>
             <photo>{hash}</photo></x></presence>"
        ),
        None,
    );
    until_shown(&mut alice, Some(hash.clone())).await;
    assert_eq!(alice.client.picture(hash).await.expect("it is kept"), bytes);
}

/// XEP-0486; Debian's Prosody has no pictures of rooms.
async fn a_room_wears_what_its_owner_chose(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut alice = User::sign_in(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    let hall = alice.enter("hall", "Alice").await;
    let bobs = bob.enter("hall", "Bob").await;
    alice.once("to know the room", |world| !world.rooms[&hall].features.is_empty()).await;
    let (first, second) = (png(4), png(5));

    let able = alice.world.rooms[&hall].features.contains(PICTURE);
    assert_eq!(able, kind == Kind::Ejabberd, "{kind}");
    let refused = bob.client.set_room_picture(&bobs, Some(first.clone())).await;
    let Err(Error::Refused(refused)) = refused else { panic!("it was to be refused: {refused:?}") };
    if !able {
        assert_eq!(refused.condition, "service-unavailable");
        return;
    }
    assert_eq!(refused.condition, "forbidden");

    let whose = hall.jid.to_string();
    alice.client.set_room_picture(&hall, Some(first.clone())).await.expect("it is hers");
    until_shown_of(&mut bob, &whose, Some(sha1(&first))).await;
    assert_eq!(bob.client.picture(sha1(&first)).await.expect("it is kept"), first);

    // Whoever was away finds another, and then none.
    let mut bob = bob.restart().await;
    alice.client.set_room_picture(&hall, Some(second.clone())).await.expect("it is hers");
    until_shown_of(&mut alice, &whose, Some(sha1(&second))).await;
    bob.connect().await;
    until_shown_of(&mut bob, &whose, Some(sha1(&second))).await;
    let mut bob = bob.restart().await;
    alice.client.set_room_picture(&hall, None).await.expect("it is hers");
    until_shown_of(&mut alice, &whose, None).await;
    bob.connect().await;
    until_shown_of(&mut bob, &whose, None).await;
}
