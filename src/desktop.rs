//! What the machine gives: places on disk, a keyring, notifications, sleep and wake, other starts.

pub mod instance;
pub mod paths;
pub mod settings;

/// The name by which desktops know the program: of its `.desktop` file and of its windows.
pub const APPLICATION_ID: &str = "im.parlance.Parlance";
