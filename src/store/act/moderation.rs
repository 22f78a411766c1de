//! Who had a room take a message back, and why: kept where an act has its words.

use rusqlite::{Connection, OptionalExtension};

use crate::model::message::{Author, Moderation};
use crate::store::error::Error;
use crate::store::record;

/// The name stands in the first line: no name has a second one.
pub fn written(it: &Moderation) -> String {
    format!("{}\n{}", it.by.replace('\n', " "), it.reason)
}

pub fn read(text: &str) -> Moderation {
    let (by, reason) = text.split_once('\n').unwrap_or((text, ""));
    Moderation { by: by.to_owned(), reason: reason.to_owned() }
}

/// Of a message that is gone: whether it was the room that took it back.
pub fn of(db: &Connection, row: i64) -> Result<Option<Moderation>, Error> {
    let (author, ..) = record::author(&Author::Service);
    let sql = "SELECT body FROM act WHERE message = ?1 AND kind = 1 AND author = ?2
               ORDER BY at, id LIMIT 1";
    let body: Option<String> =
        db.prepare_cached(sql)?.query_row((row, author), |row| row.get(0)).optional()?;
    Ok(body.as_deref().map(read))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for (by, reason) in [("Chair", "Off\ntopic"), ("", ""), ("", "Spam"), ("Chair", "")] {
            let it = Moderation { by: by.to_owned(), reason: reason.to_owned() };
            assert_eq!(read(&written(&it)), it);
        }
    }
}
