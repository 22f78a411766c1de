//! What must be so on every screen, in every dialog and menu, whatever it shows and however large
//! the window is.

mod bounds;
mod door;
mod menus;
pub mod people;
mod places;
mod presses;
mod shortcuts;
mod stillness;
mod told;
pub mod walk;

use std::collections::BTreeSet;

use iced::Size;
use parlance::i18n::Language;

use self::places::{KINDS, Tour};
use self::walk::Walk;
use crate::ui::window::Driven;

/// The room that windows of 1280x800, 900x600, 700x500 and 420x360 have at the zooms of 1, 1.5 and 2,
/// where it is not below the least; each language has large and small ones.
const SIZES: [(f32, f32, Language); 9] = [
    (1280.0, 800.0, Language::English),
    (853.3, 533.3, Language::Chinese),
    (640.0, 400.0, Language::English),
    (900.0, 600.0, Language::Chinese),
    (600.0, 400.0, Language::Chinese),
    (450.0, 360.0, Language::English),
    (700.0, 500.0, Language::English),
    (420.0, 360.0, Language::English),
    (420.0, 360.0, Language::Chinese),
];

fn sizes(language: Language) -> impl Iterator<Item = Size> {
    let of = SIZES.into_iter().filter(move |(_, _, of)| *of == language);
    of.map(|(width, height, _)| Size::new(width, height))
}

/// Looks at every place in every size of a language, and tells what is wrong, each thing once.
fn tour(language: Language, mut look: impl FnMut(&mut Vec<String>, &mut Driven)) -> Vec<String> {
    let mut told = BTreeSet::new();
    let mut faults = Vec::new();
    for (number, size) in sizes(language).enumerate() {
        let Size { width, height } = size;
        let mut tour = Tour {
            size,
            language,
            crowded: number % 3 == 1,
            look: &mut |name, window| {
                let mut broken = Vec::new();
                window.picture(&format!("rules-{width}x{height}-{}-{name}", language.tag()));
                look(&mut broken, window);
                for fault in broken {
                    if told.insert(fault.clone()) {
                        faults.push(format!("{width}x{height} {language:?}, {name}: {fault}"));
                    }
                }
            },
            seen: BTreeSet::new(),
        };
        tour.go();
        let missed: Vec<&&str> = KINDS.iter().filter(|kind| !tour.seen.contains(*kind)).collect();
        assert!(missed.is_empty(), "the tour passes by {missed:?}");
    }
    faults
}

fn none(faults: &[String]) {
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn everything_has_its_place_and_room_enough() {
    none(&tour(Language::English, |faults, window| {
        faults.extend(bounds::faults(&Walk::of(window)))
    }));
}

#[test]
fn everything_has_its_place_and_room_enough_in_chinese() {
    none(&tour(Language::Chinese, |faults, window| {
        faults.extend(bounds::faults(&Walk::of(window)))
    }));
}
