//! The numbers behind the names: of accounts, chats and archives.

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use xmpp::jid::BareJid;

use crate::model::message::Cursor;
use crate::model::{AccountId, Address, ChatId, Peer, Timestamp};
use crate::store::error::Error;

/// A chat, as far as its messages must know it.
pub struct Key {
    pub chat: i64,
    pub archive: i64,
    pub read: Option<Cursor>,
}

/// The number of an account.
///
/// # Errors
/// [`Error::Unknown`] where it was removed: what is still under way for it has no place any more.
pub fn account(db: &Connection, account: &AccountId) -> Result<i64, Error> {
    db.prepare_cached("SELECT id FROM account WHERE jid = ?1")?
        .query_row([account.as_str()], |row| row.get(0))
        .optional()?
        .ok_or(Error::Unknown)
}

/// The number of a chat, where it is known.
pub fn chat(db: &Connection, chat: &ChatId) -> Result<Option<Key>, Error> {
    let (kind, nick) = peer(&chat.peer);

    let key = db
        .prepare_cached(
            "SELECT chat.id, chat.archive, chat.read_at, chat.read_row
             FROM chat JOIN account ON account.id = chat.account
             WHERE account.jid = :account AND chat.kind = :kind AND chat.jid = :jid
               AND chat.nick = :nick",
        )?
        .query_row(
            named_params! {
                ":account": chat.account.as_str(),
                ":kind": kind,
                ":jid": chat.peer.bare().as_str(),
                ":nick": nick,
            },
            |row| Ok(Key { chat: row.get(0)?, archive: row.get(1)?, read: cursor(row, 2)? }),
        )
        .optional()?;

    Ok(key)
}

/// A chat that must be known.
pub fn known_chat(db: &Connection, id: &ChatId) -> Result<Key, Error> {
    chat(db, id)?.ok_or(Error::Unknown)
}

/// The number of a chat, known or new.
pub fn ensure_chat(db: &Connection, id: &ChatId) -> Result<Key, Error> {
    if let Some(key) = chat(db, id)? {
        return Ok(key);
    }

    let account = account(db, &id.account)?;
    let owner = match &id.peer {
        Peer::Room(room) => room,
        Peer::Contact(_) | Peer::Occupant { .. } => &id.account.0,
    };
    let archive = ensure_archive(db, account, owner)?;
    let (kind, nick) = peer(&id.peer);

    let _ = db
        .prepare_cached(
            "INSERT INTO chat (account, archive, kind, jid, nick)
             VALUES (:account, :archive, :kind, :jid, :nick)",
        )?
        .execute(named_params! {
            ":account": account,
            ":archive": archive,
            ":kind": kind,
            ":jid": id.peer.bare().as_str(),
            ":nick": nick,
        })?;

    Ok(Key { chat: db.last_insert_rowid(), archive, read: None })
}

/// The number of an archive, where it is known.
pub fn archive(db: &Connection, account: i64, owner: &BareJid) -> Result<Option<i64>, Error> {
    let archive = db
        .prepare_cached("SELECT id FROM archive WHERE account = ?1 AND owner = ?2")?
        .query_row((account, owner.as_str()), |row| row.get(0))
        .optional()?;

    Ok(archive)
}

/// The number of an archive, known or new.
pub fn ensure_archive(db: &Connection, account: i64, owner: &BareJid) -> Result<i64, Error> {
    if let Some(archive) = archive(db, account, owner)? {
        return Ok(archive);
    }

    let _ = db
        .prepare_cached("INSERT INTO archive (account, owner) VALUES (?1, ?2)")?
        .execute((account, owner.as_str()))?;

    Ok(db.last_insert_rowid())
}

/// What a chat is called, from the columns account's address, kind, address and nick.
pub fn chat_id(row: &Row<'_>, first: usize) -> rusqlite::Result<ChatId> {
    let account = AccountId(jid(row, first)?);
    let jid = jid(row, first + 2)?;

    let peer = match row.get::<_, i64>(first + 1)? {
        0 => Peer::Contact(jid),
        1 => Peer::Room(jid),
        _ => Peer::Occupant { room: jid, nick: row.get(first + 3)? },
    };

    Ok(ChatId { account, peer })
}

/// A bare address out of a column.
pub fn jid(row: &Row<'_>, column: usize) -> rusqlite::Result<BareJid> {
    let text: String = row.get(column)?;

    BareJid::new(&text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
    })
}

/// An address with or without its resource.
pub fn address(row: &Row<'_>, column: usize) -> rusqlite::Result<Address> {
    let text: String = row.get(column)?;
    Address::parse(&text).ok_or(rusqlite::Error::InvalidColumnType(column, text, Type::Text))
}

/// A place out of two columns: time and row.
pub fn cursor(row: &Row<'_>, first: usize) -> rusqlite::Result<Option<Cursor>> {
    let at: Option<Timestamp> = row.get(first)?;
    let row: Option<i64> = row.get(first + 1)?;

    Ok(at.zip(row).map(|(at, row)| Cursor { at, row }))
}

fn peer(peer: &Peer) -> (i64, &str) {
    match peer {
        Peer::Contact(_) => (0, ""),
        Peer::Room(_) => (1, ""),
        Peer::Occupant { nick, .. } => (2, nick),
    }
}
