//! The protocol over a real link: rosters, messages, archives, rooms.

use parlance::engine::event::{Answer, Archive, Command, Event, Origin, Page};
use parlance::model::account;
use parlance::model::contact::Change as ContactChange;
use parlance::model::message::Author;
use parlance::model::room::{Bookmark, Change as RoomChange, State};
use parlance::model::{
    Address, Change, Contact, Delivery, OwnPresence, Password, Show, Subscription,
};
use xmpp::jid::BareJid;

use crate::support::person::Person;
use crate::support::server::{Kind, Server, Wishes};

const BOTH: [Kind; 2] = [Kind::Prosody, Kind::Ejabberd];

fn jid(text: &str) -> BareJid {
    text.parse().expect("an address")
}

fn alice() -> BareJid {
    jid("alice@chat.test")
}

fn bob() -> BareJid {
    jid("bob@chat.test")
}

fn hall() -> BareJid {
    jid("hall@conference.chat.test")
}

/// Waits until the roster says so of somebody.
async fn stands(person: &mut Person, of: &BareJid, subscription: Subscription) -> Contact {
    let hope = format!("{of} to be {subscription:?}");
    person
        .until(&hope, |it| match it {
            Event::Contact { contact: Ok(it), .. }
                if it.jid == *of && it.subscription == subscription =>
            {
                Some(it.clone())
            }
            _ => None,
        })
        .await
}

async fn shows(person: &mut Person, who: &BareJid, show: Show) {
    let hope = format!("{who} to be {show:?}");
    person
        .contact(&hope, |it| match it {
            ContactChange::Presence { from, presence, .. } if from == who => {
                let shown = presence.as_ref().map_or(Show::Offline, |it| it.show);
                (shown == show).then_some(())
            }
            _ => None,
        })
        .await;
}

async fn grants(person: &mut Person, to: &BareJid) {
    person
        .contact("to be asked", |it| match it {
            ContactChange::Requested(it) if it.from == *to => Some(()),
            _ => None,
        })
        .await;
    person.tell(Command::Approve(to.clone()));
}

/// Both see each other.
async fn befriend(a: &mut Person, b: &mut Person) {
    a.tell(Command::Subscribe { to: bob(), text: "It's me".into() });
    grants(b, &alice()).await;
    let _ = stands(a, &bob(), Subscription::To).await;
    b.tell(Command::Subscribe { to: alice(), text: String::new() });
    grants(a, &bob()).await;
    let _ = stands(a, &bob(), Subscription::Both).await;
    let _ = stands(b, &alice(), Subscription::Both).await;
    shows(a, &bob(), Show::Online).await;
}

async fn pair(server: &Server) -> (Person, Person) {
    (Person::sign_in(server, "alice", "a").await, Person::sign_in(server, "bob", "b").await)
}

#[tokio::test]
async fn contacts_are_added_seen_changed_and_removed() {
    for kind in BOTH {
        let server = Server::start(kind, Wishes::default());
        let (mut a, mut b) = pair(&server).await;

        a.does(Command::SetContact {
            jid: bob(),
            name: "Bob".into(),
            groups: vec!["Friends".into(), "Work".into()],
        })
        .await;
        befriend(&mut a, &mut b).await;

        let busy = OwnPresence { show: Show::Busy, status: "not now".into(), priority: 3 };
        b.tell(Command::Presence(busy));
        shows(&mut a, &bob(), Show::Busy).await;

        let device = Address::parse("bob@chat.test/b").expect("an address");
        let answer = tokio::select! {
            answer = a.ask(Command::AskDevice(device)) => answer,
            never = b.attends() => match never {},
        };
        let Ok(Answer::Device(device)) = answer else {
            panic!("{kind}: the device said {answer:?}");
        };
        assert_eq!(device.name, "Parlance", "{kind}");
        assert!(device.clock.is_some_and(|(apart, _)| apart.abs() < 5_000), "{kind}");
        assert!(device.features.contains("urn:xmpp:receipts"), "{kind}");

        a.tell(Command::Deny(bob()));
        let contact = stands(&mut a, &bob(), Subscription::To).await;
        assert_eq!((contact.name.as_str(), contact.groups.len()), ("Bob", 2), "{kind}");
        a.does(Command::RemoveContact(bob())).await;

        a.does(Command::Block(bob())).await;
        a.change("to see him blocked", |it| match it {
            Change::Account(_, account::Change::Blocked(it)) => it.contains(&bob()).then_some(()),
            _ => None,
        })
        .await;
        a.does(Command::Unblock(bob())).await;
        a.does(Command::SetPassword(Password::new("pw-new"))).await;
        a.leave().await;
        b.leave().await;
    }
}

#[tokio::test]
async fn what_is_said_reaches_every_device_and_stays_in_the_archive() {
    for kind in BOTH {
        let server = Server::start(kind, Wishes::default());
        let (mut a, mut b) = pair(&server).await;
        let mut b2 = Person::sign_in(&server, "bob", "b2").await;
        befriend(&mut a, &mut b).await;

        let chat = a.chat(&bob());
        a.say(chat.clone(), "m1", "Hello, Bob 😀");
        let live = b.hears("Hello, Bob 😀").await;
        assert_eq!(live.origin, Origin::Live, "{kind}");
        let copy = b2.hears("Hello, Bob 😀").await;
        assert_eq!(copy.message.ids, live.message.ids, "{kind}");
        assert!(live.message.ids.stanza.is_some(), "{kind}: the archive's id is known");
        a.until("a receipt", |it| match it {
            Event::Progress { chat: of, origin, delivery: Delivery::Delivered } => {
                (*of == chat && origin == "m1").then_some(())
            }
            _ => None,
        })
        .await;

        let chat = b.chat(&alice());
        b.say(chat, "m2", "Hello, Alice");
        let own = b2.hears("Hello, Alice").await;
        assert_eq!(own.origin, Origin::Carbon, "{kind}");
        assert_eq!(own.message.author, Author::Me { nick: String::new() }, "{kind}");
        let _ = a.hears("Hello, Alice").await;

        let page = b.page(Archive::Account, Page::Newest).await.expect("a page");
        assert!(page.complete, "{kind}");
        let bodies: Vec<&str> = page.messages.iter().map(|it| it.message.body.as_str()).collect();
        assert_eq!(bodies, ["Hello, Bob 😀", "Hello, Alice"], "{kind}");
        assert_eq!(page.messages[0].message.ids, live.message.ids, "{kind}");
        assert_eq!(page.messages[1].message.ids.origin.as_deref(), Some("m2"), "{kind}");

        let first = page.messages[0].message.ids.stanza.clone().expect("it has one");
        let rest = b.page(Archive::Account, Page::After(first.clone())).await.expect("a page");
        assert_eq!(rest.messages[0].message.body, "Hello, Alice", "{kind}");
        let before = rest.messages[0].message.ids.stanza.clone().expect("it has one");
        let first_again = b.page(Archive::Account, Page::Before(before)).await.expect("a page");
        assert!(
            first_again.messages.iter().any(|it| it.message.ids.stanza.as_ref() == Some(&first)),
            "{kind}"
        );

        let nobody = jid("nobody@chat.test");
        let chat = a.chat(&nobody);
        a.say(chat.clone(), "m3", "Anybody there?");
        let words = a
            .until("the message to come back", |it| match it {
                Event::Progress { chat: of, origin, delivery: Delivery::Failed(words) } => {
                    (*of == chat && origin == "m3").then(|| words.clone())
                }
                _ => None,
            })
            .await;
        assert!(!words.is_empty(), "{kind}");
        for person in [a, b, b2] {
            person.leave().await;
        }
    }
}

fn enter(nick: &str) -> Command {
    Command::Join { room: hall(), nick: nick.into(), password: None, since: None }
}

#[tokio::test]
async fn a_room_is_made_entered_talked_in_and_left() {
    for kind in BOTH {
        let server = Server::start(kind, Wishes::default());
        let (mut a, mut b) = pair(&server).await;
        a.does(enter("Al")).await;

        let answer = b.ask(enter("Al")).await;
        let refusal = answer.expect_err(&format!("{kind}: the nick is taken; {}", b.told()));
        assert_eq!(refusal.condition, "conflict", "{kind}");
        b.does(enter("Bob")).await;
        a.in_room("to see Bob", |it| match it {
            RoomChange::Occupant(it) if it.nick == "Bob" => Some(()),
            _ => None,
        })
        .await;

        for nick in ["Älfric 艾", "Al"] {
            a.does(Command::ChangeNick { room: hall(), nick: nick.into() }).await;
            b.in_room("to see the new nick", |it| {
                matches!(it, RoomChange::Renamed { to, .. } if to == nick).then_some(())
            })
            .await;
        }

        let (room, room_b) = (a.room(&hall()), b.room(&hall()));
        a.say(room.clone(), "g1", "Hello bob, and all");
        let heard = b.hears("Hello bob, and all").await.message;
        assert!(heard.mention, "{kind}");
        assert!(matches!(&heard.author, Author::Occupant { nick, .. } if nick == "Al"), "{kind}");
        let echo = a.hears("Hello bob, and all").await.message;
        assert_eq!(echo.author, Author::Me { nick: "Al".into() }, "{kind}");
        assert_eq!(echo.ids.origin.as_deref(), Some("g1"), "{kind}");
        assert!(echo.ids.stanza.is_some() && echo.ids.stanza == heard.ids.stanza, "{kind}");

        a.does(Command::SetSubject { room: hall(), text: "The feast".into() }).await;
        b.in_room("the subject", |it| match it {
            RoomChange::Subject { text, .. } if text == "The feast" => Some(()),
            _ => None,
        })
        .await;

        let private = parlance::model::ChatId::occupant(b.id.clone(), hall(), "Al".into());
        b.say(private, "p1", "psst");
        let psst = a.hears("psst").await.message;
        assert_eq!(psst.chat.peer.to_string(), format!("{}/Bob", hall()), "{kind}");

        let archive = Archive::Room(hall());
        let page = b.page(archive, Page::Newest).await.expect("the room has an archive");
        let said = page.messages.iter().find(|it| it.message.body == "Hello bob, and all");
        assert_eq!(said.expect("it is there").message.ids, heard.ids, "{kind}");

        b.say(room_b, "g2", "Bye");
        let _ = a.hears("Bye").await;
        b.tell(Command::Leave { room: hall() });
        a.in_room("Bob to leave", |it| {
            matches!(it, RoomChange::Left { nick } if nick == "Bob").then_some(())
        })
        .await;

        // Whoever comes later hears what was said before, as history.
        let mut c = Person::sign_in(&server, "carol", "c").await;
        c.does(enter("Carol")).await;
        let old = c.hears("Hello bob, and all").await;
        assert_eq!(old.origin, Origin::Replay, "{kind}");
        let subject = c.in_room("the subject", |it| match it {
            RoomChange::Subject { text, .. } => Some(text.clone()),
            _ => None,
        });
        assert_eq!(subject.await, "The feast", "{kind}");
        for person in [a, b, c] {
            person.leave().await;
        }
    }
}

#[tokio::test]
async fn bookmarked_rooms_are_entered_on_every_device_and_after_a_restart() {
    for kind in BOTH {
        let mut server = Server::start(kind, Wishes::default());
        let mut a = Person::sign_in(&server, "alice", "a").await;
        let Ok(Answer::Rooms(_)) =
            a.ask(Command::ListRooms { service: jid("conference.chat.test") }).await
        else {
            panic!("{kind}: the service lists its rooms");
        };
        a.does(enter("Al")).await;
        let Ok(Answer::Rooms(rooms)) = a.ask(Command::DescribeRoom(hall())).await else {
            panic!("{kind}: a room says what it is");
        };
        assert_eq!(rooms[0].people, Some(1), "{kind}: {rooms:?}");
        a.does(Command::SetBookmark(Bookmark {
            jid: hall(),
            name: "The hall".into(),
            nick: "Al".into(),
            password: None,
            autojoin: true,
            notify: None,
        }))
        .await;

        let inside = |it: &RoomChange| {
            matches!(it, RoomChange::State(State::Inside { nick }) if nick == "Al").then_some(())
        };
        let mut a2 = Person::sign_in(&server, "alice", "a2").await;
        a2.in_room("to enter by the bookmark", inside).await;

        a.forget();
        server.kill();
        server.start_again();
        a.in_room("to enter anew", inside).await;
        assert!(a.sessions.last().is_some_and(|it| !it.resumed), "{kind}");

        a.does(Command::RemoveBookmark(hall())).await;
        a.leave().await;
        a2.leave().await;
    }
}
