//! Which stretches of an archive (XEP-0313) we hold without a hole.
//!
//! An archive is named by its owner: the account's own address, or a room's. Ids are the archive's,
//! and mean nothing by themselves; times put the stretches in order.

use rusqlite::{Connection, Row, named_params};
use xmpp::jid::BareJid;

use crate::model::{AccountId, Timestamp};
use crate::store::error::Error;
use crate::store::keys;

/// A message in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub id: String,
    pub at: Timestamp,
}

/// A stretch that we hold, both ends included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    pub first: Mark,
    pub last: Mark,
    /// Nothing lies before it in the archive.
    pub from_start: bool,
}

/// What a page was asked for, and so what it hangs together with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked<'a> {
    /// It follows on this id.
    After(&'a str),
    /// It ends just before this id.
    Before(&'a str),
    /// The newest messages, or those since a time: it stands alone.
    Apart,
}

struct Held {
    row: i64,
    range: Range,
}

/// The stretches, the newest first.
pub fn ranges(db: &Connection, account: &AccountId, owner: &BareJid) -> Result<Vec<Range>, Error> {
    let account = keys::account(db, account)?;
    match keys::archive(db, account, owner)? {
        Some(archive) => Ok(rows(db, archive)?.into_iter().map(|it| it.range).collect()),
        None => Ok(Vec::new()),
    }
}

/// The stretch at the end of what we hold: its last id is where a catch-up goes on, its first where
/// older messages are asked for. `None` where we hold nothing.
pub fn newest(
    db: &Connection,
    account: &AccountId,
    owner: &BareJid,
) -> Result<Option<Range>, Error> {
    Ok(ranges(db, account, owner)?.into_iter().next())
}

/// Takes a page in: to be done in the transaction that stores its messages.
///
/// `ends` are the first and the last message of the page, `None` where it was empty; `from_start`
/// says that nothing lies before the page. Stretches that touch become one.
pub fn extend(
    db: &Connection,
    account: &AccountId,
    owner: &BareJid,
    asked: Asked<'_>,
    ends: Option<(Mark, Mark)>,
    from_start: bool,
) -> Result<(), Error> {
    let account = keys::account(db, account)?;
    let archive = keys::ensure_archive(db, account, owner)?;
    let held = rows(db, archive)?;

    let joined = held.iter().find(|it| match asked {
        Asked::After(id) => it.range.last.id == id,
        Asked::Before(id) => it.range.first.id == id,
        Asked::Apart => false,
    });

    let mut range = match (joined.map(|it| &it.range), ends) {
        (Some(held), Some((first, last))) => match asked {
            Asked::After(_) => Range { last, ..held.clone() },
            Asked::Before(_) | Asked::Apart => Range { first, ..held.clone() },
        },
        (Some(held), None) => held.clone(),
        (None, Some((first, last))) => Range { first, last, from_start: false },
        (None, None) => return Ok(()),
    };
    range.from_start |= from_start;

    let touched = |it: &&Held| touch(&it.range, &range);
    let joined_row = joined.map(|it| it.row);
    let (joined, others): (Vec<&Held>, Vec<&Held>) = held
        .iter()
        .filter(|it| joined_row == Some(it.row) || touched(it))
        .partition(|it| joined_row == Some(it.row));

    // The joined one is in already, and must not take back its new end where the archive's clock
    // went back: the next page would be the same again.
    for it in joined.iter().chain(&others) {
        let _ = db.prepare_cached("DELETE FROM archive_range WHERE id = ?1")?.execute([it.row])?;
    }
    let range = others.iter().fold(range, |range, it| union(range, &it.range));

    write(db, archive, &range)
}

/// A message came live while nothing is missing: the newest stretch reaches up to it. To be called
/// only once the archive was read to its end in this session.
///
/// The time of the end stays: a live message's is by our clock, which may be ahead of the archive's,
/// and then would cover a hole.
pub fn reach(db: &Connection, account: &AccountId, owner: &BareJid, id: &str) -> Result<(), Error> {
    let account = keys::account(db, account)?;
    let Some(archive) = keys::archive(db, account, owner)? else {
        return Ok(());
    };

    let _ = db
        .prepare_cached(
            "UPDATE archive_range SET last_id = ?2
             WHERE id = (SELECT id FROM archive_range WHERE archive = ?1
                         ORDER BY last_at DESC, id DESC LIMIT 1)",
        )?
        .execute((archive, id))?;

    Ok(())
}

/// The archive no longer knows this id: stretches that begin or end with it cannot be gone on from.
/// The messages stay.
pub fn expired(
    db: &Connection,
    account: &AccountId,
    owner: &BareJid,
    id: &str,
) -> Result<(), Error> {
    let account = keys::account(db, account)?;
    if let Some(archive) = keys::archive(db, account, owner)? {
        let _ = db
            .prepare_cached(
                "DELETE FROM archive_range
                 WHERE archive = ?1 AND (first_id = ?2 OR last_id = ?2)",
            )?
            .execute((archive, id))?;
    }

    Ok(())
}

/// Whether two stretches share a message. Where they only share a moment, there may be others of the
/// same moment between them.
fn touch(one: &Range, other: &Range) -> bool {
    let shares_an_end = [&one.first.id, &one.last.id]
        .into_iter()
        .any(|id| *id == other.first.id || *id == other.last.id);

    shares_an_end || (one.first.at < other.last.at && other.first.at < one.last.at)
}

fn union(one: Range, other: &Range) -> Range {
    // At the same moment, the one that was widened knows better.
    let first = if other.first.at < one.first.at { other.first.clone() } else { one.first };
    let last = if other.last.at > one.last.at { other.last.clone() } else { one.last };

    Range { first, last, from_start: one.from_start || other.from_start }
}

fn rows(db: &Connection, archive: i64) -> Result<Vec<Held>, Error> {
    let rows = db
        .prepare_cached(
            "SELECT id, first_id, first_at, last_id, last_at, from_start FROM archive_range
             WHERE archive = ?1 ORDER BY last_at DESC, id DESC",
        )?
        .query_map([archive], read)?
        .collect::<Result<Vec<_>, _>>()?;

    Ok(rows)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Held> {
    Ok(Held {
        row: row.get(0)?,
        range: Range {
            first: Mark { id: row.get(1)?, at: row.get(2)? },
            last: Mark { id: row.get(3)?, at: row.get(4)? },
            from_start: row.get(5)?,
        },
    })
}

fn write(db: &Connection, archive: i64, range: &Range) -> Result<(), Error> {
    let _ = db
        .prepare_cached(
            "INSERT INTO archive_range (archive, first_id, first_at, last_id, last_at, from_start)
             VALUES (:archive, :first_id, :first_at, :last_id, :last_at, :from_start)",
        )?
        .execute(named_params! {
            ":archive": archive,
            ":first_id": range.first.id,
            ":first_at": range.first.at,
            ":last_id": range.last.id,
            ":last_at": range.last.at,
            ":from_start": range.from_start,
        })?;

    Ok(())
}
