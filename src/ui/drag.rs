//! Something that can be pulled up and down; a press without a pull goes to what it wraps.

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget, mouse, overlay, renderer};
use iced::{Element, Event, Length, Rectangle, Renderer, Size, Theme, Vector};

/// How far the pointer moves before it is a pull, in logical pixels.
const SLACK: f32 = 6.0;

/// `dragged` is told how far it was pulled from where it began, `dropped` when it is let go.
pub fn draggable<'a, Message: Clone + 'a>(
    content: impl Into<Element<'a, Message>>,
    dragged: impl Fn(f32) -> Message + 'a,
    dropped: Message,
) -> Element<'a, Message> {
    Element::new(Draggable { content: content.into(), dragged: Box::new(dragged), dropped })
}

struct Draggable<'a, Message> {
    content: Element<'a, Message>,
    dragged: Box<dyn Fn(f32) -> Message + 'a>,
    dropped: Message,
}

#[derive(Debug, Default)]
struct State {
    /// Where the pointer went down.
    held: Option<f32>,
    pulled: bool,
}

impl<Message: Clone> Widget<Message, Theme, Renderer> for Draggable<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.content)]
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(std::slice::from_ref(&self.content));
    }

    fn size(&self) -> Size<Length> {
        self.content.as_widget().size()
    }

    fn layout(
        &mut self,
        tree: &mut Tree,
        renderer: &Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        self.content.as_widget_mut().layout(&mut tree.children[0], renderer, limits)
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        self.content.as_widget_mut().operate(&mut tree.children[0], layout, renderer, operation);
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
        let Tree { state, children, .. } = tree;
        let state = state.downcast_mut::<State>();
        let mut cursor = cursor;

        match event {
            Event::Mouse(mouse::Event::CursorMoved { position }) => {
                if let Some(held) = state.held {
                    let distance = position.y - held;
                    state.pulled |= distance.abs() > SLACK;
                    if state.pulled {
                        shell.publish((self.dragged)(distance));
                        shell.capture_event();
                        return;
                    }
                }
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) => {
                state.held = None;
                if std::mem::take(&mut state.pulled) {
                    shell.publish(self.dropped.clone());
                    // The content lets go, and does not take it for a press.
                    cursor = mouse::Cursor::Unavailable;
                }
            }
            _ => {}
        }

        self.content.as_widget_mut().update(
            &mut children[0],
            event,
            layout,
            cursor,
            renderer,
            clipboard,
            shell,
            viewport,
        );

        if let Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) = event
            && let Some(position) = cursor.position_over(layout.bounds())
        {
            state.held = Some(position.y);
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
        let tree = &tree.children[0];
        self.content.as_widget().draw(tree, renderer, theme, style, layout, cursor, viewport);
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        if tree.state.downcast_ref::<State>().pulled {
            return mouse::Interaction::Grabbing;
        }
        let tree = &tree.children[0];
        self.content.as_widget().mouse_interaction(tree, layout, cursor, viewport, renderer)
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        let tree = &mut tree.children[0];
        self.content.as_widget_mut().overlay(tree, layout, renderer, viewport, translation)
    }
}
