//! The numbered steps of `schema/*.sql`, applied once each.

use rusqlite::{Connection, TransactionBehavior, ffi};

use crate::store::error::Error;
use crate::store::upgrade::{Stop, Upgrade};

/// Every step ever shipped, oldest first. A shipped step is never edited.
const STEPS: &[&str] = &[
    include_str!("schema/0001_history.sql"),
    include_str!("schema/0002_acts.sql"),
    include_str!("schema/0003_notify.sql"),
    include_str!("schema/0004_markers.sql"),
    include_str!("schema/0005_unstamped.sql"),
];

/// Tells a file of ours from any other SQLite database: "Parl".
const APPLICATION: i64 = 0x5061_726c;

/// Reads of which version a database is, and touches nothing.
///
/// # Errors
/// [`Error::TooNew`] for the file of a newer program, [`Error::Damaged`] for one that is not ours.
pub fn check(db: &Connection) -> Result<i64, Error> {
    let found: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);

    recognise(db)?;
    if found > known { Err(Error::TooNew { found, known }) } else { Ok(found) }
}

/// Brings the database up to date, each step in a transaction of its own. What a file that was there
/// still needs is told step by step.
///
/// # Errors
/// Those of [`check`]; SQLite's, where one who was told of it stopped it.
pub fn upgrade(db: &mut Connection, mut told: impl FnMut(Upgrade)) -> Result<(), Error> {
    let current = check(db)?;
    let stop = Stop::of(db);
    let taken = usize::try_from(current).unwrap_or(0);

    for (place, (version, step)) in (1_i64..).zip(STEPS).skip(taken).enumerate() {
        if current > 0 {
            told(Upgrade::new(place + 1, STEPS.len() - taken, &stop));
            stop.check()?;
        }

        let step_taken = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        step_taken.execute_batch(step)?;
        step_taken.pragma_update(None, "application_id", APPLICATION)?;
        step_taken.pragma_update(None, "user_version", version)?;
        step_taken.commit()?;
    }

    Ok(())
}

/// An empty file is ours to fill; a filled one must bear our mark.
fn recognise(db: &Connection) -> Result<(), Error> {
    let mark: i64 = db.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 =
        db.query_row("SELECT count(*) FROM sqlite_schema WHERE type = 'table'", [], |row| {
            row.get(0)
        })?;

    if mark == APPLICATION || (mark == 0 && tables == 0) {
        return Ok(());
    }

    let error = ffi::Error::new(ffi::SQLITE_NOTADB);
    let words = "it belongs to another program".to_owned();
    Err(rusqlite::Error::SqliteFailure(error, Some(words)).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_taken_once() {
        let mut db = Connection::open_in_memory().expect("memory is there");

        upgrade(&mut db, |_| {}).expect("the first step fits an empty file");
        upgrade(&mut db, |it| panic!("{it:?}")).expect("nothing is left to do");

        let version: i64 =
            db.pragma_query_value(None, "user_version", |row| row.get(0)).expect("a version");
        assert_eq!(version, i64::try_from(STEPS.len()).expect("few steps"));
    }

    #[test]
    fn a_stranger_s_database_is_left_alone() {
        let mut db = Connection::open_in_memory().expect("memory is there");
        db.execute_batch("CREATE TABLE recipe (name TEXT)").expect("a table");

        assert!(matches!(upgrade(&mut db, |_| {}), Err(Error::Damaged(_))));
        let tables: i64 = db
            .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
            .expect("a count");
        assert_eq!(tables, 1);
    }
}
