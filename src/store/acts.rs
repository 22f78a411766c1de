//! What was done to messages: by others, by us elsewhere, and by us here. Each act is kept once, and
//! waits for its message where that is not here yet.

use rusqlite::{Connection, OptionalExtension};

use crate::model::Author;
use crate::model::act::{Act, Target, Version, same_person};
use crate::model::message::{Message, Origin};
use crate::store::act::{self, Held, select_acts};
use crate::store::error::Error;
use crate::store::keys::{self, Key};
use crate::store::record::{self, Record, select};
use crate::store::sequel;

pub mod own;

/// How many acts wait in one chat for messages that are not here, and how many of them are one
/// sender's: the oldest go.
const MOST_EARLY: u32 = 512;
const MOST_EARLY_OF_ONE: u32 = 64;
/// How many namesakes of a message are looked at.
const NAMESAKES: u32 = 16;

/// What came of an act.
#[derive(Debug, Clone, PartialEq)]
pub enum Done {
    /// A message is another now.
    Changed(Box<Message>),
    /// Its author has the name of whoever wrote the message, and nothing tells more.
    Doubtful,
    /// It was known, waits for its message, or was dropped.
    Nothing,
}

impl Done {
    pub fn changed(self) -> Option<Message> {
        match self {
            Self::Changed(message) => Some(*message),
            Self::Doubtful | Self::Nothing => None,
        }
    }
}

impl From<Option<Message>> for Done {
    fn from(changed: Option<Message>) -> Self {
        changed.map_or(Self::Nothing, |it| Self::Changed(Box::new(it)))
    }
}

/// Keeps what somebody did, once, and gives back the message that became another by it. `stamped`:
/// the time is the server's.
///
/// What its author may not do is dropped. What names a message that is not here waits for it.
pub fn insert(db: &Connection, act: &Act, origin: Origin, stamped: bool) -> Result<Done, Error> {
    let key = match keys::chat(db, &act.chat)? {
        Some(key) => key,
        // Nothing was ever said there; an archive may know better.
        None if origin == Origin::Live => return Ok(Done::Nothing),
        None => keys::ensure_chat(db, &act.chat)?,
    };
    if let Some(held) = find(db, &key, act)? {
        return Ok(again(db, &held, act, origin)?.into());
    }

    let candidates = meant(db, &key, act)?;
    if candidates.is_empty() {
        wait(db, &key, act)?;
        return Ok(Done::Nothing);
    }
    let Some(target) = candidates.iter().find(|it| act.may_touch(&it.message)) else {
        log::info!("what somebody did to a message of somebody else was dropped");
        let doubtful = candidates.iter().any(|it| act.is_doubtful(&it.message));
        return Ok(if doubtful { Done::Doubtful } else { Done::Nothing });
    };

    let mut act = act.clone();
    if !stamped {
        act.at = act::after_all(db, target.message.cursor.row, act.at)?;
    }
    let _ = act::write(db, &key, &act, Some(target.message.cursor.row), false)?;
    Ok(act::done(db, &key, &target.message, &act)?.into())
}

/// All that a message ever said, in order; nothing where it always said the same, or was taken back.
pub fn versions(db: &Connection, row: i64) -> Result<Vec<Version>, Error> {
    sequel::versions(db, row)
}

/// The same act, by another way.
fn again(
    db: &Connection,
    held: &Held,
    act: &Act,
    origin: Origin,
) -> Result<Option<Message>, Error> {
    let confirmed = held.waits;
    let ids = &held.act.ids;
    let stanza = ids.stanza.as_ref().or(act.ids.stanza.as_ref());
    // An archive's time is the server's.
    let at = if origin.repeats() { act.at } else { held.act.at };
    if !confirmed && at == held.act.at && stanza == ids.stanza.as_ref() {
        return Ok(None);
    }

    let before = match held.message {
        Some(row) => record::by_row(db, row)?,
        None => None,
    };
    let _ = db
        .prepare_cached("UPDATE act SET at = ?2, stanza_id = ?3, waits = 0 WHERE id = ?1")?
        .execute((held.act.row, at, stanza))?;
    let _ = db.prepare_cached("DELETE FROM outbox WHERE act = ?1")?.execute([held.act.row])?;

    match before {
        Some(before) => {
            sequel::refresh(db, before.message.cursor.row)?;
            sequel::changed(db, &before.message)
        }
        None => Ok(None),
    }
}

/// The messages that an act may mean. Before a room has said that it gives ids, what comes from it may
/// name one by such an id all the same.
fn meant(db: &Connection, key: &Key, act: &Act) -> Result<Vec<Record>, Error> {
    let found = candidates(db, key, &act.target)?;
    match &act.target {
        Target::Sender(id) if found.is_empty() && act.chat.is_room() => {
            candidates(db, key, &Target::Room(id.clone()))
        }
        Target::Sender(_) | Target::Room(_) => Ok(found),
    }
}

/// The messages that it may mean; more than one where a sender counts ids anew.
fn candidates(db: &Connection, key: &Key, target: &Target) -> Result<Vec<Record>, Error> {
    let mut found = match target {
        Target::Room(id) => record::records(
            db,
            select!("WHERE message.archive = ?1 AND stanza_id = ?2 AND message.chat = ?3"),
            (key.archive, id, key.chat),
        )?,
        Target::Sender(id) => record::records(
            db,
            select!("WHERE message.chat = ?1 AND origin_id = ?2 ORDER BY message.id DESC LIMIT ?3"),
            (key.chat, id, NAMESAKES),
        )?,
    };
    if found.is_empty() {
        found = corrected(db, key, target)?;
    }
    Ok(found)
}

/// The message that was corrected by what the id names.
fn corrected(db: &Connection, key: &Key, target: &Target) -> Result<Vec<Record>, Error> {
    match target {
        Target::Room(id) => record::records(
            db,
            select!(
                "WHERE message.id IN (SELECT act.message FROM act
                 WHERE act.archive = ?1 AND act.stanza_id = ?2 AND act.chat = ?3 AND act.kind = 0)"
            ),
            (key.archive, id, key.chat),
        ),
        Target::Sender(id) => record::records(
            db,
            select!(
                "WHERE message.id IN (SELECT act.message FROM act
                 WHERE act.chat = ?1 AND act.origin_id = ?2 AND act.kind = 0 LIMIT ?3)"
            ),
            (key.chat, id, NAMESAKES),
        ),
    }
}

/// Keeps an act whose message is not here.
fn wait(db: &Connection, key: &Key, act: &Act) -> Result<(), Error> {
    let _ = act::write(db, key, act, None, false)?;
    let (author, nick, occupant) = record::author(&act.author);
    let _ = db
        .prepare_cached(
            "DELETE FROM act WHERE id IN (
                 SELECT id FROM act WHERE chat = ?1 AND message IS NULL AND author = ?2
                    AND CASE WHEN ?4 IS NULL THEN nick = ?3 ELSE occupant_id = ?4 END
                 ORDER BY id DESC LIMIT -1 OFFSET ?5)",
        )?
        .execute((key.chat, author, nick, occupant, MOST_EARLY_OF_ONE))?;
    let _ = db
        .prepare_cached(
            "DELETE FROM act WHERE id IN (
                 SELECT id FROM act WHERE chat = ?1 AND message IS NULL
                 ORDER BY id DESC LIMIT -1 OFFSET ?2)",
        )?
        .execute((key.chat, MOST_EARLY))?;
    Ok(())
}

/// The act that this one is, where it is here already: by the archive's name, or by its own from the
/// same sender.
fn find(db: &Connection, key: &Key, act: &Act) -> Result<Option<Held>, Error> {
    if let Some(stanza) = &act.ids.stanza {
        let sql = select_acts!("WHERE act.archive = ?1 AND act.stanza_id = ?2");
        let held =
            db.prepare_cached(sql)?.query_row((key.archive, stanza), act::read).optional()?;
        if held.is_some() {
            return Ok(held);
        }
    }
    let Some(origin) = &act.ids.origin else {
        return Ok(None);
    };
    let sql = select_acts!("WHERE act.chat = ?1 AND act.origin_id = ?2 ORDER BY act.id LIMIT ?3");
    let namesakes = db
        .prepare_cached(sql)?
        .query_map((key.chat, origin, NAMESAKES), act::read)?
        .collect::<Result<Vec<_>, _>>()?;
    Ok(namesakes.into_iter().find(|held| {
        let apart = held.act.ids.stanza.is_some() && act.ids.stanza.is_some();
        let same = same_person(&held.act.author, &act.author) && held.act.target == act.target;
        same && (!apart || matches!(act.author, Author::Me { .. })) && held.act.kind() == act.kind()
    }))
}
