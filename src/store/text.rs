//! The words of messages, as the full-text index holds them and as it is asked for them.
//!
//! Scripts that are written without spaces are cut into single characters, so that a word of one or
//! two of them is found inside a sentence; a word of several becomes a phrase. Emoji are words too:
//! SQLite's tokenizer knows no newer ones, so they are spelt out by their number.

use std::fmt::Write;

use rusqlite::{Connection, OptionalExtension, Row};

use crate::model::Timestamp;
use crate::model::message::Cursor;
use crate::store::error::Error;

/// How many words of a question are looked for. SQLite bounds the depth of a query.
const WORDS: usize = 32;

/// How many neighbours are tried where a row of the index is taken.
const TRIES: usize = 16;

/// Rows of one millisecond: 2^20. Together with 2^43 milliseconds they fill a positive number.
const ROW_BITS: u32 = 20;
const LATEST: i64 = (1 << 43) - 1;

/// Adds the words of a message. One without any has no row.
pub fn add(
    db: &Connection,
    chat: i64,
    cursor: Cursor,
    subject: &str,
    body: &str,
) -> Result<(), Error> {
    let words = cut(subject) + "\n" + &cut(body);
    if !words.contains(is_word) {
        return Ok(());
    }

    let Some(text_row) = free(db, text_row(cursor))? else {
        return Ok(());
    };

    let _ = db
        .prepare_cached("INSERT INTO message_text (rowid, chat, body) VALUES (?1, ?2, ?3)")?
        .execute((text_row, chat_word(chat), words))?;
    let _ = db
        .prepare_cached("UPDATE message SET text_row = ?1 WHERE id = ?2")?
        .execute((text_row, cursor.row))?;

    Ok(())
}

/// Adds the words of those rows that were written without them and still have none, the oldest first:
/// the index takes rows that rise, and begins a new part of itself with each that does not.
pub fn add_late(db: &Connection, rows: &[i64]) -> Result<(), Error> {
    let mut mute = db.prepare_cached(
        "SELECT at, id, chat, subject, CASE WHEN retracted_at IS NULL THEN body ELSE '' END
         FROM message WHERE id = ?1 AND text_row IS NULL",
    )?;
    let mut found = Vec::new();
    for row in rows {
        let read = |row: &Row<'_>| {
            let cursor = Cursor { at: row.get(0)?, row: row.get(1)? };
            Ok((cursor, row.get(2)?, row.get::<_, String>(3)?, row.get::<_, String>(4)?))
        };
        found.extend(mute.query_row([row], read).optional()?);
    }

    found.sort_unstable_by_key(|(cursor, ..)| *cursor);
    found
        .iter()
        .try_for_each(|(cursor, chat, subject, body)| add(db, *chat, *cursor, subject, body))
}

/// Takes the words of a message out.
pub fn remove(db: &Connection, row: i64) -> Result<(), Error> {
    let _ = db
        .prepare_cached(
            "DELETE FROM message_text
             WHERE rowid = (SELECT text_row FROM message WHERE id = ?1)",
        )?
        .execute([row])?;
    let _ =
        db.prepare_cached("UPDATE message SET text_row = NULL WHERE id = ?1")?.execute([row])?;

    Ok(())
}

/// The row of a message in the index: the later, the higher.
pub fn text_row(cursor: Cursor) -> i64 {
    let at = cursor.at.clamp(Timestamp::from_millis(0), Timestamp::from_millis(LATEST));

    (at.as_millis() << ROW_BITS) | (cursor.row & ((1 << ROW_BITS) - 1))
}

/// The row, or the next that is free. A million messages of one millisecond are nobody's history:
/// where they fill it up, the rest is not indexed.
fn free(db: &Connection, wanted: i64) -> Result<Option<i64>, Error> {
    let mut taken = db.prepare_cached("SELECT 1 FROM message WHERE text_row = ?1")?;

    for row in (wanted..=i64::MAX).take(TRIES) {
        if !taken.exists([row])? {
            return Ok(Some(row));
        }
    }

    Ok(None)
}

/// What to ask the index for: messages, of one chat or of all, that hold all these words.
///
/// Words within double quotes must stand side by side. The last word may be the beginning of a
/// longer one, since it is still being written. `None` where nothing can be looked for.
pub fn question(words: &str, chat: Option<i64>) -> Option<String> {
    let mut question = String::new();
    let mut phrases = 0;

    for (index, part) in words.split('"').enumerate() {
        // Every second part stands within quotes.
        if index % 2 == 1 {
            phrases += phrase(&mut question, part, false);
            continue;
        }

        let mut rest = part.split_whitespace().peekable();
        while let Some(word) = rest.next() {
            let last = rest.peek().is_none() && words.ends_with(word);
            if phrases < WORDS {
                phrases += phrase(&mut question, word, last);
            }
        }
    }

    if phrases == 0 {
        return None;
    }

    Some(match chat {
        Some(chat) => format!("chat : \"{}\" AND body : ({question})", chat_word(chat)),
        None => format!("body : ({question})"),
    })
}

/// Adds a phrase to a question, and says how many there are more: one, or none.
fn phrase(question: &mut String, words: &str, growing: bool) -> usize {
    let words = cut(words);
    if !words.contains(is_word) {
        return 0;
    }

    // What was cut out ends with a space: such a word is whole. One letter begins too many words.
    let growing = growing && words.chars().rev().take_while(|it| is_word(*it)).count() > 1;
    let _ = write!(question, "\"{}\"{} ", words.trim(), if growing { "*" } else { "" });

    1
}

fn chat_word(chat: i64) -> String {
    format!("c{chat}")
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric()
}

/// The text with spaces around all that is a word of its own.
fn cut(text: &str) -> String {
    let mut words = String::with_capacity(text.len() + text.len() / 2);

    for c in text.chars() {
        match c {
            '"' | '\0' => words.push(' '),
            // Full-width forms of ASCII.
            '\u{ff01}'..='\u{ff5e}' => {
                let narrow = u32::from(c) - 0xfee0;
                words.push(char::from_u32(narrow).filter(|it| *it != '"').unwrap_or(' '));
            }
            c if is_symbol(c) || (is_unspaced(c) && u32::from(c) > 0xffff) => {
                let _ = write!(words, " x{:x}x ", u32::from(c));
            }
            c if is_unspaced(c) => words.extend([' ', c, ' ']),
            c => words.push(c),
        }
    }

    words
}

/// Letters of scripts that are written without spaces, or whose words grow at their end.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0e01}'..='\u{0e30}' | '\u{0e32}'..='\u{0e33}' | '\u{0e40}'..='\u{0e46}' // Thai
        | '\u{0e81}'..='\u{0eb0}' | '\u{0eb2}'..='\u{0eb3}' | '\u{0ebd}'..='\u{0ec6}' // Lao
        | '\u{0f40}'..='\u{0f6c}' // Tibetan
        | '\u{1000}'..='\u{102a}' // Myanmar
        | '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7ff}' // Hangul
        | '\u{1780}'..='\u{17b3}' // Khmer
        | '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' // Han
        | '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309f}' // Hiragana
        | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' // Katakana
        | '\u{3105}'..='\u{312f}' | '\u{31a0}'..='\u{31bf}' // Bopomofo
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' // Han
        | '\u{a000}'..='\u{a4cf}' // Yi
        | '\u{ff66}'..='\u{ff9d}' // half-width Katakana
        | '\u{1b000}'..='\u{1b2ff}' // Kana, Nushu
        | '\u{20000}'..='\u{3ffff}' // Han
    )
}

/// Emoji and the like.
fn is_symbol(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2bff}' | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}'
        | '\u{1f000}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_made_of_phrases() {
        let cases = [
            ("", None),
            ("  ", None),
            ("\"", None),
            ("!?", None),
            ("hello", Some("body : (\"hello\"* )")),
            ("hello ", Some("body : (\"hello\" )")),
            ("a", Some("body : (\"a\" )")),
            ("two words", Some("body : (\"two\" \"words\"* )")),
            ("\"two words\" more", Some("body : (\"two words\" \"more\"* )")),
            ("\"never closed", Some("body : (\"never closed\" )")),
            ("AND OR NOT*", Some("body : (\"AND\" \"OR\" \"NOT*\" )")),
            ("你好", Some("body : (\"你  好\" )")),
            ("ＡＢ", Some("body : (\"AB\"* )")),
            ("😀", Some("body : (\"x1f600x\" )")),
        ];

        for (words, expected) in cases {
            assert_eq!(question(words, None).as_deref(), expected, "{words}");
        }
    }

    #[test]
    fn one_chat_is_a_word_of_its_own() {
        assert_eq!(question("hi", Some(7)).as_deref(), Some("chat : \"c7\" AND body : (\"hi\"* )"));
    }

    #[test]
    fn a_question_has_an_end() {
        let long = "word ".repeat(10_000);
        let asked = question(&long, None).map(|it| it.matches("word").count());

        assert_eq!(asked, Some(WORDS));
    }

    #[test]
    fn later_messages_have_higher_rows() {
        let row = |at, row| text_row(Cursor { at: Timestamp::from_millis(at), row });

        assert!(row(1_700_000_000_000, 2_000_000) < row(1_700_000_000_001, 1));
        assert!(row(1_700_000_000_000, 1) < row(1_700_000_000_000, 2));
        assert!(row(-5, 1) >= 0, "times before 1970 come first");
        assert!(row(i64::MAX, i64::MAX) > 0, "and far ones last");
    }
}
