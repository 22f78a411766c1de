//! Message Displayed Synchronization (XEP-0490, version 0.2): what our devices have read.

use std::collections::BTreeMap;

use xmpp::minidom::Element;
use xmpp_parsers::ns;

use crate::engine::event::{Answer, Command, Event, Origin, RequestId};
use crate::engine::feature::{Context, Feature, Flow, Incoming, PASSED, TAKEN};
use crate::engine::ground::Ground;
use crate::engine::personal::{self, Notice};
use crate::engine::request::Key;
use crate::engine::stanza;
use crate::engine::xml::xml;
use crate::model::{Address, ChatId, Peer, Refusal};

/// Most chats of which it is read at sign-in.
const MOST: usize = 10_000;

/// Listens for what other devices of ours have read, and tells them what this one has.
#[derive(Debug, Default)]
pub struct Displayed {
    fetching: Option<Key>,
    telling: BTreeMap<Key, Telling>,
    /// The node is set up by us, since the server did not do it by the way.
    set_up: bool,
}

/// A message on its way into the node.
#[derive(Debug)]
struct Telling {
    request: Option<RequestId>,
    chat: ChatId,
    stanza: String,
    step: Step,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    First,
    /// The node is made by itself, since the server does not make it as we want it by the way.
    Creating,
    /// The node is set up anew, since it was not as we want it.
    Configuring,
    Last,
}

impl Feature for Displayed {
    fn namespaces(&self) -> &'static [&'static str] {
        &["urn:xmpp:mds:displayed:0+notify"]
    }

    fn began(&mut self, _cx: &mut Context<'_>) {
        self.fetching = None;
        self.telling.clear();
        self.set_up = false;
    }

    fn discovered(&mut self, cx: &mut Context<'_>) {
        // A server that does not heed them would show all the world what we read.
        if cx.ground.has(personal::PUBLISH_OPTIONS) {
            self.fetching = Some(cx.get(None, personal::fetch(ns::MDS, None)));
        }
    }

    fn answered(&mut self, key: Key, result: &Result<Element, Refusal>, cx: &mut Context<'_>) {
        if self.fetching == Some(key) {
            self.fetching = None;
            return fetched(result, cx);
        }
        let Some(mut telling) = self.telling.remove(&key) else { return };
        let refusal = result.as_ref().err();
        let misfit = refusal.is_some_and(|it| it.application == "precondition-not-met");
        let there = refusal.is_some_and(|it| it.condition == "conflict");
        telling.step = match (result, telling.step) {
            (Ok(_), Step::Creating | Step::Configuring) => {
                self.set_up = true;
                Step::Last
            }
            (Ok(_), Step::First | Step::Last) => {
                return cx.settle(telling.request, Ok(Answer::Done));
            }
            (Err(_), Step::First) if misfit => Step::Configuring,
            (Err(_), Step::First) => Step::Creating,
            (Err(_), Step::Creating) if there => Step::Configuring,
            (Err(refusal), _) => return cx.settle(telling.request, Err(refusal.clone())),
        };
        self.tell(telling, cx);
    }

    fn incoming(&mut self, it: &mut Incoming, cx: &mut Context<'_>) -> Flow {
        let notices = personal::notices(&it.stanza, ns::MDS);
        if notices.is_empty() {
            return PASSED;
        }
        if it.origin != Origin::Live || it.is_error() || !it.head.is_from_account(&cx.ground.me) {
            return TAKEN;
        }

        for notice in notices {
            let Notice::Item(id, Some(displayed)) = notice else { continue };
            if let Some((chat, stanza)) = read(id, displayed, cx.ground) {
                cx.emit(Event::ReadElsewhere { chat, stanza });
            }
        }
        TAKEN
    }

    fn command(
        &mut self,
        request: Option<RequestId>,
        command: &Command,
        cx: &mut Context<'_>,
    ) -> Flow {
        let Command::TellRead { chat, stanza } = command else { return PASSED };
        cx.owe(request);
        let (chat, stanza) = (chat.clone(), stanza.clone());
        let step = if self.set_up { Step::Last } else { Step::First };
        self.tell(Telling { request, chat, stanza, step }, cx);
        TAKEN
    }
}

impl Displayed {
    fn tell(&mut self, telling: Telling, cx: &mut Context<'_>) {
        // Rooms name their messages themselves; all others our own archive names (section 4.2).
        let by = match &telling.chat.peer {
            Peer::Room(room) => room,
            Peer::Contact(_) | Peer::Occupant { .. } => &cx.ground.me,
        };
        let given = xml("stanza-id", ns::SID).attr("by", by.as_str());
        let displayed = xml("displayed", ns::MDS).child(given.attr("id", telling.stanza.as_str()));
        let id = telling.chat.peer.to_string();
        let payload = match telling.step {
            Step::First => personal::publish(ns::MDS, &id, displayed),
            Step::Creating => personal::create(ns::MDS),
            Step::Configuring => personal::configure(ns::MDS),
            Step::Last => personal::publish_into(ns::MDS, &id, displayed),
        };
        let key = cx.set(None, payload);
        let _ = self.telling.insert(key, telling);
    }
}

fn fetched(result: &Result<Element, Refusal>, cx: &mut Context<'_>) {
    match result {
        Ok(iq) => {
            for (id, displayed) in personal::items(iq).take(MOST) {
                if let Some((chat, stanza)) = read(id, displayed, cx.ground) {
                    cx.emit(Event::ReadElsewhere { chat, stanza });
                }
            }
        }
        // Nothing was ever told.
        Err(refusal) if refusal.condition == "item-not-found" => {}
        Err(_) => return,
    }
    cx.emit(Event::ReadTold);
}

/// Which chat was read, up to which message.
fn read(id: &str, displayed: &Element, ground: &Ground) -> Option<(ChatId, String)> {
    let chat = Address::parse(id)?;
    let given = displayed.get_child("stanza-id", ns::SID)?;
    let by = given.attr("by").and_then(Address::parse);
    let stanza = stanza::id(given.attr("id"))?;

    let account = ground.account.clone();
    let room = by.as_ref().is_some_and(|it| it.bare == chat.bare && !ground.is_me(it));
    let chat = match chat.resource {
        Some(nick) => ChatId::occupant(account, chat.bare, nick),
        None if room => ChatId::room(account, chat.bare),
        None => ChatId::contact(account, chat.bare),
    };
    Some((chat, stanza))
}
