//! A network that fails on demand: a TCP proxy between a client and its server.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
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
    task: JoinHandle<()>,
}

impl Proxy {
    /// In front of `server`; TLS as it has it.
    pub async fn before(server: &Host) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let (weather, _) = watch::channel(Weather::default());
        let connections = Arc::new(AtomicU32::new(0));

        let task = tokio::spawn(serve(
            listener,
            (server.name.clone(), server.port),
            weather.subscribe(),
            Arc::clone(&connections),
        ));
        Self { address, weather, connections, task }
    }

    /// Where a client has to go; `direct_tls` is the server's business.
    pub fn host(&self, direct_tls: bool) -> Host {
        Host { name: self.address.ip().to_string(), port: self.address.port(), direct_tls }
    }

    /// Ends all connections that there are, without a word of TLS or XMPP.
    pub fn cut(&self) {
        self.weather.send_modify(|weather| weather.cuts += 1);
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
    weather: watch::Receiver<Weather>,
    connections: Arc<AtomicU32>,
) {
    while let Ok((client, _)) = listener.accept().await {
        connections.fetch_add(1, Ordering::SeqCst);
        if weather.borrow().refusing {
            continue;
        }

        let weather = weather.clone();
        let server = server.clone();
        drop(tokio::spawn(async move {
            if let Ok(server) = TcpStream::connect(server).await {
                join(client, server, weather).await;
            }
        }));
    }
}

async fn join(mut client: TcpStream, mut server: TcpStream, weather: watch::Receiver<Weather>) {
    let mut knife = weather.clone();
    let cuts = weather.borrow().cuts;
    let (client_read, client_write) = client.split();
    let (server_read, server_write) = server.split();

    tokio::select! {
        // Or the proxy itself is gone.
        _ = knife.wait_for(|now| now.cuts != cuts) => {}
        () = pass(client_read, server_write, weather.clone()) => {}
        () = pass(server_read, client_write, weather.clone()) => {}
    }
}

async fn pass(
    mut from: impl AsyncReadExt + Unpin,
    mut to: impl AsyncWriteExt + Unpin,
    mut weather: watch::Receiver<Weather>,
) {
    let mut piece = vec![0; 16 * 1024];

    loop {
        let Ok(length @ 1..) = from.read(&mut piece).await else { return };
        let delay = match weather.wait_for(|now| !now.stalled).await {
            Ok(now) => now.delay,
            Err(_) => return,
        };
        tokio::time::sleep(delay).await;
        if to.write_all(&piece[..length]).await.is_err() {
            return;
        }
    }
}
