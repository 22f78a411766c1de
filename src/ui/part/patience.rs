//! Words about a wait. Their room is kept from the start, and they come only where the wait is long
//! enough to be noticed: what is there at once does not flicker.

use std::ops::Range;
use std::time::{Duration, Instant};

use iced::{Element, Event, Renderer, window};

use crate::ui::part::compound::{Compound, Drawn, Heard, Placed, around};

/// How long nobody notices a wait.
const UNNOTICED: Duration = Duration::from_millis(200);

/// Shows `content` once it has been there for a while.
pub fn patience<'a, Message: 'a>(content: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    around(content, Patience)
}

struct Patience;

#[derive(Debug, Default)]
struct State {
    /// When it was drawn first.
    since: Option<Instant>,
    over: bool,
}

impl<Message> Compound<Message> for Patience {
    type State = State;

    fn reached(&self, state: &State, count: usize) -> Range<usize> {
        if state.over { 0..count } else { 0..0 }
    }

    fn hear(
        &mut self,
        state: &mut State,
        content: &mut Placed<'_, '_, Message>,
        heard: &mut Heard<'_, '_, Message>,
    ) {
        if let Event::Window(window::Event::RedrawRequested(now)) = heard.event {
            let end = *state.since.get_or_insert(*now) + UNNOTICED;
            state.over = *now >= end;
            if !state.over {
                heard.shell.request_redraw_at(end);
            }
        }
        content.hear(heard);
    }

    fn draw(&self, state: &State, content: Drawn<'_, '_, Message>, renderer: &mut Renderer) {
        if state.over {
            content.draw(0, renderer);
        }
    }
}
