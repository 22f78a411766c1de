//! Rooms of one's own: made, configured, governed, destroyed.

use parlance::client::Error;
use parlance::model::chat::Change as ChatChange;
use parlance::model::message::Moderation;
use parlance::model::room::news::{Event, What};
use parlance::model::room::plan::Plan;
use parlance::model::room::{Affiliation, Group, Removal, Role, State};
use parlance::model::{AccountId, Change, Delivery, Message, RoomId, World};

use crate::support::server::{Kind, Server, Wishes};
use crate::support::user::User;

on_both! {
    a_private_room_lets_only_its_members_in
    people_are_governed_and_hear_why
    a_voice_is_asked_for_and_granted
}

fn plan(room: &RoomId, nick: &str, public: bool) -> Plan {
    Plan {
        jid: room.jid.clone(),
        name: "The study".to_owned(),
        nick: nick.to_owned(),
        public,
        members: Vec::new(),
        continues: false,
    }
}

fn same(room: &RoomId, account: AccountId) -> RoomId {
    RoomId { account, jid: room.jid.clone() }
}

/// What is written in the room's chronicle besides comings and goings.
fn happened<'a>(world: &'a World, room: &RoomId) -> Vec<&'a Event> {
    let entries = world.rooms[room].chronicle.entries();
    entries
        .filter_map(|it| match &it.what {
            What::Event(event) => Some(event),
            What::Traffic(_) => None,
        })
        .collect()
}

fn condition(result: Result<impl std::fmt::Debug, Error>) -> String {
    match result {
        Err(Error::Refused(refusal)) => refusal.condition,
        other => panic!("it was to be refused: {other:?}"),
    }
}

async fn a_private_room_lets_only_its_members_in(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut alice = User::sign_in(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    let carol = User::sign_in(&server, "carol").await;

    let study = alice.room("study");
    let made = Plan { members: vec![bob.jid()], continues: true, ..plan(&study, "Alice", false) };
    alice.client.create_room(&alice.id(), made.clone()).await.expect("a new room");
    alice.until_inside(&study).await;
    alice.once("to read that it is new", |it| happened(it, &study).contains(&&Event::Made)).await;
    // It exists now, and is not made twice.
    let again = bob.client.create_room(&bob.id(), plan(&study, "Bob", true)).await;
    assert!(again.is_err(), "{again:?}");

    let form = alice.client.configuration(&study).await.expect("it is hers");
    let name = form.field("muc#roomconfig_roomname").expect("rooms have names");
    assert_eq!(name.value(), "The study");
    let closed = form.field("muc#roomconfig_membersonly").expect("rooms can be closed");
    assert!(closed.is_set());

    // Bob is a member and was asked; Carol is neither.
    let bobs = same(&study, bob.id());
    bob.once("to be asked in", |world| world.invitations.contains_key(&bobs)).await;
    let bookmark = |nick: &str| parlance::model::room::Bookmark {
        jid: study.jid.clone(),
        name: String::new(),
        nick: nick.to_owned(),
        password: None,
        autojoin: false,
        notify: None,
    };
    bob.client.join(&bob.id(), bookmark("Bob")).await.expect("a member comes in");
    bob.once("to hear that all see him", |world| {
        world.rooms.contains_key(&bobs) && happened(world, &bobs).contains(&&Event::Open)
    })
    .await;
    let out = carol.client.join(&carol.id(), bookmark("Carol")).await;
    assert_eq!(condition(out), "registration-required");

    let members = Group::Affiliated(Affiliation::Member);
    let people = alice.client.people(&study, members).await.expect("her list");
    assert_eq!(people.iter().filter_map(|it| it.jid.clone()).collect::<Vec<_>>(), [bob.jid()]);

    // A member governs nobody, and hears so.
    let _ = condition(bob.client.configuration(&bobs).await);
    let _ = condition(bob.client.destroy(&bobs, String::new(), None).await);
}

async fn people_are_governed_and_hear_why(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut alice = User::sign_in(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;

    let study = alice.room("study");
    let made = plan(&study, "Alice", true);
    alice.client.create_room(&alice.id(), made).await.expect("a new room");
    alice.until_inside(&study).await;
    let bobs = bob.enter("study", "Bob").await;
    alice.once("to see Bob", |world| world.rooms[&study].occupants.contains_key("Bob")).await;

    // A guest reads no list.
    let banned = Group::Affiliated(Affiliation::Outcast);
    let _ = condition(bob.client.people(&bobs, banned).await);

    let hers = alice.client.clone();
    let role = |role, reason: &str| {
        let (client, study, reason) = (hers.clone(), study.clone(), reason.to_owned());
        async move { client.set_role(&study, "Bob".to_owned(), role, reason).await }
    };
    role(Role::Visitor, "").await.expect("she may");
    bob.once("to lose his voice", |world| {
        world.rooms[&bobs].me().is_some_and(|it| it.role == Role::Visitor)
    })
    .await;
    let back = bob.client.set_role(&bobs, "Bob".to_owned(), Role::Participant, String::new()).await;
    let _ = condition(back);
    role(Role::Moderator, "").await.expect("she may");
    bob.once("to moderate", |world| {
        world.rooms[&bobs].me().is_some_and(|it| it.role == Role::Moderator)
    })
    .await;
    let moderators = alice.client.people(&study, Group::InRole(Role::Moderator)).await;
    let mut nicks: Vec<String> =
        moderators.expect("the list").into_iter().map(|it| it.nick).collect();
    nicks.sort();
    assert_eq!(nicks, ["Alice", "Bob"]);

    // A change of the settings is told to all.
    let mut form = alice.client.configuration(&study).await.expect("it is hers");
    assert!(form.set("muc#roomconfig_roomname", &["The library"]));
    alice.client.configure(&study, form).await.expect("it is hers");
    bob.once("to hear of it", |world| happened(world, &bobs).contains(&&Event::Configured)).await;
    alice
        .once("to see him come", |world| {
            let mut lines = world.rooms[&study].chronicle.entries();
            lines.any(|it| matches!(&it.what, What::Traffic(it) if it.came.names == ["Bob"]))
        })
        .await;

    role(Role::None, "Enough for today").await.expect("she may");
    alice
        .once("to read that he was sent", |world| {
            happened(world, &study).iter().any(|it| {
                matches!(it, Event::Kicked { nick, reason, .. }
                if nick == "Bob" && reason == "Enough for today")
            })
        })
        .await;
    bob.once("to be out", |world| {
        matches!(&world.rooms[&bobs].state, State::Removed(Removal::Kicked { reason, .. })
            if reason == "Enough for today")
    })
    .await;

    let ban = |affiliation, reason: &str| {
        let (client, study, reason) = (hers.clone(), study.clone(), reason.to_owned());
        let who = bob.jid();
        async move { client.set_affiliation(&study, who, affiliation, reason).await }
    };
    ban(Affiliation::Outcast, "For good").await.expect("she may");
    let people = alice.client.people(&study, banned).await.expect("the list");
    assert_eq!(people.iter().filter_map(|it| it.jid.clone()).collect::<Vec<_>>(), [bob.jid()]);
    let bookmark = bob.world.rooms[&bobs].bookmark.clone();
    let kept_out = bob.client.join(&bob.id(), bookmark.clone()).await;
    assert_eq!(condition(kept_out), "forbidden");
    ban(Affiliation::None, "").await.expect("she may");
    assert_eq!(alice.client.people(&study, banned).await.expect("the list"), []);

    // Over: all are told why, and where to go.
    bob.client.join(&bob.id(), bookmark).await.expect("he may again");
    let garden = alice.room("garden").jid;
    alice
        .client
        .destroy(&study, "We move".to_owned(), Some(garden.clone()))
        .await
        .expect("it is hers");
    bob.once("to hear of the end", |world| {
        matches!(&world.rooms[&bobs].state,
            State::Removed(Removal::Destroyed { reason, instead })
            if reason == "We move" && instead.as_ref() == Some(&garden))
    })
    .await;
}

async fn a_voice_is_asked_for_and_granted(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut alice = User::sign_in(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    let study = alice.room("study");
    alice.client.create_room(&alice.id(), plan(&study, "Alice", true)).await.expect("a room");
    alice.until_inside(&study).await;
    let mut form = alice.client.configuration(&study).await.expect("it is hers");
    assert!(form.set("muc#roomconfig_moderatedroom", &["1"]));
    let _ = form.set("members_by_default", &["0"]); // ejabberd's own
    alice.client.configure(&study, form).await.expect("it is hers");

    let bobs = bob.enter("study", "Bob").await;
    bob.once("to be without a voice", |world| {
        world.rooms[&bobs].me().is_some_and(|it| it.role == Role::Visitor)
    })
    .await;
    // Until then nobody hears him, and he is told.
    bob.say(&bobs.chat(), "Hello?").await;
    bob.until("it to come back", |change| {
        matches!(change, Change::Chat(_, ChatChange::Changed(it))
            if it.body == "Hello?" && matches!(it.delivery, Delivery::Failed(_)))
    })
    .await;
    bob.client.ask_for_voice(&bobs).await.expect("it is said");
    alice.once("to hear him ask", |world| world.rooms[&study].asking.contains_key("Bob")).await;
    alice.client.answer_voice(&study, "Bob".to_owned(), true).await.expect("it is said");
    bob.once("to have a voice", |world| {
        world.rooms[&bobs].me().is_some_and(|it| it.role == Role::Participant)
    })
    .await;
    alice.once("to be done with it", |world| world.rooms[&study].asking.is_empty()).await;
}

/// XEP-0425. Neither of Debian's servers has it: a module of ours plays it within Prosody.
#[tokio::test(flavor = "multi_thread")]
async fn a_moderator_removes_one_message_or_all_of_a_person() {
    let server = Server::prosody();
    let mut alice = User::sign_in(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    let mut carol = User::sign_in(&server, "carol").await;
    let hall = alice.enter("hall", "Alice").await;
    let (bobs, carols) = (bob.enter("hall", "Bob").await, carol.enter("hall", "Carol").await);
    let said = [(&bob, "Buy this!"), (&carol, "No"), (&bob, "Buy that!"), (&bob, "Now!")];
    for (who, words) in said {
        who.say(&same(&hall, who.id()).chat(), words).await;
        alice.until_hears(words).await;
    }
    bob.until("his last word", |change| {
        matches!(change, Change::Chat(_, ChatChange::Changed(it))
            if it.body == "Now!" && it.delivery == Delivery::Sent)
    })
    .await;

    let thread = alice.thread(&hall.chat()).await;
    let first = thread[0].ids.stanza.clone().expect("the room names it");
    // Who is no moderator removes nothing, and what is not there cannot be removed.
    let refused = bob.client.moderate(&bobs, first.clone(), String::new()).await;
    assert_eq!(condition(refused), "forbidden");
    let unknown = alice.client.moderate(&hall, "nothing".to_owned(), String::new()).await;
    assert_eq!(condition(unknown), "item-not-found");

    alice.client.moderate(&hall, first, "No trade".to_owned()).await.expect("she may");
    let author = thread[0].author.clone();
    alice.client.moderate_all(&hall, author, "No trade at all".to_owned()).await.expect("she may");
    // All of it was said within a second, which is as fine as that archive's clock: in any order.
    let expected = ["Alice: No trade", "Alice: No trade at all", "Alice: No trade at all", "No"];
    for user in [&mut alice, &mut bob, &mut carol] {
        let chat = same(&hall, user.id()).chat();
        user.until_shows("the stones", &chat, |thread| stones(thread) == expected).await;
    }
    carol
        .once("to read of it", |world| {
            happened(world, &carols).iter().any(|it| {
                matches!(it, Event::Moderated { by, reason } if by == "Alice" && reason == "No trade")
            })
        })
        .await;

    // A machine that was not there reads the same out of the room's archive.
    let mut later = User::sign_in_elsewhere(&server, "carol").await;
    let room = later.room("hall");
    later.until_inside(&room).await;
    later.until_shows("the stones", &room.chat(), |thread| stones(thread) == expected).await;
}

/// What a thread shows, sorted: words, or who removed them and why.
fn stones(thread: &[Message]) -> Vec<String> {
    let line = |it: &Message| match &it.sequel.moderated {
        Some(Moderation { by, reason }) => format!("{by}: {reason}"),
        None => it.body.clone(),
    };
    let mut lines: Vec<String> = thread.iter().map(line).collect();
    lines.sort();
    lines
}
