//! What a room tells by status codes (XEP-0045, section 15.6), as far as it matters to a person.

use std::collections::BTreeSet;

use xmpp::jid::BareJid;
use xmpp::minidom::Element;
use xmpp_parsers::ns;

use super::{Question, Rooms};
use crate::engine::feature::{Context, Incoming};
use crate::model::room::Change;
use crate::model::room::news::{Event, News};

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

impl Rooms {
    /// Hears what the room says of its configuration (section 10.2.1). Only the room itself may.
    pub(super) fn told_by_room(&mut self, it: &Incoming, room: &BareJid, cx: &mut Context<'_>) {
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
