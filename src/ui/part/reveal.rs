//! Something that is seen only while the pointer is near, in a place that is always kept for it.

use iced::advanced::layout::{self, Layout, Node};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget, overlay, renderer};
use iced::{Element, Event, Length, Point, Rectangle, Renderer, Size, Theme, Vector, mouse};

use crate::ui::part::sign::layer;

/// Shows `hidden` over the upper left corner of `base`, at a distance of `place`, while the pointer
/// is over `base`. Nothing moves.
pub fn reveal<'a, Message: 'a>(
    base: impl Into<Element<'a, Message>>,
    hidden: impl Into<Element<'a, Message>>,
    place: Point,
) -> Element<'a, Message> {
    Element::new(Reveal { parts: [base.into(), hidden.into()], place, from_right: false })
}

/// As [`reveal`], the distance counted from the upper right corner to that of `hidden`.
pub fn reveal_right<'a, Message: 'a>(
    base: impl Into<Element<'a, Message>>,
    hidden: impl Into<Element<'a, Message>>,
    place: Point,
) -> Element<'a, Message> {
    Element::new(Reveal { parts: [base.into(), hidden.into()], place, from_right: true })
}

struct Reveal<'a, Message> {
    parts: [Element<'a, Message>; 2],
    place: Point,
    from_right: bool,
}

#[derive(Default)]
struct State {
    over: bool,
}

impl<Message> Widget<Message, Theme, Renderer> for Reveal<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn children(&self) -> Vec<Tree> {
        self.parts.iter().map(Tree::new).collect()
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(&self.parts);
    }

    fn size(&self) -> Size<Length> {
        self.parts[0].as_widget().size()
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> Node {
        let base = self.parts[0].as_widget_mut().layout(&mut tree.children[0], renderer, limits);
        let size = base.size();
        let room = layout::Limits::new(Size::ZERO, size);
        let hidden = self.parts[1].as_widget_mut().layout(&mut tree.children[1], renderer, &room);
        let place = if self.from_right {
            Point::new(size.width - hidden.size().width - self.place.x, self.place.y)
        } else {
            self.place
        };
        Node::with_children(size, vec![base, hidden.move_to(place)])
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        let mut parts = self.parts.iter_mut().zip(&mut tree.children).zip(layout.children());
        operation.container(None, layout.bounds());
        operation.traverse(&mut |operation| {
            if let Some(((base, tree), child)) = parts.next() {
                base.as_widget_mut().operate(tree, child, renderer, operation);
            }
            if let Some(((hidden, tree), child)) = parts.next() {
                operation.container(Some(&layer::REVEALED.into()), child.bounds());
                operation.traverse(&mut |operation| {
                    hidden.as_widget_mut().operate(tree, child, renderer, operation);
                });
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
        for ((part, tree), child) in
            self.parts.iter_mut().zip(&mut tree.children).zip(layout.children()).rev()
        {
            let part = part.as_widget_mut();
            part.update(tree, event, child, cursor, renderer, clipboard, shell, viewport);
            if shell.is_event_captured() {
                break;
            }
        }

        let state = tree.state.downcast_mut::<State>();
        let over = cursor.is_over(layout.bounds()) && cursor.is_over(*viewport);
        if state.over != over {
            state.over = over;
            shell.request_redraw();
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
        let seen = if tree.state.downcast_ref::<State>().over { 2 } else { 1 };
        for ((part, tree), child) in
            self.parts.iter().zip(&tree.children).zip(layout.children()).take(seen)
        {
            part.as_widget().draw(tree, renderer, theme, style, child, cursor, viewport);
        }
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        self.parts
            .iter()
            .zip(&tree.children)
            .zip(layout.children())
            .map(|((part, tree), child)| {
                part.as_widget().mouse_interaction(tree, child, cursor, viewport, renderer)
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
        overlay::from_children(&mut self.parts, tree, layout, renderer, viewport, translation)
    }
}
