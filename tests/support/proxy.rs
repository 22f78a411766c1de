//! A network that fails on demand: a TCP proxy between a client and its server.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::time::Duration;

use parlance::model::account::Host;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How the network is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Weather {
    stalled: bool,
    refusing: bool,
    delay: Duration,
    /// How often the line was cut: a connection ends when the count moves on.
    cuts: u32,
}

/// Passes on what comes to it, while the weather allows. Ends with the value.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    weather: watch::Sender<Weather>,
    connections: Arc<AtomicU32>,
    /// How many bytes may still go through; [`ENDLESS`] where nobody counts.
    allowance: Arc<AtomicI64>,
    task: JoinHandle<()>,
}

const ENDLESS: i64 = i64::MAX;

/// What the connections share with the proxy.
#[derive(Debug, Clone)]
struct Line {
    weather: watch::Sender<Weather>,
    allowance: Arc<AtomicI64>,
}

impl Line {
    /// How many of so many bytes may go through; after the last one nobody counts any more.
    fn grant(&self, wanted: usize) -> usize {
        let wanted = i64::try_from(wanted).expect("a small piece");
        let spend = |left: i64| match left {
            ENDLESS => None,
            left if left < wanted => Some(ENDLESS),
            left => Some(left - wanted),
        };
        match self.allowance.fetch_update(Ordering::SeqCst, Ordering::SeqCst, spend) {
            Ok(left) if left < wanted => usize::try_from(left).unwrap_or(0),
            Ok(_) | Err(_) => usize::try_from(wanted).unwrap_or(0),
        }
    }
}

impl Proxy {
    /// In front of `server`; TLS as it has it.
    pub async fn before(server: &Host) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let (weather, _) = watch::channel(Weather::default());
        let connections = Arc::new(AtomicU32::new(0));
        let allowance = Arc::new(AtomicI64::new(ENDLESS));

        let line = Line { weather: weather.clone(), allowance: Arc::clone(&allowance) };
        let task = tokio::spawn(serve(
            listener,
            (server.name.clone(), server.port),
            line,
            Arc::clone(&connections),
        ));
        Self { address, weather, connections, allowance, task }
    }

    /// Where a client has to go; `direct_tls` is the server's business.
    pub fn host(&self, direct_tls: bool) -> Host {
        Host { name: self.address.ip().to_string(), port: self.address.port(), direct_tls }
    }

    /// Ends all connections that there are, without a word of TLS or XMPP.
    pub fn cut(&self) {
        self.weather.send_modify(|weather| weather.cuts += 1);
    }

    /// Ends all connections once so many more bytes have gone through, whichever way: mostly in the
    /// middle of a stanza.
    pub fn cut_after(&self, bytes: u32) {
        self.allowance.store(i64::from(bytes), Ordering::SeqCst);
    }

    /// Waits until the line was cut `times` in all.
    pub async fn until_cut(&self, times: u32) {
        let mut weather = self.weather.subscribe();
        let _ = weather.wait_for(|now| now.cuts >= times).await;
    }

    /// How often the line was cut until now.
    pub fn cuts(&self) -> u32 {
        self.weather.borrow().cuts
    }

    /// Holds everything back, in both directions, and ends nothing; or lets it flow again.
    pub fn stall(&self, stalled: bool) {
        self.weather.send_modify(|weather| weather.stalled = stalled);
    }

    /// Ends each new connection at once; or takes them again.
    pub fn refuse(&self, refusing: bool) {
        self.weather.send_modify(|weather| weather.refusing = refusing);
    }

    /// Holds each piece back for so long.
    pub fn delay(&self, delay: Duration) {
        self.weather.send_modify(|weather| weather.delay = delay);
    }

    /// How many connections came until now, the refused ones included.
    pub fn connections(&self) -> u32 {
        self.connections.load(Ordering::SeqCst)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
        self.cut();
    }
}

async fn serve(
    listener: TcpListener,
    server: (String, u16),
    line: Line,
    connections: Arc<AtomicU32>,
) {
    while let Ok((client, _)) = listener.accept().await {
        connections.fetch_add(1, Ordering::SeqCst);
        if line.weather.borrow().refusing {
            continue;
        }

        let cuts = line.weather.borrow().cuts;
        let line = line.clone();
        let server = server.clone();
        drop(tokio::spawn(async move {
            if let Ok(server) = TcpStream::connect(server).await {
                join(client, server, line, cuts).await;
            }
        }));
    }
}

/// Lets both sides talk until the line is cut; `cuts` is how often it was when it began.
async fn join(mut client: TcpStream, mut server: TcpStream, line: Line, cuts: u32) {
    let mut knife = line.weather.subscribe();
    let (client_read, client_write) = client.split();
    let (server_read, server_write) = server.split();

    tokio::select! {
        // Or the proxy itself is gone.
        _ = knife.wait_for(|now| now.cuts != cuts) => {}
        () = pass(client_read, server_write, &line) => {}
        () = pass(server_read, client_write, &line) => {}
    }
}

async fn pass(
    mut from: impl AsyncReadExt + Unpin,
    mut to: impl AsyncWriteExt + Unpin,
    line: &Line,
) {
    let mut weather = line.weather.subscribe();
    let mut piece = vec![0; 16 * 1024];

    loop {
        let Ok(length @ 1..) = from.read(&mut piece).await else { return };
        let delay = match weather.wait_for(|now| !now.stalled).await {
            Ok(now) => now.delay,
            Err(_) => return,
        };
        tokio::time::sleep(delay).await;

        let granted = line.grant(length);
        if to.write_all(&piece[..granted]).await.is_err() {
            return;
        }
        if granted < length {
            let _ = to.flush().await;
            line.weather.send_modify(|weather| weather.cuts += 1);
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};
    use tokio::time::{Duration, timeout};

    use super::*;

    /// A client and a server with the proxy between them.
    async fn connected() -> (Proxy, TcpStream, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let proxy =
            Proxy::before(&Host { name: "127.0.0.1".to_owned(), port, direct_tls: false }).await;

        let host = proxy.host(false);
        let client = TcpStream::connect((host.name, host.port)).await.expect("it listens");
        let (server, _) = listener.accept().await.expect("it connects");
        (proxy, client, server)
    }

    async fn hear(stream: &mut TcpStream) -> String {
        let mut piece = [0; 64];
        let length = stream.read(&mut piece).await.expect("it is open");
        String::from_utf8_lossy(&piece[..length]).into_owned()
    }

    #[tokio::test]
    async fn a_stalled_line_holds_back_and_ends_nothing() {
        let (proxy, mut client, mut server) = connected().await;

        client.write_all(b"one").await.expect("it is open");
        assert_eq!(hear(&mut server).await, "one");

        proxy.stall(true);
        client.write_all(b"two").await.expect("it is open");
        let silence = timeout(Duration::from_millis(200), hear(&mut server)).await;
        assert!(silence.is_err(), "{silence:?}");

        proxy.stall(false);
        assert_eq!(hear(&mut server).await, "two");
    }

    #[tokio::test]
    async fn a_cut_line_ends_both_sides_and_a_refusing_one_takes_nobody() {
        let (proxy, mut client, mut server) = connected().await;
        client.write_all(b"one").await.expect("it is open");
        assert_eq!(hear(&mut server).await, "one");

        proxy.refuse(true);
        proxy.cut();
        assert_eq!(hear(&mut client).await, "");
        assert_eq!(hear(&mut server).await, "");

        let host = proxy.host(false);
        let mut again = TcpStream::connect((host.name, host.port)).await.expect("it listens");
        assert_eq!(hear(&mut again).await, "");
        assert_eq!(proxy.connections(), 2);
    }
}
