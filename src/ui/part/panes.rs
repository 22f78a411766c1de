//! Two regions beside each other, with an edge between them that can be dragged.

use iced::advanced::layout::{self, Layout, Node};
use iced::advanced::renderer::{self, Quad};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Renderer as _, Shell, Widget, overlay};
use iced::widget::space;
use iced::{
    Background, Element, Event, Length, Point, Rectangle, Renderer, Size, Theme, Vector, mouse,
};

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
    Element::new(Panes {
        side,
        shown: fixed.is_some(),
        panes: [fixed.unwrap_or_else(|| space().into()), rest.into()],
        width,
        least,
        most,
        resized: Box::new(resized),
    })
}

struct Panes<'a, Message> {
    side: Side,
    shown: bool,
    panes: [Element<'a, Message>; 2],
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

    fn edge(&self, layout: Layout<'_>) -> Rectangle {
        let bounds = layout.bounds();
        let width = self.fit(self.width, bounds.width);
        let x = match self.side {
            Side::Left => bounds.x + width,
            Side::Right => bounds.x + bounds.width - width,
        };
        Rectangle { x: x - 1.0, width: 1.0, ..bounds }
    }

    fn grip(&self, layout: Layout<'_>) -> Rectangle {
        let edge = self.edge(layout);
        Rectangle { x: edge.x - REACH, width: edge.width + REACH * 2.0, ..edge }
    }
}

impl<Message> Widget<Message, Theme, Renderer> for Panes<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn children(&self) -> Vec<Tree> {
        self.panes.iter().map(Tree::new).collect()
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(&self.panes);
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fill)
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> Node {
        let size = limits.max();
        let width = self.fit(self.width, size.width);
        let rest = (size.width - width).max(0.0);
        let places = match self.side {
            Side::Left => [0.0, width],
            Side::Right => [rest, 0.0],
        };

        let nodes = self
            .panes
            .iter_mut()
            .zip(&mut tree.children)
            .zip([width, rest].into_iter().zip(places));
        let nodes = nodes
            .map(|((pane, tree), (width, x))| {
                let room = Size::new(width, size.height);
                let limits = layout::Limits::new(Size::ZERO, room);
                pane.as_widget_mut().layout(tree, renderer, &limits).move_to(Point::new(x, 0.0))
            })
            .collect();
        Node::with_children(size, nodes)
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        operation.container(None, layout.bounds());
        operation.traverse(&mut |operation| {
            let mut children: Vec<_> =
                self.panes.iter_mut().zip(&mut tree.children).zip(layout.children()).collect();
            // Tab goes from left to right.
            if self.side == Side::Right {
                children.reverse();
            }
            for ((pane, tree), child) in children {
                pane.as_widget_mut().operate(tree, child, renderer, operation);
            }
        });
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        let grip = self.grip(layout);
        let edge = self.edge(layout);
        let bounds = layout.bounds();
        let state = tree.state.downcast_mut::<State>();

        match event {
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left))
                if self.shown && cursor.is_over(grip) =>
            {
                state.held = cursor.position().map(|place| place.x - edge.x);
                shell.capture_event();
                return;
            }
            Event::Mouse(mouse::Event::CursorMoved { position }) => {
                if let Some(held) = state.held {
                    let x = position.x - held + 1.0;
                    let width = match self.side {
                        Side::Left => x - bounds.x,
                        Side::Right => bounds.x + bounds.width - x,
                    };
                    shell.publish((self.resized)(self.fit(width, bounds.width)));
                    shell.capture_event();
                    return;
                }
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left))
                if state.held.take().is_some() =>
            {
                shell.capture_event();
                return;
            }
            _ => {}
        }

        for ((pane, tree), child) in
            self.panes.iter_mut().zip(&mut tree.children).zip(layout.children())
        {
            let pane = pane.as_widget_mut();
            pane.update(tree, event, child, cursor, renderer, clipboard, shell, viewport);
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        for ((pane, tree), child) in self.panes.iter().zip(&tree.children).zip(layout.children()) {
            let Some(clip) = child.bounds().intersection(viewport) else { continue };
            pane.as_widget().draw(tree, renderer, theme, style, child, cursor, &clip);
        }

        if !self.shown {
            return;
        }
        let held = tree.state.downcast_ref::<State>().held.is_some();
        let tokens = tokens(theme);
        let color = if held { tokens.accent } else { tokens.rule };
        let quad = Quad { bounds: self.edge(layout), ..Quad::default() };
        renderer.with_layer(layout.bounds(), |renderer| {
            renderer.fill_quad(quad, Background::Color(color));
        });
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        let held = tree.state.downcast_ref::<State>().held.is_some();
        if held || self.shown && cursor.is_over(self.grip(layout)) {
            return mouse::Interaction::ResizingHorizontally;
        }

        self.panes
            .iter()
            .zip(&tree.children)
            .zip(layout.children())
            .map(|((pane, tree), child)| {
                pane.as_widget().mouse_interaction(tree, child, cursor, viewport, renderer)
            })
            .max()
            .unwrap_or_default()
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        overlay::from_children(&mut self.panes, tree, layout, renderer, viewport, translation)
    }
}
