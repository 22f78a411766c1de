//! What is to leave: written down before it goes, kept until the server has confirmed it.
//!
//! A job is ready, then handed to the connection, then gone: confirmed or refused. Where the session
//! ends in between, it is doubtful: the archive may have it. What the archive does not have is sent
//! again under the same id.

use rusqlite::{Connection, params};

use crate::model::chat::Peer;
use crate::model::identity::Ways;
use crate::model::message::{Cursor, Delivery, Message};
use crate::model::{AccountId, Act, ChatId, Timestamp};
use crate::store::act;
use crate::store::error::Error;
use crate::store::keys::{self, Key};
use crate::store::record::{self, Record, select};
use crate::store::sequel::RETRACTION;
use crate::store::unread;

/// What is to leave.
#[derive(Debug, Clone, PartialEq)]
pub enum Job {
    Message(Box<Message>),
    Act(Box<Act>),
}

impl Job {
    /// What it is called on its way.
    pub fn token(&self) -> i64 {
        match self {
            Self::Message(message) => message.cursor.row,
            Self::Act(act) => -act.row,
        }
    }

    pub fn chat(&self) -> &ChatId {
        match self {
            Self::Message(message) => &message.chat,
            Self::Act(act) => &act.chat,
        }
    }
}

/// What leaves within this time of its writing did not wait: milliseconds.
const WAITED: i64 = 1_000;

const READY: i64 = 0;
const HANDED: i64 = 1;
const DOUBTFUL: i64 = 2;

/// Writes a message of ours down, as queued, and gives it back as it is kept. Its row is the token
/// that it is sent under.
///
/// # Errors
/// [`Error::Unknown`] where the account was removed.
pub fn queue(db: &Connection, message: &Message) -> Result<Message, Error> {
    let key = keys::ensure_chat(db, &message.chat)?;
    let mut message = Message { delivery: Delivery::Queued, ..message.clone() };
    message.cursor.at = unread::end(db, &message.chat, message.cursor.at)?;

    message.cursor = record::insert(db, &key, &message, Ways::default(), false)?;
    enter(db, message.cursor.row)?;
    if let Some(kept) = record::by_row(db, message.cursor.row)? {
        message = kept.message;
    }

    let _ = db
        .prepare_cached("UPDATE chat SET accepted = 1 WHERE id = ?1 AND accepted = 0")?
        .execute([key.chat])?;
    unread::mark(db, &key, message.cursor)?;

    Ok(message)
}

/// Queues a message that was refused once more, under the id that it has, at the time `now`. `None`
/// where it was not refused.
pub fn again(db: &Connection, row: i64, now: Timestamp) -> Result<Option<Message>, Error> {
    let Some(mut record) = record::by_row(db, row)? else {
        return Ok(None);
    };
    if !matches!(record.message.delivery, Delivery::Failed(_)) {
        return Ok(None);
    }

    let key = keys::known_chat(db, &record.message.chat)?;
    let before = record.message.cursor;
    record.message.delivery = Delivery::Queued;
    record.message.cursor.at = unread::end(db, &record.message.chat, now)?;
    record.ways = Ways::default();
    record::update(db, &key, before, &record)?;
    enter(db, row)?;

    Ok(Some(record.message))
}

/// What may be handed to the connection now, in order: at most `limit`. A chat waits while a job of
/// it is doubtful, so that nothing overtakes.
pub fn ready(db: &Connection, account: &AccountId, limit: u32) -> Result<Vec<Job>, Error> {
    let account = keys::account(db, account)?;
    let rows = db
        .prepare_cached(
            "SELECT message, act FROM outbox
             WHERE account = ?1 AND stage = ?2
               AND NOT EXISTS (SELECT 1 FROM outbox AS earlier
                               WHERE earlier.chat = outbox.chat AND earlier.id < outbox.id
                                 AND earlier.stage = ?3)
             ORDER BY id LIMIT ?4",
        )?
        .query_map(params![account, READY, DOUBTFUL, limit], |row| {
            Ok((row.get::<_, Option<i64>>(0)?, row.get::<_, Option<i64>>(1)?))
        })?
        .collect::<Result<Vec<_>, _>>()?;

    let mut jobs = Vec::with_capacity(rows.len());
    for (message, act) in rows {
        if let Some(row) = message {
            jobs.extend(record::by_row(db, row)?.map(|it| Job::Message(Box::new(as_said(it)))));
        } else if let Some(row) = act {
            jobs.extend(act::leaving(db, row)?.map(|it| Job::Act(Box::new(it))));
        }
    }
    Ok(jobs)
}

/// A message as it is to leave: who has it already knows it by its words too, and what was done to
/// it since leaves behind it.
fn as_said(Record { mut message, original, .. }: Record) -> Message {
    if let Some(original) = original {
        message.body = original;
    }
    message
}

/// The connection has it.
pub fn handed(db: &Connection, token: i64) -> Result<(), Error> {
    stage(db, token, HANDED)
}

/// What waited stands where it leaves, behind all that was said meanwhile: gives it back where it was
/// moved for that.
pub fn leaving(db: &Connection, row: i64, now: Timestamp) -> Result<Option<Message>, Error> {
    let Some(mut record) = record::by_row(db, row)? else {
        return Ok(None);
    };
    // What had left before has its place.
    if record.message.delivery != Delivery::Queued {
        return Ok(None);
    }
    let before = record.message.cursor;
    let end = unread::end(db, &record.message.chat, now)?;
    let key = keys::known_chat(db, &record.message.chat)?;
    let waited = end.as_millis().saturating_sub(before.at.as_millis()) >= WAITED;
    if !waited && !is_overtaken(db, &key, before)? {
        return Ok(None);
    }

    record.message.cursor.at = end;
    record::update(db, &key, before, &record)?;
    Ok(Some(record.message))
}

/// The server has it. `None` where that was known.
pub fn confirmed(db: &Connection, token: i64) -> Result<Option<Message>, Error> {
    if token < 0 { act::confirmed(db, -token) } else { settle(db, token) }
}

/// The session ended before these were confirmed.
pub fn doubtful(db: &Connection, tokens: &[i64]) -> Result<(), Error> {
    tokens.iter().try_for_each(|token| stage(db, *token, DOUBTFUL))
}

/// No session goes on: all that was handed over and not confirmed is doubtful. Also after a crash.
pub fn interrupted(db: &Connection, account: &AccountId) -> Result<(), Error> {
    shift(db, account, HANDED, DOUBTFUL)
}

/// The messages that are doubtful, in order.
pub fn doubts(db: &Connection, account: &AccountId) -> Result<Vec<Message>, Error> {
    record::all(
        db,
        select!(
            "JOIN outbox ON outbox.message = message.id
             WHERE account.jid = ?1 AND outbox.account = account.id AND outbox.stage = ?2
             ORDER BY outbox.id"
        ),
        params![account.as_str(), DOUBTFUL],
    )
}

/// When the first of what is doubtful was said or done, by our clock; `None` where nothing is.
pub fn doubtful_since(db: &Connection, account: &AccountId) -> Result<Option<Timestamp>, Error> {
    let account = keys::account(db, account)?;
    Ok(db
        .prepare_cached(
            "SELECT min(coalesce(message.at, act.at)) FROM outbox
             LEFT JOIN message ON message.id = outbox.message
             LEFT JOIN act ON act.id = outbox.act
             WHERE outbox.account = ?1 AND outbox.stage = ?2",
        )?
        .query_row((account, DOUBTFUL), |row| row.get(0))?)
}

/// The archive was read up to now: what is doubtful still did not arrive, and is ready again. What was
/// taken back meanwhile is not said any more.
pub fn resend(db: &Connection, account: &AccountId) -> Result<(), Error> {
    for taken_back in doubts(db, account)?.iter().filter(|it| it.sequel.retracted.is_some()) {
        let _ = settle(db, taken_back.cursor.row)?;
    }
    shift(db, account, DOUBTFUL, READY)
}

/// What the server had, and may have lost: it is ready again, before all that waits, and leaves under
/// the same id. `archive_tells`: where the archive has it, it was not lost. Says whether it is to leave.
///
/// Of a message, what anybody confirmed since then arrived, and what was taken back is not said again.
pub fn lost(db: &Connection, token: i64, archive_tells: bool) -> Result<bool, Error> {
    if token < 0 {
        return act_lost(db, -token, archive_tells);
    }
    let Some(message) = record::by_row(db, token)?.map(|it| it.message) else {
        return Ok(false);
    };
    let may_be_lost = message.delivery == Delivery::Sent
        && matches!(message.chat.peer, Peer::Contact(_))
        && message.sequel.retracted.is_none()
        && !(archive_tells && message.ids.stanza.is_some());
    if !may_be_lost {
        return Ok(false);
    }

    let entered = db
        .prepare_cached(
            "INSERT OR IGNORE INTO outbox (id, account, chat, token, message, stage)
             SELECT (SELECT min(coalesce(min(id), 0), 0) - 1 FROM outbox),
                    chat.account, chat.id, message.id, message.id, ?2
             FROM message JOIN chat ON chat.id = message.chat WHERE message.id = ?1",
        )?
        .execute((token, READY))?;
    Ok(entered > 0)
}

/// An act that may be lost. Only the last of its kind leaves again: an earlier one would undo what was
/// done since.
fn act_lost(db: &Connection, row: i64, archive_tells: bool) -> Result<bool, Error> {
    let entered = db
        .prepare_cached(
            "INSERT OR IGNORE INTO outbox (id, account, chat, token, act, stage)
             SELECT (SELECT min(coalesce(min(id), 0), 0) - 1 FROM outbox),
                    chat.account, chat.id, -act.id, act.id, ?2
             FROM act JOIN chat ON chat.id = act.chat
             WHERE act.id = ?1 AND act.author = 0 AND act.waits = 0 AND chat.kind = 0
               AND NOT (?3 AND act.stanza_id IS NOT NULL)
               AND NOT EXISTS (SELECT 1 FROM act AS later
                               WHERE later.message = act.message AND later.author = 0
                                 AND later.kind IN (act.kind, ?4)
                                 AND (later.at, later.id) > (act.at, act.id))",
        )?
        .execute((row, READY, archive_tells, RETRACTION))?;
    Ok(entered > 0)
}

/// Whether one of ours that was written earlier stands behind: it was moved there as it left.
fn is_overtaken(db: &Connection, key: &Key, place: Cursor) -> Result<bool, Error> {
    let mut earlier = db.prepare_cached(
        "SELECT 1 FROM message WHERE chat = ?1 AND at > ?2 AND id < ?3 AND author = 0 LIMIT 1",
    )?;
    Ok(earlier.exists((key.chat, place.at, place.row))?)
}

fn enter(db: &Connection, row: i64) -> Result<(), Error> {
    let _ = db
        .prepare_cached(
            "INSERT INTO outbox (account, chat, token, message, stage)
             SELECT chat.account, chat.id, message.id, message.id, ?2
             FROM message JOIN chat ON chat.id = message.chat WHERE message.id = ?1",
        )?
        .execute((row, READY))?;

    Ok(())
}

fn stage(db: &Connection, token: i64, stage: i64) -> Result<(), Error> {
    let _ = db
        .prepare_cached("UPDATE outbox SET stage = ?2 WHERE token = ?1")?
        .execute((token, stage))?;

    Ok(())
}

fn shift(db: &Connection, account: &AccountId, from: i64, to: i64) -> Result<(), Error> {
    let account = keys::account(db, account)?;
    let _ = db
        .prepare_cached("UPDATE outbox SET stage = ?3 WHERE account = ?1 AND stage = ?2")?
        .execute((account, from, to))?;

    Ok(())
}

/// Ends a job.
fn settle(db: &Connection, row: i64) -> Result<Option<Message>, Error> {
    let _ = db.prepare_cached("DELETE FROM outbox WHERE message = ?1")?.execute([row])?;

    let Some(mut record) = record::by_row(db, row)? else {
        return Ok(None);
    };
    if !record.message.delivery.may_become(&Delivery::Sent) {
        return Ok(None);
    }

    let key = keys::known_chat(db, &record.message.chat)?;
    record.message.delivery = Delivery::Sent;
    record::update(db, &key, record.message.cursor, &record)?;

    Ok(Some(record.message))
}
