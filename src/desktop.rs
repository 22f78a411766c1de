//! What the machine gives: places on disk, a keyring, notifications, a place in the tray, sleep and wake, other starts.

pub mod choose;
pub mod descriptor;
pub mod instance;
pub mod log;
pub mod machine;
pub mod notify;
pub mod open;
pub mod paths;
pub mod renderer;
pub mod secrets;
pub mod settings;
pub mod signals;
pub mod tray;

/// The name by which desktops know the program: of its `.desktop` file and of its windows.
pub const APPLICATION_ID: &str = "im.parlance.Parlance";
