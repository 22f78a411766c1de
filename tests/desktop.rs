//! What the machine gives, with a desktop that the test brings along.

mod choose;
mod door;
mod machine;
mod notify;
mod secrets;
mod signals;
mod tray;
