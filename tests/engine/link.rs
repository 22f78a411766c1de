//! The link, against servers that do what real ones seldom do.

use std::time::Duration;

use parlance::engine::link::{Input, Limits};
use parlance::model::account::{Step, Trouble};
use ring::{hmac, pbkdf2};
use xmpp::minidom::Element;

use crate::support::line::Line;
use crate::support::script::{Actor, Encrypted, FEATURES, Stage, mechanisms};

const SASL: &str = "urn:ietf:params:xml:ns:xmpp-sasl";
const MOMENT: Duration = Duration::from_millis(300);

async fn stage() -> (Stage, Line) {
    staged(Limits::default()).await
}

async fn staged(limits: Limits) -> (Stage, Line) {
    let stage = Stage::open().await;
    let line = Line::scripted(stage.host(), limits);
    (stage, line)
}

fn base64(bytes: &[u8]) -> String {
    base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bytes)
}

fn unbase64(text: &str) -> Vec<u8> {
    base64::Engine::decode(&base64::engine::general_purpose::STANDARD, text).expect("base64")
}

#[tokio::test]
async fn without_encryption_nothing_is_said() {
    let (stage, mut alice) = stage().await;
    let mut server = stage.enter().await;
    server.stream(&mechanisms("<mechanism>PLAIN</mechanism>")).await;

    assert_eq!(alice.refused().await, Trouble::NoEncryption);
    assert_eq!(server.hears_within(MOMENT).await, "", "above all no password");
}

#[tokio::test]
async fn words_slipped_in_before_the_encryption_end_it() {
    let (stage, mut alice) = stage().await;
    let mut server = stage.enter().await;
    server.stream("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>").await;
    server.hears("<starttls").await;
    server.says("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/><message/>").await;

    let trouble = alice.waiting().await;
    assert_eq!(trouble, Trouble::Protocol("words before the encryption".to_owned()));
}

#[tokio::test]
async fn each_step_has_its_time() {
    let short = Duration::from_millis(200);
    let limits = Limits { securing: short, signing_in: short, binding: short, ..Limits::default() };
    let (stage, mut alice) = staged(limits).await;

    let silent = stage.enter().await;
    assert_eq!(alice.waiting().await, Trouble::TimedOut(Step::Securing));
    drop(silent);

    let mut silent = stage.encrypted().await;
    silent.stream(&mechanisms("<mechanism>PLAIN</mechanism>")).await;
    assert_eq!(alice.waiting().await, Trouble::TimedOut(Step::SigningIn));
    drop(silent);

    alice.link.try_now();
    let _silent = stage.signed_in(FEATURES).await;
    assert_eq!(alice.waiting().await, Trouble::TimedOut(Step::Binding));
}

/// The server's half of SCRAM-SHA-256-PLUS: what the client has bound, and the server's last words.
async fn scram(server: &mut Actor<Encrypted>, honest: bool) -> Vec<u8> {
    let offer = mechanisms("<mechanism>PLAIN</mechanism><mechanism>SCRAM-SHA-256-PLUS</mechanism>");
    let binding = "<sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'>\
        <channel-binding type='tls-exporter'/></sasl-channel-binding>";
    server.stream(&format!("{offer}{binding}")).await;
    assert!(server.hears(">").await.contains("mechanism='SCRAM-SHA-256-PLUS'"));

    let first = server.hears("</auth>").await;
    let first = String::from_utf8(unbase64(first.trim_end_matches("</auth>"))).expect("text");
    let bare = first.strip_prefix("p=tls-exporter,,").expect("the channel is bound");
    let nonce = bare.split("r=").nth(1).expect("a nonce");
    let challenge = format!("r={nonce}more,s={},i=4096", base64(b"salt"));
    server
        .says(&format!("<challenge xmlns='{SASL}'>{}</challenge>", base64(challenge.as_bytes())))
        .await;

    server.hears("<response").await;
    server.hears(">").await;
    let last = server.hears("</response>").await;
    let last = String::from_utf8(unbase64(last.trim_end_matches("</response>"))).expect("text");
    let (unproven, _) = last.rsplit_once(",p=").expect("a proof");
    let bound = unproven.strip_prefix("c=").and_then(|rest| rest.split(',').next()).expect("c=");

    let mut salted = [0; 32];
    let rounds = std::num::NonZeroU32::new(4096).expect("not zero");
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, rounds, b"salt", b"pw-alice", &mut salted);
    let sign = |key: &[u8], text: &[u8]| hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text);
    let key = sign(&salted, if honest { b"Server Key" } else { b"Server Kex" });
    let auth = format!("{bare},{challenge},{unproven}");
    let signature = format!("v={}", base64(sign(key.as_ref(), auth.as_bytes()).as_ref()));
    server
        .says(&format!("<success xmlns='{SASL}'>{}</success>", base64(signature.as_bytes())))
        .await;

    unbase64(bound)
}

#[tokio::test]
async fn the_channel_is_bound_to_the_password() {
    let (stage, mut alice) = stage().await;
    let mut server = stage.encrypted().await;
    let bound = scram(&mut server, true).await;

    let mut expected = b"p=tls-exporter,,".to_vec();
    expected.extend(server.exported());
    assert_eq!(bound, expected);

    server.stream(FEATURES).await;
    server.binds().await;
    server.hears("<enable").await;
    server.says("<enabled xmlns='urn:xmpp:sm:3'/>").await;
    let _ = alice.online().await;
}

#[tokio::test]
async fn a_server_that_does_not_know_the_password_is_left() {
    let (stage, mut alice) = stage().await;
    let mut server = stage.encrypted().await;
    let _ = scram(&mut server, false).await;

    assert_eq!(alice.refused().await, Trouble::ServerNotVerified);
}

#[tokio::test]
async fn a_trouble_of_the_server_is_no_wrong_password() {
    let (stage, mut alice) = stage().await;
    let mut server = stage.encrypted().await;
    server.stream(&mechanisms("<mechanism>PLAIN</mechanism>")).await;
    server.hears("</auth>").await;
    server.says(&format!("<failure xmlns='{SASL}'><temporary-auth-failure/></failure>")).await;

    assert!(matches!(alice.waiting().await, Trouble::Credentials { .. }));
    alice.link.try_now();
    let _server = stage.bound("one").await;
    let _ = alice.online().await;
}

#[tokio::test]
async fn what_is_offered_and_unknown_is_named() {
    let (stage, mut alice) = stage().await;
    let mut server = stage.encrypted().await;
    server.stream(&mechanisms("<mechanism>X-OLD</mechanism>")).await;

    assert_eq!(alice.refused().await, Trouble::NoMechanism(vec!["X-OLD".to_owned()]));
}

#[tokio::test]
async fn the_server_may_choose_the_resource() {
    let (stage, mut alice) = stage().await;
    let mut server = stage.signed_in("<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>").await;
    server.hears("<resource").await;
    server.hears("</iq>").await;
    server
        .says(
            "<iq type='error' id='bind'><error type='modify'>\
             <conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
        )
        .await;
    let again = server.hears("</iq>").await;
    assert!(!again.contains("resource"), "{again}");
    server.says_bound("Geräte 😀").await;

    let session = alice.online().await;
    assert_eq!(session.resource, "Geräte 😀");
    assert!(!session.acknowledges);
}

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

#[tokio::test]
async fn another_host_is_followed_once() {
    let (stage, mut alice) = stage().await;
    let other = Stage::open().await;
    let place = other.host();
    let place = format!("{}:{}", place.name, place.port);
    let elsewhere = format!(
        "<stream:error><see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>{place}\
         </see-other-host></stream:error></stream:stream>"
    );

    let mut server = stage.bound("one").await;
    let _ = alice.online().await;
    server.says(&elsewhere).await;
    let mut server = other.bound("two").await;
    let _ = alice.online().await;

    server.says(&elsewhere).await;
    assert!(
        matches!(alice.waiting().await, Trouble::Stream { condition, .. } if condition == "see-other-host")
    );
}

#[tokio::test]
async fn whether_somebody_looks_is_told_where_it_is_asked_for() {
    let (stage, mut alice) = stage().await;
    let mut server = stage.bound("one").await;
    let _ = alice.online().await;
    alice.link.active(false);
    server.hears("<inactive").await;
    drop(server);

    let mut server = stage.signed_in(FEATURES).await;
    server.hears("<resume").await;
    server.says("<resumed xmlns='urn:xmpp:sm:3' previd='one' h='0'/>").await;
    server.hears("<inactive").await;
    alice.link.active(true);
    server.hears("<active").await;
    drop(server);

    let mut server = stage.signed_in("<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>").await;
    server.binds().await;
    alice.link.active(false);
    let heard = server.hears_within(MOMENT).await;
    assert!(!heard.contains("active"), "{heard}");
}

#[tokio::test]
async fn what_cannot_be_written_harms_nothing() {
    let (stage, mut alice) = stage().await;
    let mut server = stage.bound("one").await;
    let _ = alice.online().await;

    alice.send_element(Element::bare("no name", "jabber:client"), Some(1));
    let mut bell = Element::bare("message", "jabber:client");
    bell.append_text("ring \u{7}the bell");
    alice.send_element(bell, Some(2));

    assert!(server.hears("<r").await.contains(">ring the bell<"));
    server.says("<a xmlns='urn:xmpp:sm:3' h='1'/>").await;
    alice.acked(2).await;
    assert!(alice.told.iter().any(|told| told.contains("Unconfirmed([Token(1)])")));
}

#[tokio::test]
async fn it_leaves_as_the_protocol_asks() {
    let (stage, mut alice) = stage().await;
    let mut server = stage.bound("one").await;
    let _ = alice.online().await;
    server.says("<message id='1'/>").await;
    let _ = alice.stanza().await;

    alice.say("bob@chat.test", "bye", Some(1));
    let (told, ()) = tokio::join!(alice.close(), async {
        server.hears("bye").await;
        server.hears("<r").await;
        server.says("<a xmlns='urn:xmpp:sm:3' h='1'/>").await;
        let last = server.hears("</stream:stream>").await;
        assert!(last.contains("h='1'"), "what was kept is told: {last}");
        server.says("<message id='2'/></stream:stream>").await;
    });

    let told = told.join("\n");
    assert!(told.contains("Acked([Token(1)])"), "{told}");
    assert!(told.contains("\"2\""), "what came at the end is handed out: {told}");
    assert!(told.ends_with("Some(Connection(Offline))\nNone"), "{told}");
}

#[tokio::test]
async fn closing_ends_a_wait_and_an_attempt() {
    let (stage, alice) = stage().await;
    let silent = stage.enter().await;
    let told = alice.close().await;
    assert_eq!(told.last().map(String::as_str), Some("None"));
    drop(silent);

    let mut alice = Line::scripted(stage.host(), Limits::default());
    drop(stage);
    let _ = alice.waiting().await;
    alice.say("bob@chat.test", "nowhere", Some(1));
    let told = alice.close().await;
    assert!(told.iter().any(|told| told.contains("Unconfirmed([Token(1)])")), "{told:#?}");
}

#[tokio::test]
async fn a_flood_is_held_back_until_it_is_kept() {
    let (stage, mut alice) = stage().await;
    alice.commits = false;
    let mut server = stage.bound("one").await;
    let _ = alice.online().await;
    let flood: String = (0..3000).map(|id| format!("<message id='{id}'/>")).collect();

    let (_, handed) = tokio::join!(server.says(&flood), async {
        let mut handed = 0;
        while let Ok(Some(Input::Stanza(_))) = tokio::time::timeout(MOMENT, alice.link.next()).await
        {
            handed += 1;
        }
        handed
    });
    assert_eq!(handed, 1024);

    alice.link.commit(1024);
    assert_eq!(alice.stanza().await.attr("id"), Some("1024"));
}
