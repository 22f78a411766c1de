//! Emoji in their own font, while one writes.

use std::ops::Range;

use iced::Font;
use iced::advanced::text::Highlighter;
use iced::advanced::text::highlighter::Format;

use crate::ui::part::emoji;
use crate::ui::theme::font;

/// Finds the emoji of each line; no line depends on another.
pub struct Emoji {
    line: usize,
}

/// How they are drawn.
pub fn format() -> Format<Font> {
    Format { color: None, font: Some(font::EMOJI) }
}

impl Highlighter for Emoji {
    type Settings = ();
    type Highlight = ();
    type Iterator<'a> = std::vec::IntoIter<(Range<usize>, ())>;

    fn new((): &Self::Settings) -> Self {
        Self { line: 0 }
    }

    fn update(&mut self, (): &Self::Settings) {}

    fn change_line(&mut self, line: usize) {
        self.line = self.line.min(line);
    }

    fn highlight_line(&mut self, line: &str) -> Self::Iterator<'_> {
        self.line += 1;
        let runs = emoji::runs(line).into_iter();
        let found: Vec<_> = runs.filter(|run| run.emoji).map(|run| (run.range, ())).collect();
        found.into_iter()
    }

    fn current_line(&self) -> usize {
        self.line
    }
}
