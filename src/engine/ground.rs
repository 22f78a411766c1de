//! What the features share: who we are, whom we know, which rooms we sit in.

use std::collections::{BTreeMap, BTreeSet};

use xmpp::jid::BareJid;
use xmpp::minidom::Element;

use crate::engine::event::{Arrival, Event, Known};
use crate::engine::info::Info;
use crate::engine::request::Key;
use crate::engine::stanza;
use crate::engine::xml::{Xml, xml};
use crate::model::chat::ChatId;
use crate::model::room::{Bookmark, Occupant, RoomId};
use crate::model::settings::Privacy;
use crate::model::{AccountId, Address, Contact, OwnPresence, Presence, Show, Timestamp};

/// Where the software behind our capabilities is described (XEP-0115, section 4).
pub const NODE: &str = "https://parlance.im";

/// The common ground of an account's features.
#[derive(Debug)]
pub struct Ground {
    pub account: AccountId,
    /// Our bare address as the server has it.
    pub me: BareJid,
    pub resource: String,
    pub online: bool,
    /// What the stream offers, by namespace.
    pub offers: BTreeSet<String>,
    pub presence: OwnPresence,
    /// The person's language, as in `zh-CN`; may be empty.
    pub language: String,
    /// Words that call in rooms like our name does.
    pub words: Vec<String>,
    /// What we reveal of ourselves.
    pub privacy: Privacy,
    /// Minutes east of Greenwich.
    pub zone: i32,
    pub contacts: BTreeMap<BareJid, Contact>,
    /// The roster is the server's, not only our copy of an earlier one.
    pub roster_known: bool,
    /// Who is there, by resource: contacts, and our own other devices.
    pub devices: BTreeMap<BareJid, BTreeMap<String, Device>>,
    /// By `node#ver` (XEP-0115).
    pub capabilities: BTreeMap<String, BTreeSet<String>>,
    pub bookmarks: BTreeMap<BareJid, Bookmark>,
    pub seats: BTreeMap<BareJid, Seat>,
    /// Features of our server, and of our account there.
    pub server: BTreeSet<String>,
    pub own: BTreeSet<String>,
    /// What we say of ourselves.
    pub info: Info,
    /// The pages that come in just now.
    pub pages: BTreeMap<Key, Gathering>,
}

/// One device of somebody.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Device {
    pub presence: Presence,
    /// The `node#ver` that it goes by.
    pub software: Option<String>,
}

/// Our place in a room.
#[derive(Debug, Clone, PartialEq)]
pub struct Seat {
    pub nick: String,
    /// The nick that somebody else had when we came back, to be taken once it is free.
    pub wished: Option<String>,
    pub password: Option<String>,
    pub phase: Phase,
    /// We have been in since the engine began: worth another attempt.
    pub proven: bool,
    pub occupants: BTreeMap<String, Occupant>,
    /// Since when each of them is there under that nick.
    pub since: BTreeMap<String, Timestamp>,
    /// What the room can do, once it has said so.
    pub features: BTreeSet<String>,
    /// The hash of its picture as it has told it, empty for none; `None` where it has not said.
    pub picture: Option<String>,
    /// The time of the newest message that we hold.
    pub last: Option<Timestamp>,
    /// When anything came from it.
    pub heard: Timestamp,
    /// What it sends now is its history (XEP-0045, section 7.2.2).
    pub replaying: bool,
    /// It asked us to show that a person wants to come in.
    pub challenged: bool,
    /// Its subject, once it has told us since we came.
    pub subject: Option<String>,
}

/// How far we are with a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    Joining {
        until: Timestamp,
    },
    Inside,
    /// Lost by no one's will; tried again at this time.
    Lost {
        retry: Timestamp,
    },
}

impl Seat {
    pub fn inside(&self) -> bool {
        self.phase == Phase::Inside
    }

    /// Our own occupant id (XEP-0421).
    pub fn my_id(&self) -> Option<&str> {
        self.occupants.get(&self.nick)?.id.as_deref()
    }
}

/// A page of an archive while it comes in.
#[derive(Debug, Default, PartialEq)]
pub struct Gathering {
    pub messages: Vec<Arrival>,
    /// To be told after the page.
    pub afterwards: Vec<Event>,
}

impl Ground {
    pub fn new(account: AccountId, known: Known, info: Info) -> Self {
        Self {
            me: account.0.clone(),
            account,
            resource: String::new(),
            online: false,
            offers: BTreeSet::new(),
            presence: known.presence,
            language: known.language,
            words: known.words,
            privacy: known.privacy,
            zone: known.zone,
            contacts: known.contacts.into_iter().map(|it| (it.jid.clone(), it)).collect(),
            roster_known: false,
            devices: BTreeMap::new(),
            capabilities: known.capabilities,
            bookmarks: known.bookmarks.into_iter().map(|it| (it.jid.clone(), it)).collect(),
            seats: BTreeMap::new(),
            server: BTreeSet::new(),
            own: BTreeSet::new(),
            info,
            pages: BTreeMap::new(),
        }
    }

    pub fn is_me(&self, address: &Address) -> bool {
        address.bare == self.me
    }

    /// Our server's own address.
    pub fn domain(&self) -> BareJid {
        BareJid::from_parts(None, self.me.domain())
    }

    pub fn chat(&self, jid: BareJid) -> ChatId {
        ChatId::contact(self.account.clone(), jid)
    }

    pub fn room(&self, jid: &BareJid) -> RoomId {
        RoomId { account: self.account.clone(), jid: jid.clone() }
    }

    /// Whether they may see that we are there.
    pub fn sees_us(&self, jid: &BareJid) -> bool {
        *jid == self.me || self.contacts.get(jid).is_some_and(|it| it.subscription.they_see_us())
    }

    /// Whether one of their devices is known to have this feature.
    pub fn supports(&self, jid: &BareJid, feature: &str) -> bool {
        self.devices.get(jid).into_iter().flatten().any(|(_, device)| {
            let software = device.software.as_ref();
            software
                .and_then(|it| self.capabilities.get(it))
                .is_some_and(|features| features.contains(feature))
        })
    }

    /// Whether this is a room, as far as we know.
    pub fn is_room(&self, jid: &BareJid) -> bool {
        self.seats.contains_key(jid) || self.bookmarks.contains_key(jid)
    }

    /// Whether our own account or server has this feature.
    pub fn has(&self, feature: &str) -> bool {
        self.own.contains(feature) || self.server.contains(feature)
    }

    /// Our presence as it goes out, with our capabilities (XEP-0115).
    pub fn own_presence(&self, to: Option<&Address>) -> Xml {
        if self.presence.show == Show::Offline {
            let gone = stanza::presence(Some("unavailable"), to);
            return gone.children(self.status());
        }

        let show = match self.presence.show {
            Show::ExtendedAway => Some("xa"),
            Show::Away => Some("away"),
            Show::Busy => Some("dnd"),
            Show::FreeToChat => Some("chat"),
            Show::Online | Show::Offline => None,
        };
        let priority = self.presence.priority.to_string();

        stanza::presence(None, to)
            .children(show.map(|it| xml("show", stanza::CLIENT).text(it)))
            .children(self.status())
            .child(xml("priority", stanza::CLIENT).text(&priority))
            .child(self.capabilities_element())
    }

    fn status(&self) -> Option<Xml> {
        let status = &self.presence.status;
        (!status.is_empty()).then(|| xml("status", stanza::CLIENT).text(status))
    }

    fn capabilities_element(&self) -> Element {
        xml("c", xmpp_parsers::ns::CAPS)
            .attr("hash", "sha-1")
            .attr("node", NODE)
            .attr("ver", self.info.hash())
            .into()
    }
}
