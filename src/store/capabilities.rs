//! What software stands behind a hash of XEP-0115: asked once, for all who run it.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::types::Type;
use rusqlite::{Connection, named_params};

use crate::model::Timestamp;
use crate::store::error::Error;

/// How many are kept. Strangers choose what they announce; the oldest go first.
const MOST: u32 = 2_000;

/// The features behind each `node#ver`.
pub fn all(db: &Connection) -> Result<BTreeMap<String, BTreeSet<String>>, Error> {
    let capabilities = db
        .prepare_cached("SELECT node, features FROM capability")?
        .query_map([], |row| {
            let json: String = row.get(1)?;
            let features = serde_json::from_str(&json).map_err(|error| {
                rusqlite::Error::FromSqlConversionFailure(1, Type::Text, Box::new(error))
            })?;
            Ok((row.get(0)?, features))
        })?
        .collect::<Result<_, _>>()?;

    Ok(capabilities)
}

/// Keeps the features behind a `node#ver`, whose hash was checked.
pub fn keep(
    db: &Connection,
    node: &str,
    features: &BTreeSet<String>,
    now: Timestamp,
) -> Result<(), Error> {
    let features = serde_json::to_string(features)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;

    let _ = db
        .prepare_cached(
            "INSERT OR REPLACE INTO capability (node, features, kept_at)
             VALUES (:node, :features, :now)",
        )?
        .execute(named_params! { ":node": node, ":features": features, ":now": now })?;
    let _ = db
        .prepare_cached(
            "DELETE FROM capability WHERE node IN (
                 SELECT node FROM capability ORDER BY kept_at DESC, node LIMIT -1 OFFSET ?1)",
        )?
        .execute([MOST])?;

    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::schema;

    #[test]
    fn the_newest_are_kept() -> Result<(), Error> {
        let mut db = Connection::open_in_memory()?;
        schema::upgrade(&mut db, |_| {})?;

        for age in 0..MOST + 3 {
            let features = BTreeSet::from([format!("urn:feature:{age}")]);
            keep(&db, &format!("node#{age}"), &features, Timestamp::from_millis(age.into()))?;
        }

        let kept = all(&db)?;
        assert_eq!(kept.len(), 2_000);
        assert_eq!(kept.get("node#2"), None);
        assert_eq!(kept.get("node#3"), Some(&BTreeSet::from(["urn:feature:3".to_owned()])));
        Ok(())
    }
}
