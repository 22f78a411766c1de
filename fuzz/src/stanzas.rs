//! Stanzas as they should be, and the words to bend them with.

use std::sync::LazyLock;

use libfuzzer_sys::arbitrary::{Result, Unstructured};
use xmpp::minidom::Element;

use crate::tree::Tree;

/// One a line: what each extension says that we read.
static PATTERNS: LazyLock<Vec<Tree>> = LazyLock::new(|| {
    let lines = include_str!("../stanzas.txt").lines().filter(|it| it.starts_with('<'));
    lines
        .map(|line| {
            let (name, rest) = line[1..].split_once([' ', '>', '/']).expect("a tag");
            let cut = &line[1 + name.len()..];
            let _ = rest;
            let text = format!("<{name} xmlns='jabber:client'{cut}");
            let element: Element =
                text.parse().unwrap_or_else(|error| panic!("{error} in the pattern {line}"));
            Tree::from(&element)
        })
        .collect()
});

pub const NAMES: &[&str] = &[
    "message", "presence", "iq", "query", "x", "item", "items", "event", "body", "subject", "error",
    "delay", "result", "forwarded", "fin", "set", "received", "sent", "replace", "retract",
    "reaction", "reactions", "reply", "fallback", "field", "value", "option", "status", "show",
    "conference", "metadata", "info", "data", "pubsub", "displayed", "stanza-id", "origin-id",
];

pub const SPACES: &[&str] = &[
    "jabber:client", "jabber:iq:roster", "jabber:x:data", "urn:xmpp:mam:2", "urn:xmpp:sid:0",
    "urn:xmpp:forward:0", "urn:xmpp:delay", "urn:xmpp:carbons:2", "urn:xmpp:receipts",
    "urn:xmpp:chat-markers:0", "urn:xmpp:message-correct:0", "urn:xmpp:message-retract:1",
    "urn:xmpp:reactions:0", "urn:xmpp:reply:0", "urn:xmpp:fallback:0", "urn:xmpp:bookmarks:1",
    "http://jabber.org/protocol/muc#user", "http://jabber.org/protocol/muc#admin",
    "http://jabber.org/protocol/muc#owner", "http://jabber.org/protocol/disco#info",
    "http://jabber.org/protocol/disco#items", "http://jabber.org/protocol/pubsub#event",
    "http://jabber.org/protocol/pubsub", "http://jabber.org/protocol/rsm", "vcard-temp",
    "vcard-temp:x:update", "urn:xmpp:avatar:metadata", "urn:xmpp:avatar:data", "storage:bookmarks",
    "urn:ietf:params:xml:ns:xmpp-stanzas", "urn:xmpp:mds:displayed:0", "urn:xmpp:blocking", "urn:x",
];

pub const ATTRIBUTES: &[&str] = &[
    "id", "from", "to", "type", "jid", "by", "stamp", "queryid", "name", "node", "nick", "role",
    "affiliation", "subscription", "ask", "ver", "var", "start", "end", "for", "code", "complete",
    "autojoin", "lang", "hash", "since", "seconds", "label", "category", "index", "url", "bytes",
    "thread", "reason", "datatype", "min", "max",
];

const VALUES: &[&str] = &[
    "", " ", "-1", "0", "1", "7", "65536", "99999999999999999999", "1e400", "NaN", "true", "false",
    "@", "/", "romeo@montague.example", "romeo@montague.example/garden", "juliet@capulet.example",
    "juliet@capulet.example/balcony", "juliet@capulet.example/chamber", "capulet.example",
    "hall@rooms.example", "hall@rooms.example/Ally", "hall@rooms.example/Bob", "rooms.example",
    "hall@rooms.example/😀 \u{202e}x", "mallory@evil.example", "mallory@evil.example/x",
    "0000-00-00T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+23:59",
    "2026-01-01T00:00:00Z", "2025-12-31T23:59:59.999999999Z", "1970-01-01T00:00:00Z",
    "20260101T00:00:00", "2016-12-31T23:59:60Z", "error", "result", "get", "set", "groupchat",
    "chat", "normal", "headline", "unavailable", "subscribe", "subscribed", "unsubscribed", "both",
    "none", "remove", "from", "owner", "admin", "member", "outcast", "moderator", "participant",
    "visitor", "110", "100", "104", "201", "210", "301", "303", "307", "322", "332", "333", "👍🏽",
    "👨\u{200d}👩\u{200d}👧\u{200d}👦", "\u{202e}txet desrever", "a\u{85}b\u{2028}c", "\u{feff}",
    "/me sings", "> quoted\n> twice\nanswer 😀", "*strong* _a_ `b`", "0123456789abcdef",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709", "sha-1", "http://x.test/#AAAA", "text-multi",
    "list-single", "jid-multi", "boolean", "FORM_TYPE", "urn:xmpp:reply:0",
    "http://jabber.org/protocol/muc#roomconfig", "http://jabber.org/protocol/muc#request",
    "urn:xmpp:avatar:metadata", "urn:xmpp:bookmarks:1", "urn:xmpp:mds:displayed:0", "zh-CN", "en",
];

/// The names that have been heard in a talk.
#[derive(Debug, Default)]
pub struct Names(Vec<String>);

impl Names {
    pub fn add(&mut self, name: &str) {
        if self.0.len() < 64 && !self.0.iter().any(|it| it == name) {
            self.0.push(name.to_owned());
        }
    }

    pub fn any(&self, u: &mut Unstructured<'_>) -> Result<String> {
        // The newest first: an input then keeps its meaning when something is said before it.
        let back = u.int_in_range(0..=63_usize)?;
        Ok(match self.0.iter().rev().nth(back) {
            Some(name) => name.clone(),
            None => format!("n{}", back % 5),
        })
    }

    pub fn value(&self, u: &mut Unstructured<'_>) -> Result<String> {
        Ok(match u.int_in_range(0..=9)? {
            0..=5 => (*u.choose(VALUES)?).to_owned(),
            6 | 7 => self.any(u)?,
            8 => u.arbitrary::<&str>()?.chars().take(64).collect(),
            _ => u.choose(VALUES)?.repeat(u.int_in_range(2..=300)?),
        })
    }
}

/// A pattern as it is written.
pub fn any(u: &mut Unstructured<'_>) -> Result<Tree> {
    Ok(u.choose(&PATTERNS)?.clone())
}

/// One of those with that name.
pub fn of(name: &str, u: &mut Unstructured<'_>) -> Result<Tree> {
    let fitting: Vec<&Tree> = PATTERNS.iter().filter(|it| it.name == name).collect();
    Ok((*u.choose(&fitting)?).clone())
}

/// The payload of an answer that fits a question, where there is a pattern of it.
pub fn answer(question: &Element, u: &mut Unstructured<'_>) -> Result<Tree> {
    let payload = question.children().next();
    let fits = |it: &&Tree| {
        let inner = it.inner.iter().find_map(|it| match it {
            crate::tree::Inner::Tree(tree) => Some(tree),
            crate::tree::Inner::Text(_) => None,
        });
        let asked = payload.map(|it| (it.name().to_owned(), it.ns()));
        it.name == "iq"
            && match (inner, asked) {
                (Some(inner), Some((name, ns))) => {
                    inner.ns == ns && (inner.name == name || inner.name == "fin")
                }
                (_, _) => false,
            }
    };
    let fitting: Vec<&Tree> = PATTERNS.iter().filter(fits).collect();
    if fitting.is_empty() || u.ratio(1, 16)? {
        return of("iq", u);
    }
    Ok((*u.choose(&fitting)?).clone())
}
