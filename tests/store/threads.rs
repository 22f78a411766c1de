//! One writes, others read beside it, and no fault ends them.

use std::sync::mpsc;

use parlance::model::message::{Cursor, Origin};
use parlance::store::messages::{self, Age};
use parlance::store::{Error, Store, accounts, pages};

use crate::store::{arrives, furnish, juliet, romeo, says, store};

#[tokio::test]
async fn a_page_never_waits_for_the_writing() -> Result<(), Error> {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&folder.path().join("history.sqlite"))?;
    store.call(furnish).await?;
    arrives(&store, says("before", 0), Origin::Live).await;

    let (begun, beginning) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    let writing = tokio::spawn({
        let store = store.clone();
        async move {
            store
                .call(move |db| {
                    messages::insert(db, &says("during", 1), Origin::Live, Age::News)?;
                    let _ = begun.send(());
                    let _ = released.recv();
                    Ok(())
                })
                .await
        }
    });
    tokio::task::spawn_blocking(move || beginning.recv()).await.expect("a wait").expect("begun");

    let count = |store: Store| async move {
        let page = store.read(|db| pages::older(db, &romeo(), Cursor::END, 10)).await;
        page.expect("a page").messages.len()
    };
    assert_eq!(count(store.clone()).await, 1, "what is not finished is not seen");

    drop(release);
    writing.await.expect("a task")?;
    assert_eq!(count(store).await, 2, "what is finished is");
    Ok(())
}

#[tokio::test]
async fn work_that_fails_leaves_nothing_behind() -> Result<(), Error> {
    let store = store().await;

    let failed: Result<(), Error> = store
        .call(|db| {
            messages::insert(db, &says("half", 0), Origin::Live, Age::News)?;
            Err(Error::Unknown)
        })
        .await;
    let broken: Result<(), Error> = store
        .call(|db| {
            messages::insert(db, &says("half", 0), Origin::Live, Age::News)?;
            panic!("a fault of ours")
        })
        .await;
    let page = store.read(|db| pages::older(db, &romeo(), Cursor::END, 10)).await?;

    assert!(matches!(failed, Err(Error::Unknown)));
    assert!(matches!(broken, Err(Error::Broken)));
    assert!(page.messages.is_empty(), "and the next work is done as if nothing had been");
    Ok(())
}

#[tokio::test]
async fn reading_does_not_write() -> Result<(), Error> {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&folder.path().join("history.sqlite"))?;
    store.call(furnish).await?;

    let result = store.read(|db| accounts::remove(db, &juliet())).await;

    assert!(matches!(result, Err(Error::Sqlite(_))), "{result:?}");
    assert_eq!(store.read(accounts::all).await?.len(), 2);
    Ok(())
}

#[tokio::test]
async fn closing_finishes_what_was_handed_in() -> Result<(), Error> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("history.sqlite");
    let store = Store::open(&path)?;
    store.call(furnish).await?;

    let arrivals: Vec<_> = (0..20)
        .map(|minute| {
            let (store, message) = (store.clone(), says(&minute.to_string(), minute * 60_000));
            tokio::spawn(async move { arrives(&store, message, Origin::Live).await })
        })
        .collect();
    for arrival in arrivals {
        arrival.await.expect("stored");
    }
    store.close().await;

    assert!(matches!(store.call(furnish).await, Err(Error::Closed)));
    let again = Store::open(&path)?;
    let page = again.read(|db| pages::older(db, &romeo(), Cursor::END, 100)).await?;
    assert_eq!(page.messages.len(), 20);
    Ok(())
}
