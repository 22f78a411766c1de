//! What was read, and what was not: the counts of a chat are those of its messages' marks.

use rusqlite::{Connection, OptionalExtension};

use crate::model::message::Cursor;
use crate::model::{ChatId, Timestamp};
use crate::store::error::Error;
use crate::store::keys::{self, Key};

/// A clock that is wrong by more than this is not followed for the sake of order: milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1_000;

/// Counts one more.
pub fn add(db: &Connection, key: &Key, mention: bool) -> Result<(), Error> {
    let _ = db
        .prepare_cached(
            "UPDATE chat SET unread = unread + 1, mentions = mentions + ?1 WHERE id = ?2",
        )?
        .execute((mention, key.chat))?;

    Ok(())
}

/// Counts one less: it was taken back.
pub fn forget(db: &Connection, chat: i64, mention: bool) -> Result<(), Error> {
    let _ = db
        .prepare_cached(
            "UPDATE chat SET unread = unread - 1, mentions = mentions - ?1 WHERE id = ?2",
        )?
        .execute((mention, chat))?;

    Ok(())
}

/// Everything up to this place was read. Reading never goes back, nor beyond the newest message: what
/// comes later was not seen. Costs what is newly read.
pub fn mark(db: &Connection, key: &Key, up_to: Cursor) -> Result<(), Error> {
    let Some(newest) = newest(db, key.chat)? else {
        return Ok(());
    };
    let read = up_to.min(newest);
    let read = key.read.map_or(read, |before| before.max(read));

    let mentions = db
        .prepare_cached(
            "UPDATE message SET unread = 0
             WHERE chat = ?1 AND unread = 1 AND (at, id) <= (?2, ?3)
             RETURNING mention",
        )?
        .query_map((key.chat, read.at, read.row), |row| row.get(0))?
        .collect::<Result<Vec<bool>, _>>()?;

    let unread = i64::try_from(mentions.len()).unwrap_or(i64::MAX);
    let mentions = i64::try_from(mentions.iter().filter(|it| **it).count()).unwrap_or(i64::MAX);

    let _ = db
        .prepare_cached(
            "UPDATE chat
             SET read_at = ?2, read_row = ?3, unread = unread - ?4, mentions = mentions - ?5
             WHERE id = ?1",
        )?
        .execute((key.chat, read.at, read.row, unread, mentions))?;

    Ok(())
}

/// The place of the newest message.
pub fn newest(db: &Connection, chat: i64) -> Result<Option<Cursor>, Error> {
    let newest = db
        .prepare_cached(
            "SELECT at, id FROM message WHERE chat = ?1 ORDER BY at DESC, id DESC LIMIT 1",
        )?
        .query_row([chat], |row| keys::cursor(row, 0))
        .optional()?;

    Ok(newest.flatten())
}

/// When a message stands at the end of its chat that comes now: not before what is there, however
/// our clock was set.
pub fn end(db: &Connection, chat: &ChatId, now: Timestamp) -> Result<Timestamp, Error> {
    let Some(key) = keys::chat(db, chat)? else {
        return Ok(now);
    };
    let newest = newest(db, key.chat)?.map(|it| it.at);
    let believed = newest.filter(|it| it.as_millis().saturating_sub(now.as_millis()) < DAY);
    Ok(believed.map_or(now, |newest| newest.max(now)))
}
