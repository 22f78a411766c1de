//! Rooms that do not let one in, or put one out; and those who ask one in.

use parlance::client::Error;
use parlance::engine::link::Input;
use parlance::model::chat::Change as ChatChange;
use parlance::model::room::{Bookmark, Change as RoomChange, Removal, State};
use parlance::model::{Change, ChatId, Refusal, RoomId};

use crate::support::owner::Owner;
use crate::support::server::{Kind, Server, Wishes};
use crate::support::user::User;

on_both! {
    a_closed_door_says_why
    whoever_is_put_out_is_told_how
    an_invitation_is_declined_or_accepted
    a_nick_and_a_subject_may_be_refused
    occupants_whisper
}

async fn knock(
    user: &User,
    room: &RoomId,
    nick: &str,
    password: Option<&str>,
) -> Result<(), Error> {
    let bookmark = Bookmark {
        jid: room.jid.clone(),
        name: String::new(),
        nick: nick.to_owned(),
        password: password.map(str::to_owned),
        autojoin: true,
        notify: None,
    };
    user.client.join(&room.account, bookmark).await
}

fn refusal(answer: Result<(), Error>) -> Refusal {
    match answer {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("nobody refused: {other:?}"),
    }
}

async fn a_closed_door_says_why(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut bob = User::sign_in(&server, "bob").await;
    let settings = [("membersonly", "1"), ("passwordprotectedroom", "0")];
    let mut carol = Owner::make(&server, "club", &settings).await;
    let club = bob.room("club");
    assert_eq!(refusal(knock(&bob, &club, "Bob", None).await).condition, "registration-required");
    let state = |user: &User, room: &RoomId| user.world.rooms.get(room).map(|it| it.state.clone());
    bob.once("the room to say so", |it| {
        it.rooms.get(&club).is_some_and(|it| matches!(it.state, State::Refused(_)))
    })
    .await;

    carol.affiliate("bob@chat.test", "member", "").await;
    assert_eq!(refusal(knock(&bob, &club, "Carol", None).await).condition, "conflict");
    knock(&bob, &club, "Bob", None).await.expect("a member under a free nick");
    bob.until_inside(&club).await;
    assert_eq!(state(&bob, &club), Some(State::Inside { nick: "Bob".to_owned() }));
    drop(carol);

    let settings = [("passwordprotectedroom", "1"), ("roomsecret", "sesame")];
    let mut carol = Owner::make(&server, "cave", &settings).await;
    let cave = bob.room("cave");
    assert_eq!(refusal(knock(&bob, &cave, "Bob", None).await).condition, "not-authorized");
    let wrong = knock(&bob, &cave, "Bob", Some("barley")).await;
    assert_eq!(refusal(wrong).condition, "not-authorized");
    knock(&bob, &cave, "Bob", Some("sesame")).await.expect("the right word");

    carol.affiliate("bob@chat.test", "outcast", "Forty thieves").await;
    bob.once("to be put out", |it| {
        let banned = Removal::Banned { by: "Carol".to_owned(), reason: "Forty thieves".to_owned() };
        let removed = |by: &Removal| {
            // Not each server says who did it.
            *by == banned
                || matches!(by, Removal::Banned { by, reason }
                if by.is_empty() && reason == "Forty thieves")
        };
        it.rooms.get(&cave).is_some_and(|it| matches!(&it.state, State::Removed(it) if removed(it)))
    })
    .await;
    assert_eq!(refusal(knock(&bob, &cave, "Bob", Some("sesame")).await).condition, "forbidden");
    drop(carol);

    // Prosody's rooms have no limit.
    if kind == Kind::Ejabberd {
        let _carol = Owner::make(&server, "closet", &[("maxusers", "1")]).await;
        let answer = knock(&bob, &bob.room("closet"), "Bob", None).await;
        assert_eq!(refusal(answer).condition, "resource-constraint");
    }
}

async fn whoever_is_put_out_is_told_how(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut carol = Owner::make(&server, "hall", &[]).await;
    let mut bob = User::sign_in(&server, "bob").await;
    let hall = bob.enter("hall", "Bob").await;

    carol.kick("Bob", "Too loud").await;
    bob.once("to be kicked", |it| {
        matches!(&it.rooms[&hall].state, State::Removed(Removal::Kicked { reason, .. })
            if reason == "Too loud")
    })
    .await;

    let hall = bob.enter("hall", "Bob").await;
    carol.destroy("It burned down", "barn@conference.chat.test").await;
    bob.once("the room to be gone", |it| {
        let State::Removed(Removal::Destroyed { reason, instead }) = &it.rooms[&hall].state else {
            return false;
        };
        let barn = instead.as_ref().is_some_and(|it| it.as_str() == "barn@conference.chat.test");
        reason == "It burned down" && barn
    })
    .await;
}

async fn an_invitation_is_declined_or_accepted(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut carol = Owner::make(&server, "party", &[("membersonly", "1")]).await;
    let mut bob = User::sign_in(&server, "bob").await;
    let party = bob.room("party");

    carol.invite("bob@chat.test", "Cake");
    bob.once("to be asked in", |it| {
        it.invitations.get(&party).is_some_and(|it| {
            it.reason == "Cake" && it.by().is_some_and(|it| it.eq_ignore_ascii_case("carol"))
        })
    })
    .await;
    bob.client.decline(&party).await.expect("online");
    bob.once("it to be settled", |it| it.invitations.is_empty()).await;
    carol
        .line
        .until("to hear of it", |input| match input {
            Input::Stanza(it) => {
                let x = it.get_child("x", "http://jabber.org/protocol/muc#user")?;
                x.has_child("decline", "http://jabber.org/protocol/muc#user").then_some(())
            }
            _ => None,
        })
        .await;

    // Straight from her, and kept over a restart.
    let mut bob = {
        carol.line.send(
            "<message xmlns='jabber:client' to='bob@chat.test'><x xmlns='jabber:x:conference'
             jid='party@conference.chat.test' reason='More cake'/></message>",
            None,
        );
        bob.once("to be asked again", |it| {
            it.invitations.get(&party).is_some_and(|it| it.reason == "More cake")
        })
        .await;
        bob.restart().await
    };
    assert_eq!(bob.world.invitations[&party].reason, "More cake");
    bob.connect().await;
    knock(&bob, &party, "Bob", None).await.expect("the invitation made him a member");
    bob.until_inside(&party).await;
    bob.once("it to be settled", |it| it.invitations.is_empty()).await;
}

async fn a_nick_and_a_subject_may_be_refused(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let _carol = Owner::make(&server, "hall", &[("changesubject", "0")]).await;
    let mut bob = User::sign_in(&server, "bob").await;
    let hall = bob.enter("hall", "Bob").await;

    let taken = bob.client.change_nick(&hall, "Carol".to_owned()).await;
    assert_eq!(refusal(taken).condition, "conflict");
    bob.client.change_nick(&hall, "Robert".to_owned()).await.expect("a free nick");
    bob.once("to be called so", |it| it.rooms[&hall].me().is_some_and(|it| it.nick == "Robert"))
        .await;

    let denied = bob.client.set_subject(&hall, "Bob's hall".to_owned()).await;
    assert_eq!(refusal(denied).condition, "forbidden");
    assert_eq!(bob.world.rooms[&hall].subject, "");

    let own = bob.enter("den", "Bob").await;
    bob.client.set_subject(&own, "Bob's den".to_owned()).await.expect("it is his");
    bob.once("the new subject", |it| it.rooms[&own].subject == "Bob's den").await;
}

async fn occupants_whisper(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut alice = User::sign_in(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    let hall = alice.enter("hall", "Alice").await;
    let _ = bob.enter("hall", "Bob").await;
    alice.once("to see Bob", |it| it.rooms[&hall].occupants.contains_key("Bob")).await;

    let chat = ChatId::occupant(alice.id(), hall.jid.clone(), "Bob".to_owned());
    let back = ChatId::occupant(bob.id(), hall.jid.clone(), "Alice".to_owned());
    alice.say(&chat, "psst").await;
    assert_eq!(bob.until_hears("psst").await.chat, back);
    bob.say(&back, "what?").await;
    assert_eq!(alice.until_hears("what?").await.chat, chat);
    assert_eq!(alice.words(&chat).await, ["psst", "what?"]);
    assert_eq!(alice.words(&hall.chat()).await, [""; 0], "the room heard nothing");

    // Whoever is called otherwise is the same person.
    let bobs = RoomId { account: bob.id(), jid: hall.jid.clone() };
    bob.client.change_nick(&bobs, "Robert".to_owned()).await.expect("a free nick");
    let renamed = ChatId::occupant(alice.id(), hall.jid.clone(), "Robert".to_owned());
    alice.once("to follow", |it| it.chats.contains_key(&renamed)).await;
    assert!(!alice.world.chats.contains_key(&chat) && !alice.world.open.contains(&chat));
    assert!(alice.world.open.contains(&renamed));
    let chat = renamed;
    alice.say(&chat, "nothing").await;
    assert_eq!(bob.until_hears("nothing").await.chat, back);
    bob.say(&back, "well").await;
    assert_eq!(alice.until_hears("well").await.chat, chat);
    assert_eq!(alice.words(&chat).await, ["psst", "what?", "nothing", "well"]);

    // Somebody who has left is told so at the message.
    let left = RoomId { account: bob.id(), jid: hall.jid.clone() };
    bob.client.leave(&left).await.expect("he is in");
    alice.once("him to go", |it| !it.rooms[&hall].occupants.contains_key("Robert")).await;
    alice.say(&chat, "gone?").await;
    alice
        .until("it to come back", |change| {
            matches!(change, Change::Chat(id, ChatChange::Changed(it))
                if *id == chat && it.body == "gone?"
                    && matches!(it.delivery, parlance::model::Delivery::Failed(_)))
        })
        .await;
    assert!(matches!(
        bob.until("to be out", |it| matches!(
            it,
            Change::Room(_, RoomChange::State(State::Outside))
        ))
        .await,
        Change::Room(..)
    ));
}

/// XEP-0158, which Debian's Prosody does not have.
#[tokio::test(flavor = "multi_thread")]
async fn a_room_that_wants_a_proof_lets_in_who_gives_it() {
    // Paints nothing, and writes down what is to be read there.
    let folder = tempfile::tempdir().expect("room in the temporary folder");
    let (painter, key) = (folder.path().join("paint"), folder.path().join("key"));
    let script = format!(
        "#!/bin/sh\nprintf %s \"$1\" > '{}'\nprintf '\\211PNG\\r\\n\\032\\n'\n",
        key.display()
    );
    std::fs::write(&painter, script).expect("room");
    let runs = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&painter, runs).expect("it is ours");
    let configuration = format!("captcha_cmd: \"{}\"", painter.display());
    let server = Server::start(Kind::Ejabberd, Wishes { configuration, ..Wishes::default() });

    let mut alice = User::sign_in(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    let gate = alice.enter("gate", "Alice").await;
    let mut form = alice.client.configuration(&gate).await.expect("it is hers");
    assert!(form.set("captcha_protected", &["1"]), "{form:?}");
    alice.client.configure(&gate, form).await.expect("it is hers");

    let bobs = bob.room("gate");
    for right in [false, true] {
        let (client, account) = (bob.client.clone(), bob.id());
        let bookmark = Bookmark {
            jid: bobs.jid.clone(),
            name: String::new(),
            nick: "Bob".to_owned(),
            password: None,
            autojoin: false,
            notify: None,
        };
        let joining = tokio::spawn(async move { client.join(&account, bookmark).await });
        let mut asked = None;
        bob.once("to be asked", |it| it.rooms.get(&bobs).is_some_and(|it| it.challenge.is_some()))
            .await;
        if let Some(room) = bob.world.rooms.get(&bobs) {
            asked.clone_from(&room.challenge);
        }
        let mut form = *asked.expect("a form");
        let seen = form.field("ocr").expect("something to be read").media.clone();
        assert!(seen.iter().any(|it| it.is_picture() && it.data.is_some()), "{seen:?}");
        let read = std::fs::read_to_string(&key).expect("it was painted");
        assert!(form.set("ocr", &[if right { read.as_str() } else { "no idea" }]));
        let answer = bob.client.answer_challenge(&bobs, form).await;
        assert_eq!(answer.is_ok(), right, "{answer:?}");
        let joined = joining.await.expect("it ends");
        if right {
            joined.expect("a person");
            bob.until_inside(&bobs).await;
        } else {
            assert_eq!(refusal(joined).condition, Refusal::UNPROVEN);
            bob.once("to be out", |it| matches!(it.rooms[&bobs].state, State::Refused(_))).await;
        }
    }
}
