//! Who is in a room, and how each came to leave it (XEP-0045, sections 7.3, 7.6, 8.2, 9.1).

use std::collections::BTreeSet;

use xmpp::jid::BareJid;
use xmpp::minidom::Element;
use xmpp_parsers::ns;

use super::{Rooms, challenge, entry::PAUSE, news, tell, tell_state};
use crate::engine::event::Answer;
use crate::engine::feature::{Context, Flow, PASSED, Stanza, TAKEN};
use crate::engine::ground::Phase;
use crate::engine::stanza;
use crate::model::room::news::Event;
use crate::model::room::{self, Affiliation, Occupant, Removal, Role, State};
use crate::model::{Address, Show};

/// Most occupants of one room that are kept.
const MOST: usize = 10_000;
const HATS: &str = "urn:xmpp:hats:0";
/// Most hats of one head, and the longest title in characters.
const MOST_HATS: usize = 8;
const LONGEST_HAT: usize = 60;
/// The longest reason that is kept, in characters.
const LONGEST_REASON: usize = 1_000;

/// What a room says beside a presence.
#[derive(Debug, Default)]
struct Remarks {
    statuses: BTreeSet<u16>,
    role: Role,
    affiliation: Affiliation,
    jid: Option<BareJid>,
    /// The new nick, where it changes.
    nick: Option<String>,
    by: String,
    reason: String,
    destroyed: Option<(String, Option<BareJid>)>,
}

impl Rooms {
    pub(super) fn presence_of(&mut self, it: &Stanza, cx: &mut Context<'_>) -> Flow {
        let Some(from) = &it.head.from else { return PASSED };
        let room = &from.bare;
        let Some(seat) = cx.ground.seats.get_mut(room) else {
            // Of a room that we are not in.
            let strange = it.element.get_child("x", ns::MUC_USER).is_some();
            return if strange { TAKEN } else { PASSED };
        };

        seat.heard = cx.now;
        let (phase, challenged) = (seat.phase, seat.challenged);
        match (it.head.kind.as_str(), &from.resource) {
            ("", Some(nick)) => self.came(room, nick, &it.element, cx),
            ("unavailable", Some(nick)) => self.went(room, nick, &it.element, cx),
            ("error", _) => {
                let refusal = challenge::judged(stanza::refusal(&it.element), challenged);
                match phase {
                    Phase::Joining { .. } => self.refused(room, refusal, cx),
                    Phase::Inside => self.renamed(room, Err(refusal), cx),
                    Phase::Lost { .. } => {}
                }
            }
            ("" | "unavailable", None) => {}
            _ => return PASSED,
        }
        TAKEN
    }

    fn came(&mut self, room: &BareJid, nick: &str, presence: &Element, cx: &mut Context<'_>) {
        let remarks = remarks(presence);
        let device = stanza::device_presence(presence, &cx.ground.language);
        let Some(seat) = cx.ground.seats.get_mut(room) else { return };

        let me = remarks.statuses.contains(&110) || seat.nick == nick;
        if matches!(seat.phase, Phase::Lost { .. })
            || (!me && seat.occupants.len() >= MOST && !seat.occupants.contains_key(nick))
        {
            return;
        }

        let occupant = Occupant {
            nick: nick.to_owned(),
            role: remarks.role,
            affiliation: remarks.affiliation,
            show: device.show,
            status: device.status,
            jid: remarks.jid,
            id: presence
                .get_child("occupant-id", ns::OID)
                .filter(|_| seat.features.contains(ns::OID))
                .and_then(|it| stanza::id(it.attr("id"))),
            hats: hats(presence),
        };
        let inside = seat.inside();
        let new = seat.occupants.insert(nick.to_owned(), occupant.clone()).is_none();
        let _ = seat.since.entry(nick.to_owned()).or_insert(cx.now);
        let entered = me && matches!(seat.phase, Phase::Joining { .. });
        let mut wished = None;
        if entered {
            // The room may have given us another nick than the one we wished for (status 210).
            let before = std::mem::replace(&mut seat.nick, nick.to_owned());
            wished = Some(before).filter(|it| it != nick);
            seat.phase = Phase::Inside;
            seat.proven = true;
        }

        if occupant.role >= Role::Participant {
            self.voice_settled(room, nick, cx);
        }
        tell(room, room::Change::Occupant(occupant), cx);
        if entered {
            self.entered(room, nick.to_owned(), remarks.statuses.contains(&201), cx);
            news::of_entering(room, nick, wished, &remarks.statuses, cx);
        } else if new && inside {
            news::tell(room, Event::Came(nick.to_owned()), cx);
        }
    }

    fn went(&mut self, room: &BareJid, nick: &str, presence: &Element, cx: &mut Context<'_>) {
        let remarks = remarks(presence);
        let Some(seat) = cx.ground.seats.get_mut(room) else { return };
        let Some(mut occupant) = seat.occupants.remove(nick) else {
            return; // perhaps a ghost of ours, while we come in
        };
        let _ = seat.since.remove(nick);
        let inside = seat.inside();
        let me = inside && (remarks.statuses.contains(&110) || seat.nick == nick);

        if remarks.statuses.contains(&303)
            && let Some(to) = remarks.nick
        {
            if me {
                seat.nick.clone_from(&to);
                let _ = seat.wished.take_if(|it| *it == to);
            }
            occupant.nick.clone_from(&to);
            let _ = seat.occupants.insert(to.clone(), occupant);
            let _ = seat.since.insert(to.clone(), cx.now);
            let renamed = Event::Renamed { from: nick.to_owned(), to: to.clone() };
            tell(room, room::Change::Renamed { from: nick.to_owned(), to }, cx);
            news::tell(room, renamed, cx);
            if me {
                self.renamed(room, Ok(Answer::Done), cx);
            } else {
                self.freed(room, nick, cx);
            }
            return;
        }
        self.voice_settled(room, nick, cx);
        if !me {
            tell(room, room::Change::Left { nick: nick.to_owned() }, cx);
            if inside {
                news::tell(room, going(nick, remarks), cx);
            }
            return self.freed(room, nick, cx);
        }
        self.removed(room, remarks, cx);
    }

    /// A nick is free: perhaps it is the one that we go without.
    fn freed(&mut self, room: &BareJid, nick: &str, cx: &mut Context<'_>) {
        let seat = cx.ground.seats.get(room);
        if seat.is_some_and(|it| it.wished.as_deref() == Some(nick)) {
            self.take_back_nick(room, cx);
        }
    }

    fn removed(&mut self, room: &BareJid, remarks: Remarks, cx: &mut Context<'_>) {
        let has = |status| remarks.statuses.contains(&status);
        let Remarks { by, reason, destroyed, .. } = &remarks;
        let (by, reason) = (by.clone(), reason.clone());

        let (removal, comes_back) = match destroyed {
            Some((reason, instead)) => {
                (Removal::Destroyed { reason: reason.clone(), instead: instead.clone() }, false)
            }
            None if has(301) => (Removal::Banned { by, reason }, false),
            None if has(333) => (Removal::Fault, true),
            None if has(307) => (Removal::Kicked { by, reason }, false),
            None if has(321) || has(322) => (Removal::MembersOnly, false),
            None if has(332) => (Removal::Shutdown, true),
            None => (Removal::Fault, true),
        };

        let _ = self.voices.remove(room);
        if !comes_back {
            let seat = cx.ground.seats.remove(room);
            if let Some(last) = seat.and_then(|it| it.last) {
                let _ = self.held.insert(room.clone(), last);
            }
        } else if let Some(seat) = cx.ground.seats.get_mut(room) {
            seat.occupants.clear();
            seat.since.clear();
            seat.phase = Phase::Lost { retry: cx.now.plus(PAUSE) };
        }
        // We go offline ourselves, and the room follows.
        let state = match cx.ground.presence.show {
            Show::Offline => State::Outside,
            _ => State::Removed(removal),
        };
        tell_state(room, state, cx);
    }
}

/// The titles of somebody's hats (XEP-0317, version 0.3.1). The room puts them there, and strips what
/// others claim.
fn hats(presence: &Element) -> Vec<String> {
    let hats = presence.children().filter(|it| it.is("hats", HATS)).flat_map(Element::children);
    let titles = hats.filter(|it| it.is("hat", HATS)).filter_map(|it| it.attr("title"));
    let titles = titles.map(|it| it.trim().chars().take(LONGEST_HAT).collect::<String>());
    titles.filter(|it| !it.is_empty()).take(MOST_HATS).collect()
}

/// How somebody else has gone. The service going down, and errors of theirs, are no more than that.
fn going(nick: &str, remarks: Remarks) -> Event {
    let has = |status| remarks.statuses.contains(&status);
    let nick = nick.to_owned();
    let Remarks { by, reason, .. } = &remarks;
    match () {
        () if has(301) => Event::Banned { nick, by: by.clone(), reason: reason.clone() },
        () if has(333) => Event::Left(nick),
        () if has(307) => Event::Kicked { nick, by: by.clone(), reason: reason.clone() },
        () if has(321) || has(322) => Event::Struck(nick),
        () => Event::Left(nick),
    }
}

fn remarks(presence: &Element) -> Remarks {
    let Some(x) = presence.get_child("x", ns::MUC_USER) else { return Remarks::default() };
    let mut remarks = Remarks { statuses: news::statuses(x), ..Remarks::default() };
    let reason = |parent: &Element| {
        let text = parent.get_child("reason", ns::MUC_USER).map(Element::text).unwrap_or_default();
        text.chars().take(LONGEST_REASON).collect::<String>()
    };

    if let Some(item) = x.get_child("item", ns::MUC_USER) {
        remarks.role = item.attr("role").map(Role::of).unwrap_or_default();
        remarks.affiliation = item.attr("affiliation").map(Affiliation::of).unwrap_or_default();
        remarks.jid = item.attr("jid").and_then(Address::parse).map(|it| it.bare);
        remarks.nick = item.attr("nick").filter(|it| !it.is_empty()).map(str::to_owned);
        let actor = item.get_child("actor", ns::MUC_USER);
        let by = actor.and_then(|it| it.attr("nick").or_else(|| it.attr("jid")));
        by.unwrap_or_default().clone_into(&mut remarks.by);
        remarks.reason = reason(item);
    }
    if let Some(destroy) = x.get_child("destroy", ns::MUC_USER) {
        let instead = destroy.attr("jid").and_then(Address::parse).map(|it| it.bare);
        remarks.destroyed = Some((reason(destroy), instead));
    }
    remarks
}
