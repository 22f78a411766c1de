//! Rooms that have lost us without a word.

use parlance::engine::event::{Command, Origin};
use parlance::model::room::{Change as RoomChange, State};
use xmpp::jid::BareJid;
use xmpp::minidom::Element;

use crate::support::person::Person;
use crate::support::server::{Kind, Server, Wishes};

on_both! {
    a_ghost_is_noticed_within_five_minutes_and_misses_nothing
}

fn hall() -> BareJid {
    "hall@conference.chat.test".parse().expect("an address")
}

async fn enters(person: &mut Person, nick: &str) {
    let join = Command::Join { room: hall(), nick: nick.into(), password: None, since: None };
    person.does(join).await;
}

/// The room's word that somebody is gone.
fn gone(stanza: &Element) -> bool {
    let of_room = stanza.attr("from").is_some_and(|it| it.starts_with("hall@"));
    stanza.name() == "presence" && of_room && stanza.attr("type") == Some("unavailable")
}

async fn a_ghost_is_noticed_within_five_minutes_and_misses_nothing(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut a = Person::sign_in(&server, "alice", "a").await;
    let mut b = Person::sign_in(&server, "bob", "b").await;
    enters(&mut a, "Alice").await;
    enters(&mut b, "Bob").await;
    let room = a.room(&hall());
    a.say(room.clone(), "one", "Are you there?");
    let _ = b.hears("Are you there?").await;

    // The room loses Bob, and its word of that is lost as well.
    b.lost = Some(gone);
    b.raw(
        "<presence xmlns='jabber:client' type='unavailable' to='hall@conference.chat.test/Bob'/>",
    );
    a.in_room("to see him go", |it| match it {
        RoomChange::Left { nick } if nick == "Bob" => Some(()),
        _ => None,
    })
    .await;
    a.say(room, "two", "He does not hear this.");
    let _ = a.hears("He does not hear this.").await;
    b.forget();

    b.ahead = 5 * 60_000;
    let nick = b
        .in_room("to be in again", |it| match it {
            RoomChange::State(State::Inside { nick }) => Some(nick.clone()),
            _ => None,
        })
        .await;
    assert_eq!(nick, "Bob", "{kind}");
    let missed = b.hears("He does not hear this.").await;
    assert_eq!(missed.origin, Origin::Replay, "{kind}");
}
