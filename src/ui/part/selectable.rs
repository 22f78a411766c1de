//! A paragraph whose text can be selected, together with that of its neighbours.
//!
//! Its links can have the keyboard, one by one. It selects nothing by itself: it is told what of it
//! is selected, and lets whoever walks the widgets find it as a [`Shaped`], which knows what stands
//! at a point.

mod ground;
mod links;
mod shaped;

use std::ops::Range;
use std::sync::Arc;

use iced::advanced::layout::{self, Layout, Node};
use iced::advanced::renderer::{self, Quad};
use iced::advanced::text::{Paragraph as _, Renderer as _};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Renderer as _, Shell, Widget};
use iced::{
    Border, Color, Element, Event, Length, Point, Rectangle, Renderer, Size, Theme, mouse, window,
};

use crate::model::Cursor;
use crate::ui::part::rich::Rich;
use crate::ui::theme::{Mode, RING, Tokens, size, tokens};

pub use self::shaped::{Hit, Shaped};

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

impl<Message> Selectable<Message> {
    /// What lies below the letters: grounds, what was searched for, what is selected.
    fn draw_under(
        &self,
        shaped: &Shaped,
        renderer: &mut Renderer,
        tokens: &Tokens,
        bounds: Rectangle,
    ) {
        let origin = Point::new(bounds.x + shaped.indent, bounds.y);
        let at = |place: Rectangle| place + (origin - Point::ORIGIN);

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
    }

    /// The lines through and under the letters, and the ring of a link.
    fn draw_over(
        &self,
        shaped: &Shaped,
        renderer: &mut Renderer,
        tokens: &Tokens,
        (origin, color): (Point, Color),
    ) {
        for (run, place) in &shaped.pieces {
            let run = &self.rich.runs[*run];
            let place = *place + (origin - Point::ORIGIN);
            let line = |y: f32| Rectangle { y: y.round(), height: 1.0, ..place };
            if run.link.is_some() {
                let bounds = line(place.y + place.height * 0.86);
                renderer.fill_quad(Quad { bounds, ..Quad::default() }, tokens.accent);
            }
            if run.link.is_some() && run.link == shaped.stop() {
                let border = Border::default().rounded(3).color(tokens.accent).width(RING);
                let quad = Quad { bounds: place.expand(2.0), border, ..Quad::default() };
                renderer.fill_quad(quad, Color::TRANSPARENT);
            }
            if run.style.strike {
                let bounds = line(place.y + place.height * 0.54);
                renderer.fill_quad(Quad { bounds, ..Quad::default() }, color);
            }
        }
    }
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

        self.draw_under(shaped, renderer, tokens, bounds);
        if !self.rich.text.is_ascii() {
            // Marks above and below the letters reach out of the line, and the software renderer
            // repaints what it finds changed: by this quad it finds them too.
            let bounds = bounds.expand(OVERHANG);
            renderer.fill_quad(Quad { bounds, ..Quad::default() }, Color::TRANSPARENT);
        }

        let color = if self.muted { tokens.muted } else { inherited.text_color };
        renderer.fill_paragraph(&shaped.paragraph, origin, color, clip);

        self.draw_over(shaped, renderer, tokens, (origin, color));
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
