//! Reading stanzas leniently: what one part gets wrong never loses the rest.

use xmpp::jid::BareJid;
use xmpp::minidom::Element;
use xmpp::minidom::rxml::Namespace;
use xmpp_parsers::ns;

use crate::engine::datetime;
use crate::engine::xml::{Xml, xml};
use crate::model::{Address, Peer, Presence, Refusal, Show, Timestamp};

/// The namespace of stanzas.
pub const CLIENT: &str = ns::JABBER_CLIENT;

/// The longest id that is kept, in bytes.
const LONGEST_ID: usize = 1024;

/// The longest status that is kept, in characters.
const LONGEST_STATUS: usize = 2_000;

/// What stands on the outside of a stanza.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// `None` means our own account (RFC 6120, section 8.1.2.1).
    pub from: Option<Address>,
    pub to: Option<Address>,
    pub id: Option<String>,
    /// The `type`, as it stands; empty where there is none.
    pub kind: String,
}

impl Head {
    /// Reads the head; `None` where it names a sender that cannot be one.
    pub fn read(stanza: &Element) -> Option<Self> {
        let from = match stanza.attr("from") {
            Some(from) => Some(Address::parse(from)?),
            None => None,
        };

        Some(Self {
            from,
            to: stanza.attr("to").and_then(Address::parse),
            id: id(stanza.attr("id")),
            kind: stanza.attr("type").unwrap_or_default().to_owned(),
        })
    }

    /// Whether it comes from the account itself: from its bare address, which only the server has.
    pub fn is_from_account(&self, account: &BareJid) -> bool {
        match &self.from {
            None => true,
            Some(from) => from.resource.is_none() && from.bare == *account,
        }
    }
}

/// An id of reasonable length.
pub fn id(text: Option<&str>) -> Option<String> {
    text.filter(|it| !it.is_empty() && it.len() <= LONGEST_ID).map(str::to_owned)
}

/// Begins an IQ.
pub fn iq(kind: &str, to: Option<&Address>, id: &str) -> Xml {
    xml("iq", CLIENT)
        .attr("type", kind)
        .maybe_attr("to", to.map(ToString::to_string))
        .attr("id", id)
}

/// Begins a message.
pub fn message(kind: &str, to: &Address) -> Xml {
    xml("message", CLIENT).attr("type", kind).attr("to", to.to_string())
}

/// Begins a message that is about a conversation and not one of its words; what goes to an occupant
/// says so (XEP-0045, section 7.5).
pub fn to_peer(peer: &Peer) -> Xml {
    match peer {
        Peer::Contact(jid) => message("chat", &Address::bare(jid.clone())),
        Peer::Room(jid) => message("groupchat", &Address::bare(jid.clone())),
        Peer::Occupant { room, nick } => {
            let to = Address { bare: room.clone(), resource: Some(nick.clone()) };
            message("chat", &to).child(xml("x", ns::MUC_USER))
        }
    }
}

/// Begins a presence; available presence has no type.
pub fn presence(kind: Option<&str>, to: Option<&Address>) -> Xml {
    xml("presence", CLIENT).maybe_attr("type", kind).maybe_attr("to", to.map(ToString::to_string))
}

/// Reads the error of a stanza (RFC 6120, section 8.3), whatever is missing in it.
pub fn refusal(stanza: &Element) -> Refusal {
    let mut refusal = Refusal::ours("undefined-condition");
    let Some(error) = stanza.children().find(|it| it.name() == "error") else {
        return refusal;
    };

    error.attr("type").unwrap_or_default().clone_into(&mut refusal.kind);
    for child in error.children() {
        if !child.has_ns(ns::XMPP_STANZAS) {
            child.name().clone_into(&mut refusal.application);
        } else if child.name() == "text" {
            refusal.text = child.text();
        } else {
            child.name().clone_into(&mut refusal.condition);
        }
    }
    refusal
}

/// An error in answer to a request.
pub fn error(kind: &str, condition: &str) -> Xml {
    xml("error", CLIENT).attr("type", kind).child(xml(condition, ns::XMPP_STANZAS))
}

/// The language that an element is in, where it says so itself.
fn language(element: &Element) -> Option<&str> {
    element.attrs().get(&Namespace::XML, "lang").map(String::as_str)
}

/// The text of the child `name`, in the language that fits best: exactly, by its first part, without
/// one, or the first that there is.
pub fn text_in(parent: &Element, name: &str, wanted: &str) -> Option<String> {
    let inherited = language(parent);
    let rank = |child: &Element| match language(child).or(inherited) {
        Some(it) if !wanted.is_empty() && it.eq_ignore_ascii_case(wanted) => 0,
        Some(it) if !wanted.is_empty() && same_first_part(it, wanted) => 1,
        _ if language(child).is_none() => 2,
        _ => 3,
    };

    parent
        .children()
        .filter(|it| it.name() == name && it.has_ns(CLIENT))
        .min_by_key(|it| rank(it))
        .map(Element::text)
}

fn same_first_part(left: &str, right: &str) -> bool {
    let first = |it: &str| it.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    first(left) == first(right)
}

/// When something happened, and who says so (XEP-0203).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delay {
    pub from: Option<Address>,
    pub at: Timestamp,
}

/// All delays of a stanza, those of XEP-0091 as well.
pub fn delays(parent: &Element) -> impl Iterator<Item = Delay> + '_ {
    parent
        .children()
        .filter(|it| it.is("delay", ns::DELAY) || it.is("x", "jabber:x:delay"))
        .filter_map(|it| {
            Some(Delay {
                from: it.attr("from").and_then(Address::parse),
                at: datetime::parse(it.attr("stamp")?)?,
            })
        })
}

/// The message in a `forwarded` (XEP-0297), its head, and the wrapping with its delay.
pub fn forwarded(parent: &Element) -> Option<(Element, Head, &Element)> {
    let forwarded = parent.get_child("forwarded", ns::FORWARD)?;
    let message = forwarded.get_child("message", CLIENT)?.clone();
    let head = Head::read(&message)?;
    Some((message, head, forwarded))
}

/// A status as far as it is kept: every device of everybody has one.
fn short(mut status: String) -> String {
    if let Some((end, _)) = status.char_indices().nth(LONGEST_STATUS) {
        status.truncate(end);
    }
    status
}

/// Reads an available presence: what it says of a device.
pub fn device_presence(stanza: &Element, language: &str) -> Presence {
    let child = |name: &str| stanza.get_child(name, CLIENT).map(Element::text);

    let show = match child("show").as_deref().map(str::trim) {
        Some("away") => Show::Away,
        Some("xa") => Show::ExtendedAway,
        Some("dnd") => Show::Busy,
        Some("chat") => Show::FreeToChat,
        _ => Show::Online,
    };
    let priority = child("priority").and_then(|it| it.trim().parse::<i64>().ok()).unwrap_or(0);

    Presence {
        show,
        status: short(text_in(stanza, "status", language).unwrap_or_default()),
        priority: i8::try_from(priority.clamp(-128, 127)).unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(xml: &str) -> Element {
        xml.replace("<S", "<message xmlns='jabber:client'")
            .replace("</S>", "</message>")
            .parse()
            .expect("the test's XML is well formed")
    }

    #[test]
    fn the_persons_language_is_chosen() {
        let bodies = "<S><body xml:lang='de'>Hallo</body><body>Hi</body>\
            <body xml:lang='zh-TW'>嗨</body></S>";
        let cases =
            [("de", "Hallo"), ("de-AT", "Hallo"), ("zh-CN", "嗨"), ("fr", "Hi"), ("", "Hi")];

        for (language, text) in cases {
            assert_eq!(
                text_in(&read(bodies), "body", language).as_deref(),
                Some(text),
                "{language}"
            );
        }
        let inherited = "<S xml:lang='fr'><body>Salut</body><body xml:lang='de'>Hallo</body></S>";
        assert_eq!(text_in(&read(inherited), "body", "fr").as_deref(), Some("Salut"));
    }

    #[test]
    fn a_strange_presence_is_a_presence() {
        let cases = [
            ("", Show::Online, 0),
            ("<show>brb</show><priority>200</priority>", Show::Online, 127),
            ("<show> away </show><priority> 3 </priority>", Show::Away, 3),
            ("<show/><priority/>", Show::Online, 0),
        ];

        for (inner, show, priority) in cases {
            let read = device_presence(&read(&format!("<S>{inner}</S>")), "en");
            assert_eq!((read.show, read.priority), (show, priority), "{inner}");
        }
    }

    #[test]
    fn an_error_is_read_whatever_is_missing() {
        let whole = read(
            "<S type='error'><error type='wait'>\
             <conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>\
             <text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>No.</text>\
             <precondition-not-met xmlns='urn:x'/></error></S>",
        );

        let refusal = refusal(&whole);
        assert_eq!(refusal.kind, "wait");
        assert_eq!(refusal.condition, "conflict");
        assert_eq!(refusal.text, "No.");
        assert_eq!(refusal.application, "precondition-not-met");
        assert_eq!(super::refusal(&read("<S/>")).condition, "undefined-condition");
    }

    #[test]
    fn a_sender_that_is_none_has_no_head() {
        assert_eq!(Head::read(&read("<S from='@'/>")), None);
        assert!(Head::read(&read("<S from='a@b/😀'/>")).is_some());
    }
}
