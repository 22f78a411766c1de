//! Displayed Markers (XEP-0333, version 1.0): what they have read of ours, and we of theirs.

use xmpp_parsers::ns;

use crate::engine::event::{Command, Event, RequestId};
use crate::engine::feature::{Context, Feature, Flow, HINTS, Incoming, PASSED, TAKEN};
use crate::engine::ground::Ground;
use crate::engine::stanza;
use crate::engine::xml::{Xml, xml};
use crate::model::message::{Kind, Message};
use crate::model::{ChatId, Delivery, Peer};

/// Rooms with more people than this are not told what we have read.
const LARGE: usize = 20;

/// Asks for markers, reports those that come, and sends ours where they were asked for.
#[derive(Debug, Default)]
pub struct Markers;

impl Feature for Markers {
    fn namespaces(&self) -> &'static [&'static str] {
        &[ns::DISPLAYED_MARKERS]
    }

    fn incoming(&mut self, it: &mut Incoming, cx: &mut Context<'_>) -> Flow {
        let Some(chat) = it.chat.clone().filter(|_| !it.is_ours()) else { return PASSED };
        it.markable = asked(it);
        if it.is_groupchat() {
            return PASSED;
        }

        let displayed = it.payload("displayed", ns::DISPLAYED_MARKERS);
        if let Some(origin) = displayed.and_then(|it| stanza::id(it.attr("id"))) {
            cx.emit(Event::Progress { chat, origin, delivery: Delivery::Read });
        }
        PASSED
    }

    fn outgoing(&mut self, message: &Message, stanza: Xml, _cx: &mut Context<'_>) -> Xml {
        let letter = matches!(message.kind, Kind::Chat | Kind::Normal { .. });
        if letter && !message.chat.is_room() && message.ids.origin.is_some() {
            stanza.child(xml("markable", ns::DISPLAYED_MARKERS))
        } else {
            stanza
        }
    }

    fn command(
        &mut self,
        _request: Option<RequestId>,
        command: &Command,
        cx: &mut Context<'_>,
    ) -> Flow {
        let Command::Mark { chat, id } = command else { return PASSED };
        let privacy = &cx.ground.privacy;
        if privacy.lets(chat.peer.bare(), privacy.markers) && may_know(chat, cx.ground) {
            let own = cx.requests.id();
            let displayed = xml("displayed", ns::DISPLAYED_MARKERS).attr("id", id);
            let marker = stanza::to_peer(&chat.peer).attr("id", own).child(displayed);
            // Their other devices learn it from the archive.
            cx.send(marker.child(xml("store", HINTS)));
        }
        TAKEN
    }
}

/// What a message wants to be called in a marker, where it wants one: by its sender's `id`, in rooms
/// by that of the room alone (section 4.3).
fn asked(it: &Incoming) -> Option<String> {
    let message = it.message.as_ref()?;
    let _ = it.payload("markable", ns::DISPLAYED_MARKERS)?;
    // To prevent looping (section 4.2).
    if it.payload("displayed", ns::DISPLAYED_MARKERS).is_some() {
        return None;
    }
    if it.is_groupchat() { message.ids.stanza.clone() } else { it.head.id.clone() }
}

/// Who may learn what we have read: contacts who may see that we are there; of the rooms those that
/// not everybody finds or enters (members only, or hidden), while few people are in them; and whoever
/// talks to us in private in such a room. Strangers never do, nor the public of an open room.
fn may_know(chat: &ChatId, ground: &Ground) -> bool {
    match &chat.peer {
        Peer::Contact(jid) => ground.sees_us(jid),
        Peer::Room(room) | Peer::Occupant { room, .. } => {
            let Some(seat) = ground.seats.get(room).filter(|it| it.inside()) else { return false };
            let closed =
                ["muc_membersonly", "muc_hidden"].iter().any(|it| seat.features.contains(*it));
            closed && seat.occupants.len() <= LARGE
        }
    }
}
