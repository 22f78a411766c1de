//! Each shortcut acts, wherever the caret is, and leaves no character there.

use iced::keyboard::Modifiers;
use parlance::i18n::{Language, within};
use parlance::ui::deed::Deed;
use parlance::ui::keys::{Action, Chord, Stroke, TABLE, name};
use parlance::ui::{chat, shell, sidebar};

use super::places::press;
use super::walk::Walk;
use crate::ui::window::{Driven, company, drive, hall, open, with};

/// Where the keyboard may be.
const CARETS: [&str; 3] = [chat::COMPOSER, sidebar::FILTER, sidebar::LIST];

/// Everything that a shortcut can change.
fn standing(window: &mut Driven) -> String {
    let focused: Vec<_> = Walk::of(window)
        .nodes
        .into_iter()
        .filter(|node| node.focused)
        .map(|node| (node.id, node.text))
        .collect();
    let state = &window.state;
    format!("{:?} {:?} {} {} {focused:?}", state.shell, state.settings, state.quit, state.orders)
}

fn strike(window: &mut Driven, chord: &Chord) {
    let mut modifiers = Modifiers::empty();
    for (held, modifier) in [
        (chord.control, Modifiers::CTRL),
        (chord.shift, Modifiers::SHIFT),
        (chord.alt, Modifiers::ALT),
    ] {
        if held {
            modifiers |= modifier;
        }
    }
    match chord.stroke {
        Stroke::Sign(sign) => window.chord(modifiers, sign),
        Stroke::Named(named) => window.key_with(modifiers, named),
    }
}

/// A window in which every action has something to act on, with the keyboard in one place.
fn begin(window: &mut Driven, caret: &'static str) {
    window.message(shell::Message::MenuClosed);
    window.message(shell::Message::DialogDismissed);
    window.message(shell::Message::Escaped);
    window.state.settings = parlance::model::Settings::default();
    window.state.settings.appearance.zoom = 1.5;
    window.state.quit = false;
    open(window, with("nurse@capulet.example"));
    let closed = Deed::Close(with("nurse@capulet.example"));
    window.message(shell::Message::Did(closed));
    open(window, with("lilei@example.cn"));
    open(window, hall().chat());
    window.task(iced::widget::operation::focus(caret));
    window.frame();
    assert!(window.focused(caret), "{caret} takes the keyboard");
}

#[test]
fn each_shortcut_acts_wherever_the_caret_is() {
    let mut idle = Vec::new();
    within(Language::English, || {
        let mut window = drive(company(), 1280.0, 800.0);
        for caret in CARETS {
            for entry in TABLE {
                // In a text these keys cut; in a list they take away what is chosen there.
                if entry.action == Action::Remove {
                    continue;
                }
                for chord in entry.chords {
                    begin(&mut window, caret);
                    let before = standing(&mut window);
                    strike(&mut window, chord);
                    if before == standing(&mut window) {
                        idle.push(format!("{} in {caret}", name(chord)));
                    }
                    let shell = window.state.shell.as_ref().expect("it is there");
                    assert_eq!(shell.sidebar.filter, "", "{} was typed", name(chord));
                    let drafts = format!("{:?}", shell.chat);
                    assert!(drafts.contains("empty: true"), "{} was typed", name(chord));
                }
            }
            for (place, digit) in ('1'..='4').enumerate() {
                begin(&mut window, caret);
                window.chord(Modifiers::ALT, digit);
                assert_eq!(window.state.shown, Some(window.state.world.open[place].clone()));
            }
        }
    });
    assert!(idle.is_empty(), "{idle:#?}");
}

#[test]
fn what_is_chosen_in_the_list_can_be_taken_away_and_renamed_by_keyboard() {
    within(Language::English, || {
        for action in [Action::Remove, Action::Rename, Action::Details, Action::Menu] {
            let mut window = drive(company(), 1280.0, 800.0);
            window.click("Tybalt");
            window.task(iced::widget::operation::focus(sidebar::LIST));
            window.frame();
            let entry = TABLE.iter().find(|entry| entry.action == action).expect("it is there");
            strike(&mut window, &entry.chords[0]);
            let shell = window.state.shell.as_ref().expect("it is there");
            assert!(shell.dialog.is_some() || shell.menu.is_some(), "{action:?}");
        }
    });
}

#[test]
fn below_a_dialog_no_shortcut_acts_that_it_hides() {
    within(Language::English, || {
        let mut window = drive(company(), 1280.0, 800.0);
        open(&mut window, hall().chat());
        press(&mut window, Action::Accounts);
        let before = window.state.shown.clone();
        for entry in TABLE {
            let stays = matches!(
                entry.action,
                Action::Quit | Action::ZoomIn | Action::ZoomOut | Action::ZoomReset
            );
            for chord in entry.chords.iter().filter(|_| !stays) {
                strike(&mut window, chord);
                let shell = window.state.shell.as_ref().expect("it is there");
                assert!(
                    matches!(shell.dialog, Some(parlance::ui::dialog::Dialog::Accounts(_))),
                    "{}",
                    name(chord)
                );
                assert_eq!(window.state.shown, before, "{}", name(chord));
            }
        }
    });
}
