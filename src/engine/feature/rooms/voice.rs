//! Visitors who ask to speak (XEP-0045, sections 7.13 and 8.6).

use xmpp::jid::BareJid;
use xmpp_parsers::ns;

use super::{Rooms, tell};
use crate::engine::event::{Answer, Origin, RequestId};
use crate::engine::feature::{Context, Incoming};
use crate::engine::form;
use crate::engine::stanza;
use crate::engine::xml::Xml;
use crate::model::room::{self, VoiceRequest};
use crate::model::{Address, Refusal};

const REQUEST: &str = "http://jabber.org/protocol/muc#request";
/// Most requests of a room that wait for us.
const MOST: usize = 100;
/// The longest nick that is kept, in characters.
const LONGEST_NICK: usize = 1_000;

impl Rooms {
    /// Takes a message that asks for a voice; `false` where it does not.
    pub(super) fn asks_for_voice(&mut self, it: &Incoming, cx: &mut Context<'_>) -> bool {
        let Some(x) = it.payload("x", ns::DATA_FORMS) else { return false };
        let form = form::read(x);
        let value = |name: &str| form.field(name).map(|it| it.value().to_owned());
        if value("FORM_TYPE").as_deref() != Some(REQUEST) || x.attr("type") != Some("form") {
            return false;
        }
        // Only the room itself passes requests on.
        let room = it.head.from.as_ref().filter(|it| it.resource.is_none()).map(|it| &it.bare);
        let Some(room) = room else { return true };
        let inside = cx.ground.seats.get(room).is_some_and(|it| it.inside());
        let nick = value("muc#roomnick").filter(|it| !it.is_empty());
        let (Some(nick), true, Origin::Live) = (nick, inside, it.origin) else { return true };

        let waiting = self.voices.entry(room.clone()).or_default();
        if waiting.len() >= MOST && !waiting.contains_key(&nick) {
            return true;
        }
        let nick: String = nick.chars().take(LONGEST_NICK).collect();
        let jid = value("muc#jid").and_then(|it| Address::parse(&it)).map(|it| it.bare);
        let _ = waiting.insert(nick.clone(), form);
        tell(room, room::Change::VoiceAsked(VoiceRequest { nick, jid }), cx);
        true
    }

    pub(super) fn ask_for_voice(
        &mut self,
        request: Option<RequestId>,
        room: &BareJid,
        cx: &mut Context<'_>,
    ) {
        let fields = [form::value("FORM_TYPE", REQUEST), form::value("muc#role", "participant")];
        say(room, form::submitted(fields.into_iter()), cx);
        cx.owe(request);
        cx.settle(request, Ok(Answer::Done));
    }

    pub(super) fn answer_voice(
        &mut self,
        request: Option<RequestId>,
        room: &BareJid,
        nick: &str,
        grant: bool,
        cx: &mut Context<'_>,
    ) {
        cx.owe(request);
        let form = self.voices.get_mut(room).and_then(|it| it.remove(nick));
        let Some(mut form) = form else {
            return cx.settle(request, Err(Refusal::ours("item-not-found")));
        };
        tell(room, room::Change::VoiceAnswered { nick: nick.to_owned() }, cx);
        let _ = form.set("muc#request_allow", &[if grant { "true" } else { "false" }]);
        say(room, form::submission(&form), cx);
        cx.settle(request, Ok(Answer::Done));
    }

    /// What this person asked for is settled: they speak, or they are gone.
    pub(super) fn voice_settled(&mut self, room: &BareJid, nick: &str, cx: &mut Context<'_>) {
        let known = self.voices.get_mut(room).and_then(|it| it.remove(nick));
        if known.is_some() {
            tell(room, room::Change::VoiceAnswered { nick: nick.to_owned() }, cx);
        }
    }
}

fn say(room: &BareJid, form: Xml, cx: &mut Context<'_>) {
    let id = cx.requests.id();
    cx.send(stanza::message("normal", &Address::bare(room.clone())).attr("id", id).child(form));
}
