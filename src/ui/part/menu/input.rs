//! What pointer and keyboard do to a menu.

use iced::advanced::Shell;
use iced::keyboard::{self, key};
use iced::{Event, mouse};

use crate::ui::part::compound::{Heard, Placed};
use crate::ui::part::menu::{EDGE, Over, State, card};

/// How far one step of the wheel goes.
const STEP: f32 = 60.0;

impl<Message: Clone> Over<Message> {
    /// The next entry that can be used, in a direction, round the ends.
    fn step(&self, from: Option<usize>, forward: bool) -> Option<usize> {
        let len = self.entries.len();
        let start = match (from, forward) {
            (Some(from), _) => from,
            (None, true) => len.wrapping_sub(1),
            (None, false) => 0,
        };
        (1..=len)
            .map(|way| if forward { (start + way) % len } else { (start + len - way) % len })
            .find(|index| self.usable(*index))
    }

    fn choose(&self, index: usize, shell: &mut Shell<'_, Message>) {
        if let Some(message) = self.item(index).and_then(|item| item.message.clone()) {
            shell.publish(message);
            shell.publish(self.closed.clone());
        }
    }

    /// Scrolls by a distance, or so far that the entry with the keyboard is seen.
    fn scroll(state: &mut State, parts: &Placed<'_, '_, Message>, by: Option<f32>) {
        let card = card(parts.bounds(), parts.places()).shrink(EDGE);
        let on = state.on.and_then(|on| parts.places().nth(on + 1));
        state.offset += match (by, on) {
            (Some(by), _) => by,
            (None, Some(on)) => {
                (on.y - card.y).min(0.0) + (on.y + on.height - card.y - card.height).max(0.0)
            }
            (None, None) => 0.0,
        };
    }

    fn by_key(&self, state: &mut State, event: &keyboard::Event, shell: &mut Shell<'_, Message>) {
        let keyboard::Event::KeyPressed { key, .. } = event else { return };
        match key {
            keyboard::Key::Named(key::Named::ArrowDown) => state.on = self.step(state.on, true),
            keyboard::Key::Named(key::Named::ArrowUp) => state.on = self.step(state.on, false),
            keyboard::Key::Named(key::Named::Home) => state.on = self.step(None, true),
            keyboard::Key::Named(key::Named::End) => state.on = self.step(None, false),
            keyboard::Key::Named(key::Named::Enter | key::Named::Space) => {
                if let Some(on) = state.on {
                    self.choose(on, shell);
                }
            }
            keyboard::Key::Named(key::Named::Escape | key::Named::Tab) => {
                shell.publish(self.closed.clone());
            }
            keyboard::Key::Character(typed) => {
                state.on = self.initial(state.on, typed).or(state.on)
            }
            _ => {}
        }
        shell.capture_event();
        shell.request_redraw();
    }

    /// The next entry that begins with what was typed.
    fn initial(&self, from: Option<usize>, typed: &str) -> Option<usize> {
        let typed = typed.to_lowercase();
        let mut on = from;
        for _ in 0..self.entries.len() {
            on = self.step(on, true);
            let begins = on
                .and_then(|on| self.item(on))
                .is_some_and(|item| item.label.to_lowercase().starts_with(&typed));
            if begins {
                return on;
            }
        }
        None
    }

    /// Hears an event while the menu is open.
    pub(super) fn take(
        &self,
        state: &mut State,
        parts: &Placed<'_, '_, Message>,
        heard: &mut Heard<'_, '_, Message>,
    ) {
        let Heard { event, cursor, shell, .. } = heard;
        let over = cursor.is_over(card(parts.bounds(), parts.places()));
        let pointed = parts.places().skip(1).position(|place| cursor.is_over(place));
        let pointed = pointed.filter(|index| over && self.usable(*index));
        match event {
            Event::Keyboard(event) => {
                self.by_key(state, event, shell);
                Self::scroll(state, parts, None);
                shell.invalidate_layout();
            }
            Event::Mouse(mouse::Event::WheelScrolled { delta }) => {
                let by = match delta {
                    mouse::ScrollDelta::Lines { y, .. } => -y * STEP,
                    mouse::ScrollDelta::Pixels { y, .. } => -y,
                };
                Self::scroll(state, parts, Some(by));
                shell.invalidate_layout();
                shell.capture_event();
            }
            Event::Mouse(mouse::Event::CursorMoved { .. }) => {
                if state.on != pointed && (pointed.is_some() || over) {
                    state.on = pointed;
                    shell.request_redraw();
                }
                shell.capture_event();
            }
            Event::Mouse(mouse::Event::ButtonPressed(_)) => {
                if !over {
                    shell.publish(self.closed.clone());
                }
                shell.capture_event();
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) => {
                if let Some(index) = pointed {
                    self.choose(index, shell);
                }
                shell.capture_event();
            }
            Event::Mouse(_) => shell.capture_event(),
            _ => {}
        }
    }
}
