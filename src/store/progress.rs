//! What became of our messages, as others tell it.

use rusqlite::{Connection, params};

use crate::model::ChatId;
use crate::model::message::{Delivery, Message};
use crate::store::error::Error;
use crate::store::keys::{self, Key};
use crate::store::record::{self, Record, select};

/// How many earlier messages one "read" marks: a bound for the first one of a long thread.
const EARLIER: u32 = 500;

/// Marks a message of ours, by the id that we gave it, and gives back what changed.
///
/// Only what we wrote in this very chat is marked, and only forward. The id may be that of other words
/// for it. Who has read a message has read
/// those before it (XEP-0333, section 4.1), so there may be several; the named one is the last.
pub fn mark(
    db: &Connection,
    chat: &ChatId,
    origin: &str,
    delivery: &Delivery,
) -> Result<Vec<Message>, Error> {
    let Some(key) = keys::chat(db, chat)? else {
        return Ok(Vec::new());
    };

    let ours = record::one(
        db,
        select!(
            "WHERE message.chat = ?1 AND origin_id = ?2 AND author = 0
             ORDER BY message.id DESC LIMIT 1"
        ),
        (key.chat, origin),
    )?;

    let ours = match ours {
        None if matches!(delivery, Delivery::Delivered | Delivery::Read) => {
            reworded(db, &key, origin)?
        }
        ours => ours,
    };
    match ours {
        Some(ours) => advance(db, &key, ours, delivery),
        None => Ok(Vec::new()),
    }
}

/// The message of ours that got other words under this id: a correction has one of its own (XEP-0308,
/// section 3), and who has the words has the message.
fn reworded(db: &Connection, key: &Key, origin: &str) -> Result<Option<Record>, Error> {
    record::one(
        db,
        select!(
            "WHERE message.author = 0 AND message.id IN (
                 SELECT act.message FROM act
                 WHERE act.chat = ?1 AND act.origin_id = ?2 AND act.kind = 0 AND act.author = 0)
             ORDER BY message.id DESC LIMIT 1"
        ),
        (key.chat, origin),
    )
}

fn advance(
    db: &Connection,
    key: &Key,
    ours: Record,
    delivery: &Delivery,
) -> Result<Vec<Message>, Error> {
    let mut changed = Vec::new();

    if *delivery == Delivery::Read {
        let at = ours.message.cursor;
        let earlier = record::records(
            db,
            select!(
                "WHERE message.chat = ?1 AND delivery IN (2, 3)
                   AND (message.at, message.id) < (?2, ?3)
                 ORDER BY message.at DESC, message.id DESC LIMIT ?4"
            ),
            params![key.chat, at.at, at.row, EARLIER],
        )?;
        for record in earlier.into_iter().rev() {
            changed.push(set(db, key, record, delivery)?);
        }
    }

    if ours.message.delivery.may_become(delivery) {
        // Whatever they say of it: it is with them, and leaves the outbox.
        let _ = db
            .prepare_cached("DELETE FROM outbox WHERE message = ?1")?
            .execute([ours.message.cursor.row])?;
        changed.push(set(db, key, ours, delivery)?);
    }

    Ok(changed)
}

fn set(
    db: &Connection,
    key: &Key,
    mut record: Record,
    delivery: &Delivery,
) -> Result<Message, Error> {
    record.message.delivery = delivery.clone();
    record::update(db, key, record.message.cursor, &record)?;

    Ok(record.message)
}
