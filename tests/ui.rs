//! What one sees, and what a press or a key does; without a display.

mod controls;
mod thread;
