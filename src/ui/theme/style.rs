//! How the toolkit's own widgets look, from the tokens.

use iced::widget::{container, rule, scrollable, text, text_editor, text_input};
use iced::{Background, Border, Color, Theme, border};

use crate::ui::theme::contrast::laid;
use crate::ui::theme::{RADIUS, RING, Tokens, tokens};

/// `ground`, moved towards the colour of text.
pub fn towards_text(tokens: &Tokens, ground: Color, amount: f32) -> Color {
    laid(Color { a: amount, ..tokens.text }, ground)
}

/// Behind threads and pages.
pub fn page(theme: &Theme) -> container::Style {
    ground(tokens(theme).page, tokens(theme))
}

/// Behind the sidebar and the occupants.
pub fn side(theme: &Theme) -> container::Style {
    ground(tokens(theme).side, tokens(theme))
}

/// A chosen row, or a count that wants to be seen less than a badge.
pub fn selected(theme: &Theme) -> container::Style {
    container::Style {
        border: border::rounded(RADIUS),
        ..ground(tokens(theme).selected, tokens(theme))
    }
}

/// A menu, a dialog or a tooltip: what floats. An edge lifts it, and no shadow: the software renderer
/// paints a shadow beyond the part that it repaints, so that each change near it would darken it more.
pub fn card(theme: &Theme) -> container::Style {
    let tokens = tokens(theme);
    container::Style {
        border: Border { color: tokens.border, width: 1.0, radius: RADIUS.into() },
        ..ground(tokens.card, tokens)
    }
}

/// A quiet line across the window that says how things stand.
pub fn notice(theme: &Theme) -> container::Style {
    ground(tokens(theme).code, tokens(theme))
}

/// A count of unread messages.
pub fn badge(theme: &Theme) -> container::Style {
    let tokens = tokens(theme);
    container::Style {
        background: Some(tokens.accent.into()),
        text_color: Some(tokens.on_accent),
        border: border::rounded(9),
        ..container::Style::default()
    }
}

/// A key as it is drawn beside what it does.
pub fn key(theme: &Theme) -> container::Style {
    let border = Border::default().rounded(3).color(tokens(theme).rule).width(1);
    container::Style { border, ..container::Style::default() }
}

/// A count of unread messages that nobody is to be called for.
pub fn badge_muted(theme: &Theme) -> container::Style {
    let tokens = tokens(theme);
    container::Style {
        background: Some(tokens.rule.into()),
        text_color: Some(tokens.text),
        border: border::rounded(9),
        ..container::Style::default()
    }
}

fn ground(color: Color, tokens: &Tokens) -> container::Style {
    container::Style {
        background: Some(Background::Color(color)),
        text_color: Some(tokens.text),
        ..container::Style::default()
    }
}

pub fn muted(theme: &Theme) -> text::Style {
    text::Style { color: Some(tokens(theme).muted) }
}

pub fn accent(theme: &Theme) -> text::Style {
    text::Style { color: Some(tokens(theme).accent) }
}

pub fn danger(theme: &Theme) -> text::Style {
    text::Style { color: Some(tokens(theme).danger) }
}

/// The line between two regions.
pub fn line(theme: &Theme) -> rule::Style {
    rule::Style {
        color: tokens(theme).rule,
        radius: 0.0.into(),
        fill_mode: rule::FillMode::Full,
        snap: true,
    }
}

/// What one types in, in one line.
pub fn input(theme: &Theme, status: text_input::Status) -> text_input::Style {
    let tokens = tokens(theme);
    let (border, value) = match status {
        text_input::Status::Active => (edge(tokens.border), tokens.text),
        text_input::Status::Hovered => (edge(tokens.muted), tokens.text),
        text_input::Status::Focused { .. } => (ring(tokens), tokens.text),
        text_input::Status::Disabled => (edge(tokens.rule), tokens.disabled),
    };

    text_input::Style {
        background: tokens.field.into(),
        border,
        icon: tokens.muted,
        placeholder: tokens.muted,
        value,
        selection: tokens.selection,
    }
}

/// As [`input`], where what stands in it cannot be taken.
pub fn input_at_fault(theme: &Theme, status: text_input::Status) -> text_input::Style {
    let mut style = input(theme, status);
    style.border.color = tokens(theme).danger;
    style
}

/// What one types in, in many lines.
pub fn editor(theme: &Theme, status: text_editor::Status) -> text_editor::Style {
    let tokens = tokens(theme);
    let border = match status {
        text_editor::Status::Active => edge(tokens.border),
        text_editor::Status::Hovered => edge(tokens.muted),
        text_editor::Status::Focused { .. } => ring(tokens),
        text_editor::Status::Disabled => edge(tokens.rule),
    };

    text_editor::Style {
        background: tokens.field.into(),
        border,
        placeholder: tokens.muted,
        value: tokens.text,
        selection: tokens.selection,
    }
}

/// A narrow bar that shows where one is.
pub fn scroll(theme: &Theme, status: scrollable::Status) -> scrollable::Style {
    let tokens = tokens(theme);
    let color = match status {
        scrollable::Status::Dragged { .. } => tokens.muted,
        scrollable::Status::Active { .. } | scrollable::Status::Hovered { .. } => tokens.border,
    };
    let rail = scrollable::Rail {
        background: None,
        border: Border::default(),
        scroller: scrollable::Scroller { background: color.into(), border: border::rounded(4) },
    };

    scrollable::Style {
        vertical_rail: rail,
        horizontal_rail: rail,
        ..scrollable::default(theme, status)
    }
}

fn edge(color: Color) -> Border {
    Border { color, width: 1.0, radius: RADIUS.into() }
}

fn ring(tokens: &Tokens) -> Border {
    Border { color: tokens.accent, width: RING, radius: RADIUS.into() }
}
