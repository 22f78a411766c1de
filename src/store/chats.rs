//! Conversations at a glance: which are open, what is unread, muted, half written.

use rusqlite::{Connection, Params, Row};

use crate::model::chat::{Chat, LastLine};
use crate::model::message::Cursor;
use crate::model::{ChatId, Peer, Timestamp};
use crate::store::error::Error;
use crate::store::{keys, unread};

/// A query for chats: what follows on `FROM`. Of a last line [`LastLine::MOST`] characters are
/// read.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT account.jid, chat.kind, chat.jid, chat.nick,
                    position IS NOT NULL, chat.unread, mentions, muted, read_at, read_row, draft,
                    chat.kind = 0 AND NOT accepted AND contact.jid IS NULL,
                    last.author, last.nick,
                    CASE WHEN last.retracted_at IS NULL THEN substr(last.body, 1, 200) ELSE '' END,
                    last.at, last.retracted_at IS NOT NULL
             FROM chat
             JOIN account ON account.id = chat.account
             LEFT JOIN contact ON contact.account = chat.account AND contact.jid = chat.jid
             LEFT JOIN message AS last ON last.id = (
                 SELECT id FROM message WHERE message.chat = chat.id
                 ORDER BY at DESC, id DESC LIMIT 1) ",
            $rest
        )
    };
}

/// What is unread in a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unread {
    pub unread: u32,
    pub mentions: u32,
    pub read: Option<Cursor>,
}

/// A chat with an occupant goes on under another nick; says whether it does. What was said under that
/// one already stays apart.
pub fn rename(db: &Connection, from: &ChatId, to: &ChatId) -> Result<bool, Error> {
    let (Some(key), None, Peer::Occupant { nick, .. }) =
        (keys::chat(db, from)?, keys::chat(db, to)?, &to.peer)
    else {
        return Ok(false);
    };
    let _ =
        db.prepare_cached("UPDATE chat SET nick = ?2 WHERE id = ?1")?.execute((key.chat, nick))?;
    Ok(true)
}

/// All that are known. The costs are those of the chats, however long their threads are.
pub fn all(db: &Connection) -> Result<Vec<Chat>, Error> {
    glance(db, select!(""), [])
}

/// One of them.
pub fn get(db: &Connection, chat: &ChatId) -> Result<Option<Chat>, Error> {
    match keys::chat(db, chat)? {
        Some(key) => Ok(glance(db, select!("WHERE chat.id = ?1"), [key.chat])?.pop()),
        None => Ok(None),
    }
}

/// The open ones, in their order.
pub fn opened(db: &Connection) -> Result<Vec<ChatId>, Error> {
    let open = db
        .prepare_cached(
            "SELECT account.jid, chat.kind, chat.jid, chat.nick
             FROM chat JOIN account ON account.id = chat.account
             WHERE position IS NOT NULL ORDER BY position, chat.id",
        )?
        .query_map([], |row| keys::chat_id(row, 0))?
        .collect::<Result<Vec<_>, _>>()?;

    Ok(open)
}

/// Puts a chat at the end of the open ones, where it is not among them; a new one is made.
pub fn open(db: &Connection, chat: &ChatId) -> Result<Chat, Error> {
    let key = keys::ensure_chat(db, chat)?;
    let _ = db
        .prepare_cached(
            "UPDATE chat SET position = (SELECT coalesce(max(position), 0) + 1 FROM chat)
             WHERE id = ?1 AND position IS NULL",
        )?
        .execute([key.chat])?;

    get(db, chat)?.ok_or(Error::Unknown)
}

/// Takes a chat from the open ones.
pub fn close(db: &Connection, chat: &ChatId) -> Result<(), Error> {
    if let Some(key) = keys::chat(db, chat)? {
        let _ = db
            .prepare_cached("UPDATE chat SET position = NULL WHERE id = ?1")?
            .execute([key.chat])?;
    }

    Ok(())
}

/// The open chats stand in this order; those that are not named keep theirs behind it.
pub fn order(db: &Connection, chats: &[ChatId]) -> Result<(), Error> {
    let behind = i64::try_from(chats.len()).unwrap_or(i64::MAX);
    let _ = db
        .prepare_cached("UPDATE chat SET position = position + ?1 WHERE position IS NOT NULL")?
        .execute([behind])?;

    for (place, chat) in (1_i64..).zip(chats) {
        if let Some(key) = keys::chat(db, chat)? {
            let _ = db
                .prepare_cached(
                    "UPDATE chat SET position = ?2 WHERE id = ?1 AND position IS NOT NULL",
                )?
                .execute((key.chat, place))?;
        }
    }

    Ok(())
}

pub fn set_muted(db: &Connection, chat: &ChatId, muted: bool) -> Result<(), Error> {
    mute(db, chat, i64::from(muted))
}

/// Muted no longer than that.
pub fn mute_until(db: &Connection, chat: &ChatId, until: Timestamp) -> Result<(), Error> {
    mute(db, chat, until.as_millis().max(FOREVER + 1))
}

/// Muted without an end; what is more is the time of the end.
const FOREVER: i64 = 1;

fn mute(db: &Connection, chat: &ChatId, muted: i64) -> Result<(), Error> {
    let key = keys::ensure_chat(db, chat)?;
    let _ = db
        .prepare_cached("UPDATE chat SET muted = ?2 WHERE id = ?1")?
        .execute((key.chat, muted))?;

    Ok(())
}

/// Keeps what is being written; an empty text is none.
pub fn set_draft(db: &Connection, chat: &ChatId, draft: &str) -> Result<(), Error> {
    let key = keys::ensure_chat(db, chat)?;
    let _ = db
        .prepare_cached("UPDATE chat SET draft = ?2 WHERE id = ?1")?
        .execute((key.chat, draft))?;

    Ok(())
}

/// A stranger becomes one like the others.
pub fn accept(db: &Connection, chat: &ChatId) -> Result<(), Error> {
    let key = keys::ensure_chat(db, chat)?;
    let _ = db.prepare_cached("UPDATE chat SET accepted = 1 WHERE id = ?1")?.execute([key.chat])?;

    Ok(())
}

/// Everything up to this place was read: [`Cursor::END`] is all that is there.
pub fn mark_read(db: &Connection, chat: &ChatId, up_to: Cursor) -> Result<Unread, Error> {
    let key = keys::known_chat(db, chat)?;
    unread::mark(db, &key, up_to)?;
    unread(db, chat)
}

/// What is unread. The counts are kept, not counted.
pub fn unread(db: &Connection, chat: &ChatId) -> Result<Unread, Error> {
    let key = keys::known_chat(db, chat)?;
    let (unread, mentions) = db
        .prepare_cached("SELECT unread, mentions FROM chat WHERE id = ?1")?
        .query_row([key.chat], |row| Ok((row.get(0)?, row.get(1)?)))?;

    Ok(Unread { unread, mentions, read: key.read })
}

fn glance(db: &Connection, sql: &str, params: impl Params) -> Result<Vec<Chat>, Error> {
    let chats = db.prepare_cached(sql)?.query_map(params, read)?.collect::<Result<Vec<_>, _>>()?;

    Ok(chats)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Chat> {
    let id = keys::chat_id(row, 0)?;
    let stranger = row.get(11)? && !is_ours(&id);
    let muted: i64 = row.get(7)?;

    Ok(Chat {
        open: row.get(4)?,
        unread: row.get(5)?,
        mentions: row.get(6)?,
        muted: muted != 0,
        until: (muted > FOREVER).then_some(Timestamp::from_millis(muted)),
        read: keys::cursor(row, 8)?,
        last: last(row)?,
        draft: row.get(10)?,
        stranger,
        id,
    })
}

fn last(row: &Row<'_>) -> rusqlite::Result<Option<LastLine>> {
    let author: Option<i64> = row.get(12)?;

    author
        .map(|author| {
            Ok(LastLine {
                // Ours has the nick that we had in the room; that is not told.
                nick: if author == 2 { row.get(13)? } else { String::new() },
                outgoing: author == 0,
                text: row.get(14)?,
                at: row.get(15)?,
                retracted: row.get(16)?,
            })
        })
        .transpose()
}

/// Ourselves and our own server are no strangers.
fn is_ours(id: &ChatId) -> bool {
    match &id.peer {
        Peer::Contact(jid) => {
            let account = &id.account.0;
            jid == account || (jid.node().is_none() && jid.domain() == account.domain())
        }
        Peer::Room(_) | Peer::Occupant { .. } => false,
    }
}
