//! A TCP connection to a host, over whichever of its addresses answers first (RFC 8305).

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::net::{TcpStream, lookup_host};

use crate::engine::link::failure::Failure;
use crate::engine::link::resolve;
use crate::model::account::{Host, Trouble};

/// How long an address has before the next one is tried beside it (RFC 8305, section 5).
const STAGGER: Duration = Duration::from_millis(250);
/// Addresses that are tried of one host.
const ADDRESSES: usize = 8;

pub async fn reach(host: &Host) -> Result<TcpStream, Failure> {
    let unreachable = |error: io::Error| Failure::retry(Trouble::Unreachable(error.to_string()));

    let addresses: Vec<SocketAddr> = match resolve::address(&host.name) {
        Some(address) => vec![SocketAddr::new(address, host.port)],
        None => {
            let name = resolve::ascii(&host.name);
            lookup_host((name, host.port)).await.map_err(unreachable)?.collect()
        }
    };

    let stream = race(alternated(addresses)).await.map_err(unreachable)?;
    stream.set_nodelay(true).map_err(unreachable)?;
    Ok(stream)
}

/// IPv6 and IPv4 in turn, each in the system's order.
fn alternated(addresses: Vec<SocketAddr>) -> VecDeque<SocketAddr> {
    let v4_first = addresses.first().is_some_and(SocketAddr::is_ipv4);
    let (v4, v6): (Vec<_>, Vec<_>) = addresses.into_iter().partition(SocketAddr::is_ipv4);
    let (first, second) = if v4_first { (v4, v6) } else { (v6, v4) };

    let mut turns = VecDeque::new();
    let mut second = second.into_iter();
    for address in first {
        turns.push_back(address);
        turns.extend(second.next());
    }
    turns.extend(second);
    turns.truncate(ADDRESSES);
    turns
}

async fn race(mut addresses: VecDeque<SocketAddr>) -> io::Result<TcpStream> {
    let mut running = FuturesUnordered::new();
    let mut failed = io::Error::new(io::ErrorKind::NotFound, "the host has no address");

    running.extend(addresses.pop_front().map(TcpStream::connect));
    while !running.is_empty() {
        tokio::select! {
            Some(reached) = running.next() => match reached {
                Ok(stream) => return Ok(stream),
                Err(error) => {
                    failed = error;
                    running.extend(addresses.pop_front().map(TcpStream::connect));
                }
            },
            () = tokio::time::sleep(STAGGER), if !addresses.is_empty() => {
                running.extend(addresses.pop_front().map(TcpStream::connect));
            }
        }
    }

    Err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_families_take_turns() {
        let addresses = ["[::1]:1", "[::2]:1", "[::3]:1", "1.1.1.1:1"];
        let addresses = addresses.iter().map(|it| it.parse().expect("an address")).collect();

        let turns: Vec<String> = alternated(addresses).iter().map(ToString::to_string).collect();

        assert_eq!(turns, ["[::1]:1", "1.1.1.1:1", "[::2]:1", "[::3]:1"]);
    }

    #[tokio::test]
    async fn an_address_of_the_newer_kind_may_stand_in_brackets() {
        let listener = tokio::net::TcpListener::bind("[::1]:0").await.expect("a free port");
        let port = listener.local_addr().expect("a bound socket").port();

        for name in ["::1", "[::1]"] {
            let host = Host { name: name.to_owned(), port, direct_tls: false };
            let reached = reach(&host).await.expect("it listens");
            assert_eq!(reached.peer_addr().expect("a connected socket").port(), port, "{name}");
        }
    }

    #[tokio::test]
    async fn an_address_that_refuses_gives_way_to_the_next() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let closed = {
            let gone = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
            gone.local_addr().expect("a bound socket")
        };
        let open = listener.local_addr().expect("a bound socket");

        let reached = race(VecDeque::from([closed, open])).await.expect("one of them answers");

        assert_eq!(reached.peer_addr().expect("a connected socket"), open);
        assert!(race(VecDeque::from([closed])).await.is_err());
        assert!(race(VecDeque::new()).await.is_err());
    }
}
