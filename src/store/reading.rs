//! What is to be told of our reading: to those who asked for it, and to our other devices.

use rusqlite::Connection;

use crate::model::message::Cursor;
use crate::model::{AccountId, ChatId};
use crate::store::error::Error;
use crate::store::keys;

/// The author of an unread message wants to know when it is read, and calls it so.
pub fn ask(db: &Connection, row: i64, name: &str) -> Result<(), Error> {
    let _ = db
        .prepare_cached("UPDATE message SET marker = ?2 WHERE id = ?1 AND unread = 1")?
        .execute((row, name))?;

    Ok(())
}

/// The chats in which somebody is to be told that we have read, each with the name of the last message
/// that asked for it. They are taken out: nobody is told twice. `may` says which chats can be reached.
pub fn take(
    db: &Connection,
    account: &AccountId,
    may: impl Fn(&ChatId) -> bool,
) -> Result<Vec<(ChatId, String)>, Error> {
    let number = keys::account(db, account)?;
    let chats = db
        .prepare_cached(
            "SELECT account.jid, chat.kind, chat.jid, chat.nick
             FROM chat JOIN account ON account.id = chat.account
             WHERE chat.account = ?1 AND chat.id IN (
                 SELECT DISTINCT chat FROM message WHERE marker IS NOT NULL)
             ORDER BY chat.id",
        )?
        .query_map([number], |row| keys::chat_id(row, 0))?
        .collect::<Result<Vec<_>, _>>()?;

    let mut taken = Vec::new();
    for chat in chats.into_iter().filter(may) {
        if let Some(name) = answered(db, &chat)? {
            taken.push((chat, name));
        }
    }
    Ok(taken)
}

/// Nobody need be told any more of what was read in a chat. Gives the last name that was asked for.
pub fn answered(db: &Connection, chat: &ChatId) -> Result<Option<String>, Error> {
    let Some(key) = keys::chat(db, chat)? else {
        return Ok(None);
    };
    let Some(read) = key.read else {
        return Ok(None);
    };

    let last = db
        .prepare_cached(
            "SELECT id, marker FROM message
             WHERE chat = ?1 AND marker IS NOT NULL AND (at, id) <= (?2, ?3)
             ORDER BY at DESC, id DESC LIMIT 1",
        )?
        .query_map((key.chat, read.at, read.row), |row| row.get(1))?
        .next()
        .transpose()?;
    let _ = db
        .prepare_cached(
            "UPDATE message SET marker = NULL
             WHERE chat = ?1 AND marker IS NOT NULL AND (at, id) <= (?2, ?3)",
        )?
        .execute((key.chat, read.at, read.row))?;

    Ok(last)
}

/// A chat that was read, and the last message of what was read that its archive has a name for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadUpTo {
    pub chat: ChatId,
    pub stanza: String,
    pub place: Cursor,
}

/// How far each chat of an account was read. The costs are those of the chats.
pub fn all(db: &Connection, account: &AccountId) -> Result<Vec<ReadUpTo>, Error> {
    let number = keys::account(db, account)?;
    let read = db
        .prepare_cached(
            "SELECT account.jid, chat.kind, chat.jid, chat.nick, last.stanza_id, last.at, last.id
             FROM chat
             JOIN account ON account.id = chat.account
             JOIN message AS last ON last.id = (
                 SELECT id FROM message
                 WHERE message.chat = chat.id AND stanza_id IS NOT NULL
                   AND (at, id) <= (chat.read_at, chat.read_row)
                 ORDER BY at DESC, id DESC LIMIT 1)
             WHERE chat.account = ?1 AND chat.read_at IS NOT NULL
             ORDER BY last.at DESC",
        )?
        .query_map([number], |row| {
            let (chat, stanza) = (keys::chat_id(row, 0)?, row.get(4)?);
            let place = Cursor { at: row.get(5)?, row: row.get(6)? };
            Ok(ReadUpTo { chat, stanza, place })
        })?
        .collect::<Result<Vec<_>, _>>()?;

    Ok(read)
}
