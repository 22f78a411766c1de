//! Who has the profile.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;

use crate::desktop::paths::Paths;

/// Holds the profile for as long as it lives; the system ends it with the process, however that ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

#[derive(Debug)]
pub enum Claim {
    /// The profile is ours.
    First(Lock),
    /// Another start has it.
    Taken,
}

/// Takes the profile, where nobody has it.
///
/// # Errors
/// The system's, where the file cannot be created or the disk knows no locks.
pub fn claim(paths: &Paths) -> io::Result<Claim> {
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(paths.lock())?;

    match file.try_lock() {
        Ok(()) => Ok(Claim::First(Lock { _file: file })),
        Err(TryLockError::WouldBlock) => Ok(Claim::Taken),
        Err(TryLockError::Error(error)) => Err(error),
    }
}
