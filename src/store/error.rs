//! Why the history cache could not do what it was asked.

use std::fmt;
use std::sync::Arc;

use rusqlite::ErrorCode;
use rusqlite::ffi::SQLITE_IOERR_SHMSIZE;

#[derive(Debug, Clone)]
pub enum Error {
    /// The disk is full. Nothing that was there is lost, nothing of this piece of work was kept: it
    /// may be tried again.
    Full(Arc<rusqlite::Error>),
    /// The file is no database of ours, or not a whole one.
    Damaged(Arc<rusqlite::Error>),
    /// The file was written by a newer version of the program.
    TooNew { found: i64, known: i64 },
    /// No such account, chat or message.
    Unknown,
    /// SQLite refused for another reason: no permission, a fault in our own SQL.
    Sqlite(Arc<rusqlite::Error>),
    /// The file could not be made or moved: the system's words.
    File(Arc<std::io::Error>),
    /// The work broke off; nothing of it was kept.
    Broken,
    /// The database thread has ended.
    Closed,
}

impl Error {
    /// Whether the same work may succeed later, as it is: the fault lies with the disk, not with the
    /// work.
    pub fn may_pass(&self) -> bool {
        use ErrorCode::{CannotOpen, DatabaseBusy, DatabaseLocked, PermissionDenied, ReadOnly};

        match self {
            Self::Full(_) => true,
            Self::Sqlite(error) => matches!(
                error.sqlite_error_code(),
                Some(
                    ErrorCode::SystemIoFailure
                        | CannotOpen
                        | DatabaseBusy
                        | DatabaseLocked
                        | PermissionDenied
                        | ReadOnly
                )
            ),
            Self::Damaged(_)
            | Self::TooNew { .. }
            | Self::Unknown
            | Self::File(_)
            | Self::Broken
            | Self::Closed => false,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full(_) => f.write_str("the disk of the history cache is full"),
            Self::Damaged(error) => write!(f, "the history cache is damaged: {error}"),
            Self::TooNew { found, known } => {
                write!(
                    f,
                    "the history cache is of version {found}; this program knows up to {known}"
                )
            }
            Self::Unknown => f.write_str("there is no such thing in the history cache"),
            Self::Sqlite(error) => write!(f, "the history cache failed: {error}"),
            Self::File(error) => write!(f, "the file of the history cache: {error}"),
            Self::Broken => f.write_str("work on the history cache broke off"),
            Self::Closed => f.write_str("the history cache is closed"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Full(error) | Self::Damaged(error) | Self::Sqlite(error) => Some(error.as_ref()),
            Self::File(error) => Some(error.as_ref()),
            Self::TooNew { .. } | Self::Unknown | Self::Broken | Self::Closed => None,
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        // SQLite tells a full disk in a second way where the index of the log could not grow.
        let no_room =
            error.sqlite_error().is_some_and(|it| it.extended_code == SQLITE_IOERR_SHMSIZE);

        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full(Arc::new(error)),
            Some(_) if no_room => Self::Full(Arc::new(error)),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged(Arc::new(error))
            }
            Some(_) | None => Self::Sqlite(Arc::new(error)),
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::File(Arc::new(error))
    }
}
