//! Pages of a thread. Each costs its own length, not that of the thread.

use rusqlite::{Connection, OptionalExtension};

use crate::model::message::{Cursor, Message, Page};
use crate::model::{ChatId, Timestamp};
use crate::store::error::Error;
use crate::store::keys;
use crate::store::record::{self, select};

/// At most `limit` messages before `before`; with [`Cursor::END`] the newest.
pub fn older(db: &Connection, chat: &ChatId, before: Cursor, limit: u32) -> Result<Page, Error> {
    let Some(key) = keys::chat(db, chat)? else {
        return Ok(empty());
    };

    let (messages, at_start) = back(db, key.chat, before, limit)?;
    let end = messages.last().map_or(before, |it| it.cursor);

    Ok(Page { at_start, at_end: !is_after(db, key.chat, end)?, messages })
}

/// At most `limit` messages after `after`.
pub fn newer(db: &Connection, chat: &ChatId, after: Cursor, limit: u32) -> Result<Page, Error> {
    let Some(key) = keys::chat(db, chat)? else {
        return Ok(empty());
    };

    let (messages, at_end) = forth(db, key.chat, after, limit)?;
    let start = messages.first().map_or(after, |it| it.cursor);

    Ok(Page { at_start: !is_before(db, key.chat, start)?, at_end, messages })
}

/// At most `limit` messages on each side of a place; it counts with what follows.
pub fn around(db: &Connection, chat: &ChatId, place: Cursor, limit: u32) -> Result<Page, Error> {
    let Some(key) = keys::chat(db, chat)? else {
        return Ok(empty());
    };

    let just_before = Cursor { at: place.at, row: place.row.saturating_sub(1) };
    let (mut messages, at_start) = back(db, key.chat, place, limit)?;
    let (after, at_end) = forth(db, key.chat, just_before, limit)?;
    messages.extend(after);

    Ok(Page { messages, at_start, at_end })
}

/// The place of the first message at or after a time.
pub fn place_at(db: &Connection, chat: &ChatId, at: Timestamp) -> Result<Option<Cursor>, Error> {
    let Some(key) = keys::chat(db, chat)? else {
        return Ok(None);
    };

    let place = db
        .prepare_cached(
            "SELECT at, id FROM message WHERE chat = ?1 AND at >= ?2 ORDER BY at, id LIMIT 1",
        )?
        .query_row((key.chat, at), |row| keys::cursor(row, 0))
        .optional()?;

    Ok(place.flatten())
}

const BACK: &str = select!(
    "WHERE message.chat = ?1 AND (message.at, message.id) < (?2, ?3)
     ORDER BY message.at DESC, message.id DESC LIMIT ?4"
);

const FORTH: &str = select!(
    "WHERE message.chat = ?1 AND (message.at, message.id) > (?2, ?3)
     ORDER BY message.at, message.id LIMIT ?4"
);

/// What lies before a place, oldest first, and whether that is all. One more is asked for than
/// wanted, to know.
fn back(
    db: &Connection,
    chat: i64,
    before: Cursor,
    limit: u32,
) -> Result<(Vec<Message>, bool), Error> {
    let (mut messages, all) = page(db, BACK, chat, before, limit)?;
    messages.reverse();

    Ok((messages, all))
}

fn forth(
    db: &Connection,
    chat: i64,
    after: Cursor,
    limit: u32,
) -> Result<(Vec<Message>, bool), Error> {
    page(db, FORTH, chat, after, limit)
}

fn page(
    db: &Connection,
    sql: &str,
    chat: i64,
    from: Cursor,
    limit: u32,
) -> Result<(Vec<Message>, bool), Error> {
    let mut messages = record::all(db, sql, (chat, from.at, from.row, i64::from(limit) + 1))?;
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let all = messages.len() <= wanted;
    messages.truncate(wanted);

    Ok((messages, all))
}

fn is_after(db: &Connection, chat: i64, place: Cursor) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM message WHERE chat = ?1 AND (at, id) > (?2, ?3) LIMIT 1";
    Ok(db.prepare_cached(sql)?.exists((chat, place.at, place.row))?)
}

fn is_before(db: &Connection, chat: i64, place: Cursor) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM message WHERE chat = ?1 AND (at, id) < (?2, ?3) LIMIT 1";
    Ok(db.prepare_cached(sql)?.exists((chat, place.at, place.row))?)
}

/// Of a chat that nothing is known of.
fn empty() -> Page {
    Page { messages: Vec::new(), at_start: true, at_end: true }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::schema;

    #[test]
    fn a_page_walks_along_the_index() {
        let mut db = Connection::open_in_memory().expect("memory is there");
        schema::upgrade(&mut db, |_| {}).expect("an empty file");

        for sql in [BACK, FORTH] {
            let plan: Vec<String> = db
                .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
                .expect("good SQL")
                .query_map((1, 0, 0, 50), |row| row.get(3))
                .expect("a plan")
                .collect::<Result<_, _>>()
                .expect("its lines");
            let plan = plan.join("\n");

            assert!(plan.contains("USING INDEX message_by_time (chat=? AND at"), "{plan}");
            assert!(!plan.contains("TEMP B-TREE"), "nothing is sorted: {plan}");
            assert!(!plan.contains("SCAN"), "nothing is read through: {plan}");
        }
    }
}
