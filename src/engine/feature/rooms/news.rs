//! What a room tells by status codes (XEP-0045, section 15.6), as far as it matters to a person.

use std::collections::BTreeSet;

use xmpp::jid::BareJid;
use xmpp::minidom::Element;
use xmpp_parsers::ns;

use super::{Question, Rooms};
use crate::engine::feature::{Context, Incoming};
use crate::model::Address;
use crate::model::room::Change;
use crate::model::room::news::{Event, News};
use crate::model::room::rights::MODERATION;

const RETRACT: &str = "urn:xmpp:message-retract:1";
/// The longest reason that is kept, in characters.
const LONGEST_REASON: usize = 1_000;

pub(super) fn tell(room: &BareJid, event: Event, cx: &mut Context<'_>) {
    let news = News { at: cx.now, event };
    super::tell(room, Change::News(news), cx);
}

/// What the room says of itself as it lets us in (sections 7.2.2 to 7.2.12); `wished` is the nick
/// that we did not get.
pub(super) fn of_entering(
    room: &BareJid,
    nick: &str,
    wished: Option<String>,
    statuses: &BTreeSet<u16>,
    cx: &mut Context<'_>,
) {
    for status in statuses {
        let event = match status {
            100 => Event::Open,
            170 => Event::Logged,
            201 => Event::Made,
            210 if wished.is_some() => Event::Named(nick.to_owned()),
            _ => continue,
        };
        tell(room, event, cx);
    }
}

/// The codes below `x`; what is none is left out.
pub(super) fn statuses(x: &Element) -> BTreeSet<u16> {
    x.children()
        .filter(|it| it.is("status", ns::MUC_USER))
        .filter_map(|it| it.attr("code")?.trim().parse().ok())
        .collect()
}

/// That a moderator has removed a message, and why (XEP-0425, section 3).
fn moderated(it: &Incoming, room: &BareJid) -> Option<Event> {
    let retract = it.payload("retract", RETRACT)?;
    let moderated = retract.get_child("moderated", MODERATION)?;
    let by = moderated.attr("by").and_then(Address::parse).filter(|by| by.bare == *room);
    // Rooms are not of one mind where the reason stands.
    let reason = retract.children().chain(moderated.children()).find(|it| it.name() == "reason");
    let reason = reason.map(Element::text).unwrap_or_default();
    Some(Event::Moderated {
        by: by.and_then(|it| it.resource).unwrap_or_default(),
        reason: reason.chars().take(LONGEST_REASON).collect(),
    })
}

impl Rooms {
    /// Hears what the room says of its configuration (section 10.2.1). Only the room itself may.
    pub(super) fn told_by_room(&mut self, it: &Incoming, room: &BareJid, cx: &mut Context<'_>) {
        if let Some(event) = moderated(it, room) {
            tell(room, event, cx);
        }
        let Some(x) = it.payload("x", ns::MUC_USER) else { return };
        let statuses = statuses(x);
        for status in &statuses {
            let event = match status {
                104 => Event::Configured,
                170 => Event::Logged,
                171 => Event::Unlogged,
                172 => Event::Open,
                173 => Event::HalfOpen,
                174 => Event::Anonymous,
                _ => continue,
            };
            tell(room, event, cx);
        }

        // What it can do may be otherwise now; once is enough, however often it says so.
        let asked = (room.clone(), Question::Features);
        if !statuses.is_empty() && !self.asked.values().any(|it| *it == asked) {
            self.ask_features(room, cx);
        }
    }
}
