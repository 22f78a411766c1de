//! A file of an older version on its way to this one.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::{Connection, InterruptHandle, ffi};

use crate::store::error::Error;

/// A step that is being taken; it takes long where the history is.
#[derive(Clone)]
pub struct Upgrade {
    /// From 1.
    pub step: u32,
    pub of: u32,
    stop: Stop,
}

/// Ends an upgrade between two steps or amidst one, which is not taken then.
#[derive(Clone)]
pub(super) struct Stop {
    running: Arc<InterruptHandle>,
    asked: Arc<AtomicBool>,
}

impl Stop {
    pub(super) fn of(db: &Connection) -> Self {
        Self { running: Arc::new(db.get_interrupt_handle()), asked: Arc::default() }
    }

    /// # Errors
    /// Where it was asked for.
    pub(super) fn check(&self) -> Result<(), Error> {
        if !self.asked.load(Ordering::SeqCst) {
            return Ok(());
        }
        let error = ffi::Error::new(ffi::SQLITE_INTERRUPT);
        Err(rusqlite::Error::SqliteFailure(error, None).into())
    }
}

impl Upgrade {
    pub(super) fn new(step: usize, of: usize, stop: &Stop) -> Self {
        let number = |it| u32::try_from(it).unwrap_or(u32::MAX);
        Self { step: number(step), of: number(of), stop: stop.clone() }
    }

    /// Has it end soon. The steps that were taken stay, the others are taken the next time.
    pub fn stop(&self) {
        self.stop.asked.store(true, Ordering::SeqCst);
        self.stop.running.interrupt();
    }
}

impl fmt::Debug for Upgrade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Upgrade({} of {})", self.step, self.of)
    }
}
