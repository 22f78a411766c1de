//! What is no stanza, or no XML: the stream ends, and the next one begins as if nothing had been.

use futures_util::StreamExt;
use parlance::model::{Change, Connection, account};

use super::{Felt, Siege, arrived, bound, is_carols, me};

/// So that nothing of it can be taken for words.
const NEVER: &str = "never shown";

fn rows() -> Vec<(&'static str, Vec<u8>)> {
    let message = |inner: &str| {
        format!("<message from='bob@chat.test/x' type='chat'>{inner}<body>{NEVER}</body></message>")
    };
    let text = |it: &str| it.as_bytes().to_vec();
    let with = |at: &str, bytes: &[u8]| {
        let stanza = message("<x xmlns='urn:x'>HERE</x>").replace("HERE", at);
        let place = stanza.find(at).expect("it is there");
        let mut all = stanza.clone().into_bytes();
        all.splice(place..place + at.len(), bytes.iter().copied());
        all
    };
    vec![
        ("a document type", text("<!DOCTYPE x [<!ENTITY a 'b'>]>")),
        (
            "a billion laughs",
            text(
                "<!DOCTYPE lolz [<!ENTITY l 'lol'><!ENTITY m '&l;&l;&l;&l;&l;&l;&l;&l;'>\
                 <!ENTITY n '&m;&m;&m;&m;&m;&m;&m;&m;'>]><message><body>&n;</body></message>",
            ),
        ),
        ("an entity of a file", text("<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'>]>")),
        ("an unknown entity", text(&message("<x>&laugh;</x>"))),
        ("a comment", text(&message("<!-- -->"))),
        ("a processing instruction", text(&message("<?php evil ?>"))),
        ("a null", with("@@", b"\0")),
        ("a bell", with("@@", b"\x07")),
        ("an escape", with("@@", b"\x1b[2J")),
        ("a null by its number", text(&message("<x>&#0;</x>"))),
        ("a surrogate by its number", text(&message("<x>&#xD800;</x>"))),
        ("a number beyond all characters", text(&message("<x>&#x110000;</x>"))),
        ("a number of many digits", text(&message(&format!("<x>&#{};</x>", "9".repeat(5_000))))),
        ("half a character", with("@@", b"\xf0\x9f")),
        ("a character of too many bytes", with("@@", b"\xc0\xaf")),
        ("what is no UTF-8", with("@@", b"\xff\xfe")),
        ("an unknown prefix", text(&message("<nobody:x/>"))),
        ("an attribute twice", text(&message("<x xmlns='urn:x' a='1' a='2'/>"))),
        ("an attribute without quotes", text(&message("<x a=1/>"))),
        ("an end that is another's", text(&message("<x></y>"))),
        ("an end of nothing", text("</message>")),
        ("a stanza of an unknown kind", text("<gossip from='bob@chat.test/x'/>")),
        (
            "an error of the stream",
            text(
                "<stream:error><policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>",
            ),
        ),
        ("words between stanzas", text("gossip gossip")),
        ("the stream's end", text("</stream:stream>")),
        ("features anew", text("<stream:features/>")),
        ("another stream within", text("<stream:stream xmlns='jabber:client'></stream:stream>")),
        ("a sign-in anew", text("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>")),
        ("encryption anew", text("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")),
        ("a count of nothing", text("<a xmlns='urn:xmpp:sm:3' h='-1'/>")),
        ("a count beyond all", text("<a xmlns='urn:xmpp:sm:3' h='99999999999999999999'/>")),
        ("a resumption of nothing", text("<resumed xmlns='urn:xmpp:sm:3' previd='x' h='1'/>")),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn after_what_is_no_xml_the_next_stream_is_whole() {
    let mut siege = Siege::begin().await;
    let mut ended = Vec::new();

    for (name, bytes) in rows() {
        let whole = siege.server.blurts(&bytes).await;
        let felt = if whole { siege.bear("").await } else { None };
        let felt = match felt {
            Some(felt) => felt,
            None => {
                ended.push(name);
                siege.again().await
            }
        };
        let shown: Vec<_> = felt.told.iter().filter_map(arrived).collect();
        assert!(shown.is_empty(), "{name} is shown: {shown:?}");
    }
    println!("the stream ended at: {ended:?}");
    siege.settle().await;
}

impl Siege {
    /// The next session, once it hears; with what was told until then.
    async fn again(&mut self) -> Felt {
        self.server.leaves().await;
        let mut felt = Felt::default();
        let mut next = Box::pin(bound(&self.stage));
        let server = loop {
            tokio::select! {
                server = &mut next => break server,
                batch = self.changes.next() => {
                    let batch = batch.expect("the client goes on");
                    if batch.iter().any(waits) {
                        self.client.try_now(&me());
                    }
                    felt.told.extend(batch.into_iter().filter(|it| !is_carols(it)));
                }
            }
        };
        drop(next);
        self.server = server;
        let heard = self.bear("").await.expect("the next session hears");
        felt.told.extend(heard.told);
        felt
    }
}

fn waits(change: &Change) -> bool {
    matches!(change, Change::Account(_, account::Change::Connection(Connection::Waiting { .. })))
}
