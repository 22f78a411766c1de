//! Where a message comes from: its names (XEP-0359) and its time (XEP-0203), and the same of what is
//! done to messages.

use xmpp::jid::BareJid;
use xmpp_parsers::ns;

use crate::engine::event::{Acted, Event, Origin};
use crate::engine::feature::{Context, Incoming};
use crate::engine::stanza;
use crate::model::act::{Act, Deed, Target};
use crate::model::message::Ids;
use crate::model::{Address, Author, Peer, Timestamp};

/// How far a sender's time may lie beside the server's before it is worth a word, in milliseconds.
const SAME_TIME: i64 = 2_000;

/// The time that threads sort by, and the sender's own where it claims another.
pub fn times(it: &Incoming, cx: &Context<'_>) -> (Timestamp, Option<Timestamp>) {
    let trusted = |from: &Address| {
        let ours = from.bare == cx.ground.me || from.bare == cx.ground.domain();
        from.resource.is_none() && ours && it.origin == Origin::Live
    };
    let by_server = stanza::delays(&it.stanza)
        .find(|delay| delay.from.as_ref().is_some_and(trusted))
        .map(|delay| delay.at.min(cx.now));
    let at = it.stamped.or(by_server).unwrap_or(cx.now);

    let claimed = stanza::delays(&it.stanza)
        .map(|delay| delay.at)
        .find(|claimed| claimed.as_millis().abs_diff(at.as_millis()) > SAME_TIME.unsigned_abs());
    (at, claimed)
}

/// What it is called by its sender, and by the archive that it is kept in.
pub fn ids(it: &Incoming, cx: &Context<'_>) -> Ids {
    let origin = it.payload("origin-id", ns::SID).and_then(|it| stanza::id(it.attr("id")));
    let stanza = match (&it.archived, it.chat.as_ref().map(|it| &it.peer)) {
        (Some((_, id)), _) => Some(id.clone()),
        (None, Some(Peer::Room(room))) => names(cx, room).then(|| given_id(it, room)).flatten(),
        (None, _) => {
            let has = cx.ground.has(ns::SID) || cx.ground.has(ns::MAM);
            has.then(|| given_id(it, &cx.ground.me)).flatten()
        }
    };
    Ids { origin: origin.or_else(|| it.head.id.clone()), stanza }
}

/// The id that `by` gave the message (XEP-0359, section 3.1): no one else's counts.
fn given_id(it: &Incoming, by: &BareJid) -> Option<String> {
    let by = Address::bare(by.clone());
    it.stanza
        .children()
        .filter(|it| it.is("stanza-id", ns::SID))
        .find(|it| it.attr("by").and_then(Address::parse).as_ref() == Some(&by))
        .and_then(|it| stanza::id(it.attr("id")))
}

/// Whether a room names what is said in it.
fn names(cx: &Context<'_>, room: &BareJid) -> bool {
    let seat = cx.ground.seats.get(room);
    seat.is_some_and(|it| it.features.contains(ns::SID) || it.features.contains(ns::MAM))
}

/// The message that an id names which is the room's in rooms, and its sender's elsewhere.
pub fn target(it: &Incoming, id: String, cx: &Context<'_>) -> Target {
    match it.chat.as_ref().map(|it| &it.peer) {
        Some(Peer::Room(room)) if it.archived.is_some() || names(cx, room) => Target::Room(id),
        _ => Target::Sender(id),
    }
}

/// What somebody did to a message. Services do nothing of the kind, but for rooms that take back.
pub fn act(it: &Incoming, target: Target, deed: Deed, cx: &Context<'_>) -> Option<Event> {
    let moderated = matches!(deed, Deed::Moderate(_)) && it.is_groupchat();
    if it.author == Author::Service && !moderated || it.is_error() {
        return None;
    }
    let (at, _) = times(it, cx);
    let act = Act {
        chat: it.chat.clone()?,
        row: 0,
        at,
        author: it.author.clone(),
        since: since(it, cx),
        ids: ids(it, cx),
        target,
        deed,
    };
    let (origin, stamped) = (it.origin, at != cx.now);
    Some(Event::Acted(Box::new(Acted { origin, act, stamped })))
}

/// Since when the sender is in the room under that nick, for what is said just now.
fn since(it: &Incoming, cx: &Context<'_>) -> Option<Timestamp> {
    let from = it.head.from.as_ref().filter(|_| it.origin == Origin::Live)?;
    let seat = cx.ground.seats.get(&from.bare)?;
    seat.since.get(from.resource.as_deref()?).copied()
}
