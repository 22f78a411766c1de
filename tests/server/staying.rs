//! Staying connected: cuts, silence, restarts, rivals, hostile stanzas.

use std::time::{Duration, Instant};

use parlance::engine::link::{Input, Limits};
use parlance::model::account::Trouble;
use xmpp::minidom::Element;
use xmpp::minidom::rxml::{Namespace, NcName};

use crate::support::line::Line;
use crate::support::proxy::Proxy;
use crate::support::server::{Kind, Server, Wishes};

const BOTH: [Kind; 2] = [Kind::Prosody, Kind::Ejabberd];
const PRESENCE: &str = "<presence xmlns='jabber:client'/>";

/// Alice behind a proxy, and Bob.
async fn pair(server: &Server, limits: Limits) -> (Proxy, Line, Line) {
    let proxy = Proxy::before(&server.starttls()).await;
    let mut account = server.account("alice");
    account.host = Some(proxy.host(false));
    let mut alice = Line::open_within(account, Some(server.password("alice")), limits);
    let mut bob = Line::open(server.account("bob"), Some(server.password("bob")));

    for line in [&mut alice, &mut bob] {
        let _ = line.online().await;
        line.send(PRESENCE, Some(0));
        line.acked(0).await;
    }
    (proxy, alice, bob)
}

/// A message that the parser refuses to read: it ends the stream at such an attribute.
fn poison() -> Element {
    let text = "<message xmlns='jabber:client' to='alice@chat.test' type='chat'>\
        <body>poison</body><x xmlns='urn:x'/></message>";
    let mut message: Element = text.parse().expect("well formed");
    let name = NcName::try_from("v").expect("a name");
    let attribute = message.get_child_mut("x", "urn:x").expect("it is there");
    attribute.set_attr(Namespace::NONE, name, "a".repeat(9000));
    message
}

#[tokio::test]
async fn a_cut_loses_nothing() {
    for kind in BOTH {
        let server = Server::start(kind, Wishes::default());
        let (proxy, mut alice, mut bob) = pair(&server, Limits::default()).await;

        for round in 0..3 {
            proxy.cut();
            for number in 0..20 {
                bob.say(
                    "alice@chat.test",
                    &format!("{round}.{number}"),
                    Some(round * 100 + number),
                );
            }
            let _ = alice.waiting().await;
            // An ejabberd that is handed a message during the resumption delivers it first.
            bob.acked(round * 100 + 19).await;
            alice.link.try_now();
            assert!(alice.online().await.resumed, "{kind}: {:#?}", alice.told);

            for number in 0..20 {
                assert_eq!(alice.message().await, format!("{round}.{number}"), "{kind}");
            }
        }

        // The other direction: what was sent into the cut goes out again.
        proxy.stall(true);
        for number in 0..20 {
            alice.say("bob@chat.test", &number.to_string(), Some(1000 + number));
        }
        // Time to write into a line that leads nowhere: nothing tells when that is done.
        tokio::time::sleep(Duration::from_millis(100)).await;
        proxy.cut();
        proxy.stall(false);
        let _ = alice.waiting().await;
        alice.link.try_now();
        alice.acked(1019).await;
        for number in 0..20 {
            assert_eq!(bob.message().await, number.to_string(), "{kind}");
        }
    }
}

#[tokio::test]
async fn silence_is_noticed() {
    for kind in BOTH {
        let server = Server::start(kind, Wishes::default());
        let limits = Limits {
            quiet: Duration::from_millis(800),
            patience: Duration::from_millis(800),
            securing: Duration::from_millis(1500),
            ..Limits::default()
        };
        let (proxy, mut alice, bob) = pair(&server, limits).await;
        let start = Instant::now();

        proxy.stall(true);
        let trouble = alice.waiting().await;
        assert_eq!(trouble, Trouble::Lost("the server fell silent".to_owned()), "{kind}");
        assert!(start.elapsed() < Duration::from_secs(4), "{kind}: {:?}", start.elapsed());

        bob.say("alice@chat.test", "after all", None);
        proxy.stall(false);
        alice.link.try_now();
        assert!(alice.online().await.resumed, "{kind}");
        assert_eq!(alice.message().await, "after all", "{kind}");
    }
}

#[tokio::test]
async fn a_restarted_server_is_found_again() {
    for kind in BOTH {
        let mut server = Server::start(kind, Wishes::default());
        let mut alice = Line::open(server.account("alice"), Some(server.password("alice")));
        let _ = alice.online().await;

        server.stop();
        let _ = alice.waiting().await;
        alice.say("bob@chat.test", "into the void", Some(7));
        alice
            .until("to hear that it cannot be sent", |input| match input {
                Input::Unconfirmed(tokens) => tokens.iter().any(|it| it.0 == 7).then_some(()),
                _ => None,
            })
            .await;

        server.start_again();
        let session = alice.online().await;
        assert!(!session.resumed, "{kind}");

        server.kill();
        let _ = alice.waiting().await;
        server.start_again();
        let _ = alice.online().await;
    }
}

#[tokio::test]
async fn two_with_one_resource_do_not_fight() {
    for kind in BOTH {
        let server = Server::start(kind, Wishes::default());
        let mut first = Line::open(server.account("alice"), Some(server.password("alice")));
        let _ = first.online().await;
        let mut second = Line::open(server.account("alice"), Some(server.password("alice")));
        let session = second.online().await;
        assert_eq!(session.resource, "parlance.alice", "{kind}");

        assert_eq!(first.refused().await, Trouble::Conflict, "{kind}");
        assert!(first.next().await.is_none(), "{kind}: it ends");
        second.send("<presence xmlns='jabber:client'/>", Some(1));
        second.acked(1).await;
    }
}

#[tokio::test]
async fn a_hostile_attribute_is_skipped() {
    for kind in BOTH {
        let server = Server::start(kind, Wishes::default());
        let (proxy, mut alice, bob) = pair(&server, Limits::default()).await;

        bob.say("alice@chat.test", "before", None);
        bob.send_element(poison(), None);
        bob.say("alice@chat.test", "after", Some(3));

        assert_eq!(alice.message().await, "before", "{kind}");
        assert_eq!(alice.message().await, "after", "{kind}");
        assert_eq!(proxy.connections(), 1, "{kind}: the stream went on");

        // The count is still right on both sides.
        proxy.cut();
        assert!(alice.online().await.resumed, "{kind}");
        bob.say("alice@chat.test", "at last", None);
        assert_eq!(alice.message().await, "at last", "{kind}: nothing came twice");
    }
}

#[tokio::test]
async fn what_is_not_committed_is_not_acknowledged() {
    let server = Server::prosody();
    let limits = Limits { draining: Duration::from_millis(200), ..Limits::default() };
    let (proxy, mut alice, bob) = pair(&server, limits).await;

    alice.commits = false;
    bob.say("alice@chat.test", "keep this", None);
    assert_eq!(alice.message().await, "keep this");
    proxy.cut();

    let session = alice.online().await;
    assert!(!session.resumed, "it would be taken for kept");
}
