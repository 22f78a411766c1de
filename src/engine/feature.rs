//! What an extension of the protocol is: values in, values out; no clock, no socket, no disk.

use std::fmt;
use std::ops::ControlFlow;

use xmpp::minidom::Element;

use crate::engine::event::{Answer, Archive, Command, Event, Origin, Out, RequestId};
use crate::engine::ground::Ground;
use crate::engine::request::{Asker, Key, Requests};
use crate::engine::stanza::Head;
use crate::engine::xml::Xml;
use crate::model::act::Act;
use crate::model::chat::ChatId;
use crate::model::message::{Author, Message};
use crate::model::{Address, Change, Refusal, Timestamp};

pub mod archive;
pub mod avatars;
pub mod blocking;
pub mod bookmarks;
pub mod caps;
pub mod carbons;
pub mod corrections;
pub mod device;
pub mod disco;
pub mod displayed;
pub mod markers;
pub mod preferences;
pub mod presence;
pub mod reactions;
pub mod receipts;
pub mod registration;
pub mod replies;
pub mod retractions;
pub mod rooms;
pub mod roster;
pub mod services;
pub mod software;
pub mod subscription;
pub mod text;
pub mod typing;

/// Processing hints (XEP-0334).
pub const HINTS: &str = "urn:xmpp:hints";

/// Whether the features behind this one see it too.
pub type Flow = ControlFlow<()>;
/// It was for us alone.
pub const TAKEN: Flow = ControlFlow::Break(());
/// The others may look at it.
pub const PASSED: Flow = ControlFlow::Continue(());

/// One extension of the protocol. A feature takes what is its own, and leaves the rest.
pub trait Feature: fmt::Debug + Send + Sync {
    /// The namespaces announced to others (XEP-0030).
    fn namespaces(&self) -> &'static [&'static str] {
        &[]
    }

    /// A new session: what was before it is gone.
    fn began(&mut self, _cx: &mut Context<'_>) {}

    /// The old session goes on.
    fn resumed(&mut self, _cx: &mut Context<'_>) {}

    /// The connection is gone; a resumption may follow.
    fn ended(&mut self, _cx: &mut Context<'_>) {}

    /// What our server and our account can do is known (or cannot be known).
    fn discovered(&mut self, _cx: &mut Context<'_>) {}

    /// A presence came.
    fn presence(&mut self, _presence: &Stanza, _cx: &mut Context<'_>) -> Flow {
        PASSED
    }

    /// A message came.
    fn incoming(&mut self, _message: &mut Incoming, _cx: &mut Context<'_>) -> Flow {
        PASSED
    }

    /// Adds to a message that is about to leave.
    fn outgoing(&mut self, _message: &Message, stanza: Xml, _cx: &mut Context<'_>) -> Xml {
        stanza
    }

    /// Adds to what we do to a message; a correction has been through `outgoing` before.
    fn acting(&mut self, _act: &Act, stanza: Xml, _cx: &mut Context<'_>) -> Xml {
        stanza
    }

    /// Somebody asks or tells us something and expects an answer. `None`: not our subject.
    fn asked(&mut self, _query: &Query<'_>, _cx: &mut Context<'_>) -> Option<Reply> {
        None
    }

    /// The answer to a question of ours.
    fn answered(&mut self, _key: Key, _result: &Result<Element, Refusal>, _cx: &mut Context<'_>) {}

    /// Those above want something.
    fn command(
        &mut self,
        _request: Option<RequestId>,
        _command: &Command,
        _cx: &mut Context<'_>,
    ) -> Flow {
        PASSED
    }

    /// Time went by.
    fn tick(&mut self, _cx: &mut Context<'_>) {}

    /// When `tick` has something to do next.
    fn deadline(&self, _ground: &Ground) -> Option<Timestamp> {
        None
    }
}

/// A stanza, its head read.
#[derive(Debug, Clone)]
pub struct Stanza {
    pub head: Head,
    pub element: Element,
}

/// An IQ `get` or `set` that reached us.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    pub head: &'a Head,
    pub payload: &'a Element,
}

impl Query<'_> {
    pub fn is(&self, kind: &str, name: &str, ns: &str) -> bool {
        self.head.kind == kind && self.payload.is(name, ns)
    }
}

/// What we answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    Empty,
    With(Element),
    /// An error: its type and condition.
    Error(&'static str, &'static str),
}

impl Reply {
    pub const REFUSED: Self = Self::Error("cancel", "service-unavailable");
}

/// A message on its way in.
#[derive(Debug)]
pub struct Incoming {
    pub origin: Origin,
    pub head: Head,
    pub stanza: Element,
    /// The time that our own server, the archive or the room gives; `None` means now.
    pub stamped: Option<Timestamp>,
    /// The archive that it came out of, and its id there.
    pub archived: Option<(Archive, String)>,
    /// The page of an archive that it belongs to.
    pub page: Option<Key>,
    /// Where it belongs, once that is known.
    pub chat: Option<ChatId>,
    pub author: Author,
    /// It names us, in a room.
    pub mention: bool,
    /// Its author wants to know when it is read, and calls it so.
    pub markable: Option<String>,
    /// What is to be kept of it.
    pub message: Option<Message>,
}

impl Incoming {
    pub fn new(head: Head, stanza: Element) -> Self {
        Self {
            origin: Origin::Live,
            head,
            stanza,
            stamped: None,
            archived: None,
            page: None,
            chat: None,
            author: Author::Peer,
            mention: false,
            markable: None,
            message: None,
        }
    }

    pub fn is_error(&self) -> bool {
        self.head.kind == "error"
    }

    pub fn is_groupchat(&self) -> bool {
        self.head.kind == "groupchat"
    }

    /// The child of this name, if there is one.
    pub fn payload(&self, name: &str, ns: &str) -> Option<&Element> {
        self.stanza.get_child(name, ns)
    }

    /// Whether we wrote it: here or on another device.
    pub fn is_ours(&self) -> bool {
        matches!(self.author, Author::Me { .. })
    }
}

/// What the pipeline is to do once the features are through.
#[derive(Debug, Clone, PartialEq)]
pub enum Next {
    Discovered,
    Order(Command),
}

/// What a feature works with besides itself.
#[derive(Debug)]
pub struct Context<'a> {
    pub now: Timestamp,
    pub ground: &'a mut Ground,
    pub out: &'a mut Out,
    pub requests: &'a mut Requests,
    pub next: &'a mut Vec<Next>,
    /// The feature's place in the pipeline.
    pub place: usize,
}

impl Context<'_> {
    /// Asks for something; the answer comes to [`Feature::answered`].
    pub fn get(&mut self, to: Option<Address>, payload: impl Into<Element>) -> Key {
        self.ask(Asker::Feature(self.place), "get", to, payload.into())
    }

    /// Sets something; the answer comes to [`Feature::answered`].
    pub fn set(&mut self, to: Option<Address>, payload: impl Into<Element>) -> Key {
        self.ask(Asker::Feature(self.place), "set", to, payload.into())
    }

    /// Sets something for those above, who are told whether it was done.
    pub fn set_for(
        &mut self,
        request: Option<RequestId>,
        to: Option<Address>,
        payload: impl Into<Element>,
    ) {
        let asker = request.map_or(Asker::Nobody, Asker::Above);
        let _ = self.ask(asker, "set", to, payload.into());
    }

    fn ask(&mut self, asker: Asker, kind: &str, to: Option<Address>, payload: Element) -> Key {
        self.requests.ask(asker, kind, to, payload, self.now, self.out)
    }

    /// Takes note that a request will be settled later.
    pub fn owe(&mut self, request: Option<RequestId>) {
        if let Some(request) = request {
            self.requests.owe(request, self.now);
        }
    }

    /// Answers those above, where they still wait.
    pub fn settle(&mut self, request: Option<RequestId>, result: Result<Answer, Refusal>) {
        if let Some(request) = request {
            self.requests.settle(request, result, self.out);
        }
    }

    pub fn emit(&mut self, event: Event) {
        self.out.emit(event);
    }

    pub fn tell(&mut self, change: Change) {
        self.out.tell(change);
    }

    pub fn send(&mut self, stanza: impl Into<Element>) {
        self.out.send(stanza);
    }

    /// Has another feature do something, once this one is through.
    pub fn order(&mut self, command: Command) {
        self.next.push(Next::Order(command));
    }
}
