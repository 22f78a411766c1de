//! Files of every version that was ever shipped are read.

use std::path::Path;

use parlance::model::message::{Author, Cursor, Kind};
use parlance::model::{Delivery, Peer};
use parlance::store::{
    Connection, Error, Store, accounts, chats, contacts, outbox, pages, search, world,
};

use crate::store::{bodies, contact, juliet, romeo};

/// The steps as they were shipped: what a program of that version left behind.
const STEPS: &[&str] = &[
    include_str!("../../src/store/schema/0001_history.sql"),
    include_str!("../../src/store/schema/0002_acts.sql"),
    include_str!("../../src/store/schema/0003_notify.sql"),
    include_str!("../../src/store/schema/0004_markers.sql"),
    include_str!("../../src/store/schema/0005_unstamped.sql"),
];

/// What the first version wrote.
const FIRST: &str = include_str!("history-1.sql");

fn leave_behind(path: &Path, version: usize, content: &str) {
    let db = Connection::open(path).expect("a file");
    db.execute_batch("PRAGMA journal_mode = WAL").expect("a log");
    for step in &STEPS[..version] {
        db.execute_batch(step).expect("a step");
    }
    db.pragma_update(None, "application_id", 0x5061_726c_i64).expect("our mark");
    db.pragma_update(None, "user_version", version as i64).expect("a version");
    db.execute_batch(content).expect("its content");
}

#[tokio::test]
async fn a_file_of_the_first_version_is_read() -> Result<(), Error> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("history.sqlite");
    leave_behind(&path, 1, FIRST);

    let store = Store::open(&path)?;
    let world = store.read(world::load).await?;
    let page = store.read(|db| pages::older(db, &romeo(), Cursor::END, 10)).await?;
    let found = store.read(|db| search::find(db, "你好", None, Cursor::END, 10)).await?;

    let accounts = store.read(accounts::all).await?;
    assert_eq!(accounts[0].id, juliet());
    assert_eq!(accounts[0].pins, ["ab".repeat(32)]);
    assert_eq!(
        store.read(|db| contacts::all(db, &juliet())).await?[0].jid,
        contact("romeo@montague.example").jid
    );
    assert_eq!(bodies(&page.messages), ["Wherefore art thou?", "你好 Juliet"]);
    assert_eq!(page.messages[0].delivery, Delivery::Read);
    assert_eq!(page.messages[0].author, Author::Me { nick: String::new() });
    assert_eq!(page.messages[1].kind, Kind::Normal { subject: "hello".to_owned() });
    assert_eq!(bodies(&found), ["你好 Juliet"]);
    assert_eq!(world.chats[&romeo()].unread, 1);
    assert!(world.open.iter().all(|chat| matches!(chat.peer, Peer::Contact(_))));
    assert!(store.read(|db| chats::get(db, &romeo())).await?.is_some_and(|it| it.open));
    Ok(())
}

#[tokio::test]
async fn an_upgrade_tells_its_steps_and_goes_on_where_it_was_stopped() -> Result<(), Error> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("history.sqlite");
    leave_behind(&path, 1, FIRST);

    let mut told = Vec::new();
    let stopped = Store::open_telling(&path, |it| {
        told.push((it.step, it.of));
        if it.step == 2 {
            it.stop();
        }
    });
    let of = STEPS.len() as u32 - 1;
    assert!(stopped.is_err());
    assert_eq!(told, [(1, of), (2, of)]);

    told.clear();
    let store = Store::open_telling(&path, |it| told.push((it.step, it.of)))?;
    assert_eq!(told, (1..of).map(|step| (step, of - 1)).collect::<Vec<_>>());
    let page = store.read(|db| pages::older(db, &romeo(), Cursor::END, 10)).await?;
    assert_eq!(bodies(&page.messages), ["Wherefore art thou?", "你好 Juliet"]);
    Ok(())
}

#[tokio::test]
async fn what_the_first_version_had_queued_still_leaves() -> Result<(), Error> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("history.sqlite");
    let queued = format!(
        "{FIRST}
         INSERT INTO message VALUES (7, 1, 1, 1700000070000, NULL, 0, '', NULL, 'o7', NULL, 0, 0,
             '', 'later', NULL, NULL, NULL, 0, 1, NULL, 0, NULL);
         INSERT INTO outbox VALUES (3, 1, 1, 7, 0);"
    );
    leave_behind(&path, 1, &queued);

    let store = Store::open(&path)?;
    let ready = store.read(|db| outbox::ready(db, &juliet(), 10)).await?;
    let tokens: Vec<i64> = ready.iter().map(outbox::Job::token).collect();
    assert_eq!(tokens, [7]);

    let sent = store.call(|db| outbox::confirmed(db, 7)).await?;
    assert_eq!(sent.map(|it| it.delivery), Some(Delivery::Sent));
    let next = crate::store::writes("next", 80_000, "o8");
    let next = store.call(move |db| outbox::queue(db, &next)).await?;
    assert!(next.cursor.row > 7, "no name is given twice");
    Ok(())
}
