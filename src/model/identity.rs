//! When two messages are one.
//!
//! The same message reaches us by several ways: live, as a copy of another device, out of an archive
//! more than once, replayed by a room, or as the echo of what we wrote. It is kept once. The rule,
//! from the surest sign to the weakest:
//!
//! 1. **Stanza ids** (XEP-0359) decide, where both messages have one of the same archive: equal is
//!    one message. Different is two, but for what was sent again under the same random origin id
//!    because nobody could tell whether it had arrived: the archive has it twice.
//! 2. Otherwise both must be of one chat, one kind and one author ([`same_author`]).
//! 3. **Origin ids**, where both have one: different is two messages. Equal is one, if the words are
//!    equal too, since some programs count their ids anew in each session. What was written on this
//!    device and is heard for the first time need not have its words: our ids are random, and a room
//!    may trim what it passes on.
//! 4. **No ids** (old peers, old rooms): one message, if the words are equal, the times are near, and
//!    one of the two is a repetition of an archive or a room where the other came live. Each row is
//!    matched once in this way: two people's "ok", or one's "ok" said twice, stay two messages. A
//!    repetition of a repetition must have the same second. Words alone never decide.

use crate::model::message::{Author, Delivery, Message, Origin};

/// How far a live message's time, which is by our clock, may lie from the archive's: milliseconds.
pub const NEAR: i64 = 60_000;

/// An origin id of this length is not counted, but random: 128 bits in the densest writing. Bytes.
const RANDOM: usize = 22;

/// Times of old archives have whole seconds: milliseconds.
const SAME: i64 = 1_000;

/// The ways in which a message has come so far. Neither: it was written on this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ways {
    /// As it was said, or as a copy of another device.
    pub live: bool,
    /// Out of an archive, or replayed by a room.
    pub repeated: bool,
}

impl Ways {
    pub fn of(origin: Origin) -> Self {
        Self { live: !origin.repeats(), repeated: origin.repeats() }
    }

    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { live: self.live || other.live, repeated: self.repeated || other.repeated }
    }

    fn written_here(self) -> bool {
        self == Self::default()
    }
}

/// Whether `other`, which comes by `origin`, is the message `held`, which came by `ways`. Both are of
/// one account.
pub fn same(held: &Message, ways: Ways, other: &Message, origin: Origin) -> bool {
    if let (Some(held_id), Some(other_id)) = (&held.ids.stanza, &other.ids.stanza) {
        let random = held.ids.origin.as_ref().is_some_and(|id| id.len() >= RANDOM);
        if held_id == other_id || !random || held.ids.origin != other.ids.origin {
            return held_id == other_id;
        }
    }

    if held.chat != other.chat || held.kind != other.kind || !same_author(held, other, origin) {
        return false;
    }

    match (&held.ids.origin, &other.ids.origin) {
        (Some(held_id), Some(other_id)) => {
            let first_echo = ways.written_here() && held.outgoing() && other.outgoing();
            held_id == other_id && (first_echo || held.body == other.body)
        }
        (Some(_) | None, Some(_) | None) => {
            held.body == other.body && once_more(held, ways, other, origin)
        }
    }
}

/// Whether one person wrote both.
///
/// In a room that is the occupant's id (XEP-0421), or the nick where one of them has none. What the
/// room repeats under a nick that we had is ours. In a chat with ourselves, both sides are us.
fn same_author(held: &Message, other: &Message, origin: Origin) -> bool {
    use Author::{Me, Occupant, Peer, Service};

    match (&held.author, &other.author) {
        (Me { .. }, Me { .. }) | (Peer, Peer) | (Service, Service) => true,
        (Occupant { id: Some(held), .. }, Occupant { id: Some(other), .. }) => held == other,
        (Occupant { nick: held, .. }, Occupant { nick: other, .. }) => held == other,
        (Me { nick: held }, Occupant { nick: other, .. })
        | (Occupant { nick: held, .. }, Me { nick: other }) => held == other && origin.repeats(),
        (Me { .. }, Peer) | (Peer, Me { .. }) => *held.chat.peer.bare() == held.chat.account.0,
        (Me { .. } | Peer | Occupant { .. } | Service, _) => false,
    }
}

fn once_more(held: &Message, ways: Ways, other: &Message, origin: Origin) -> bool {
    // Ours always has an id; what has not left yet cannot have come back without it.
    if ways.written_here() && held.delivery == Delivery::Queued {
        return false;
    }

    let apart = held.cursor.at.as_millis().abs_diff(other.cursor.at.as_millis());
    let most = match (origin.repeats(), ways) {
        (true, Ways { repeated: true, .. }) => SAME,
        (false, Ways { live: true, .. }) => return false,
        (true, Ways { repeated: false, .. }) | (false, Ways { live: false, .. }) => NEAR,
    };

    apart < most.unsigned_abs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::message::{Cursor, Ids, Kind};
    use crate::model::{AccountId, ChatId, Timestamp};

    fn jid(text: &str) -> xmpp::jid::BareJid {
        text.parse().expect("a valid address")
    }

    fn room() -> ChatId {
        ChatId::room(AccountId(jid("juliet@capulet.example")), jid("hall@rooms.example"))
    }

    fn occupant(nick: &str, id: Option<&str>) -> Author {
        Author::Occupant { nick: nick.to_owned(), id: id.map(str::to_owned) }
    }

    fn ids(origin: Option<&str>, stanza: Option<&str>) -> Ids {
        Ids { origin: origin.map(str::to_owned), stanza: stanza.map(str::to_owned) }
    }

    fn message(ids: Ids) -> Message {
        Message {
            ids,
            ..Message::new(
                ChatId::contact(
                    AccountId(jid("juliet@capulet.example")),
                    jid("romeo@montague.example"),
                ),
                Cursor { at: Timestamp::from_millis(1_000_000), row: 0 },
                Author::Peer,
                "ok".to_owned(),
            )
        }
    }

    const LIVE: Ways = Ways { live: true, repeated: false };
    const REPEATED: Ways = Ways { live: false, repeated: true };
    const BOTH: Ways = Ways { live: true, repeated: true };
    const HERE: Ways = Ways { live: false, repeated: false };

    #[test]
    fn ids_decide_where_there_are_any() {
        let a = || message(ids(Some("o"), Some("s")));
        let cases = [
            ("the same of all", message(ids(Some("o"), Some("s"))), true),
            ("the same stanza id is enough", message(ids(Some("x"), Some("s"))), true),
            ("another stanza id", message(ids(Some("o"), Some("t"))), false),
            ("the same origin id", message(ids(Some("o"), None)), true),
            ("another origin id", message(ids(Some("x"), None)), false),
            (
                "an origin id that is used again",
                Message { body: "other words".to_owned(), ..message(ids(Some("o"), None)) },
                false,
            ),
            (
                "an origin id of somebody else",
                Message {
                    author: Author::Me { nick: String::new() },
                    ..message(ids(Some("o"), None))
                },
                false,
            ),
            (
                "of another kind",
                Message { kind: Kind::Subject, ..message(ids(Some("o"), None)) },
                false,
            ),
        ];

        for (name, other, expected) in cases {
            assert_eq!(same(&a(), LIVE, &other, Origin::Archive), expected, "{name}");
            assert_eq!(same(&other, LIVE, &a(), Origin::Archive), expected, "{name}, turned");
        }
    }

    #[test]
    fn what_was_sent_again_is_one_message() {
        let random = "0123456789abcdef0123456789abcdef";
        let sent = message(ids(Some(random), Some("s")));
        let again = || message(ids(Some(random), Some("t")));

        assert!(same(&sent, LIVE, &again(), Origin::Live));
        assert!(same(&sent, LIVE, &again(), Origin::Archive));
        let other = Message { body: "no".to_owned(), ..again() };
        assert!(!same(&sent, LIVE, &other, Origin::Live), "in other words");
        let other = Message { author: Author::Me { nick: String::new() }, ..again() };
        assert!(!same(&sent, LIVE, &other, Origin::Live), "by somebody else");
    }

    #[test]
    fn without_ids_one_of_them_must_be_a_repetition() {
        let cases = [
            ("live, then repeated", LIVE, Origin::Archive, 5_000, true),
            ("live, then repeated too far away", LIVE, Origin::Archive, 61_000, false),
            ("said twice", LIVE, Origin::Live, 5_000, false),
            ("said again after an archive told both", BOTH, Origin::Live, 5_000, false),
            ("an archive told it first", REPEATED, Origin::Live, 5_000, true),
            ("an archive and a room tell the same", REPEATED, Origin::Replay, 500, true),
            ("an archive tells another", REPEATED, Origin::Archive, 5_000, false),
            ("a second one in the archive", BOTH, Origin::Archive, 5_000, false),
        ];

        for (name, ways, origin, later, expected) in cases {
            let held = message(Ids::default());
            let mut other = message(Ids::default());
            other.cursor.at = held.cursor.at.plus(later);

            assert_eq!(same(&held, ways, &other, origin), expected, "{name}");

            other.body = "no".to_owned();
            assert!(!same(&held, ways, &other, origin), "{name}, in other words");
        }
    }

    #[test]
    fn an_occupant_is_known_by_id_then_by_nick() {
        let me = || Author::Me { nick: "Bob".to_owned() };
        let cases = [
            ("one nick", occupant("Bob", None), occupant("Bob", None), Origin::Replay, true),
            ("two nicks", occupant("Bob", None), occupant("Eve", None), Origin::Replay, false),
            ("ids", occupant("Bob", Some("1")), occupant("B", Some("1")), Origin::Replay, true),
            (
                "taken",
                occupant("Bob", Some("1")),
                occupant("Bob", Some("2")),
                Origin::Replay,
                false,
            ),
            ("ours, told again", me(), occupant("Bob", None), Origin::Replay, true),
            ("our nick, now another's", me(), occupant("Bob", None), Origin::Live, false),
        ];

        for (name, held, other, origin, expected) in cases {
            let of = |author| Message { chat: room(), author, ..message(ids(Some("o"), None)) };
            assert_eq!(same(&of(held), LIVE, &of(other), origin), expected, "{name}");
        }
    }

    #[test]
    fn the_first_echo_may_have_been_trimmed() {
        let held = Message {
            chat: room(),
            author: Author::Me { nick: "Bob".to_owned() },
            body: "hello ".to_owned(),
            delivery: Delivery::Queued,
            ..message(ids(Some("o"), None))
        };
        let echo = Message { body: "hello".to_owned(), delivery: Delivery::Sent, ..held.clone() };

        assert!(same(&held, HERE, &echo, Origin::Live));
        assert!(!same(&held, BOTH, &echo, Origin::Live), "later ones must have the same words");
    }

    #[test]
    fn what_has_not_left_cannot_come_back_without_its_id() {
        let held = Message {
            author: Author::Me { nick: String::new() },
            delivery: Delivery::Queued,
            ..message(ids(Some("o"), None))
        };
        let other = Message { ids: Ids::default(), delivery: Delivery::Sent, ..held.clone() };

        assert!(!same(&held, HERE, &other, Origin::Archive));
    }

    #[test]
    fn a_note_to_oneself_is_one_message() {
        let me = jid("juliet@capulet.example");
        let chat = ChatId::contact(AccountId(me.clone()), me);
        let sent = Message {
            chat,
            author: Author::Me { nick: String::new() },
            ..message(ids(Some("o"), None))
        };
        let came = Message { author: Author::Peer, ..sent.clone() };

        assert!(same(&sent, HERE, &came, Origin::Live));
    }
}
