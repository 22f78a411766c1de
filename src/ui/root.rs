//! The outermost widget of a window: shortcuts before anybody else, Tab after everybody else.

use iced::keyboard::{self, Key, key::Named};
use iced::{Element, Event, window};

use crate::ui::keys::{self, Action};
use crate::ui::part::compound::{Compound, Heard, Placed, around};
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
    keyed(
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
    keyed(
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
pub fn keyed<'a, Message: Clone + 'a>(
    content: impl Into<Element<'a, Message>>,
    early: impl Fn(&keyboard::Event) -> Option<Message> + 'a,
    late: impl Fn(&keyboard::Event) -> Option<Message> + 'a,
) -> Element<'a, Message> {
    around(content, Root { early: Box::new(early), late: Box::new(late) })
}

/// Sends `left`, where it is given, as soon as the keyboard is nowhere in what it wraps.
pub fn watched<'a, Message: Clone + 'a>(
    content: impl Into<Element<'a, Message>>,
    left: Option<Message>,
) -> Element<'a, Message> {
    around(content, Watch { left })
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
    early: Hear<'a, Message>,
    late: Hear<'a, Message>,
}

struct Watch<Message> {
    left: Option<Message>,
}

impl<Message: Clone> Compound<Message> for Watch<Message> {
    type State = ();

    fn hear(
        &mut self,
        (): &mut (),
        content: &mut Placed<'_, '_, Message>,
        heard: &mut Heard<'_, '_, Message>,
    ) {
        content.hear(heard);
        if let Event::Window(window::Event::RedrawRequested(_)) = heard.event
            && let Some(left) = &self.left
            && !focus::is_in(content)
        {
            heard.shell.publish(left.clone());
        }
    }
}

impl<Message> Compound<Message> for Root<'_, Message> {
    type State = ();

    fn hear(
        &mut self,
        (): &mut (),
        content: &mut Placed<'_, '_, Message>,
        heard: &mut Heard<'_, '_, Message>,
    ) {
        let Event::Keyboard(pressed) = heard.event else { return content.hear(heard) };
        let message = (self.early)(pressed).or_else(|| {
            content.hear(heard);
            let wanted = heard.shell.is_event_captured();
            if wanted { None } else { (self.late)(pressed) }
        });
        if let Some(message) = message {
            heard.shell.publish(message);
            heard.shell.capture_event();
        }
    }
}
