//! What is said (RFC 6121, section 5), its ids (XEP-0359) and its time (XEP-0203).

use xmpp_parsers::ns;

use crate::engine::event::{Event, Origin};
use crate::engine::fallback;
use crate::engine::feature::{Context, Feature, Flow, Incoming, PASSED, TAKEN};
use crate::engine::origin;
use crate::engine::stanza::{self, CLIENT};
use crate::engine::xml::{Xml, xml};
use crate::model::act::{Act, Deed};
use crate::model::message::{Author, Cursor, Kind, Message};
use crate::model::{Address, Delivery, Peer};

/// The longest thread id that is kept, in characters.
const LONGEST_THREAD: usize = 255;

/// Encryptions that we know by name, and cannot open.
const SEALS: &[(&str, &str)] = &[
    (ns::LEGACY_OMEMO, "OMEMO"),
    ("urn:xmpp:omemo:1", "OMEMO"),
    ("urn:xmpp:omemo:2", "OMEMO"),
    (ns::OX, "OpenPGP"),
    ("jabber:x:encrypted", "OpenPGP"),
    ("urn:xmpp:otr:0", "OTR"),
];

#[derive(Debug, Default)]
pub struct Texts;

/// The `type` that says this.
pub fn kind(kind: &Kind) -> &'static str {
    match kind {
        Kind::Normal { .. } => "normal",
        Kind::Headline { .. } => "headline",
        Kind::Chat | Kind::Subject => "chat",
    }
}

impl Feature for Texts {
    fn namespaces(&self) -> &'static [&'static str] {
        &[ns::SID, ns::OOB, ns::EME]
    }

    fn incoming(&mut self, it: &mut Incoming, cx: &mut Context<'_>) -> Flow {
        if it.chat.is_none() && !place(it, cx) {
            return TAKEN;
        }
        if it.is_error() {
            failed(it, cx);
            return TAKEN;
        }
        it.message = read(it, cx);
        PASSED
    }

    fn outgoing(&mut self, message: &Message, stanza: Xml, _cx: &mut Context<'_>) -> Xml {
        let subject = match &message.kind {
            Kind::Normal { subject } | Kind::Headline { subject } => Some(subject.as_str()),
            Kind::Chat | Kind::Subject => None,
        };
        let child = |name: &str, text: &str| xml(name, CLIENT).text(text);
        let private = matches!(message.chat.peer, Peer::Occupant { .. });
        let oob = message.attachment.as_ref();
        let body = match &message.reply {
            Some(reply) => fallback::quoted(reply, &message.body).0,
            None => message.body.clone(),
        };

        stanza
            .children(subject.filter(|it| !it.is_empty()).map(|it| child("subject", it)))
            .child(fallback::body(&body))
            .children(message.thread.as_ref().map(|it| child("thread", it)))
            .children(oob.map(|it| xml("x", ns::OOB).child(xml("url", ns::OOB).text(it))))
            .children(private.then(|| xml("x", ns::MUC_USER))) // XEP-0045, section 7.5
            .children(
                message.ids.origin.as_ref().map(|it| xml("origin-id", ns::SID).attr("id", it)),
            )
    }

    fn acting(&mut self, act: &Act, stanza: Xml, _cx: &mut Context<'_>) -> Xml {
        if matches!(act.deed, Deed::Correct(_)) {
            return stanza;
        }
        let private = matches!(act.chat.peer, Peer::Occupant { .. });
        stanza
            .children(private.then(|| xml("x", ns::MUC_USER)))
            .children(act.ids.origin.as_ref().map(|it| xml("origin-id", ns::SID).attr("id", it)))
    }
}

/// Finds the chat with a contact that the message belongs to; `false` where there is none.
fn place(it: &mut Incoming, cx: &Context<'_>) -> bool {
    if it.is_groupchat() {
        return false; // of a room that we are not in
    }

    let me = Address::bare(cx.ground.me.clone());
    let from = it.head.from.clone().unwrap_or_else(|| me.clone());
    let ours = cx.ground.is_me(&from);
    let peer = if ours { it.head.to.clone().unwrap_or(me) } else { from.clone() };

    it.author = match ours {
        // The account itself is the server, speaking for us.
        true if from.resource.is_none() && it.origin == Origin::Live => Author::Service,
        true => Author::Me { nick: String::new() },
        false => Author::Peer,
    };
    it.chat = Some(cx.ground.chat(peer.bare));
    true
}

/// One of ours came back: it is told at the message, in the chat that it was for.
fn failed(it: &Incoming, cx: &mut Context<'_>) {
    let (Some(chat), Some(origin)) = (it.chat.clone(), it.head.id.clone()) else { return };
    if it.origin == Origin::Archive {
        return;
    }
    let refusal = stanza::refusal(&it.stanza);
    let words = if refusal.text.is_empty() { refusal.condition } else { refusal.text };
    cx.emit(Event::Progress { chat, origin, delivery: Delivery::Failed(words) });
}

fn read(it: &Incoming, cx: &Context<'_>) -> Option<Message> {
    let language = &cx.ground.language;
    let text = |name| stanza::text_in(&it.stanza, name, language);
    let attachment = it
        .payload("x", ns::OOB)
        .and_then(|it| it.get_child("url", ns::OOB))
        .map(|it| it.text().trim().to_owned())
        .filter(|it| !it.is_empty());
    let sealed = sealed(it);
    let body = text("body").or_else(|| attachment.clone()).unwrap_or_default();

    let subject = text("subject").unwrap_or_default();
    let new_subject = it.is_groupchat() && it.payload("body", CLIENT).is_none();
    let kind = match it.head.kind.as_str() {
        // XEP-0045, section 8.1: a subject alone is the room's new one.
        "groupchat" if new_subject && it.payload("subject", CLIENT).is_some() => {
            return finish(it, cx, Kind::Subject, subject, None, None);
        }
        "chat" | "groupchat" => Kind::Chat,
        "headline" => Kind::Headline { subject },
        _ => Kind::Normal { subject }, // section 5.2.2: also what is unknown
    };
    let silent = match &kind {
        Kind::Normal { subject } | Kind::Headline { subject } => subject.is_empty(),
        Kind::Chat | Kind::Subject => true,
    };
    if body.is_empty() && sealed.is_none() && silent {
        return None;
    }

    finish(it, cx, kind, body, attachment, sealed)
}

fn finish(
    it: &Incoming,
    cx: &Context<'_>,
    kind: Kind,
    body: String,
    attachment: Option<String>,
    sealed: Option<String>,
) -> Option<Message> {
    let thread = stanza::text_in(&it.stanza, "thread", "");
    let (at, claimed_at) = origin::times(it, cx);

    Some(Message {
        ids: origin::ids(it, cx),
        kind,
        claimed_at,
        thread: thread.filter(|it| !it.is_empty() && it.chars().count() <= LONGEST_THREAD),
        attachment,
        sealed,
        mention: it.mention,
        delivery: if it.is_ours() { Delivery::Sent } else { Delivery::Incoming },
        ..Message::new(it.chat.clone()?, Cursor { at, row: 0 }, it.author.clone(), body)
    })
}

/// The encryption by name (XEP-0380), or by its look where it has something to open.
fn sealed(it: &Incoming) -> Option<String> {
    let known = |space: &str| SEALS.iter().find(|(it, _)| *it == space).map(|it| it.1.to_owned());

    if let Some(seal) = it.payload("encryption", ns::EME) {
        let space = seal.attr("namespace").unwrap_or_default();
        let name = seal.attr("name").map(|it| it.chars().take(50).collect());
        return known(space).or(name).or_else(|| Some(space.chars().take(100).collect()));
    }
    it.stanza.children().find_map(|child| {
        let name = known(&child.ns())?;
        let opens = matches!(child.name(), "openpgp" | "x")
            || child.children().any(|it| it.name() == "payload");
        opens.then_some(name)
    })
}
