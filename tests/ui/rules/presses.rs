//! Whatever can be pressed does something: no button is there for what does not work.

use std::collections::{BTreeMap, BTreeSet};

use iced::Size;
use parlance::i18n::Language;

use super::places::Tour;
use super::places::dialogs::dialog_kind;
use super::walk::Walk;
use crate::ui::window::{Driven, open};

/// How many rows of a list are tried, in each dialog and in the window: all of them are alike.
const ROWS: u32 = 3;

/// What is so already: the chosen one of several, and a fault that is told.
const ALREADY: [(&str, &str); 6] = [
    // The caret is there.
    ("window", "Write the first message"),
    ("settings", "Appearance"),
    ("status", "Available"),
    ("add contact", "Add"),
    ("create", "Private"),
    ("keeping", "only chats with your contacts"),
];

/// What was tried, by the dialog and what stands on it.
#[derive(Default)]
struct Tried {
    names: BTreeSet<(&'static str, String)>,
    rows: BTreeMap<&'static str, u32>,
}

/// Everything that a press can change but the focus, which it always does.
fn standing(window: &Driven) -> String {
    let state = &window.state;
    format!("{:?} {:?} {} {}", state.shell, state.settings, state.quit, state.orders)
}

fn dialog(window: &Driven) -> &'static str {
    let shell = window.state.shell.as_ref().expect("between two steps it is there");
    shell.dialog.as_ref().map_or("window", dialog_kind)
}

/// Presses everything that is new here, one after the other, and names what did nothing.
fn idle(window: &mut Driven, tried: &mut Tried) -> Vec<String> {
    let walk = Walk::of(window);
    let kind = dialog(window);
    let mut idle = Vec::new();
    for (place, node) in walk.nodes.iter().enumerate() {
        let seen =
            walk.seen(place).filter(|seen| node.enabled && node.control && *seen == node.bounds);
        let Some(seen) = seen.filter(|seen| !walk.covered(place, seen.center())) else { continue };
        let name = walk.words(place);
        if ALREADY.contains(&(kind, name.as_str())) || !tried.names.insert((kind, name)) {
            continue;
        }
        if node.text.is_some() && (seen.width > 200.0 || kind == "emoji") {
            let rows = tried.rows.entry(kind).or_default();
            *rows += 1;
            if *rows > ROWS {
                continue;
            }
        }

        let shell = window.state.shell.as_ref().expect("it is there");
        let (open_dialog, notice) = (shell.dialog.clone(), shell.notice.clone());
        let settings = window.state.settings.clone();
        let shown = window.state.shown.clone();
        let before = standing(window);
        window.click_at(seen.center());
        if before == standing(window) {
            idle.push(format!("{} in {kind}", walk.name(place)));
        }

        if window.state.shown != shown
            && let Some(chat) = shown
        {
            open(window, chat);
        }
        window.state.settings = settings;
        let shell = window.state.shell.as_mut().expect("it is there");
        shell.dialog = open_dialog;
        shell.notice = notice;
        shell.menu = None;
        window.leave();
    }
    idle
}

#[test]
fn whatever_can_be_pressed_does_something() {
    let mut tried = Tried::default();
    let mut faults = Vec::new();
    Tour {
        size: Size::new(900.0, 600.0),
        language: Language::English,
        crowded: false,
        look: &mut |name, window| {
            let shell = window.state.shell.as_ref().expect("it is there");
            if shell.menu.is_none() {
                faults
                    .extend(idle(window, &mut tried).into_iter().map(|it| format!("{name}: {it}")));
            }
        },
        seen: BTreeSet::new(),
    }
    .go();
    assert!(faults.is_empty(), "{} do nothing:\n{}", faults.len(), faults.join("\n"));
    assert!(tried.names.len() > 100, "only {} were pressed", tried.names.len());
}
