//! One line of text that ends in an ellipsis where there is no room, and tells the rest when the
//! pointer rests on it.

use std::borrow::Cow;
use std::time::{Duration, Instant};

use iced::advanced::graphics::text::{Paragraph, Version};
use iced::advanced::layout::{self, Layout, Node};
use iced::advanced::renderer::{self, Quad};
use iced::advanced::text::{
    Alignment, LineHeight, Paragraph as _, Renderer as _, Shaping, Span, Text,
};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Overlay, Renderer as _, Shell, Widget, overlay};
use iced::alignment::Vertical;
use iced::widget::text::{self, Wrapping};
use iced::{
    Element, Event, Font, Length, Pixels, Point, Rectangle, Renderer, Size, Theme, Vector, mouse,
    window,
};
use unicode_segmentation::UnicodeSegmentation;

use crate::ui::part::emoji;
use crate::ui::part::sign::Sign;
use crate::ui::part::text::Colour;
use crate::ui::theme::{LINE_HEIGHT, font, size, space, style};

const REST: Duration = Duration::from_millis(500);
/// More than this fits on no line: the rest is not even shaped.
const MOST: usize = 400;
/// The width of what a resting pointer is told.
const BUBBLE: f32 = 360.0;

/// A line of text; see [`line`].
pub struct Line<'a> {
    content: Cow<'a, str>,
    size: f32,
    face: Font,
    colour: Colour,
    width: Length,
    leaving: f32,
}

/// One line, cut with an ellipsis where it must be.
pub fn line<'a>(content: impl Into<Cow<'a, str>>) -> Line<'a> {
    let content = content.into();
    let content = if content.contains(['\n', '\r', '\t']) {
        Cow::Owned(
            content
                .split(['\n', '\r', '\t'])
                .filter(|it| !it.is_empty())
                .collect::<Vec<_>>()
                .join(" "),
        )
    } else {
        content
    };

    Line {
        content,
        size: size::BODY,
        face: font::REGULAR,
        colour: text::default,
        width: Length::Shrink,
        leaving: 0.0,
    }
}

/// A line of less weight.
pub fn muted<'a>(content: impl Into<Cow<'a, str>>) -> Line<'a> {
    line(content).size(size::META).colour(style::muted)
}

impl Line<'_> {
    pub fn size(mut self, size: f32) -> Self {
        self.size = size;
        self
    }

    pub fn font(mut self, face: Font) -> Self {
        self.face = face;
        self
    }

    pub fn strong(self) -> Self {
        self.font(font::SEMIBOLD)
    }

    pub fn colour(mut self, colour: Colour) -> Self {
        self.colour = colour;
        self
    }

    /// Leaves so many logical pixels of the room to what follows in the row.
    pub fn leaving(mut self, room: f32) -> Self {
        self.leaving = room;
        self
    }

    pub fn width(mut self, width: impl Into<Length>) -> Self {
        self.width = width.into();
        self
    }
}

/// Shapes a text, with its emoji in their own font.
pub fn shape(content: &str, face: Font, size: f32, bounds: Size, wrapping: Wrapping) -> Paragraph {
    let text = Text {
        content: (),
        bounds,
        size: Pixels(size),
        line_height: LineHeight::Relative(LINE_HEIGHT),
        font: face,
        align_x: Alignment::Default,
        align_y: Vertical::Top,
        shaping: Shaping::Auto,
        wrapping,
    };

    if !emoji::any(content) {
        return Paragraph::with_text(text.with_content(content));
    }

    let spans: Vec<Span<'_, ()>> = emoji::runs(content)
        .into_iter()
        .map(|run| {
            let face = if run.emoji { font::EMOJI } else { face };
            Span::new(&content[run.range]).font(face)
        })
        .collect();
    Paragraph::with_spans(text.with_content(spans.as_slice()))
}

#[derive(Default)]
struct State {
    source: String,
    face: Option<(Font, f32, Version)>,
    /// The whole line, and its width.
    whole: Paragraph,
    /// What fits, and the width that it was cut for.
    cut: Option<(f32, Paragraph)>,
    rests: Option<Instant>,
    told: bool,
    /// The whole text, as it is told; the renderer keeps no text alive by itself.
    bubble: Paragraph,
}

impl State {
    fn fit(&mut self, content: &str, face: Font, size: f32, room: f32) -> Size {
        let made_for = Some((face, size, font::version()));
        if self.source != content || self.face != made_for {
            content.clone_into(&mut self.source);
            self.face = made_for;
            self.whole = shape(limited(content), face, size, Size::INFINITE, Wrapping::None);
            self.cut = None;
        }

        let whole = self.whole.min_bounds();
        if whole.width <= room + 0.5 && limited(content).len() == content.len() {
            self.cut = None;
            return whole;
        }
        if self.cut.as_ref().is_none_or(|(cut_for, _)| (cut_for - room).abs() > f32::EPSILON) {
            self.cut = Some((room, cut(content, face, size, room, whole.width)));
        }
        self.shown().min_bounds()
    }

    fn shown(&self) -> &Paragraph {
        self.cut.as_ref().map_or(&self.whole, |(_, paragraph)| paragraph)
    }
}

/// All of the text, as a resting pointer is told it.
fn whole(content: &str) -> Paragraph {
    let bounds = Size::new(BUBBLE, f32::INFINITY);
    let limit = limited(content);
    let ended = if limit.len() < content.len() {
        Cow::Owned(format!("{limit}…"))
    } else {
        Cow::Borrowed(limit)
    };
    shape(&ended, font::REGULAR, size::META, bounds, Wrapping::WordOrGlyph)
}

fn limited(content: &str) -> &str {
    content.char_indices().nth(MOST).map_or(content, |(end, _)| &content[..end])
}

/// The longest beginning that fits into `room` with an ellipsis after it.
fn cut(content: &str, face: Font, size: f32, room: f32, whole: f32) -> Paragraph {
    let content = limited(content);
    let ends: Vec<usize> = content.grapheme_indices(true).map(|(start, _)| start).collect();
    let with = |count: usize| {
        let end = ends.get(count).copied().unwrap_or(content.len());
        let text = format!("{}…", content[..end].trim_end());
        shape(&text, face, size, Size::INFINITE, Wrapping::None)
    };

    let (mut fits, mut too_long) = (0, ends.len() + 1);
    let mut best = with(0);
    // The first guess takes all letters as equally wide; each shaping costs about 0.1 ms.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    let mut guess = ((room / whole.max(1.0)) * ends.len() as f32) as usize;
    let mut step = 2;
    while fits + 1 < too_long {
        let count = guess.clamp(fits + 1, too_long - 1);
        let paragraph = with(count);
        if paragraph.min_width() <= room {
            (fits, best) = (count, paragraph);
            guess = count + step;
        } else {
            too_long = count;
            guess = count.saturating_sub(step);
        }
        step = if guess <= fits || guess >= too_long { 1 } else { step * 2 };
        if guess <= fits || guess >= too_long {
            guess = usize::midpoint(fits, too_long);
        }
    }
    best
}

impl<Message> Widget<Message, Theme, Renderer> for Line<'_> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn size(&self) -> Size<Length> {
        Size::new(self.width, Length::Shrink)
    }

    fn layout(&mut self, tree: &mut Tree, _: &Renderer, limits: &layout::Limits) -> Node {
        let state = tree.state.downcast_mut::<State>();
        layout::sized(limits, self.width, Length::Shrink, |limits| {
            state.fit(
                &self.content,
                self.face,
                self.size,
                (limits.max().width - self.leaving).max(0.0),
            )
        })
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        _: &Renderer,
        operation: &mut dyn Operation,
    ) {
        let state = tree.state.downcast_ref::<State>();
        let mut sign = Sign::Line { cut: state.cut.is_some(), told: state.told };
        operation.text(None, layout.bounds(), &self.content);
        operation.custom(None, layout.bounds(), &mut sign);
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _: &Renderer,
        _: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_mut::<State>();
        match event {
            Event::Mouse(mouse::Event::CursorMoved { .. }) if state.cut.is_some() => {
                let over = cursor.is_over(layout.bounds()) && cursor.is_over(*viewport);
                if !over && state.rests.take().is_some() && state.told {
                    state.told = false;
                    shell.request_redraw();
                } else if over && state.rests.is_none() {
                    let now = Instant::now();
                    state.rests = Some(now);
                    shell.request_redraw_at(now + REST);
                }
            }
            Event::Mouse(mouse::Event::ButtonPressed(_) | mouse::Event::WheelScrolled { .. })
            | Event::Mouse(mouse::Event::CursorLeft) => {
                state.told = false;
                state.rests = None;
            }
            Event::Window(window::Event::RedrawRequested(now)) => {
                if let Some(since) = state.rests
                    && !state.told
                {
                    if now.saturating_duration_since(since) >= REST {
                        state.told = true;
                        state.bubble = whole(&self.content);
                        shell.request_redraw();
                    } else {
                        shell.request_redraw_at(since + REST);
                    }
                }
            }
            _ => {}
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        inherited: &renderer::Style,
        layout: Layout<'_>,
        _: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_ref::<State>();
        let color = (self.colour)(theme).color.unwrap_or(inherited.text_color);
        let bounds = layout.bounds();
        let Some(clip) = bounds.intersection(viewport) else { return };

        renderer.fill_paragraph(state.shown(), bounds.position(), color, clip);
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        _: &Renderer,
        _: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        let state = tree.state.downcast_ref::<State>();
        if !state.told || state.cut.is_none() {
            return None;
        }

        let under = layout.bounds() + translation;
        Some(overlay::Element::new(Box::new(Bubble { paragraph: &state.bubble, under })))
    }
}

impl<'a, Message: 'a> From<Line<'a>> for Element<'a, Message> {
    fn from(line: Line<'a>) -> Self {
        Self::new(line)
    }
}

/// The whole text, below the line that was cut.
struct Bubble<'a> {
    paragraph: &'a Paragraph,
    under: Rectangle,
}

impl<Message> Overlay<Message, Theme, Renderer> for Bubble<'_> {
    fn layout(&mut self, _: &Renderer, bounds: Size) -> Node {
        let size = self.paragraph.min_bounds().expand(Size::new(space::S * 2.0, space::XS * 2.0));
        let below = self.under.y + self.under.height + space::XS;
        let above = self.under.y - space::XS - size.height;
        let y = if below + size.height <= bounds.height { below } else { above.max(0.0) };
        let x = self.under.x.min(bounds.width - size.width).max(0.0);

        Node::new(size).move_to(Point::new(x, y))
    }

    fn draw(
        &self,
        renderer: &mut Renderer,
        theme: &Theme,
        _: &renderer::Style,
        layout: Layout<'_>,
        _: mouse::Cursor,
    ) {
        let card = style::card(theme);
        let bounds = layout.bounds();
        if let Some(ground) = card.background {
            renderer.fill_quad(Quad { bounds, border: card.border, ..Quad::default() }, ground);
        }
        let place = Point::new(bounds.x + space::S, bounds.y + space::XS);
        let color = card.text_color.unwrap_or(iced::Color::BLACK);
        renderer.fill_paragraph(self.paragraph, place, color, bounds);
    }
}
