//! How a stream is opened: encryption, the password and what proves it, binding, another host.

use std::time::Duration;

use parlance::engine::link::Limits;
use parlance::model::account::{Step, Trouble};
use ring::{hmac, pbkdf2};

use crate::engine::link::{MOMENT, SASL, stage, staged};
use crate::support::script::{Actor, Encrypted, FEATURES, Stage, mechanisms};

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

fn base64(bytes: &[u8]) -> String {
    base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bytes)
}

fn unbase64(text: &str) -> Vec<u8> {
    base64::Engine::decode(&base64::engine::general_purpose::STANDARD, text).expect("base64")
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
