//! A session while it lasts, and how it ends.

use parlance::engine::link::{Input, Limits};
use parlance::model::account::Trouble;
use xmpp::minidom::Element;

use crate::engine::link::{MOMENT, stage};
use crate::support::line::Line;
use crate::support::script::FEATURES;

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

#[tokio::test]
async fn the_ghost_of_a_broken_stream_does_not_keep_us_away() {
    let (stage, mut alice) = stage().await;
    let conflict = "<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>\
                    </stream:error></stream:stream>";
    let server = stage.bound("one").await;
    let _ = alice.online().await;
    drop(server);
    assert!(matches!(alice.waiting().await, Trouble::Lost(_)));

    alice.link.try_now();
    let mut server = stage.signed_in(FEATURES).await;
    server.hears("<resume").await;
    server.says("<resumed xmlns='urn:xmpp:sm:3' previd='one' h='0'/>").await;
    let _ = alice.online().await;
    server.says(conflict).await;
    assert_eq!(alice.waiting().await, Trouble::Conflict, "it may be what is left of the first");

    alice.link.try_now();
    let mut server = stage.bound("two").await;
    let _ = alice.online().await;
    server.says(conflict).await;
    assert_eq!(alice.refused().await, Trouble::Conflict, "now it is somebody else");
}
