//! Something that can be pulled up and down; a press without a pull goes to what it wraps.

use iced::advanced::{Shell, mouse};
use iced::{Element, Event};

use crate::ui::part::around::{Around, Placed, around};

/// How far the pointer moves before it is a pull, in logical pixels.
const SLACK: f32 = 6.0;

/// `dragged` is told how far it was pulled from where it began, `dropped` when it is let go.
pub fn draggable<'a, Message: Clone + 'a>(
    content: impl Into<Element<'a, Message>>,
    dragged: impl Fn(f32) -> Message + 'a,
    dropped: Message,
) -> Element<'a, Message> {
    around(content, Draggable { dragged: Box::new(dragged), dropped })
}

/// Something that can be carried elsewhere: `taken` is told once it is pulled, `dropped` when it is
/// let go. What it is carried over hears the pointer meanwhile.
pub fn portable<'a, Message: Clone + 'a>(
    content: impl Into<Element<'a, Message>>,
    taken: Message,
    dropped: Message,
) -> Element<'a, Message> {
    around(content, Portable { taken, dropped })
}

struct Draggable<'a, Message> {
    dragged: Box<dyn Fn(f32) -> Message + 'a>,
    dropped: Message,
}

struct Portable<Message> {
    taken: Message,
    dropped: Message,
}

#[derive(Debug, Default)]
struct State {
    /// Where the pointer went down.
    held: Option<f32>,
    pulled: bool,
}

impl<Message: Clone> Around<Message> for Draggable<'_, Message> {
    type State = State;

    fn before(
        &self,
        state: &mut State,
        event: &Event,
        cursor: mouse::Cursor,
        shell: &mut Shell<'_, Message>,
    ) -> Option<mouse::Cursor> {
        match event {
            Event::Mouse(mouse::Event::CursorMoved { position }) => {
                if let Some(held) = state.held {
                    let distance = position.y - held;
                    state.pulled |= distance.abs() > SLACK;
                    if state.pulled {
                        shell.publish((self.dragged)(distance));
                        shell.capture_event();
                        return None;
                    }
                }
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) => {
                state.held = None;
                if std::mem::take(&mut state.pulled) {
                    shell.publish(self.dropped.clone());
                    // The content lets go, and does not take it for a press.
                    return Some(mouse::Cursor::Unavailable);
                }
            }
            _ => {}
        }
        Some(cursor)
    }

    fn after(
        &self,
        state: &mut State,
        event: &Event,
        content: &mut Placed<'_, '_, Message>,
        cursor: mouse::Cursor,
        _: &mut Shell<'_, Message>,
    ) {
        if let Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) = event
            && let Some(position) = cursor.position_over(content.bounds())
        {
            state.held = Some(position.y);
        }
    }

    fn pointer(&self, state: &State) -> Option<mouse::Interaction> {
        state.pulled.then_some(mouse::Interaction::Grabbing)
    }
}

impl<Message: Clone> Around<Message> for Portable<Message> {
    type State = State;

    fn before(
        &self,
        state: &mut State,
        event: &Event,
        cursor: mouse::Cursor,
        shell: &mut Shell<'_, Message>,
    ) -> Option<mouse::Cursor> {
        match event {
            Event::Mouse(mouse::Event::CursorMoved { position }) => {
                if let Some(held) = state.held
                    && !state.pulled
                    && (position.y - held).abs() > SLACK
                {
                    state.pulled = true;
                    shell.publish(self.taken.clone());
                }
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) => {
                state.held = None;
                if std::mem::take(&mut state.pulled) {
                    shell.publish(self.dropped.clone());
                    return Some(mouse::Cursor::Unavailable);
                }
            }
            _ => {}
        }
        Some(cursor)
    }

    fn after(
        &self,
        state: &mut State,
        event: &Event,
        content: &mut Placed<'_, '_, Message>,
        cursor: mouse::Cursor,
        _: &mut Shell<'_, Message>,
    ) {
        if let Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) = event
            && let Some(position) = cursor.position_over(content.bounds())
        {
            state.held = Some(position.y);
        }
    }

    fn pointer(&self, state: &State) -> Option<mouse::Interaction> {
        state.pulled.then_some(mouse::Interaction::Grabbing)
    }
}
