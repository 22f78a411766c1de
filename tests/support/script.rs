//! A server that says what it is told to say: for what real servers never do.

use std::sync::Arc;
use std::time::Duration;

use parlance::model::account::Host;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use xmpp::minidom::Element;

use super::certificates::Shown;

/// How long the other side may take to say what is expected.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is offered after the sign-in, where a test does not care.
pub const FEATURES: &str = "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>\
    <sm xmlns='urn:xmpp:sm:3'/><csi xmlns='urn:xmpp:csi:0'/>";

/// A place where clients can come.
#[derive(Debug)]
pub struct Stage {
    listener: TcpListener,
}

impl Stage {
    pub async fn open() -> Self {
        Self { listener: TcpListener::bind("127.0.0.1:0").await.expect("a free port") }
    }

    pub fn host(&self) -> Host {
        let address = self.listener.local_addr().expect("it is bound");
        Host { name: address.ip().to_string(), port: address.port(), direct_tls: false }
    }

    /// The next client, which has said nothing yet.
    pub async fn enter(&self) -> Actor<TcpStream> {
        let (socket, _) = tokio::time::timeout(PATIENCE, self.listener.accept())
            .await
            .expect("a client comes in time")
            .expect("it listens");
        socket.set_nodelay(true).expect("it is open");
        Actor { io: socket, heard: String::new() }
    }

    /// The next client, encrypted, before its sign-in.
    pub async fn encrypted(&self) -> Actor<Encrypted> {
        let mut actor = self.enter().await;
        actor.stream("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>").await;
        actor.hears("<starttls").await;
        actor.says("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>").await;
        actor.encrypt().await
    }

    /// The next client, signed in with PLAIN, before its session.
    pub async fn signed_in(&self, features: &str) -> Actor<Encrypted> {
        let mut actor = self.encrypted().await;
        actor.stream(&mechanisms("<mechanism>PLAIN</mechanism>")).await;
        actor.hears("</auth>").await;
        actor.says("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>").await;
        actor.stream(features).await;
        actor
    }

    /// The next client, in a new session that is counted and can be resumed as `ticket`.
    pub async fn bound(&self, ticket: &str) -> Actor<Encrypted> {
        let mut actor = self.signed_in(FEATURES).await;
        actor.binds().await;
        actor.hears("<enable").await;
        actor.says(&format!("<enabled xmlns='urn:xmpp:sm:3' id='{ticket}' resume='true'/>")).await;
        actor
    }
}

pub type Encrypted = tokio_rustls::server::TlsStream<TcpStream>;

pub fn mechanisms(inner: &str) -> String {
    format!("<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>{inner}</mechanisms>")
}

/// The server's side of one connection.
#[derive(Debug)]
pub struct Actor<Io> {
    io: Io,
    /// What came and was not yet expected.
    heard: String,
}

impl Actor<TcpStream> {
    pub async fn encrypt(self) -> Actor<Encrypted> {
        let pem = std::fs::read(Shown::Good.pem()).expect("the certificate was made");
        let certificate = CertificateDer::from_pem_slice(&pem).expect("openssl writes PEM");
        let key = PrivateKeyDer::from_pem_slice(&pem).expect("openssl writes PEM");

        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring has them")
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .expect("they belong together");
        let io = TlsAcceptor::from(Arc::new(config)).accept(self.io).await.expect("a handshake");
        Actor { io, heard: String::new() }
    }
}

impl Actor<Encrypted> {
    /// What `tls-exporter` binds (RFC 9266), as the server has it.
    pub fn exported(&self) -> Vec<u8> {
        let (_, tls) = self.io.get_ref();
        tls.export_keying_material(vec![0; 32], b"EXPORTER-Channel-Binding", None)
            .expect("the handshake is done")
    }
}

impl<Io: AsyncRead + AsyncWrite + Unpin> Actor<Io> {
    pub async fn says(&mut self, text: &str) {
        self.io.write_all(text.as_bytes()).await.expect("the client reads");
        self.io.flush().await.expect("the client reads");
    }

    /// Says what the client may well end the stream at; whether it took all of it.
    pub async fn blurts(&mut self, bytes: &[u8]) -> bool {
        self.io.write_all(bytes).await.is_ok() && self.io.flush().await.is_ok()
    }

    /// Closes its side of the connection.
    pub async fn leaves(&mut self) {
        let _ = self.io.shutdown().await;
    }

    /// What the client says next, in whole stanzas; `None` where it has ended the stream.
    pub async fn stanzas(&mut self) -> Option<Vec<Element>> {
        loop {
            let whole = format!("<heard xmlns='jabber:client'>{}</heard>", self.heard);
            let read = whole.parse::<Element>().ok();
            if let Some(heard) = read.filter(|it| it.children().next().is_some()) {
                self.heard.clear();
                return Some(heard.children().cloned().collect());
            }
            if !self.listens(PATIENCE).await {
                return None;
            }
        }
    }

    /// Waits until the client has said this, and gives what it said up to there.
    pub async fn hears(&mut self, expected: &str) -> String {
        loop {
            if let Some(place) = self.heard.find(expected) {
                let rest = self.heard.split_off(place + expected.len());
                return std::mem::replace(&mut self.heard, rest);
            }
            assert!(self.listens(PATIENCE).await, "hoped for {expected}, heard {}", self.heard);
        }
    }

    /// What the client says within this time.
    pub async fn hears_within(&mut self, time: Duration) -> String {
        let _ = tokio::time::timeout(time, async { while self.listens(PATIENCE).await {} }).await;
        std::mem::take(&mut self.heard)
    }

    /// Answers a stream's beginning with these features.
    pub async fn stream(&mut self, features: &str) {
        self.hears("<stream:stream").await;
        self.hears(">").await;
        self.says(&format!(
            "<?xml version='1.0'?><stream:stream xmlns='jabber:client' version='1.0' id='1' \
             from='chat.test' xmlns:stream='http://etherx.jabber.org/streams'>\
             <stream:features>{features}</stream:features>"
        ))
        .await;
    }

    /// Gives the client the resource that it wants.
    pub async fn binds(&mut self) {
        self.hears("<resource").await;
        self.hears(">").await;
        let resource = self.hears("</").await;
        let resource = resource.trim_end_matches("</").to_owned();
        self.hears("</iq>").await;
        self.says_bound(&resource).await;
    }

    pub async fn says_bound(&mut self, resource: &str) {
        self.says(&format!(
            "<iq type='result' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>\
             <jid>alice@chat.test/{resource}</jid></bind></iq>"
        ))
        .await;
    }

    /// Whether anything came.
    async fn listens(&mut self, time: Duration) -> bool {
        let mut piece = [0; 4096];
        match tokio::time::timeout(time, self.io.read(&mut piece)).await {
            Ok(Ok(length @ 1..)) => {
                self.heard.push_str(&String::from_utf8_lossy(&piece[..length]));
                true
            }
            _ => false,
        }
    }
}
