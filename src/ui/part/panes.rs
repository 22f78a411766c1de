//! Two regions beside each other, with an edge between them that can be dragged.

use iced::advanced::Renderer as _;
use iced::advanced::layout::{Limits, Node};
use iced::advanced::renderer::Quad;
use iced::advanced::widget::Operation;
use iced::widget::space;
use iced::{Background, Element, Event, Length, Point, Rectangle, Renderer, Size, mouse};

use crate::ui::part::compound::{Compound, Drawn, Heard, Placed, Unplaced, compound};
use crate::ui::theme::tokens;

/// How near to the edge the pointer takes hold of it, to both sides.
const REACH: f32 = 4.0;
/// What the other region keeps, however far one drags.
const REST: f32 = 320.0;

/// On which side the region stands that keeps its width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Left,
    Right,
}

/// `fixed` keeps its width when the window changes; `rest` has what is left, and all of it where
/// `fixed` is not there: nothing in it is made anew by that. Dragging the edge sends `resized` with
/// the new width, which stays within `least` and `most`.
pub fn beside<'a, Message: 'a>(
    side: Side,
    fixed: Option<Element<'a, Message>>,
    rest: impl Into<Element<'a, Message>>,
    width: f32,
    (least, most): (f32, f32),
    resized: impl Fn(f32) -> Message + 'a,
) -> Element<'a, Message> {
    let shown = fixed.is_some();
    let panes = [fixed.unwrap_or_else(|| space().into()), rest.into()];
    compound(panes, Panes { side, shown, width, least, most, resized: Box::new(resized) })
}

struct Panes<'a, Message> {
    side: Side,
    shown: bool,
    width: f32,
    least: f32,
    most: f32,
    resized: Box<dyn Fn(f32) -> Message + 'a>,
}

#[derive(Debug, Default)]
struct State {
    /// While it is dragged: how far the pointer is from the edge.
    held: Option<f32>,
}

impl<Message> Panes<'_, Message> {
    fn fit(&self, width: f32, room: f32) -> f32 {
        if !self.shown {
            return 0.0;
        }
        let most = self.most.min(room - REST).max(self.least);
        width.clamp(self.least, most).min(room).round()
    }

    fn edge(&self, bounds: Rectangle) -> Rectangle {
        let width = self.fit(self.width, bounds.width);
        let x = match self.side {
            Side::Left => bounds.x + width,
            Side::Right => bounds.x + bounds.width - width,
        };
        Rectangle { x: x - 1.0, width: 1.0, ..bounds }
    }

    fn grip(&self, bounds: Rectangle) -> Rectangle {
        let edge = self.edge(bounds);
        Rectangle { x: edge.x - REACH, width: edge.width + REACH * 2.0, ..edge }
    }
}

impl<Message> Compound<Message> for Panes<'_, Message> {
    type State = State;

    fn size(&self, _: &[Element<'_, Message>]) -> Size<Length> {
        Size::new(Length::Fill, Length::Fill)
    }

    fn layout(
        &self,
        _: &mut State,
        panes: &mut Unplaced<'_, '_, Message>,
        limits: &Limits,
    ) -> Node {
        let size = limits.max();
        let width = self.fit(self.width, size.width);
        let rest = (size.width - width).max(0.0);
        let (fixed_at, rest_at) = match self.side {
            Side::Left => (0.0, width),
            Side::Right => (rest, 0.0),
        };
        let mut lay = |pane: usize, width: f32, x: f32| {
            let limits = Limits::new(Size::ZERO, Size::new(width, size.height));
            panes.lay(pane, &limits).move_to(Point::new(x, 0.0))
        };
        let nodes = vec![lay(0, width, fixed_at), lay(1, rest, rest_at)];
        Node::with_children(size, nodes)
    }

    fn operate(
        &self,
        _: &mut State,
        panes: &mut Placed<'_, '_, Message>,
        operation: &mut dyn Operation,
    ) {
        // Tab goes from left to right.
        let order = match self.side {
            Side::Left => [0, 1],
            Side::Right => [1, 0],
        };
        operation.container(None, panes.bounds());
        operation.traverse(&mut |operation| {
            for pane in order {
                panes.part(pane).operate(operation);
            }
        });
    }

    fn hear(
        &mut self,
        state: &mut State,
        panes: &mut Placed<'_, '_, Message>,
        heard: &mut Heard<'_, '_, Message>,
    ) {
        let bounds = panes.bounds();
        match heard.event {
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left))
                if self.shown && heard.cursor.is_over(self.grip(bounds)) =>
            {
                let edge = self.edge(bounds);
                state.held = heard.cursor.position().map(|place| place.x - edge.x);
            }
            Event::Mouse(mouse::Event::CursorMoved { position }) if state.held.is_some() => {
                let x = position.x - state.held.unwrap_or_default() + 1.0;
                let width = match self.side {
                    Side::Left => x - bounds.x,
                    Side::Right => bounds.x + bounds.width - x,
                };
                heard.shell.publish((self.resized)(self.fit(width, bounds.width)));
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left))
                if state.held.take().is_some() => {}
            _ => return panes.hear(heard),
        }
        heard.shell.capture_event();
    }

    fn draw(&self, state: &State, mut panes: Drawn<'_, '_, Message>, renderer: &mut Renderer) {
        let (bounds, viewport) = (panes.bounds(), panes.viewport);
        for pane in 0..panes.count() {
            let place = panes.places().nth(pane);
            let Some(clip) = place.and_then(|it| it.intersection(&viewport)) else { continue };
            panes.viewport = clip;
            panes.draw(pane, renderer);
        }

        if !self.shown {
            return;
        }
        let tokens = tokens(panes.theme);
        let color = if state.held.is_some() { tokens.accent } else { tokens.rule };
        let quad = Quad { bounds: self.edge(bounds), ..Quad::default() };
        renderer.with_layer(bounds, |renderer| {
            renderer.fill_quad(quad, Background::Color(color));
        });
    }

    fn pointer(
        &self,
        state: &State,
        bounds: Rectangle,
        cursor: mouse::Cursor,
        inner: mouse::Interaction,
    ) -> mouse::Interaction {
        if state.held.is_some() || self.shown && cursor.is_over(self.grip(bounds)) {
            return mouse::Interaction::ResizingHorizontally;
        }
        inner
    }
}
