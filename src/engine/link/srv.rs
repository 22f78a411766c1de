//! SRV records of both kinds of service, in one order (RFC 2782, XEP-0368).

use crate::engine::link::failure::Failure;
use crate::model::account::{Host, Trouble};

/// Hosts that are tried in one attempt.
const HOSTS: usize = 8;

/// An SRV record, and what it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub priority: u16,
    pub weight: u16,
    pub port: u16,
    /// Without the last dot: empty where the service does not exist.
    pub target: String,
    pub direct_tls: bool,
}

/// What the DNS says of one kind of service.
pub type Records = Option<Vec<Record>>;

/// Both kinds in one order. `Ok(None)` where nothing is known, an error where the domain says that
/// it has no such service (RFC 6120, section 3.2.1).
pub fn merge(
    direct: Records,
    plain: Records,
    chance: &mut impl FnMut(u32) -> u32,
) -> Result<Option<Vec<Host>>, Failure> {
    let none = |records: &Records| {
        records
            .as_ref()
            .is_some_and(|records| records.iter().all(|record| record.target.is_empty()))
    };
    let no_plain = none(&plain);

    let known: Vec<Record> = direct
        .into_iter()
        .chain(plain)
        .flatten()
        .filter(|record| !record.target.is_empty() && record.port != 0)
        .collect();

    if known.is_empty() {
        return if no_plain { Err(Failure::stop(Trouble::NoService)) } else { Ok(None) };
    }
    Ok(Some(ordered(known, chance)))
}

/// By priority, and within it by chance according to the weight (RFC 2782, "Usage rules").
fn ordered(mut records: Vec<Record>, chance: &mut impl FnMut(u32) -> u32) -> Vec<Host> {
    records.sort_by_key(|record| (record.priority, record.weight != 0));
    let mut hosts = Vec::new();

    while let Some(priority) = records.first().map(|record| record.priority) {
        let same = records.iter().take_while(|record| record.priority == priority);
        let total: u32 = same.map(|record| u32::from(record.weight)).sum();
        let drawn = chance(total);

        let mut sum = 0;
        let chosen = records
            .iter()
            .position(|record| {
                sum += u32::from(record.weight);
                sum >= drawn
            })
            .unwrap_or(0);
        let Record { port, target, direct_tls, .. } = records.remove(chosen);
        hosts.push(Host { name: target, port, direct_tls });
    }

    hosts.dedup();
    hosts.truncate(HOSTS);
    hosts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(priority: u16, weight: u16, target: &str, direct_tls: bool) -> Record {
        Record { priority, weight, port: 5222, target: target.to_owned(), direct_tls }
    }

    fn names(hosts: &[Host]) -> Vec<&str> {
        hosts.iter().map(|host| host.name.as_str()).collect()
    }

    #[test]
    fn the_lower_priority_comes_first_whatever_the_kind() {
        let direct = Some(vec![record(20, 0, "c", true), record(5, 0, "a", true)]);
        let plain = Some(vec![record(10, 0, "b", false)]);

        let hosts =
            merge(direct, plain, &mut |_| 0).expect("there is a service").unwrap_or_default();

        assert_eq!(names(&hosts), ["a", "b", "c"]);
        assert_eq!(hosts.iter().map(|it| it.direct_tls).collect::<Vec<_>>(), [true, false, true]);
    }

    #[test]
    fn the_weight_decides_by_chance() {
        let records =
            || vec![record(0, 10, "a", false), record(0, 30, "b", false), record(0, 0, "z", false)];
        let draws = |drawn: Vec<u32>| {
            let mut drawn = drawn.into_iter();
            let mut most = Vec::new();
            let hosts = ordered(records(), &mut |total| {
                most.push(total);
                drawn.next().unwrap_or(0).min(total)
            });
            (names(&hosts).join(""), most)
        };

        assert_eq!(draws(vec![0, 0, 0]).0, "zab");
        assert_eq!(draws(vec![40, 40, 40]), ("baz".to_owned(), vec![40, 10, 0]));
        assert_eq!(draws(vec![10, 40, 0]), ("abz".to_owned(), vec![40, 30, 0]));
    }

    #[test]
    fn heavier_hosts_are_first_more_often() {
        let mut state = 1_u64;
        let mut chance = |most: u32| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            u32::try_from(state >> 33).unwrap_or(0) % (most + 1)
        };

        let first = (0..1000)
            .filter(|_| {
                let both = vec![record(0, 10, "light", false), record(0, 90, "heavy", false)];
                names(&ordered(both, &mut chance))[0] == "heavy"
            })
            .count();

        assert!((850..950).contains(&first), "{first}");
    }

    #[test]
    fn a_dot_means_no_service() {
        let dot = || Some(vec![record(0, 0, "", false)]);
        let host = || Some(vec![record(0, 0, "a", true)]);

        assert!(merge(dot(), dot(), &mut |_| 0).is_err());
        assert!(merge(None, dot(), &mut |_| 0).is_err());
        assert_eq!(merge(dot(), None, &mut |_| 0), Ok(None), "direct TLS alone is not offered");
        assert_eq!(merge(None, None, &mut |_| 0), Ok(None));
        assert!(merge(host(), dot(), &mut |_| 0).is_ok_and(|hosts| hosts.is_some()));
    }
}
