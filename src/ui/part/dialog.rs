//! A card over everything else, that must be answered first.

use iced::advanced::layout::{self, Layout, Node};
use iced::advanced::renderer::{self, Quad};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Renderer as _, Shell, Widget, overlay};
use iced::keyboard::{self, key};
use iced::widget::{column, container, row};
use iced::{
    Alignment, Background, Element, Event, Length, Rectangle, Renderer, Size, Theme, Vector, mouse,
};

use crate::ui::part::text;
use crate::ui::theme::{space, style, tokens};

/// Where a dialog begins, in parts of the window's height, unless it needs more room.
const TOP: f32 = 0.15;

/// Shows `card` over `base`, if there is one. While it is there the base neither hears the pointer
/// and the keyboard nor can be reached with Tab; Esc and a press beside the card send `dismissed`.
pub fn over<'a, Message: Clone + 'a>(
    base: impl Into<Element<'a, Message>>,
    card: Option<(Element<'a, Message>, Message)>,
) -> Element<'a, Message> {
    let (card, dismissed) = match card {
        Some((card, dismissed)) => (Some(card), Some(dismissed)),
        None => (None, None),
    };
    let layers = std::iter::once(base.into()).chain(card).collect();

    Element::new(Over { layers, dismissed })
}

/// The card itself: a title, what it is about, and the buttons, the most likely one last.
pub fn card<'a, Message: Clone + 'a>(
    title: String,
    content: impl Into<Element<'a, Message>>,
    buttons: Vec<Element<'a, Message>>,
) -> Element<'a, Message> {
    let buttons = row(buttons).spacing(space::S);
    let buttons = container(buttons).width(Length::Fill).align_x(Alignment::End);
    let card = column![text::title(title), content.into(), buttons].spacing(space::L);

    container(card).padding(space::XL).width(Length::Fill).max_width(440).style(style::card).into()
}

struct Over<'a, Message> {
    /// What lies below, and the card where there is one.
    layers: Vec<Element<'a, Message>>,
    dismissed: Option<Message>,
}

#[derive(Debug, Default)]
struct State {
    /// The first control of a card takes the keyboard once.
    entered: bool,
}

impl<Message: Clone> Over<'_, Message> {
    fn top(&self) -> usize {
        self.layers.len() - 1
    }

    fn hear(
        &self,
        event: &Event,
        card: Rectangle,
        cursor: mouse::Cursor,
        shell: &mut Shell<'_, Message>,
    ) {
        let dismissed = match event {
            Event::Keyboard(keyboard::Event::KeyPressed {
                key: keyboard::Key::Named(key::Named::Escape),
                ..
            }) => true,
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) => !cursor.is_over(card),
            _ => false,
        };
        if dismissed && let Some(message) = &self.dismissed {
            shell.publish(message.clone());
            shell.capture_event();
        }
    }
}

impl<Message: Clone> Widget<Message, Theme, Renderer> for Over<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn children(&self) -> Vec<Tree> {
        self.layers.iter().map(Tree::new).collect()
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(&self.layers);
        if self.layers.len() == 1 {
            tree.state.downcast_mut::<State>().entered = false;
        }
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fill)
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> Node {
        let size = limits.max();
        let mut nodes = Vec::with_capacity(2);
        for (place, (layer, tree)) in self.layers.iter_mut().zip(&mut tree.children).enumerate() {
            let node = if place == 0 {
                layer.as_widget_mut().layout(tree, renderer, limits)
            } else {
                let room = layout::Limits::new(Size::ZERO, size)
                    .shrink(Size::new(space::L * 2.0, space::L * 2.0));
                let node = layer.as_widget_mut().layout(tree, renderer, &room);
                let (x, y) = (size.width - node.size().width, size.height - node.size().height);
                // The top stays where it is while the content grows and shrinks below it.
                let top = (y / 2.0).min(size.height * TOP);
                node.move_to(((x / 2.0).round(), top.round()))
            };
            nodes.push(node);
        }
        Node::with_children(size, nodes)
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        let top = self.top();
        operation.container(None, layout.bounds());
        operation.traverse(&mut |operation| {
            if let Some(child) = layout.children().nth(top) {
                let layer = self.layers[top].as_widget_mut();
                layer.operate(&mut tree.children[top], child, renderer, operation);
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
        let top = self.top();
        if top > 0 && !std::mem::replace(&mut tree.state.downcast_mut::<State>().entered, true) {
            enter(&mut self.layers, tree, layout, renderer);
            shell.request_redraw();
        }

        let children: Vec<_> = layout.children().collect();
        // Both layers hear what concerns the window: each must know when it is drawn.
        let first = if matches!(event, Event::Window(_)) { 0 } else { top };
        for place in (first..=top).rev() {
            let cursor = if place < top { mouse::Cursor::Unavailable } else { cursor };
            let (layer, tree) = (&mut self.layers[place], &mut tree.children[place]);
            layer.as_widget_mut().update(
                tree,
                event,
                children[place],
                cursor,
                renderer,
                clipboard,
                shell,
                viewport,
            );
        }
        if top > 0 && !shell.is_event_captured() {
            self.hear(event, children[top].bounds(), cursor, shell);
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
        let top = self.top();
        for (place, child) in layout.children().enumerate() {
            let (layer, tree) = (self.layers[place].as_widget(), &tree.children[place]);
            if place == 0 {
                let cursor = if top > 0 { mouse::Cursor::Unavailable } else { cursor };
                layer.draw(tree, renderer, theme, style, child, cursor, viewport);
                continue;
            }
            renderer.with_layer(layout.bounds(), |renderer| {
                let scrim = Quad { bounds: layout.bounds(), ..Quad::default() };
                renderer.fill_quad(scrim, Background::Color(tokens(theme).scrim));
            });
            renderer.with_layer(layout.bounds(), |renderer| {
                layer.draw(tree, renderer, theme, style, child, cursor, viewport);
            });
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
        let top = self.top();
        layout.children().nth(top).map_or(mouse::Interaction::None, |child| {
            let layer = self.layers[top].as_widget();
            layer.mouse_interaction(&tree.children[top], child, cursor, viewport, renderer)
        })
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        let top = self.top();
        let child = layout.children().nth(top)?;
        let layer = self.layers[top].as_widget_mut();
        layer.overlay(&mut tree.children[top], child, renderer, viewport, translation)
    }
}

/// Takes the keyboard from the base, and gives it to the first control of the card, unless one of
/// the card's has it already.
fn enter<Message>(
    layers: &mut [Element<'_, Message>],
    tree: &mut Tree,
    layout: Layout<'_>,
    renderer: &Renderer,
) {
    use iced::advanced::widget::operation::focusable;

    use crate::ui::part::{around::Placed, focus};

    for (place, child) in layout.children().enumerate() {
        let (content, tree) = (&mut layers[place], &mut tree.children[place]);
        let mut layer = Placed { content, tree, layout: child, renderer };
        if place == 0 {
            focus::operate(&mut layer, focusable::unfocus());
        } else {
            focus::begin(&mut layer);
        }
    }
}
