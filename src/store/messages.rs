//! Messages that come in: each is kept once.

use rusqlite::{Connection, OptionalExtension, named_params};
use xmpp::jid::BareJid;

use crate::model::identity::{self, NEAR, Ways};
use crate::model::message::{Author, Cursor, Delivery, Kind, Message, Origin};
use crate::model::{AccountId, ChatId, Timestamp};
use crate::store::error::Error;
use crate::store::keys::{self, Key};
use crate::store::record::{self, Record, select};
use crate::store::{act, sequel, text, unread};

/// In milliseconds.
const SECOND: i64 = 1_000;

/// A clock that is wrong by more than this is not followed for the sake of order: milliseconds.
const DAY: i64 = 24 * 60 * 60 * SECOND;

/// Among how many of the same minute one looks for the words of a message without any id. A flood of
/// such messages is all that has more.
const MOST_NEIGHBOURS: u32 = 256;

/// How many later ones a message that is moved takes along at once.
const MOST_OVERTAKEN: u32 = 500;

/// What became of a message handed to [`insert`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inserted {
    /// It was added, at this place.
    New(Cursor),
    /// It was there, and is known better now: its time, its ids, that the server has it. This is its
    /// place from now on.
    Changed(Cursor),
    /// It was there.
    Known(Cursor),
    /// It was there, and its archive has it once more: it was sent again, since nobody could tell
    /// whether it had arrived. Its place is that of the first.
    Copy(Cursor),
}

/// Whether a message may count as unread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Age {
    /// It may. What an archive or a room repeats does so only after the place where reading stopped.
    News,
    /// It may not: history that was asked for.
    Past,
}

/// Adds a message, once: the rule is in [`identity`].
///
/// A new chat is made where there is none. Our own words, wherever we wrote them, mark as read what
/// stands before them, confirm themselves in the outbox, and accept a stranger.
///
/// # Errors
/// [`Error::Unknown`] where the account was removed.
pub fn insert(
    db: &Connection,
    message: &Message,
    origin: Origin,
    age: Age,
) -> Result<Inserted, Error> {
    insert_by(record::insert, db, message, origin, age)
}

/// The same, but a search does not find it before [`add_words`], in the same transaction: for those
/// that come the newest first.
///
/// # Errors
/// Those of [`insert`].
pub fn insert_mute(
    db: &Connection,
    message: &Message,
    origin: Origin,
    age: Age,
) -> Result<Inserted, Error> {
    insert_by(record::insert_mute, db, message, origin, age)
}

/// Has a search find these rows.
pub fn add_words(db: &Connection, rows: &[i64]) -> Result<(), Error> {
    text::add_late(db, rows)
}

type Writing = fn(&Connection, &Key, &Message, Ways, bool) -> Result<Cursor, Error>;

fn insert_by(
    write: Writing,
    db: &Connection,
    message: &Message,
    origin: Origin,
    age: Age,
) -> Result<Inserted, Error> {
    let key = keys::ensure_chat(db, &message.chat)?;

    if let Some(held) = find(db, &key, message, origin)? {
        return merge(db, &key, held, message, origin);
    }

    let unread = counts(&key, message, origin, age);
    let cursor = write(db, &key, message, Ways::of(origin), unread)?;

    if unread {
        unread::add(db, &key, message.mention)?;
    }
    if message.outgoing() {
        ours(db, &key, cursor)?;
    }
    let _ = act::settle(db, &key, cursor.row)?;

    Ok(Inserted::New(cursor))
}

/// The message of a row: of the token that it was sent under.
pub fn get(db: &Connection, row: i64) -> Result<Option<Message>, Error> {
    Ok(record::by_row(db, row)?.map(|it| it.message))
}

/// Where a message stands that its archive calls so.
pub fn by_stanza(db: &Connection, chat: &ChatId, stanza: &str) -> Result<Option<Cursor>, Error> {
    let Some(key) = keys::chat(db, chat)? else {
        return Ok(None);
    };

    let cursor = db
        .prepare_cached(
            "SELECT at, id FROM message WHERE archive = ?1 AND stanza_id = ?2 AND chat = ?3",
        )?
        .query_row((key.archive, stanza, key.chat), |row| keys::cursor(row, 0))
        .optional()?;

    Ok(cursor.flatten())
}

fn counts(key: &Key, message: &Message, origin: Origin, age: Age) -> bool {
    let from_somebody = match message.author {
        Author::Peer | Author::Occupant { .. } => message.kind != Kind::Subject,
        Author::Me { .. } | Author::Service => false,
    };
    // Archives may know the time by the second only, while what was read has ours.
    let soon_after = |read: Cursor| message.cursor.at.plus(SECOND) > read.at;
    let not_seen = !origin.repeats() || key.read.is_none_or(soon_after);

    from_somebody && age == Age::News && not_seen
}

/// Who writes has read what stands there.
fn ours(db: &Connection, key: &Key, cursor: Cursor) -> Result<(), Error> {
    let _ = db
        .prepare_cached("UPDATE chat SET accepted = 1 WHERE id = ?1 AND accepted = 0")?
        .execute([key.chat])?;

    if key.read.is_none_or(|read| cursor > read) {
        unread::mark(db, key, cursor)?;
    }

    Ok(())
}

/// Where the message stands that this one is, if it is there already.
pub fn held(db: &Connection, message: &Message, origin: Origin) -> Result<Option<Cursor>, Error> {
    let Some(key) = keys::chat(db, &message.chat)? else {
        return Ok(None);
    };
    Ok(find(db, &key, message, origin)?.map(|it| it.message.cursor))
}

/// The message that this one is, where it is there already.
fn find(
    db: &Connection,
    key: &Key,
    message: &Message,
    origin: Origin,
) -> Result<Option<Record>, Error> {
    if let Some(stanza) = &message.ids.stanza
        && let Some(held) = record::one(
            db,
            select!("WHERE message.archive = ?1 AND stanza_id = ?2"),
            (key.archive, stanza),
        )?
    {
        return Ok(Some(held));
    }

    if let Some(id) = &message.ids.origin {
        let namesakes = record::records(
            db,
            select!("WHERE message.chat = ?1 AND origin_id = ?2 ORDER BY message.id DESC LIMIT 16"),
            (key.chat, id),
        )?;
        if let Some(held) = pick(namesakes, message, origin) {
            return Ok(Some(held));
        }
    }

    if let Some(held) = pick(neighbours(db, key, message)?, message, origin) {
        return Ok(Some(held));
    }

    subject_again(db, key, message, origin)
}

fn pick(held: Vec<Record>, message: &Message, origin: Origin) -> Option<Record> {
    held.into_iter().find(|it| {
        let said = said(it, message);
        identity::same(said.as_ref().unwrap_or(&it.message), it.ways, message, origin)
    })
}

/// A message in the words that it was first said in, where it has others now. One that was taken
/// back may have said anything.
fn said(held: &Record, other: &Message) -> Option<Message> {
    let body = match (&held.original, held.message.sequel.retracted) {
        (_, Some(_)) => other.body.clone(),
        (Some(original), None) => original.clone(),
        (None, None) => return None,
    };
    Some(Message { body, ..held.message.clone() })
}

/// The same words at about the same time, the nearest first; one of the two has no origin id. Two that
/// their archive names have been told apart by that already.
fn neighbours(db: &Connection, key: &Key, message: &Message) -> Result<Vec<Record>, Error> {
    let at = message.cursor.at;
    let near = named_params! {
        ":chat": key.chat,
        ":from": at.plus(-NEAR),
        ":to": at.plus(NEAR),
        ":body": message.body,
        ":at": at,
    };
    let bounded = [near, named_params! { ":most": MOST_NEIGHBOURS }].concat();

    if message.ids.stanza.is_some() {
        let sql = select!(
            "WHERE message.id IN (
                 SELECT id FROM message INDEXED BY message_unstamped
                 WHERE chat = :chat AND stanza_id IS NULL AND at BETWEEN :from AND :to
                 ORDER BY at DESC LIMIT :most)
               AND coalesce(original, message.body) = :body
             ORDER BY abs(message.at - :at) LIMIT 16"
        );
        record::records(db, sql, bounded.as_slice())
    } else if message.ids.origin.is_some() {
        let sql = select!(
            "WHERE message.chat = :chat AND origin_id IS NULL AND message.at BETWEEN :from AND :to
               AND coalesce(original, message.body) = :body
             ORDER BY abs(message.at - :at) LIMIT 16"
        );
        record::records(db, sql, near)
    } else {
        let sql = select!(
            "WHERE message.id IN (
                 SELECT id FROM message
                 WHERE chat = :chat AND at BETWEEN :from AND :to ORDER BY at DESC LIMIT :most)
               AND coalesce(original, message.body) = :body
             ORDER BY abs(message.at - :at) LIMIT 16"
        );
        record::records(db, sql, bounded.as_slice())
    }
}

/// A room tells its subject to everybody who comes, with the time of their coming or of its setting,
/// as it likes: it is news only where it differs from the last one.
fn subject_again(
    db: &Connection,
    key: &Key,
    message: &Message,
    origin: Origin,
) -> Result<Option<Record>, Error> {
    if message.kind != Kind::Subject || origin != Origin::Replay {
        return Ok(None);
    }

    let last = record::one(
        db,
        select!(
            "WHERE message.chat = ?1 AND message.kind = 3
             ORDER BY message.at DESC, message.id DESC LIMIT 1"
        ),
        [key.chat],
    )?;

    Ok(last.filter(|it| it.message.body == message.body))
}

/// Learns from a message that was there already.
fn merge(
    db: &Connection,
    key: &Key,
    held: Record,
    message: &Message,
    origin: Origin,
) -> Result<Inserted, Error> {
    let before = held.message.cursor;
    if held.message.chat != message.chat || held.message.kind == Kind::Subject {
        return Ok(Inserted::Known(before));
    }

    let mut known = held.clone();
    known.ways = held.ways.and(Ways::of(origin));

    if let (Some(of_held), Some(of_other)) = (&held.message.ids.stanza, &message.ids.stanza)
        && of_held != of_other
    {
        if origin != Origin::Archive || !is_earlier(message.cursor.at, before.at) {
            return Ok(Inserted::Copy(before));
        }
        known.message.ids.stanza = Some(of_other.clone());
        known.message.cursor.at = message.cursor.at;
    }

    let confirmed = confirms(&held.message, message);
    if confirmed {
        known.message.delivery = Delivery::Sent;
        let _ =
            db.prepare_cached("DELETE FROM outbox WHERE message = ?1")?.execute([before.row])?;
    }

    // An archive's time is the server's; so is the order in which a room tells what we said. Where
    // they are close, ours is the finer one: some archives know the second only.
    let apart = before.at.as_millis().abs_diff(message.cursor.at.as_millis());
    let finer = origin == Origin::Archive && apart < SECOND.unsigned_abs();
    if (confirmed || (origin.repeats() && !held.ways.repeated)) && !finer {
        known.message.cursor.at = message.cursor.at;
    }

    let first_echo = held.ways == Ways::default();
    let told = first_echo && !origin.repeats() && held.message.chat.is_room();
    let overtaken = told && is_before_heard(db, key, before)?;
    if overtaken {
        known.message.cursor.at = message.cursor.at;
    }
    if first_echo && (confirmed || overtaken) {
        known.message.cursor.at = behind_ours(db, key, known.message.cursor)?;
        if told {
            known.message.cursor.at = behind_heard(db, key, known.message.cursor)?;
        }
    }

    let ids = &mut known.message.ids;
    ids.stanza = ids.stanza.take().or_else(|| message.ids.stanza.clone());
    ids.origin = ids.origin.take().or_else(|| message.ids.origin.clone());
    if let (Author::Occupant { id: held @ None, .. }, Author::Occupant { id: Some(id), .. }) =
        (&mut known.message.author, &message.author)
    {
        *held = Some(id.clone());
    }

    let gone = message.sequel.retracted.filter(|_| held.message.sequel.retracted.is_none());
    known.message.sequel.retracted = known.message.sequel.retracted.or(gone);
    if known == held {
        return Ok(Inserted::Known(before));
    }

    let seen = known.message != held.message;
    let named = known.message.ids != held.message.ids;
    record::update(db, key, before, &known)?;
    if named {
        let _ = act::settle(db, key, before.row)?;
    }
    if let Some(at) = gone {
        sequel::wipe(db, before.row, at)?;
    }

    Ok(if seen { Inserted::Changed(known.message.cursor) } else { Inserted::Known(before) })
}

/// Whether what an archive stamped so was there before that moment. Some know the second only.
fn is_earlier(stamp: Timestamp, moment: Timestamp) -> bool {
    let end = if stamp.as_millis() % SECOND == 0 { stamp.plus(SECOND) } else { stamp };
    end < moment
}

/// Where what we wrote stands once it is confirmed: not before what we wrote earlier, whatever the
/// server's clock says.
fn behind_ours(db: &Connection, key: &Key, place: Cursor) -> Result<Timestamp, Error> {
    let earlier: Option<Timestamp> = db
        .prepare_cached(
            "SELECT at FROM message
             WHERE chat = ?1 AND at > ?2 AND id < ?3 AND author = 0 AND at < ?4
             ORDER BY at DESC, id DESC LIMIT 1",
        )?
        .query_row((key.chat, place.at, place.row, place.at.plus(DAY)), |row| row.get(0))
        .optional()?;
    Ok(earlier.unwrap_or(place.at))
}

/// Whether a room has told what others said, and we wrote this before that came.
fn is_before_heard(db: &Connection, key: &Key, place: Cursor) -> Result<bool, Error> {
    let mut heard = db.prepare_cached(
        "SELECT 1 FROM message WHERE chat = ?1 AND (at, id) > (?2, ?3) AND author <> 0 LIMIT 1",
    )?;
    Ok(heard.exists((key.chat, place.at, place.row))?)
}

/// Where what we wrote stands once a room tells it to all: behind what it told before, though that
/// came in the same millisecond.
fn behind_heard(db: &Connection, key: &Key, place: Cursor) -> Result<Timestamp, Error> {
    let beside = db
        .prepare_cached(
            "SELECT 1 FROM message WHERE chat = ?1 AND at = ?2 AND id > ?3 AND author <> 0",
        )?
        .exists((key.chat, place.at, place.row))?;
    Ok(place.at.plus(i64::from(beside)))
}

/// Whether it proves that the server has what we wrote. What was refused is in archives as well; a
/// room however tells everybody what it takes.
fn confirms(held: &Message, other: &Message) -> bool {
    match held.delivery {
        Delivery::Queued => held.outgoing(),
        Delivery::Failed(_) => held.chat.is_room() && other.outgoing(),
        Delivery::Incoming | Delivery::Sent | Delivery::Delivered | Delivery::Read => false,
    }
}

/// A message of an archive's page that was read in its order, and its neighbour before it there: it
/// is moved behind that one, where it would stand before. Says where it stands then.
pub fn keep_behind(db: &Connection, place: Cursor, neighbour: Cursor) -> Result<Cursor, Error> {
    let apart = neighbour.at.as_millis().saturating_sub(place.at.as_millis());
    if place > neighbour || place.row == neighbour.row || apart > DAY {
        return Ok(place);
    }
    move_to(db, place, neighbour.at.plus(i64::from(place.row < neighbour.row)))
}

/// The same for a page that is read backwards: it is moved before its neighbour after it.
pub fn keep_before(db: &Connection, place: Cursor, neighbour: Cursor) -> Result<Cursor, Error> {
    let apart = place.at.as_millis().saturating_sub(neighbour.at.as_millis());
    if place < neighbour || place.row == neighbour.row || apart > DAY {
        return Ok(place);
    }
    move_to(db, place, neighbour.at.plus(-i64::from(place.row > neighbour.row)))
}

/// A message was moved to this place, as its archive has it. What the same side said after it, as we
/// wrote it or heard it, stays behind it until the archive tells its place.
///
/// What we wrote here may have waited long after it was written: what another device of ours said, and
/// we heard meanwhile, need not be later.
pub fn keep_later_behind(db: &Connection, place: Cursor) -> Result<(), Error> {
    let mut overtaken = db.prepare_cached(
        "SELECT later.at, later.id
         FROM message AS moved JOIN message AS later
           ON later.chat = moved.chat AND later.author = moved.author AND later.id > moved.id
         WHERE moved.id = ?1 AND later.at > ?2 AND later.at < ?3 AND later.ways & 2 = 0
           AND NOT (moved.author = 0 AND moved.ways & 1 = 0 AND later.ways & 1 = 1)
         LIMIT ?4",
    )?;
    let overtaken = overtaken
        .query_map((place.row, place.at.plus(-DAY), place.at, MOST_OVERTAKEN), |row| {
            keys::cursor(row, 0)
        })?
        .collect::<Result<Vec<_>, _>>()?;

    for it in overtaken.into_iter().flatten() {
        let _ = move_to(db, it, place.at)?;
    }
    Ok(())
}

fn move_to(db: &Connection, place: Cursor, at: Timestamp) -> Result<Cursor, Error> {
    let Some(mut record) = record::by_row(db, place.row)? else {
        return Ok(place);
    };
    let key = keys::known_chat(db, &record.message.chat)?;
    record.message.cursor.at = at;
    record::update(db, &key, place, &record)?;
    Ok(Cursor { at, ..place })
}

/// Where the message stands that an archive calls so, in whichever chat of the account.
pub fn archived(
    db: &Connection,
    account: &AccountId,
    owner: &BareJid,
    stanza: &str,
) -> Result<Option<Cursor>, Error> {
    let account = keys::account(db, account)?;
    let Some(archive) = keys::archive(db, account, owner)? else {
        return Ok(None);
    };

    let cursor = db
        .prepare_cached("SELECT at, id FROM message WHERE archive = ?1 AND stanza_id = ?2")?
        .query_row((archive, stanza), |row| keys::cursor(row, 0))
        .optional()?;

    Ok(cursor.flatten())
}

/// When a message stands at the end of its chat that comes now.
pub fn end(db: &Connection, chat: &ChatId, now: Timestamp) -> Result<Timestamp, Error> {
    unread::end(db, chat, now)
}

/// The time of the last thing that others said before a moment.
pub fn heard_before(
    db: &Connection,
    chat: &ChatId,
    moment: Timestamp,
) -> Result<Option<Timestamp>, Error> {
    let Some(key) = keys::chat(db, chat)? else {
        return Ok(None);
    };

    Ok(db
        .prepare_cached(
            "SELECT at FROM message WHERE chat = ?1 AND at < ?2 AND author <> 0
             ORDER BY at DESC, id DESC LIMIT 1",
        )?
        .query_row((key.chat, moment), |row| row.get(0))
        .optional()?)
}

/// The time of the newest message: what a room is asked for when we come back.
pub fn newest_at(db: &Connection, chat: &ChatId) -> Result<Option<Timestamp>, Error> {
    let Some(key) = keys::chat(db, chat)? else {
        return Ok(None);
    };

    Ok(unread::newest(db, key.chat)?.map(|it| it.at))
}
