//! The keyboard: one table of chords and what they do. The list of shortcuts and the palette are
//! made from the same table that dispatches.

use iced::keyboard::key::{Code, Named, Physical};
use iced::keyboard::{Key, Modifiers};

/// What a person can ask of the window, by keyboard or from the palette.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    Switch,
    Palette,
    Shortcuts,
    /// The open chat in this place, from 1.
    Chat(u8),
    NextChat,
    PreviousChat,
    NextUnread,
    CloseChat,
    Reopen,
    MoveChatUp,
    MoveChatDown,
    ScrollUp,
    ScrollDown,
    Find,
    Search,
    /// To a day of the chat's history.
    Day,
    /// Other words for what was said last.
    EditLast,
    RecallOlder,
    RecallNewer,
    Bold,
    Italic,
    Strike,
    Emoji,
    Filter,
    AddContact,
    JoinRoom,
    CreateRoom,
    Details,
    Rename,
    Remove,
    Mute,
    ToggleOffline,
    ToggleOccupants,
    Status,
    NextRegion,
    PreviousRegion,
    Menu,
    Accounts,
    Settings,
    ZoomIn,
    ZoomOut,
    ZoomReset,
    Quit,
}

/// A key as a chord names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stroke {
    /// A letter, digit or sign of the Latin layout, in lower case.
    Sign(char),
    Named(Named),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chord {
    pub control: bool,
    pub shift: bool,
    pub alt: bool,
    pub stroke: Stroke,
}

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    pub action: Action,
    /// The key of its text.
    pub text: &'static str,
    /// Any of these; the first is the one that is shown.
    pub chords: &'static [Chord],
}

const fn plain(named: Named) -> Chord {
    Chord { control: false, shift: false, alt: false, stroke: Stroke::Named(named) }
}

const fn control(sign: char) -> Chord {
    Chord { control: true, shift: false, alt: false, stroke: Stroke::Sign(sign) }
}

const fn control_shift(sign: char) -> Chord {
    Chord { shift: true, ..control(sign) }
}

const fn control_named(named: Named) -> Chord {
    Chord { control: true, ..plain(named) }
}

const fn shift_named(named: Named) -> Chord {
    Chord { shift: true, ..plain(named) }
}

const fn control_shift_named(named: Named) -> Chord {
    Chord { shift: true, ..control_named(named) }
}

const fn alt(sign: char) -> Chord {
    Chord { control: false, shift: false, alt: true, stroke: Stroke::Sign(sign) }
}

const fn entry(action: Action, text: &'static str, chords: &'static [Chord]) -> Entry {
    Entry { action, text, chords }
}

/// Everything the keyboard can ask for, in the order in which it is listed.
pub const TABLE: &[Entry] = &[
    entry(Action::Switch, "key-switch", &[control('k')]),
    entry(Action::Palette, "key-palette", &[control_shift('p'), control_named(Named::Space)]),
    entry(Action::Shortcuts, "key-shortcuts", &[plain(Named::F1)]),
    entry(
        Action::NextChat,
        "key-next-chat",
        &[control_named(Named::Tab), control_named(Named::PageDown)],
    ),
    entry(
        Action::PreviousChat,
        "key-previous-chat",
        &[control_shift_named(Named::Tab), control_named(Named::PageUp)],
    ),
    entry(Action::NextUnread, "key-next-unread", &[alt('a')]),
    entry(Action::CloseChat, "key-close-chat", &[control('w'), control_named(Named::F4)]),
    entry(Action::Reopen, "key-reopen", &[control_shift('t'), control_shift('w')]),
    entry(Action::MoveChatUp, "key-move-chat-up", &[control_shift_named(Named::PageUp)]),
    entry(Action::MoveChatDown, "key-move-chat-down", &[control_shift_named(Named::PageDown)]),
    entry(Action::ScrollUp, "key-scroll-up", &[plain(Named::PageUp), shift_named(Named::PageUp)]),
    entry(
        Action::ScrollDown,
        "key-scroll-down",
        &[plain(Named::PageDown), shift_named(Named::PageDown)],
    ),
    entry(Action::Find, "key-find", &[control('f')]),
    entry(Action::Search, "key-search", &[control_shift('f')]),
    entry(Action::Day, "key-day", &[control('h')]),
    entry(Action::EditLast, "key-edit-last", &[control_named(Named::ArrowUp)]),
    entry(Action::RecallOlder, "key-recall-older", &[control_shift_named(Named::ArrowUp)]),
    entry(Action::RecallNewer, "key-recall-newer", &[control_shift_named(Named::ArrowDown)]),
    entry(Action::Bold, "key-bold", &[control('b')]),
    // Ctrl+I tells of the contact, as elsewhere.
    entry(Action::Italic, "key-italic", &[control_shift('i')]),
    entry(Action::Strike, "key-strike", &[control_shift('x')]),
    entry(Action::Emoji, "key-emoji", &[control('.'), control(';')]),
    entry(Action::Filter, "key-filter", &[control('l')]),
    entry(Action::AddContact, "key-add-contact", &[control('n')]),
    entry(Action::JoinRoom, "key-join-room", &[control('g')]),
    entry(Action::CreateRoom, "key-create-room", &[control_shift('g')]),
    entry(Action::Details, "key-details", &[control('i')]),
    entry(Action::Rename, "key-rename", &[plain(Named::F2)]),
    entry(Action::Remove, "key-remove", &[shift_named(Named::Delete)]),
    entry(Action::Mute, "key-mute", &[control_shift('m')]),
    entry(Action::ToggleOffline, "key-toggle-offline", &[control_shift('o')]),
    entry(Action::ToggleOccupants, "key-toggle-occupants", &[control_shift('u')]),
    entry(Action::Status, "key-status", &[control_shift('s')]),
    entry(Action::NextRegion, "key-next-region", &[plain(Named::F6)]),
    entry(Action::PreviousRegion, "key-previous-region", &[shift_named(Named::F6)]),
    entry(Action::Menu, "key-menu", &[shift_named(Named::F10), plain(Named::ContextMenu)]),
    entry(Action::Accounts, "key-accounts", &[control_shift('a')]),
    entry(Action::Settings, "key-settings", &[control(',')]),
    entry(Action::ZoomIn, "key-zoom-in", &[control('+'), control('='), control_shift('=')]),
    entry(Action::ZoomOut, "key-zoom-out", &[control('-')]),
    entry(Action::ZoomReset, "key-zoom-reset", &[control('0')]),
    entry(Action::Quit, "key-quit", &[control('q')]),
];

/// What a key press asks for, whatever the layout of the keyboard.
pub fn action(key: &Key, physical: Physical, modifiers: Modifiers) -> Option<Action> {
    if modifiers.logo() {
        return None;
    }

    let stroke = stroke(key, physical, modifiers)?;
    if let Stroke::Sign(sign @ '1'..='9') = stroke
        && modifiers.alt()
        && !modifiers.control()
    {
        return u8::try_from(sign.to_digit(10)?).ok().map(Action::Chat);
    }

    let pressed = Chord {
        control: modifiers.control(),
        shift: modifiers.shift(),
        alt: modifiers.alt(),
        stroke,
    };
    let shiftless = Chord { shift: false, ..pressed };
    let signs = matches!(stroke, Stroke::Sign('+'));

    TABLE
        .iter()
        .find(|entry| entry.chords.contains(&pressed) || signs && entry.chords.contains(&shiftless))
        .map(|entry| entry.action)
}

fn stroke(key: &Key, physical: Physical, modifiers: Modifiers) -> Option<Stroke> {
    match key {
        Key::Named(named) => Some(Stroke::Named(*named)),
        // Alt and a digit: a layout may give another sign (French has digits with Shift only).
        Key::Character(_) if modifiers.alt() => {
            digit(physical).or_else(|| key.to_latin(physical)).map(lower).map(Stroke::Sign)
        }
        Key::Character(_) => key.to_latin(physical).map(lower).map(Stroke::Sign),
        Key::Unidentified => None,
    }
}

fn lower(sign: char) -> char {
    sign.to_lowercase().next().unwrap_or(sign)
}

fn digit(physical: Physical) -> Option<char> {
    let Physical::Code(code) = physical else {
        return None;
    };
    Some(match code {
        Code::Digit1 | Code::Numpad1 => '1',
        Code::Digit2 | Code::Numpad2 => '2',
        Code::Digit3 | Code::Numpad3 => '3',
        Code::Digit4 | Code::Numpad4 => '4',
        Code::Digit5 | Code::Numpad5 => '5',
        Code::Digit6 | Code::Numpad6 => '6',
        Code::Digit7 | Code::Numpad7 => '7',
        Code::Digit8 | Code::Numpad8 => '8',
        Code::Digit9 | Code::Numpad9 => '9',
        _ => return None,
    })
}

/// The chord as keyboards have it printed, such as `Ctrl+Shift+P`.
pub fn name(chord: &Chord) -> String {
    let mut name = String::new();
    for (held, text) in [(chord.control, "Ctrl+"), (chord.alt, "Alt+"), (chord.shift, "Shift+")] {
        if held {
            name.push_str(text);
        }
    }
    match chord.stroke {
        Stroke::Sign(sign) => name.extend(sign.to_uppercase()),
        Stroke::Named(Named::PageUp) => name.push_str("PgUp"),
        Stroke::Named(Named::PageDown) => name.push_str("PgDn"),
        Stroke::Named(Named::ArrowUp) => name.push_str("Up"),
        Stroke::Named(Named::ArrowDown) => name.push_str("Down"),
        Stroke::Named(Named::Delete) => name.push_str("Del"),
        Stroke::Named(Named::ContextMenu) => name.push_str("Menu"),
        Stroke::Named(named) => name.push_str(&format!("{named:?}")),
    }
    name
}

/// The chord that is shown beside an action; empty where it has none.
pub fn shown(action: Action) -> String {
    if let Action::Chat(place) = action {
        return format!("Alt+{place}");
    }
    TABLE
        .iter()
        .find(|entry| entry.action == action)
        .and_then(|entry| entry.chords.first())
        .map(name)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(sign: &str, code: Code, modifiers: Modifiers) -> Option<Action> {
        action(&Key::Character(sign.into()), Physical::Code(code), modifiers)
    }

    #[test]
    fn a_chord_means_the_same_on_every_layout() {
        assert_eq!(press("k", Code::KeyK, Modifiers::CTRL), Some(Action::Switch));
        assert_eq!(press("л", Code::KeyK, Modifiers::CTRL), Some(Action::Switch));
        let both = Modifiers::CTRL | Modifiers::SHIFT;
        assert_eq!(press("P", Code::KeyP, both), Some(Action::Palette));
        assert_eq!(press("&", Code::Digit1, Modifiers::ALT), Some(Action::Chat(1)));
        assert_eq!(press("+", Code::Equal, both), Some(Action::ZoomIn));
    }

    #[test]
    fn plain_letters_are_no_shortcuts() {
        assert_eq!(press("k", Code::KeyK, Modifiers::empty()), None);
        assert_eq!(press("K", Code::KeyK, Modifiers::SHIFT), None);
    }

    #[test]
    fn no_chord_stands_twice_in_the_table() {
        let chords: Vec<&Chord> = TABLE.iter().flat_map(|entry| entry.chords).collect();
        for (place, chord) in chords.iter().enumerate() {
            assert!(!chords[place + 1..].contains(chord), "{} stands twice", name(chord));
        }
    }

    #[test]
    fn names_read_as_keyboards_have_them() {
        assert_eq!(shown(Action::MoveChatUp), "Ctrl+Shift+PgUp");
        assert_eq!(shown(Action::Chat(3)), "Alt+3");
        assert_eq!(shown(Action::Settings), "Ctrl+,");
    }
}
