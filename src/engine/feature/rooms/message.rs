//! What is said in a room, and in private between its occupants (XEP-0045, sections 7.4, 7.5, 8.1).

use xmpp::jid::BareJid;
use xmpp_parsers::ns;

use super::{Rooms, mention, tell};
use crate::engine::event::{Archive, Origin};
use crate::engine::feature::{Context, Flow, Incoming, PASSED, TAKEN};
use crate::engine::ground::Ground;
use crate::engine::stanza::{self, CLIENT};
use crate::model::message::Author;
use crate::model::{Address, ChatId, room};

impl Rooms {
    /// Finds out where a message belongs, where it belongs to a room.
    pub(super) fn place(&mut self, it: &mut Incoming, cx: &mut Context<'_>) -> Flow {
        let Some(from) = it.head.from.clone() else { return PASSED };

        if it.is_error() && cx.ground.seats.contains_key(&from.bare) {
            return self.bounced(it, from, cx);
        }
        if it.is_groupchat() {
            return self.said(it, from, cx);
        }
        private(it, from, cx.ground);
        PASSED
    }

    fn bounced(&mut self, it: &mut Incoming, from: Address, cx: &mut Context<'_>) -> Flow {
        let refusal = stanza::refusal(&it.stanza);
        if refusal.condition == "not-acceptable" {
            // It no longer knows us: to be checked at once.
            if let Some(seat) = cx.ground.seats.get_mut(&from.bare) {
                seat.heard = crate::model::Timestamp::from_millis(0);
            }
        }
        if self.invitation_bounced(it.head.id.as_deref(), &refusal, cx) {
            return TAKEN;
        }
        self.subject_settled(it.head.id.as_deref(), Err(refusal), cx);

        let account = cx.ground.account.clone();
        it.chat = Some(match from.resource {
            Some(nick) => ChatId::occupant(account, from.bare, nick),
            None => ChatId::room(account, from.bare),
        });
        PASSED
    }

    fn said(&mut self, it: &mut Incoming, from: Address, cx: &mut Context<'_>) -> Flow {
        let archived = matches!(&it.archived, Some((Archive::Room(room), _)) if *room == from.bare);
        let seated = cx.ground.seats.get(&from.bare).is_some_and(|it| !it.occupants.is_empty());
        let live = seated && it.origin == Origin::Live;
        if !archived && !live {
            return TAKEN;
        }

        let room = from.bare.clone();
        if !archived {
            self.replayed(it, &room, cx);
        }
        it.chat = Some(ChatId::room(cx.ground.account.clone(), room.clone()));
        it.author = author(it, &from, cx.ground);
        it.mention = !it.is_ours() && names_us(it, &room, cx.ground);

        if from.resource.is_none() && live {
            self.told_by_room(it, &room, cx);
        }
        let subject = stanza::text_in(&it.stanza, "subject", "");
        if let Some(text) = subject.filter(|_| it.payload("body", CLIENT).is_none()) {
            return self.subject(it, &room, text, from.resource.unwrap_or_default(), cx);
        }
        PASSED
    }

    /// Tells history from what is said now: history ends with the subject (section 7.2.15), or
    /// with the first message that has no delay.
    fn replayed(&mut self, it: &mut Incoming, room: &BareJid, cx: &mut Context<'_>) {
        let Some(seat) = cx.ground.seats.get_mut(room) else { return };
        seat.heard = cx.now;

        // The room's own word comes first: an occupant could write any other.
        let by_room = |it: &Address| it.resource.is_none() && it.bare == *room;
        let delay = stanza::delays(&it.stanza)
            .find(|delay| delay.from.as_ref().is_none_or(by_room))
            .or_else(|| stanza::delays(&it.stanza).next());
        match delay {
            Some(delay) if seat.replaying => {
                it.origin = Origin::Replay;
                it.stamped = Some(delay.at.min(cx.now));
            }
            Some(_) => {}
            None => seat.replaying = false,
        }

        let at = it.stamped.unwrap_or(cx.now);
        if it.payload("body", CLIENT).is_some() {
            seat.last = seat.last.max(Some(at));
        }
    }

    /// The room has a new subject (section 8.1), or tells a newcomer the one that it has.
    fn subject(
        &mut self,
        it: &mut Incoming,
        room: &BareJid,
        text: String,
        by: String,
        cx: &mut Context<'_>,
    ) -> Flow {
        if it.origin == Origin::Archive {
            return PASSED;
        }
        let news = match cx.ground.seats.get_mut(room) {
            Some(seat) => {
                let first = std::mem::take(&mut seat.replaying) || it.origin == Origin::Replay;
                // Who enters twice at once is told twice.
                let before = seat.subject.replace(text.clone());
                !first && before.is_some_and(|it| it != text)
            }
            None => false,
        };
        if it.is_ours() {
            self.subject_set(room, &text, cx);
        }
        // A room that tells a newcomer says when it was set (section 7.2.15), or does not.
        let at = it.stamped.or(news.then_some(cx.now));
        tell(room, room::Change::Subject { text, by, at }, cx);
        if news { PASSED } else { TAKEN }
    }
}

/// A private message from or to an occupant (section 7.5).
fn private(it: &mut Incoming, from: Address, ground: &Ground) {
    let ours = ground.is_me(&from);
    let peer = if ours { it.head.to.clone() } else { Some(from) };
    let Some(peer) = peer else { return };

    let seated = ground.seats.get(&peer.bare).is_some_and(|it| !it.occupants.is_empty());
    // Copies tell of rooms that we may have left by now.
    let copied = it.origin != Origin::Live
        && (ground.is_room(&peer.bare) || it.payload("x", ns::MUC_USER).is_some());
    if !seated && !copied {
        return;
    }

    let account = ground.account.clone();
    match peer.resource {
        Some(nick) => {
            it.author = if ours { Author::Me { nick: String::new() } } else { Author::Peer };
            it.chat = Some(ChatId::occupant(account, peer.bare, nick));
        }
        None if !ours => {
            it.author = Author::Service;
            it.chat = Some(ChatId::room(account, peer.bare));
        }
        None => {}
    }
}

fn author(it: &Incoming, from: &Address, ground: &Ground) -> Author {
    let Some(nick) = from.resource.clone() else { return Author::Service };
    let seat = ground.seats.get(&from.bare);
    let id = it
        .payload("occupant-id", ns::OID)
        .filter(|_| it.archived.is_some() || seat.is_some_and(|it| it.features.contains(ns::OID)))
        .and_then(|it| stanza::id(it.attr("id")));

    let bookmark = ground.bookmarks.get(&from.bare);
    let my_nick = seat.map(|it| &it.nick).or(bookmark.map(|it| &it.nick));
    let my_id = seat.and_then(|it| it.my_id());
    // A nick belongs to us only while we are in; the room's own id for us is surer.
    let mine = match (&id, my_id) {
        (Some(id), Some(my_id)) => id == my_id,
        _ => my_nick == Some(&nick),
    };
    if mine { Author::Me { nick } } else { Author::Occupant { nick, id } }
}

fn names_us(it: &Incoming, room: &BareJid, ground: &Ground) -> bool {
    let Some(seat) = ground.seats.get(room) else { return false };
    let body = stanza::text_in(&it.stanza, "body", &ground.language).unwrap_or_default();
    mention::names(&body, &seat.nick) || ground.words.iter().any(|it| mention::names(&body, it))
}
