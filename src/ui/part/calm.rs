//! Around a field: keeps Enter from it while an input method is at work, and lets the caret rest
//! when nobody types, so that an idle window costs nothing.

use std::time::{Duration, Instant};

use iced::advanced::layout::{self, Layout, Node};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget, input_method, overlay, renderer};
use iced::keyboard::{self, key};
use iced::{Element, Event, Length, Rectangle, Renderer, Size, Theme, Vector, mouse, window};

/// How long a caret blinks after the last input.
const PATIENCE: Duration = Duration::from_secs(10);
/// The caret is seen in the first half of each of these.
const BLINK: Duration = Duration::from_secs(1);

/// Wraps a field.
pub fn calm<'a, Message: 'a>(field: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    Element::new(Calm { field: field.into() })
}

struct Calm<'a, Message> {
    field: Element<'a, Message>,
}

#[derive(Debug, Default)]
struct State {
    /// An input method shows what is not yet text.
    composing: bool,
    /// It has just become text: the key that did it may still come.
    committed: bool,
    /// When the last input was drawn.
    since: Option<Instant>,
}

impl State {
    fn hear(&mut self, event: &Event) {
        match event {
            Event::InputMethod(input_method::Event::Preedit(text, _)) => {
                self.composing = !text.is_empty();
            }
            Event::InputMethod(input_method::Event::Commit(_)) => {
                self.composing = false;
                self.committed = true;
            }
            Event::InputMethod(input_method::Event::Closed | input_method::Event::Opened) => {
                self.composing = false;
            }
            Event::Window(window::Event::RedrawRequested(_)) => self.committed = false,
            _ => {}
        }

        if matches!(
            event,
            Event::InputMethod(_)
                | Event::Keyboard(_)
                | Event::Mouse(mouse::Event::ButtonPressed(_))
                | Event::Window(window::Event::Focused)
        ) {
            self.since = None;
        }
    }

    fn keeps(&self, event: &Event) -> bool {
        let Event::Keyboard(keyboard::Event::KeyPressed { key, .. }) = event else { return false };
        self.composing && matches!(key, keyboard::Key::Named(named) if is_for_method(*named))
            || self.committed && *key == keyboard::Key::Named(key::Named::Enter)
    }
}

/// Keys that move or end what an input method shows.
fn is_for_method(named: key::Named) -> bool {
    use key::Named;

    matches!(
        named,
        Named::Enter
            | Named::Escape
            | Named::Tab
            | Named::Backspace
            | Named::Delete
            | Named::ArrowLeft
            | Named::ArrowRight
            | Named::ArrowUp
            | Named::ArrowDown
            | Named::PageUp
            | Named::PageDown
            | Named::Home
            | Named::End
    )
}

impl<Message> Widget<Message, Theme, Renderer> for Calm<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.field)]
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(std::slice::from_ref(&self.field));
    }

    fn size(&self) -> Size<Length> {
        self.field.as_widget().size()
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> Node {
        self.field.as_widget_mut().layout(&mut tree.children[0], renderer, limits)
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        self.field.as_widget_mut().operate(&mut tree.children[0], layout, renderer, operation);
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
        let state = tree.state.downcast_mut::<State>();
        let keeps = state.keeps(event);
        state.hear(event);
        if keeps {
            shell.capture_event();
            return;
        }

        let mut forwarded = event.clone();
        let mut rests = false;
        if let Event::Window(window::Event::RedrawRequested(now)) = &mut forwarded {
            let since = *state.since.get_or_insert(*now);
            let idle = now.saturating_duration_since(since);
            rests = idle >= PATIENCE;
            if rests {
                // A moment of the same day on which the caret is seen.
                let blinks = u32::try_from(idle.as_millis() / BLINK.as_millis()).unwrap_or(0);
                *now = since + BLINK * blinks + BLINK / 4;
            }
        }

        let before = shell.redraw_request();
        let field = self.field.as_widget_mut();
        field.update(
            &mut tree.children[0],
            &forwarded,
            layout,
            cursor,
            renderer,
            clipboard,
            shell,
            viewport,
        );
        if rests {
            Shell::replace_redraw_request(shell, before);
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
        let field = self.field.as_widget();
        field.draw(&tree.children[0], renderer, theme, style, layout, cursor, viewport);
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        let field = self.field.as_widget();
        field.mouse_interaction(&tree.children[0], layout, cursor, viewport, renderer)
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        let field = self.field.as_widget_mut();
        field.overlay(&mut tree.children[0], layout, renderer, viewport, translation)
    }
}
