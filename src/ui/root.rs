//! The outermost widget of a window: shortcuts before anybody else, Tab after everybody else.

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget, mouse, overlay, renderer};
use iced::keyboard::{self, Key, key::Named};
use iced::{Element, Event, Length, Rectangle, Renderer, Size, Theme, Vector};

use crate::ui::keys::{self, Action};
use crate::ui::part::focus;

/// Wraps what a window shows. `on_action` hears a shortcut before any field does, so that it works
/// wherever the caret is and leaves no character; `on_escape` hears Escape when nobody wanted it, or
/// `first` where something stands open that it closes: a field would only give up the caret.
pub fn root<'a, Message: Clone + 'a>(
    content: impl Into<Element<'a, Message>>,
    on_action: impl Fn(Action) -> Option<Message> + Clone + 'a,
    on_escape: Message,
    first: bool,
) -> Element<'a, Message> {
    let early = on_action.clone();
    let escaped = on_escape.clone();
    around(
        focus::root(content),
        move |event| {
            if first && is(event, Named::Escape) {
                return Some(escaped.clone());
            }
            pressed(event).filter(|action| !waits(*action)).and_then(&early)
        },
        move |event| {
            if is(event, Named::Escape) {
                return Some(on_escape.clone());
            }
            pressed(event).filter(|action| waits(*action)).and_then(&on_action)
        },
    )
}

/// Hears the arrows up and down before what it wraps: a field above a list moves in the list.
pub fn arrows<'a, Message: Clone + 'a>(
    content: impl Into<Element<'a, Message>>,
    up: Message,
    down: Message,
) -> Element<'a, Message> {
    around(
        content,
        move |event| {
            if is(event, Named::ArrowUp) {
                Some(up.clone())
            } else {
                is(event, Named::ArrowDown).then(|| down.clone())
            }
        },
        |_| None,
    )
}

type Hear<'a, Message> = Box<dyn Fn(&keyboard::Event) -> Option<Message> + 'a>;

/// Hears key presses before what it wraps does, and those that nobody in there wanted.
pub fn around<'a, Message: Clone + 'a>(
    content: impl Into<Element<'a, Message>>,
    early: impl Fn(&keyboard::Event) -> Option<Message> + 'a,
    late: impl Fn(&keyboard::Event) -> Option<Message> + 'a,
) -> Element<'a, Message> {
    Element::new(Root { content: content.into(), early: Box::new(early), late: Box::new(late) })
}

fn is(event: &keyboard::Event, wanted: Named) -> bool {
    matches!(event, keyboard::Event::KeyPressed { key: Key::Named(named), .. } if *named == wanted)
}

/// What a key press asks for.
fn pressed(event: &keyboard::Event) -> Option<Action> {
    let keyboard::Event::KeyPressed { key, physical_key, modifiers, .. } = event else {
        return None;
    };
    keys::action(key, *physical_key, *modifiers)
}

/// What has another meaning where the keyboard is, and is ours only where it is not taken there.
fn waits(action: Action) -> bool {
    matches!(action, Action::Menu | Action::Remove | Action::ScrollUp | Action::ScrollDown)
}

struct Root<'a, Message> {
    content: Element<'a, Message>,
    early: Hear<'a, Message>,
    late: Hear<'a, Message>,
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
        if let Event::Keyboard(pressed) = event
            && let Some(message) = (self.early)(pressed)
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

        if let Event::Keyboard(pressed) = event
            && !shell.is_event_captured()
            && let Some(message) = (self.late)(pressed)
        {
            shell.publish(message);
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
