//! What one may do to others in a room (XEP-0045, sections 5.1.1 and 5.2.1).
//!
//! Where the standard leaves room, the stricter reading holds, as the services have it: nobody
//! takes the voice or the seat of an administrator or owner without taking their affiliation first.

use xmpp::jid::BareJid;

use crate::model::message::{Author, Message};
use crate::model::room::{Affiliation, Occupant, Role, Room};

/// What is done to somebody in a room, or to the room itself, and deserves a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Measure {
    /// [`Role::None`] removes them.
    Role {
        nick: String,
        role: Role,
    },
    Affiliation {
        nick: String,
        who: BareJid,
        affiliation: Affiliation,
    },
    /// A message of theirs is removed for all (XEP-0425), by the room's id of it.
    Message {
        nick: String,
        id: String,
    },
    /// All that they have said here.
    Messages {
        author: Author,
    },
    /// Ends the room for everybody.
    Destroy,
}

/// Messages of others can be removed (XEP-0425).
pub const MODERATION: &str = "urn:xmpp:message-moderate:1";

/// A room that can have a picture (XEP-0486).
pub const PICTURE: &str = "vcard-temp";

/// What may be done to a message of somebody, the least first.
pub fn moderation(room: &Room, message: &Message) -> Vec<Measure> {
    let moderates = room.me().is_some_and(|me| me.role == Role::Moderator);
    let stands = message.sequel.retracted.is_none();
    match (&message.author, &message.ids.stanza) {
        (author @ Author::Occupant { nick, .. }, Some(id))
            if moderates && stands && room.features.contains(MODERATION) =>
        {
            let one = Measure::Message { nick: nick.clone(), id: id.clone() };
            vec![one, Measure::Messages { author: author.clone() }]
        }
        _ => Vec::new(),
    }
}

/// What this person may do to that one, in the order in which it is offered.
pub fn measures(me: &Occupant, them: &Occupant) -> Vec<Measure> {
    let (mine, theirs) = (Standing::from(me), Standing::from(them));
    let role = |role| Measure::Role { nick: them.nick.clone(), role };
    let roles = match them.role {
        Role::None | Role::Visitor => [Role::Participant, Role::Moderator, Role::None],
        Role::Participant => [Role::Visitor, Role::Moderator, Role::None],
        Role::Moderator => [Role::Participant, Role::Visitor, Role::None],
    };
    let toggled = match them.affiliation {
        Affiliation::Member => Affiliation::None,
        _ => Affiliation::Member,
    };
    let affiliations = them.jid.iter().flat_map(|who| {
        let to = [toggled, Affiliation::Outcast].into_iter();
        // What owners decide among themselves is done in the lists.
        let to = to.filter(|_| them.affiliation < Affiliation::Admin);
        to.filter(|it| mine.may_give_affiliation(them.affiliation, *it)).map(|affiliation| {
            let (nick, who) = (them.nick.clone(), who.clone());
            Measure::Affiliation { nick, who, affiliation }
        })
    });
    let roles = roles.into_iter().filter(|it| mine.may_give_role(theirs, *it)).map(role);
    let mut measures: Vec<Measure> = roles.chain(affiliations).collect();
    // What sends them away comes last.
    measures.sort_by_key(Measure::is_expulsion);
    measures
}

impl Measure {
    /// Whether somebody has to go.
    pub fn is_expulsion(&self) -> bool {
        match self {
            Self::Role { role, .. } => *role == Role::None,
            Self::Affiliation { affiliation, .. } => *affiliation == Affiliation::Outcast,
            Self::Message { .. } | Self::Messages { .. } | Self::Destroy => true,
        }
    }
}

/// Somebody's standing: what they may do now, and what they are to the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub role: Role,
    pub affiliation: Affiliation,
}

impl From<&Occupant> for Standing {
    fn from(it: &Occupant) -> Self {
        Self { role: it.role, affiliation: it.affiliation }
    }
}

impl Standing {
    /// Whether this person may give that one the role; [`Role::None`] removes them from the room.
    pub fn may_give_role(self, them: Self, role: Role) -> bool {
        let managing = self.affiliation >= Affiliation::Admin;
        let moderator = them.role == Role::Moderator || role == Role::Moderator;

        self.role == Role::Moderator
            && them.role != role
            && them.affiliation < Affiliation::Admin
            && them.affiliation <= self.affiliation.max(Affiliation::None)
            && (managing || !moderator)
    }

    /// Whether this person may change another's affiliation from `now` to `to`.
    pub fn may_give_affiliation(self, now: Affiliation, to: Affiliation) -> bool {
        now != to
            && match self.affiliation {
                Affiliation::Owner => true,
                Affiliation::Admin => now < Affiliation::Admin && to < Affiliation::Admin,
                Affiliation::Member | Affiliation::None | Affiliation::Outcast => false,
            }
    }

    /// Whether the room lets this person read the list of those who have the affiliation.
    /// Sections 9.5, 10.5 and 10.8: administrators see all; owners and administrators are no secret
    /// to them.
    pub fn may_list(self) -> bool {
        self.affiliation >= Affiliation::Admin
    }

    pub fn may_configure(self) -> bool {
        self.affiliation == Affiliation::Owner
    }
}

#[cfg(test)]
mod tests {
    use super::Affiliation::{Admin, Member, None as Nobody, Outcast, Owner};
    use super::Role::{Moderator, None as Out, Participant, Visitor};
    use super::*;

    fn who(role: Role, affiliation: Affiliation) -> Standing {
        Standing { role, affiliation }
    }

    #[test]
    fn roles_are_given_by_those_who_stand_above() {
        let guest = who(Participant, Nobody);
        let mute = who(Visitor, Nobody);
        let member = who(Participant, Member);
        let moderator = who(Moderator, Nobody);
        let admin = who(Moderator, Admin);
        let owner = who(Moderator, Owner);

        let table = [
            // who, to whom, role, allowed
            (guest, mute, Participant, false),
            (guest, guest, Out, false),
            (moderator, guest, Out, true),
            (moderator, guest, Visitor, true),
            (moderator, mute, Participant, true),
            (moderator, mute, Moderator, false),
            (moderator, member, Out, false),
            (moderator, moderator, Out, false),
            (moderator, moderator, Participant, false),
            (moderator, owner, Out, false),
            (who(Moderator, Member), member, Visitor, true),
            (admin, moderator, Participant, true),
            (admin, moderator, Out, true),
            (admin, member, Moderator, true),
            (admin, member, Participant, false),
            (admin, admin, Out, false),
            (admin, owner, Visitor, false),
            (owner, admin, Out, false),
            (owner, member, Out, true),
            (who(Participant, Owner), member, Out, false),
        ];
        for (me, them, role, allowed) in table {
            assert_eq!(me.may_give_role(them, role), allowed, "{me:?} {them:?} {role:?}");
        }
    }

    #[test]
    fn affiliations_are_given_by_administrators_below_their_own_and_by_owners() {
        let all = [Outcast, Nobody, Member, Admin, Owner];
        for (now, to) in all.into_iter().flat_map(|now| all.map(|to| (now, to))) {
            let may = |mine| who(Moderator, mine).may_give_affiliation(now, to);
            assert_eq!(may(Owner), now != to, "{now:?} {to:?}");
            assert_eq!(may(Admin), now != to && now < Admin && to < Admin, "{now:?} {to:?}");
            assert!(!may(Member) && !may(Nobody), "{now:?} {to:?}");
        }
    }
}
