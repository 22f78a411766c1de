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
    Element::new(Calm { parts: vec![field.into()] })
}

/// As [`calm`], with a hint over the field. It is not drawn while an input method shows what is not
/// yet text: that stands in the same place.
pub fn calm_over<'a, Message: 'a>(
    field: impl Into<Element<'a, Message>>,
    hint: impl Into<Element<'a, Message>>,
) -> Element<'a, Message> {
    Element::new(Calm { parts: vec![field.into(), hint.into()] })
}

struct Calm<'a, Message> {
    /// The field, and the hint over it where there is one.
    parts: Vec<Element<'a, Message>>,
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
        self.parts.iter().map(Tree::new).collect()
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(&self.parts);
    }

    fn size(&self) -> Size<Length> {
        self.parts[0].as_widget().size()
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> Node {
        let mut room = *limits;
        let mut nodes = Vec::with_capacity(self.parts.len());
        for (part, tree) in self.parts.iter_mut().zip(&mut tree.children) {
            nodes.push(part.as_widget_mut().layout(tree, renderer, &room));
            // The hint has the room of the field, and no more.
            room = layout::Limits::new(Size::ZERO, nodes[0].size());
        }
        Node::with_children(nodes[0].size(), nodes)
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
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

        let Some(child) = layout.children().next() else { return };
        let before = shell.redraw_request();
        let field = self.parts[0].as_widget_mut();
        field.update(
            &mut tree.children[0],
            &forwarded,
            child,
            cursor,
            renderer,
            clipboard,
            shell,
            viewport,
        );
        if rests {
            Shell::replace_redraw_request(shell, before);
        }
        if let (Some(hint), Some(child)) = (self.parts.get_mut(1), layout.children().nth(1)) {
            let (tree, hint) = (&mut tree.children[1], hint.as_widget_mut());
            hint.update(tree, event, child, cursor, renderer, clipboard, shell, viewport);
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
        let composing = tree.state.downcast_ref::<State>().composing;
        let parts = self.parts.iter().zip(&tree.children).zip(layout.children());
        for ((part, tree), child) in parts.take(if composing { 1 } else { 2 }) {
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
        layout.children().next().map_or(mouse::Interaction::None, |child| {
            let field = self.parts[0].as_widget();
            field.mouse_interaction(&tree.children[0], child, cursor, viewport, renderer)
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
        overlay::from_children(&mut self.parts, tree, layout, renderer, viewport, translation)
    }
}
