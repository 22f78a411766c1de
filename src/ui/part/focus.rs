//! The root of a window's widgets: Tab and Shift+Tab go through all that can have the keyboard.
//!
//! It is done here, and not by a task, so that a key typed right after Tab meets the next control.

use iced::advanced::widget::operation::{Focusable, Outcome};
use iced::advanced::widget::{Id, Operation};
use iced::keyboard::{self, key};
use iced::{Element, Event, Rectangle};

use crate::ui::part::bring;
use crate::ui::part::compound::{Compound, Heard, Placed, around};

/// Wraps all that a window shows.
pub fn root<'a, Message: 'a>(content: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    around(content, Root)
}

struct Root;

/// Runs an operation and all that it leads to.
pub fn operate<Message>(
    content: &mut Placed<'_, '_, Message>,
    operation: impl Operation + 'static,
) {
    let mut next: Option<Box<dyn Operation>> = Some(Box::new(operation));
    while let Some(mut operation) = next.take() {
        content.operate(operation.as_mut());
        if let Outcome::Chain(chained) = operation.finish() {
            next = Some(chained);
        }
    }
}

/// Gives the keyboard to the next control, or to the one before; round the ends.
fn step<Message>(content: &mut Placed<'_, '_, Message>, backwards: bool) {
    let mut count = Count::default();
    content.operate(&mut count);
    let Some(last) = count.total.checked_sub(1) else { return };
    let target = match (count.focused, backwards) {
        (Some(0) | None, true) => last,
        (Some(at), true) => at - 1,
        (Some(at), false) if at < last => at + 1,
        (Some(_) | None, false) => 0,
    };
    content.operate(&mut Give { target, at: 0 });
    bring::focused(content);
}

/// The control that closes a card: the keyboard does not begin there.
pub const CLOSE: &str = "card-close";

/// Gives the keyboard to the first control that does not only close, where none has it yet.
pub fn begin<Message>(content: &mut Placed<'_, '_, Message>) {
    let mut count = Count::default();
    content.operate(&mut count);
    if count.total > 0 && count.focused.is_none() {
        let target = count.inner.unwrap_or(0);
        content.operate(&mut Give { target, at: 0 });
    }
}

/// Whether the keyboard is anywhere in there.
pub fn is_in<Message>(content: &mut Placed<'_, '_, Message>) -> bool {
    let mut count = Count::default();
    content.operate(&mut count);
    count.focused.is_some()
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

impl<Message> Compound<Message> for Root {
    type State = ();

    fn hear(
        &mut self,
        (): &mut (),
        content: &mut Placed<'_, '_, Message>,
        heard: &mut Heard<'_, '_, Message>,
    ) {
        content.hear(heard);
        if let Event::Keyboard(keyboard::Event::KeyPressed {
            key: keyboard::Key::Named(key::Named::Tab),
            modifiers,
            ..
        }) = heard.event
            && !heard.shell.is_event_captured()
            && !modifiers.command()
            && !modifiers.alt()
        {
            step(content, modifiers.shift());
            heard.shell.capture_event();
            heard.shell.request_redraw();
        }
    }
}
