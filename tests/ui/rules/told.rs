//! What is cut is told to the pointer that rests on it.

use std::collections::BTreeSet;
use std::time::Duration;

use iced::Size;
use parlance::i18n::Language;

use super::places::Tour;
use super::walk::Walk;
use crate::ui::window::Driven;

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
