//! What one sees, and what a press or a key does; without a display.

mod acts;
mod composer;
mod controls;
mod crowd;
mod keyboard;
mod lists;
mod login;
mod reading;
mod rooms;
mod rules;
mod thread;
mod waits;
mod window;
mod world;
