//! What owners, administrators and moderators do with a room and its people (XEP-0045, sections 8
//! to 10).

use xmpp::minidom::Element;
use xmpp_parsers::ns;

use super::{Question, Rooms, picture};
use crate::engine::event::{Answer, Command, RequestId};
use crate::engine::feature::{Context, Flow, PASSED, TAKEN};
use crate::engine::form;
use crate::engine::xml::{Xml, xml};
use crate::model::room::rights::MODERATION;
use crate::model::room::{Affiliation, Entry, Group, Role};
use crate::model::{Address, Refusal};

const ADMIN: &str = "http://jabber.org/protocol/muc#admin";
const OWNER: &str = "http://jabber.org/protocol/muc#owner";
/// Most people of a list.
const MOST: usize = 50_000;
/// The longest reason that is kept, in characters.
const LONGEST_REASON: usize = 1_000;

impl Rooms {
    pub(super) fn administrate(
        &mut self,
        request: Option<RequestId>,
        command: &Command,
        cx: &mut Context<'_>,
    ) -> Flow {
        let (room, kind, payload, question) = match command {
            Command::FetchConfiguration { room } => {
                (room, "get", xml("query", OWNER), Question::Configuration(request))
            }
            Command::Configure { room, form } => {
                let query = xml("query", OWNER).child(form::submission(form));
                (room, "set", query, Question::Configured(request))
            }
            Command::CancelConfiguration { room } => {
                let query = xml("query", OWNER).child(form::cancel());
                (room, "set", query, Question::Done(request))
            }
            Command::Destroy { room, reason, instead } => {
                let destroy = xml("destroy", OWNER)
                    .maybe_attr("jid", instead.as_ref().map(|it| it.as_str()))
                    .children(given(reason).map(|it| xml("reason", OWNER).text(it)));
                (room, "set", xml("query", OWNER).child(destroy), Question::Done(request))
            }
            Command::SetRoomPicture { room, picture } => {
                // It tells of it as of any other setting; some tell all but who has done it.
                (room, "set", picture::card(picture.as_ref()), Question::Configured(request))
            }
            Command::ListPeople { room, group } => {
                let item = match group {
                    Group::Affiliated(it) => item().attr("affiliation", it.name()),
                    Group::InRole(it) => item().attr("role", it.name()),
                };
                (room, "get", xml("query", ADMIN).child(item), Question::People(request))
            }
            Command::SetAffiliation { room, who, affiliation, reason } => {
                let item = item().attr("jid", who.as_str()).attr("affiliation", affiliation.name());
                (room, "set", with_reason(item, reason), Question::Done(request))
            }
            Command::SetRole { room, nick, role, reason } => {
                let item = item().attr("nick", nick).attr("role", role.name());
                (room, "set", with_reason(item, reason), Question::Done(request))
            }
            Command::Moderate { room, id, reason } => {
                let reason = given(reason).map(|it| xml("reason", MODERATION).text(it));
                let retract = xml("retract", "urn:xmpp:message-retract:1");
                let moderate = xml("moderate", MODERATION).attr("id", id).child(retract);
                (room, "set", moderate.children(reason), Question::Done(request))
            }
            _ => return PASSED,
        };
        cx.owe(request);
        let to = Some(Address::bare(room.clone()));
        let key = if kind == "get" { cx.get(to, payload) } else { cx.set(to, payload) };
        let _ = self.asked.insert(key, (room.clone(), question));
        TAKEN
    }
}

/// The form to configure a room with.
pub(super) fn configuration(iq: &Element) -> Result<Answer, Refusal> {
    let x = iq.get_child("query", OWNER).and_then(|it| it.get_child("x", ns::DATA_FORMS));
    match x {
        Some(x) => {
            let mut form = form::read(x);
            form::complete(&mut form, iq);
            Ok(Answer::Form(Box::new(form)))
        }
        None => Err(Refusal::ours(Refusal::MALFORMED)),
    }
}

pub(super) fn people(iq: &Element) -> Answer {
    let query = iq.get_child("query", ADMIN);
    let items = query.into_iter().flat_map(Element::children).filter(|it| it.is("item", ADMIN));
    Answer::People(items.take(MOST).map(entry).collect())
}

fn entry(item: &Element) -> Entry {
    let reason = item.get_child("reason", ADMIN).map(Element::text).unwrap_or_default();
    Entry {
        jid: item.attr("jid").and_then(Address::parse).map(|it| it.bare),
        nick: item.attr("nick").unwrap_or_default().to_owned(),
        role: item.attr("role").map(Role::of).unwrap_or_default(),
        affiliation: item.attr("affiliation").map(Affiliation::of).unwrap_or_default(),
        reason: reason.chars().take(LONGEST_REASON).collect(),
    }
}

fn item() -> Xml {
    xml("item", ADMIN)
}

fn with_reason(item: Xml, reason: &str) -> Xml {
    let reason = given(reason).map(|it| xml("reason", ADMIN).text(it));
    xml("query", ADMIN).child(item.children(reason))
}

fn given(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|it| !it.is_empty())
}
