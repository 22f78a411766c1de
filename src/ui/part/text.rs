//! Text by its rank. What may be cut to one line is a [`line`](crate::ui::part::line) instead.

use std::borrow::Cow;

use iced::widget::text::{Style, Wrapping};
use iced::widget::{rich_text, span, text};
use iced::{Element, Font, Theme};

use crate::ui::part::emoji;
use crate::ui::theme::{LINE_HEIGHT, font, size, style};

/// How a text looks: its size, weight and colour.
pub type Colour = fn(&Theme) -> Style;

/// Running text.
pub fn body<'a, Message: 'a>(content: impl Into<Cow<'a, str>>) -> Element<'a, Message> {
    prose(content, size::BODY, font::REGULAR, text::default)
}

/// Running text that matters less.
pub fn muted<'a, Message: 'a>(content: impl Into<Cow<'a, str>>) -> Element<'a, Message> {
    prose(content, size::BODY, font::REGULAR, style::muted)
}

/// Times, hints, what stands above a field.
pub fn meta<'a, Message: 'a>(content: impl Into<Cow<'a, str>>) -> Element<'a, Message> {
    prose(content, size::META, font::REGULAR, style::muted)
}

/// What went wrong, where it went wrong.
pub fn fault<'a, Message: 'a>(content: impl Into<Cow<'a, str>>) -> Element<'a, Message> {
    prose(content, size::META, font::REGULAR, style::danger)
}

/// Text that carries more than what follows it.
pub fn strong<'a, Message: 'a>(content: impl Into<Cow<'a, str>>) -> Element<'a, Message> {
    prose(content, size::BODY, font::SEMIBOLD, text::default)
}

/// The name of what one looks at.
pub fn title<'a, Message: 'a>(content: impl Into<Cow<'a, str>>) -> Element<'a, Message> {
    prose(content, size::TITLE, font::SEMIBOLD, text::default)
}

/// The heading of a page.
pub fn heading<'a, Message: 'a>(content: impl Into<Cow<'a, str>>) -> Element<'a, Message> {
    prose(content, size::PAGE, font::SEMIBOLD, text::default)
}

/// Text that wraps, at words where it can; emoji in their own font.
pub fn prose<'a, Message: 'a>(
    content: impl Into<Cow<'a, str>>,
    size: f32,
    face: Font,
    colour: Colour,
) -> Element<'a, Message> {
    let content = content.into();

    if !emoji::any(&content) {
        return text(content)
            .size(size)
            .line_height(LINE_HEIGHT)
            .font(face)
            .wrapping(Wrapping::WordOrGlyph)
            .style(colour)
            .into();
    }

    let spans = emoji::runs(&content)
        .into_iter()
        .map(|run| {
            let face = if run.emoji { font::EMOJI } else { face };
            span::<'a, (), Font>(content[run.range].to_owned()).font(face)
        })
        .collect::<Vec<_>>();

    rich_text(spans)
        .size(size)
        .line_height(LINE_HEIGHT)
        .font(face)
        .wrapping(Wrapping::WordOrGlyph)
        .style(colour)
        .into()
}
