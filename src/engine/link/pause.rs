//! How long to wait before the next attempt.

use std::time::{Duration, Instant};

/// The first attempt after a loss.
const FIRST: Duration = Duration::from_secs(1);
/// The longest wait while the loss is fresh, and how long it is fresh.
const FRESH: Duration = Duration::from_secs(5);
const FRESH_FOR: Duration = Duration::from_secs(120);
/// The longest wait at all.
const LONGEST: Duration = Duration::from_secs(60);
/// The shortest wait where the server asked for patience.
const PATIENT: Duration = Duration::from_secs(5);
/// A session that lived this long was a real one.
const LIVED: Duration = Duration::from_secs(5);

/// The waits since the connection was lost.
#[derive(Debug, Default)]
pub struct Pause {
    since: Option<Instant>,
    attempts: u32,
}

impl Pause {
    /// A session ended that had begun at `online`. Whether it was a real one: then this loss is the
    /// first.
    pub fn ended(&mut self, online: Instant, now: Instant) -> bool {
        let lived = now.duration_since(online) >= LIVED;
        if lived {
            *self = Self::default();
        }
        lived
    }

    /// The next wait. `chance` gives a number up to the one it is given; the wait is between half
    /// and the whole of its length, so that a server that comes back is not met by all at once.
    pub fn next(
        &mut self,
        patient: bool,
        now: Instant,
        mut chance: impl FnMut(u32) -> u32,
    ) -> Duration {
        let gone = now.duration_since(*self.since.get_or_insert(now));
        let doubled = FIRST.saturating_mul(1 << self.attempts.min(6));
        self.attempts += 1;

        let most = if gone < FRESH_FOR { FRESH } else { LONGEST };
        let mut length = doubled.min(most);
        if patient {
            length = length.max(PATIENT).saturating_mul(2).min(LONGEST);
        }

        let half = u32::try_from(length.as_millis() / 2).unwrap_or(u32::MAX);
        Duration::from_millis(u64::from(half) + u64::from(chance(half).min(half)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The waits in seconds, at the most, where each attempt fails at once.
    fn waits(patient: bool, count: usize) -> Vec<u64> {
        let mut pause = Pause::default();
        let mut now = Instant::now();
        let mut waits = Vec::new();

        for _ in 0..count {
            let wait = pause.next(patient, now, |most| most);
            waits.push(wait.as_secs());
            now += wait;
        }
        waits
    }

    #[test]
    fn waits_grow_after_two_minutes() {
        let waits = waits(false, 40);

        assert_eq!(waits[..5], [1, 2, 4, 5, 5]);
        let fresh: Vec<u64> = waits.iter().copied().take_while(|wait| *wait <= 5).collect();
        assert!(fresh.iter().sum::<u64>() >= 120);
        assert!(waits[fresh.len()..].iter().all(|wait| *wait == 60));
    }

    #[test]
    fn chance_shortens_a_wait_by_half_at_most() {
        let mut pause = Pause::default();

        assert_eq!(pause.next(false, Instant::now(), |_| 0), Duration::from_millis(500));
    }

    #[test]
    fn a_server_that_asks_for_patience_gets_it() {
        assert_eq!(waits(true, 3), [10, 10, 10]);
    }

    #[test]
    fn a_real_session_makes_the_next_loss_the_first() {
        let start = Instant::now();
        let mut pause = Pause::default();
        for _ in 0..3 {
            let _ = pause.next(false, start, |most| most);
        }

        assert!(!pause.ended(start, start + Duration::from_secs(1)));
        assert_eq!(pause.next(false, start, |most| most).as_secs(), 5, "it was none");
        assert!(pause.ended(start, start + Duration::from_secs(6)));
        assert_eq!(pause.next(false, start, |most| most).as_secs(), 1);
    }
}
