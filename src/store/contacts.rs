//! The roster with its version, and those who ask to be on it.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, named_params};
use xmpp::jid::BareJid;

use crate::model::AccountId;
use crate::model::contact::{Contact, Request, Subscription};
use crate::store::error::Error;
use crate::store::keys;

/// The roster as the server last told it, sorted by address.
pub fn all(db: &Connection, account: &AccountId) -> Result<Vec<Contact>, Error> {
    let account = keys::account(db, account)?;
    let mut groups = groups(db, account)?;

    let contacts = db
        .prepare_cached(
            "SELECT jid, name, subscription, asked, approved FROM contact
             WHERE account = ?1 ORDER BY jid",
        )?
        .query_map([account], |row| {
            let jid = keys::jid(row, 0)?;
            Ok(Contact {
                name: row.get(1)?,
                subscription: match row.get::<_, i64>(2)? {
                    1 => Subscription::To,
                    2 => Subscription::From,
                    3 => Subscription::Both,
                    _ => Subscription::None,
                },
                asked: row.get(3)?,
                approved: row.get(4)?,
                groups: groups.remove(&jid).unwrap_or_default(),
                jid,
            })
        })?
        .collect::<Result<Vec<_>, _>>()?;

    Ok(contacts)
}

/// The version that the server gave the roster that we hold (RFC 6121, section 2.6).
pub fn version(db: &Connection, account: &AccountId) -> Result<Option<String>, Error> {
    let version = db
        .prepare_cached("SELECT roster_version FROM account WHERE jid = ?1")?
        .query_row([account.as_str()], |row| row.get(0))
        .optional()?;

    Ok(version.flatten())
}

/// The whole roster, and its version: what is not in it is gone.
pub fn replace(
    db: &Connection,
    account: &AccountId,
    contacts: &[Contact],
    version: Option<&str>,
) -> Result<(), Error> {
    let number = keys::account(db, account)?;
    let _ = db.prepare_cached("DELETE FROM contact WHERE account = ?1")?.execute([number])?;

    for contact in contacts {
        write(db, number, contact)?;
    }

    set_version(db, number, version)
}

/// Adds or changes one. The version is that of the roster with it; `None` leaves it as it is.
pub fn set(
    db: &Connection,
    account: &AccountId,
    contact: &Contact,
    version: Option<&str>,
) -> Result<(), Error> {
    let account = keys::account(db, account)?;
    write(db, account, contact)?;

    if version.is_some() { set_version(db, account, version) } else { Ok(()) }
}

/// Takes one from the roster. The version is that of the roster without it.
pub fn remove(
    db: &Connection,
    account: &AccountId,
    jid: &BareJid,
    version: Option<&str>,
) -> Result<(), Error> {
    let account = keys::account(db, account)?;
    let _ = db
        .prepare_cached("DELETE FROM contact WHERE account = ?1 AND jid = ?2")?
        .execute((account, jid.as_str()))?;

    if version.is_some() { set_version(db, account, version) } else { Ok(()) }
}

/// Those who ask to see our presence.
pub fn requests(db: &Connection, account: &AccountId) -> Result<Vec<Request>, Error> {
    let account = keys::account(db, account)?;
    let requests = db
        .prepare_cached("SELECT jid, text, at FROM request WHERE account = ?1 ORDER BY at, jid")?
        .query_map([account], |row| {
            Ok(Request { from: keys::jid(row, 0)?, text: row.get(1)?, at: row.get(2)? })
        })?
        .collect::<Result<Vec<_>, _>>()?;

    Ok(requests)
}

/// Somebody asks; servers tell it anew in each session, until it is answered. `false` where it was
/// known in these words: the time stays that of the first asking.
pub fn ask(db: &Connection, account: &AccountId, request: &Request) -> Result<bool, Error> {
    let account = keys::account(db, account)?;
    let changed = db
        .prepare_cached(
            "INSERT INTO request (account, jid, text, at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (account, jid) DO UPDATE SET text = ?3 WHERE text <> ?3",
        )?
        .execute((account, request.from.as_str(), &request.text, request.at))?;

    Ok(changed > 0)
}

/// The request of this address is settled. `false` where there was none.
pub fn answer(db: &Connection, account: &AccountId, from: &BareJid) -> Result<bool, Error> {
    let account = keys::account(db, account)?;
    let settled = db
        .prepare_cached("DELETE FROM request WHERE account = ?1 AND jid = ?2")?
        .execute((account, from.as_str()))?;

    Ok(settled > 0)
}

fn groups(db: &Connection, account: i64) -> Result<BTreeMap<BareJid, Vec<String>>, Error> {
    let mut groups = BTreeMap::<BareJid, Vec<String>>::new();

    let mut query = db.prepare_cached(
        "SELECT jid, name FROM contact_group WHERE account = ?1 ORDER BY jid, name",
    )?;
    let mut rows = query.query([account])?;
    while let Some(row) = rows.next()? {
        groups.entry(keys::jid(row, 0)?).or_default().push(row.get(1)?);
    }

    Ok(groups)
}

fn write(db: &Connection, account: i64, contact: &Contact) -> Result<(), Error> {
    let jid = contact.jid.as_str();
    let _ = db
        .prepare_cached(
            "INSERT INTO contact (account, jid, name, subscription, asked, approved)
             VALUES (:account, :jid, :name, :subscription, :asked, :approved)
             ON CONFLICT (account, jid) DO UPDATE
             SET name = :name, subscription = :subscription, asked = :asked,
                 approved = :approved",
        )?
        .execute(named_params! {
            ":account": account,
            ":jid": jid,
            ":name": contact.name,
            ":subscription": match contact.subscription {
                Subscription::None => 0,
                Subscription::To => 1,
                Subscription::From => 2,
                Subscription::Both => 3,
            },
            ":asked": contact.asked,
            ":approved": contact.approved,
        })?;

    let _ = db
        .prepare_cached("DELETE FROM contact_group WHERE account = ?1 AND jid = ?2")?
        .execute((account, jid))?;
    for group in &contact.groups {
        let _ = db
            .prepare_cached(
                "INSERT OR IGNORE INTO contact_group (account, jid, name) VALUES (?1, ?2, ?3)",
            )?
            .execute((account, jid, group))?;
    }

    Ok(())
}

fn set_version(db: &Connection, account: i64, version: Option<&str>) -> Result<(), Error> {
    let _ = db
        .prepare_cached("UPDATE account SET roster_version = ?2 WHERE id = ?1")?
        .execute((account, version))?;

    Ok(())
}
