//! Rooms that want to be shown that a person comes in (XEP-0158, version 1.0.1; XEP-0045, section 7.2.9).

use xmpp::jid::BareJid;
use xmpp_parsers::ns;

use super::{Question, Rooms, tell};
use crate::engine::event::{Origin, RequestId};
use crate::engine::feature::{Context, Incoming};
use crate::engine::form;
use crate::engine::ground::Phase;
use crate::engine::xml::xml;
use crate::model::form::Form;
use crate::model::{Address, Refusal, room};

const CAPTCHA: &str = "urn:xmpp:captcha";
/// How long a person may take to answer, in milliseconds.
const PATIENCE: i64 = 10 * 60_000;

impl Rooms {
    /// Takes a message by which a room asks for a proof; `false` where it does not. Only what we have
    /// asked for is answered (XEP-0158, section 3.1.3): a room that we are about to enter. Anything else
    /// is no more than its words.
    pub(super) fn challenges(&mut self, it: &Incoming, cx: &mut Context<'_>) -> bool {
        let Some(captcha) = it.payload("captcha", CAPTCHA) else { return false };
        let room = it.head.from.as_ref().filter(|it| it.resource.is_none()).map(|it| &it.bare);
        let x = captcha.get_child("x", ns::DATA_FORMS);
        let (Some(room), Some(x), Origin::Live) = (room, x, it.origin) else { return false };
        let Some(seat) = cx.ground.seats.get_mut(room) else { return false };
        if !matches!(seat.phase, Phase::Joining { .. }) || it.is_error() {
            return false;
        }

        let mut form = form::read(x);
        form::complete(&mut form, &it.stanza);
        let of = form.field("from").and_then(|it| Address::parse(it.value()));
        if of.is_some_and(|it| it.bare != *room) {
            return false; // somebody else's
        }
        seat.challenged = true;
        seat.phase = Phase::Joining { until: cx.now.plus(PATIENCE) };
        // So long whoever enters is owed an answer.
        for request in self.entering.get(room).into_iter().flatten() {
            cx.requests.owe(*request, cx.now.plus(PATIENCE));
        }
        tell(room, room::Change::Challenged(Box::new(form)), cx);
        true
    }

    pub(super) fn answer_challenge(
        &mut self,
        request: Option<RequestId>,
        room: &BareJid,
        form: &Form,
        cx: &mut Context<'_>,
    ) {
        let answer = xml("captcha", CAPTCHA).child(form::submission(form));
        cx.owe(request);
        let key = cx.set(Some(Address::bare(room.clone())), answer);
        let _ = self.asked.insert(key, (room.clone(), Question::Done(request)));
    }
}

/// What a room refuses us with that was not content with our answer: other rooms say the same where a
/// password is missing.
pub(super) fn judged(refusal: Refusal, challenged: bool) -> Refusal {
    match refusal.condition.as_str() {
        "not-authorized" | "not-acceptable" if challenged => {
            Refusal { condition: Refusal::UNPROVEN.to_owned(), ..refusal }
        }
        _ => refusal,
    }
}
