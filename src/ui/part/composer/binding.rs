//! What the keys mean to a composer.

use iced::keyboard::{Key, key};
use iced::widget::text_editor::{Binding, KeyPress, Motion, Status};

use crate::ui::part::composer::Event;

/// The meaning of a key press. `completes` tells whether Tab has something to complete, `selects`
/// whether some of the text is selected, `empty` whether there is none.
pub fn of(press: KeyPress, completes: bool, selects: bool, empty: bool) -> Option<Binding<Event>> {
    // The toolkit asks for editors without the keyboard too.
    if !matches!(press.status, Status::Focused { .. }) {
        return None;
    }

    let modifiers = press.modifiers;
    // AltGr comes as Ctrl+Alt on some systems, and types.
    let command = modifiers.command() && !modifiers.alt();
    if modifiers.alt() && !modifiers.control() {
        return None;
    }

    if command {
        return by_command(press, selects);
    }

    match press.key.as_ref() {
        Key::Named(key::Named::Enter) if modifiers.shift() => Some(Binding::Enter),
        Key::Named(key::Named::Enter) => Some(Binding::Custom(Event::Sent)),
        Key::Named(key::Named::Tab) if !modifiers.shift() && completes => {
            Some(Binding::Custom(Event::Completing))
        }
        Key::Named(key::Named::ArrowUp) if empty && modifiers.is_empty() => {
            Some(Binding::Custom(Event::Recalled))
        }
        Key::Named(key::Named::Insert) if modifiers.shift() => Some(Binding::Paste),
        Key::Named(key::Named::Delete) if modifiers.shift() => Some(Binding::Cut),
        // Others have a use for these: moving on, leaving, reading back, menus.
        Key::Named(
            key::Named::Tab
            | key::Named::Escape
            | key::Named::PageUp
            | key::Named::PageDown
            | key::Named::ContextMenu,
        ) => None,
        _ => Binding::from_key_press(press),
    }
}

fn by_command(press: KeyPress, selects: bool) -> Option<Binding<Event>> {
    let shift = press.modifiers.shift();
    match press.key.as_ref() {
        Key::Named(key::Named::Backspace) => Some(word(Motion::WordLeft, selects)),
        Key::Named(key::Named::Delete) => Some(word(Motion::WordRight, selects)),
        Key::Named(key::Named::Insert) => selects.then_some(Binding::Copy),
        Key::Named(key::Named::Enter) => Some(Binding::Custom(Event::Sent)),
        Key::Named(key::Named::Home | key::Named::End) => Binding::from_key_press(press),
        Key::Named(
            key::Named::ArrowLeft
            | key::Named::ArrowRight
            | key::Named::ArrowUp
            | key::Named::ArrowDown,
        ) => Binding::from_key_press(press),
        _ => match press.key.to_latin(press.physical_key)? {
            'z' if shift => Some(Binding::Custom(Event::Redone)),
            'z' => Some(Binding::Custom(Event::Undone)),
            'y' => Some(Binding::Custom(Event::Redone)),
            // Without a selection here, it may be meant for one elsewhere.
            'c' | 'x' if selects => Binding::from_key_press(press),
            'v' | 'a' => Binding::from_key_press(press),
            _ => None,
        },
    }
}

/// Deletes to the edge of a word, or what is selected.
fn word(motion: Motion, selects: bool) -> Binding<Event> {
    if selects {
        Binding::Delete
    } else {
        Binding::Sequence(vec![Binding::Select(motion), Binding::Delete])
    }
}
