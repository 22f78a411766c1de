//! Where emoji stand in a text, so that they are drawn in the emoji font.
//!
//! Left alone, the toolkit takes the first font that has the character, and `❤️` comes out black.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// A run of text, and whether it is emoji.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub range: Range<usize>,
    pub emoji: bool,
}

/// Whether the text may hold emoji; cheap, and never wrong about a no.
pub fn any(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(|c| pictured(c) || matches!(c, '\u{fe0f}' | '\u{20e3}'))
}

/// Splits a text into runs with and without emoji. Runs follow each other and leave nothing out.
pub fn runs(text: &str) -> Vec<Run> {
    if !any(text) {
        return vec![Run { range: 0..text.len(), emoji: false }];
    }

    let mut runs: Vec<Run> = Vec::new();
    for (start, cluster) in text.grapheme_indices(true) {
        let emoji = is_emoji(cluster);
        let end = start + cluster.len();
        match runs.last_mut() {
            Some(last) if last.emoji == emoji => last.range.end = end,
            Some(_) | None => runs.push(Run { range: start..end, emoji }),
        }
    }
    runs
}

/// Whether a grapheme cluster asks to be shown as a picture (UTS #51).
fn is_emoji(cluster: &str) -> bool {
    if cluster.contains('\u{fe0e}') {
        return false;
    }

    cluster.chars().next().is_some_and(pictured)
        || (cluster.contains('\u{fe0f}') && !cluster.starts_with('\u{fe0f}'))
        || cluster.contains('\u{20e3}')
}

/// Characters that are pictures by default (`Emoji_Presentation`, and the pictograph blocks whole).
fn pictured(c: char) -> bool {
    matches!(u32::from(c),
        0x231A..=0x231B | 0x23E9..=0x23EC | 0x23F0 | 0x23F3 | 0x25FD..=0x25FE | 0x2614..=0x2615
        | 0x2648..=0x2653 | 0x267F | 0x2693 | 0x26A1 | 0x26AA..=0x26AB | 0x26BD..=0x26BE
        | 0x26C4..=0x26C5 | 0x26CE | 0x26D4 | 0x26EA | 0x26F2..=0x26F3 | 0x26F5 | 0x26FA | 0x26FD
        | 0x2705 | 0x270A..=0x270B | 0x2728 | 0x274C | 0x274E | 0x2753..=0x2755 | 0x2757
        | 0x2795..=0x2797 | 0x27B0 | 0x27BF | 0x2B1B..=0x2B1C | 0x2B50 | 0x2B55 | 0x1F004 | 0x1F0CF
        | 0x1F18E | 0x1F191..=0x1F19A | 0x1F1E6..=0x1F1FF | 0x1F201 | 0x1F21A | 0x1F22F
        | 0x1F232..=0x1F236 | 0x1F238..=0x1F23A | 0x1F250..=0x1F251 | 0x1F300..=0x1F6FF
        | 0x1F7E0..=0x1F7EB | 0x1F7F0 | 0x1F90C..=0x1F9FF | 0x1FA70..=0x1FAFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<(&str, bool)> {
        runs(text).into_iter().map(|run| (&text[run.range], run.emoji)).collect()
    }

    #[test]
    fn emoji_are_told_from_text() {
        assert_eq!(split("plain"), [("plain", false)]);
        assert_eq!(split("héllo 你好"), [("héllo 你好", false)]);
        assert_eq!(split("a ❤️ b"), [("a ", false), ("❤️", true), (" b", false)]);
        assert_eq!(split("❤"), [("❤", false)], "without a selector it is text");
        assert_eq!(split("👩‍👩‍👧‍👦🏳️‍🌈"), [("👩‍👩‍👧‍👦🏳️‍🌈", true)]);
        assert_eq!(split("1️⃣2"), [("1️⃣", true), ("2", false)]);
        assert_eq!(split("🇨🇳中"), [("🇨🇳", true), ("中", false)]);
        assert_eq!(split("😀\u{fe0e}"), [("😀\u{fe0e}", false)]);
    }
}
