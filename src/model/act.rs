//! What one does to a message after it was said: other words, taking it back, reactions.

use crate::model::chat::{ChatId, Peer};
use crate::model::message::{Author, Cursor, Delivery, Ids, Kind, Message, Moderation, Reply};
use crate::model::timestamp::Timestamp;

/// The most emoji that one person may put under one message.
pub const MOST_REACTIONS: usize = 20;
/// The longest emoji that is kept, in bytes: families of many people with their skins.
pub const LONGEST_REACTION: usize = 64;

/// One thing that somebody did to a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    pub chat: ChatId,
    /// The row in the store; 0 for one that is not stored yet.
    pub row: i64,
    /// When: by the server's clock where that is known. The latest counts.
    pub at: Timestamp,
    pub author: Author,
    /// Since when the author is there under this nick, as far as we saw it ourselves. Counts only
    /// for occupants of whom a room tells no id.
    pub since: Option<Timestamp>,
    /// The names of the act, not of the message.
    pub ids: Ids,
    pub target: Target,
    pub deed: Deed,
}

/// How an act names its message.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Target {
    /// By the id that its sender gave it.
    Sender(String),
    /// By the id that the room gave it.
    Room(String),
}

/// What is done.
#[derive(Debug, Clone, PartialEq)]
pub enum Deed {
    /// Other words (XEP-0308).
    Correct(Words),
    /// It is taken back (XEP-0424).
    Retract,
    /// The room takes it back, since a moderator wanted it so (XEP-0425).
    Moderate(Moderation),
    /// All that the person thinks of it now; nothing takes the earlier ones back (XEP-0444).
    React(Vec<String>),
}

/// The words that take the place of others.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    pub body: String,
    pub attachment: Option<String>,
    /// What the corrected message replies to, to be said again.
    pub reply: Option<Reply>,
}

/// One emoji under a message, and who put it there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reaction {
    pub emoji: String,
    /// In the order of their coming; never empty.
    pub by: Vec<Author>,
}

impl Reaction {
    /// Whether we are among them.
    pub fn is_ours(&self) -> bool {
        self.by.iter().any(|it| matches!(it, Author::Me { .. }))
    }
}

/// The words of a message as they were at some time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    pub at: Timestamp,
    pub body: String,
}

impl Act {
    /// The message that a correction is where it corrects nothing.
    pub fn as_message(&self, words: &Words) -> Message {
        let ours = matches!(self.author, Author::Me { .. });
        Message {
            ids: self.ids.clone(),
            attachment: words.attachment.clone(),
            reply: words.reply.clone(),
            delivery: if ours { Delivery::Sent } else { Delivery::Incoming },
            ..Message::new(
                self.chat.clone(),
                Cursor { at: self.at, row: 0 },
                self.author.clone(),
                words.body.clone(),
            )
        }
    }

    /// Whether its author bears the name of whoever wrote the message, and nothing tells whether it
    /// is the same person: nicks are taken and left.
    pub fn is_doubtful(&self, message: &Message) -> bool {
        let same_nick = match (&self.author, &message.author) {
            (Author::Peer, Author::Peer) => true,
            (
                Author::Occupant { nick: one, id: one_id },
                Author::Occupant { nick: other, id: other_id },
            ) => one == other && (one_id.is_none() || other_id.is_none()),
            _ => false,
        };
        same_nick && !self.may_touch(message)
    }

    /// Whether its author may do this to the message. Anybody may react; correcting and taking back
    /// is for whoever wrote it (XEP-0308, section 4; XEP-0424, section 5).
    pub fn may_touch(&self, message: &Message) -> bool {
        let said = matches!(message.kind, Kind::Chat | Kind::Normal { .. });
        match self.deed {
            Deed::React(_) => said && message.author != Author::Service,
            Deed::Moderate(_) => self.author == Author::Service && self.is_of_room(message),
            Deed::Correct(_) | Deed::Retract => said && self.wrote(message),
        }
    }

    /// The room takes back what was said in it: its moderators did so (XEP-0425, section 5).
    fn is_of_room(&self, message: &Message) -> bool {
        message.chat.is_room() && message.chat == self.chat && message.author != Author::Service
    }

    fn wrote(&self, message: &Message) -> bool {
        use Author::{Me, Occupant, Peer as Them};

        // A nick belongs to whoever takes it: only its holder since then is the same person.
        let held_since = self.since.is_some_and(|since| since <= message.cursor.at);
        match (&self.author, &message.author) {
            (Me { .. }, Me { .. }) => true,
            (Them, Them) => held_since || !matches!(message.chat.peer, Peer::Occupant { .. }),
            (Me { .. }, Them) | (Them, Me { .. }) => {
                *message.chat.peer.bare() == message.chat.account.0
            }
            (Occupant { id: Some(one), .. }, Occupant { id: Some(other), .. }) => one == other,
            (Occupant { nick: one, .. }, Occupant { nick: other, .. }) => {
                one == other && held_since
            }
            (Me { .. } | Them | Occupant { .. } | Author::Service, _) => false,
        }
    }
}

/// Whether two authors of acts in one chat are one person, as far as their names tell.
pub fn same_person(one: &Author, other: &Author) -> bool {
    match (one, other) {
        (Author::Me { .. }, Author::Me { .. }) => true,
        (Author::Occupant { id: Some(one), .. }, Author::Occupant { id: Some(other), .. }) => {
            one == other
        }
        (Author::Occupant { nick: one, .. }, Author::Occupant { nick: other, .. }) => one == other,
        (one, other) => one == other,
    }
}

impl Message {
    /// What an act of ours names it by; `None` where nothing names it for others. In rooms that is
    /// the room's own id (XEP-0444, section 4.2; XEP-0461, section 4.1).
    pub fn target(&self) -> Option<Target> {
        if self.chat.is_room() {
            self.ids.stanza.clone().map(Target::Room)
        } else {
            self.ids.origin.clone().map(Target::Sender)
        }
    }

    /// It was said by somebody, is readable and still stands.
    fn stands(&self) -> bool {
        matches!(self.kind, Kind::Chat | Kind::Normal { .. })
            && self.author != Author::Service
            && self.sequel.retracted.is_none()
            && !matches!(self.delivery, Delivery::Failed(_))
    }

    /// Whether we may give it other words. What was sent as a file has none (XEP-0308, section 4).
    pub fn may_correct(&self) -> bool {
        self.outgoing()
            && self.stands()
            && self.attachment.is_none()
            && self.sealed.is_none()
            && self.ids.origin.is_some()
    }

    /// Whether we may take it back. Before it has left, that needs no name.
    pub fn may_retract(&self) -> bool {
        let named = self.target().is_some() || self.ids.origin.is_some();
        self.outgoing() && self.stands() && named
    }

    /// Whether we may react to it, or reply.
    pub fn may_answer(&self) -> bool {
        self.stands() && self.target().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::AccountId;
    use crate::model::message::Sequel;

    fn jid(text: &str) -> xmpp::jid::BareJid {
        text.parse().expect("a valid address")
    }

    fn account() -> AccountId {
        AccountId(jid("juliet@capulet.example"))
    }

    fn romeo() -> ChatId {
        ChatId::contact(account(), jid("romeo@montague.example"))
    }

    fn hall() -> ChatId {
        ChatId::room(account(), jid("hall@rooms.example"))
    }

    fn me() -> Author {
        Author::Me { nick: String::new() }
    }

    fn occupant(nick: &str, id: Option<&str>) -> Author {
        Author::Occupant { nick: nick.to_owned(), id: id.map(str::to_owned) }
    }

    fn message(chat: ChatId, author: Author) -> Message {
        Message {
            delivery: if author == me() { Delivery::Sent } else { Delivery::Incoming },
            ids: Ids { origin: Some("o".to_owned()), stanza: Some("s".to_owned()) },
            ..Message::new(
                chat,
                Cursor { at: Timestamp::from_millis(5_000), row: 1 },
                author,
                "ok".to_owned(),
            )
        }
    }

    fn act(chat: ChatId, author: Author, since: Option<i64>, deed: Deed) -> Act {
        Act {
            chat,
            row: 0,
            at: Timestamp::from_millis(9_000),
            author,
            since: since.map(Timestamp::from_millis),
            ids: Ids::default(),
            target: Target::Sender("o".to_owned()),
            deed,
        }
    }

    #[test]
    fn only_who_wrote_it_takes_it_back() {
        let private = || ChatId::occupant(account(), jid("hall@rooms.example"), "Bob".to_owned());
        let note = || ChatId::contact(account(), account().0);
        let with_id = |id| occupant("Bob", Some(id));
        let cases = [
            ("theirs", romeo(), Author::Peer, Author::Peer, None, true),
            ("ours", romeo(), me(), me(), None, true),
            ("ours by them", romeo(), me(), Author::Peer, None, false),
            ("theirs by us", romeo(), Author::Peer, me(), None, false),
            ("by the server", romeo(), Author::Peer, Author::Service, None, false),
            ("a note to oneself", note(), me(), Author::Peer, None, true),
            ("the same occupant", hall(), with_id("1"), with_id("1"), None, true),
            ("under another nick", hall(), with_id("1"), occupant("B", Some("1")), None, true),
            ("a taken nick", hall(), with_id("1"), with_id("2"), Some(0), false),
            (
                "a nick held since",
                hall(),
                occupant("Bob", None),
                occupant("Bob", None),
                Some(1),
                true,
            ),
            (
                "a nick held later",
                hall(),
                occupant("Bob", None),
                occupant("Bob", None),
                Some(6_000),
                false,
            ),
            (
                "a nick out of an archive",
                hall(),
                occupant("Bob", None),
                occupant("Bob", None),
                None,
                false,
            ),
            ("another nick", hall(), occupant("Bob", None), occupant("Eve", None), Some(1), false),
            ("in private, out of an archive", private(), Author::Peer, Author::Peer, None, false),
            ("in private, held since", private(), Author::Peer, Author::Peer, Some(1), true),
        ];

        for (name, chat, wrote, acts, since, expected) in cases {
            let message = message(chat.clone(), wrote);
            for deed in [Deed::Retract, Deed::Correct(Words::default())] {
                let act = act(chat.clone(), acts.clone(), since, deed);
                assert_eq!(act.may_touch(&message), expected, "{name}");
            }
        }
    }

    #[test]
    fn everybody_may_react_to_what_was_said() {
        let react = || Deed::React(vec!["👍".to_owned()]);
        let theirs = message(romeo(), Author::Peer);
        assert!(act(romeo(), me(), None, react()).may_touch(&theirs));
        assert!(act(romeo(), Author::Peer, None, react()).may_touch(&theirs));

        let subject = Message { kind: Kind::Subject, ..message(hall(), occupant("Bob", None)) };
        assert!(!act(hall(), me(), None, react()).may_touch(&subject));
        let service = message(hall(), Author::Service);
        assert!(!act(hall(), me(), None, react()).may_touch(&service));
    }

    #[test]
    fn what_is_offered_is_what_can_be_done() {
        let gone = Sequel { retracted: Some(Timestamp::from_millis(1)), ..Sequel::default() };
        let unnamed = Ids { stanza: None, ..message(hall(), me()).ids };
        let file = Some("https://files.example/a.png".to_owned());
        let cases = [
            ("ours", message(romeo(), me()), (true, true, true)),
            ("theirs", message(romeo(), Author::Peer), (false, false, true)),
            ("a file", Message { attachment: file, ..message(romeo(), me()) }, (false, true, true)),
            (
                "taken back",
                Message { sequel: gone, ..message(romeo(), me()) },
                (false, false, false),
            ),
            (
                "without the room's id",
                Message { ids: unnamed, ..message(hall(), me()) },
                (true, true, false),
            ),
            (
                "refused",
                Message { delivery: Delivery::Failed(String::new()), ..message(romeo(), me()) },
                (false, false, false),
            ),
        ];

        for (name, message, expected) in cases {
            let offered = (message.may_correct(), message.may_retract(), message.may_answer());
            assert_eq!(offered, expected, "{name}");
        }
    }
}
