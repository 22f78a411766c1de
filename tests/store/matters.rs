//! What there is beside messages: accounts, roster, rooms, pictures; and all of it as a world.

use std::collections::BTreeMap;

use parlance::model::account::Host;
use parlance::model::contact::{Contact, Request, Subscription};
use parlance::model::message::Origin;
use parlance::model::room::{Bookmark, Invitation, Notify, RoomId, State};
use parlance::model::{Account, Address, Connection};
use parlance::store::{Error, accounts, chats, contacts, pictures, rooms, world};

use crate::store::{arrives, at, contact, hall, jid, juliet, nurse, romeo, says, store};

fn elaborate() -> Account {
    Account {
        enabled: false,
        host: Some(Host { name: "192.0.2.7".to_owned(), port: 5223, direct_tls: true }),
        pins: vec!["aa".repeat(32), "bb".repeat(32)],
        client_certificate: Some("/home/juliet/me.pem".into()),
        remember: false,
        anonymous: true,
        ..Account::new(juliet(), "parlance.x".to_owned())
    }
}

fn bookmark(room: &str) -> Bookmark {
    Bookmark {
        jid: jid(room),
        name: "The hall".to_owned(),
        nick: "Juliet".to_owned(),
        password: Some("open sesame".to_owned()),
        autojoin: true,
        notify: Some(Notify::Nothing),
    }
}

#[tokio::test]
async fn an_account_is_kept_with_all_its_settings() -> Result<(), Error> {
    let store = store().await;
    let plain = Account::new(juliet(), "parlance.1".to_owned());
    let other = Account::new(nurse(), "parlance.2".to_owned());
    assert_eq!(store.read(accounts::all).await?, [plain.clone(), other.clone()]);

    store.call(|db| accounts::set(db, &elaborate())).await?;
    assert_eq!(store.read(accounts::all).await?, [elaborate(), other.clone()]);

    store.call(move |db| accounts::set(db, &plain)).await?;
    let back = store.read(accounts::all).await?;
    assert_eq!(back[0].pins, [""; 0], "trust that was taken back is gone");
    assert_eq!(back[0].host, None);
    Ok(())
}

#[tokio::test]
async fn a_removed_account_takes_everything_along() -> Result<(), Error> {
    let store = store().await;
    arrives(&store, says("hi", 0), Origin::Live).await;
    let rows = store
        .call(|db| {
            let me = juliet();
            accounts::set(db, &elaborate())?;
            let grouped =
                Contact { groups: vec!["Friends".to_owned()], ..contact("romeo@montague.example") };
            contacts::set(db, &me, &grouped, Some("v1"))?;
            rooms::set(db, &me, &bookmark("hall@rooms.example"))?;
            pictures::set(db, &me, &jid("romeo@montague.example"), Some("only-hers"))?;
            pictures::set(db, &me, &jid("paris@verona.example"), Some("shared"))?;
            pictures::set(db, &nurse(), &jid("paris@verona.example"), Some("shared"))?;

            assert_eq!(accounts::remove(db, &me)?, ["only-hers"]);

            let mut left = BTreeMap::new();
            for table in [
                "account",
                "pin",
                "contact",
                "contact_group",
                "request",
                "bookmark",
                "picture",
                "archive",
                "archive_range",
                "chat",
                "message",
                "outbox",
            ] {
                let sql = format!("SELECT count(*) FROM {table}");
                let count: i64 = db.query_row(&sql, [], |row| row.get(0))?;
                if count > 0 {
                    left.insert(table, count);
                }
            }
            Ok(left)
        })
        .await?;

    assert_eq!(rows, BTreeMap::from([("account", 1), ("picture", 1)]), "the other account's");
    Ok(())
}

#[tokio::test]
async fn the_roster_is_what_the_server_says() -> Result<(), Error> {
    let store = store().await;
    let romeo = Contact {
        name: "Romeo".to_owned(),
        subscription: Subscription::Both,
        asked: true,
        approved: true,
        groups: vec!["Balcony".to_owned(), "朋友".to_owned()],
        ..contact("romeo@montague.example")
    };
    let paris = Contact { subscription: Subscription::From, ..contact("paris@verona.example") };

    let all = [paris.clone(), romeo.clone()];
    let first = all.clone();
    store.call(move |db| contacts::replace(db, &juliet(), &first, Some("v1"))).await?;
    assert_eq!(store.read(|db| contacts::all(db, &juliet())).await?, all);
    assert_eq!(store.read(|db| contacts::version(db, &juliet())).await?.as_deref(), Some("v1"));
    assert_eq!(store.read(|db| contacts::all(db, &nurse())).await?, [], "not everybody's");

    let moved = Contact { groups: vec!["朋友".to_owned()], ..romeo };
    let changed = moved.clone();
    store
        .call(move |db| {
            contacts::set(db, &juliet(), &changed, None)?;
            contacts::remove(db, &juliet(), &jid("paris@verona.example"), Some("v2"))
        })
        .await?;
    assert_eq!(store.read(|db| contacts::all(db, &juliet())).await?, [moved]);
    assert_eq!(store.read(|db| contacts::version(db, &juliet())).await?.as_deref(), Some("v2"));

    store.call(|db| contacts::replace(db, &juliet(), &[], None)).await?;
    assert_eq!(store.read(|db| contacts::all(db, &juliet())).await?, []);
    assert_eq!(store.read(|db| contacts::version(db, &juliet())).await?, None);
    Ok(())
}

#[tokio::test]
async fn a_request_is_told_once() -> Result<(), Error> {
    let store = store().await;
    let request = |text: &str, millis| Request {
        from: jid("paris@verona.example"),
        text: text.to_owned(),
        at: at(millis),
    };

    let told = store
        .call(move |db| {
            let me = juliet();
            Ok([
                contacts::ask(db, &me, &request("", 0))?,
                contacts::ask(db, &me, &request("", 5))?,
                contacts::ask(db, &me, &request("It is me!", 9))?,
            ])
        })
        .await?;
    assert_eq!(told, [true, false, true]);
    assert_eq!(
        store.read(|db| contacts::requests(db, &juliet())).await?,
        [request("It is me!", 0)]
    );

    let settled = store
        .call(|db| {
            let from = jid("paris@verona.example");
            Ok([contacts::answer(db, &juliet(), &from)?, contacts::answer(db, &juliet(), &from)?])
        })
        .await?;
    assert_eq!(settled, [true, false]);
    Ok(())
}

#[tokio::test]
async fn a_picture_that_nobody_has_can_go() -> Result<(), Error> {
    let store = store().await;
    let gone = store
        .call(|db| {
            let (romeo, paris) = (jid("romeo@montague.example"), jid("paris@verona.example"));
            let set = |of, key| pictures::set(db, &juliet(), of, key);
            Ok([
                set(&romeo, Some("a"))?,
                set(&paris, Some("a"))?,
                set(&romeo, Some("b"))?,
                set(&paris, None)?,
                set(&romeo, Some("b"))?,
            ])
        })
        .await?;

    assert_eq!(gone, [None, None, None, Some("a".to_owned()), None]);
    Ok(())
}

#[tokio::test]
async fn the_world_is_there_before_the_network() -> Result<(), Error> {
    let store = store().await;
    arrives(&store, says("hi", 0), Origin::Live).await;
    let invitation = Invitation {
        room: jid("ball@rooms.example"),
        from: Address::parse("ball@rooms.example/Tybalt"),
        reason: "Dance!".to_owned(),
        password: None,
    };

    let asked = invitation.clone();
    store
        .call(move |db| {
            let me = juliet();
            contacts::set(db, &me, &contact("romeo@montague.example"), None)?;
            let request =
                Request { from: jid("paris@verona.example"), text: String::new(), at: at(0) };
            contacts::ask(db, &me, &request)?;
            rooms::replace(db, &me, &[bookmark("old@rooms.example")])?;
            rooms::replace(db, &me, &[bookmark("hall@rooms.example")])?;
            rooms::invite(db, &me, &asked)?;
            pictures::set(db, &me, &jid("romeo@montague.example"), Some("face"))?;
            chats::open(db, &hall())?;
            chats::open(db, &romeo())?;
            Ok(())
        })
        .await?;
    let world = store.read(world::load).await?;

    let mine = &world.accounts[&juliet()];
    assert_eq!(world.accounts.len(), 2);
    assert_eq!(mine.connection, Connection::Offline);
    assert!(mine.contacts.contains_key(&jid("romeo@montague.example")));
    assert!(mine.requests.contains_key(&jid("paris@verona.example")));
    assert_eq!(mine.avatars[&jid("romeo@montague.example")], "face");
    assert_eq!(world.open, [hall(), romeo()]);
    assert_eq!(world.chats[&romeo()].unread, 1);
    assert!(!world.chats[&romeo()].stranger);

    let of = |room: &str| RoomId { account: juliet(), jid: jid(room) };
    assert_eq!(world.rooms.len(), 1);
    assert_eq!(world.rooms[&of("hall@rooms.example")].bookmark, bookmark("hall@rooms.example"));
    assert_eq!(world.rooms[&of("hall@rooms.example")].state, State::Outside);
    assert_eq!(world.invitations[&of("ball@rooms.example")], invitation);

    store.call(|db| rooms::answer(db, &juliet(), &jid("ball@rooms.example"))).await?;
    assert!(store.read(world::load).await?.invitations.is_empty());
    Ok(())
}
