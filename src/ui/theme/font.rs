//! The fonts that come with the program, and those of the system.

use iced::Font;
use iced::advanced::graphics::text::{Version, font_system};
use iced::font::{Style, Weight};

/// The family of the interface font, as the files name it.
const FAMILY: &str = "Parlance Inter";

pub const REGULAR: Font = Font::with_name(FAMILY);
pub const SEMIBOLD: Font = Font { weight: Weight::Semibold, ..REGULAR };
pub const ITALIC: Font = Font { style: Style::Italic, ..REGULAR };
/// The system's: for preformatted text.
pub const MONO: Font = Font::MONOSPACE;
/// The system's: emoji in colour.
pub const EMOJI: Font = Font::with_name("Noto Color Emoji");
pub const ICONS: Font = Font::with_name("Parlance Icons");

/// The files to load at start; [`REGULAR`] is the default font then.
pub const FILES: [&[u8]; 4] = [
    include_bytes!("../../../resources/fonts/Inter-Regular.otf"),
    include_bytes!("../../../resources/fonts/Inter-SemiBold.otf"),
    include_bytes!("../../../resources/fonts/Inter-Italic.otf"),
    include_bytes!("../../../resources/icons/icons.ttf"),
];

/// Grows with each font that is loaded: what was shaped before is to be shaped again.
pub fn version() -> Version {
    font_system().read().map(|system| system.version()).unwrap_or_default()
}

/// Makes the files known at once, where there is no application that loads them.
///
/// A renderer that exists already sees them too; text that was shaped before is shaped again.
pub fn load() {
    if let Ok(mut system) = font_system().write() {
        for file in FILES {
            system.load_font(file.into());
        }
    }
}
