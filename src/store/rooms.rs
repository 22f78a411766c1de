//! Bookmarked rooms (XEP-0402), and invitations that wait for an answer.

use rusqlite::{Connection, named_params};
use xmpp::jid::BareJid;

use crate::model::AccountId;
use crate::model::room::{Bookmark, Invitation, Notify};
use crate::store::error::Error;
use crate::store::keys;

/// The bookmarks, sorted by address.
pub fn bookmarks(db: &Connection, account: &AccountId) -> Result<Vec<Bookmark>, Error> {
    let account = keys::account(db, account)?;
    let bookmarks = db
        .prepare_cached(
            "SELECT jid, name, nick, password, autojoin, notify FROM bookmark
             WHERE account = ?1 ORDER BY jid",
        )?
        .query_map([account], |row| {
            Ok(Bookmark {
                jid: keys::jid(row, 0)?,
                name: row.get(1)?,
                nick: row.get(2)?,
                password: row.get(3)?,
                autojoin: row.get(4)?,
                notify: row.get::<_, Option<i64>>(5)?.and_then(notify),
            })
        })?
        .collect::<Result<Vec<_>, _>>()?;

    Ok(bookmarks)
}

/// All bookmarks, as the server has them: what is not among them is gone.
pub fn replace(db: &Connection, account: &AccountId, bookmarks: &[Bookmark]) -> Result<(), Error> {
    let number = keys::account(db, account)?;
    let _ = db.prepare_cached("DELETE FROM bookmark WHERE account = ?1")?.execute([number])?;

    bookmarks.iter().try_for_each(|bookmark| set(db, account, bookmark))
}

/// Adds or changes one.
pub fn set(db: &Connection, account: &AccountId, bookmark: &Bookmark) -> Result<(), Error> {
    let account = keys::account(db, account)?;
    let _ = db
        .prepare_cached(
            "INSERT INTO bookmark (account, jid, name, nick, password, autojoin, notify)
             VALUES (:account, :jid, :name, :nick, :password, :autojoin, :notify)
             ON CONFLICT (account, jid) DO UPDATE
             SET name = :name, nick = :nick, password = :password, autojoin = :autojoin,
                 notify = :notify",
        )?
        .execute(named_params! {
            ":account": account,
            ":jid": bookmark.jid.as_str(),
            ":name": bookmark.name,
            ":nick": bookmark.nick,
            ":password": bookmark.password,
            ":autojoin": bookmark.autojoin,
            ":notify": bookmark.notify.map(number),
        })?;

    Ok(())
}

fn number(notify: Notify) -> i64 {
    match notify {
        Notify::All => 0,
        Notify::Mentions => 1,
        Notify::Nothing => 2,
    }
}

fn notify(number: i64) -> Option<Notify> {
    [Notify::All, Notify::Mentions, Notify::Nothing]
        .into_iter()
        .find(|it| self::number(*it) == number)
}

pub fn remove(db: &Connection, account: &AccountId, room: &BareJid) -> Result<(), Error> {
    let account = keys::account(db, account)?;
    let _ = db
        .prepare_cached("DELETE FROM bookmark WHERE account = ?1 AND jid = ?2")?
        .execute((account, room.as_str()))?;

    Ok(())
}

/// The invitations that were not answered.
pub fn invitations(db: &Connection, account: &AccountId) -> Result<Vec<Invitation>, Error> {
    let account = keys::account(db, account)?;
    let invitations = db
        .prepare_cached(
            "SELECT room, inviter, reason, password FROM invitation
             WHERE account = ?1 ORDER BY room",
        )?
        .query_map([account], |row| {
            Ok(Invitation {
                room: keys::jid(row, 0)?,
                from: match row.get_ref(1)? {
                    rusqlite::types::ValueRef::Null => None,
                    _ => Some(keys::address(row, 1)?),
                },
                reason: row.get(2)?,
                password: row.get(3)?,
            })
        })?
        .collect::<Result<Vec<_>, _>>()?;

    Ok(invitations)
}

/// Somebody asks us into a room; a later invitation there takes the place of an earlier one.
pub fn invite(db: &Connection, account: &AccountId, invitation: &Invitation) -> Result<(), Error> {
    let account = keys::account(db, account)?;
    let _ = db
        .prepare_cached(
            "INSERT OR REPLACE INTO invitation (account, room, inviter, reason, password)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((
            account,
            invitation.room.as_str(),
            invitation.from.as_ref().map(ToString::to_string),
            &invitation.reason,
            &invitation.password,
        ))?;

    Ok(())
}

/// The invitation is settled.
pub fn answer(db: &Connection, account: &AccountId, room: &BareJid) -> Result<(), Error> {
    let account = keys::account(db, account)?;
    let _ = db
        .prepare_cached("DELETE FROM invitation WHERE account = ?1 AND room = ?2")?
        .execute((account, room.as_str()))?;

    Ok(())
}
