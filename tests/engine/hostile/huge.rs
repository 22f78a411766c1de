//! What is too much of a thing: emptied by the guard, or shown as far as it is one.

use super::{Must, Nothing, Row, Siege, row};

const BOB: &str = "from='bob@chat.test/x' type='chat'";

fn message(inner: &str) -> String {
    format!("<message {BOB}>{inner}</message>")
}

fn rows() -> Vec<Row> {
    let mega = "a".repeat(1 << 20);
    let body = "<body>B</body>"; // no two of one id: they would be one message
    let deep =
        |levels: usize| format!("{}{}", "<a xmlns='urn:x'>".repeat(levels), "</a>".repeat(levels));
    let many = |one: &str, count: usize| one.repeat(count);
    let attributes: String = (0..10_000).map(|it| format!(" a{it}='1'")).collect();
    let shown = || Must::Show("B".to_owned());

    vec![
        row(
            "an attribute of 1 MB",
            message(&format!("{body}<x xmlns='urn:x' a='{mega}'/>")),
            Must::Vanish,
        ),
        row(
            "an id of 1 MB",
            format!("<message from='bob@chat.test/x' id='{mega}'>{body}</message>"),
            Must::Vanish,
        ),
        row("a sender of 1 MB", format!("<message from='{mega}'>{body}</message>"), Must::Vanish),
        row("a namespace of 1 MB", message(&format!("{body}<x xmlns='{mega}'/>")), Must::Vanish),
        row("a name of 1 MB", message(&format!("{body}<{mega}/>")), Must::Vanish),
        row(
            "ten thousand attributes",
            message(&format!("{body}<x xmlns='urn:x'{attributes}/>")),
            Must::Vanish,
        ),
        row("two thousand levels", message(&(deep(2_000) + body)), Must::Vanish),
        row("a hundred levels", message(&(deep(100) + body)), shown()),
        row("a hundred thousand elements", message(&(many("<a/>", 100_000) + body)), Must::Vanish),
        row("five thousand bodies", message(&many(body, 5_000)), shown()),
        row("a thousand subjects", message(&(many("<subject>S</subject>", 1_000) + body)), shown()),
        row("a thousand threads", message(&(many("<thread>T</thread>", 1_000) + body)), shown()),
        row(
            "five thousand ids",
            message(&(many("<origin-id xmlns='urn:xmpp:sid:0' id='i'/>", 5_000) + body)),
            shown(),
        ),
        row(
            "five thousand delays",
            message(
                &(many("<delay xmlns='urn:xmpp:delay' stamp='1970-01-01T00:00:00Z'/>", 5_000)
                    + body),
            ),
            shown(),
        ),
        row(
            "a thousand receipts",
            message(&many("<received xmlns='urn:xmpp:receipts' id='i'/>", 1_000)),
            Must::Vanish,
        ),
        row("a body of 1 MB", message(&format!("<body>{mega}</body>")), Must::Show(mega.clone())),
        row("a body of 5 MB", message(&format!("<body>{}</body>", mega.repeat(5))), Must::Vanish),
        row("a thread of 1 MB", message(&format!("{body}<thread>{mega}</thread>")), shown()),
        row(
            "a link of 1 MB",
            message(&format!("{body}<x xmlns='jabber:x:oob'><url>{mega}</url></x>")),
            shown(),
        ),
        row(
            "a status of 1 MB",
            format!("<presence from='bob@chat.test/x'><status>{mega}</status></presence>"),
            Must::Tell(|it| {
                use parlance::model::contact::Change::Presence;
                matches!(it, parlance::model::Change::Contact(_, Presence { presence: Some(it), .. })
                    if it.status.len() <= 10_000)
            }),
        ),
        row(
            "words of 1 MB in a request",
            format!(
                "<presence from='eve@evil.test' type='subscribe'><status>{mega}</status></presence>"
            ),
            Must::Tell(|it| {
                use parlance::model::contact::Change::Requested;
                matches!(it, parlance::model::Change::Contact(_, Requested(it)) if it.text.len() <= 10_000)
            }),
        ),
        row(
            "a question of 1 MB",
            format!("<iq type='get' id='q' from='bob@chat.test/x'><query xmlns='{mega}'/></iq>"),
            Must::Harm(Nothing::Unanswered),
        ),
        row(
            "a question of ten thousand",
            format!(
                "<iq type='get' id='q' from='bob@chat.test/x'>{}</iq>",
                many("<query xmlns='jabber:iq:version'/>", 10_000)
            ),
            Must::Refuse("bad-request"),
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_much_costs_nobody_else_a_word() {
    let mut siege = Siege::begin().await;
    siege.all(rows()).await;
    siege.settle().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_of_strangers_is_borne() {
    let mut siege = Siege::begin().await;
    let crowd: String = (0..1_000)
        .map(|it| format!("<presence from='stranger{it}@evil.test' type='subscribe'/>"))
        .collect();
    let felt = siege.bear(&crowd).await.expect("it hears");
    assert!(felt.told.len() <= 200, "{} ask", felt.told.len());

    let crowd: String = (0..1_000)
        .map(|it| {
            format!(
                "<message from='den{it}@rooms.test'><x xmlns='http://jabber.org/protocol/muc#user'>\
                 <invite from='eve@evil.test'/></x></message>"
            )
        })
        .collect();
    let felt = siege.bear(&crowd).await.expect("it hears");
    assert!(felt.told.len() <= 100, "{} invite", felt.told.len());

    let crowd: String =
        (0..1_000).map(|it| format!("<presence from='bob@chat.test/device{it}'/>")).collect();
    let felt = siege.bear(&crowd).await.expect("it hears");
    assert!(felt.told.len() <= 60, "{} devices", felt.told.len());
}
