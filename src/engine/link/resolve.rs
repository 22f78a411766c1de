//! Where an account's server is: SRV records (RFC 2782, XEP-0368), or a host given by hand.

use std::net::IpAddr;
use std::time::Duration;

use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::{Name, RData};
use hickory_resolver::{ResolverBuilder, TokioResolver};

use crate::engine::link::failure::Failure;
use crate::engine::link::srv::{self, Record, Records};
use crate::model::account::Host;

/// The port of clients (RFC 6120, section 3.2.2).
const PORT: u16 = 5222;

/// The hosts of a domain, in the order in which they are to be tried.
///
/// A DNS that is silent, refuses or is not there counts as one without records.
pub async fn hosts(domain: &str, mut chance: impl FnMut(u32) -> u32) -> Result<Vec<Host>, Failure> {
    if address(domain).is_some() || domain == "localhost" || domain.ends_with(".localhost") {
        return Ok(fallback(domain));
    }

    match resolver() {
        Some(resolver) => asked(&resolver, domain, &mut chance).await,
        None => Ok(fallback(domain)),
    }
}

async fn asked(
    resolver: &TokioResolver,
    domain: &str,
    chance: &mut impl FnMut(u32) -> u32,
) -> Result<Vec<Host>, Failure> {
    let (direct, plain) = tokio::join!(
        records(resolver, domain, "_xmpps-client", true),
        records(resolver, domain, "_xmpp-client", false),
    );

    srv::merge(direct, plain, chance).map(|hosts| hosts.unwrap_or_else(|| fallback(domain)))
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
    let builder = TokioResolver::builder_tokio()
        .inspect_err(|error| log::info!("no resolver: {error}"))
        .ok()?;
    patient(builder)
}

/// All questions together must fit into their step.
fn patient(mut builder: ResolverBuilder<TokioRuntimeProvider>) -> Option<TokioResolver> {
    builder.options_mut().timeout = Duration::from_millis(1500);
    builder.options_mut().attempts = 1;
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

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
    use hickory_resolver::proto::op::{Message, MessageType, ResponseCode};
    use hickory_resolver::proto::rr::Record as DnsRecord;
    use hickory_resolver::proto::rr::rdata::SRV;
    use tokio::net::UdpSocket;

    use super::*;

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

    /// A resolver that asks a name server of ours, which knows these records and nothing else.
    async fn zone(known: &'static [(&'static str, u16, u16, &'static str)]) -> TokioResolver {
        let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a free port");
        let address = socket.local_addr().expect("it is bound");
        drop(tokio::spawn(async move {
            let mut packet = [0; 512];
            while let Ok((length, from)) = socket.recv_from(&mut packet).await {
                let Ok(mut message) = Message::from_vec(&packet[..length]) else { continue };
                let name = message.queries[0].name().clone();
                message.metadata.message_type = MessageType::Response;
                for (_, priority, port, target) in
                    known.iter().filter(|(owner, ..)| name.to_ascii() == *owner)
                {
                    let target = Name::from_ascii(target).expect("a name");
                    let data = RData::SRV(SRV::new(*priority, 0, *port, target));
                    let _ = message.add_answer(DnsRecord::from_rdata(name.clone(), 60, data));
                }
                if message.answers.is_empty() {
                    message.metadata.response_code = ResponseCode::NXDomain;
                }
                let answer = message.to_vec().expect("it fits");
                let _ = socket.send_to(&answer, from).await;
            }
        }));
        asking(address)
    }

    fn asking(server: SocketAddr) -> TokioResolver {
        let mut connection = ConnectionConfig::udp();
        connection.port = server.port();
        let server = NameServerConfig::new(server.ip(), true, vec![connection]);
        let config = ResolverConfig::from_parts(None, Vec::new(), vec![server]);
        let builder = TokioResolver::builder_with_config(config, TokioRuntimeProvider::default());
        patient(builder).expect("a resolver")
    }

    async fn found(resolver: &TokioResolver, domain: &str) -> Result<Vec<String>, Failure> {
        let hosts = asked(resolver, domain, &mut |_| 0).await?;
        Ok(hosts.iter().map(|it| format!("{}:{} {}", it.name, it.port, it.direct_tls)).collect())
    }

    #[tokio::test]
    async fn the_dns_says_where_a_server_is() {
        let resolver = zone(&[
            ("_xmpp-client._tcp.chat.test.", 10, 5222, "one.chat.test."),
            ("_xmpps-client._tcp.chat.test.", 20, 443, "two.chat.test."),
            ("_xmpps-client._tcp.chat.test.", 5, 5223, "three.chat.test."),
            ("_xmpp-client._tcp.gone.test.", 0, 0, "."),
            ("_xmpp-client._tcp.xn--mnchen-3ya.test.", 0, 5222, "one.chat.test."),
        ])
        .await;

        assert_eq!(
            found(&resolver, "chat.test").await,
            Ok(vec![
                "three.chat.test:5223 true".to_owned(),
                "one.chat.test:5222 false".to_owned(),
                "two.chat.test:443 true".to_owned(),
            ])
        );
        assert_eq!(
            found(&resolver, "other.test").await,
            Ok(vec!["other.test:5222 false".to_owned()])
        );
        assert_eq!(
            found(&resolver, "gone.test").await,
            Err(Failure::stop(crate::model::account::Trouble::NoService))
        );
        assert_eq!(
            found(&resolver, "münchen.test").await,
            Ok(vec!["one.chat.test:5222 false".to_owned()])
        );
    }

    #[tokio::test]
    async fn a_dns_that_is_not_there_is_passed_over_in_time() {
        let closed = std::net::UdpSocket::bind("127.0.0.1:0").expect("a free port");
        let resolver = asking(closed.local_addr().expect("it is bound"));
        drop(closed);
        let start = std::time::Instant::now();

        assert_eq!(
            found(&resolver, "chat.test").await,
            Ok(vec!["chat.test:5222 false".to_owned()])
        );
        assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
    }
}
