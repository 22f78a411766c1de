//! What left in the last moments of a session, and may have gone down with its server.
//!
//! A server that goes down takes along what it had in hand: what it acknowledged and had not written
//! yet, and what it had written for us and not passed on. Where it knows nothing of the session
//! afterwards, that is sent again, under the same id: who has it already knows it by that.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use crate::engine::event::Token;

/// How long a server may take to pass on what it acknowledged: it does several things at once.
const IN_HAND: Duration = Duration::from_secs(2);
/// How long it may take to write it down: some databases gather for seconds.
pub(crate) const UNWRITTEN: Duration = Duration::from_secs(10);
/// The most that is remembered of a session.
const MOST: usize = 2_000;

/// A message of ours, or what we did to one, that may be lost: by its token in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Suspect {
    pub(crate) token: i64,
    /// It was passed on long since, if the archive has it.
    pub(crate) archive_tells: bool,
}

#[derive(Debug)]
struct Left {
    token: i64,
    acked: Option<Instant>,
}

#[derive(Debug, Default)]
pub(crate) struct Flight {
    left: VecDeque<Left>,
    broke: Option<Instant>,
    suspects: Vec<Suspect>,
}

impl Flight {
    /// A session begins that is not the last one, or that one goes on.
    pub(crate) fn begin(&mut self, resumed: bool, forgotten: bool, clock: Instant) {
        let broke = self.broke.take().unwrap_or(clock);
        if resumed {
            return;
        }
        for Left { token, acked } in std::mem::take(&mut self.left) {
            let age = acked.map(|at| broke.duration_since(at)).unwrap_or_default();
            if forgotten && age < UNWRITTEN {
                self.suspects.push(Suspect { token, archive_tells: age >= IN_HAND });
            }
        }
        self.suspects.truncate(MOST);
    }

    /// The line is gone.
    pub(crate) fn broke(&mut self, clock: Instant) {
        let _ = self.broke.get_or_insert(clock);
    }

    pub(crate) fn left(&mut self, token: i64, clock: Instant) {
        let settled = |it: &Left| it.acked.is_some_and(|at| clock.duration_since(at) >= UNWRITTEN);
        while self.left.front().is_some_and(settled) || self.left.len() >= MOST {
            let _ = self.left.pop_front();
        }
        self.left.push_back(Left { token, acked: None });
    }

    /// In the order in which they left.
    pub(crate) fn acked(&mut self, tokens: &[Token], clock: Instant) {
        let mut left = self.left.iter_mut().filter(|it| it.acked.is_none());
        for token in tokens.iter().filter(|it| it.0 != 0) {
            if let Some(it) = left.by_ref().find(|it| it.token == token.0) {
                it.acked = Some(clock);
            }
        }
    }

    pub(crate) fn is_suspicious(&self) -> bool {
        !self.suspects.is_empty()
    }

    pub(crate) fn take(&mut self) -> Vec<Suspect> {
        std::mem::take(&mut self.suspects)
    }

    /// Nothing could be done about them yet.
    pub(crate) fn give_back(&mut self, suspects: Vec<Suspect>) {
        self.suspects.splice(0..0, suspects).for_each(drop);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_moments_before_the_end_are_suspicious() {
        let (mut flight, start) = (Flight::default(), Instant::now());
        let after = |seconds: u64| start + Duration::from_secs(seconds);
        [1, -9, 2, 3, 4].into_iter().for_each(|token| flight.left(token, start));
        flight.acked(&[Token(1)], start);
        flight.acked(&[Token(0), Token(-9), Token(2)], after(15));
        flight.acked(&[Token(3)], after(19));
        flight.broke(after(20));
        flight.broke(after(90));

        flight.begin(false, true, after(100));
        let suspect = |token, archive_tells| Suspect { token, archive_tells };
        assert_eq!(
            flight.take(),
            [suspect(-9, true), suspect(2, true), suspect(3, false), suspect(4, false)]
        );
        assert!(!flight.is_suspicious());
    }

    #[test]
    fn a_server_that_remembers_lost_nothing() {
        let (mut flight, start) = (Flight::default(), Instant::now());
        flight.left(1, start);
        flight.broke(start);
        flight.begin(true, false, start);
        assert!(!flight.is_suspicious());

        flight.broke(start);
        flight.begin(false, false, start);
        assert!(!flight.is_suspicious());
        flight.begin(false, true, start);
        assert!(!flight.is_suspicious(), "that was another session");
    }

    #[test]
    fn what_was_confirmed_long_ago_is_forgotten() {
        let (mut flight, start) = (Flight::default(), Instant::now());
        flight.left(1, start);
        flight.acked(&[Token(1)], start);
        flight.left(2, start + UNWRITTEN);
        assert_eq!(flight.left.len(), 1);

        (0..3_000).for_each(|row| flight.left(row, start));
        assert_eq!(flight.left.len(), MOST);
    }
}
