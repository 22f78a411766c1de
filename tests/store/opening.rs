//! Files that are whole, damaged, too new, or have no room.

use std::fs;
use std::path::{Path, PathBuf};

use parlance::model::message::{Cursor, Origin};
use parlance::store::{Connection, Error, Store, pages, set_aside};

use crate::store::{arrives, at, bodies, furnish, romeo, says};

fn place(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("profile").join("history.sqlite")
}

/// A file with three messages in it.
async fn written(path: &Path) {
    let store = Store::open(path).expect("a new file");
    store.call(furnish).await.expect("two accounts");
    for (minute, body) in (0..).zip(["one", "two", "three"]) {
        arrives(&store, says(body, minute * 60_000), Origin::Live).await;
    }
    store.close().await;
    assert!(!path.with_extension("sqlite-wal").exists(), "it is whole without its log");
}

async fn kept(store: &Store) -> Result<Vec<String>, Error> {
    let page = store.read(|db| pages::older(db, &romeo(), Cursor::END, 100)).await?;
    Ok(bodies(&page.messages).into_iter().map(str::to_owned).collect())
}

#[tokio::test]
async fn what_was_written_is_there_again() -> Result<(), Error> {
    let folder = tempfile::tempdir().expect("a folder");
    written(&place(&folder)).await;

    let store = Store::open(&place(&folder))?;
    assert_eq!(kept(&store).await?, ["one", "two", "three"]);
    Ok(())
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_may_read_it() -> Result<(), Error> {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&place(&folder))?;
    store.call(furnish).await?;

    for entry in fs::read_dir(folder.path().join("profile")).expect("a folder") {
        let entry = entry.expect("an entry");
        let mode = entry.metadata().expect("its mode").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{:?}", entry.file_name());
    }
    Ok(())
}

#[tokio::test]
async fn a_file_that_is_no_database_is_damaged_and_stays_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = place(&folder);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    let words = "these are no pages of a database, but somebody's words\n".repeat(200);
    fs::write(&path, &words).expect("room on disk");

    assert!(matches!(Store::open(&path), Err(Error::Damaged(_))));
    assert_eq!(fs::read_to_string(&path).expect("it is there"), words);
}

#[tokio::test]
async fn a_database_with_broken_pages_is_damaged() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = place(&folder);
    written(&path).await;

    let mut bytes = fs::read(&path).expect("it is there");
    for byte in &mut bytes[4096..] {
        *byte = 0x5a;
    }
    fs::write(&path, &bytes).expect("room on disk");

    let result = match Store::open(&path) {
        Ok(store) => kept(&store).await.map(drop),
        Err(error) => Err(error),
    };
    assert!(matches!(result, Err(Error::Damaged(_))), "{result:?}");
}

#[tokio::test]
async fn a_file_of_a_newer_program_is_not_touched() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = place(&folder);
    written(&path).await;
    let db = Connection::open(&path).expect("a database");
    db.pragma_update(None, "user_version", 999).expect("a version");
    drop(db);
    let before = fs::read(&path).expect("it is there");

    let result = Store::open(&path);

    assert!(matches!(result, Err(Error::TooNew { found: 999, .. })), "{result:?}");
    assert_eq!(fs::read(&path).expect("it is there"), before);
}

#[tokio::test]
async fn another_program_s_database_is_not_touched() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = place(&folder);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    let db = Connection::open(&path).expect("a database");
    db.execute_batch("CREATE TABLE recipe (name TEXT)").expect("a table");
    drop(db);
    let before = fs::read(&path).expect("it is there");

    assert!(matches!(Store::open(&path), Err(Error::Damaged(_))));
    assert_eq!(fs::read(&path).expect("it is there"), before);
}

#[tokio::test]
async fn what_is_set_aside_is_never_overwritten() -> Result<(), Error> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = place(&folder);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");

    let mut names = Vec::new();
    for content in ["first", "second", "third"] {
        fs::write(&path, content).expect("room on disk");
        fs::write(path.with_extension("sqlite-wal"), format!("log of the {content}"))
            .expect("room");
        let aside = set_aside(&path, at(0))?;
        assert_eq!(fs::read_to_string(&aside).expect("it is there"), content);
        names.push(aside);
    }

    assert_eq!(names[0].file_name().expect("a name"), "history.sqlite.damaged-20231114T221320Z");
    let mut log = names[1].clone().into_os_string();
    log.push("-wal");
    assert_eq!(fs::read_to_string(log).expect("its log went with it"), "log of the second");
    assert!(!path.exists());
    assert_eq!(fs::read_dir(path.parent().expect("a folder")).expect("a folder").count(), 6);

    let store = Store::open(&path)?;
    store.call(furnish).await?;
    Ok(())
}

#[tokio::test]
async fn a_full_disk_loses_nothing_that_was_there() -> Result<(), Error> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = place(&folder);
    written(&path).await;
    let store = Store::open(&path)?;

    // A file that may not grow is what SQLite makes of a full disk.
    let pages: i64 = store
        .call(|db| {
            let pages: i64 = db.pragma_query_value(None, "page_count", |row| row.get(0))?;
            db.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))?;
            Ok(pages)
        })
        .await?;
    let long = || says(&"long words ".repeat(20_000), 600_000);
    let message = long();
    let result = store
        .call(move |db| {
            use parlance::store::messages::{Age, insert};
            insert(db, &says("four", 500_000), Origin::Live, Age::News)?;
            insert(db, &message, Origin::Live, Age::News)
        })
        .await;

    assert!(matches!(result, Err(Error::Full(_))), "{result:?}");
    assert_eq!(kept(&store).await?, ["one", "two", "three"], "all of it, or none");

    store
        .call(move |db| {
            db.pragma_update_and_check(None, "max_page_count", pages + 10_000, |_| Ok(()))?;
            Ok(())
        })
        .await?;
    arrives(&store, long(), Origin::Live).await;
    assert_eq!(kept(&store).await?.len(), 4, "with room again, it goes on");
    Ok(())
}
