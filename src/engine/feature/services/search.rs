//! Rooms that one does not know yet: what each says of itself (XEP-0045, section 6.4), and where those
//! of many servers are searched for (XEP-0433, version 0.1.0).

use xmpp::jid::BareJid;
use xmpp::minidom::Element;
use xmpp_parsers::ns;

use crate::engine::form;
use crate::engine::info::Info;
use crate::engine::xml::{Xml, xml};
use crate::model::Address;
use crate::model::room::Listing;

/// A service that searches.
pub(super) const NS: &str = "urn:xmpp:channel-search:0:search";
const PARAMETERS: &str = "urn:xmpp:channel-search:0:search-params";
/// The busiest first: nobody reads a long list to its end.
const ORDER: &str = "{urn:xmpp:channel-search:0:order}nusers";
/// How many are asked for.
const PAGE: u32 = 100;
/// The longest name, and the longest words about a room, in characters.
const LONGEST: usize = 500;

/// What is asked of a service that searches.
pub(super) fn question(words: &str) -> Xml {
    let max = xml("max", ns::RSM).text(&PAGE.to_string());
    let fields = [
        form::value("FORM_TYPE", PARAMETERS),
        form::value("q", words.trim()),
        form::value("key", ORDER),
    ];
    let set = xml("set", ns::RSM).child(max);
    xml("search", NS).child(set).child(form::submitted(fields.into_iter()))
}

/// What it found.
pub(super) fn found(iq: &Element) -> impl Iterator<Item = Listing> + '_ {
    let items = iq.get_child("result", NS).into_iter().flat_map(Element::children);
    items.filter(|it| it.is("item", NS)).filter_map(|item| {
        let child = |name: &str| item.get_child(name, NS).map(Element::text);
        let mut room = Listing::new(Address::parse(item.attr("address")?)?.bare, String::new());
        let _ = room.jid.node()?; // a service is no room
        room.name = short(&child("name").unwrap_or_default());
        room.people = child("nusers").and_then(|it| it.trim().parse().ok());
        room.language = short(&child("language").unwrap_or_default());
        room.about = short(&child("description").unwrap_or_default());
        Some(room)
    })
}

/// What a room says of itself.
pub(super) fn described(jid: BareJid, iq: &Element) -> Listing {
    let info = iq.get_child("query", ns::DISCO_INFO).map(Info::read).unwrap_or_default();
    let about = info.forms.get("http://jabber.org/protocol/muc#roominfo");
    let field = |name: &str| {
        let values = about.and_then(|it| it.get(name));
        values.and_then(|it| it.first()).map(String::as_str).unwrap_or_default()
    };
    let named = info.identities.iter().find(|it| it.category == "conference");
    Listing {
        jid,
        name: named.map(|it| short(&it.name)).unwrap_or_default(),
        people: field("muc#roominfo_occupants").trim().parse().ok(),
        language: short(field("muc#roominfo_lang")),
        about: short(field("muc#roominfo_description")),
    }
}

fn short(text: &str) -> String {
    text.trim().chars().take(LONGEST).collect()
}
