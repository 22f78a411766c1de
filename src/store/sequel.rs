//! What became of a message: worked out of what was done to it, and kept in its row.

use rusqlite::{Connection, OptionalExtension};

use crate::model::act::{MOST_REACTIONS, Reaction, Version, same_person};
use crate::model::message::{Author, Kind, Message, Quote};
use crate::model::{Delivery, Peer, Timestamp};
use crate::store::act::moderation;
use crate::store::error::Error;
use crate::store::record::{self, Record, select};
use crate::store::text;

/// What was done last: the numbers of `act.kind`.
pub const CORRECTION: i64 = 0;
pub const RETRACTION: i64 = 1;
pub const REACTIONS: i64 = 2;

/// How many different emoji one message shows.
const MOST_EMOJI: usize = 3 * MOST_REACTIONS;

/// Adds to a message what stands in other rows: its reactions, and what it answers.
pub fn complete(db: &Connection, record: &mut Record) -> Result<(), Error> {
    let row = record.message.cursor.row;
    if record.acts {
        record.message.sequel.waits = waits(db, row)?;
        if record.message.sequel.retracted.is_none() {
            record.message.sequel.reactions = reactions(db, row)?;
        } else {
            record.message.sequel.moderated = moderation::of(db, row)?;
        }
    }
    if let Some(reply) = &record.message.reply {
        let quote = quote(db, record.chat, &record.message, &reply.id)?;
        if let Some(reply) = &mut record.message.reply {
            reply.quote = quote;
        }
    }
    Ok(())
}

fn waits(db: &Connection, row: i64) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM act WHERE message = ?1 AND waits = 1 LIMIT 1";
    Ok(db.prepare_cached(sql)?.exists([row])?)
}

/// The last word of each person, by emoji.
fn reactions(db: &Connection, row: i64) -> Result<Vec<Reaction>, Error> {
    let mut found: Vec<(Author, String)> = Vec::new();
    let mut statement = db.prepare_cached(
        "SELECT author, nick, occupant_id, body FROM act
         WHERE message = ?1 AND kind = 2 ORDER BY at, id",
    )?;
    let mut rows = statement.query([row])?;
    while let Some(row) = rows.next()? {
        let author = record::author_of(row, 0)?;
        let body: String = row.get(3)?;
        // One's latest word counts; one's place is that of the first.
        match found.iter_mut().find(|(it, _)| same_person(it, &author)) {
            Some(held) => held.1 = body,
            None => found.push((author, body)),
        }
    }

    let mut reactions: Vec<Reaction> = Vec::new();
    for (author, body) in found {
        for emoji in body.lines() {
            if let Some(reaction) = reactions.iter_mut().find(|it| it.emoji == emoji) {
                reaction.by.push(author.clone());
            } else if reactions.len() < MOST_EMOJI {
                reactions.push(Reaction { emoji: emoji.to_owned(), by: vec![author.clone()] });
            }
        }
    }
    Ok(reactions)
}

/// The message that one answers, in short.
fn quote(db: &Connection, chat: i64, message: &Message, id: &str) -> Result<Option<Quote>, Error> {
    let sql = match message.chat.peer {
        Peer::Room(_) => {
            "SELECT at, id, author, nick, occupant_id,
                    CASE WHEN retracted_at IS NULL THEN substr(body, 1, ?3) ELSE '' END
             FROM message WHERE stanza_id = ?2 AND chat = ?1
               AND archive = (SELECT archive FROM chat WHERE chat.id = ?1)"
        }
        Peer::Contact(_) | Peer::Occupant { .. } => {
            "SELECT at, id, author, nick, occupant_id,
                    CASE WHEN retracted_at IS NULL THEN substr(body, 1, ?3) ELSE '' END
             FROM message WHERE chat = ?1 AND origin_id = ?2 ORDER BY id DESC LIMIT 1"
        }
    };
    let most = i64::try_from(Quote::MOST).unwrap_or(i64::MAX);

    let quote = db
        .prepare_cached(sql)?
        .query_row((chat, id, most), |row| {
            let cursor = crate::store::keys::cursor(row, 0)?;
            let author = record::author_of(row, 2)?;
            let text = row.get(5)?;
            Ok(cursor.map(|cursor| Quote { cursor, author, text }))
        })
        .optional()?;
    Ok(quote.flatten())
}

/// One thing of those that decide what a message says.
struct Step {
    kind: i64,
    at: Timestamp,
    body: String,
    attachment: Option<String>,
    waits: bool,
}

/// Works out anew what a message says, and keeps it.
///
/// What was taken back is gone from here as well, with all it ever said, as soon as the server has
/// the order.
pub fn refresh(db: &Connection, row: i64) -> Result<(), Error> {
    let Some(held) = record::by_row(db, row)? else {
        return Ok(());
    };
    let steps = steps(db, row)?;
    let last = steps.iter().rev().find(|it| it.kind == CORRECTION);
    let retraction = steps.iter().find(|it| it.kind == RETRACTION);

    match (retraction, held.message.sequel.retracted) {
        (Some(it), _) if it.waits => hide(db, row, it.at)?,
        (Some(it), _) => wipe(db, row, it.at)?,
        (None, Some(at)) if !has_words(db, row)? => hide(db, row, at)?, // an archive's tombstone
        (None, _) => match last {
            Some(last) => reworded(db, row, last)?,
            None => unchanged(db, row)?,
        },
    }
    index(db, row)
}

/// What a message is now, where that is another than before.
pub fn changed(db: &Connection, before: &Message) -> Result<Option<Message>, Error> {
    let after = record::by_row(db, before.cursor.row)?.map(|it| it.message);
    Ok(after.filter(|after| after != before))
}

fn steps(db: &Connection, row: i64) -> Result<Vec<Step>, Error> {
    let steps = db
        .prepare_cached(
            "SELECT kind, at, body, attachment, waits FROM act
             WHERE message = ?1 AND kind IN (0, 1) ORDER BY at, id",
        )?
        .query_map([row], |row| {
            Ok(Step {
                kind: row.get(0)?,
                at: row.get(1)?,
                body: row.get(2)?,
                attachment: row.get(3)?,
                waits: row.get(4)?,
            })
        })?
        .collect::<Result<Vec<_>, _>>()?;
    Ok(steps)
}

fn has_words(db: &Connection, row: i64) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM message WHERE id = ?1 AND (body <> '' OR attachment IS NOT NULL)";
    Ok(db.prepare_cached(sql)?.exists([row])?)
}

/// Nothing of it is left.
pub fn wipe(db: &Connection, row: i64, at: Timestamp) -> Result<(), Error> {
    let _ = db
        .prepare_cached(
            "UPDATE message
             SET acts = 1, retracted_at = ?2, edited_at = NULL, original = NULL, body = '',
                 subject = '', attachment = NULL, sealed = NULL,
                 reply_id = NULL, reply_to = NULL, reply_text = NULL
             WHERE id = ?1",
        )?
        .execute((row, at))?;
    let _ = db
        .prepare_cached(
            "UPDATE act SET body = '', attachment = NULL WHERE message = ?1 AND kind <> ?2",
        )?
        .execute((row, RETRACTION))?;
    text::remove(db, row)
}

fn hide(db: &Connection, row: i64, at: Timestamp) -> Result<(), Error> {
    let _ = db
        .prepare_cached("UPDATE message SET acts = 1, retracted_at = ?2 WHERE id = ?1")?
        .execute((row, at))?;
    Ok(())
}

/// It says what the last correction says.
fn reworded(db: &Connection, row: i64, last: &Step) -> Result<(), Error> {
    let _ = db
        .prepare_cached(
            "UPDATE message
             SET acts = 1, retracted_at = NULL, original = coalesce(original, body),
                 body = ?2, attachment = ?3, edited_at = ?4
             WHERE id = ?1",
        )?
        .execute((row, &last.body, &last.attachment, last.at))?;
    Ok(())
}

/// It says what it said at first.
fn unchanged(db: &Connection, row: i64) -> Result<(), Error> {
    let _ = db
        .prepare_cached(
            "UPDATE message
             SET acts = 1, retracted_at = NULL, body = coalesce(original, body), original = NULL,
                 edited_at = NULL
             WHERE id = ?1",
        )?
        .execute([row])?;
    Ok(())
}

/// Has the search know its words of now.
fn index(db: &Connection, row: i64) -> Result<(), Error> {
    let Some(record) = record::one(db, select!("WHERE message.id = ?1"), [row])? else {
        return Ok(());
    };
    let subject = match &record.message.kind {
        Kind::Normal { subject } | Kind::Headline { subject } => subject.as_str(),
        Kind::Chat | Kind::Subject => "",
    };
    text::remove(db, row)?;
    text::add(db, record.chat, record.message.cursor, subject, &record.message.body)
}

/// All that it ever said, in order; nothing for what was taken back.
pub fn versions(db: &Connection, row: i64) -> Result<Vec<Version>, Error> {
    let Some(record) = record::by_row(db, row)? else {
        return Ok(Vec::new());
    };
    let Some(original) = record.original.filter(|_| record.message.sequel.retracted.is_none())
    else {
        return Ok(Vec::new());
    };

    let first = Version { at: record.message.cursor.at, body: original };
    let later = steps(db, row)?.into_iter().filter(|it| it.kind == CORRECTION);
    Ok(std::iter::once(first).chain(later.map(|it| Version { at: it.at, body: it.body })).collect())
}

/// Whether it has not left yet, and nobody else can know of it.
pub fn is_unsent(db: &Connection, message: &Message) -> Result<bool, Error> {
    if message.delivery != Delivery::Queued {
        return Ok(false);
    }
    let sql = "SELECT 1 FROM outbox WHERE message = ?1 AND stage = 0";
    Ok(db.prepare_cached(sql)?.exists([message.cursor.row])?)
}

/// Other words for one that has not left.
pub fn reword(db: &Connection, row: i64, body: &str) -> Result<(), Error> {
    let _ =
        db.prepare_cached("UPDATE message SET body = ?2 WHERE id = ?1")?.execute((row, body))?;
    index(db, row)
}
