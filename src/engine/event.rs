//! The engine's two vocabularies: what it is told to do, and what it tells.

use std::collections::{BTreeMap, BTreeSet};

use xmpp::jid::BareJid;
use xmpp::minidom::Element;

use crate::model::act::Act;
use crate::model::address::Address;
use crate::model::chat::{ChatId, Typing};
use crate::model::contact::Contact;
use crate::model::form::Form;
use crate::model::keeping::Preferences;
use crate::model::message::Message;
pub use crate::model::message::Origin;
use crate::model::room::{Affiliation, Bookmark, Entry, Group, Listing, Role};
use crate::model::settings::Privacy;
use crate::model::{Change, Delivery, OwnPresence, Password, Refusal, Timestamp};

/// Pairs a [`Command`] with its [`Event::Answered`]. The asker chooses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// Names an outgoing stanza whose fate matters: the store's name of the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Token(pub i64);

/// What the engine is told to do. Where an answer is to be expected, it comes as
/// [`Event::Answered`]: exactly one for each [`RequestId`], also when the connection ends before.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Tells everybody, and the rooms that we are in.
    Presence(OwnPresence),
    /// Words that call in rooms like our name does.
    WatchFor(Vec<String>),

    /// Asks for the roster once more, where the server has refused it (RFC 6121, section 2.1.3).
    FetchRoster,
    /// Adds or changes an entry of the roster (RFC 6121, section 2.3). Answered.
    SetContact {
        jid: BareJid,
        name: String,
        groups: Vec<String>,
    },
    /// Removes an entry and both subscriptions (RFC 6121, section 2.5). Answered.
    RemoveContact(BareJid),
    /// Asks to see their presence.
    Subscribe {
        to: BareJid,
        text: String,
    },
    /// We no longer want to see them.
    Unsubscribe(BareJid),
    /// Lets them see us; also before they ask, where the server has it.
    Approve(BareJid),
    /// Refuses a request, or takes back the permission.
    Deny(BareJid),
    /// Answered.
    Block(BareJid),
    /// Answered.
    Unblock(BareJid),

    /// Sends a message that is in the store under `token`. `ids.origin` becomes its `id`.
    Send {
        token: Token,
        message: Box<Message>,
    },
    /// Sends what we do to a message, and what is in the store under `token`. `ids.origin` becomes
    /// its `id`.
    Act {
        token: Token,
        act: Box<Act>,
    },
    /// Tells the other side whether we write (XEP-0085).
    Typing {
        chat: ChatId,
        typing: Typing,
    },

    /// What we reveal of ourselves from now on.
    Reveal(Privacy),
    /// Tells them that we have read up to the message that asked for it under this name (XEP-0333);
    /// to whom that is not to be revealed, it is not.
    Mark {
        chat: ChatId,
        id: String,
    },
    /// Tells our other devices that we have read up to this message: its archive's id for it
    /// (XEP-0490). Answered.
    TellRead {
        chat: ChatId,
        stanza: String,
    },

    /// Enters a room. Answered once we are in, or with the room's refusal. `since` is the time of
    /// the last message that we hold; without it the room sends what it finds proper.
    Join {
        room: BareJid,
        nick: String,
        password: Option<String>,
        since: Option<Timestamp>,
    },
    Leave {
        room: BareJid,
    },
    /// Answered.
    ChangeNick {
        room: BareJid,
        nick: String,
    },
    /// Answered.
    SetSubject {
        room: BareJid,
        text: String,
    },
    /// Keeps it among the bookmarks, or changes it there. Answered.
    SetBookmark(Bookmark),
    /// Answered.
    RemoveBookmark(BareJid),
    /// The rooms of a service. Answered with [`Answer::Rooms`].
    ListRooms {
        service: BareJid,
    },
    /// What a room says of itself to those who are not in. Answered with [`Answer::Rooms`]: one.
    DescribeRoom(BareJid),
    /// Public rooms of many servers (XEP-0433). Answered with [`Answer::Rooms`].
    SearchRooms {
        service: BareJid,
        words: String,
    },
    /// Makes a room that stays locked until it is configured (XEP-0045, section 10.1.3). Answered
    /// once we are in; with `conflict` where there is one of this address already.
    Create {
        room: BareJid,
        nick: String,
        password: Option<String>,
    },
    /// Answered with [`Answer::Form`].
    FetchConfiguration {
        room: BareJid,
    },
    /// Answered.
    Configure {
        room: BareJid,
        form: Box<Form>,
    },
    /// Leaves a room as it is configured; one that is locked still goes with it. Answered.
    CancelConfiguration {
        room: BareJid,
    },
    /// Answered.
    Destroy {
        room: BareJid,
        reason: String,
        instead: Option<BareJid>,
    },
    /// Gives a room this picture, a PNG, or takes its picture away (XEP-0486). Answered.
    SetRoomPicture {
        room: BareJid,
        picture: Option<Vec<u8>>,
    },
    /// Answered with [`Answer::People`].
    ListPeople {
        room: BareJid,
        group: Group,
    },
    /// Answered.
    SetAffiliation {
        room: BareJid,
        who: BareJid,
        affiliation: Affiliation,
        reason: String,
    },
    /// Answered. [`Role::None`] removes them from the room.
    SetRole {
        room: BareJid,
        nick: String,
        role: Role,
        reason: String,
    },
    /// Removes a message of somebody, by the room's id of it (XEP-0425). Answered.
    Moderate {
        room: BareJid,
        id: String,
        reason: String,
    },
    /// Asks somebody into a room. Answered.
    Invite {
        room: BareJid,
        who: BareJid,
        reason: String,
        /// The room goes on from a conversation with them (XEP-0045, section 7.6).
        continues: bool,
    },
    /// Shows a room that a person comes in, by the form that it sent. Answered.
    AnswerChallenge {
        room: BareJid,
        form: Box<Form>,
    },
    /// A visitor asks to speak. Answered.
    AskForVoice {
        room: BareJid,
    },
    /// Answers a visitor who asks to speak. Answered.
    AnswerVoice {
        room: BareJid,
        nick: String,
        grant: bool,
    },
    /// Declines an invitation that came through the room.
    Decline {
        room: BareJid,
        from: Option<Address>,
    },

    /// One page of an archive (XEP-0313). Answered with [`Answer::Done`] after the
    /// [`Event::Page`], or with the refusal: `item-not-found` where the archive no longer knows
    /// the id.
    FetchPage {
        archive: Archive,
        page: Page,
    },

    /// What the account's archive keeps (XEP-0441). Answered with [`Answer::Preferences`].
    FetchPreferences,
    /// Changes that. Answered with [`Answer::Preferences`]: the server may decide otherwise.
    SetPreferences(Preferences),

    /// What a device says of itself: software, time, idle. Answered with [`Answer::Device`].
    AskDevice(Address),
    /// Changes the password on the server (XEP-0077). Answered.
    SetPassword(Password),
    /// Fetches the bytes of a picture. Answered with [`Answer::Picture`].
    FetchPicture(Picture),
}

/// What a request was for.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    Done,
    Rooms(Vec<Listing>),
    Form(Box<Form>),
    People(Vec<Entry>),
    Device(Device),
    Preferences(Preferences),
    /// The bytes as they came: whoever shows them checks them.
    Picture(Vec<u8>),
}

/// What a device says of itself. Empty fields were not answered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Device {
    pub name: String,
    pub version: String,
    pub system: String,
    /// Its clock, ours at the same moment, in milliseconds apart; and its zone such as `+08:00`.
    pub clock: Option<(i64, String)>,
    pub features: BTreeSet<String>,
}

/// Where a picture is to be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picture {
    /// XEP-0084: an item in their personal data.
    Published { of: BareJid, sha1: String },
    /// XEP-0153: in their vCard; of a contact, a room or an occupant.
    Card { of: Address, sha1: String },
}

impl Picture {
    /// Whether a text may be the name of a picture: its SHA-1 in hexadecimal digits.
    pub fn is_name(text: &str) -> bool {
        text.len() == 40 && text.bytes().all(|it| it.is_ascii_hexdigit())
    }
}

/// Whose archive (XEP-0313).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Archive {
    Account,
    Room(BareJid),
}

/// Which page of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// The newest messages.
    Newest,
    /// What came after this id, oldest first. The id is one that the archive gave.
    After(String),
    /// What came before this id, the newest of it.
    Before(String),
    /// What came since this time, oldest first.
    Since(Timestamp),
    /// A page of what we hold, oldest first: for its order, and for what was written into it late.
    /// Stretches that we hold do not grow by it.
    Again(Box<Page>),
}

/// A message that came in, or that another device of ours sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrival {
    pub origin: Origin,
    /// `cursor.row` is 0; `cursor.at` is the server's time where one is given, else ours.
    pub message: Message,
    /// The time is the server's.
    pub stamped: bool,
    /// Its author wants to know when it is read, and calls it so (XEP-0333).
    pub markable: Option<String>,
}

/// Something that was done to a message, by others or on another device of ours.
#[derive(Debug, Clone, PartialEq)]
pub struct Acted {
    pub origin: Origin,
    pub act: Act,
    /// The time is the server's.
    pub stamped: bool,
}

/// A page out of an archive. The ids are the archive's own.
#[derive(Debug, Clone, PartialEq)]
pub struct ArchivePage {
    pub archive: Archive,
    pub asked: Page,
    /// Oldest first. What holds nothing for a person is left out.
    pub messages: Vec<Arrival>,
    /// The first and the last id of the page, of messages that were left out as well; `None` for an
    /// empty page.
    pub ids: Option<(String, String)>,
    /// The times of those two.
    pub times: Option<(Timestamp, Timestamp)>,
    /// Nothing lies beyond it in the direction that was asked for.
    pub complete: bool,
}

/// What the engine tells.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Nothing to keep: to be told as it is.
    Told(Change),
    /// The whole roster, and its version where the server has versions.
    Roster {
        contacts: Vec<Contact>,
        version: Option<String>,
    },
    /// One entry: `Err` names one that was removed.
    Contact {
        contact: Result<Contact, BareJid>,
        version: Option<String>,
    },
    /// The bookmarks, all of them.
    Bookmarks(Vec<Bookmark>),
    /// One bookmark: `Err` names one that was removed.
    Bookmark(Result<Bookmark, BareJid>),
    Arrived(Box<Arrival>),
    /// Whether the author may do it is for those to say who have the message.
    Acted(Box<Acted>),
    /// The archives' page; it precedes the answer to its request.
    Page(Box<ArchivePage>),
    /// What became of one of our messages. `from` said so; the message is one of ours to that
    /// address, in that chat: whoever marks it checks that.
    Progress {
        chat: ChatId,
        origin: String,
        delivery: Delivery,
    },
    /// The server's confirmation of what was sent under this token.
    Acked(Token),
    /// The session ended before these were confirmed: sent or not, nobody can tell.
    Unconfirmed(Vec<Token>),
    /// Another device of ours has read up to this message (its archive id).
    ReadElsewhere {
        chat: ChatId,
        stanza: String,
    },
    /// What our other devices have read is told, all that the server knows of it: from here on ours
    /// may be told to them.
    ReadTold,
    /// A picture exists: the owner, and where its bytes are; `None` where it was taken away.
    Picture {
        of: BareJid,
        sha1: Option<String>,
        source: Option<Picture>,
    },
    /// What software stands behind a hash of XEP-0115, to be kept.
    Capabilities {
        node: String,
        features: BTreeSet<String>,
    },
    Answered {
        request: RequestId,
        result: Result<Answer, Refusal>,
    },
    /// Ready: the roster was asked for and presence is out. `resumed` sessions need no catch-up.
    Ready {
        resumed: bool,
    },
}

/// What the engine must be given at its start, out of the store.
#[derive(Debug, Clone, Default)]
pub struct Known {
    pub roster_version: Option<String>,
    pub contacts: Vec<Contact>,
    pub bookmarks: Vec<Bookmark>,
    pub presence: OwnPresence,
    /// By `node#ver`.
    pub capabilities: BTreeMap<String, BTreeSet<String>>,
    /// The time of the newest message that is held of each room.
    pub rooms: BTreeMap<BareJid, Timestamp>,
    /// The person's language, as in `zh-CN`: texts that come in several are shown in it. May be
    /// empty.
    pub language: String,
    /// Words that call in rooms like our name does.
    pub words: Vec<String>,
    pub privacy: Privacy,
    /// Minutes east of Greenwich, told to those who ask for our time (XEP-0202).
    pub zone: i32,
}

/// Something to put on the wire.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    pub element: Element,
    pub token: Option<Token>,
}

/// What comes of a step: stanzas to send, in order, and events to tell, in order.
#[derive(Debug, Default, PartialEq)]
pub struct Out {
    pub stanzas: Vec<Outgoing>,
    pub events: Vec<Event>,
}

impl Out {
    pub fn send(&mut self, stanza: impl Into<Element>) {
        self.stanzas.push(Outgoing { element: stanza.into(), token: None });
    }

    pub fn send_token(&mut self, stanza: impl Into<Element>, token: Token) {
        self.stanzas.push(Outgoing { element: stanza.into(), token: Some(token) });
    }

    pub fn emit(&mut self, event: Event) {
        self.events.push(event);
    }

    pub fn tell(&mut self, change: Change) {
        self.events.push(Event::Told(change));
    }
}
