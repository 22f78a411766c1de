//! Finding messages by their words.

use rusqlite::{Connection, params};

use crate::model::ChatId;
use crate::model::message::{Cursor, Message};
use crate::store::error::Error;
use crate::store::record::{self, columns};
use crate::store::{keys, text};

/// At most `limit` messages that hold all the words, in one chat or in all, the newest first; only
/// what stands before `before`, so that one may go on ([`Cursor::END`] begins).
///
/// The last word may be the beginning of one; what stands within double quotes is one phrase. Costs
/// what it finds: rare words cost their postings, frequent ones those of the page.
pub fn find(
    db: &Connection,
    words: &str,
    chat: Option<&ChatId>,
    before: Cursor,
    limit: u32,
) -> Result<Vec<Message>, Error> {
    let chat = match chat {
        Some(chat) => match keys::chat(db, chat)? {
            Some(key) => Some(key.chat),
            None => return Ok(Vec::new()),
        },
        None => None,
    };
    let Some(question) = text::question(words, chat) else {
        return Ok(Vec::new());
    };

    record::all(db, FIND, params![question, text::text_row(before), limit])
}

const FIND: &str = concat!(
    columns!(),
    "FROM message_text
     CROSS JOIN message ON message.text_row = message_text.rowid
     CROSS JOIN chat ON chat.id = message.chat
     CROSS JOIN account ON account.id = chat.account
     WHERE message_text MATCH ?1 AND message_text.rowid < ?2
     ORDER BY message_text.rowid DESC LIMIT ?3"
);
