//! Ports of 127.0.0.1 that no other test, run or user takes meanwhile.

use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};

/// How many ports a block has for its owner.
pub const COUNT: u16 = 7;

/// Below the range from which Linux takes ports for outgoing connections (32768 and up).
const FIRST: u16 = 20_000;
const BLOCKS: u16 = 1_500;

/// A block of neighbouring ports. Its first port is held open as long as the block is ours, and
/// that is what tells others to look elsewhere: the system itself gives it back, however we end.
#[derive(Debug)]
pub struct Ports {
    lock: TcpListener,
}

impl Ports {
    pub fn reserve() -> Self {
        static TRIED: AtomicU16 = AtomicU16::new(0);
        // Runs at the same time start at different places.
        let start = std::process::id() % u32::from(BLOCKS);

        for _ in 0..BLOCKS {
            let turn = u32::from(TRIED.fetch_add(1, Ordering::Relaxed));
            let block = (start + turn) % u32::from(BLOCKS);
            let base = FIRST + u16::try_from(block).expect("below BLOCKS") * (COUNT + 1);

            let Ok(lock) = TcpListener::bind(("127.0.0.1", base)) else { continue };
            let free = |offset| TcpListener::bind(("127.0.0.1", base + offset)).is_ok();
            if (1..=COUNT).all(free) {
                return Self { lock };
            }
        }

        panic!("no {COUNT} neighbouring ports of 127.0.0.1 are free");
    }

    /// A port of the block, from 0 to [`COUNT`] - 1.
    pub fn port(&self, index: u16) -> u16 {
        assert!(index < COUNT, "a block has {COUNT} ports");
        self.lock.local_addr().expect("it is bound").port() + 1 + index
    }
}
