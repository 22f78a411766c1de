//! Who may see whom (RFC 6121, section 3): asking, allowing, refusing, taking back.

use std::collections::BTreeMap;

use xmpp::jid::BareJid;
use xmpp_parsers::ns;

use crate::engine::event::{Command, RequestId};
use crate::engine::feature::{Context, Feature, Flow, PASSED, Query, Reply, Stanza, TAKEN};
use crate::engine::stanza::{self, CLIENT};
use crate::engine::xml::xml;
use crate::model::contact::{self, Request};
use crate::model::{Address, Change};

/// Most requests that wait for the person.
const MOST: usize = 200;
/// Most characters of their words.
const MOST_WORDS: usize = 2_000;

#[derive(Debug, Default)]
pub struct Subscriptions {
    /// Those who ask to see us, and their words: told once, though the server repeats them.
    waiting: BTreeMap<BareJid, String>,
}

impl Feature for Subscriptions {
    fn presence(&mut self, it: &Stanza, cx: &mut Context<'_>) -> Flow {
        let Some(from) = it.head.from.as_ref().map(|it| it.bare.clone()) else { return PASSED };

        match it.head.kind.as_str() {
            "subscribe" => {
                let words = stanza::text_in(&it.element, "status", &cx.ground.language);
                self.asks(from, words.unwrap_or_default(), cx);
            }
            // They no longer want to.
            "unsubscribe" => self.settled(&from, cx),
            // What these change is told by a roster push.
            "subscribed" | "unsubscribed" | "probe" => {}
            _ => return PASSED,
        }
        TAKEN
    }

    fn asked(&mut self, query: &Query<'_>, cx: &mut Context<'_>) -> Option<Reply> {
        // A roster push may say that another device of ours has answered them.
        if query.is("set", "query", ns::ROSTER) && query.head.is_from_account(&cx.ground.me) {
            let items = query.payload.children();
            let seeing =
                items.filter(|it| matches!(it.attr("subscription"), Some("from" | "both")));
            for jid in seeing.filter_map(|it| Address::parse(it.attr("jid")?)) {
                self.settled(&jid.bare, cx);
            }
        }
        None
    }

    fn command(
        &mut self,
        _request: Option<RequestId>,
        command: &Command,
        cx: &mut Context<'_>,
    ) -> Flow {
        match command {
            Command::Subscribe { to, text } => {
                let status = (!text.is_empty()).then(|| xml("status", CLIENT).text(text));
                let to = Address::bare(to.clone());
                cx.send(stanza::presence(Some("subscribe"), Some(&to)).children(status));
            }
            Command::Unsubscribe(jid) => send("unsubscribe", jid, cx),
            // Before they ask, the server keeps it where it has pre-approval (section 3.4), and
            // ignores it otherwise.
            Command::Approve(jid) => {
                send("subscribed", jid, cx);
                self.settled(jid, cx);
            }
            Command::Deny(jid) => {
                send("unsubscribed", jid, cx);
                self.settled(jid, cx);
            }
            _ => return PASSED,
        }
        TAKEN
    }
}

impl Subscriptions {
    fn asks(&mut self, from: BareJid, words: String, cx: &mut Context<'_>) {
        if from == cx.ground.me {
            return;
        }
        if cx.ground.contacts.get(&from).is_some_and(|it| it.subscription.they_see_us()) {
            return send("subscribed", &from, cx); // section 3.1.3
        }

        let text: String = words.chars().take(MOST_WORDS).collect();
        let told = self.waiting.get(&from) == Some(&text);
        if told || (self.waiting.len() >= MOST && !self.waiting.contains_key(&from)) {
            return;
        }
        let _ = self.waiting.insert(from.clone(), text.clone());
        let request = Request { from, text, at: cx.now };
        tell(contact::Change::Requested(request), cx);
    }

    fn settled(&mut self, from: &BareJid, cx: &mut Context<'_>) {
        if self.waiting.remove(from).is_some() {
            tell(contact::Change::Answered(from.clone()), cx);
        }
    }
}

fn send(kind: &str, to: &BareJid, cx: &mut Context<'_>) {
    cx.send(stanza::presence(Some(kind), Some(&Address::bare(to.clone()))));
}

fn tell(change: contact::Change, cx: &mut Context<'_>) {
    let account = cx.ground.account.clone();
    cx.tell(Change::Contact(account, change));
}
