//! Whose picture is which: the files lie elsewhere, by key.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension};
use xmpp::jid::BareJid;

use crate::model::AccountId;
use crate::store::error::Error;
use crate::store::keys;

/// The keys of all pictures, by whose they are.
pub fn all(db: &Connection, account: &AccountId) -> Result<BTreeMap<BareJid, String>, Error> {
    let account = keys::account(db, account)?;
    let pictures = db
        .prepare_cached("SELECT jid, key FROM picture WHERE account = ?1")?
        .query_map([account], |row| Ok((keys::jid(row, 0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;

    Ok(pictures)
}

/// The picture of somebody, or that there is none any more. Gives back the key of the one before,
/// where nobody has it now: its file can go.
pub fn set(
    db: &Connection,
    account: &AccountId,
    of: &BareJid,
    key: Option<&str>,
) -> Result<Option<String>, Error> {
    let account = keys::account(db, account)?;
    let before: Option<String> = db
        .prepare_cached("SELECT key FROM picture WHERE account = ?1 AND jid = ?2")?
        .query_row((account, of.as_str()), |row| row.get(0))
        .optional()?;

    match key {
        Some(key) => {
            let _ = db
                .prepare_cached(
                    "INSERT OR REPLACE INTO picture (account, jid, key) VALUES (?1, ?2, ?3)",
                )?
                .execute((account, of.as_str(), key))?;
        }
        None => {
            let _ = db
                .prepare_cached("DELETE FROM picture WHERE account = ?1 AND jid = ?2")?
                .execute((account, of.as_str()))?;
        }
    }

    match before {
        Some(before) if !is_used(db, &before)? => Ok(Some(before)),
        Some(_) | None => Ok(None),
    }
}

/// Whether a picture is somebody's.
pub fn is_used(db: &Connection, key: &str) -> Result<bool, Error> {
    Ok(db.prepare_cached("SELECT 1 FROM picture WHERE key = ?1")?.exists([key])?)
}
