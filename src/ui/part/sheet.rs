//! A head and a foot that always have their room, and between them what has the rest.

use iced::advanced::layout::{self, Layout, Node};
use iced::advanced::widget::{Operation, Tree};
use iced::advanced::{Clipboard, Shell, Widget, overlay, renderer};
use iced::{Element, Event, Length, Rectangle, Renderer, Size, Theme, Vector, mouse};

/// Sets three parts below each other. It is as high as they are; where there is less room than that,
/// the body alone gives way.
pub fn sheet<'a, Message: 'a>(
    head: impl Into<Element<'a, Message>>,
    body: impl Into<Element<'a, Message>>,
    foot: impl Into<Element<'a, Message>>,
    spacing: f32,
) -> Element<'a, Message> {
    Element::new(Sheet { parts: [head.into(), body.into(), foot.into()], spacing })
}

struct Sheet<'a, Message> {
    parts: [Element<'a, Message>; 3],
    spacing: f32,
}

impl<Message> Widget<Message, Theme, Renderer> for Sheet<'_, Message> {
    fn children(&self) -> Vec<Tree> {
        self.parts.iter().map(Tree::new).collect()
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(&self.parts);
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Shrink)
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> Node {
        let room = limits.loose().max();
        let mut left = room.height;
        let mut lay = |place: usize, left: f32| {
            let limits = layout::Limits::new(Size::ZERO, Size::new(room.width, left.max(0.0)));
            let part = self.parts[place].as_widget_mut();
            part.layout(&mut tree.children[place], renderer, &limits)
        };

        let head = lay(0, left);
        left -= head.size().height;
        let foot = lay(2, left);
        let ends = foot.size().height;
        // What shows nothing wants no gap either.
        let gap = |height: f32| if height > 0.0 { self.spacing } else { 0.0 };
        let body = lay(1, left - ends - gap(ends) - self.spacing);

        let y = head.size().height + self.spacing;
        let below = y + body.size().height + gap(ends);
        let size = Size::new(room.width, below + ends);
        let nodes = vec![head, body.move_to((0.0, y)), foot.move_to((0.0, below))];
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
            let parts = self.parts.iter_mut().zip(&mut tree.children).zip(layout.children());
            for ((part, tree), child) in parts {
                part.as_widget_mut().operate(tree, child, renderer, operation);
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
        let parts = self.parts.iter_mut().zip(&mut tree.children).zip(layout.children());
        for ((part, tree), child) in parts {
            let part = part.as_widget_mut();
            part.update(tree, event, child, cursor, renderer, clipboard, shell, viewport);
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
        for ((part, tree), child) in self.parts.iter().zip(&tree.children).zip(layout.children()) {
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
        let parts = self.parts.iter().zip(&tree.children).zip(layout.children());
        parts
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
