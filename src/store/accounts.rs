//! Accounts and what is needed to reach them. Passwords are not kept here.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Row, named_params};

use crate::model::account::{Account, AccountId, Host};
use crate::store::error::Error;
use crate::store::keys;

/// All of them, in the order in which they were added.
pub fn all(db: &Connection) -> Result<Vec<Account>, Error> {
    let mut accounts = db
        .prepare_cached(
            "SELECT jid, enabled, resource, host, port, direct_tls, client_certificate, remember,
                    anonymous
             FROM account ORDER BY id",
        )?
        .query_map([], read)?
        .collect::<Result<Vec<_>, _>>()?;

    for account in &mut accounts {
        account.pins = db
            .prepare_cached(
                "SELECT sha256 FROM pin JOIN account ON account.id = pin.account
                 WHERE jid = ?1 ORDER BY sha256",
            )?
            .query_map([account.id.as_str()], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
    }

    Ok(accounts)
}

/// Adds an account, or sets one up in another way.
pub fn set(db: &Connection, account: &Account) -> Result<(), Error> {
    let _ = db
        .prepare_cached(
            "INSERT INTO account (jid, enabled, resource, host, port, direct_tls,
                                  client_certificate, remember, anonymous)
             VALUES (:jid, :enabled, :resource, :host, :port, :direct_tls, :certificate, :remember,
                     :anonymous)
             ON CONFLICT (jid) DO UPDATE
             SET enabled = :enabled, resource = :resource, host = :host, port = :port,
                 direct_tls = :direct_tls, client_certificate = :certificate,
                 remember = :remember, anonymous = :anonymous",
        )?
        .execute(named_params! {
            ":jid": account.id.as_str(),
            ":enabled": account.enabled,
            ":resource": account.resource,
            ":host": account.host.as_ref().map(|it| &it.name),
            ":port": account.host.as_ref().map(|it| it.port),
            ":direct_tls": account.host.as_ref().map(|it| it.direct_tls),
            ":certificate": account.client_certificate.as_deref().map(Path::to_string_lossy),
            ":remember": account.remember,
            ":anonymous": account.anonymous,
        })?;

    let number = keys::account(db, &account.id)?;
    let _ = db.prepare_cached("DELETE FROM pin WHERE account = ?1")?.execute([number])?;
    for pin in &account.pins {
        let _ = db
            .prepare_cached("INSERT OR IGNORE INTO pin (account, sha256) VALUES (?1, ?2)")?
            .execute((number, pin))?;
    }

    Ok(())
}

/// Forgets an account and everything that hangs on it, its history too. Pictures that nobody else
/// has are named, so that their files can go.
pub fn remove(db: &Connection, account: &AccountId) -> Result<Vec<String>, Error> {
    let number = keys::account(db, account)?;
    let pictures = db
        .prepare_cached(
            "SELECT DISTINCT key FROM picture AS mine
             WHERE account = ?1
               AND NOT EXISTS (SELECT 1 FROM picture WHERE key = mine.key AND account <> ?1)",
        )?
        .query_map([number], |row| row.get(0))?
        .collect::<Result<Vec<_>, _>>()?;

    let _ = db.prepare_cached("DELETE FROM account WHERE id = ?1")?.execute([number])?;

    Ok(pictures)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Account> {
    let name: Option<String> = row.get(3)?;
    let host = match name {
        Some(name) => Some(Host { name, port: row.get(4)?, direct_tls: row.get(5)? }),
        None => None,
    };

    Ok(Account {
        id: AccountId(keys::jid(row, 0)?),
        enabled: row.get(1)?,
        resource: row.get(2)?,
        host,
        pins: Vec::new(),
        client_certificate: row.get::<_, Option<String>>(6)?.map(PathBuf::from),
        remember: row.get(7)?,
        anonymous: row.get(8)?,
    })
}
