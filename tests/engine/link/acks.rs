//! What is acknowledged and what goes out again (XEP-0198), and the ping that stands for it.

use parlance::model::account::Trouble;
use xmpp::minidom::Element;

use crate::engine::link::stage;
use crate::support::script::FEATURES;

#[tokio::test]
async fn only_what_is_committed_is_acknowledged() {
    let (stage, mut alice) = stage().await;
    alice.commits = false;
    let mut server = stage.bound("one").await;
    let _ = alice.online().await;

    server.says("<message id='1'/><message id='2'/><r xmlns='urn:xmpp:sm:3'/>").await;
    assert!(server.hears("</a>").await.contains("h='0'"));
    let _ = alice.stanza().await;
    let _ = alice.stanza().await;
    alice.link.commit(1);
    server.says("<r xmlns='urn:xmpp:sm:3'/>").await;
    assert!(server.hears("</a>").await.contains("h='1'"));
}

#[tokio::test]
async fn a_hostile_stanza_is_skipped_and_counted() {
    let (stage, mut alice) = stage().await;
    let mut server = stage.bound("one").await;
    let _ = alice.online().await;
    let deep = "<a>".repeat(2000) + &"</a>".repeat(2000);
    let long = "a".repeat(9000);

    server.says(&format!("<message id='1'><x xmlns='urn:x'>{deep}</x></message>")).await;
    server
        .says(&format!("<iq id='2' from='bob@chat.test/x' type='get'><x v='{long}'/></iq>"))
        .await;
    server.says(&format!("<presence v='{long}'/><message id='4'><!-- ]]> --></message>")).await;
    server
        .says("<iq id='5' type='result'><query xmlns='jabber:iq:roster'><!-- x --></query></iq>")
        .await;
    server.says("<message id='6'/><r xmlns='urn:xmpp:sm:3'/>").await;

    let mut came = Vec::new();
    while came.len() < 5 {
        let stanza = alice.stanza().await;
        let id = stanza.attr("id").unwrap_or("none").to_owned();
        came.push((id, stanza.children().map(Element::name).collect::<Vec<_>>().join("")));
    }
    let came: Vec<_> = came.iter().map(|(id, child)| (id.as_str(), child.as_str())).collect();
    assert_eq!(came, [("1", ""), ("2", ""), ("4", ""), ("5", "error"), ("6", "")]);

    server.hears("</a>").await;
    server.says("<r xmlns='urn:xmpp:sm:3'/>").await;
    let count = server.hears("</a>").await;
    assert!(count.contains("h='6'"), "{count}");
}

#[tokio::test]
async fn a_stanza_that_cannot_be_read_comes_once() {
    let (stage, mut alice) = stage().await;
    let mut server = stage.bound("one").await;
    let _ = alice.online().await;
    server.says("<message id='1'/><message id='2'><no:prefix/></message><message id='3'/>").await;
    assert!(matches!(alice.waiting().await, Trouble::Protocol(_)));

    let mut server = stage.signed_in(FEATURES).await;
    let resume = server.hears("</resume>").await;
    assert!(resume.contains("<resume") && resume.contains("h='2'"), "{resume}");
    server.says("<resumed xmlns='urn:xmpp:sm:3' previd='one' h='0'/><message id='3'/>").await;

    assert!(alice.online().await.resumed);
    assert_eq!(alice.stanza().await.attr("id"), Some("3"));
}

#[tokio::test]
async fn what_was_not_confirmed_goes_out_again_in_its_order() {
    let (stage, mut alice) = stage().await;
    let mut server = stage.bound("one").await;
    let _ = alice.online().await;
    for token in 1..=4 {
        alice.say("bob@chat.test", &format!("text {token}"), Some(token));
    }
    server.hears("text 4").await;
    server.hears("<r").await;
    drop(server);

    let mut server = stage.signed_in(FEATURES).await;
    server.hears("<resume").await;
    server.says("<resumed xmlns='urn:xmpp:sm:3' previd='one' h='2'/>").await;
    alice.acked(2).await;
    assert!(alice.online().await.resumed);
    let again = server.hears("<r").await;
    assert!(!again.contains("text 2"), "{again}");
    assert!(again.find("text 3") < again.find("text 4"), "{again}");
    server.says("<a xmlns='urn:xmpp:sm:3' h='4'/>").await;
    alice.acked(4).await;
    drop(server);

    // The session is gone: what is in doubt is told, once.
    alice.say("bob@chat.test", "too late", Some(5));
    alice.say("bob@chat.test", "too late", Some(6));
    let mut server = stage.signed_in(FEATURES).await;
    server.hears("<resume").await;
    server.says("<failed xmlns='urn:xmpp:sm:3' h='4'/>").await;
    server.binds().await;
    server.hears("<enable").await;
    server.says("<enabled xmlns='urn:xmpp:sm:3' id='two' resume='1'/>").await;
    assert!(!alice.online().await.resumed);

    let told = alice.close().await.join("\n");
    for token in 1..=6 {
        assert_eq!(told.matches(&format!("Token({token})")).count(), 1, "{token}: {told}");
    }
}

#[tokio::test]
async fn a_count_that_cannot_be_ends_the_session() {
    let (stage, mut alice) = stage().await;
    let mut server = stage.bound("one").await;
    let _ = alice.online().await;
    alice.say("bob@chat.test", "text", Some(1));
    server.hears("<r").await;
    server.says("<a xmlns='urn:xmpp:sm:3' h='7'/>").await;

    let error = server.hears("</stream:stream>").await;
    assert!(error.contains("handled-count-too-high"), "{error}");
    assert!(matches!(alice.waiting().await, Trouble::Protocol(_)));
    assert!(alice.told.iter().any(|told| told.contains("Unconfirmed([Token(1)])")));

    let _server = stage.bound("two").await;
    assert!(!alice.online().await.resumed);
}

#[tokio::test]
async fn a_server_that_does_not_count_confirms_by_a_ping() {
    let (stage, mut alice) = stage().await;
    let mut server = stage.signed_in("<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>").await;
    server.binds().await;
    let _ = alice.online().await;

    alice.say("bob@chat.test", "text", Some(1));
    alice.say("bob@chat.test", "text", Some(2));
    let ping = server.hears("urn:xmpp:ping").await;
    let id = ping
        .split("id='")
        .nth(1)
        .and_then(|rest| rest.split('\'').next())
        .expect("an id")
        .to_owned();

    server.says(&format!("<iq type='result' id='{id}' from='bob@chat.test/x'/>")).await;
    assert_eq!(
        alice.stanza().await.attr("id"),
        Some(id.as_str()),
        "a stranger's word is no answer"
    );
    server.says(&format!("<iq type='result' id='{id}' from='chat.test'/><message id='m'/>")).await;
    alice.acked(2).await;
    assert_eq!(alice.stanza().await.attr("id"), Some("m"), "the answer itself is not told");
}
