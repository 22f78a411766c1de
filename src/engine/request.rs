//! Our questions to others, until each has its answer (RFC 6120, section 8.2.3).

use std::collections::BTreeMap;

use xmpp::jid::BareJid;
use xmpp::minidom::Element;

use crate::engine::event::{Answer, Event, Out, RequestId};
use crate::engine::stanza::{self, Head};
use crate::model::{Address, Refusal, Timestamp};

/// How long we wait for an answer, in milliseconds.
const PATIENCE: i64 = 30_000;

/// Names a question within the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(u64);

/// Who waits for the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker {
    /// A feature, by its place in the pipeline.
    Feature(usize),
    /// Somebody above the engine, who is only told whether it was done.
    Above(RequestId),
    /// Nobody: it is asked for what it does.
    Nobody,
}

/// A question that has its answer, or will have none.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    pub key: Key,
    pub asker: Asker,
    /// The whole IQ, or why there is none.
    pub result: Result<Element, Refusal>,
}

#[derive(Debug, Clone)]
struct Open {
    key: Key,
    to: Option<Address>,
    until: Timestamp,
    asker: Asker,
}

/// What is open.
#[derive(Debug)]
pub struct Requests {
    seed: u64,
    count: u64,
    /// By the `id` of the IQ.
    open: BTreeMap<String, Open>,
    /// Answers that we owe to those above, and until when.
    owed: BTreeMap<RequestId, Timestamp>,
}

impl Requests {
    pub fn new(seed: u64) -> Self {
        Self { seed, count: 0, open: BTreeMap::new(), owed: BTreeMap::new() }
    }

    /// An id that no other of this run has.
    pub fn id(&mut self) -> String {
        self.count += 1;
        format!("{:x}-{:x}", self.seed, self.count)
    }

    /// Sends a question.
    pub fn ask(
        &mut self,
        asker: Asker,
        kind: &str,
        to: Option<Address>,
        payload: Element,
        now: Timestamp,
        out: &mut Out,
    ) -> Key {
        let id = self.id();
        let key = Key(self.count);
        let until = now.plus(PATIENCE);

        out.send(stanza::iq(kind, to.as_ref(), &id).child(payload));
        if let Asker::Above(request) = asker {
            self.owe(request, now);
        }
        let _ = self.open.insert(id, Open { key, to, until, asker });
        key
    }

    /// Takes note that `request` is to be answered.
    pub fn owe(&mut self, request: RequestId, now: Timestamp) {
        let _ = self.owed.insert(request, now.plus(PATIENCE));
    }

    /// Answers a request of those above, once.
    pub fn settle(&mut self, request: RequestId, result: Result<Answer, Refusal>, out: &mut Out) {
        if self.owed.remove(&request).is_some() {
            out.emit(Event::Answered { request, result });
        }
    }

    /// Whether `request` still waits.
    pub fn owes(&self, request: RequestId) -> bool {
        self.owed.contains_key(&request)
    }

    /// Finds the question to an answer: by its id, and only from the one who was asked.
    pub fn answered(&mut self, head: &Head, iq: Element, me: &BareJid) -> Option<Settled> {
        let id = head.id.as_ref()?;
        if !answers(self.open.get(id)?.to.as_ref(), head.from.as_ref(), me) {
            return None;
        }

        let Open { key, asker, .. } = self.open.remove(id)?;
        let result = if head.kind == "result" { Ok(iq) } else { Err(stanza::refusal(&iq)) };
        Some(Settled { key, asker, result })
    }

    /// What has waited too long. `online` says whether an answer could have come.
    pub fn expired(&mut self, now: Timestamp, online: bool, out: &mut Out) -> Vec<Settled> {
        let condition = if online { Refusal::TIMED_OUT } else { Refusal::OFFLINE };

        let late: Vec<RequestId> =
            self.owed.iter().filter(|(_, until)| **until <= now).map(|(id, _)| *id).collect();
        for request in late {
            self.settle(request, Err(Refusal::ours(condition)), out);
        }

        let late: Vec<String> =
            self.open.iter().filter(|(_, it)| it.until <= now).map(|(id, _)| id.clone()).collect();
        late.iter()
            .filter_map(|id| self.open.remove(id))
            .map(|it| Settled {
                key: it.key,
                asker: it.asker,
                result: Err(Refusal::ours(condition)),
            })
            .collect()
    }

    /// The session is over: no answer will come. The features forget their questions themselves.
    pub fn over(&mut self, out: &mut Out) {
        self.open.clear();
        for request in std::mem::take(&mut self.owed).into_keys() {
            out.emit(Event::Answered { request, result: Err(Refusal::ours(Refusal::OFFLINE)) });
        }
    }

    /// When the next one has waited too long.
    pub fn deadline(&self) -> Option<Timestamp> {
        let open = self.open.values().map(|it| it.until).min();
        let owed = self.owed.values().min().copied();
        open.into_iter().chain(owed).min()
    }
}

/// Whether an answer from `from` fits a question to `to` (RFC 6120, section 8.1.2.1): our own
/// account is asked without an address, and may answer without one, or with any of our own server's.
fn answers(to: Option<&Address>, from: Option<&Address>, me: &BareJid) -> bool {
    let own = |it: &Address| {
        it.bare == *me || (it.resource.is_none() && it.bare.as_str() == me.domain().as_str())
    };

    match (to, from) {
        (None, None) => true,
        (None, Some(from)) => own(from),
        (Some(to), None) => own(to),
        (Some(to), Some(from)) => to == from,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_one_who_was_asked_may_answer() {
        let me: BareJid = "me@own.example".parse().expect("an address");
        let cases = [
            (None, None, true),
            (None, Some("me@own.example"), true),
            (None, Some("own.example"), true),
            (None, Some("you@own.example"), false),
            (Some("me@own.example"), None, true),
            (Some("you@own.example/x"), Some("you@own.example/x"), true),
            (Some("you@own.example/x"), Some("you@own.example"), false),
            (Some("you@own.example/x"), None, false),
        ];

        for (to, from, fits) in cases {
            let address = |it: &str| Address::parse(it).expect("an address");
            let (asked, by) = (to.map(address), from.map(address));
            assert_eq!(answers(asked.as_ref(), by.as_ref(), &me), fits, "{to:?} {from:?}");
        }
    }
}
