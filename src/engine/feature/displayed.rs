//! Message Displayed Synchronization (XEP-0490, version 0.2): what our other devices have read.

use xmpp_parsers::ns;

use crate::engine::event::{Event, Origin};
use crate::engine::feature::{Context, Feature, Flow, Incoming, PASSED, TAKEN};
use crate::engine::personal::{self, Notice};
use crate::engine::stanza;
use crate::model::{Address, ChatId};

/// Listens for what other devices of ours have read.
#[derive(Debug, Default)]
pub struct Displayed;

impl Feature for Displayed {
    fn namespaces(&self) -> &'static [&'static str] {
        &["urn:xmpp:mds:displayed:0+notify"]
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
            let given = displayed.get_child("stanza-id", ns::SID);
            let (Some(chat), Some(given)) = (Address::parse(id), given) else { continue };
            let by = given.attr("by").and_then(Address::parse);
            let Some(stanza) = stanza::id(given.attr("id")) else { continue };

            let account = cx.ground.account.clone();
            let room = by.as_ref().is_some_and(|it| it.bare == chat.bare && !cx.ground.is_me(it));
            let chat = match chat.resource {
                Some(nick) => ChatId::occupant(account, chat.bare, nick),
                None if room => ChatId::room(account, chat.bare),
                None => ChatId::contact(account, chat.bare),
            };
            cx.emit(Event::ReadElsewhere { chat, stanza });
        }
        TAKEN
    }
}
