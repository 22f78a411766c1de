//! What is cut is told to the pointer that rests on it.

use std::collections::BTreeSet;
use std::time::Duration;

use iced::Size;
use iced::advanced::text::Paragraph as _;
use iced::widget::text::Wrapping;
use parlance::i18n::{Language, t, within};
use parlance::ui::chat::find;
use parlance::ui::dialog::{emoji, switcher};
use parlance::ui::keys::Action;
use parlance::ui::part::icon;
use parlance::ui::part::line::shape;
use parlance::ui::sidebar;
use parlance::ui::theme::{font, size, space};

use super::places::{Tour, dismiss, press};
use super::walk::Walk;
use crate::ui::window::{Driven, drive, open};
use crate::ui::world::{company, hall};

/// The lines that were cut, where they can be pointed at, and that stay a secret.
fn secrets(window: &mut Driven, known: &mut BTreeSet<String>) -> Vec<String> {
    let walk = Walk::of(window);
    let mut secrets = Vec::new();
    for (place, node) in walk.nodes.iter().enumerate() {
        let cut = node.line.is_some_and(|(cut, _)| cut);
        let seen = walk.seen(place).filter(|seen| cut && seen.height > 12.0);
        let Some(seen) = seen else { continue };
        let kind: Vec<_> =
            walk.around(place).take(4).map(|(_, around)| around.id.clone()).collect();
        let name = format!("{:?} {kind:?} {}", node.text, seen.width.round());
        if walk.covered(place, seen.center()) || !known.insert(name) {
            continue;
        }
        window.move_to(seen.center());
        window.pass(Duration::from_secs(5));
        let told = Walk::of(window)
            .nodes
            .iter()
            .any(|now| now.text == node.text && now.line == Some((true, true)));
        if !told {
            secrets.push(walk.name(place));
        }
        window.leave();
    }
    secrets
}

#[test]
fn what_is_cut_is_told_to_the_pointer() {
    for (width, height, language) in
        [(1280.0, 800.0, Language::English), (420.0, 360.0, Language::Chinese)]
    {
        let mut known = BTreeSet::new();
        let mut faults = Vec::new();
        Tour {
            size: Size::new(width, height),
            language,
            crowded: false,
            look: &mut |name, window| {
                for secret in secrets(window, &mut known) {
                    faults.push(format!("{width}x{height} {language:?}, {name}: {secret} is cut"));
                }
            },
            seen: BTreeSet::new(),
        }
        .go();
        assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
        assert!(known.len() > 30, "only {} were looked at", known.len());
    }
}

#[test]
fn what_an_empty_field_is_for_has_room_in_it() {
    for language in [Language::English, Language::Chinese] {
        within(language, || {
            for (width, height) in [(420.0, 360.0), (720.0, 500.0)] {
                let mut window = drive(company(), width, height);
                window.state.language = language;
                window.state.settings.window.sidebar = 220.0;
                window.frame();
                fits(&mut window, sidebar::FILTER, "roster-filter");
                open(&mut window, hall().chat());
                for (action, input, hint) in [
                    (Action::Find, find::INPUT, "find-placeholder"),
                    (Action::Switch, switcher::INPUT, "switch-placeholder"),
                    (Action::Palette, switcher::INPUT, "palette-placeholder"),
                    (Action::Emoji, emoji::INPUT, "emoji-placeholder"),
                ] {
                    press(&mut window, action);
                    fits(&mut window, input, hint);
                    dismiss(&mut window);
                }
            }
        });
    }
}

fn fits(window: &mut Driven, input: &'static str, hint: &str) {
    let walk = Walk::of(window);
    let field = walk.nodes.iter().find(|node| node.field && node.id == Some(input.into()));
    let field = field.expect("it is there").bounds;
    let text = t(hint);
    let needed = shape(&text, font::REGULAR, size::BODY, Size::INFINITE, Wrapping::None);
    // The glass before it, and the padding at both ends.
    let room = field.width - icon::SMALL - space::S * 3.0;
    let needed = needed.min_bounds().width;
    assert!(needed <= room, "{text} needs {needed} and has {room} in {}", walk.window.width);
}
