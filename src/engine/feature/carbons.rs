//! Message Carbons (XEP-0280, version 1.0.1): what our other devices send and get.

use xmpp_parsers::ns;

use crate::engine::event::Origin;
use crate::engine::feature::{Context, Feature, Flow, Incoming, PASSED, TAKEN};
use crate::engine::stanza::{self, forwarded};
use crate::engine::xml::xml;

/// Switches carbons on, and unwraps them. Only our own account may send any (section 11).
#[derive(Debug, Default)]
pub struct Carbons;

impl Feature for Carbons {
    fn discovered(&mut self, cx: &mut Context<'_>) {
        if cx.ground.has(ns::CARBONS) {
            cx.set_for(None, None, xml("enable", ns::CARBONS));
        }
    }

    fn incoming(&mut self, it: &mut Incoming, cx: &mut Context<'_>) -> Flow {
        let carbon = it.stanza.children().find(|it| it.has_ns(ns::CARBONS));
        let Some(carbon) = carbon.filter(|it| matches!(it.name(), "sent" | "received")) else {
            return PASSED;
        };
        if !it.head.is_from_account(&cx.ground.me) || it.is_error() {
            log::warn!("a forged carbon was dropped");
            return TAKEN;
        }

        let sent = carbon.name() == "sent";
        let Some((inner, head, forwarded)) = forwarded(carbon) else { return TAKEN };
        // Section 11: what we sent came from us, and what was received was meant for us. No carbon
        // holds another one, or what an archive answers.
        let ours = head.from.as_ref().is_some_and(|it| cx.ground.is_me(it));
        let nested = inner.children().any(|it| it.has_ns(ns::CARBONS) || it.is("result", ns::MAM));
        if nested || (sent && !ours) || head.kind == "groupchat" {
            return TAKEN;
        }

        let delay = stanza::delays(forwarded).next().map(|it| it.at.min(cx.now));
        it.stamped = delay;
        it.origin = Origin::Carbon;
        it.head = head;
        it.stanza = inner;
        PASSED
    }
}
