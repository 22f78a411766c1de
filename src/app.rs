//! The loop: one message, one world, which screen.

pub mod arguments;
pub mod opening;
pub mod remote;

use crate::app::opening::Opening;

/// Opens the window, and comes back at its end.
///
/// # Errors
/// The toolkit's, where no window could be opened.
pub fn run(opening: Opening) -> iced::Result {
    drop(opening);
    Ok(())
}
