//! Does this change deserve a person's attention?

use xmpp::jid::BareJid;

use crate::model::account::AccountId;
use crate::model::change::Change;
use crate::model::chat::{self, ChatId, Peer};
use crate::model::contact::{self, Request};
use crate::model::message::{Author, Kind, Message};
use crate::model::presence::Show;
use crate::model::room::{self, Invitation, Notify, RoomId};
use crate::model::settings::Notifications;
use crate::model::world::World;

/// Something that a person should hear of at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    pub account: AccountId,
    pub subject: Subject,
    /// What to call whom it is about: the contact, the room, the one who asks.
    pub title: String,
    /// Who wrote it, where the title does not say so: the occupant of a room. Else empty.
    pub author: String,
    /// What was written; `None` where previews are off or nothing was written.
    pub body: Option<String>,
}

/// What a notice is about, and so where a click on it leads.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Subject {
    Message(ChatId),
    /// A message that names us, in a room.
    Mention(ChatId),
    /// Somebody asks to see our presence.
    Subscription(BareJid),
    /// Somebody asks us into a room.
    Invitation(RoomId),
}

/// What a person should hear of by this change. `world` is how things stood before it;
/// `looking_at` is the chat whose end is in view in a focused window.
///
/// What comes out of an archive or is replayed by a room is told as `Reloaded` and never as
/// `Arrived`, so nothing of it is asked about here.
pub fn attention(
    world: &World,
    change: &Change,
    looking_at: Option<&ChatId>,
    settings: &Notifications,
) -> Option<Notice> {
    if !settings.enabled {
        return None;
    }

    let notice = match change {
        Change::Chat(chat, chat::Change::Arrived(message)) => {
            arrived(world, chat, message, looking_at)?
        }
        Change::Contact(account, contact::Change::Requested(request)) => {
            requested(world, account, request)?
        }
        Change::Room(room, room::Change::Invited(invitation)) => invited(world, room, invitation)?,
        Change::Account(..)
        | Change::Contact(..)
        | Change::Chat(..)
        | Change::Room(..)
        | Change::Open(_)
        | Change::Cache(_) => return None,
    };

    if is_busy(world, &notice.account) {
        return None;
    }

    Some(Notice { body: notice.body.filter(|_| settings.preview), ..notice })
}

fn is_busy(world: &World, account: &AccountId) -> bool {
    world.accounts.get(account).is_some_and(|standing| standing.presence.show == Show::Busy)
}

fn arrived(
    world: &World,
    id: &ChatId,
    message: &Message,
    looking_at: Option<&ChatId>,
) -> Option<Notice> {
    let chat = world.chats.get(id);
    let quiet = chat.is_some_and(|chat| chat.is_quiet(message.cursor.at) || chat.stranger);

    if message.outgoing() || quiet || looking_at == Some(id) {
        return None;
    }

    let subject = match &id.peer {
        Peer::Room(jid) => of_room(world, id, jid, message.mention)?,
        Peer::Contact(_) | Peer::Occupant { .. } => Subject::Message(id.clone()),
    };
    let author = match &message.author {
        Author::Occupant { nick, .. } => nick.clone(),
        Author::Me { .. } | Author::Peer | Author::Service => String::new(),
    };

    Some(Notice {
        account: id.account.clone(),
        subject,
        title: world.title(id).to_owned(),
        author,
        body: preview(message),
    })
}

/// A room talks all day: unless the person has chosen otherwise, it calls only by our name.
fn of_room(world: &World, chat: &ChatId, jid: &BareJid, mention: bool) -> Option<Subject> {
    let id = RoomId { account: chat.account.clone(), jid: jid.clone() };
    let chosen = world.rooms.get(&id).and_then(|room| room.bookmark.notify);
    match (chosen.unwrap_or_default(), mention) {
        (Notify::Nothing, _) | (Notify::Mentions, false) => None,
        (Notify::Mentions | Notify::All, true) => Some(Subject::Mention(chat.clone())),
        (Notify::All, false) => Some(Subject::Message(chat.clone())),
    }
}

/// The longest preview, in characters: what a notification shows of more is nothing.
const PREVIEW: usize = 300;

/// What a message says in short: its subject where it has one, then its body.
fn preview(message: &Message) -> Option<String> {
    let subject = match &message.kind {
        Kind::Normal { subject } | Kind::Headline { subject } => subject.as_str(),
        Kind::Chat | Kind::Subject => "",
    };
    let whole = match (subject.trim(), message.body.trim()) {
        ("", body) => body.to_owned(),
        (subject, "") => subject.to_owned(),
        (subject, body) => format!("{subject}\n{body}"),
    };

    if message.sealed.is_some() || whole.is_empty() {
        return None;
    }
    Some(match whole.char_indices().nth(PREVIEW) {
        Some((end, _)) => format!("{}…", &whole[..end]),
        None => whole,
    })
}

/// The server repeats an open request at each sign-in (RFC 6121, section 3.1.3): it calls once.
fn requested(world: &World, account: &AccountId, request: &Request) -> Option<Notice> {
    let standing = world.accounts.get(account)?;
    if standing.requests.contains_key(&request.from) || standing.blocked.contains(&request.from) {
        return None;
    }

    Some(Notice {
        account: account.clone(),
        subject: Subject::Subscription(request.from.clone()),
        title: standing.title(&request.from).to_owned(),
        author: String::new(),
        body: Some(request.text.clone()).filter(|text| !text.is_empty()),
    })
}

fn invited(world: &World, room: &RoomId, invitation: &Invitation) -> Option<Notice> {
    if world.invitations.contains_key(room) {
        return None;
    }

    let author = match (&invitation.from, world.accounts.get(&room.account)) {
        (Some(from), Some(standing)) if from.resource.is_none() => {
            standing.title(&from.bare).to_owned()
        }
        (_, _) => invitation.by().unwrap_or_default().to_owned(),
    };

    Some(Notice {
        account: room.account.clone(),
        subject: Subject::Invitation(room.clone()),
        title: world.title(&room.chat()).to_owned(),
        author,
        body: Some(invitation.reason.clone()).filter(|reason| !reason.is_empty()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::OwnPresence;
    use crate::model::account::{self, Account};
    use crate::model::chat::Chat;
    use crate::model::message::Cursor;
    use crate::model::timestamp::Timestamp;

    const ON: Notifications = Notifications { enabled: true, preview: true, sound: true };

    fn jid(text: &str) -> BareJid {
        text.parse().expect("a valid address")
    }

    fn juliet() -> AccountId {
        AccountId(jid("juliet@localhost"))
    }

    fn romeo() -> ChatId {
        ChatId::contact(juliet(), jid("romeo@localhost"))
    }

    fn orchard() -> ChatId {
        ChatId::room(juliet(), jid("orchard@rooms.localhost"))
    }

    fn world() -> World {
        let mut world = World::default();
        let account = Account::new(juliet(), "parlance.1".to_owned());
        world.apply(&Change::Account(juliet(), account::Change::Set(account)));
        world
    }

    fn message(chat: ChatId) -> Message {
        let author = match chat.peer {
            Peer::Room(_) => Author::Occupant { nick: "Nurse".to_owned(), id: None },
            Peer::Contact(_) | Peer::Occupant { .. } => Author::Peer,
        };
        let cursor = Cursor { at: Timestamp::from_millis(1), row: 1 };
        Message::new(chat, cursor, author, "Wherefore art thou?".to_owned())
    }

    fn arrival(message: Message) -> Change {
        Change::Chat(message.chat.clone(), chat::Change::Arrived(Box::new(message)))
    }

    #[test]
    fn a_message_calls_with_its_sender_and_its_words() {
        let notice = attention(&world(), &arrival(message(romeo())), None, &ON);

        let expected = Notice {
            account: juliet(),
            subject: Subject::Message(romeo()),
            title: "romeo".to_owned(),
            author: String::new(),
            body: Some("Wherefore art thou?".to_owned()),
        };
        assert_eq!(notice, Some(expected));
    }

    #[test]
    fn some_messages_do_not_call() {
        let mut busy = world();
        let dnd = OwnPresence { show: Show::Busy, ..OwnPresence::default() };
        busy.apply(&Change::Account(juliet(), account::Change::Presence(dnd)));

        let with = |change: fn(&mut Chat)| {
            let mut world = world();
            let mut chat = Chat::new(romeo());
            change(&mut chat);
            world.apply(&Change::Chat(romeo(), chat::Change::Set(Box::new(chat))));
            world
        };

        let romeo_says = || message(romeo());
        let mine = Message { author: Author::Me { nick: String::new() }, ..romeo_says() };
        let off = Notifications { enabled: false, ..ON };
        let (nobody, romeos) = (None, Some(romeo()));

        let cases = [
            ("busy", busy, romeo_says(), &nobody, &ON),
            ("muted", with(|chat| chat.muted = true), romeo_says(), &nobody, &ON),
            ("a stranger", with(|chat| chat.stranger = true), romeo_says(), &nobody, &ON),
            ("looked at", world(), romeo_says(), &romeos, &ON),
            ("our own", world(), mine, &nobody, &ON),
            ("a room's talk", world(), message(orchard()), &nobody, &ON),
            ("turned off", world(), romeo_says(), &nobody, &off),
        ];

        for (name, world, message, looking_at, settings) in cases {
            let notice = attention(&world, &arrival(message), looking_at.as_ref(), settings);
            assert_eq!(notice, None, "{name}");
        }
    }

    #[test]
    fn a_room_calls_by_our_name() {
        let mention = Message { mention: true, ..message(orchard()) };
        let notice = attention(&world(), &arrival(mention), None, &ON).expect("it names us");

        assert_eq!(notice.subject, Subject::Mention(orchard()));
        assert_eq!((notice.title.as_str(), notice.author.as_str()), ("orchard", "Nurse"));
    }

    #[test]
    fn a_room_calls_as_it_was_told_to() {
        let cases = [
            (None, (false, true)),
            (Some(Notify::Mentions), (false, true)),
            (Some(Notify::All), (true, true)),
            (Some(Notify::Nothing), (false, false)),
        ];
        for (notify, expected) in cases {
            let mut world = world();
            let (name, nick, password) = (String::new(), String::new(), None);
            let jid = jid("orchard@rooms.localhost");
            let bookmark =
                room::Bookmark { jid: jid.clone(), name, nick, password, autojoin: true, notify };
            let id = RoomId { account: juliet(), jid };
            world.apply(&Change::Room(id, room::Change::Bookmarked(bookmark)));

            let calls = |mention| {
                let message = Message { mention, ..message(orchard()) };
                attention(&world, &arrival(message), None, &ON).is_some()
            };
            assert_eq!((calls(false), calls(true)), expected, "{notify:?}");
        }
    }

    #[test]
    fn a_chat_is_muted_until_its_time() {
        let mut world = world();
        let until = Timestamp::from_millis(1_000);
        world.apply(&Change::Chat(romeo(), chat::Change::MutedUntil(until)));
        let calls = |at| {
            let cursor = Cursor { at: Timestamp::from_millis(at), row: 1 };
            let message = Message { cursor, ..message(romeo()) };
            attention(&world, &arrival(message), None, &ON).is_some()
        };
        assert_eq!((calls(999), calls(1_000)), (false, true));
    }

    #[test]
    fn without_previews_nobody_reads_over_the_shoulder() {
        let quiet = Notifications { preview: false, ..ON };
        let notice = attention(&world(), &arrival(message(romeo())), None, &quiet);

        assert_eq!(notice.map(|it| it.body), Some(None));
    }

    #[test]
    fn a_repeated_request_calls_once() {
        let mut world = world();
        let change = Change::Contact(
            juliet(),
            contact::Change::Requested(Request {
                from: jid("paris@localhost"),
                text: String::new(),
                at: Timestamp::from_millis(1),
            }),
        );

        let first = attention(&world, &change, None, &ON);
        world.apply(&change);
        let second = attention(&world, &change, None, &ON);

        let subject = Subject::Subscription(jid("paris@localhost"));
        assert_eq!((first.map(|it| it.subject), second), (Some(subject), None));
    }

    #[test]
    fn a_long_message_is_cut_between_its_characters() {
        let long = Message { body: "好".repeat(1000), ..message(romeo()) };
        let notice = attention(&world(), &arrival(long), None, &ON).expect("a message");

        assert_eq!(notice.body.map(|it| it.chars().count()), Some(PREVIEW + 1));
    }
}
