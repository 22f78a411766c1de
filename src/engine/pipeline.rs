//! The features, in the order in which a stanza meets them.

use xmpp::minidom::Element;

use crate::engine::event::{Command, Known, Out, RequestId};
use crate::engine::link::Session;
use crate::model::{AccountId, Timestamp};

/// The protocol of one account: values in, values out; no clock, no socket, no disk.
#[derive(Debug)]
pub struct Pipeline {}

impl Pipeline {
    /// `seed` makes the ids of this run our own; it is random.
    pub fn new(_account: AccountId, _known: Known, _seed: u64) -> Self {
        Self {}
    }

    /// A session begins or goes on.
    pub fn online(&mut self, _session: &Session, _now: Timestamp) -> Out {
        Out::default()
    }

    /// The connection is gone; a resumption may follow.
    pub fn offline(&mut self, _now: Timestamp) -> Out {
        Out::default()
    }

    /// A stanza came.
    pub fn stanza(&mut self, _stanza: Element, _now: Timestamp) -> Out {
        Out::default()
    }

    /// A person or the client wants something.
    pub fn command(
        &mut self,
        _request: Option<RequestId>,
        _command: Command,
        _now: Timestamp,
    ) -> Out {
        Out::default()
    }

    /// Time went by: requests run out, rooms are checked. To be called when [`Self::deadline`] is
    /// reached.
    pub fn tick(&mut self, _now: Timestamp) -> Out {
        Out::default()
    }

    /// When `tick` has something to do next.
    pub fn deadline(&self) -> Option<Timestamp> {
        None
    }
}
