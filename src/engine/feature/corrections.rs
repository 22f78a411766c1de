//! Last Message Correction (XEP-0308, version 1.2.1), of earlier messages as well.

use xmpp_parsers::ns;

use crate::engine::feature::{Context, Feature, Flow, Incoming, PASSED};
use crate::engine::origin;
use crate::engine::stanza;
use crate::engine::xml::{Xml, xml};
use crate::model::act::{Act, Deed, Target, Words};
use crate::model::message::Kind;

/// Gives messages other words. It stands behind what reads and answers a message: a correction is
/// one, and only here becomes something that is done to another.
#[derive(Debug, Default)]
pub struct Corrections;

impl Feature for Corrections {
    fn namespaces(&self) -> &'static [&'static str] {
        &[ns::MESSAGE_CORRECT]
    }

    fn incoming(&mut self, it: &mut Incoming, cx: &mut Context<'_>) -> Flow {
        let replaced = it.payload("replace", ns::MESSAGE_CORRECT);
        let Some(id) = replaced.and_then(|it| stanza::id(it.attr("id"))) else { return PASSED };
        // Words that we cannot open take the place of none.
        let fits = |kind: &Kind| matches!(kind, Kind::Chat | Kind::Normal { .. });
        let Some(message) = it.message.take_if(|it| fits(&it.kind) && it.sealed.is_none()) else {
            return PASSED;
        };

        let words =
            Words { body: message.body, attachment: message.attachment, reply: message.reply };
        // Section 3: by the sender's id, in rooms as well.
        if let Some(event) = origin::act(it, Target::Sender(id), Deed::Correct(words), cx) {
            cx.emit(event);
        }
        PASSED
    }

    fn acting(&mut self, act: &Act, stanza: Xml, _cx: &mut Context<'_>) -> Xml {
        match (&act.deed, &act.target) {
            (Deed::Correct(_), Target::Sender(id) | Target::Room(id)) => {
                stanza.child(xml("replace", ns::MESSAGE_CORRECT).attr("id", id))
            }
            (Deed::Retract | Deed::Moderate(_) | Deed::React(_), _) => stanza,
        }
    }
}
