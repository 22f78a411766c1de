//! The fonts that come with the program, and those of the system.

use std::collections::HashSet;
use std::sync::Once;

use iced::Font;
use iced::advanced::graphics::text::cosmic_text::fontdb::{self, Database, FaceInfo};
use iced::advanced::graphics::text::{Version, font_system};
use iced::font::{Style, Weight};

/// The family of the interface font, as the files name it.
const FAMILY: &str = "Parlance Inter";

pub const REGULAR: Font = Font::with_name(FAMILY);
pub const SEMIBOLD: Font = Font { weight: Weight::Semibold, ..REGULAR };
pub const ITALIC: Font = Font { style: Style::Italic, ..REGULAR };
/// The system's: for preformatted text.
pub const MONO: Font = Font::MONOSPACE;
/// The system's: emoji in colour.
pub const EMOJI: Font = Font::with_name("Noto Color Emoji");
pub const ICONS: Font = Font::with_name("Parlance Icons");

/// The files to load at start; [`REGULAR`] is the default font then.
pub const FILES: [&[u8]; 4] = [
    include_bytes!("../../../resources/fonts/Inter-Regular.otf"),
    include_bytes!("../../../resources/fonts/Inter-SemiBold.otf"),
    include_bytes!("../../../resources/fonts/Inter-Italic.otf"),
    include_bytes!("../../../resources/icons/icons.ttf"),
];

/// Grows with each font that is loaded: what was shaped before is to be shaped again.
pub fn version() -> Version {
    font_system().read().map(|system| system.version()).unwrap_or_default()
}

/// Makes the files known at once, where there is no application that loads them.
///
/// A renderer that exists already sees them too; text that was shaped before is shaped again.
pub fn load() {
    if let Ok(mut system) = font_system().write() {
        for file in FILES {
            system.load_font(file.into());
        }
    }
}

/// Has the fonts of the system stand in where they lack a weight or a style that is asked for. To be
/// called once they are known, before anything is shaped that needs them.
///
/// The shaper looks for what the interface font lacks among faces of the very same weight and style.
/// Few systems have Chinese in semibold and none has it in italics: it would shape each word with every
/// bold font that there is, until one has it, keep them all open, and find none in italics.
pub fn stand_in() {
    static DONE: Once = Once::new();
    DONE.call_once(|| {
        if let Ok(mut system) = font_system().write() {
            let database = system.raw().db_mut();
            for face in stand_ins(database) {
                let _ = database.push_face_info(face);
            }
        }
    });
}

/// Bold faces as semibold ones, and upright ones as italic ones where their family has none.
fn stand_ins(database: &Database) -> Vec<FaceInfo> {
    let families = |wanted: fn(&FaceInfo) -> bool| -> HashSet<&str> {
        let faces = database.faces().filter(|it| wanted(it));
        faces.flat_map(|it| it.families.iter().map(|(name, _)| name.as_str())).collect()
    };
    let lacks = |has: &HashSet<&str>, it: &FaceInfo| {
        it.families.first().is_some_and(|(name, _)| !has.contains(name.as_str()))
    };
    let semibold = families(|it| it.weight == fontdb::Weight::SEMIBOLD);
    let italic = families(|it| it.style == fontdb::Style::Italic);

    let upright = |it: &&FaceInfo| it.style == fontdb::Style::Normal;
    let bold = |it: &&FaceInfo| it.weight == fontdb::Weight::BOLD && lacks(&semibold, it);
    let plain = |it: &&FaceInfo| it.weight == fontdb::Weight::NORMAL && lacks(&italic, it);
    let as_semibold = |it: &FaceInfo| FaceInfo { weight: fontdb::Weight::SEMIBOLD, ..it.clone() };
    let as_italic = |it: &FaceInfo| FaceInfo { style: fontdb::Style::Italic, ..it.clone() };

    let semibold = database.faces().filter(upright).filter(bold).map(as_semibold);
    semibold.chain(database.faces().filter(upright).filter(plain).map(as_italic)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_face_stands_in_for_what_its_family_lacks() {
        let face = |name: &str, weight, style| FaceInfo {
            id: fontdb::ID::dummy(),
            source: fontdb::Source::File(name.into()),
            index: 0,
            families: vec![(name.to_owned(), fontdb::Language::English_UnitedStates)],
            post_script_name: name.to_owned(),
            style,
            weight,
            stretch: fontdb::Stretch::Normal,
            monospaced: false,
        };
        use fontdb::{Style as S, Weight as W};
        let mut database = Database::new();
        for (name, weight, style) in [
            ("Han", W::NORMAL, S::Normal),
            ("Han", W::BOLD, S::Normal),
            ("Latin", W::NORMAL, S::Normal),
            ("Latin", W::NORMAL, S::Italic),
            ("Latin", W::SEMIBOLD, S::Normal),
            ("Latin", W::BOLD, S::Normal),
            ("Latin", W::BOLD, S::Italic),
        ] {
            let _ = database.push_face_info(face(name, weight, style));
        }

        let stand_ins = stand_ins(&database);
        let said: Vec<_> = stand_ins
            .iter()
            .map(|it| (it.post_script_name.as_str(), it.weight, it.style))
            .collect();
        assert_eq!(said, [("Han", W::SEMIBOLD, S::Normal), ("Han", W::NORMAL, S::Italic)]);
    }
}
