//! Addresses that may not reach us (XEP-0191, version 1.3).

use std::collections::BTreeSet;

use xmpp::jid::BareJid;
use xmpp::minidom::Element;
use xmpp_parsers::ns;

use crate::engine::event::{Command, RequestId};
use crate::engine::feature::{Context, Feature, Flow, PASSED, Query, Reply, TAKEN};
use crate::engine::request::Key;
use crate::engine::xml::xml;
use crate::model::{Address, Change, Refusal, account};

/// Most entries that are kept.
const MOST: usize = 10_000;

#[derive(Debug, Default)]
pub struct Blocking {
    blocked: BTreeSet<BareJid>,
    asked: Option<Key>,
}

impl Feature for Blocking {
    fn began(&mut self, _cx: &mut Context<'_>) {
        self.asked = None;
    }

    fn discovered(&mut self, cx: &mut Context<'_>) {
        if cx.ground.has(ns::BLOCKING) {
            self.asked = Some(cx.get(None, xml("blocklist", ns::BLOCKING)));
        }
    }

    fn answered(&mut self, key: Key, result: &Result<Element, Refusal>, cx: &mut Context<'_>) {
        if self.asked != Some(key) {
            return;
        }
        self.asked = None;
        if let Some(list) =
            result.as_ref().ok().and_then(|it| it.get_child("blocklist", ns::BLOCKING))
        {
            self.blocked = items(list).take(MOST).collect();
            self.tell(cx);
        }
    }

    fn asked(&mut self, query: &Query<'_>, cx: &mut Context<'_>) -> Option<Reply> {
        let blocks = query.is("set", "block", ns::BLOCKING);
        if !blocks && !query.is("set", "unblock", ns::BLOCKING) {
            return None;
        }
        if !query.head.is_from_account(&cx.ground.me) {
            return Some(Reply::REFUSED);
        }

        if blocks {
            let room = MOST.saturating_sub(self.blocked.len());
            self.blocked.extend(items(query.payload).take(room));
        } else if query.payload.children().next().is_none() {
            self.blocked.clear(); // section 3.5
        } else {
            for jid in items(query.payload) {
                let _ = self.blocked.remove(&jid);
            }
        }
        self.tell(cx);
        Some(Reply::Empty)
    }

    fn command(
        &mut self,
        request: Option<RequestId>,
        command: &Command,
        cx: &mut Context<'_>,
    ) -> Flow {
        let (what, jid) = match command {
            Command::Block(jid) => ("block", jid),
            Command::Unblock(jid) => ("unblock", jid),
            _ => return PASSED,
        };
        let item = xml("item", ns::BLOCKING).attr("jid", jid.as_str());
        cx.set_for(request, None, xml(what, ns::BLOCKING).child(item));
        TAKEN
    }
}

impl Blocking {
    fn tell(&self, cx: &mut Context<'_>) {
        let account = cx.ground.account.clone();
        cx.tell(Change::Account(account, account::Change::Blocked(self.blocked.clone())));
    }
}

/// The bare addresses among the items; a single device has no row of its own.
fn items(list: &Element) -> impl Iterator<Item = BareJid> {
    list.children()
        .filter(|it| it.is("item", ns::BLOCKING))
        .filter_map(|it| Address::parse(it.attr("jid")?))
        .filter(|it| it.resource.is_none())
        .map(|it| it.bare)
}
