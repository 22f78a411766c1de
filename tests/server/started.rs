//! The servers themselves: what every other test here stands on.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::support::certificates::Shown;
use crate::support::server::{Kind, Server, Wishes};

/// What the server says to one who begins a stream in the clear.
fn greeting(server: &Server) -> String {
    let host = server.starttls();
    let mut stream = TcpStream::connect((host.name, host.port)).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("not zero");
    stream
        .write_all(
            b"<?xml version='1.0'?><stream:stream to='chat.test' xmlns='jabber:client' \
              xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>",
        )
        .expect("it reads");

    let mut heard = String::new();
    let mut piece = [0; 4096];
    while !heard.contains("</stream:features>") {
        let length = stream.read(&mut piece).expect("it answers in time");
        assert_ne!(length, 0, "it ended the stream after {heard}");
        heard.push_str(std::str::from_utf8(&piece[..length]).expect("plain text"));
    }
    heard
}

#[test]
fn both_servers_ask_for_encryption_first() {
    for kind in [Kind::Prosody, Kind::Ejabberd] {
        let server = Server::start(kind, Wishes::default());
        let heard = greeting(&server);
        assert!(heard.contains("<required/>"), "{kind}: {heard}");
        assert!(!heard.contains("<mechanism>"), "{kind}: {heard}");
    }
}

#[test]
fn a_server_comes_back_on_its_ports() {
    for kind in [Kind::Prosody, Kind::Ejabberd] {
        let mut server = Server::start(kind, Wishes::default());
        let host = server.starttls();

        server.stop();
        let stopped = TcpStream::connect((host.name.clone(), host.port));
        assert!(stopped.is_err(), "{kind} is still there");

        server.start_again();
        assert!(greeting(&server).contains("urn:ietf:params:xml:ns:xmpp-tls"), "{kind}");

        server.kill();
        server.start_again();
        assert_eq!(server.starttls(), host, "{kind}");
    }
}

#[test]
fn every_server_has_ports_of_its_own() {
    let servers: Vec<Server> = (0..3).map(|_| Server::prosody()).collect();
    let mut ports: Vec<u16> = servers.iter().map(|server| server.starttls().port).collect();
    ports.dedup();
    assert_eq!(ports.len(), 3);
}

#[test]
fn a_pin_is_what_openssl_says() {
    let output = std::process::Command::new("openssl")
        .args(["x509", "-noout", "-fingerprint", "-sha256", "-in"])
        .arg(Shown::Good.certificate())
        .output()
        .expect("openssl is installed");
    let said = String::from_utf8_lossy(&output.stdout).to_lowercase().replace(':', "");

    assert!(said.trim().ends_with(&Shown::Good.sha256()), "{said}");
}
