//! A paragraph as it stands on the screen, and what stands where in it.

use std::ops::Range;
use std::sync::Arc;

use iced::advanced::graphics::text::{Paragraph, Version, cosmic_text};
use iced::advanced::text::{Alignment, LineHeight, Paragraph as _, Shaping, Span, Text};
use iced::alignment::Vertical;
use iced::widget::text::Wrapping;
use iced::{Font, Pixels, Point, Rectangle, Size};

use crate::model::Cursor;
use crate::ui::part::rich::{Rich, Run};
use crate::ui::part::selectable::{ground, links};
use crate::ui::theme::{LINE_HEIGHT, Mode, Tokens, font};

/// What stands at a point of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// In bytes, at the edge of a letter.
    pub offset: usize,
    /// The place of the link among the text's.
    pub link: Option<usize>,
}

/// A paragraph as it stands on the screen.
#[derive(Default)]
pub struct Shaped {
    pub key: Option<Cursor>,
    pub rich: Arc<Rich>,
    made_for: Option<(f32, Mode, f32, Version)>,
    pub(super) paragraph: Paragraph,
    /// Where the text starts that reads from right to left, from the left edge.
    pub(super) indent: f32,
    /// Where each line of the text starts, in bytes.
    pub(super) lines: Vec<usize>,
    /// The places of the runs that are drawn with more than letters, relative to the text.
    pub(super) pieces: Vec<(usize, Rectangle)>,
    /// Preformatted blocks and quotations, line by line joined, relative to the text.
    pub(super) grounds: Vec<ground::Ground>,
    /// The links that the keyboard can stand on.
    pub(super) stops: Vec<links::Stop>,
    /// Whether any of it was seen when it was drawn last.
    pub(super) seen: bool,
}

impl Shaped {
    /// What stands at a point, relative to the widget's corner.
    pub fn hit(&self, point: Point) -> Hit {
        let point = Point::new(point.x - self.indent, point.y);
        let height = self.paragraph.min_height();
        if point.y < 0.0 {
            return Hit { offset: 0, link: None };
        }
        if point.y >= height {
            return Hit { offset: self.rich.text.len(), link: None };
        }

        let offset = self.paragraph.buffer().hit(point.x, point.y).map_or(0, |cursor| {
            let start = self.lines.get(cursor.line).copied().unwrap_or(self.rich.text.len());
            start + cursor.index
        });
        let offset = (0..=offset.min(self.rich.text.len()))
            .rev()
            .find(|at| self.rich.text.is_char_boundary(*at))
            .unwrap_or(0);
        Hit { offset, link: self.link_at(point) }
    }

    pub(super) fn link_at(&self, point: Point) -> Option<usize> {
        self.pieces
            .iter()
            .filter(|(_, place)| place.contains(point))
            .find_map(|(run, _)| self.rich.runs[*run].link)
    }

    pub(super) fn shape(&mut self, rich: &Arc<Rich>, mode: Mode, size: f32, width: f32) {
        let made_for = Some((width, mode, size, font::version()));
        let same = Arc::ptr_eq(&self.rich, rich) || *self.rich == **rich;
        if same && self.made_for == made_for {
            return;
        }

        self.rich = rich.clone();
        self.made_for = made_for;
        self.paragraph = shaped(rich, mode.tokens(), size, width);
        self.lines =
            std::iter::once(0).chain(rich.text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let rtl = self.paragraph.buffer().layout_runs().next().is_some_and(|run| run.rtl);
        self.indent = if rtl { (width - self.paragraph.min_width()).max(0.0).floor() } else { 0.0 };
        self.pieces = if rich.is_plain() { Vec::new() } else { pieces(rich, &self.paragraph) };
        self.grounds = if rich.is_plain() { Vec::new() } else { ground::of(self) };
        self.stops.resize_with(rich.links.len(), links::Stop::default);
    }

    /// The places that a range of bytes has on the screen, relative to the text.
    pub(super) fn places(&self, range: &Range<usize>) -> Vec<Rectangle> {
        let (start, end) = (self.cursor(range.start), self.cursor(range.end));
        let mut places = Vec::new();
        for run in self.paragraph.buffer().layout_runs() {
            if run.line_i < start.line || run.line_i > end.line {
                continue;
            }
            let whole_line = run.glyphs.is_empty() && run.line_i < end.line;
            let (x, width) = match run.highlight(start, end) {
                Some(place) => place,
                None if whole_line => (0.0, 0.0),
                None => continue,
            };
            // The break at the end of a line is selected too, and is seen as a sliver.
            let width = if run.line_i < end.line { width.max(4.0) } else { width };
            if width > 0.0 {
                places.push(Rectangle { x, y: run.line_top, width, height: run.line_height });
            }
        }
        places
    }

    fn cursor(&self, offset: usize) -> cosmic_text::Cursor {
        let line = self.lines.partition_point(|start| *start <= offset).saturating_sub(1);
        cosmic_text::Cursor::new(line, offset - self.lines.get(line).copied().unwrap_or(0))
    }
}

fn shaped(rich: &Rich, tokens: &Tokens, size: f32, width: f32) -> Paragraph {
    let text = Text {
        content: (),
        bounds: Size::new(width, f32::INFINITY),
        size: Pixels(size),
        line_height: LineHeight::Relative(LINE_HEIGHT),
        font: font::REGULAR,
        align_x: Alignment::Default,
        align_y: Vertical::Top,
        shaping: Shaping::Auto,
        wrapping: Wrapping::WordOrGlyph,
    };
    if rich.is_plain() {
        return Paragraph::with_text(text.with_content(rich.text.as_str()));
    }

    let spans: Vec<Span<'_, ()>> = rich
        .runs
        .iter()
        .map(|run| {
            let color = if run.link.is_some() {
                Some(tokens.accent)
            } else {
                run.style.quote.then_some(tokens.muted)
            };
            Span::new(&rich.text[run.range.clone()]).font(face(run)).color_maybe(color)
        })
        .collect();
    Paragraph::with_spans(text.with_content(spans.as_slice()))
}

fn face(run: &Run) -> Font {
    if run.emoji {
        font::EMOJI
    } else if run.style.code {
        font::MONO
    } else if run.style.strong {
        font::SEMIBOLD
    } else if run.style.emphasis {
        font::ITALIC
    } else {
        font::REGULAR
    }
}

/// The places of all runs that need more than letters, line by line.
fn pieces(rich: &Rich, paragraph: &Paragraph) -> Vec<(usize, Rectangle)> {
    let inline = |run: &Run| run.style.code && !run.style.block;
    let decorated = |run: &Run| run.link.is_some() || inline(run) || run.style.strike;
    let mut pieces: Vec<(usize, Rectangle)> = Vec::new();

    for line in paragraph.buffer().layout_runs() {
        let mut open: Option<(usize, Rectangle)> = None;
        for glyph in line.glyphs {
            let run = glyph.metadata;
            let wanted = rich.runs.get(run).is_some_and(decorated);
            match &mut open {
                Some((of, place)) if *of == run => {
                    place.width = (glyph.x + glyph.w - place.x).max(place.width);
                }
                _ => {
                    pieces.extend(open.take());
                    open = wanted.then_some((
                        run,
                        Rectangle {
                            x: glyph.x,
                            y: line.line_top,
                            width: glyph.w,
                            height: line.line_height,
                        },
                    ));
                }
            }
        }
        pieces.extend(open);
    }
    pieces
}
