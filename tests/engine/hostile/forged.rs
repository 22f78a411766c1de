//! What is not from whom it says: dropped, or refused where an answer is owed.

use super::{Must, Row, Siege, row};
use parlance::model::message::Draft;
use parlance::model::{Change, ChatId, Delivery, chat};

use super::{jid, me};

const BOB: &str = "bob@chat.test/x";
const MALLORY: &str = "mallory@evil.test/x";
const OTHER_DEVICE: &str = "alice@chat.test/other";
const SERVER: &str = "chat.test";
const OCCUPANT: &str = "hall@rooms.test/Dave";

fn forward(inner: &str) -> String {
    format!("<forwarded xmlns='urn:xmpp:forward:0'>{inner}</forwarded>")
}

fn carbon(from: &str, kind: &str, inner: &str) -> String {
    let inner = forward(inner);
    format!(
        "<message from='{from}' to='alice@chat.test/x'><{kind} xmlns='urn:xmpp:carbons:2'>{inner}\
         </{kind}></message>"
    )
}

fn result(from: &str, query: &str) -> String {
    let inner = forward(SAID);
    format!(
        "<message from='{from}'><result xmlns='urn:xmpp:mam:2' {query} id='1'>{inner}</result>\
         </message>"
    )
}

const SENT: &str = "<message xmlns='jabber:client' type='chat' id='c1'
    from='alice@chat.test/other' to='bob@chat.test'><body>my own words</body></message>";
const SAID: &str = "<message xmlns='jabber:client' type='chat' id='c2'
    from='bob@chat.test/x' to='alice@chat.test'><body>never said</body></message>";

fn copies() -> Vec<Row> {
    let mut rows = Vec::new();
    for from in [BOB, MALLORY, OTHER_DEVICE, SERVER, OCCUPANT] {
        let name = |what: &str| format!("{what} from {from}");
        rows.push(row(name("a carbon of ours"), carbon(from, "sent", SENT), Must::Vanish));
        rows.push(row(name("a carbon"), carbon(from, "received", SAID), Must::Vanish));
        for query in ["", "queryid='1'", "queryid=''"] {
            rows.push(row(name("an archive's result"), result(from, query), Must::Vanish));
        }
    }

    let own = "alice@chat.test";
    let nested = |inner: &str| SAID.replace("<body>", inner).replace("never said</body>", "");
    rows.extend([
        row("a carbon of another's words as ours", carbon(own, "sent", SAID), Must::Vanish),
        row("an empty carbon", carbon(own, "received", ""), Must::Vanish),
        row(
            "a carbon in a carbon",
            carbon(own, "received", &nested("<sent xmlns='urn:xmpp:carbons:2'/>")),
            Must::Vanish,
        ),
        row(
            "a result in a carbon",
            carbon(own, "received", &nested("<result xmlns='urn:xmpp:mam:2' id='1'/>")),
            Must::Vanish,
        ),
        row("a result that nobody asked for", result(own, "queryid='1'"), Must::Vanish),
        row(
            "a carbon as an error",
            carbon(own, "received", SAID).replacen("<message", "<message type='error'", 1),
            Must::Vanish,
        ),
        row(
            "a carbon of a room",
            carbon(own, "received", &SAID.replace("'chat'", "'groupchat'")),
            Must::Vanish,
        ),
    ]);
    rows
}

fn pushes() -> Vec<Row> {
    let item = "<item jid='mallory@evil.test' subscription='both'/>";
    let payloads = [
        format!("<query xmlns='jabber:iq:roster'>{item}</query>"),
        "<query xmlns='jabber:iq:roster'><item jid='bob@chat.test' subscription='remove'/></query>"
            .to_owned(),
        "<query xmlns='jabber:iq:roster'/>".to_owned(),
        "<block xmlns='urn:xmpp:blocking'><item jid='bob@chat.test'/></block>".to_owned(),
        "<unblock xmlns='urn:xmpp:blocking'/>".to_owned(),
    ];
    let mut rows = Vec::new();
    for from in [BOB, MALLORY, OTHER_DEVICE, SERVER, OCCUPANT] {
        for (at, payload) in payloads.iter().enumerate() {
            rows.push(row(
                format!("push {at} from {from}"),
                format!("<iq type='set' id='p{at}' from='{from}'>{payload}</iq>"),
                Must::Refuse("service-unavailable"),
            ));
        }
    }
    rows
}

/// Personal data (XEP-0163) that is not the sender's to tell.
fn personal() -> Vec<Row> {
    let event = |from: &str, node: &str, item: &str| {
        format!(
            "<message from='{from}' type='headline'>\
             <event xmlns='http://jabber.org/protocol/pubsub#event'><items node='{node}'>{item}\
             </items></event></message>"
        )
    };
    let bookmark = "<item id='den@rooms.test'>\
        <conference xmlns='urn:xmpp:bookmarks:1' autojoin='true'/></item>";
    let displayed = "<item id='bob@chat.test'><displayed xmlns='urn:xmpp:mds:displayed:0'>\
        <stanza-id xmlns='urn:xmpp:sid:0' by='alice@chat.test' id='1'/></displayed></item>";
    let hash = "0123456789abcdef0123456789abcdef01234567";
    let picture = format!(
        "<item id='{hash}'><metadata xmlns='urn:xmpp:avatar:metadata'><info bytes='-1' \
         id='{hash}' type='image/png'/></metadata></item>"
    );

    let mut rows = Vec::new();
    for from in [BOB, MALLORY, OTHER_DEVICE, OCCUPANT] {
        let name = |what: &str| format!("{what} from {from}");
        rows.extend([
            row(name("bookmarks"), event(from, "urn:xmpp:bookmarks:1", bookmark), Must::Vanish),
            row(
                name("a bookmark taken back"),
                event(from, "urn:xmpp:bookmarks:1", "<retract id='hall@rooms.test'/>"),
                Must::Vanish,
            ),
            row(
                name("what was read"),
                event(from, "urn:xmpp:mds:displayed:0", displayed),
                Must::Vanish,
            ),
            row(name("a picture"), event(from, "urn:xmpp:avatar:metadata", &picture), Must::Vanish),
        ]);
    }
    rows
}

fn presence() -> Vec<Row> {
    let stanza = |from: &str, kind: &str, inner: &str| {
        format!("<presence from='{from}' {kind}>{inner}</presence>")
    };
    let seat = "<x xmlns='http://jabber.org/protocol/muc#user'>\
        <item role='moderator' affiliation='owner'/><status code='110'/></x>";
    vec![
        row("a stranger who is there", stanza(MALLORY, "", "<show>chat</show>"), Must::Vanish),
        row("a stranger who allows", stanza(MALLORY, "type='subscribed'", ""), Must::Vanish),
        row("a stranger who forbids", stanza(MALLORY, "type='unsubscribed'", ""), Must::Vanish),
        row("a stranger who probes", stanza(MALLORY, "type='probe'", ""), Must::Vanish),
        row("ourselves who ask", stanza("alice@chat.test", "type='subscribe'", ""), Must::Vanish),
        row("a room we never entered", stanza("den@rooms.test/x", "", seat), Must::Vanish),
        row("a contact as a room", stanza("bob@chat.test/Ally", "", seat), Must::Vanish),
        row("no possible sender", stanza("@", "", ""), Must::Vanish),
        row(
            "a room that throws out somebody who is not in",
            stanza("hall@rooms.test/Nobody", "type='unavailable'", seat),
            Must::Vanish,
        ),
    ]
}

fn rooms() -> Vec<Row> {
    let said = |from: &str| {
        format!("<message type='groupchat' from='{from}' id='g'><body>B</body></message>")
    };
    let invite = "<x xmlns='http://jabber.org/protocol/muc#user'>\
        <invite from='bob@chat.test'><reason>come</reason></invite></x>";
    vec![
        row("a room we never entered", said("den@rooms.test/x"), Must::Vanish),
        row("a contact as a room", said(BOB), Must::Vanish),
        row("a stranger as a room", said(MALLORY), Must::Vanish),
        row("our own server as a room", said(SERVER), Must::Vanish),
        row(
            "somebody who invites as a room would",
            format!("<message from='{MALLORY}'>{invite}</message>"),
            Must::Vanish,
        ),
        row(
            "an occupant who invites as another room would",
            format!("<message from='den@rooms.test/x'>{invite}</message>"),
            Must::Vanish,
        ),
    ]
}

/// What answers nothing of ours.
fn answers() -> Vec<Row> {
    let mut rows = Vec::new();
    for from in [BOB, MALLORY, SERVER, OCCUPANT, "alice@chat.test"] {
        for (kind, id) in [("result", "1"), ("error", "1"), ("result", ""), ("error", "bind")] {
            let stanza = format!(
                "<iq type='{kind}' id='{id}' from='{from}'><query xmlns='jabber:iq:roster'>\
                 <item jid='mallory@evil.test' subscription='both'/></query></iq>"
            );
            rows.push(row(format!("{kind} {id} from {from}"), stanza, Must::Vanish));
        }
        for payload in [
            "<received xmlns='urn:xmpp:receipts' id='unknown'/>",
            "<displayed xmlns='urn:xmpp:chat-markers:0' id='unknown'/>",
            "<received xmlns='urn:xmpp:chat-markers:0' id='unknown'/>",
            "<acknowledged xmlns='urn:xmpp:chat-markers:0' id='unknown'/>",
        ] {
            let stanza = format!("<message from='{from}' id='r'>{payload}</message>");
            rows.push(row(format!("{payload} from {from}"), stanza, Must::Vanish));
        }
        rows.push(row(
            format!("an error of nothing from {from}"),
            format!("<message type='error' id='unknown' from='{from}'><error/></message>"),
            Must::Vanish,
        ));
    }
    rows
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_forged_changes_nothing() {
    let mut siege = Siege::begin().await;
    siege.together(copies()).await;
    siege.together(pushes()).await;
    siege.together(personal()).await;
    siege.together(presence()).await;
    siege.together(rooms()).await;
    siege.together(answers()).await;

    // As a measure of all these: what is true is believed.
    let carbon = carbon("alice@chat.test", "received", SAID);
    let said =
        format!("<message type='groupchat' from='{OCCUPANT}' id='g'><body>B</body></message>");
    siege
        .all(vec![
            row("a true carbon", carbon, Must::Show("never said".to_owned())),
            row("somebody of the hall", said, Must::Show("B".to_owned())),
        ])
        .await;
    siege.settle().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_whom_it_was_for_tells_what_became_of_a_message() {
    let mut siege = Siege::begin().await;
    let bob = ChatId::contact(me(), jid("bob@chat.test"));
    let draft = Draft { body: "for Bob".to_owned(), reply: None };
    siege.client.send(&bob, draft).await.expect("room on disk");
    let id = loop {
        let said = siege.serve().await.expect("the client goes on");
        if let Some(sent) = said.iter().find(|it| it.name() == "message") {
            break sent.attr("id").expect("ours have one").to_owned();
        }
    };
    let _ = siege.bear("").await.expect("it hears");

    let receipt = |from: &str| {
        format!(
            "<message from='{from}' id='r'><received xmlns='urn:xmpp:receipts' id='{id}'/></message>"
        )
    };
    let marker = |from: &str| {
        format!(
            "<message from='{from}' id='r'>\
             <displayed xmlns='urn:xmpp:chat-markers:0' id='{id}'/></message>"
        )
    };
    let error =
        |from: &str| format!("<message type='error' from='{from}' id='{id}'><error/></message>");

    let strangers = [MALLORY, OTHER_DEVICE, SERVER, OCCUPANT, "hall@rooms.test"];
    for from in strangers {
        siege
            .all(vec![
                row(format!("a receipt from {from}"), receipt(from), Must::Vanish),
                row(format!("a marker from {from}"), marker(from), Must::Vanish),
                row(format!("an error from {from}"), error(from), Must::Vanish),
            ])
            .await;
    }
    let read: fn(&Change) -> bool = |it| matches!(it, Change::Chat(_, chat::Change::Changed(it)) if it.delivery == Delivery::Read);
    siege
        .all(vec![
            row("Bob's marker", marker(BOB), Must::Tell(read)),
            row("Bob's receipt after it", receipt(BOB), Must::Vanish),
        ])
        .await;
    siege.settle().await;
}
