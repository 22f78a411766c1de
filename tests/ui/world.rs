//! A made-up world: one account, those who are with it, and what they say.

use parlance::model::message::{Author, Delivery};
use parlance::model::room::{self, Affiliation, Bookmark, Occupant, Role};
use parlance::model::{
    Account, AccountId, Change, Chat, ChatId, Connection, Contact, Cursor, Message, Presence,
    RoomId, Show, Subscription, Timestamp, World, account, chat, contact,
};

/// A Tuesday morning.
pub(super) const NOW: i64 = 1_763_456_000_000;
pub(super) const MINUTE: i64 = 60_000;

pub(super) fn me() -> AccountId {
    AccountId("juliet@capulet.example".parse().expect("an address"))
}

pub(super) fn jid(text: &str) -> xmpp::jid::BareJid {
    text.parse().expect("an address")
}

pub(super) fn with(address: &str) -> ChatId {
    ChatId::contact(me(), jid(address))
}

pub(super) fn hall() -> RoomId {
    RoomId { account: me(), jid: jid("hall@rooms.capulet.example") }
}

pub(super) fn apply(world: &mut World, change: Change) {
    world.apply(&change);
}

pub(super) fn somebody(
    world: &mut World,
    address: &str,
    name: &str,
    group: &str,
    show: Show,
    status: &str,
) {
    let contact = Contact {
        name: name.to_owned(),
        groups: if group.is_empty() { vec![] } else { vec![group.to_owned()] },
        subscription: Subscription::Both,
        ..Contact::new(jid(address))
    };
    apply(world, Change::Contact(me(), contact::Change::Set(contact)));
    if show != Show::Offline {
        let presence = Presence { show, status: status.to_owned(), priority: 5 };
        let from = jid(address);
        let resource = "balcony".to_owned();
        let presence = contact::Change::Presence { from, resource, presence: Some(presence) };
        apply(world, Change::Contact(me(), presence));
    }
}

pub(super) fn opened(world: &mut World, id: ChatId, unread: u32, last: &str) {
    let chat = Chat {
        open: true,
        unread,
        last: Some(chat::LastLine {
            nick: String::new(),
            outgoing: false,
            text: last.to_owned(),
            at: Timestamp::from_millis(NOW),
            retracted: false,
        }),
        ..Chat::new(id.clone())
    };
    apply(world, Change::Chat(id, chat::Change::Set(Box::new(chat))));
}

/// One account that is online, and nobody else.
pub(super) fn alone() -> World {
    let mut world = World::default();
    let account = Account::new(me(), "parlance.test".to_owned());
    apply(&mut world, Change::Account(me(), account::Change::Set(account)));
    apply(&mut world, Change::Account(me(), account::Change::Connection(Connection::Online)));
    world
}

/// A company with all that is hard to show.
pub fn company() -> World {
    let mut world = alone();
    let w = &mut world;
    somebody(
        w,
        "romeo@montague.example",
        "Romeo",
        "Friends",
        Show::Online,
        "But soft, what light!",
    );
    somebody(w, "nurse@capulet.example", "Nurse", "House", Show::Away, "");
    somebody(w, "tybalt@capulet.example", "Tybalt", "House", Show::Busy, "Peace? I hate the word");
    somebody(w, "mercutio@verona.example", "Mercutio", "Friends", Show::FreeToChat, "");
    somebody(w, "benvolio@montague.example", "Benvolio", "Friends", Show::Offline, "");
    somebody(w, "lilei@example.cn", "李雷", "同事", Show::ExtendedAway, "出差中，下周一回来");
    somebody(w, "hanmeimei@example.cn", "韩梅梅", "同事", Show::Online, "");
    somebody(w, "layla@example.org", "ليلى العامرية", "Friends", Show::Online, "صباح الخير");
    somebody(w, "ada@example.org", "Ada 👩‍🚀", "Friends", Show::Online, "🚀 to the moon ❤️");
    somebody(
        w,
        "long@example.org",
        "Bartholomew Montgomery-Featherstonehaugh of the Outer Hebrides and Beyond",
        "Friends",
        Show::Away,
        &"A status text that goes on and on ".repeat(6),
    );
    opened(w, with("romeo@montague.example"), 0, "Shall I hear more, or shall I speak at this?");
    opened(w, with("lilei@example.cn"), 3, "明天的会议改到下午三点，可以吗？");
    opened(w, hall().chat(), 0, "Good morrow");
    opened(w, with("ada@example.org"), 128, "🚀🚀🚀");
    enter(w);
    world
}

fn enter(world: &mut World) {
    let mut change = |change| world.apply(&Change::Room(hall(), change));
    change(room::Change::Bookmarked(Bookmark {
        jid: hall().jid,
        name: "The great hall".to_owned(),
        nick: "Juliet".to_owned(),
        password: None,
        autojoin: true,
        notify: None,
    }));
    change(room::Change::State(room::State::Inside { nick: "Juliet".to_owned() }));
    for (nick, role, affiliation, show) in [
        ("Capulet", Role::Moderator, Affiliation::Owner, Show::Online),
        ("Juliet", Role::Participant, Affiliation::Member, Show::Online),
        ("Nurse", Role::Participant, Affiliation::None, Show::Away),
        ("Peter 😀", Role::Visitor, Affiliation::None, Show::Busy),
        ("仆人甲", Role::Participant, Affiliation::None, Show::Online),
    ] {
        change(room::Change::Occupant(Occupant {
            nick: nick.to_owned(),
            role,
            affiliation,
            show,
            status: String::new(),
            jid: None,
            id: None,
            hats: Vec::new(),
        }));
    }
    change(room::Change::Subject {
        text: "A feast tonight; masks are welcome".to_owned(),
        by: "Capulet".to_owned(),
        at: None,
    });
}

pub(super) fn said(chat: ChatId, minute: i64, author: Author, body: &str) -> Message {
    let ours = matches!(author, Author::Me { .. });
    Message {
        delivery: if ours { Delivery::Delivered } else { Delivery::Incoming },
        ..Message::new(
            chat,
            Cursor { at: Timestamp::from_millis(NOW + minute * MINUTE), row: 1_000 + minute },
            author,
            body.to_owned(),
        )
    }
}

pub(super) fn arrived(message: Message) -> Change {
    Change::Chat(message.chat.clone(), chat::Change::Arrived(Box::new(message)))
}

pub(super) fn talk() -> Vec<Change> {
    let chat = with("romeo@montague.example");
    let me = || Author::Me { nick: String::new() };
    let lines = [
        (-60 * 26, Author::Peer, "She speaks. O, speak again, bright angel!"),
        (-60 * 26 + 1, me(), "O Romeo, Romeo! *wherefore* art thou Romeo?"),
        (-60 * 26 + 2, me(), "Deny thy father and refuse thy name."),
        (
            -40,
            Author::Peer,
            "Shall I hear more, or shall I speak at this?\nhttps://example.org/verona",
        ),
        (-39, Author::Peer, "/me hides behind the wall"),
        (-12, me(), "你好，罗密欧 👋 مرحبا"),
        (
            -2,
            Author::Peer,
            "Call me but love, and I'll be new baptized; henceforth I never will be \
          Romeo. This line is long enough that it has to be broken at the measure of a thread, and \
          then some more.",
        ),
    ];
    lines.map(|(minute, author, body)| arrived(said(chat.clone(), minute, author, body))).into()
}
