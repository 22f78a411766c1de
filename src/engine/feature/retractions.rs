//! Message Retraction (XEP-0424, version 0.4.2).

use xmpp::minidom::Element;

use crate::engine::event::{Acted, Event};
use crate::engine::fallback;
use crate::engine::feature::{Context, Feature, Flow, HINTS, Incoming, PASSED};
use crate::engine::xml::{Xml, xml};
use crate::engine::{datetime, origin, stanza};
use crate::model::act::{Act, Deed, Target};
use crate::model::message::{Cursor, Ids, Message, Moderation, Sequel};
use crate::model::{Address, Author, Delivery, Timestamp};

/// Version 0.3.0 of XEP-0425.
const MODERATE: &str = "urn:xmpp:message-moderate:1";
const RETRACT: &str = "urn:xmpp:message-retract:1";
/// The longest name of a moderator, and the longest reason, in characters.
const LONGEST: usize = 1_000;
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
        if it.origin.repeats() && it.payload("retracted", RETRACT).is_some() {
            it.message = tombstone(it, cx);
            let moderated = it.message.as_ref().and_then(|message| removed(it, message));
            moderated.into_iter().for_each(|act| cx.emit(act));
            return PASSED;
        }
        let Some(retract) = it.payload("retract", RETRACT) else { return PASSED };
        let id = stanza::id(retract.attr("id"));
        // Of what the room itself says, only its moderators' word counts (XEP-0425, section 5).
        let deed = match (&it.author, moderation(retract)) {
            (Author::Service, Some(moderation)) if it.is_groupchat() => Deed::Moderate(moderation),
            (Author::Service, _) => {
                it.message = None;
                return PASSED;
            }
            _ => Deed::Retract,
        };

        it.message = None; // its words are for those who do not know this
        if let Some(id) = id
            && let Some(event) = origin::act(it, origin::target(it, id, cx), deed, cx)
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
            (Deed::Correct(_) | Deed::Moderate(_) | Deed::React(_), _) => stanza,
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

/// Who had it removed, and why, where it was a moderator.
fn moderation(retract: &Element) -> Option<Moderation> {
    let moderated = retract.get_child("moderated", MODERATE)?;
    let by = moderated.attr("by").and_then(Address::parse);
    let by = by.map(|it| it.resource.unwrap_or_else(|| it.bare.to_string())).unwrap_or_default();
    // Rooms are not of one mind where the reason stands.
    let reason = retract.children().chain(moderated.children()).find(|it| it.name() == "reason");
    let reason = reason.map(Element::text).unwrap_or_default();
    let short = |text: &str| text.trim().chars().take(LONGEST).collect();
    Some(Moderation { by: short(&by), reason: short(&reason) })
}

/// What a room's archive says of who had a message removed (XEP-0425, section 4).
fn removed(it: &Incoming, message: &Message) -> Option<Event> {
    let retracted = it.payload("retracted", RETRACT)?;
    let moderation = moderation(retracted).filter(|_| message.chat.is_room())?;
    let stanza = message.ids.stanza.clone()?;
    // The same each time, however often the page is read.
    let origin = format!("moderated-{stanza}");
    let at: Timestamp = message.sequel.retracted.unwrap_or(message.cursor.at);
    let act = Act {
        chat: message.chat.clone(),
        row: 0,
        at,
        author: Author::Service,
        since: None,
        ids: Ids { origin: Some(origin), stanza: None },
        target: Target::Room(stanza),
        deed: Deed::Moderate(moderation),
    };
    Some(Event::Acted(Box::new(Acted { origin: it.origin, act, stamped: true })))
}
