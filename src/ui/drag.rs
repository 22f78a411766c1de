//! Something that can be pulled up and down; a press without a pull goes to what it wraps.

use iced::advanced::{Shell, mouse};
use iced::{Element, Event, Rectangle};

use crate::ui::part::compound::{Compound, Heard, Placed, around};

/// How far the pointer moves before it is a pull, in logical pixels.
const SLACK: f32 = 6.0;

/// `dragged` is told how far it was pulled from where it began, `dropped` when it is let go.
pub fn draggable<'a, Message: Clone + 'a>(
    content: impl Into<Element<'a, Message>>,
    dragged: impl Fn(f32) -> Message + 'a,
    dropped: Message,
) -> Element<'a, Message> {
    around(content, Draggable { pulled: Pulled::By(Box::new(dragged)), dropped })
}

/// Something that can be carried elsewhere: `taken` is told once it is pulled, `dropped` when it is
/// let go. What it is carried over hears the pointer meanwhile.
pub fn portable<'a, Message: Clone + 'a>(
    content: impl Into<Element<'a, Message>>,
    taken: Message,
    dropped: Message,
) -> Element<'a, Message> {
    around(content, Draggable { pulled: Pulled::Taken(taken), dropped })
}

struct Draggable<'a, Message> {
    pulled: Pulled<'a, Message>,
    dropped: Message,
}

/// What is told of a pull: how far it is at each step, or once that it began.
enum Pulled<'a, Message> {
    By(Box<dyn Fn(f32) -> Message + 'a>),
    Taken(Message),
}

#[derive(Debug, Default)]
struct State {
    /// Where the pointer went down.
    held: Option<f32>,
    pulled: bool,
}

impl<Message: Clone> Draggable<'_, Message> {
    /// Tells of a pull. Answers whether it is for nobody else to hear.
    fn pull(&self, state: &mut State, distance: f32, shell: &mut Shell<'_, Message>) -> bool {
        let begun = state.pulled;
        state.pulled |= distance.abs() > SLACK;
        match &self.pulled {
            Pulled::By(dragged) if state.pulled => {
                shell.publish(dragged(distance));
                shell.capture_event();
                return true;
            }
            Pulled::Taken(taken) if state.pulled && !begun => shell.publish(taken.clone()),
            Pulled::By(_) | Pulled::Taken(_) => {}
        }
        false
    }
}

impl<Message: Clone> Compound<Message> for Draggable<'_, Message> {
    type State = State;

    fn hear(
        &mut self,
        state: &mut State,
        content: &mut Placed<'_, '_, Message>,
        heard: &mut Heard<'_, '_, Message>,
    ) {
        match heard.event {
            Event::Mouse(mouse::Event::CursorMoved { position }) => {
                if let Some(held) = state.held
                    && self.pull(state, position.y - held, heard.shell)
                {
                    return;
                }
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) => {
                state.held = None;
                if std::mem::take(&mut state.pulled) {
                    heard.shell.publish(self.dropped.clone());
                    // The content lets go, and does not take it for a press.
                    heard.cursor = mouse::Cursor::Unavailable;
                }
            }
            _ => {}
        }
        content.hear(heard);
        if let Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) = heard.event
            && let Some(position) = heard.cursor.position_over(content.bounds())
        {
            state.held = Some(position.y);
        }
    }

    fn pointer(
        &self,
        state: &State,
        _: Rectangle,
        _: mouse::Cursor,
        inner: mouse::Interaction,
    ) -> mouse::Interaction {
        if state.pulled { mouse::Interaction::Grabbing } else { inner }
    }
}
