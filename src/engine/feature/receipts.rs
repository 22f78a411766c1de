//! Message Delivery Receipts (XEP-0184, version 1.4.0).

use xmpp_parsers::ns;

use crate::engine::event::{Event, Origin};
use crate::engine::feature::{Context, Feature, Flow, HINTS, Incoming, PASSED};
use crate::engine::stanza;
use crate::engine::xml::{Xml, xml};
use crate::model::message::{Kind, Message};
use crate::model::{Delivery, Peer};

/// Asks for receipts, answers those who ask, and reports those that come.
#[derive(Debug, Default)]
pub struct Receipts;

impl Feature for Receipts {
    fn namespaces(&self) -> &'static [&'static str] {
        &[ns::RECEIPTS]
    }

    fn incoming(&mut self, it: &mut Incoming, cx: &mut Context<'_>) -> Flow {
        // A room would answer with one receipt for each occupant (section 5.3).
        let Some(chat) = it.chat.clone().filter(|_| !it.is_groupchat() && !it.is_ours()) else {
            return PASSED;
        };

        let received = it.payload("received", ns::RECEIPTS);
        if let Some(origin) = received.and_then(|it| stanza::id(it.attr("id"))) {
            cx.emit(Event::Progress { chat, origin, delivery: Delivery::Delivered });
            return PASSED;
        }

        let asked = it.payload("request", ns::RECEIPTS).is_some() && it.message.is_some();
        // Who may not see that we are there does not learn it by a receipt (section 8).
        let sees_us = match &chat.peer {
            Peer::Contact(jid) => cx.ground.sees_us(jid),
            Peer::Occupant { .. } => true,
            Peer::Room(_) => false,
        };
        // Without an id there is nothing to name in the answer (section 7).
        if asked
            && it.origin == Origin::Live
            && cx.ground.privacy.lets(chat.peer.bare(), cx.ground.privacy.receipts)
            && sees_us
            && let (Some(id), Some(from)) = (&it.head.id, &it.head.from)
        {
            let own = cx.requests.id();
            let received = xml("received", ns::RECEIPTS).attr("id", id);
            // Their other devices learn it from the archive.
            let receipt = stanza::message("chat", from).attr("id", own).child(received);
            cx.send(receipt.child(xml("store", HINTS)));
        }
        PASSED
    }

    fn outgoing(&mut self, message: &Message, stanza: Xml, _cx: &mut Context<'_>) -> Xml {
        let letter = matches!(message.kind, Kind::Chat | Kind::Normal { .. });
        if letter && !message.chat.is_room() && message.ids.origin.is_some() {
            stanza.child(xml("request", ns::RECEIPTS))
        } else {
            stanza
        }
    }
}
