//! Colours, sizes and type by what they mean, for light and dark.
//!
//! Screens name a token, never a value. `tests::` in [`contrast`] checks every pair that is used.

pub mod contrast;
pub mod font;
pub mod hue;
pub mod style;

use std::sync::LazyLock;

use iced::theme::palette::{Extended, Pair};
use iced::theme::{Palette, Theme};
use iced::{Color, color};

/// Gaps, in multiples of the unit of 4 logical pixels.
pub mod space {
    pub const XS: f32 = 4.0;
    pub const S: f32 = 8.0;
    pub const M: f32 = 12.0;
    pub const L: f32 = 16.0;
    pub const XL: f32 = 24.0;
}

/// Sizes of type, in logical pixels.
pub mod size {
    /// Times, hints, labels above fields.
    pub const META: f32 = 12.0;
    pub const BODY: f32 = 14.0;
    /// The name of what one looks at.
    pub const TITLE: f32 = 16.0;
    /// The heading of a whole page.
    pub const PAGE: f32 = 20.0;
}

/// The width of a window, in logical pixels, below which the occupants are a drawer.
pub const WIDE: f32 = 1000.0;
/// The width below which there is one column.
pub const SINGLE: f32 = 720.0;

/// The height of a line, as a factor of the size.
pub const LINE_HEIGHT: f32 = 1.4;

/// The radius of corners.
pub const RADIUS: f32 = 6.0;

/// The least height of what can be pressed or typed in.
pub const CONTROL: f32 = 28.0;

/// The width of the ring around what has the keyboard.
pub const RING: f32 = 2.0;

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Mode {
    #[default]
    Light,
    Dark,
}

impl Mode {
    pub fn tokens(self) -> &'static Tokens {
        match self {
            Self::Light => &LIGHT,
            Self::Dark => &DARK,
        }
    }

    /// The toolkit's theme made from the tokens.
    pub fn theme(self) -> Theme {
        static THEMES: LazyLock<[Theme; 2]> =
            LazyLock::new(|| [build("Light", &LIGHT), build("Dark", &DARK)]);

        match self {
            Self::Light => THEMES[0].clone(),
            Self::Dark => THEMES[1].clone(),
        }
    }
}

/// The colours of one mode, by their use.
#[derive(Debug, Clone, PartialEq)]
pub struct Tokens {
    pub mode: Mode,
    /// Behind threads and pages.
    pub page: Color,
    /// Behind the sidebar and the list of occupants.
    pub side: Color,
    /// Behind menus, dialogs and tooltips.
    pub card: Color,
    /// Behind what one types in.
    pub field: Color,
    /// Behind the chosen row.
    pub selected: Color,
    /// Laid over what the pointer is on.
    pub hover: Color,
    /// Laid over what is held down.
    pub pressed: Color,
    pub text: Color,
    /// Text of less weight: times, statuses, hints.
    pub muted: Color,
    /// Text and shapes of what cannot be used now.
    pub disabled: Color,
    /// Our own name, links, the ring of the keyboard, what is pressed first.
    pub accent: Color,
    /// Text on the accent.
    pub on_accent: Color,
    pub danger: Color,
    /// Text on the danger colour.
    pub on_danger: Color,
    pub warning: Color,
    pub success: Color,
    /// The edge of a control.
    pub border: Color,
    /// A line between regions; decoration only.
    pub rule: Color,
    /// Behind selected text.
    pub selection: Color,
    /// Behind a message that names us.
    pub mention: Color,
    /// Behind preformatted text.
    pub code: Color,
    /// Over everything that a dialog stands on.
    pub scrim: Color,
    /// The shapes of presence.
    pub available: Color,
    pub away: Color,
    pub busy: Color,
    pub offline: Color,
}

pub static LIGHT: Tokens = Tokens {
    mode: Mode::Light,
    page: color!(0xFFFFFF),
    side: color!(0xF3F5F8),
    card: color!(0xFFFFFF),
    field: color!(0xFFFFFF),
    selected: color!(0xE3EBF8),
    hover: color!(0x1B1F24, 0.035),
    pressed: color!(0x1B1F24, 0.065),
    text: color!(0x1B1F24),
    muted: color!(0x565F6B),
    disabled: color!(0x868E99),
    accent: color!(0x1B5CC8),
    on_accent: color!(0xFFFFFF),
    danger: color!(0xB3261E),
    on_danger: color!(0xFFFFFF),
    warning: color!(0x8A5A00),
    success: color!(0x1A6B30),
    border: color!(0x7A8593),
    rule: color!(0xDDE2E9),
    selection: color!(0xB5D0FA),
    mention: color!(0xFFF3D6),
    code: color!(0xEEF1F5),
    scrim: color!(0x1B1F24, 0.4),
    available: color!(0x1F7F38),
    away: color!(0x9A6400),
    busy: color!(0xB3261E),
    offline: color!(0x68717D),
};

pub static DARK: Tokens = Tokens {
    mode: Mode::Dark,
    page: color!(0x16181C),
    side: color!(0x1D2026),
    card: color!(0x24282F),
    field: color!(0x1B1E23),
    selected: color!(0x26354D),
    hover: color!(0xE8EAED, 0.035),
    pressed: color!(0xE8EAED, 0.065),
    text: color!(0xE8EAED),
    muted: color!(0xA6AEBA),
    disabled: color!(0x747C88),
    accent: color!(0x86B4FF),
    on_accent: color!(0x10233F),
    danger: color!(0xFF8A80),
    on_danger: color!(0x3A0A07),
    warning: color!(0xF2B84B),
    success: color!(0x7ED492),
    border: color!(0x828B98),
    rule: color!(0x30353D),
    selection: color!(0x2C4A78),
    mention: color!(0x3A3118),
    code: color!(0x23272E),
    scrim: color!(0x000000, 0.55),
    available: color!(0x5CCB76),
    away: color!(0xF2B84B),
    busy: color!(0xFF8A80),
    offline: color!(0x98A1AD),
};

/// The tokens that a theme was made from.
pub fn tokens(theme: &Theme) -> &'static Tokens {
    if theme.extended_palette().is_dark { &DARK } else { &LIGHT }
}

fn build(name: &str, tokens: &'static Tokens) -> Theme {
    let palette = Palette {
        background: tokens.page,
        text: tokens.text,
        primary: tokens.accent,
        success: tokens.success,
        warning: tokens.warning,
        danger: tokens.danger,
    };

    Theme::custom_with_fn(name.to_owned(), palette, |palette| {
        let mut extended = Extended::generate(palette);
        let pair = |color, text| Pair { color, text };

        extended.is_dark = tokens.mode == Mode::Dark;
        extended.background.base = pair(tokens.page, tokens.text);
        extended.background.weakest = pair(tokens.side, tokens.text);
        extended.background.weak = pair(tokens.rule, tokens.text);
        extended.background.strong = pair(tokens.border, tokens.text);
        extended.primary.base = pair(tokens.accent, tokens.on_accent);
        extended.primary.weak = pair(tokens.selected, tokens.text);
        extended.danger.base = pair(tokens.danger, tokens.on_danger);
        extended
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_leads_back_to_its_tokens() {
        for mode in [Mode::Light, Mode::Dark] {
            assert_eq!(tokens(&mode.theme()).mode, mode);
            assert_eq!(mode.theme().palette().background, mode.tokens().page);
        }
    }
}
