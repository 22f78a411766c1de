//! Around a field: keeps Enter from it while an input method is at work, and lets the caret rest
//! when nobody types, so that an idle window costs nothing.

use std::time::{Duration, Instant};

use iced::advanced::layout::{Limits, Node};
use iced::advanced::{Shell, input_method};
use iced::keyboard::{self, key};
use iced::{Element, Event, Renderer, Size, mouse, window};

use crate::ui::part::compound::{Compound, Drawn, Heard, Placed, Unplaced, around, compound};

/// How long a caret blinks after the last input.
const PATIENCE: Duration = Duration::from_secs(10);
/// The caret is seen in the first half of each of these.
const BLINK: Duration = Duration::from_secs(1);

/// Wraps a field.
pub fn calm<'a, Message: 'a>(field: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    around(field, Calm)
}

/// As [`calm`], with a hint over the field. It is not drawn while an input method shows what is not
/// yet text: that stands in the same place.
pub fn calm_over<'a, Message: 'a>(
    field: impl Into<Element<'a, Message>>,
    hint: impl Into<Element<'a, Message>>,
) -> Element<'a, Message> {
    compound([field.into(), hint.into()], Calm)
}

/// Its parts are the field, and the hint over it where there is one.
struct Calm;

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

impl<Message> Compound<Message> for Calm {
    type State = State;

    fn layout(
        &self,
        _: &mut State,
        parts: &mut Unplaced<'_, '_, Message>,
        limits: &Limits,
    ) -> Node {
        let field = parts.lay(0, limits);
        let size = field.size();
        // The hint has the room of the field, and no more.
        let room = Limits::new(Size::ZERO, size);
        let hint = (1..parts.count()).map(|place| parts.lay(place, &room));
        Node::with_children(size, std::iter::once(field).chain(hint).collect())
    }

    fn hear(
        &mut self,
        state: &mut State,
        parts: &mut Placed<'_, '_, Message>,
        heard: &mut Heard<'_, '_, Message>,
    ) {
        let keeps = state.keeps(heard.event);
        state.hear(heard.event);
        if keeps {
            heard.shell.capture_event();
            return;
        }

        let mut forwarded = heard.event.clone();
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

        let before = heard.shell.redraw_request();
        let cursor = heard.cursor;
        parts.part(0).hear(&mut heard.told(&forwarded, cursor));
        if rests {
            Shell::replace_redraw_request(heard.shell, before);
        }
        if parts.count() > 1 {
            parts.part(1).hear(heard);
        }
    }

    fn draw(&self, state: &State, parts: Drawn<'_, '_, Message>, renderer: &mut Renderer) {
        for place in 0..if state.composing { 1 } else { parts.count() } {
            parts.draw(place, renderer);
        }
    }
}
