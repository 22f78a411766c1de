//! The features, in the order in which a stanza meets them.

use xmpp::minidom::Element;

use crate::engine::event::{Arrival, Command, Event, Known, Out, RequestId, Token};
use crate::engine::feature::{
    Context, Feature, Flow, Incoming, Next, PASSED, Query, Reply, Stanza, TAKEN, archive, avatars,
    blocking, bookmarks, caps, carbons, corrections, device, disco, displayed, markers,
    preferences, presence, reactions, receipts, registration, replies, retractions, rooms, roster,
    services, software, subscription, text, typing,
};
use crate::engine::ground::Ground;
use crate::engine::info::{Identity, Info};
use crate::engine::link::Session;
use crate::engine::request::{Asker, Requests, Settled};
use crate::engine::stanza::{self, Head};
use crate::engine::xml::{Xml, xml};
use crate::model::act::{Act, Deed};
use crate::model::message::{Ids, Message};
use crate::model::{AccountId, Peer, Refusal, Timestamp};

/// How often orders of features may lead to further ones, in one step.
const MOST_ORDERS: usize = 1_000;

/// The protocol of one account: values in, values out; no clock, no socket, no disk.
#[derive(Debug)]
pub struct Pipeline {
    features: Vec<Box<dyn Feature>>,
    ground: Ground,
    requests: Requests,
    next: Vec<Next>,
    /// The session of now has told that it is ready.
    ready: bool,
}

/// The order matters where a stanza means something to more than one: what unwraps comes first,
/// then what knows rooms, then the text, and last what only looks on.
fn features(known: &Known) -> Vec<Box<dyn Feature>> {
    vec![
        Box::new(disco::Disco::default()),
        Box::new(subscription::Subscriptions::default()),
        Box::new(roster::Roster::known(known.roster_version.clone())),
        Box::new(carbons::Carbons),
        Box::new(archive::Archives::default()),
        Box::new(avatars::Avatars::default()),
        Box::new(displayed::Displayed::default()),
        Box::new(preferences::ArchivePreferences::default()),
        Box::new(bookmarks::Bookmarks::default()),
        Box::new(rooms::Rooms::known(known.rooms.clone())),
        Box::new(presence::Presences::default()),
        Box::new(caps::Caps::default()),
        Box::new(blocking::Blocking::default()),
        Box::new(text::Texts),
        Box::new(replies::Replies),
        Box::new(retractions::Retractions),
        Box::new(reactions::Reactions),
        Box::new(receipts::Receipts),
        Box::new(markers::Markers),
        Box::new(corrections::Corrections),
        Box::new(typing::TypingStates::default()),
        Box::new(services::Services::default()),
        Box::new(software::Software),
        Box::new(device::DeviceQueries::default()),
        Box::new(registration::Registration),
    ]
}

impl Pipeline {
    /// `seed` makes the ids of this run our own; it is random.
    pub fn new(account: AccountId, known: Known, seed: u64) -> Self {
        let features = features(&known);
        let identity = Identity {
            category: "client".to_owned(),
            kind: "pc".to_owned(),
            language: String::new(),
            name: software::NAME.to_owned(),
        };
        let namespaces = features.iter().flat_map(|it| it.namespaces()).map(|it| (*it).to_owned());
        let info = Info {
            identities: [identity].into(),
            features: namespaces.collect(),
            ..Info::default()
        };

        Self {
            features,
            ground: Ground::new(account, known, info),
            requests: Requests::new(seed),
            next: Vec::new(),
            ready: false,
        }
    }

    /// A session begins or goes on.
    pub fn online(&mut self, session: &Session, now: Timestamp) -> Out {
        let mut out = Out::default();
        self.ground.online = true;

        if session.resumed {
            self.all(now, &mut out, |feature, cx| feature.resumed(cx));
            if self.ready {
                out.emit(Event::Ready { resumed: true });
            }
            return self.rest(now, out);
        }

        self.requests.over(&mut out);
        self.ready = false;
        self.ground.me.clone_from(&session.jid);
        self.ground.resource.clone_from(&session.resource);
        self.ground.offers.clone_from(&session.offers);
        self.ground.devices.clear();
        self.ground.pages.clear();
        self.ground.server.clear();
        self.ground.own.clear();
        self.all(now, &mut out, |feature, cx| feature.began(cx));
        self.rest(now, out)
    }

    /// The connection is gone; a resumption may follow.
    pub fn offline(&mut self, now: Timestamp) -> Out {
        let mut out = Out::default();
        self.ground.online = false;
        self.all(now, &mut out, |feature, cx| feature.ended(cx));
        self.rest(now, out)
    }

    /// A stanza came.
    pub fn stanza(&mut self, stanza: Element, now: Timestamp) -> Out {
        let mut out = Out::default();
        let Some(head) = Head::read(&stanza) else {
            log::debug!("a stanza from no possible address was dropped");
            return out;
        };

        match stanza.name() {
            "message" => self.message(head, stanza, now, &mut out),
            "presence" => self.presence(head, stanza, now, &mut out),
            "iq" => self.iq(head, stanza, now, &mut out),
            _ => {}
        }
        self.rest(now, out)
    }

    /// A person or the client wants something.
    pub fn command(&mut self, request: Option<RequestId>, command: Command, now: Timestamp) -> Out {
        let mut out = Out::default();
        self.obey(request, &command, now, &mut out);
        self.rest(now, out)
    }

    /// Time went by: requests run out, rooms are checked. To be called when [`Self::deadline`] is
    /// reached.
    pub fn tick(&mut self, now: Timestamp) -> Out {
        let mut out = Out::default();
        for settled in self.requests.expired(now, self.ground.online, &mut out) {
            self.settle(settled, now, &mut out);
        }
        self.all(now, &mut out, |feature, cx| feature.tick(cx));
        self.rest(now, out)
    }

    /// When `tick` has something to do next.
    pub fn deadline(&self) -> Option<Timestamp> {
        let features = self.features.iter().filter_map(|it| it.deadline(&self.ground)).min();
        features.into_iter().chain(self.requests.deadline()).min()
    }

    /// Lets the features have it in turn, until one takes it.
    fn each(
        &mut self,
        now: Timestamp,
        out: &mut Out,
        mut work: impl FnMut(&mut dyn Feature, &mut Context<'_>) -> Flow,
    ) -> Flow {
        for (place, feature) in self.features.iter_mut().enumerate() {
            let mut cx = Context {
                now,
                ground: &mut self.ground,
                out: &mut *out,
                requests: &mut self.requests,
                next: &mut self.next,
                place,
            };
            work(feature.as_mut(), &mut cx)?;
        }
        PASSED
    }

    fn all(
        &mut self,
        now: Timestamp,
        out: &mut Out,
        mut work: impl FnMut(&mut dyn Feature, &mut Context<'_>),
    ) {
        let _ = self.each(now, out, |feature, cx| {
            work(feature, cx);
            PASSED
        });
    }

    /// Does what the features have left to be done.
    fn rest(&mut self, now: Timestamp, mut out: Out) -> Out {
        for _ in 0..MOST_ORDERS {
            if self.next.is_empty() {
                break;
            }
            match self.next.remove(0) {
                Next::Order(command) => self.obey(None, &command, now, &mut out),
                Next::Discovered => {
                    self.all(now, &mut out, |feature, cx| feature.discovered(cx));
                    if !self.ready {
                        self.ready = true;
                        out.emit(Event::Ready { resumed: false });
                    }
                }
            }
        }
        out
    }

    fn obey(
        &mut self,
        request: Option<RequestId>,
        command: &Command,
        now: Timestamp,
        out: &mut Out,
    ) {
        match command {
            Command::Send { token, message } => return self.send(*token, message, now, out),
            Command::Act { token, act } => return self.act(*token, act, now, out),
            _ => {}
        }

        if let Command::Reveal(privacy) = command {
            self.ground.privacy = privacy.clone();
            return;
        }

        // What is wished for while there is no connection still counts for the next one.
        let lasting =
            matches!(command, Command::Presence(_) | Command::Leave { .. } | Command::WatchFor(_));
        if !self.ground.online && !lasting {
            if let Some(request) = request {
                let result = Err(Refusal::ours(Refusal::OFFLINE));
                out.emit(Event::Answered { request, result });
            }
            return;
        }

        let taken = self.each(now, out, |feature, cx| feature.command(request, command, cx));
        if taken == PASSED
            && let Some(request) = request
        {
            let result = Err(Refusal::ours("feature-not-implemented"));
            out.emit(Event::Answered { request, result });
        }
    }

    fn send(&mut self, token: Token, message: &Message, now: Timestamp, out: &mut Out) {
        if !self.ground.online {
            return out.emit(Event::Unconfirmed(vec![token]));
        }

        let mut stanza = begun(&message.chat.peer, text::kind(&message.kind), &message.ids);
        self.all(now, out, |feature, cx| stanza = feature.outgoing(message, stanza.clone(), cx));
        out.send_token(stanza, token);
    }

    fn act(&mut self, token: Token, act: &Act, now: Timestamp, out: &mut Out) {
        if !self.ground.online {
            return out.emit(Event::Unconfirmed(vec![token]));
        }

        let mut stanza = begun(&act.chat.peer, "chat", &act.ids);
        if let Deed::Correct(words) = &act.deed {
            // XEP-0308, section 4: all of it is said again.
            let again = act.as_message(words);
            self.all(now, out, |feature, cx| stanza = feature.outgoing(&again, stanza.clone(), cx));
        }
        self.all(now, out, |feature, cx| stanza = feature.acting(act, stanza.clone(), cx));
        out.send_token(stanza, token);
    }

    fn message(&mut self, head: Head, stanza: Element, now: Timestamp, out: &mut Out) {
        let mut incoming = Incoming::new(head, stanza);
        let mut of_it = Out::default();

        let flow = self.each(now, &mut of_it, |it, cx| it.incoming(&mut incoming, cx));
        let arrival = match incoming.message.take() {
            Some(message) if flow == PASSED => {
                let stamped = message.cursor.at != now;
                let markable = incoming.markable.take();
                Some(Arrival { origin: incoming.origin, message, stamped, markable })
            }
            Some(_) | None => None,
        };

        // What came out of an archive is told with its page, and nobody is answered for it.
        if let Some(key) = incoming.page {
            if let Some(page) = self.ground.pages.get_mut(&key) {
                page.messages.extend(arrival);
                page.afterwards.append(&mut of_it.events);
            }
            return;
        }

        out.stanzas.append(&mut of_it.stanzas);
        out.events.extend(arrival.map(|it| Event::Arrived(Box::new(it))));
        out.events.append(&mut of_it.events);
    }

    fn presence(&mut self, head: Head, element: Element, now: Timestamp, out: &mut Out) {
        let presence = Stanza { head, element };
        let _ = self.each(now, out, |feature, cx| feature.presence(&presence, cx));
    }

    fn iq(&mut self, head: Head, iq: Element, now: Timestamp, out: &mut Out) {
        match head.kind.as_str() {
            "result" | "error" => {
                if let Some(settled) = self.requests.answered(&head, iq, &self.ground.me) {
                    self.settle(settled, now, out);
                }
            }
            "get" | "set" => {
                let reply = self.reply(&head, &iq, now, out);
                answer(&head, &iq, reply, out);
            }
            _ => answer(&head, &iq, Reply::Error("modify", "bad-request"), out),
        }
    }

    fn reply(&mut self, head: &Head, iq: &Element, now: Timestamp, out: &mut Out) -> Reply {
        let mut payloads = iq.children();
        let (Some(payload), None) = (payloads.next(), payloads.next()) else {
            return Reply::Error("modify", "bad-request"); // RFC 6120, section 8.2.3, rule 2
        };

        let query = Query { head, payload };
        let mut reply = None;
        let _ = self.each(now, out, |feature, cx| {
            reply = feature.asked(&query, cx);
            if reply.is_some() { TAKEN } else { PASSED }
        });
        reply.unwrap_or(Reply::REFUSED)
    }

    fn settle(&mut self, settled: Settled, now: Timestamp, out: &mut Out) {
        let Settled { key, asker, result } = settled;
        match asker {
            Asker::Feature(place) => {
                let mut at = 0;
                self.all(now, out, |feature, cx| {
                    if at == place {
                        feature.answered(key, &result, cx);
                    }
                    at += 1;
                });
            }
            Asker::Above(request) => {
                let result = result.map(|_| crate::engine::event::Answer::Done);
                self.requests.settle(request, result, out);
            }
            Asker::Nobody => {}
        }
    }
}

/// The outside of a message of ours; `kind` is its type in a chat with a contact.
fn begun(peer: &Peer, kind: &str, ids: &Ids) -> Xml {
    let (kind, to) = match peer {
        Peer::Contact(jid) => (kind, jid.to_string()),
        Peer::Room(jid) => ("groupchat", jid.to_string()),
        Peer::Occupant { room, nick } => ("chat", format!("{room}/{nick}")),
    };
    xml("message", stanza::CLIENT)
        .attr("type", kind)
        .attr("to", to)
        .maybe_attr("id", ids.origin.as_ref())
}

fn answer(head: &Head, iq: &Element, reply: Reply, out: &mut Out) {
    let id = head.id.as_deref().unwrap_or_default();
    let to = head.from.as_ref();

    match reply {
        Reply::Empty => out.send(stanza::iq("result", to, id)),
        Reply::With(payload) => out.send(stanza::iq("result", to, id).child(payload)),
        Reply::Error(kind, condition) => {
            let error = stanza::error(kind, condition);
            log::debug!("an iq {} was refused: {condition}", iq.attr("id").unwrap_or_default());
            out.send(stanza::iq("error", to, id).child(error));
        }
    }
}
