//! Message Retraction (XEP-0424, version 0.4.2).

use crate::engine::event::Origin;
use crate::engine::fallback;
use crate::engine::feature::{Context, Feature, Flow, HINTS, Incoming, PASSED};
use crate::engine::xml::{Xml, xml};
use crate::engine::{datetime, origin, stanza};
use crate::model::act::{Act, Deed, Target};
use crate::model::message::{Cursor, Message, Sequel};
use crate::model::{Author, Delivery};

/// Version 0.3.0 of XEP-0425.
const MODERATE: &str = "urn:xmpp:message-moderate:1";
const RETRACT: &str = "urn:xmpp:message-retract:1";
/// Section 3, for those who do not know it.
const WORDS: &str = "/me retracted a previous message, but it's unsupported by your client.";

/// Takes messages back.
#[derive(Debug, Default)]
pub struct Retractions;

impl Feature for Retractions {
    fn namespaces(&self) -> &'static [&'static str] {
        &[RETRACT, MODERATE]
    }

    fn incoming(&mut self, it: &mut Incoming, cx: &mut Context<'_>) -> Flow {
        if it.origin == Origin::Archive && it.payload("retracted", RETRACT).is_some() {
            it.message = tombstone(it, cx);
            return PASSED;
        }
        let Some(retract) = it.payload("retract", RETRACT) else { return PASSED };
        let id = stanza::id(retract.attr("id"));
        // Of what the room itself says, only its moderators' word counts (XEP-0425, section 5).
        let moderated = retract.get_child("moderated", MODERATE);
        if it.author == Author::Service && (moderated.is_none() || !it.is_groupchat()) {
            it.message = None;
            return PASSED;
        }

        it.message = None; // its words are for those who do not know this
        if let Some(id) = id
            && let Some(event) = origin::act(it, origin::target(it, id, cx), Deed::Retract, cx)
        {
            cx.emit(event);
        }
        PASSED
    }

    fn acting(&mut self, act: &Act, stanza: Xml, _cx: &mut Context<'_>) -> Xml {
        match (&act.deed, &act.target) {
            (Deed::Retract, Target::Sender(id) | Target::Room(id)) => stanza
                .child(fallback::body(WORDS))
                .child(xml("retract", RETRACT).attr("id", id))
                .child(fallback::whole(RETRACT))
                .child(xml("store", HINTS)),
            (Deed::Correct(_) | Deed::React(_), _) => stanza,
        }
    }
}

/// What an archive keeps of a message that was taken back (section 4).
fn tombstone(it: &Incoming, cx: &Context<'_>) -> Option<Message> {
    if it.author == Author::Service {
        return None;
    }
    let (at, claimed_at) = origin::times(it, cx);
    let stamp = it.payload("retracted", RETRACT).and_then(|it| it.attr("stamp"));
    let retracted = stamp.and_then(datetime::parse).unwrap_or(at);

    Some(Message {
        ids: origin::ids(it, cx),
        claimed_at,
        delivery: if it.is_ours() { Delivery::Sent } else { Delivery::Incoming },
        sequel: Sequel { retracted: Some(retracted), ..Sequel::default() },
        ..Message::new(it.chat.clone()?, Cursor { at, row: 0 }, it.author.clone(), String::new())
    })
}
