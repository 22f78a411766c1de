//! Entering a room, being refused, and leaving (XEP-0045, sections 7.2, 7.6 and 7.14).

use std::collections::{BTreeMap, BTreeSet};

use xmpp::jid::BareJid;
use xmpp_parsers::ns;

use super::{Question, Rooms, seat_address, tell, tell_state};
use crate::engine::datetime;
use crate::engine::event::{Answer, RequestId};
use crate::engine::feature::Context;
use crate::engine::ground::{Phase, Seat};
use crate::engine::stanza;
use crate::engine::xml::xml;
use crate::model::room::{self, State};
use crate::model::{Address, Refusal, Timestamp};

/// How long a room may take to let us in, in milliseconds.
const PATIENCE: i64 = 30_000;
/// How long to wait before another attempt, in milliseconds.
pub(super) const PAUSE: i64 = 60_000;
/// How much of its past a room is asked for, where we hold nothing of it.
const HISTORY: u32 = 50;
/// Most rooms that we are in at once.
const MOST: usize = 500;
/// The longest nick that is made by adding to one that is taken, in bytes.
const LONGEST_NICK: usize = 64;

impl Rooms {
    pub(super) fn join(
        &mut self,
        request: Option<RequestId>,
        room: &BareJid,
        nick: &str,
        password: Option<String>,
        since: Option<Timestamp>,
        cx: &mut Context<'_>,
    ) {
        let nick = if nick.is_empty() { own_nick(cx) } else { nick.to_owned() };
        if let Some(seat) = cx.ground.seats.get(room).filter(|it| it.inside()) {
            if seat.nick != nick {
                return self.rename(request, room, &nick, cx);
            }
            cx.owe(request);
            return cx.settle(request, Ok(Answer::Done));
        }

        cx.owe(request);
        if cx.ground.seats.len() >= MOST {
            return cx.settle(request, Err(Refusal::ours("policy-violation")));
        }
        let before = cx.ground.seats.remove(room);
        let last =
            since.max(before.as_ref().and_then(|it| it.last)).max(self.held.get(room).copied());
        let seat = Seat {
            nick,
            wished: None,
            password,
            phase: Phase::Lost { retry: cx.now },
            proven: before.is_some_and(|it| it.proven),
            occupants: BTreeMap::new(),
            since: BTreeMap::new(),
            features: BTreeSet::new(),
            picture: None,
            last,
            heard: cx.now,
            replaying: true,
            challenged: false,
            subject: None,
        };
        let _ = cx.ground.seats.insert(room.clone(), seat);
        self.entering.entry(room.clone()).or_default().extend(request);
        self.invitation_settled(room, cx);
        self.enter(room, cx);
    }

    /// Asks the room to let us in, for the first time or again.
    pub(super) fn enter(&mut self, room: &BareJid, cx: &mut Context<'_>) {
        // What it can do decides whose ids we believe, and so must be known before its history.
        self.ask_features(room, cx);

        let Some(seat) = cx.ground.seats.get_mut(room) else { return };
        seat.phase = Phase::Joining { until: cx.now.plus(PATIENCE) };
        seat.occupants.clear();
        seat.since.clear();
        seat.replaying = true;
        seat.challenged = false;
        seat.subject = None;
        seat.heard = cx.now;

        let history = xml("history", ns::MUC);
        let history = match seat.last {
            Some(last) => history.attr("since", datetime::format(last)),
            None => history.attr("maxstanzas", HISTORY.to_string()),
        };
        let password = seat.password.as_ref().map(|it| xml("password", ns::MUC).text(it));
        let wish = xml("x", ns::MUC).children(password).child(history);

        let nick = seat.nick.clone();
        let presence = cx.ground.own_presence(Some(&seat_address(room, &nick)));
        cx.send(presence.child(wish));
        tell_state(room, State::Joining { nick }, cx);
    }

    pub(super) fn ask_features(&mut self, room: &BareJid, cx: &mut Context<'_>) {
        let question = xml("query", ns::DISCO_INFO);
        let key = cx.get(Some(Address::bare(room.clone())), question);
        let _ = self.asked.insert(key, (room.clone(), Question::Features));
    }

    /// Makes a room, and leaves it locked (section 10.1.3).
    pub(super) fn make(
        &mut self,
        request: Option<RequestId>,
        room: &BareJid,
        nick: &str,
        password: Option<String>,
        cx: &mut Context<'_>,
    ) {
        if cx.ground.seats.contains_key(room) {
            cx.owe(request);
            return cx.settle(request, Err(Refusal::ours("conflict")));
        }
        let _ = self.making.insert(room.clone());
        self.join(request, room, nick, password, None, cx);
    }

    /// We are in.
    pub(super) fn entered(
        &mut self,
        room: &BareJid,
        nick: String,
        made: bool,
        cx: &mut Context<'_>,
    ) {
        if self.making.remove(room) {
            if made {
                tell_state(room, State::Inside { nick }, cx);
                return self.entering_settled(room, &Ok(Answer::Done), cx);
            }
            // Somebody was here before, and did not ask for us.
            self.entering_settled(room, &Err(Refusal::ours("conflict")), cx);
            return self.leave(room, cx);
        }
        if made {
            // A room that did not exist waits for its maker; the default settings open it. Until
            // then nobody else could follow.
            let form = xml("x", ns::DATA_FORMS).attr("type", "submit");
            let query = xml("query", "http://jabber.org/protocol/muc#owner").child(form);
            let key = cx.set(Some(Address::bare(room.clone())), query);
            let _ = self.asked.insert(key, (room.clone(), Question::Open));
        }
        tell_state(room, State::Inside { nick }, cx);
        if !made {
            self.entering_settled(room, &Ok(Answer::Done), cx);
        }
        self.take_back_nick(room, cx);
    }

    /// Takes the nick that was taken when we came back, where it is free again.
    pub(super) fn take_back_nick(&mut self, room: &BareJid, cx: &mut Context<'_>) {
        let Some(seat) = cx.ground.seats.get(room).filter(|it| it.inside()) else { return };
        if let Some(wished) = seat.wished.clone()
            && !seat.occupants.contains_key(&wished)
        {
            self.rename(None, room, &wished, cx);
        }
    }

    /// The room does not let us in.
    pub(super) fn refused(&mut self, room: &BareJid, refusal: Refusal, cx: &mut Context<'_>) {
        let lasting = cx.ground.bookmarks.get(room).is_some_and(|it| it.autojoin);
        let _ = self.making.remove(room);
        let Some(seat) = cx.ground.seats.get_mut(room) else { return };

        let asked_for = self.entering.get(room).is_some_and(|it| !it.is_empty());
        if refusal.condition == "conflict" && !asked_for && seat.nick.len() < LONGEST_NICK {
            // Nobody is there to choose another; perhaps it is a ghost of our own that sits there.
            if seat.wished.is_none() {
                seat.wished = Some(seat.nick.clone());
            }
            seat.nick.push('_');
            return self.enter(room, cx);
        }

        seat.occupants.clear();
        seat.since.clear();
        if (seat.proven || lasting) && passes(&refusal) {
            seat.phase = Phase::Lost { retry: cx.now.plus(PAUSE) };
        } else {
            let _ = cx.ground.seats.remove(room);
        }
        tell_state(room, State::Refused(refusal.clone()), cx);
        self.entering_settled(room, &Err(refusal), cx);
    }

    pub(super) fn entering_settled(
        &mut self,
        room: &BareJid,
        result: &Result<Answer, Refusal>,
        cx: &mut Context<'_>,
    ) {
        for request in self.entering.remove(room).unwrap_or_default() {
            cx.settle(Some(request), result.clone());
        }
    }

    pub(super) fn leave(&mut self, room: &BareJid, cx: &mut Context<'_>) {
        let Some(seat) = cx.ground.seats.remove(room) else { return };
        let _ = self.making.remove(room);
        let _ = self.voices.remove(room);
        let out = Refusal::ours(Refusal::OFFLINE);
        self.entering_settled(room, &Err(out.clone()), cx);
        let renaming = self.renaming.remove(room);
        cx.settle(renaming, Err(out));

        if let Some(last) = seat.last {
            let _ = self.held.insert(room.clone(), last);
        }
        if cx.ground.online {
            let to = seat_address(room, &seat.nick);
            cx.send(stanza::presence(Some("unavailable"), Some(&to)));
        }
        tell_state(room, State::Outside, cx);
    }

    pub(super) fn rename(
        &mut self,
        request: Option<RequestId>,
        room: &BareJid,
        nick: &str,
        cx: &mut Context<'_>,
    ) {
        cx.owe(request);
        let Some(seat) = cx.ground.seats.get_mut(room).filter(|it| it.inside()) else {
            return cx.settle(request, Err(Refusal::ours("not-acceptable")));
        };
        if request.is_some() {
            seat.wished = None; // the person wants another
        }
        if seat.nick == nick {
            return cx.settle(request, Ok(Answer::Done));
        }
        if let Some(request) = request {
            let before = self.renaming.insert(room.clone(), request);
            cx.settle(before, Err(Refusal::ours("conflict")));
        }
        let presence = cx.ground.own_presence(Some(&seat_address(room, nick)));
        cx.send(presence);
    }

    pub(super) fn renamed(
        &mut self,
        room: &BareJid,
        result: Result<Answer, Refusal>,
        cx: &mut Context<'_>,
    ) {
        let request = self.renaming.remove(room);
        cx.settle(request, result);
    }

    fn invitation_settled(&mut self, room: &BareJid, cx: &mut Context<'_>) {
        if self.invited.remove(room) {
            tell(room, room::Change::Answered, cx);
        }
    }
}

/// Whether it may be otherwise in a while.
fn passes(refusal: &Refusal) -> bool {
    let fleeting = ["remote-server-timeout", "remote-server-not-found", "recipient-unavailable"];
    refusal.kind == "wait"
        || refusal.condition == Refusal::TIMED_OUT
        || fleeting.contains(&refusal.condition.as_str())
}

fn own_nick(cx: &Context<'_>) -> String {
    cx.ground.me.node().map_or_else(|| "parlance".to_owned(), |it| it.as_str().to_owned())
}
