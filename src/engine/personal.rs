//! Personal data that an account publishes and others are told of (XEP-0060 and XEP-0163).

use xmpp::minidom::Element;
use xmpp_parsers::ns;

use crate::engine::xml::{Xml, xml};

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Notice<'a> {
    /// Published: its id and payload.
    Item(&'a str, Option<&'a Element>),
    Retracted(&'a str),
    /// Nothing is left.
    Emptied,
}

/// What a message tells of `node`; at most a thousand notices are read.
pub fn notices<'a>(message: &'a Element, node: &'a str) -> Vec<Notice<'a>> {
    let Some(event) = message.get_child("event", ns::PUBSUB_EVENT) else {
        return Vec::new();
    };

    event
        .children()
        .filter(|it| it.attr("node") == Some(node))
        .flat_map(|it| match it.name() {
            "items" => it.children().filter_map(notice).take(1_000).collect(),
            "purge" | "delete" => vec![Notice::Emptied],
            _ => Vec::new(),
        })
        .collect()
}

fn notice(item: &Element) -> Option<Notice<'_>> {
    let id = item.attr("id")?;
    match item.name() {
        "item" => Some(Notice::Item(id, item.children().next())),
        "retract" => Some(Notice::Retracted(id)),
        _ => None,
    }
}

/// The items of an answer: ids and payloads.
pub fn items(iq: &Element) -> impl Iterator<Item = (&str, &Element)> {
    iq.get_child("pubsub", ns::PUBSUB)
        .and_then(|it| it.get_child("items", ns::PUBSUB))
        .into_iter()
        .flat_map(Element::children)
        .filter_map(|it| Some((it.attr("id")?, it.children().next()?)))
}

/// Asks for the items of `node`, or for one of them.
pub fn fetch(node: &str, item: Option<&str>) -> Xml {
    let item = item.map(|it| xml("item", ns::PUBSUB).attr("id", it));
    xml("pubsub", ns::PUBSUB).child(xml("items", ns::PUBSUB).attr("node", node).children(item))
}

/// Publishes an item that only our own devices may see, and that is kept.
pub fn publish(node: &str, id: &str, payload: impl Into<Element>) -> Xml {
    publish_where(node, id, payload, form(PUBLISH_OPTIONS, WANTED))
}

/// Publishes into a node that is set up already; where all the world may read it, the server refuses.
/// Says nothing that an older server does not know among the options: ejabberd 23.01 knows no
/// `max_items` there.
pub fn publish_into(node: &str, id: &str, payload: impl Into<Element>) -> Xml {
    publish_where(node, id, payload, form(PUBLISH_OPTIONS, PRIVATE))
}

fn publish_where(node: &str, id: &str, payload: impl Into<Element>, options: Xml) -> Xml {
    let item = xml("item", ns::PUBSUB).attr("id", id).child(payload);

    xml("pubsub", ns::PUBSUB)
        .child(xml("publish", ns::PUBSUB).attr("node", node).child(item))
        .child(xml("publish-options", ns::PUBSUB).child(options))
}

/// Makes `node` as [`publish`] wants it (XEP-0060, section 8.1.3).
pub fn create(node: &str) -> Xml {
    xml("pubsub", ns::PUBSUB)
        .child(xml("create", ns::PUBSUB).attr("node", node))
        .child(xml("configure", ns::PUBSUB).child(form(ns::PUBSUB_CONFIGURE, WANTED)))
}

/// Sets up `node` as [`publish`] wants it (XEP-0060, section 8.2).
pub fn configure(node: &str) -> Xml {
    let configure = xml("configure", ns::PUBSUB_OWNER).attr("node", node);
    xml("pubsub", ns::PUBSUB_OWNER).child(configure.child(form(ns::PUBSUB_CONFIGURE, WANTED)))
}

/// Takes an item back, and has our other devices told.
pub fn retract(node: &str, id: &str) -> Xml {
    let item = xml("item", ns::PUBSUB).attr("id", id);
    let retract = xml("retract", ns::PUBSUB).attr("node", node).attr("notify", "true").child(item);
    xml("pubsub", ns::PUBSUB).child(retract)
}

/// What a server has that keeps what is published as it was asked to.
pub const PUBLISH_OPTIONS: &str = "http://jabber.org/protocol/pubsub#publish-options";

/// All of it is kept, and asked for; only our own devices may see it.
const WANTED: &[Field] = &[
    ("persist_items", "true"),
    ("max_items", "max"),
    ("send_last_published_item", "never"),
    ("access_model", "whitelist"),
];
/// The least of it that a server must know.
const PRIVATE: &[Field] = &[("persist_items", "true"), ("access_model", "whitelist")];

type Field = (&'static str, &'static str);

fn form(kind: &str, fields: &[Field]) -> Xml {
    let field = |name: &str, value: &str| {
        let value = xml("value", ns::DATA_FORMS).text(value);
        xml("field", ns::DATA_FORMS).attr("var", name).child(value)
    };

    xml("x", ns::DATA_FORMS)
        .attr("type", "submit")
        .child(field("FORM_TYPE", kind))
        .children(fields.iter().map(|(name, value)| field(&format!("pubsub#{name}"), value)))
}
