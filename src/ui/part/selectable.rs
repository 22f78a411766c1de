//! A paragraph whose text can be selected, together with that of its neighbours.
//!
//! Its links can have the keyboard, one by one. It selects nothing by itself: it is told what of it is selected, and lets whoever walks the
//! widgets find it as a [`Shaped`], which knows what stands at a point.

mod ground;
mod links;

use std::ops::Range;
use std::sync::Arc;

use iced::advanced::graphics::text::cosmic_text;
use iced::advanced::graphics::text::{Paragraph, Version};
use iced::advanced::layout::{self, Layout, Node};
use iced::advanced::renderer::{self, Quad};
use iced::advanced::text::{
    Alignment, LineHeight, Paragraph as _, Renderer as _, Shaping, Span, Text,
};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Renderer as _, Shell, Widget};
use iced::alignment::Vertical;
use iced::widget::text::Wrapping;
use iced::{
    Border, Element, Event, Font, Length, Pixels, Point, Rectangle, Renderer, Size, Theme, mouse,
    window,
};

use crate::model::Cursor;
use crate::ui::part::rich::{Rich, Run};
use crate::ui::theme::{LINE_HEIGHT, Mode, RING, Tokens, font, size, tokens};

/// How far the ink of a script may stand out of its line, in logical pixels.
const OVERHANG: f32 = 6.0;

/// A paragraph; see [`selectable`].
pub struct Selectable<Message> {
    key: Cursor,
    rich: Arc<Rich>,
    mode: Mode,
    selected: Option<Range<usize>>,
    marked: Vec<Range<usize>>,
    hit: bool,
    muted: bool,
    size: f32,
    on_link: Option<OnLink<Message>>,
}

/// What the keyboard does to a link: Enter opens it, and the menu key asks for its menu.
#[derive(Debug, Clone, Copy)]
pub struct OnLink<Message> {
    pub opened: fn(String) -> Message,
    pub asked: fn(Cursor, String, Point) -> Message,
}

/// The text of the message at `key`.
pub fn selectable<Message>(key: Cursor, rich: Arc<Rich>, mode: Mode) -> Selectable<Message> {
    Selectable {
        key,
        rich,
        mode,
        selected: None,
        marked: Vec::new(),
        hit: false,
        muted: false,
        size: size::BODY,
        on_link: None,
    }
}

impl<Message> Selectable<Message> {
    /// Which bytes of the text are selected.
    pub fn selected(mut self, selected: Option<Range<usize>>) -> Self {
        self.selected = selected;
        self
    }

    /// Which bytes of the text were searched for.
    pub fn marked(mut self, marked: Vec<Range<usize>>) -> Self {
        self.marked = marked;
        self
    }

    /// Whether it is the one that was gone to, of all that were found.
    pub fn hit(mut self, hit: bool) -> Self {
        self.hit = hit;
        self
    }

    /// Lets the keyboard have the links.
    pub fn on_link(mut self, on_link: OnLink<Message>) -> Self {
        self.on_link = Some(on_link);
        self
    }

    /// In the colour of what matters less.
    pub fn muted(mut self, muted: bool) -> Self {
        self.muted = muted;
        self
    }
}

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
    paragraph: Paragraph,
    /// Where the text starts that reads from right to left, from the left edge.
    indent: f32,
    /// Where each line of the text starts, in bytes.
    lines: Vec<usize>,
    /// The places of the runs that are drawn with more than letters, relative to the text.
    pieces: Vec<(usize, Rectangle)>,
    /// Preformatted blocks and quotations, line by line joined, relative to the text.
    grounds: Vec<ground::Ground>,
    /// The links that the keyboard can stand on.
    stops: Vec<links::Stop>,
    /// Whether any of it was seen when it was drawn last.
    seen: bool,
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

    fn link_at(&self, point: Point) -> Option<usize> {
        self.pieces
            .iter()
            .filter(|(_, place)| place.contains(point))
            .find_map(|(run, _)| self.rich.runs[*run].link)
    }

    fn shape(&mut self, rich: &Arc<Rich>, mode: Mode, size: f32, width: f32) {
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
    fn places(&self, range: &Range<usize>) -> Vec<Rectangle> {
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

impl<Message> Widget<Message, Theme, Renderer> for Selectable<Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<Shaped>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(Shaped::default())
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Shrink)
    }

    fn layout(&mut self, tree: &mut Tree, _: &Renderer, limits: &layout::Limits) -> Node {
        let shaped = tree.state.downcast_mut::<Shaped>();
        let width = limits.max().width;
        shaped.key = Some(self.key);
        shaped.shape(&self.rich, self.mode, self.size, width);

        Node::new(Size::new(width, shaped.paragraph.min_height()))
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        _: &Renderer,
        operation: &mut dyn Operation,
    ) {
        let shaped = tree.state.downcast_mut::<Shaped>();
        operation.text(None, layout.bounds(), &self.rich.text);
        operation.custom(None, layout.bounds(), shaped);
        if self.on_link.is_some() {
            shaped.offer(layout.bounds(), operation);
        }
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        _: mouse::Cursor,
        _: &Renderer,
        _: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        let shaped = tree.state.downcast_mut::<Shaped>();
        if shaped.stops.is_empty() {
            return;
        }
        let bounds = layout.bounds();
        match event {
            Event::Window(window::Event::RedrawRequested(_)) => {
                shaped.seen = bounds.intersects(viewport);
            }
            Event::Mouse(mouse::Event::ButtonPressed(_)) => shaped.release(),
            Event::Keyboard(event) if !shell.is_event_captured() => {
                if let Some(message) = self.by_key(shaped, event, bounds) {
                    shell.publish(message);
                    shell.capture_event();
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
        let shaped = tree.state.downcast_ref::<Shaped>();
        let tokens = tokens(theme);
        let bounds = layout.bounds();
        let Some(clip) = bounds.intersection(viewport) else { return };
        let origin = Point::new(bounds.x + shaped.indent, bounds.y);
        let at =
            |place: Rectangle| Rectangle { x: place.x + origin.x, y: place.y + origin.y, ..place };

        for ground in &shaped.grounds {
            ground.draw(renderer, tokens, origin, bounds.width);
        }
        for (run, place) in &shaped.pieces {
            if self.rich.runs[*run].style.code && !self.rich.runs[*run].style.block {
                let bounds = at(*place);
                let border = Border::default().rounded(3);
                renderer.fill_quad(Quad { bounds, border, ..Quad::default() }, tokens.code);
            }
        }
        for place in self.marked.iter().flat_map(|range| shaped.places(range)) {
            let (color, width) =
                if self.hit { (tokens.accent, RING) } else { (tokens.warning, 1.0) };
            let border = Border::default().rounded(3).color(color).width(width);
            let quad = Quad { bounds: at(place).expand(1.0), border, ..Quad::default() };
            renderer.fill_quad(quad, tokens.mention);
        }
        if let Some(selected) = self.selected.as_ref().filter(|range| !range.is_empty()) {
            for place in shaped.places(selected) {
                renderer.fill_quad(Quad { bounds: at(place), ..Quad::default() }, tokens.selection);
            }
        }

        if !self.rich.text.is_ascii() {
            // Marks above and below the letters reach out of the line, and the software renderer
            // repaints what it finds changed: by this quad it finds them too.
            let bounds = bounds.expand(OVERHANG);
            renderer.fill_quad(Quad { bounds, ..Quad::default() }, iced::Color::TRANSPARENT);
        }

        let color = if self.muted { tokens.muted } else { inherited.text_color };
        renderer.fill_paragraph(&shaped.paragraph, origin, color, clip);

        for (run, place) in &shaped.pieces {
            let run = &self.rich.runs[*run];
            let place = at(*place);
            let line = |y: f32| Rectangle { y: y.round(), height: 1.0, ..place };
            if run.link.is_some() {
                let bounds = line(place.y + place.height * 0.86);
                renderer.fill_quad(Quad { bounds, ..Quad::default() }, tokens.accent);
            }
            if run.link.is_some() && run.link == shaped.stop() {
                let border = Border::default().rounded(3).color(tokens.accent).width(RING);
                let quad = Quad { bounds: place.expand(2.0), border, ..Quad::default() };
                renderer.fill_quad(quad, iced::Color::TRANSPARENT);
            }
            if run.style.strike {
                let bounds = line(place.y + place.height * 0.54);
                renderer.fill_quad(Quad { bounds, ..Quad::default() }, color);
            }
        }
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _: &Rectangle,
        _: &Renderer,
    ) -> mouse::Interaction {
        let shaped = tree.state.downcast_ref::<Shaped>();
        let Some(point) = cursor.position_in(layout.bounds()) else {
            return mouse::Interaction::None;
        };

        if shaped.link_at(Point::new(point.x - shaped.indent, point.y)).is_some() {
            mouse::Interaction::Pointer
        } else {
            mouse::Interaction::Text
        }
    }
}

impl<'a, Message: 'a> From<Selectable<Message>> for Element<'a, Message> {
    fn from(selectable: Selectable<Message>) -> Self {
        Self::new(selectable)
    }
}
