//! Which stanzas came through, in both directions (XEP-0198, section 4).

use std::collections::VecDeque;
use std::sync::Arc;

use xmpp::minidom::Element;

use crate::engine::event::Token;

/// Stanzas that are handed out and not yet committed, beyond which the socket is not read: what is
/// slow here must become slow there.
const HANDED: usize = 1024;
/// The same, in bytes.
const BYTES: usize = 16 << 20;

/// Stanzas from the server, until they are safe on disk.
#[derive(Debug, Default)]
pub struct Inbound {
    /// Handed out and not of this session's count, before all others.
    uncounted: u32,
    pending: VecDeque<Pending>,
    bytes: usize,
    handled: u32,
}

#[derive(Debug, Clone, Copy)]
struct Pending {
    size: usize,
    /// Kept by the link itself: it is committed as soon as those before it are.
    ours: bool,
}

impl Inbound {
    /// Another session: what was handed out before is not of its count.
    pub fn begin(&mut self) {
        let handed = self.pending.iter().filter(|stanza| !stanza.ours).count();
        self.uncounted = self.uncounted.saturating_add(u32::try_from(handed).unwrap_or(u32::MAX));
        self.pending.clear();
        self.bytes = 0;
        self.handled = 0;
    }

    /// A stanza is handed out that came before the counting began.
    pub fn early(&mut self) {
        self.uncounted += 1;
    }

    /// A stanza is handed out.
    pub fn handed(&mut self, size: usize) {
        self.push(Pending { size, ours: false });
    }

    /// A stanza came that is not handed out.
    pub fn kept(&mut self) {
        self.push(Pending { size: 0, ours: true });
    }

    fn push(&mut self, stanza: Pending) {
        self.bytes += stanza.size;
        self.pending.push_back(stanza);
        self.skip_ours();
    }

    /// So many more of those that were handed out are safe.
    pub fn commit(&mut self, stanzas: u32) {
        let early = self.uncounted.min(stanzas);
        self.uncounted -= early;

        for _ in early..stanzas {
            let Some(stanza) = self.pending.pop_front() else {
                log::warn!("more stanzas committed than handed out");
                return;
            };
            self.bytes -= stanza.size;
            self.handled = self.handled.wrapping_add(1);
            self.skip_ours();
        }
    }

    fn skip_ours(&mut self) {
        while self.pending.front().is_some_and(|stanza| stanza.ours) {
            let _ = self.pending.pop_front();
            self.handled = self.handled.wrapping_add(1);
        }
    }

    /// What may be told to the server as `h`.
    pub fn handled(&self) -> u32 {
        self.handled
    }

    pub fn is_drained(&self) -> bool {
        self.uncounted == 0 && self.pending.is_empty()
    }

    pub fn is_full(&self) -> bool {
        self.pending.len() + self.uncounted as usize >= HANDED || self.bytes >= BYTES
    }
}

/// Stanzas to the server, until it says that it has them.
#[derive(Debug, Default)]
pub struct Outbound {
    /// The server's last count, or ours where it does not count.
    acked: u32,
    waiting: VecDeque<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    token: Option<Token>,
    /// Kept where it may have to be sent again.
    element: Option<Arc<Element>>,
}

/// A count that cannot be: more than was sent, or less than was confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadCount {
    pub h: u32,
    pub sent: u32,
}

impl Outbound {
    pub fn sent(&mut self, token: Option<Token>, element: Option<Arc<Element>>) {
        self.waiting.push_back(Waiting { token, element });
    }

    /// The server has `h` stanzas; which tokens are among them.
    pub fn ack(&mut self, h: u32) -> Result<Vec<Token>, BadCount> {
        let count = h.wrapping_sub(self.acked) as usize;
        if count > self.waiting.len() {
            return Err(BadCount { h, sent: self.sent_count() });
        }

        self.acked = h;
        Ok(self.waiting.drain(..count).filter_map(|stanza| stanza.token).collect())
    }

    /// How many stanzas were sent in this session.
    pub fn sent_count(&self) -> u32 {
        self.acked.wrapping_add(u32::try_from(self.waiting.len()).unwrap_or(u32::MAX))
    }

    /// What must be sent again, in its order.
    pub fn elements(&self) -> impl Iterator<Item = &Arc<Element>> {
        self.waiting.iter().filter_map(|stanza| stanza.element.as_ref())
    }

    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// The session is over: nobody will ever confirm these.
    pub fn give_up(&mut self) -> Vec<Token> {
        self.acked = 0;
        self.waiting.drain(..).filter_map(|stanza| stanza.token).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outbound(tokens: std::ops::Range<i64>) -> Outbound {
        let mut outbound = Outbound::default();
        for token in tokens {
            let element = Element::bare("message", "jabber:client");
            outbound.sent((token % 2 == 0).then_some(Token(token)), Some(Arc::new(element)));
        }
        outbound
    }

    #[test]
    fn only_what_is_committed_counts() {
        let mut inbound = Inbound::default();
        inbound.handed(10);
        inbound.kept();
        inbound.handed(10);
        assert_eq!(inbound.handled(), 0, "nothing is safe yet");

        inbound.commit(1);
        assert_eq!(inbound.handled(), 2, "what the link kept follows");
        assert!(!inbound.is_drained());

        inbound.commit(1);
        inbound.kept();
        assert_eq!(inbound.handled(), 4);
        assert!(inbound.is_drained());
    }

    #[test]
    fn late_commits_of_an_old_session_do_not_count_for_the_new_one() {
        let mut inbound = Inbound::default();
        inbound.handed(10);
        inbound.kept();
        inbound.handed(10);
        inbound.begin();
        inbound.early();
        inbound.handed(10);

        inbound.commit(3);
        assert_eq!(inbound.handled(), 0);
        inbound.commit(1);
        assert_eq!(inbound.handled(), 1);
        inbound.commit(5);
        assert_eq!(inbound.handled(), 1, "there was nothing more");
    }

    #[test]
    fn what_is_slow_here_becomes_slow_there() {
        let mut inbound = Inbound::default();
        inbound.handed(BYTES);
        assert!(inbound.is_full());
        inbound.commit(1);
        assert!(!inbound.is_full());

        (0..HANDED).for_each(|_| inbound.handed(1));
        assert!(inbound.is_full());
    }

    #[test]
    fn each_token_is_told_once() {
        let mut outbound = outbound(0..5);

        assert_eq!(outbound.ack(3), Ok(vec![Token(0), Token(2)]));
        assert_eq!(outbound.ack(3), Ok(vec![]));
        assert_eq!(outbound.elements().count(), 2);
        assert_eq!(outbound.give_up(), [Token(4)]);
        assert_eq!(outbound.give_up(), []);
    }

    #[test]
    fn counts_that_cannot_be_are_refused() {
        let mut outbound = outbound(0..5);

        assert_eq!(outbound.ack(6), Err(BadCount { h: 6, sent: 5 }));
        assert!(outbound.ack(3).is_ok());
        assert!(outbound.ack(2).is_err(), "backwards");
        assert_eq!(outbound.ack(5), Ok(vec![Token(4)]));
    }

    #[test]
    fn counts_go_round() {
        let mut outbound = Outbound { acked: u32::MAX, ..outbound(0..2) };

        assert_eq!(outbound.ack(1), Ok(vec![Token(0)]));
    }
}
