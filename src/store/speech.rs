//! What one person has said in a room.

use rusqlite::Connection;

use crate::model::{Author, ChatId};
use crate::store::error::Error;
use crate::store::{keys, record};

/// The room's ids of what somebody has said there and what still stands, the newest first. Of those
/// whom the room gives no id (XEP-0421), the nick decides.
pub fn ids(
    db: &Connection,
    chat: &ChatId,
    author: &Author,
    limit: u32,
) -> Result<Vec<String>, Error> {
    let Some(key) = keys::chat(db, chat)? else {
        return Ok(Vec::new());
    };
    let (author, nick, occupant) = record::author(author);
    let ids = db
        .prepare_cached(
            "SELECT stanza_id FROM message
             WHERE chat = ?1 AND author = ?2 AND stanza_id IS NOT NULL AND retracted_at IS NULL
               AND CASE WHEN ?4 IS NULL THEN nick = ?3 ELSE occupant_id = ?4 END
             ORDER BY at DESC, id DESC LIMIT ?5",
        )?
        .query_map((key.chat, author, nick, occupant, limit), |row| row.get(0))?
        .collect::<Result<Vec<_>, _>>()?;

    Ok(ids)
}
