//! The steps of a room one by one, and what each is refused with.

use parlance::engine::event::{Answer, Command, Event, Origin};
use parlance::model::room::{Affiliation, Change as RoomChange, Group, Role};
use parlance::model::{Refusal, Timestamp};
use xmpp::jid::BareJid;

use crate::support::person::{Person, now};
use crate::support::server::{Kind, Server, Wishes};

on_both! {
    each_step_of_a_room_is_taken_or_refused
}

const HOUR: i64 = 3_600_000;

fn hall() -> BareJid {
    "hall@conference.chat.test".parse().expect("an address")
}

fn join(nick: &str, since: Option<Timestamp>) -> Command {
    Command::Join { room: hall(), nick: nick.to_owned(), password: None, since }
}

async fn refused(person: &mut Person, command: Command) -> Refusal {
    let told = format!("{command:?}");
    match person.ask(command).await {
        Err(refusal) => refusal,
        Ok(answer) => panic!("{told} was to be refused: {answer:?}"),
    }
}

async fn each_step_of_a_room_is_taken_or_refused(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut a = Person::sign_in(&server, "alice", "a").await;
    let mut b = Person::sign_in(&server, "bob", "b").await;

    // Create, and not what is there already.
    let create = |nick: &str| {
        let (room, nick) = (hall(), nick.to_owned());
        Command::Create { room, nick, password: None }
    };
    a.does(create("Alice")).await;
    let fetch = || Command::FetchConfiguration { room: hall() };
    let Ok(Answer::Form(form)) = a.ask(fetch()).await else { panic!("{kind}: it is hers") };
    a.does(Command::Configure { room: hall(), form: form.clone() }).await;
    assert_eq!(refused(&mut b, create("Bob")).await.condition, "conflict", "{kind}");

    // Join with a nick, and as much of the past as is asked for: nothing of what is older.
    a.say(a.room(&hall()), "old", "Long ago");
    let _ = a.hears("Long ago").await;
    assert_eq!(refused(&mut b, join("Alice", None)).await.condition, "conflict", "{kind}");
    b.does(join("Bob", Some(now().plus(HOUR)))).await;
    a.in_room("to see Bob come", |it| {
        matches!(it, RoomChange::Occupant(it) if it.nick == "Bob").then_some(())
    })
    .await;
    a.say(a.room(&hall()), "new", "Just now");
    let heard = b.hears("Just now").await;
    assert_eq!(heard.origin, Origin::Live, "{kind}");
    assert!(!b.told().contains("Long ago"), "{kind}: {}", b.told());
    let mut c = Person::sign_in(&server, "carol", "c").await;
    c.does(join("Carol", None)).await;
    assert_eq!(c.hears("Long ago").await.origin, Origin::Replay, "{kind}");

    // The configuration is for owners, to be read and to be written.
    assert_eq!(refused(&mut b, fetch()).await.condition, "forbidden", "{kind}");
    let configure = Command::Configure { room: hall(), form };
    assert_eq!(refused(&mut b, configure).await.condition, "forbidden", "{kind}");

    // So are the lists, and who may not read one is told.
    let lists = [
        Group::Affiliated(Affiliation::Outcast),
        Group::Affiliated(Affiliation::Member),
        Group::Affiliated(Affiliation::Admin),
        Group::Affiliated(Affiliation::Owner),
        Group::InRole(Role::Moderator),
    ];
    for group in lists {
        let list = || Command::ListPeople { room: hall(), group };
        let Ok(Answer::People(people)) = a.ask(list()).await else {
            panic!("{kind}: {group:?} is hers to read");
        };
        let hers = [lists[3], lists[4]].contains(&group);
        assert_eq!(people.len(), usize::from(hers), "{kind} {group:?}: {people:?}");
        assert_eq!(refused(&mut b, list()).await.condition, "forbidden", "{kind} {group:?}");
    }

    // Leave, and be unheard from then on.
    b.tell(Command::Leave { room: hall() });
    a.in_room("to see Bob go", |it| {
        matches!(it, RoomChange::Left { nick } if nick == "Bob").then_some(())
    })
    .await;
    a.forget();
    b.say(b.room(&hall()), "out", "Can you hear me?");
    let failed = b
        .until("to hear that it did not arrive", |it| match it {
            Event::Progress { origin, delivery, .. } if origin == "out" => Some(delivery.clone()),
            _ => None,
        })
        .await;
    assert!(matches!(failed, parlance::model::Delivery::Failed(_)), "{kind}: {failed:?}");
    assert!(!a.told().contains("Can you hear me?"), "{kind}");
}
