//! Displayed Markers (XEP-0333, version 1.0): what they have read of ours.

use xmpp_parsers::ns;

use crate::engine::event::Event;
use crate::engine::feature::{Context, Feature, Flow, Incoming, PASSED};
use crate::engine::stanza;
use crate::engine::xml::{Xml, xml};
use crate::model::Delivery;
use crate::model::message::{Kind, Message};

/// Asks for markers and reports those that come; none is sent.
#[derive(Debug, Default)]
pub struct Markers;

impl Feature for Markers {
    fn incoming(&mut self, it: &mut Incoming, cx: &mut Context<'_>) -> Flow {
        let Some(chat) = it.chat.clone().filter(|_| !it.is_groupchat() && !it.is_ours()) else {
            return PASSED;
        };
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
}
