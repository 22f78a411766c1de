//! A file that the person chooses, in the dialog that the desktop has for it.
//!
//! Free desktops offer it by their portal. On other systems there is none yet, and a file is named by
//! its path.

use std::io;
use std::path::PathBuf;

#[cfg(target_os = "linux")]
mod portal;

/// What may be chosen: in words, and by the ends of names, as in `*.png`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sort {
    pub name: String,
    pub ends: Vec<String>,
}

/// Asks for one file; `None` where the person chose none. `bus` is the address of another bus than that
/// of the session.
///
/// # Errors
/// Where nobody offers such a dialog.
#[cfg(target_os = "linux")]
pub async fn file(bus: Option<String>, title: String, sort: Sort) -> io::Result<Option<PathBuf>> {
    portal::file(bus, &title, sort).await.map_err(io::Error::other)
}

/// Asks for one file.
///
/// # Errors
/// Always: nobody offers such a dialog here.
#[cfg(not(target_os = "linux"))]
pub async fn file(_: Option<String>, _: String, _: Sort) -> io::Result<Option<PathBuf>> {
    Err(io::ErrorKind::Unsupported.into())
}
