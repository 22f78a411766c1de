//! Message Replies (XEP-0461, version 0.2.1), with a quote for those who do not know them.

use crate::engine::fallback;
use crate::engine::feature::{Context, Feature, Flow, Incoming, PASSED};
use crate::engine::stanza;
use crate::engine::xml::{Xml, xml};
use crate::model::message::{Message, Quote, Reply};

pub const REPLY: &str = "urn:xmpp:reply:0";
/// The longest address that is kept, in bytes: three parts of 1023 each.
const LONGEST_ADDRESS: usize = 3_071;

/// Says what a message answers, and hears it of others.
#[derive(Debug, Default)]
pub struct Replies;

impl Feature for Replies {
    fn namespaces(&self) -> &'static [&'static str] {
        &[REPLY, fallback::FALLBACK]
    }

    fn incoming(&mut self, it: &mut Incoming, _cx: &mut Context<'_>) -> Flow {
        let Some(reply) = it.payload("reply", REPLY) else { return PASSED };
        let Some(id) = stanza::id(reply.attr("id")) else { return PASSED };
        let to = reply.attr("to").filter(|it| it.len() <= LONGEST_ADDRESS).map(str::to_owned);

        if let Some(message) = &mut it.message {
            let (said, quoted) = fallback::split(&it.stanza, REPLY, &message.body);
            // What would be left empty is shown as it came.
            let quoted = if said.trim().is_empty() {
                String::new()
            } else {
                message.body = said;
                quoted
            };
            let fallback = fallback::unquoted(&quoted).chars().take(Quote::MOST).collect();
            message.reply = Some(Reply { id, to, fallback, quote: None });
        }
        PASSED
    }

    fn outgoing(&mut self, message: &Message, stanza: Xml, _cx: &mut Context<'_>) -> Xml {
        let Some(reply) = &message.reply else { return stanza };
        let (_, end) = fallback::quoted(reply, "");
        let stanza = stanza
            .child(xml("reply", REPLY).maybe_attr("to", reply.to.as_ref()).attr("id", &reply.id));
        if end == 0 { stanza } else { stanza.child(fallback::beginning(REPLY, end)) }
    }
}
