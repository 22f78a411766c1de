//! Where chance and the clock enter: everything below is given their values.

use std::fmt::Write;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ring::rand::{SecureRandom, SystemRandom};

use crate::model::Timestamp;

/// By how much the clock is behind the machine's, in milliseconds.
static BEHIND: AtomicI64 = AtomicI64::new(0);

/// This moment.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let millis = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_millis(millis.saturating_sub(BEHIND.load(Ordering::Relaxed)))
}

/// Sets the clock of this whole process back, as somebody may set the machine's; for tests.
pub fn set_clock_back(by: Duration) {
    let millis = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
    let _ = BEHIND.fetch_add(millis, Ordering::Relaxed);
}

/// How far we are east of Greenwich, in minutes.
pub(crate) fn zone() -> i32 {
    chrono::Local::now().offset().local_minus_utc() / 60
}

/// An id that nobody else has (XEP-0359, section 3.1): 128 random bits, in hex.
pub(crate) fn origin_id() -> String {
    random::<16>().iter().fold(String::with_capacity(32), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Makes the ids of one connection its own.
pub(crate) fn seed() -> u64 {
    u64::from_le_bytes(random())
}

/// A system without a source of chance is one where TLS has failed long before; an id still has to
/// be another one each time, so the clock stands in.
fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if SystemRandom::new().fill(&mut bytes).is_err() {
        let nanos = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        for (byte, clock) in bytes.iter_mut().zip(nanos.to_le_bytes()) {
            *byte = clock;
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_id_comes_twice() {
        let (one, other) = (origin_id(), origin_id());

        assert_ne!(one, other);
        assert_eq!((one.len(), other.len()), (32, 32));
    }
}
