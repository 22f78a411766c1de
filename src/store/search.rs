//! Finding messages by their words.

use rusqlite::{Connection, OptionalExtension, named_params, params};

use crate::model::message::{Cursor, Message};
use crate::model::search::{Filters, Search, Sender, Wanted};
use crate::model::{ChatId, Timestamp};
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

/// Where a search begins.
pub const NEWEST: i64 = i64::MAX;

/// How many messages with the words are looked at in one step: some 50 ms, on a slow disk.
pub const STEP: u32 = 20_000;

/// A part of the history, searched.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch {
    /// The newest first.
    pub messages: Vec<Message>,
    /// Where to go on, unless this was all.
    pub rest: Option<i64>,
}

/// As [`find`], of those that pass the filters, and before `from`, no further than `step` messages with
/// the words: what everybody uses, said by somebody who hardly speaks, are looked for in the whole history.
pub fn stretch(db: &Connection, search: &Search, from: i64, step: u32) -> Result<Stretch, Error> {
    let nothing = Stretch { messages: Vec::new(), rest: None };
    let chat = match &search.chat {
        Some(chat) => match keys::chat(db, chat)? {
            Some(key) => Some(key.chat),
            None => return Ok(nothing),
        },
        None => None,
    };
    let Some(question) = text::question(&search.words, chat) else {
        return Ok(nothing);
    };
    let Filters { wanted, sender, since, until } = &search.filters;
    let edge = |at: Timestamp| text::text_row(Cursor { at, row: 0 });
    let from = until.map_or(from, |until| from.min(edge(until)));
    let since = since.map_or(0, edge);

    let end: Option<i64> = if search.filters.is_empty() {
        None
    } else {
        db.prepare_cached(STEPS)?
            .query_row(params![question, from, since, step.saturating_sub(1)], |row| row.get(0))
            .optional()?
    };
    let (who, name) = match sender {
        None => (0, String::new()),
        Some(Sender::Me) => (1, String::new()),
        Some(Sender::Named(name)) => (2, escaped(name)),
    };
    let messages = record::all(
        db,
        NARROWED,
        named_params! {
            ":question": question,
            ":from": from,
            ":end": end.unwrap_or(since),
            ":wanted": match wanted {
                Wanted::Everything => 0,
                Wanted::Chats => 1,
                Wanted::Rooms => 2,
                Wanted::Links => 3,
            },
            ":who": who,
            ":name": format!("%{name}%"),
            ":address": format!("{name}%"),
            ":limit": search.limit,
        },
    )?;

    Ok(Stretch { messages, rest: end })
}

/// For `LIKE`, letter by letter.
fn escaped(name: &str) -> String {
    name.chars()
        .flat_map(|c| matches!(c, '%' | '_' | '\\').then_some('\\').into_iter().chain([c]))
        .collect()
}

const STEPS: &str = "SELECT rowid FROM message_text
     WHERE message_text MATCH ?1 AND rowid < ?2 AND rowid >= ?3
     ORDER BY rowid DESC LIMIT 1 OFFSET ?4";

const NARROWED: &str = concat!(
    columns!(),
    "FROM message_text
     CROSS JOIN message ON message.text_row = message_text.rowid
     CROSS JOIN chat ON chat.id = message.chat
     CROSS JOIN account ON account.id = chat.account
     WHERE message_text MATCH :question
       AND message_text.rowid < :from AND message_text.rowid >= :end
       AND CASE :wanted
             WHEN 0 THEN 1
             WHEN 1 THEN chat.kind <> 1
             WHEN 2 THEN chat.kind = 1
             ELSE message.attachment IS NOT NULL
               OR message.body LIKE '%https://%' OR message.body LIKE '%http://%'
           END
       AND CASE :who
             WHEN 0 THEN 1
             WHEN 1 THEN author = 0
             ELSE CASE author
               WHEN 1 THEN chat.nick LIKE :name ESCAPE '\\'
                 OR chat.kind = 0 AND (chat.jid LIKE :address ESCAPE '\\' OR EXISTS (
                      SELECT 1 FROM contact
                      WHERE contact.account = chat.account AND contact.jid = chat.jid
                        AND contact.name LIKE :name ESCAPE '\\'))
               WHEN 2 THEN message.nick LIKE :name ESCAPE '\\'
               ELSE 0
             END
           END
     ORDER BY message_text.rowid DESC LIMIT :limit"
);
