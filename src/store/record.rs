//! A message, between its row and its type.

use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, Params, Row, named_params};

use crate::model::identity::Ways;
use crate::model::message::{Author, Cursor, Delivery, Ids, Kind, Message, Reply, Sequel};
use crate::model::{ChatId, Timestamp};
use crate::store::error::Error;
use crate::store::keys::{self, Key};
use crate::store::{sequel, text};

/// The columns that [`read`] wants, in its order, from `message`, `chat` and `account`.
macro_rules! columns {
    () => {
        "SELECT message.id, message.at, claimed_at, author, message.nick, occupant_id,
                origin_id, stanza_id, ways, message.kind, subject, message.body, thread,
                attachment, sealed, mention, delivery, failure,
                account.jid, chat.kind, chat.jid, chat.nick,
                acts, edited_at, retracted_at, original, reply_id, reply_to, reply_text,
                message.chat "
    };
}
pub(super) use columns;

/// A query for messages: what follows on `FROM`.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            $crate::store::record::columns!(),
            "FROM message
             JOIN chat ON chat.id = message.chat
             JOIN account ON account.id = chat.account ",
            $rest
        )
    };
}
pub(super) use select;

/// A message as it is kept, and how it came so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    pub message: Message,
    pub ways: Ways,
    /// The words that it was said in, where it has others now.
    pub original: Option<String>,
    /// Something was done to it, or is on its way to be.
    pub acts: bool,
    /// The number of its chat.
    pub chat: i64,
}

/// Those that a query of [`select!`] finds.
pub fn all(db: &Connection, sql: &str, params: impl Params) -> Result<Vec<Message>, Error> {
    Ok(records(db, sql, params)?.into_iter().map(|it| it.message).collect())
}

/// The same, with the ways in which they came.
pub fn records(db: &Connection, sql: &str, params: impl Params) -> Result<Vec<Record>, Error> {
    let mut records =
        db.prepare_cached(sql)?.query_map(params, read)?.collect::<Result<Vec<_>, _>>()?;
    records.iter_mut().try_for_each(|it| sequel::complete(db, it))?;

    Ok(records)
}

/// The one that a query of [`select!`] finds.
pub fn one(db: &Connection, sql: &str, params: impl Params) -> Result<Option<Record>, Error> {
    let mut record = db.prepare_cached(sql)?.query_row(params, read).optional()?;
    if let Some(record) = &mut record {
        sequel::complete(db, record)?;
    }

    Ok(record)
}

/// The message of a row.
pub fn by_row(db: &Connection, row: i64) -> Result<Option<Record>, Error> {
    one(db, select!("WHERE message.id = ?1"), [row])
}

/// All but what stands in other rows: [`sequel::complete`] adds that.
fn read(row: &Row<'_>) -> rusqlite::Result<Record> {
    let chat: ChatId = keys::chat_id(row, 18)?;

    let author = author_of(row, 3)?;
    let kind = match row.get::<_, i64>(9)? {
        1 => Kind::Normal { subject: row.get(10)? },
        2 => Kind::Headline { subject: row.get(10)? },
        3 => Kind::Subject,
        _ => Kind::Chat,
    };
    let delivery = match row.get::<_, i64>(16)? {
        1 => Delivery::Queued,
        2 => Delivery::Sent,
        3 => Delivery::Delivered,
        4 => Delivery::Read,
        5 => Delivery::Failed(row.get::<_, Option<String>>(17)?.unwrap_or_default()),
        _ => Delivery::Incoming,
    };
    let ways: i64 = row.get(8)?;
    let retracted: Option<Timestamp> = row.get(24)?;
    // Nothing of it is shown, also while the server may still refuse to take it back.
    let gone = retracted.is_some();
    let reply = row.get::<_, Option<String>>(26)?.filter(|_| !gone);
    let reply = match reply {
        Some(id) => {
            let fallback: Option<String> = row.get(28)?;
            let fallback = fallback.unwrap_or_default();
            Some(Reply { id, to: row.get(27)?, fallback, quote: None })
        }
        None => None,
    };

    Ok(Record {
        message: Message {
            chat,
            cursor: Cursor { row: row.get(0)?, at: row.get(1)? },
            author,
            ids: Ids { origin: row.get(6)?, stanza: row.get(7)? },
            kind,
            body: if gone { String::new() } else { row.get(11)? },
            claimed_at: row.get(2)?,
            thread: row.get(12)?,
            attachment: if gone { None } else { row.get(13)? },
            sealed: if gone { None } else { row.get(14)? },
            mention: row.get(15)?,
            reply,
            delivery,
            sequel: Sequel { edited: row.get(23)?, retracted, ..Sequel::default() },
        },
        ways: Ways { live: ways & 1 != 0, repeated: ways & 2 != 0 },
        original: row.get(25)?,
        acts: row.get(22)?,
        chat: row.get(29)?,
    })
}

/// Writes a new row with its words, and says where.
pub fn insert(
    db: &Connection,
    key: &Key,
    message: &Message,
    ways: Ways,
    unread: bool,
) -> Result<Cursor, Error> {
    let cursor = insert_mute(db, key, message, ways, unread)?;
    let (_, subject) = kind(&message.kind);
    text::add(db, key.chat, cursor, subject, &message.body)?;

    Ok(cursor)
}

/// The same without its words: [`text::add_late`] adds them.
pub fn insert_mute(
    db: &Connection,
    key: &Key,
    message: &Message,
    ways: Ways,
    unread: bool,
) -> Result<Cursor, Error> {
    let (author, nick, occupant) = author(&message.author);
    let (kind, subject) = kind(&message.kind);
    let (delivery, failure) = delivery(&message.delivery);
    let (at, reply) = (message.cursor.at, message.reply.as_ref());

    let _ = db
        .prepare_cached(
            "INSERT INTO message (chat, archive, at, claimed_at, author, nick, occupant_id,
                                  origin_id, stanza_id, ways, kind, subject, body, thread,
                                  attachment, sealed, mention, delivery, failure, unread,
                                  retracted_at, reply_id, reply_to, reply_text)
             VALUES (:chat, :archive, :at, :claimed_at, :author, :nick, :occupant, :origin, :stanza,
                     :ways, :kind, :subject, :body, :thread, :attachment, :sealed, :mention,
                     :delivery, :failure, :unread, :retracted, :reply_id, :reply_to, :reply_text)",
        )?
        .execute(named_params! {
            ":chat": key.chat,
            ":archive": key.archive,
            ":at": at,
            ":claimed_at": message.claimed_at,
            ":author": author,
            ":nick": nick,
            ":occupant": occupant,
            ":origin": message.ids.origin,
            ":stanza": message.ids.stanza,
            ":ways": ways_code(ways),
            ":kind": kind,
            ":subject": subject,
            ":body": message.body,
            ":thread": message.thread,
            ":attachment": message.attachment,
            ":sealed": message.sealed,
            ":mention": message.mention,
            ":delivery": delivery,
            ":failure": failure,
            ":unread": unread,
            ":retracted": message.sequel.retracted,
            ":reply_id": reply.map(|it| &it.id),
            ":reply_to": reply.and_then(|it| it.to.as_ref()),
            ":reply_text": reply.map(|it| &it.fallback),
        })?;

    Ok(Cursor { at, row: db.last_insert_rowid() })
}

/// Writes what may change of a message later: ids, time, delivery, and the ways in which it came.
pub fn update(db: &Connection, key: &Key, held: Cursor, record: &Record) -> Result<(), Error> {
    let Record { message, ways, .. } = record;
    let (author, nick, occupant) = author(&message.author);
    let (delivery, failure) = delivery(&message.delivery);

    let _ = db
        .prepare_cached(
            "UPDATE message
             SET at = :at, claimed_at = :claimed_at, author = :author, nick = :nick,
                 occupant_id = :occupant, origin_id = :origin, stanza_id = :stanza, ways = :ways,
                 delivery = :delivery, failure = :failure
             WHERE id = :row",
        )?
        .execute(named_params! {
            ":at": message.cursor.at,
            ":claimed_at": message.claimed_at,
            ":author": author,
            ":nick": nick,
            ":occupant": occupant,
            ":origin": message.ids.origin,
            ":stanza": message.ids.stanza,
            ":ways": ways_code(*ways),
            ":delivery": delivery,
            ":failure": failure,
            ":row": held.row,
        })?;

    if message.cursor.at != held.at {
        let (_, subject) = kind(&message.kind);
        text::remove(db, held.row)?;
        text::add(db, key.chat, message.cursor, subject, &message.body)?;

        // Where reading stopped at it, it stopped where it is now.
        let _ = db
            .prepare_cached("UPDATE chat SET read_at = ?1 WHERE id = ?2 AND read_row = ?3")?
            .execute((message.cursor.at, key.chat, held.row))?;
    }

    Ok(())
}

/// An author out of three columns: which sort, nick, occupant's id.
pub fn author_of(row: &Row<'_>, first: usize) -> rusqlite::Result<Author> {
    Ok(match row.get::<_, i64>(first)? {
        0 => Author::Me { nick: row.get(first + 1)? },
        1 => Author::Peer,
        2 => Author::Occupant { nick: row.get(first + 1)?, id: row.get(first + 2)? },
        _ => Author::Service,
    })
}

pub fn author(author: &Author) -> (i64, &str, Option<&str>) {
    match author {
        Author::Me { nick } => (0, nick, None),
        Author::Peer => (1, "", None),
        Author::Occupant { nick, id } => (2, nick, id.as_deref()),
        Author::Service => (3, "", None),
    }
}

fn kind(kind: &Kind) -> (i64, &str) {
    match kind {
        Kind::Chat => (0, ""),
        Kind::Normal { subject } => (1, subject),
        Kind::Headline { subject } => (2, subject),
        Kind::Subject => (3, ""),
    }
}

fn delivery(delivery: &Delivery) -> (i64, Option<&str>) {
    match delivery {
        Delivery::Incoming => (0, None),
        Delivery::Queued => (1, None),
        Delivery::Sent => (2, None),
        Delivery::Delivered => (3, None),
        Delivery::Read => (4, None),
        Delivery::Failed(words) => (5, Some(words)),
    }
}

fn ways_code(ways: Ways) -> i64 {
    i64::from(ways.live) | (i64::from(ways.repeated) << 1)
}

impl ToSql for Timestamp {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.as_millis().into())
    }
}

impl FromSql for Timestamp {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        i64::column_result(value).map(Self::from_millis)
    }
}
