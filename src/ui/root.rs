//! The outermost widget of a window: shortcuts before anybody else, Tab after everybody else.

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::operation::{Outcome, focusable};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget, mouse, overlay, renderer};
use iced::keyboard::{self, Key, key::Named};
use iced::{Element, Event, Length, Rectangle, Renderer, Size, Theme, Vector};

use crate::ui::keys::{self, Action};

/// Wraps what a window shows. `on_action` hears a shortcut before any field does, so that it works
/// wherever the caret is and leaves no character; `on_escape` hears Escape when nobody wanted it.
pub fn root<'a, Message: Clone + 'a>(
    content: impl Into<Element<'a, Message>>,
    on_action: impl Fn(Action) -> Option<Message> + 'a,
    on_escape: Message,
) -> Element<'a, Message> {
    Element::new(Root { content: content.into(), on_action: Box::new(on_action), on_escape })
}

struct Root<'a, Message> {
    content: Element<'a, Message>,
    on_action: Box<dyn Fn(Action) -> Option<Message> + 'a>,
    on_escape: Message,
}

impl<Message: Clone> Root<'_, Message> {
    fn step(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, backwards: bool) {
        let mut next: Option<Box<dyn Operation>> = Some(if backwards {
            Box::new(focusable::focus_previous())
        } else {
            Box::new(focusable::focus_next())
        });
        while let Some(mut operation) = next.take() {
            self.content.as_widget_mut().operate(
                &mut tree.children[0],
                layout,
                renderer,
                operation.as_mut(),
            );
            if let Outcome::Chain(chained) = operation.finish() {
                next = Some(chained);
            }
        }
    }
}

impl<Message: Clone> Widget<Message, Theme, Renderer> for Root<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::stateless()
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
        if let Event::Keyboard(keyboard::Event::KeyPressed { key, physical_key, modifiers, .. }) =
            event
            && let Some(action) = keys::action(key, *physical_key, *modifiers)
            && let Some(message) = (self.on_action)(action)
        {
            shell.publish(message);
            shell.capture_event();
            return;
        }

        self.content.as_widget_mut().update(
            &mut tree.children[0],
            event,
            layout,
            cursor,
            renderer,
            clipboard,
            shell,
            viewport,
        );

        if shell.is_event_captured() {
            return;
        }
        let Event::Keyboard(keyboard::Event::KeyPressed {
            key: Key::Named(named), modifiers, ..
        }) = event
        else {
            return;
        };
        match named {
            Named::Tab if !modifiers.control() && !modifiers.alt() => {
                self.step(tree, layout, renderer, modifiers.shift());
                shell.capture_event();
                shell.request_redraw();
            }
            Named::Escape => {
                shell.publish(self.on_escape.clone());
                shell.capture_event();
            }
            _ => {}
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
        self.content.as_widget().draw(
            &tree.children[0],
            renderer,
            theme,
            style,
            layout,
            cursor,
            viewport,
        );
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        self.content.as_widget().mouse_interaction(
            &tree.children[0],
            layout,
            cursor,
            viewport,
            renderer,
        )
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        self.content.as_widget_mut().overlay(
            &mut tree.children[0],
            layout,
            renderer,
            viewport,
            translation,
        )
    }
}
