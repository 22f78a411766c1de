//! Around something that has no menu of its own: a right click, the menu key and Shift+F10 ask for
//! one.

use iced::advanced::layout::{self, Layout, Node};
use iced::advanced::widget::operation::{Focusable, Outcome};
use iced::advanced::widget::{Id, Operation, Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget, overlay, renderer};
use iced::keyboard::{self, Key, key::Named};
use iced::{Element, Event, Length, Point, Rectangle, Renderer, Size, Theme, Vector, mouse};

/// Wraps `content`; `asked` hears of the place where the menu is wanted. By keyboard it is asked for
/// while something in there has the keyboard, and wants no menu of its own.
pub fn context<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    asked: impl Fn(Point) -> Message + 'a,
) -> Element<'a, Message> {
    Element::new(Context { content: content.into(), asked: Box::new(asked) })
}

struct Context<'a, Message> {
    content: Element<'a, Message>,
    asked: Box<dyn Fn(Point) -> Message + 'a>,
}

/// Whether something has the keyboard.
#[derive(Default)]
struct Holds(bool);

impl Operation for Holds {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn focusable(&mut self, _: Option<&Id>, _: Rectangle, state: &mut dyn Focusable) {
        self.0 |= state.is_focused();
    }

    fn finish(&self) -> Outcome<()> {
        Outcome::None
    }
}

fn asks(event: &keyboard::Event) -> bool {
    let keyboard::Event::KeyPressed { key: Key::Named(named), modifiers, .. } = event else {
        return false;
    };
    *named == Named::ContextMenu || *named == Named::F10 && modifiers.shift()
}

impl<Message> Widget<Message, Theme, Renderer> for Context<'_, Message> {
    fn tag(&self) -> tree::Tag {
        self.content.as_widget().tag()
    }

    fn state(&self) -> tree::State {
        self.content.as_widget().state()
    }

    fn children(&self) -> Vec<Tree> {
        self.content.as_widget().children()
    }

    fn diff(&self, tree: &mut Tree) {
        self.content.as_widget().diff(tree);
    }

    fn size(&self) -> Size<Length> {
        self.content.as_widget().size()
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> Node {
        self.content.as_widget_mut().layout(tree, renderer, limits)
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        self.content.as_widget_mut().operate(tree, layout, renderer, operation);
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
        let content = self.content.as_widget_mut();
        content.update(tree, event, layout, cursor, renderer, clipboard, shell, viewport);
        if shell.is_event_captured() {
            return;
        }
        let bounds = layout.bounds();
        let place = match event {
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Right)) => {
                cursor.position_over(bounds)
            }
            Event::Keyboard(event) if asks(event) => {
                let mut holds = Holds::default();
                content.operate(tree, layout, renderer, &mut holds);
                holds.0.then(|| bounds.position())
            }
            _ => None,
        };
        if let Some(place) = place {
            shell.publish((self.asked)(place));
            shell.capture_event();
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
        self.content.as_widget_mut().overlay(tree, layout, renderer, viewport, translation)
    }
}
