//! An act between its row and its type, and what it does to its message.

use rusqlite::{Connection, OptionalExtension, Params, Row, named_params};

use crate::model::act::{Act, Deed, Target, Words, same_person};
use crate::model::message::{Author, Ids, Message};
use crate::model::{ChatId, Timestamp};
use crate::store::error::Error;
use crate::store::keys::{self, Key};
use crate::store::record::{self, select};
use crate::store::sequel::{self, CORRECTION, REACTIONS, RETRACTION};
use crate::store::unread;

pub mod moderation;

/// How many corrections, or people's reactions, one message keeps.
const MOST_CORRECTIONS: u32 = 100;
const MOST_PEOPLE: u32 = 1_000;

/// A query for acts: what follows on `FROM`.
macro_rules! select_acts {
    ($rest:literal) => {
        concat!(
            "SELECT act.id, act.at, act.author, act.nick, act.occupant_id, act.since,
                    act.origin_id, act.stanza_id, target_kind, target_id, act.kind, act.body,
                    act.attachment, act.message, waits,
                    account.jid, chat.kind, chat.jid, chat.nick
             FROM act JOIN chat ON chat.id = act.chat JOIN account ON account.id = chat.account ",
            $rest
        )
    };
}
pub(super) use select_acts;

/// An act as it is kept.
pub struct Held {
    pub act: Act,
    /// The row of its message, where that is here.
    pub message: Option<i64>,
    pub waits: bool,
}

/// Writes a new one.
pub fn write(
    db: &Connection,
    key: &Key,
    act: &Act,
    message: Option<i64>,
    waits: bool,
) -> Result<i64, Error> {
    let (author, nick, occupant) = record::author(&act.author);
    let (target, target_id) = match &act.target {
        Target::Sender(id) => (0, id),
        Target::Room(id) => (1, id),
    };
    let (body, attachment) = match &act.deed {
        Deed::Correct(words) => (words.body.clone(), words.attachment.as_ref()),
        Deed::Retract => (String::new(), None),
        Deed::Moderate(it) => (moderation::written(it), None),
        Deed::React(emoji) => (emoji.join("\n"), None),
    };

    let _ = db
        .prepare_cached(
            "INSERT INTO act (chat, archive, message, target_kind, target_id, kind, at, author,
                              nick, occupant_id, since, origin_id, stanza_id, body, attachment,
                              waits)
             VALUES (:chat, :archive, :message, :target, :target_id, :kind, :at, :author,
                     :nick, :occupant, :since, :origin, :stanza, :body, :attachment, :waits)",
        )?
        .execute(named_params! {
            ":chat": key.chat,
            ":archive": key.archive,
            ":message": message,
            ":target": target,
            ":target_id": target_id,
            ":kind": act.kind(),
            ":at": act.at,
            ":author": author,
            ":nick": nick,
            ":occupant": occupant,
            ":since": act.since,
            ":origin": act.ids.origin,
            ":stanza": act.ids.stanza,
            ":body": body,
            ":attachment": attachment,
            ":waits": waits,
        })?;
    Ok(db.last_insert_rowid())
}

impl Act {
    /// The number of what is done.
    pub fn kind(&self) -> i64 {
        match self.deed {
            Deed::Correct(_) => CORRECTION,
            Deed::Retract | Deed::Moderate(_) => RETRACTION,
            Deed::React(_) => REACTIONS,
        }
    }
}

pub fn all(db: &Connection, sql: &str, params: impl Params) -> Result<Vec<Act>, Error> {
    let acts = db
        .prepare_cached(sql)?
        .query_map(params, |row| read(row).map(|it| it.act))?
        .collect::<Result<Vec<_>, _>>()?;
    Ok(acts)
}

pub fn by_row(db: &Connection, row: i64) -> Result<Option<Held>, Error> {
    Ok(db.prepare_cached(select_acts!("WHERE act.id = ?1"))?.query_row([row], read).optional()?)
}

pub fn read(row: &Row<'_>) -> rusqlite::Result<Held> {
    let chat: ChatId = keys::chat_id(row, 15)?;
    let target_id = row.get(9)?;
    let body: String = row.get(11)?;
    let author = record::author_of(row, 2)?;
    let deed = match row.get::<_, i64>(10)? {
        CORRECTION => Deed::Correct(Words { body, attachment: row.get(12)?, ..Words::default() }),
        RETRACTION if author == Author::Service => Deed::Moderate(moderation::read(&body)),
        RETRACTION => Deed::Retract,
        _ => Deed::React(body.lines().map(str::to_owned).collect()),
    };

    Ok(Held {
        act: Act {
            chat,
            row: row.get(0)?,
            at: row.get(1)?,
            author,
            since: row.get(5)?,
            ids: Ids { origin: row.get(6)?, stanza: row.get(7)? },
            target: match row.get::<_, i64>(8)? {
                0 => Target::Sender(target_id),
                _ => Target::Room(target_id),
            },
            deed,
        },
        message: row.get(13)?,
        waits: row.get(14)?,
    })
}

/// A message is here, or is known by another name now: what waited for it is done. Says whether
/// there was any.
pub fn settle(db: &Connection, key: &Key, row: i64) -> Result<bool, Error> {
    let Some(record) = record::by_row(db, row)? else {
        return Ok(false);
    };
    let ids = &record.message.ids;
    let mut early = early(db, key, 0, ids.origin.as_deref())?;
    early.extend(early_of_room(db, key, &record.message)?);

    let mut any = false;
    for act in early.into_iter().filter(|it| it.may_touch(&record.message)) {
        let _ = db
            .prepare_cached("UPDATE act SET message = ?2 WHERE id = ?1")?
            .execute((act.row, row))?;
        let before = record::by_row(db, row)?.map_or(record.message.clone(), |it| it.message);
        let _ = done(db, key, &before, &act)?;
        any = true;
    }
    Ok(any)
}

fn early_of_room(db: &Connection, key: &Key, message: &Message) -> Result<Vec<Act>, Error> {
    match &message.ids.stanza {
        Some(id) if message.chat.is_room() => {
            let mut early_ones = early(db, key, 1, Some(id))?;
            // Before the room had said that it gives ids.
            early_ones.extend(early(db, key, 0, Some(id))?);
            Ok(early_ones)
        }
        Some(_) | None => Ok(Vec::new()),
    }
}

fn early(db: &Connection, key: &Key, kind: i64, id: Option<&str>) -> Result<Vec<Act>, Error> {
    let Some(id) = id else {
        return Ok(Vec::new());
    };
    all(
        db,
        select_acts!(
            "WHERE act.chat = ?1 AND target_id = ?2 AND target_kind = ?3 AND message IS NULL
             ORDER BY at, act.id"
        ),
        (key.chat, id, kind),
    )
}

/// Brings the message of an act up to date.
pub fn done(
    db: &Connection,
    key: &Key,
    before: &Message,
    act: &Act,
) -> Result<Option<Message>, Error> {
    let row = before.cursor.row;
    match &act.deed {
        Deed::Correct(_) => {
            trim(db, row, CORRECTION, MOST_CORRECTIONS)?;
            // What named the correction meant the message (XEP-0444, section 4).
            for name in act
                .ids
                .origin
                .iter()
                .map(|it| (0, it))
                .chain(act.ids.stanza.iter().map(|it| (1, it)))
            {
                for early in early(db, key, name.0, Some(name.1))? {
                    if early.may_touch(before) {
                        let _ = db
                            .prepare_cached("UPDATE act SET message = ?2 WHERE id = ?1")?
                            .execute((early.row, row))?;
                    }
                }
            }
        }
        Deed::React(_) => superseded(db, row, act)?,
        Deed::Retract | Deed::Moderate(_) => forget_unread(db, row)?,
    }
    sequel::refresh(db, row)?;
    sequel::changed(db, before)
}

/// Keeps the newest of a kind at a message.
pub fn trim(db: &Connection, row: i64, kind: i64, most: u32) -> Result<(), Error> {
    let _ = db
        .prepare_cached(
            "DELETE FROM act WHERE id IN (
                 SELECT id FROM act WHERE message = ?1 AND kind = ?2 AND waits = 0
                 ORDER BY at DESC, id DESC LIMIT -1 OFFSET ?3)",
        )?
        .execute((row, kind, most))?;
    Ok(())
}

/// Of each person the last word on a message is kept.
fn superseded(db: &Connection, row: i64, act: &Act) -> Result<(), Error> {
    let mut theirs = all(
        db,
        select_acts!("WHERE message = ?1 AND act.kind = 2 AND waits = 0 ORDER BY at, act.id"),
        [row],
    )?;
    theirs.retain(|it| same_person(&it.author, &act.author));
    let _ = theirs.pop();
    for old in theirs {
        let _ = db.prepare_cached("DELETE FROM act WHERE id = ?1")?.execute([old.row])?;
    }
    trim(db, row, REACTIONS, MOST_PEOPLE)
}

/// What was taken back need not be read.
fn forget_unread(db: &Connection, row: i64) -> Result<(), Error> {
    let unread = db
        .prepare_cached(
            "UPDATE message SET unread = 0 WHERE id = ?1 AND unread = 1 RETURNING chat, mention",
        )?
        .query_row([row], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, bool>(1)?)))
        .optional()?;
    match unread {
        Some((chat, mention)) => unread::forget(db, chat, mention),
        None => Ok(()),
    }
}

/// What is done now is the last of all, however our clock was set.
pub fn after_all(db: &Connection, row: i64, now: Timestamp) -> Result<Timestamp, Error> {
    let last: Option<Timestamp> = db
        .prepare_cached("SELECT max(at) FROM act WHERE message = ?1")?
        .query_row([row], |row| row.get(0))?;
    Ok(last.map_or(now, |last| now.max(last.plus(1))))
}

/// An act as it is to leave: a correction with all that its message says beside the words.
pub fn leaving(db: &Connection, row: i64) -> Result<Option<Act>, Error> {
    let Some(held) = by_row(db, row)? else {
        return Ok(None);
    };
    let mut act = held.act;
    if let (Deed::Correct(words), Some(message)) = (&mut act.deed, held.message) {
        words.reply = record::by_row(db, message)?.and_then(|it| it.message.reply);
    }
    Ok(Some(act))
}

/// The server has it.
pub fn confirmed(db: &Connection, row: i64) -> Result<Option<Message>, Error> {
    let _ = db.prepare_cached("DELETE FROM outbox WHERE act = ?1")?.execute([row])?;
    let Some((_, before)) = of(db, row)? else {
        return Ok(None);
    };
    let _ = db.prepare_cached("UPDATE act SET waits = 0 WHERE id = ?1")?.execute([row])?;
    sequel::refresh(db, before.cursor.row)?;
    sequel::changed(db, &before)
}

/// An act and its message.
pub fn of(db: &Connection, row: i64) -> Result<Option<(Act, Message)>, Error> {
    let Some(held) = by_row(db, row)? else {
        return Ok(None);
    };
    let Some(message) = held.message else {
        return Ok(None);
    };
    let record = record::one(db, select!("WHERE message.id = ?1"), [message])?;
    Ok(record.map(|it| (held.act, it.message)))
}
