//! What pointer and keyboard do to something that can be pressed.

use iced::advanced::Shell;
use iced::advanced::widget::operation::Focusable;
use iced::keyboard::{self, key};
use iced::{Event, Point, Rectangle, mouse};

use crate::ui::part::compound::Heard;
use crate::ui::part::pressable::Control;
use crate::ui::theme::RADIUS;

/// What is remembered from one event to the next.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) focused: bool,
    pub(super) ring: bool,
    pub(super) pressed: bool,
}

impl Focusable for State {
    fn is_focused(&self) -> bool {
        self.focused
    }

    fn focus(&mut self) {
        self.focused = true;
        self.ring = true;
    }

    fn unfocus(&mut self) {
        self.focused = false;
        self.ring = false;
    }
}

impl<Message: Clone> Control<'_, Message> {
    /// Hears an event that nobody else took.
    pub(super) fn take(
        &self,
        state: &mut State,
        bounds: Rectangle,
        over: bool,
        heard: &mut Heard<'_, '_, Message>,
    ) {
        let Heard { event, cursor, shell, .. } = heard;
        match event {
            Event::Mouse(mouse::Event::ButtonPressed(button)) if over => {
                self.press(state, *button, *cursor, shell);
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) if state.pressed => {
                state.pressed = false;
                if over && let Some(message) = &self.on_press {
                    shell.publish(message.clone());
                    shell.capture_event();
                }
            }
            Event::Keyboard(event) if state.focused => {
                if let Some(message) = self.by_key(event, bounds) {
                    shell.publish(message);
                    shell.capture_event();
                }
            }
            _ => {}
        }
    }

    fn press(
        &self,
        state: &mut State,
        button: mouse::Button,
        cursor: mouse::Cursor,
        shell: &mut Shell<'_, Message>,
    ) {
        match button {
            mouse::Button::Left if self.enabled() => {
                state.pressed = true;
                state.focused = self.stop;
                state.ring = false;
                shell.capture_event();
            }
            mouse::Button::Right => {
                if let (Some(message), Some(place)) = (&self.on_context, cursor.position()) {
                    shell.publish(message(place));
                    shell.capture_event();
                }
            }
            mouse::Button::Middle => {
                if let Some(message) = &self.on_middle {
                    shell.publish(message.clone());
                    shell.capture_event();
                }
            }
            _ => {}
        }
    }

    fn by_key(&self, event: &keyboard::Event, bounds: Rectangle) -> Option<Message> {
        let keyboard::Event::KeyPressed { key: keyboard::Key::Named(named), modifiers, .. } = event
        else {
            return None;
        };

        match named {
            key::Named::Enter | key::Named::Space if modifiers.is_empty() => self.on_press.clone(),
            key::Named::ContextMenu => self.context(bounds),
            key::Named::F10 if modifiers.shift() => self.context(bounds),
            _ => None,
        }
    }

    fn context(&self, bounds: Rectangle) -> Option<Message> {
        let place = Point::new(bounds.x + RADIUS, bounds.y + bounds.height);
        self.on_context.as_ref().map(|message| message(place))
    }
}
