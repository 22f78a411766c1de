//! Invitations into rooms: through the room (XEP-0045, section 7.8.2), or straight (XEP-0249).

use xmpp::jid::BareJid;
use xmpp::minidom::Element;
use xmpp_parsers::ns;

use super::{Question, Rooms, tell};
use crate::engine::event::{Answer, Origin, RequestId};
use crate::engine::feature::{Context, Incoming};
use crate::engine::request::Key;
use crate::engine::stanza;
use crate::engine::xml::xml;
use crate::model::room::{self, Invitation};
use crate::model::{Address, Refusal};

/// XEP-0249.
const DIRECT: &str = "jabber:x:conference";
/// Most invitations that wait for the person.
const MOST: usize = 100;
/// The longest words of an invitation, in characters.
const LONGEST: usize = 1_000;

impl Rooms {
    /// Takes a message that invites; `false` where it does not.
    pub(super) fn invitation(&mut self, it: &Incoming, cx: &mut Context<'_>) -> bool {
        if it.is_error() || it.is_groupchat() {
            return false;
        }
        let Some(from) = &it.head.from else { return false };
        let user = it.payload("x", ns::MUC_USER);
        if user.is_some_and(|it| it.get_child("decline", ns::MUC_USER).is_some()) {
            return true; // nobody waits for it
        }

        // The room itself passes them on, and none of its occupants.
        let room = from.resource.is_none().then_some(&from.bare);
        let mediated = room.zip(user).and_then(|(room, user)| mediated(room, user));
        let direct = || it.payload("x", DIRECT).and_then(|it| direct(&from.bare, it));
        let Some(invitation) = mediated.or_else(direct) else { return false };

        let now = matches!(it.origin, Origin::Live | Origin::Carbon) && !cx.ground.is_me(from);
        let inside = cx.ground.seats.get(&invitation.room).is_some_and(|it| it.inside());
        let known = self.invited.contains(&invitation.room);
        if now && !inside && (known || self.invited.len() < MOST) {
            let room = invitation.room.clone();
            let _ = self.invited.insert(room.clone());
            tell(&room, room::Change::Invited(invitation), cx);
        }
        true
    }

    /// Asks somebody in. A room for members must know of it, so it passes the invitation on and makes
    /// them a member; any other is left out of it, and the invitation comes from us (XEP-0249).
    pub(super) fn invite(
        &mut self,
        request: Option<RequestId>,
        room: &BareJid,
        who: &BareJid,
        (reason, continues): (&str, bool),
        cx: &mut Context<'_>,
    ) {
        cx.owe(request);
        let Some(seat) = cx.ground.seats.get(room).filter(|it| it.inside()) else {
            return cx.settle(request, Err(Refusal::ours("not-acceptable")));
        };
        let id = cx.requests.id();
        let reason = Some(reason.trim()).filter(|it| !it.is_empty());

        if seat.features.contains("muc_membersonly") {
            let reason = reason.map(|it| xml("reason", ns::MUC_USER).text(it));
            let goes_on = continues.then(|| xml("continue", ns::MUC_USER));
            let invite = xml("invite", ns::MUC_USER).attr("to", who.as_str());
            let invite = invite.children(reason).children(goes_on);
            let x = xml("x", ns::MUC_USER).child(invite);
            let to = Address::bare(room.clone());
            cx.send(stanza::message("normal", &to).attr("id", &id).child(x));
            // It says no or nothing; what it answers afterwards ends the waiting.
            let key = cx.get(Some(to), xml("query", ns::DISCO_INFO));
            let _ = self.asked.insert(key, (room.clone(), Question::Invited));
            if let Some(request) = request {
                let _ = self.inviting.insert(id, (key, request));
            }
            return;
        }
        let x = xml("x", DIRECT)
            .attr("jid", room.as_str())
            .maybe_attr("password", seat.password.as_ref())
            .maybe_attr("reason", reason)
            .maybe_attr("continue", continues.then_some("true"));
        cx.send(stanza::message("normal", &Address::bare(who.clone())).attr("id", &id).child(x));
        cx.settle(request, Ok(Answer::Done));
    }

    /// The room has answered what was asked behind an invitation.
    pub(super) fn invitation_passed(&mut self, key: Key, cx: &mut Context<'_>) {
        let id = self.inviting.iter().find(|(_, it)| it.0 == key).map(|(id, _)| id.clone());
        let request = id.and_then(|it| self.inviting.remove(&it)).map(|it| it.1);
        cx.settle(request, Ok(Answer::Done));
    }

    /// Whether the error was about an invitation of ours.
    pub(super) fn invitation_bounced(
        &mut self,
        id: Option<&str>,
        refusal: &Refusal,
        cx: &mut Context<'_>,
    ) -> bool {
        let Some((_, request)) = id.and_then(|it| self.inviting.remove(it)) else { return false };
        cx.settle(Some(request), Err(refusal.clone()));
        true
    }

    pub(super) fn decline(&mut self, room: &BareJid, from: Option<&Address>, cx: &mut Context<'_>) {
        let decline = xml("decline", ns::MUC_USER).maybe_attr("to", from.map(ToString::to_string));
        let to = Address::bare(room.clone());
        let id = cx.requests.id();
        let x = xml("x", ns::MUC_USER).child(decline);
        cx.send(stanza::message("normal", &to).attr("id", id).child(x));

        let _ = self.invited.remove(room);
        tell(room, room::Change::Answered, cx);
    }
}

fn mediated(room: &BareJid, x: &Element) -> Option<Invitation> {
    let invite = x.get_child("invite", ns::MUC_USER)?;
    let child =
        |parent: &Element, name: &str| parent.get_child(name, ns::MUC_USER).map(Element::text);

    Some(Invitation {
        room: room.clone(),
        // Some rooms name the occupant instead of the person.
        from: invite
            .attr("from")
            .and_then(Address::parse)
            .map(|it| if it.bare == *room { it } else { Address::bare(it.bare) }),
        reason: short(&child(invite, "reason").unwrap_or_default()),
        password: child(x, "password").filter(|it| !it.is_empty()),
    })
}

fn direct(from: &BareJid, x: &Element) -> Option<Invitation> {
    Some(Invitation {
        room: x.attr("jid").and_then(Address::parse)?.bare,
        from: Some(Address::bare(from.clone())),
        reason: short(x.attr("reason").unwrap_or_default()),
        password: x.attr("password").filter(|it| !it.is_empty()).map(str::to_owned),
    })
}

fn short(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}
