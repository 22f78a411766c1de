//! Each shortcut acts, wherever the caret is, and leaves no character there.

use iced::keyboard::Modifiers;
use iced::keyboard::key::Named;
use parlance::i18n::{Language, within};
use parlance::model::message::Author;
use parlance::ui::deed::Deed;
use parlance::ui::dialog::{self, configure};
use parlance::ui::keys::{Action, Chord, Stroke, TABLE, name};
use parlance::ui::{chat, shell, sidebar};

use super::places::press;
use super::walk::Walk;
use crate::ui::window::{Driven, calm, drive, happen, open};
use crate::ui::world::{arrived, company, hall, said, talk, with};

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
    window.state.settings = calm();
    window.state.settings.appearance.zoom = 1.5;
    window.state.quit = false;
    open(window, with("nurse@capulet.example"));
    let closed = Deed::Close(with("nurse@capulet.example"));
    window.message(shell::Message::Did(closed));
    open(window, with("lilei@example.cn"));
    open(window, hall().chat());
    let mut ours = said(hall().chat(), -1, Author::Me { nick: "Juliet".to_owned() }, "Good morrow");
    ours.ids.origin = Some("o".to_owned());
    happen(window, &[arrived(ours)]);
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
                if matches!(entry.action, Action::Remove) || styles(entry.action) {
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
                    // What was sent comes back by these, and nothing else.
                    if matches!(entry.action, Action::EditLast | Action::RecallOlder) {
                        assert!(drafts.contains("empty: false"), "{}", name(chord));
                        continue;
                    }
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

/// Whether it does something to the words that are selected, and so nothing where there are none.
fn styles(action: Action) -> bool {
    matches!(action, Action::Bold | Action::Italic | Action::Strike | Action::RecallNewer)
}

#[test]
fn what_was_sent_comes_back_and_goes_again() {
    let mut window = drive(company(), 1280.0, 800.0);
    open(&mut window, with("romeo@montague.example"));
    happen(&mut window, &talk());
    let both = Modifiers::CTRL | Modifiers::SHIFT;
    window.commit("Good night");
    let written = |window: &mut Driven| {
        window.chord(Modifiers::CTRL, 'a');
        window.chord(Modifiers::CTRL, 'c');
        window.clipboard.0.take().unwrap_or_default()
    };
    for (key, text) in [
        (Named::ArrowUp, "你好，罗密欧 👋 مرحبا"),
        (Named::ArrowUp, "Deny thy father and refuse thy name."),
        (Named::ArrowUp, "O Romeo, Romeo! *wherefore* art thou Romeo?"),
        (Named::ArrowUp, "O Romeo, Romeo! *wherefore* art thou Romeo?"),
        (Named::ArrowDown, "Deny thy father and refuse thy name."),
        (Named::ArrowDown, "你好，罗密欧 👋 مرحبا"),
        (Named::ArrowDown, "Good night"),
        (Named::ArrowDown, "Good night"),
    ] {
        window.key_with(both, key);
        assert_eq!(written(&mut window), text);
    }
}

#[test]
fn words_are_styled_by_keyboard_where_they_are_selected_or_the_caret_is() {
    let mut window = drive(company(), 1280.0, 800.0);
    open(&mut window, with("romeo@montague.example"));
    let both = Modifiers::CTRL | Modifiers::SHIFT;
    let text = |window: &mut Driven| {
        window.chord(Modifiers::CTRL, 'a');
        window.chord(Modifiers::CTRL, 'c');
        window.clipboard.0.take().unwrap_or_default()
    };
    window.chord(Modifiers::CTRL, 'b');
    assert_eq!(text(&mut window), "", "there is nothing to style");
    window.commit("by yonder");
    window.chord(Modifiers::CTRL, 'b');
    assert_eq!(text(&mut window), "by *yonder*");
    window.chord(both, 'x');
    assert_eq!(text(&mut window), "~by *yonder*~");
    window.chord(both, 'x');
    window.chord(Modifiers::CTRL, 'a');
    window.chord(both, 'i');
    assert_eq!(text(&mut window), "_by *yonder*_");
    window.chord(Modifiers::CTRL, 'z');
    assert_eq!(text(&mut window), "by *yonder*", "it can be undone");
}

#[test]
fn the_page_of_shortcuts_is_turned_by_keyboard() {
    within(Language::English, || {
        let mut window = drive(company(), 900.0, 600.0);
        window.key(Named::F1);
        let quit = |window: &mut Driven| window.shows("Quit");
        assert!(!quit(&mut window), "it stands below the edge");
        window.key(Named::End);
        assert!(quit(&mut window));
        window.key(Named::Home);
        assert!(!quit(&mut window));
        for key in [Named::PageDown, Named::ArrowDown] {
            for _ in 0..100 {
                if !quit(&mut window) {
                    window.key(key);
                }
            }
            assert!(quit(&mut window), "{key:?}");
            window.key(Named::Home);
        }
        window.key(Named::Escape);
        assert!(window.state.shell.as_ref().is_some_and(|shell| shell.dialog.is_none()));
    });
}

/// Goes round with Tab, and says what had the keyboard where it was not seen.
fn round(window: &mut Driven) -> Vec<String> {
    let stops = Walk::of(window).nodes.iter().filter(|node| node.stop).count();
    let mut unseen = Vec::new();
    let mut places = std::collections::BTreeSet::new();
    for _ in 0..stops {
        window.key(Named::Tab);
        let walk = Walk::of(window);
        let focused = walk.nodes.iter().position(|node| node.focused);
        let Some(place) = focused else {
            unseen.push("nothing has the keyboard".to_owned());
            continue;
        };
        let _ = places.insert(place);
        let node = &walk.nodes[place];
        let seen = walk
            .seen(place)
            .is_some_and(|seen| seen.height >= node.bounds.height.min(28.0) - 1.0 || node.list);
        if !seen {
            unseen.push(walk.name(place));
        }
    }
    if places.len() != stops {
        unseen.push(format!("only {} of {stops} were reached", places.len()));
    }
    unseen
}

#[test]
fn tab_goes_through_all_that_a_dialog_has_and_brings_it_into_sight() {
    within(Language::English, || {
        let mut window = drive(super::people::hard(), 420.0, 360.0);
        let mut faults = Vec::new();
        for deed in super::places::dialogs::deeds() {
            super::places::did(&mut window, deed);
            let shell = window.state.shell.as_ref().expect("it is there");
            let Some(kind) = shell.dialog.as_ref().map(super::places::dialogs::dialog_kind) else {
                continue;
            };
            if kind == "configure" {
                let fetched = configure::Message::Fetched(Ok(super::people::form(true)));
                let message = dialog::Message::Configure(fetched);
                window.message(shell::Message::Dialog(message));
                window.frame();
            }
            faults.extend(round(&mut window).into_iter().map(|it| format!("{kind}: {it}")));
            super::places::dismiss(&mut window);
        }
        assert!(faults.is_empty(), "{faults:#?}");
    });
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
