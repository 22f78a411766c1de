//! Whether we are still in (XEP-0410, version 1.1), and coming back where we are not.

use xmpp::jid::BareJid;
use xmpp_parsers::ns;

use super::{Question, Rooms, seat_address};
use crate::engine::feature::Context;
use crate::engine::ground::{Ground, Phase};
use crate::engine::xml::xml;
use crate::model::{Refusal, Timestamp};

/// A room that has been silent for so long is asked, in milliseconds: with the time that an answer
/// may take, a ghost is noticed within five minutes.
const SILENCE: i64 = 4 * 60_000;
/// After a session that was asleep, so long a silence is enough, in milliseconds.
const ASLEEP: i64 = 60_000;
/// A room that could not be reached is asked again after this time, in milliseconds.
const AGAIN: i64 = 60_000;

/// When the next room is to be looked at.
pub fn deadline(ground: &Ground) -> Option<Timestamp> {
    let due = |phase, heard: Timestamp| match phase {
        Phase::Inside => heard.plus(SILENCE),
        Phase::Joining { until } => until,
        Phase::Lost { retry } => retry,
    };
    let seats = ground.seats.values().filter(|_| ground.online);
    seats.map(|it| due(it.phase, it.heard)).min()
}

impl Rooms {
    pub(super) fn watch(&mut self, cx: &mut Context<'_>) {
        if !cx.ground.online {
            return;
        }
        let seats: Vec<_> =
            cx.ground.seats.iter().map(|(room, it)| (room.clone(), it.phase, it.heard)).collect();

        for (room, phase, heard) in seats {
            match phase {
                Phase::Inside if heard.plus(SILENCE) <= cx.now => self.ask_inside(&room, cx),
                Phase::Joining { until } if until <= cx.now => {
                    self.refused(&room, Refusal::ours(Refusal::TIMED_OUT), cx);
                }
                Phase::Lost { retry } if retry <= cx.now => self.enter(&room, cx),
                Phase::Inside | Phase::Joining { .. } | Phase::Lost { .. } => {}
            }
        }
    }

    /// The session goes on, and rooms may have lost us meanwhile.
    pub(super) fn wake(&mut self, cx: &mut Context<'_>) {
        for seat in cx.ground.seats.values_mut().filter(|it| it.inside()) {
            if seat.heard.plus(ASLEEP) <= cx.now {
                seat.heard = seat.heard.min(cx.now.plus(-SILENCE));
            }
        }
    }

    fn ask_inside(&mut self, room: &BareJid, cx: &mut Context<'_>) {
        let Some(seat) = cx.ground.seats.get_mut(room) else { return };
        seat.heard = cx.now;
        let me = seat_address(room, &seat.nick);
        let key = cx.get(Some(me), xml("ping", ns::PING));
        let _ = self.asked.insert(key, (room.clone(), Question::Inside));
    }

    /// The ping to ourselves failed (XEP-0410, section 3).
    pub(super) fn checked(&mut self, room: &BareJid, refusal: &Refusal, cx: &mut Context<'_>) {
        let inside = cx.ground.seats.get(room).is_some_and(|it| it.inside());
        match refusal.condition.as_str() {
            // We are in: our own device says no to the ping, or our nick has just changed.
            "service-unavailable" | "feature-not-implemented" | "item-not-found" => {}
            // Nothing can be known, and so it is asked again.
            "remote-server-not-found"
            | "remote-server-timeout"
            | Refusal::TIMED_OUT
            | Refusal::OFFLINE => {
                if let Some(seat) = cx.ground.seats.get_mut(room) {
                    seat.heard = seat.heard.min(cx.now.plus(AGAIN - SILENCE));
                }
            }
            _ if inside => self.enter(room, cx),
            _ => {}
        }
    }
}
