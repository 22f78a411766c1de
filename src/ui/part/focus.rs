//! The root of a window's widgets: Tab and Shift+Tab go through all that can have the keyboard.
//!
//! It is done here, and not by a task, so that a key typed right after Tab meets the next control.

use iced::advanced::layout::{self, Layout, Node};
use iced::advanced::widget::operation::{Focusable, Outcome};
use iced::advanced::widget::{Id, Operation, Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget, overlay, renderer};
use iced::keyboard::{self, key};
use iced::{Element, Event, Length, Rectangle, Renderer, Size, Theme, Vector, mouse};

/// Wraps all that a window shows.
pub fn root<'a, Message: 'a>(content: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    Element::new(Root { content: content.into() })
}

struct Root<'a, Message> {
    content: Element<'a, Message>,
}

/// Runs an operation and all that it leads to.
pub fn operate<Message>(
    content: &mut Element<'_, Message>,
    tree: &mut Tree,
    layout: Layout<'_>,
    renderer: &Renderer,
    operation: impl Operation + 'static,
) {
    let mut next: Option<Box<dyn Operation>> = Some(Box::new(operation));
    while let Some(mut operation) = next.take() {
        content.as_widget_mut().operate(tree, layout, renderer, operation.as_mut());
        if let Outcome::Chain(chained) = operation.finish() {
            next = Some(chained);
        }
    }
}

/// Gives the keyboard to the next control, or to the one before; round the ends.
fn step<Message>(
    content: &mut Element<'_, Message>,
    tree: &mut Tree,
    layout: Layout<'_>,
    renderer: &Renderer,
    backwards: bool,
) {
    let mut count = Count::default();
    content.as_widget_mut().operate(tree, layout, renderer, &mut count);
    let Some(last) = count.total.checked_sub(1) else { return };
    let target = match (count.focused, backwards) {
        (Some(0) | None, true) => last,
        (Some(at), true) => at - 1,
        (Some(at), false) if at < last => at + 1,
        (Some(_) | None, false) => 0,
    };
    content.as_widget_mut().operate(tree, layout, renderer, &mut Give { target, at: 0 });
}

/// The control that closes a card: the keyboard does not begin there.
pub const CLOSE: &str = "card-close";

/// Gives the keyboard to the first control that does not only close, where none has it yet.
pub fn begin<Message>(
    content: &mut Element<'_, Message>,
    tree: &mut Tree,
    layout: Layout<'_>,
    renderer: &Renderer,
) {
    let mut count = Count::default();
    content.as_widget_mut().operate(tree, layout, renderer, &mut count);
    if count.total > 0 && count.focused.is_none() {
        let target = count.inner.unwrap_or(0);
        content.as_widget_mut().operate(tree, layout, renderer, &mut Give { target, at: 0 });
    }
}

/// Which of the controls has the keyboard, and how many there are.
#[derive(Default)]
struct Count {
    focused: Option<usize>,
    /// The first that does not close.
    inner: Option<usize>,
    total: usize,
}

impl Operation for Count {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn focusable(&mut self, id: Option<&Id>, _: Rectangle, state: &mut dyn Focusable) {
        if self.inner.is_none() && id != Some(&Id::new(CLOSE)) {
            self.inner = Some(self.total);
        }
        if state.is_focused() {
            self.focused = Some(self.total);
        }
        self.total += 1;
    }
}

/// Gives the keyboard to one control, and takes it from all others.
struct Give {
    target: usize,
    at: usize,
}

impl Operation for Give {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn focusable(&mut self, _: Option<&Id>, _: Rectangle, state: &mut dyn Focusable) {
        if self.at == self.target {
            state.focus();
        } else {
            state.unfocus();
        }
        self.at += 1;
    }
}

impl<Message> Widget<Message, Theme, Renderer> for Root<'_, Message> {
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

        if let Event::Keyboard(keyboard::Event::KeyPressed {
            key: keyboard::Key::Named(key::Named::Tab),
            modifiers,
            ..
        }) = event
            && !shell.is_event_captured()
            && !modifiers.command()
            && !modifiers.alt()
        {
            step(&mut self.content, tree, layout, renderer, modifiers.shift());
            shell.capture_event();
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
