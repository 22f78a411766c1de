//! Signing in: encryption, certificates, mechanisms.

use std::time::Instant;

use parlance::engine::link::{Input, Limits, Link, Settings, Trust};
use parlance::model::account::{CertificateFault, Trouble};
use parlance::model::{Account, AccountId, Connection, Password};

use crate::support::certificates::{Shown, person};
use crate::support::line::Line;
use crate::support::proxy::Proxy;
use crate::support::server::{Kind, Server, Wishes};

const BOTH: [Kind; 2] = [Kind::Prosody, Kind::Ejabberd];

#[tokio::test]
async fn starttls_and_direct_tls_both_lead_in() {
    for kind in BOTH {
        let server = Server::start(kind, Wishes::default());

        for host in [server.starttls(), server.direct_tls()] {
            let mut account = server.account("alice");
            account.pins.clear(); // The authority alone is trusted.
            account.host = Some(host.clone());
            let mut alice = Line::open(account, Some(server.password("alice")));

            let session = alice.online().await;
            assert_eq!(session.jid.as_str(), "alice@chat.test", "{kind} {host:?}");
            assert_eq!(session.resource, "parlance.alice", "{kind} {host:?}");
            assert!(session.acknowledges && !session.resumed, "{kind} {host:?}");
            assert!(session.offers.contains("urn:xmpp:csi:0"), "{kind}: {:?}", session.offers);

            let told = alice.close().await;
            assert_eq!(told[told.len() - 2..], ["Some(Connection(Offline))", "None"], "{kind}");
            let steps = told.iter().filter(|told| told.contains("Connecting")).count();
            assert_eq!(steps, 4, "all but the resolver's: {told:#?}");
        }
    }
}

#[tokio::test]
async fn a_wrong_password_ends_it_at_once() {
    for kind in BOTH {
        let server = Server::start(kind, Wishes::default());
        let proxy = Proxy::before(&server.starttls()).await;
        let mut account = server.account("alice");
        account.host = Some(proxy.host(false));

        let mut alice = Line::open(account, Some(Password::new("wrong")));

        let trouble = alice.refused().await;
        assert!(
            matches!(&trouble, Trouble::Credentials { condition, .. } if condition == "not-authorized"),
            "{kind}: {trouble:?}"
        );
        assert!(alice.next().await.is_none(), "{kind}: it ends");
        assert_eq!(proxy.connections(), 1, "{kind}");
    }
}

#[tokio::test]
async fn a_certificate_that_is_not_to_be_trusted_is_shown_and_can_be_pinned() {
    let cases = [
        (Shown::Expired, CertificateFault::Expired),
        (Shown::Elsewhere, CertificateFault::WrongName),
        (Shown::SelfSigned, CertificateFault::UnknownIssuer),
    ];

    for (shown, fault) in cases {
        let wishes = Wishes { certificate: shown, ..Wishes::default() };
        let server = Server::start(Kind::Prosody, wishes);
        let mut account = server.account("alice");
        account.pins = vec![Shown::Good.sha256()];

        let mut alice = Line::open(account.clone(), Some(server.password("alice")));
        let Trouble::Certificate(certificate) = alice.refused().await else {
            panic!("{shown:?}: {:?}", alice.told);
        };
        assert_eq!(certificate.fault, fault, "{shown:?}");
        assert_eq!(certificate.sha256, shown.sha256(), "{shown:?}");
        assert!(certificate.subject.contains(".test"), "{shown:?}: {certificate:?}");
        assert!(certificate.not_before < certificate.not_after, "{shown:?}: {certificate:?}");

        account.pins = vec![certificate.sha256];
        let mut alice = Line::open(account, Some(server.password("alice")));
        let _ = alice.online().await;
    }
}

#[tokio::test]
async fn the_system_does_not_trust_our_authority() {
    let server = Server::prosody();
    let mut account = server.account("alice");
    account.pins.clear();
    account.host = Some(server.direct_tls());
    let settings = Settings { account, password: Some(server.password("alice")) };

    let mut link = Link::open_within(settings, Limits::default(), Trust::System);

    loop {
        match link.next().await.expect("it tells why it ends") {
            Input::Connection(Connection::Connecting(_)) => {}
            Input::Connection(Connection::Refused(Trouble::Certificate(certificate))) => {
                assert_eq!(certificate.fault, CertificateFault::UnknownIssuer);
                return;
            }
            other => panic!("{other:?}"),
        }
    }
}

/// This ejabberd binds only `tls-unique`, which TLS 1.3 does not have, and does not announce it.
#[tokio::test]
async fn the_password_itself_is_never_sent() {
    for (kind, expected) in [(Kind::Prosody, "SCRAM-SHA-1"), (Kind::Ejabberd, "SCRAM-SHA-256 ")] {
        let wishes = match kind {
            Kind::Prosody => "log = { debug = \"*console\" }".to_owned(),
            Kind::Ejabberd => String::new(),
        };
        let server = Server::start(kind, Wishes { configuration: wishes, ..Wishes::default() });
        let mut alice = Line::open(server.account("alice"), Some(server.password("alice")));
        let _ = alice.online().await;

        let log = std::fs::read_to_string(server.log()).expect("the server keeps a log");
        let accepted = match kind {
            Kind::Prosody => log.lines().find(|line| line.contains("mechanism=")),
            Kind::Ejabberd => log.lines().find(|line| line.contains("Accepted c2s")),
        };
        let accepted = accepted.unwrap_or_else(|| panic!("{kind} notes who signs in: {log}"));
        assert!(accepted.contains(expected), "{accepted}");
    }
}

#[tokio::test]
async fn a_certificate_of_ones_own_needs_no_password() {
    let server = Server::ejabberd();
    let mut account = server.account("alice");
    account.host = Some(server.direct_tls());
    account.client_certificate = Some(person());
    let mut alice = Line::open(account.clone(), None);
    assert_eq!(alice.online().await.jid.as_str(), "alice@chat.test");
    let log = std::fs::read_to_string(server.log()).expect("ejabberd keeps a log");
    assert!(log.contains("Accepted c2s EXTERNAL"), "{log}");

    account.client_certificate = Some("/nowhere/alice.pem".into());
    let mut alice = Line::open(account, None);
    assert!(matches!(alice.refused().await, Trouble::Tls(words) if words.contains("/nowhere")));
}

#[tokio::test]
async fn without_a_password_it_is_asked_for() {
    let server = Server::prosody();
    let mut alice = Line::open(server.account("alice"), None);

    assert_eq!(alice.refused().await, Trouble::NoPassword);
}

#[tokio::test]
async fn a_guest_needs_no_name() {
    let server = Server::prosody();
    let domain = AccountId("anonymous.chat.test".parse().expect("a valid address"));
    let mut account = Account::new(domain, "parlance.guest".to_owned());
    account.host = Some(server.starttls());
    account.anonymous = true;

    let mut guest = Line::open(account, None);

    let session = guest.online().await;
    assert_eq!(session.jid.domain().as_str(), "anonymous.chat.test");
    assert!(session.jid.node().is_some(), "the server gave one: {}", session.jid);
}

#[tokio::test]
async fn nobody_there_is_told_and_tried_again() {
    let server = Server::prosody();
    let proxy = Proxy::before(&server.starttls()).await;
    proxy.refuse(true);
    let mut account = server.account("alice");
    account.host = Some(proxy.host(false));
    let start = Instant::now();

    let mut alice = Line::open(account, Some(server.password("alice")));
    let trouble = alice.waiting().await;
    assert!(matches!(trouble, Trouble::Lost(_)), "{trouble:?}");
    let _ = alice.waiting().await;
    assert!(start.elapsed().as_secs() < 5);

    proxy.refuse(false);
    alice.link.try_now();
    let _ = alice.online().await;
}
