//! What we do here: kept and shown at once, queued until the server has it, undone where that refuses.

use rusqlite::Connection;

use crate::model::act::{Act, Deed, MOST_REACTIONS, Target, Words};
use crate::model::message::{Author, Ids, Message};
use crate::model::{ChatId, Timestamp};
use crate::store::error::Error;
use crate::store::record::{self, Record};
use crate::store::{act, keys, sequel};

/// What one wants to do to a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    Correct(String),
    Retract,
    /// Puts an emoji under it, or takes it away.
    Toggle(String),
}

/// What came of a wish.
#[derive(Debug, Clone, PartialEq)]
pub enum Granted {
    /// The message is so now.
    Changed(Box<Message>),
    /// It had not left, and never will.
    Gone,
    /// It was so already.
    Nothing,
}

/// Does something to the message of a row, and queues it. `origin` is the id of the act, `now` its
/// time, `nick` what we are called there.
///
/// What has not left yet is changed before it does; nobody needs to hear of that.
///
/// # Errors
/// [`Error::Unknown`] where the message is gone, or this cannot be done to it.
pub fn queue(
    db: &Connection,
    row: i64,
    wish: &Wish,
    (nick, origin, now): (&str, String, Timestamp),
) -> Result<Granted, Error> {
    let before = record::by_row(db, row)?.ok_or(Error::Unknown)?;
    let message = &before.message;
    if sequel::is_unsent(db, message)? && !matches!(wish, Wish::Toggle(_)) {
        return unsent(db, &before, wish);
    }

    let (deed, target) = order(db, message, wish)?.ok_or(Error::Unknown)?;
    let Some(deed) = deed else {
        return Ok(Granted::Nothing);
    };
    let key = keys::known_chat(db, &message.chat)?;
    let act = Act {
        chat: message.chat.clone(),
        row: 0,
        at: act::after_all(db, row, now)?,
        author: Author::Me { nick: nick.to_owned() },
        since: None,
        ids: Ids { origin: Some(origin), stanza: None },
        target,
        deed,
    };
    let act_row = act::write(db, &key, &act, Some(row), true)?;
    enter(db, act_row)?;

    // Also where it looks the same: it waits now.
    let changed = act::done(db, &key, message, &act)?;
    Ok(changed.map_or(Granted::Nothing, |it| Granted::Changed(Box::new(it))))
}

/// What is to be done, and the name that it is done under: nothing where it is so already, `None`
/// where it cannot be done.
fn order(
    db: &Connection,
    message: &Message,
    wish: &Wish,
) -> Result<Option<(Option<Deed>, Target)>, Error> {
    let by_sender = message.ids.origin.clone().map(Target::Sender);
    Ok(match wish {
        Wish::Correct(body) if message.may_correct() => {
            let words = Words { body: body.clone(), ..Words::default() };
            let deed = (*body != message.body).then_some(Deed::Correct(words));
            by_sender.map(|target| (deed, target))
        }
        Wish::Retract if message.may_retract() => {
            message.target().or(by_sender).map(|target| (Some(Deed::Retract), target))
        }
        Wish::Toggle(emoji) if message.may_answer() => {
            let mut ours = ours(db, message.cursor.row)?;
            match ours.iter().position(|it| it == emoji) {
                Some(at) => drop(ours.remove(at)),
                None => ours.push(emoji.clone()),
            }
            let deed = (ours.len() <= MOST_REACTIONS).then_some(Deed::React(ours));
            message.target().map(|target| (deed, target))
        }
        Wish::Correct(_) | Wish::Retract | Wish::Toggle(_) => None,
    })
}

/// The emoji that we have put under it so far.
fn ours(db: &Connection, row: i64) -> Result<Vec<String>, Error> {
    let last: Vec<String> = db
        .prepare_cached(
            "SELECT body FROM act WHERE message = ?1 AND kind = 2 AND author = 0
             ORDER BY at DESC, id DESC LIMIT 1",
        )?
        .query_map([row], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(last.iter().flat_map(|it| it.lines()).map(str::to_owned).collect())
}

/// Nobody has seen it.
fn unsent(db: &Connection, held: &Record, wish: &Wish) -> Result<Granted, Error> {
    let message = &held.message;
    let row = message.cursor.row;
    match wish {
        Wish::Correct(body) => {
            sequel::reword(db, row, body)?;
            let changed = sequel::changed(db, message)?;
            Ok(changed.map_or(Granted::Nothing, |it| Granted::Changed(Box::new(it))))
        }
        Wish::Retract => {
            let _ = db.prepare_cached("DELETE FROM message WHERE id = ?1")?.execute([row])?;
            Ok(Granted::Gone)
        }
        Wish::Toggle(_) => Ok(Granted::Nothing),
    }
}

/// It was refused: everything is as it was before (XEP-0444, section 3.3). `None` where it is none of
/// ours.
pub fn refused(db: &Connection, chat: &ChatId, origin: &str) -> Result<Option<Message>, Error> {
    let Some(key) = keys::chat(db, chat)? else {
        return Ok(None);
    };
    let rows: Vec<i64> = db
        .prepare_cached("SELECT id FROM act WHERE chat = ?1 AND origin_id = ?2 AND author = 0")?
        .query_map((key.chat, origin), |row| row.get(0))?
        .collect::<Result<_, _>>()?;

    let mut changed = None;
    for row in rows {
        let before = act::of(db, row)?;
        let _ = db.prepare_cached("DELETE FROM act WHERE id = ?1")?.execute([row])?;
        if let Some((_, before)) = before {
            sequel::refresh(db, before.cursor.row)?;
            changed = sequel::changed(db, &before)?;
        }
    }
    Ok(changed)
}

fn enter(db: &Connection, row: i64) -> Result<(), Error> {
    let _ = db
        .prepare_cached(
            "INSERT INTO outbox (account, chat, token, act, stage)
             SELECT chat.account, chat.id, -act.id, act.id, 0
             FROM act JOIN chat ON chat.id = act.chat WHERE act.id = ?1",
        )?
        .execute([row])?;
    Ok(())
}
