//! Where an account's server is: SRV records (RFC 2782, XEP-0368), or a host given by hand.

use std::net::IpAddr;

use hickory_resolver::TokioResolver;
use hickory_resolver::proto::rr::{Name, RData};

use crate::engine::link::failure::Failure;
use crate::model::account::{Host, Trouble};

/// The port of clients (RFC 6120, section 3.2.2).
const PORT: u16 = 5222;
/// Hosts that are tried in one attempt.
const HOSTS: usize = 8;

/// An SRV record, and what it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Record {
    priority: u16,
    weight: u16,
    port: u16,
    /// Without the last dot: empty where the service does not exist.
    target: String,
    direct_tls: bool,
}

/// What the DNS says of one kind of service.
type Records = Option<Vec<Record>>;

/// The hosts of a domain, in the order in which they are to be tried.
///
/// A DNS that is silent, refuses or is not there counts as one without records.
pub async fn hosts(domain: &str, mut chance: impl FnMut(u32) -> u32) -> Result<Vec<Host>, Failure> {
    if address(domain).is_some() || domain == "localhost" || domain.ends_with(".localhost") {
        return Ok(fallback(domain));
    }

    let Some(resolver) = resolver() else {
        return Ok(fallback(domain));
    };
    let (direct, plain) = tokio::join!(
        records(&resolver, domain, "_xmpps-client", true),
        records(&resolver, domain, "_xmpp-client", false),
    );

    merge(direct, plain, &mut chance).map(|hosts| hosts.unwrap_or_else(|| fallback(domain)))
}

/// Where a server is that the DNS says nothing of (RFC 6120, section 3.2.2).
pub fn fallback(domain: &str) -> Vec<Host> {
    vec![Host { name: domain.to_owned(), port: PORT, direct_tls: false }]
}

/// `host`, `host:port`, `[address]` or `[address]:port`, as servers name another place.
pub fn place(text: &str, direct_tls: bool) -> Option<Host> {
    let (name, port) = if let Some(rest) = text.strip_prefix('[') {
        let (name, port) = rest.split_once(']')?;
        (name, port.strip_prefix(':'))
    } else if text.parse::<IpAddr>().is_ok() {
        (text, None)
    } else {
        match text.rsplit_once(':') {
            Some((name, port)) => (name, Some(port)),
            None => (text, None),
        }
    };

    let port = port.map_or(Some(PORT), |port| port.parse().ok()).filter(|port| *port != 0)?;
    let fits = !name.is_empty() && name.len() <= 253 && !name.contains(char::is_whitespace);
    fits.then(|| Host { name: name.to_owned(), port, direct_tls })
}

/// The address that a domain is, with or without the brackets of a JID.
pub fn address(domain: &str) -> Option<IpAddr> {
    domain.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

/// The name of a domain as the DNS and certificates have it (IDNA).
pub fn ascii(domain: &str) -> String {
    if domain.is_ascii() {
        return domain.to_owned();
    }
    Name::from_utf8(domain)
        .map_or_else(|_| domain.to_owned(), |name| name.to_ascii().trim_end_matches('.').to_owned())
}

fn resolver() -> Option<TokioResolver> {
    let mut builder = TokioResolver::builder_tokio()
        .inspect_err(|error| log::info!("no resolver: {error}"))
        .ok()?;
    builder.options_mut().timeout = std::time::Duration::from_secs(2);
    builder.options_mut().attempts = 2;
    builder.build().ok()
}

async fn records(
    resolver: &TokioResolver,
    domain: &str,
    service: &str,
    direct_tls: bool,
) -> Records {
    let name = Name::from_utf8(format!("{service}._tcp.{domain}.")).ok()?;
    let found = resolver
        .srv_lookup(name)
        .await
        .inspect_err(|error| log::debug!("{service} of {domain}: {error}"))
        .ok()?;

    let records: Vec<Record> = found
        .answers()
        .iter()
        .filter_map(|record| match &record.data {
            RData::SRV(srv) => Some(Record {
                priority: srv.priority,
                weight: srv.weight,
                port: srv.port,
                target: srv.target.to_ascii().trim_end_matches('.').to_owned(),
                direct_tls,
            }),
            _ => None,
        })
        .collect();

    (!records.is_empty()).then_some(records)
}

/// Both kinds in one order. `Ok(None)` where nothing is known, an error where the domain says that
/// it has no such service (RFC 6120, section 3.2.1).
fn merge(
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

    #[test]
    fn places_are_read() {
        let place = |text| place(text, false).map(|host| (host.name, host.port));

        assert_eq!(place("a.example"), Some(("a.example".to_owned(), 5222)));
        assert_eq!(place("a.example:99"), Some(("a.example".to_owned(), 99)));
        assert_eq!(place("[::1]:99"), Some(("::1".to_owned(), 99)));
        assert_eq!(place("::1"), Some(("::1".to_owned(), 5222)));
        assert_eq!(place("[::1]"), Some(("::1".to_owned(), 5222)));
        assert_eq!(place("a.example:x"), None);
        assert_eq!(place(":5"), None);
        assert_eq!(place("a b:5"), None);
    }

    #[test]
    fn names_are_written_as_the_dns_has_them() {
        assert_eq!(ascii("münchen.example"), "xn--mnchen-3ya.example");
        assert_eq!(ascii("chat.example"), "chat.example");
    }

    #[tokio::test]
    async fn an_address_needs_no_dns() {
        let hosts = hosts("127.0.0.1", |_| 0).await.expect("an address is a place");

        assert_eq!(hosts, [Host { name: "127.0.0.1".to_owned(), port: 5222, direct_tls: false }]);
    }
}
