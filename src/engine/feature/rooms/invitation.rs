//! Invitations into rooms: through the room (XEP-0045, section 7.8.2), or straight (XEP-0249).

use xmpp::jid::BareJid;
use xmpp::minidom::Element;
use xmpp_parsers::ns;

use super::{Rooms, tell};
use crate::engine::event::Origin;
use crate::engine::feature::{Context, Incoming};
use crate::engine::stanza;
use crate::engine::xml::xml;
use crate::model::Address;
use crate::model::room::{self, Invitation};

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

        let mediated = user.and_then(|it| mediated(&from.bare, it));
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
