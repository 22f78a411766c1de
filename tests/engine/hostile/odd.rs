//! Payloads of each extension that we read, damaged in every way: none is worth more than nothing,
//! and none loses the words that it came with.

use super::{Must, Nothing, Row, Siege, row};

/// What becomes of the words beside a payload.
#[derive(Clone, Copy, PartialEq)]
enum Beside {
    /// They are shown.
    Shown,
    /// The message is about the payload; whether the words are shown depends on the damage.
    Aside,
}

/// Name, namespace, attributes, what stands within, and what becomes of the words beside it.
type Payload =
    (&'static str, &'static str, &'static [(&'static str, &'static str)], &'static str, Beside);

const MESSAGES: &[Payload] = &[
    (
        "delay",
        "urn:xmpp:delay",
        &[("stamp", "2025-01-01T00:00:00Z"), ("from", "chat.test")],
        "",
        Beside::Shown,
    ),
    (
        "x",
        "jabber:x:delay",
        &[("stamp", "20250101T00:00:00"), ("from", "chat.test")],
        "",
        Beside::Shown,
    ),
    (
        "stanza-id",
        "urn:xmpp:sid:0",
        &[("id", "s-UNIQUE"), ("by", "alice@chat.test")],
        "",
        Beside::Shown,
    ),
    ("origin-id", "urn:xmpp:sid:0", &[("id", "o-UNIQUE")], "", Beside::Shown),
    ("request", "urn:xmpp:receipts", &[("id", "r")], "", Beside::Shown),
    ("received", "urn:xmpp:receipts", &[("id", "r")], "", Beside::Shown),
    ("markable", "urn:xmpp:chat-markers:0", &[("id", "r")], "", Beside::Shown),
    ("displayed", "urn:xmpp:chat-markers:0", &[("id", "r")], "", Beside::Shown),
    ("composing", "http://jabber.org/protocol/chatstates", &[("id", "r")], "", Beside::Shown),
    ("x", "jabber:x:oob", &[("url", "u")], "<url>https://x.test/</url>", Beside::Shown),
    ("encryption", "urn:xmpp:eme:0", &[("namespace", "urn:x"), ("name", "N")], "", Beside::Shown),
    (
        "encrypted",
        "eu.siacs.conversations.axolotl",
        &[("sid", "1")],
        "<payload>!</payload>",
        Beside::Shown,
    ),
    (
        "html",
        "http://jabber.org/protocol/xhtml-im",
        &[("a", "b")],
        "<body xmlns='http://www.w3.org/1999/xhtml'/>",
        Beside::Shown,
    ),
    ("replace", "urn:xmpp:message-correct:0", &[("id", "unknown")], "", Beside::Aside),
    (
        "retract",
        "urn:xmpp:message-retract:1",
        &[("id", "unknown")],
        "<reason>r</reason>",
        Beside::Aside,
    ),
    (
        "reactions",
        "urn:xmpp:reactions:0",
        &[("id", "unknown")],
        "<reaction>a</reaction>",
        Beside::Aside,
    ),
    ("reply", "urn:xmpp:reply:0", &[("id", "unknown"), ("to", "bob@chat.test")], "", Beside::Shown),
    (
        "fallback",
        "urn:xmpp:fallback:0",
        &[("for", "urn:xmpp:reply:0")],
        "<body start='0' end='1'/>",
        Beside::Aside,
    ),
    ("store", "urn:xmpp:hints", &[("a", "b")], "", Beside::Shown),
    (
        "x",
        "http://jabber.org/protocol/muc#user",
        &[("a", "b")],
        "<status code='104'/>",
        Beside::Shown,
    ),
    (
        "sent",
        "urn:xmpp:carbons:2",
        &[("a", "b")],
        "<forwarded xmlns='urn:xmpp:forward:0'/>",
        Beside::Aside,
    ),
    (
        "received",
        "urn:xmpp:carbons:2",
        &[("a", "b")],
        "<forwarded xmlns='urn:xmpp:forward:0'/>",
        Beside::Aside,
    ),
    (
        "result",
        "urn:xmpp:mam:2",
        &[("id", "1"), ("queryid", "1")],
        "<forwarded xmlns='urn:xmpp:forward:0'/>",
        Beside::Aside,
    ),
    (
        "event",
        "http://jabber.org/protocol/pubsub#event",
        &[("node", "urn:xmpp:bookmarks:1")],
        "<items node='urn:xmpp:avatar:metadata'><item id='1'/></items>",
        Beside::Aside,
    ),
    (
        "event",
        "http://jabber.org/protocol/pubsub#event",
        &[("a", "b")],
        "<items node='urn:xmpp:mds:displayed:0'><item id='1'><displayed/></item></items>",
        Beside::Aside,
    ),
    (
        "event",
        "http://jabber.org/protocol/pubsub#event",
        &[("a", "b")],
        "<purge node='urn:xmpp:bookmarks:1'/>",
        Beside::Aside,
    ),
    ("captcha", "urn:xmpp:captcha", &[("a", "b")], "<x xmlns='jabber:x:data'/>", Beside::Shown),
];

const PRESENCES: &[Payload] = &[
    (
        "c",
        "http://jabber.org/protocol/caps",
        &[("hash", "sha-1"), ("node", "n"), ("ver", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=")],
        "",
        Beside::Shown,
    ),
    (
        "x",
        "vcard-temp:x:update",
        &[("a", "b")],
        "<photo>0123456789abcdef0123456789abcdef01234567</photo>",
        Beside::Shown,
    ),
    (
        "x",
        "http://jabber.org/protocol/muc#user",
        &[("a", "b")],
        "<item role='none' affiliation='outcast' jid='@' nick=''/><status code='-1'/><status code='99999'/>",
        Beside::Shown,
    ),
    ("show", "jabber:client", &[("a", "b")], "nowhere", Beside::Shown),
    ("priority", "jabber:client", &[("a", "b")], "99999999999999999999", Beside::Shown),
    ("status", "jabber:client", &[("xml:lang", "x-y-z")], "s", Beside::Shown),
    ("occupant-id", "urn:xmpp:occupant-id:0", &[("id", "i")], "", Beside::Shown),
    ("idle", "urn:xmpp:idle:1", &[("since", "2025-01-01T00:00:00Z")], "", Beside::Shown),
    ("delay", "urn:xmpp:delay", &[("stamp", "2025-01-01T00:00:00Z")], "", Beside::Shown),
    (
        "error",
        "jabber:client",
        &[("type", "cancel")],
        "<gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>xmpp:@</gone>",
        Beside::Shown,
    ),
];

const QUESTIONS: &[Payload] = &[
    ("query", "http://jabber.org/protocol/disco#info", &[("node", "n")], "", Beside::Shown),
    ("query", "http://jabber.org/protocol/disco#items", &[("node", "n")], "", Beside::Shown),
    ("query", "jabber:iq:version", &[("a", "b")], "<name/>", Beside::Shown),
    ("time", "urn:xmpp:time", &[("a", "b")], "<utc>never</utc>", Beside::Shown),
    ("ping", "urn:xmpp:ping", &[("a", "b")], "p", Beside::Shown),
    ("query", "jabber:iq:roster", &[("ver", "v")], "<item jid='@'/>", Beside::Shown),
    ("block", "urn:xmpp:blocking", &[("a", "b")], "<item jid='@'/>", Beside::Shown),
    ("unblock", "urn:xmpp:blocking", &[("a", "b")], "<item/>", Beside::Shown),
    (
        "query",
        "jabber:iq:private",
        &[("a", "b")],
        "<storage xmlns='storage:bookmarks'/>",
        Beside::Shown,
    ),
    (
        "pubsub",
        "http://jabber.org/protocol/pubsub",
        &[("a", "b")],
        "<items node='urn:xmpp:bookmarks:1'/>",
        Beside::Shown,
    ),
    (
        "query",
        "http://jabber.org/protocol/muc#owner",
        &[("a", "b")],
        "<x xmlns='jabber:x:data' type='submit'/>",
        Beside::Shown,
    ),
    ("query", "http://jabber.org/protocol/muc#admin", &[("a", "b")], "<item/>", Beside::Shown),
    ("query", "jabber:iq:register", &[("a", "b")], "<remove/>", Beside::Shown),
    ("vCard", "vcard-temp", &[("a", "b")], "<PHOTO><BINVAL>!!!</BINVAL></PHOTO>", Beside::Shown),
    (
        "command",
        "http://jabber.org/protocol/commands",
        &[("node", "n"), ("action", "a")],
        "",
        Beside::Shown,
    ),
    (
        "jingle",
        "urn:xmpp:jingle:1",
        &[("action", "session-initiate"), ("sid", "s")],
        "<content/>",
        Beside::Shown,
    ),
    (
        "open",
        "http://jabber.org/protocol/ibb",
        &[("block-size", "-1"), ("sid", "s")],
        "",
        Beside::Shown,
    ),
    (
        "data",
        "http://jabber.org/protocol/ibb",
        &[("seq", "99999999999"), ("sid", "s")],
        "!!!",
        Beside::Shown,
    ),
    (
        "query",
        "http://jabber.org/protocol/bytestreams",
        &[("sid", "s")],
        "<streamhost jid='@' port='-1'/>",
        Beside::Shown,
    ),
    ("si", "http://jabber.org/protocol/si", &[("id", "i")], "<file size='-1'/>", Beside::Shown),
    ("query", "jabber:iq:last", &[("seconds", "-1")], "", Beside::Shown),
    ("enable", "urn:xmpp:carbons:2", &[("a", "b")], "", Beside::Shown),
    ("bind", "urn:ietf:params:xml:ns:xmpp-bind", &[("a", "b")], "<jid>@</jid>", Beside::Shown),
];

const VALUES: &[&str] = &[
    "",
    " ",
    "-1",
    "0",
    "1.5",
    "99999999999999999999999999",
    "NaN",
    "true",
    "@",
    "/",
    "a@b@c/d",
    "😀@chat.test/\u{202e}abc",
    "bob@chat.test/x",
    "0000-00-00T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "-9999-01-01T00:00:00Z",
    "0001-01-01T00:00:00+99:99",
    "2025-01-01T00:00:00.99999999999999999999Z",
    "99999999T99:99:99",
    "====",
    "AAA=AAA=",
    "%s%n",
    "&lt;body/&gt;",
];

/// The payload as it should be, and in each way as it should not.
fn damaged(payload: &Payload) -> Vec<(String, String)> {
    let (name, space, attributes, inner, _) = *payload;
    let long = "a".repeat(7_900);
    let plain = |attributes: &[(&str, &str)], space: &str, inner: &str| {
        let attributes: String =
            attributes.iter().map(|(name, value)| format!(" {name}='{value}'")).collect();
        format!("<{name} xmlns='{space}'{attributes}>{inner}</{name}>")
    };

    let mut all = vec![
        ("whole".to_owned(), plain(attributes, space, inner)),
        ("bare".to_owned(), plain(&[], space, "")),
        ("empty".to_owned(), plain(attributes, space, "")),
        ("in another space".to_owned(), plain(attributes, "urn:x", inner)),
        ("twice".to_owned(), plain(attributes, space, inner).repeat(2)),
        ("within itself".to_owned(), plain(attributes, space, &plain(attributes, space, inner))),
        ("with words".to_owned(), plain(attributes, space, "😀 words \u{202e}")),
        ("with long words".to_owned(), plain(attributes, space, &long)),
        (
            "with what is not of it".to_owned(),
            plain(attributes, space, "<body xmlns='jabber:client'>no</body><item/><x/><error/>"),
        ),
        (
            "with its children in another space".to_owned(),
            plain(attributes, space, &inner.replace("<", "<y:").replace("<y:/", "</y:")).replacen(
                &format!("<{name} "),
                &format!("<{name} xmlns:y='urn:y' "),
                1,
            ),
        ),
    ];
    for (at, (attribute, _)) in attributes.iter().enumerate() {
        let mut without = attributes.to_vec();
        without.remove(at);
        all.push((format!("without {attribute}"), plain(&without, space, inner)));
        for value in VALUES.iter().copied().chain([long.as_str()]) {
            let mut with = attributes.to_vec();
            with[at].1 = value;
            all.push((format!("{attribute}={value:.40}"), plain(&with, space, inner)));
        }
    }
    all
}

fn rows(
    payloads: &[Payload],
    make: impl Fn(&str, &Payload, usize) -> Vec<(String, Must)>,
) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for payload in payloads {
        for (damage, text) in damaged(payload) {
            let name = format!("{} {} {damage}", payload.0, payload.1);
            // The same id twice would be the same message.
            let text = text.replace("UNIQUE", &rows.len().to_string());
            for (stanza, must) in make(&text, payload, rows.len()) {
                rows.push(row(&name, stanza, must));
            }
        }
    }
    rows
}

#[tokio::test(flavor = "multi_thread")]
async fn no_payload_loses_the_words_beside_it() {
    let mut siege = Siege::begin().await;
    let rows = rows(MESSAGES, |text, payload, number| {
        let stanza = format!(
            "<message from='bob@chat.test/x' type='chat'><body>B {number}</body>{text}</message>"
        );
        let shown = payload.4 == Beside::Shown;
        vec![(stanza, if shown { Must::Show(format!("B {number}")) } else { Must::Bear })]
    });
    siege.together(rows).await;
    siege.settle().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_payload_alone_does_anything_that_matters() {
    let mut siege = Siege::begin().await;
    let told_by_itself = ["urn:xmpp:eme:0", "eu.siacs.conversations.axolotl", "jabber:x:oob"];
    let rows = rows(MESSAGES, |text, payload, _| {
        let alone = |from: &str, kind: &str| {
            format!("<message from='{from}' type='{kind}' id='m'>{text}</message>")
        };
        let must = || {
            let told = told_by_itself.contains(&payload.1);
            if told { Must::Bear } else { Must::Harm(Nothing::Said) }
        };
        vec![
            (alone("bob@chat.test/x", "chat"), must()),
            (alone("mallory@evil.test/x", "normal"), must()),
            (alone("hall@rooms.test/Dave", "groupchat"), must()),
        ]
    });
    siege.together(rows).await;
    siege.settle().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_presence_does_anything_that_matters() {
    let mut siege = Siege::begin().await;
    let rows = rows(PRESENCES, |text, _, _| {
        ["bob@chat.test/x", "mallory@evil.test/x", "hall@rooms.test/Dave", "hall@rooms.test"]
            .iter()
            .flat_map(|from| ["", "type='unavailable'", "type='unknown'"].map(|kind| (from, kind)))
            .map(|(from, kind)| {
                let stanza = format!("<presence from='{from}' {kind}>{text}</presence>");
                (stanza, Must::Harm(Nothing::Said))
            })
            .collect()
    });
    siege.together(rows).await;
    siege.settle().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_question_has_one_answer() {
    let mut siege = Siege::begin().await;
    let rows = rows(QUESTIONS, |text, _, _| {
        let ask =
            |kind: &str| format!("<iq from='bob@chat.test/x' type='{kind}' id='q'>{text}</iq>");
        ["get", "set", "", "unknown"]
            .map(|kind| (ask(kind), Must::Harm(Nothing::Unanswered)))
            .into()
    });
    siege.together(rows).await;
    siege
        .all(vec![
            row(
                "no payload",
                "<iq from='bob@chat.test/x' type='get' id='q'/>",
                Must::Refuse("bad-request"),
            ),
            row(
                "no id",
                "<iq from='bob@chat.test/x' type='get'><ping xmlns='urn:xmpp:ping'/></iq>",
                Must::Harm(Nothing::Unanswered),
            ),
        ])
        .await;
    siege.settle().await;
}

/// What is strange and yet somebody's words or name: shown as it is.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_strange_is_shown_as_what_it_is() {
    let mut siege = Siege::begin().await;
    let words = [
        "😀👨\u{200d}👩\u{200d}👧\u{200d}👦🏳\u{fe0f}\u{200d}🌈",
        "\u{202e}txet desrever\u{202c} \u{2066}שלום\u{2069} abc",
        "Z\u{310}\u{334}\u{341}a\u{334}l\u{310}g\u{341}o",
        "\u{feff}\u{200b}",
        "\u{fdfd}\u{1f469}\u{1f3ff}",
        "/me is",
        "'; DROP TABLE message; --",
        "<script>",
        "%s%n%x",
        "\u{fffd}",
        "a\u{85}b\u{2028}c",
    ];
    let mut rows = Vec::new();
    for words in words {
        let text = words.replace('<', "&lt;");
        let from =
            ["bob@chat.test/😀", "hall@rooms.test/\u{202e}nick \u{5d0}", "hall@rooms.test/😀👍🏽"];
        for from in from {
            let kind = if from.starts_with("hall") { "groupchat" } else { "chat" };
            let stanza =
                format!("<message from='{from}' type='{kind}'><body>{text}</body></message>");
            rows.push(row(format!("{words:?} from {from}"), stanza, Must::Show(words.to_owned())));
        }
    }
    siege.together(rows).await;
    siege.settle().await;
}
