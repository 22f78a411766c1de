//! Whether a text names somebody.

/// Whether `nick` stands in `text` as a word of its own, whatever its case.
pub fn names(text: &str, nick: &str) -> bool {
    let nick: Vec<char> = nick.chars().flat_map(char::to_lowercase).collect();
    let text: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
    if nick.is_empty() || nick.len() > text.len() {
        return false;
    }

    (0..=text.len() - nick.len()).filter(|&at| text[at..].starts_with(&nick)).any(|at| {
        let before = at.checked_sub(1).and_then(|it| text.get(it)).zip(nick.first());
        let after = text.get(at + nick.len()).zip(nick.last());
        !before.is_some_and(joined) && !after.is_some_and(joined)
    })
}

/// Whether the two are of one word: letters are, but scripts that set no blanks do not tell.
fn joined((left, right): (&char, &char)) -> bool {
    let letter = |it: &char| (it.is_alphanumeric() || *it == '_') && !sets_no_blanks(*it);
    letter(left) && letter(right)
}

/// Chinese and Japanese characters, Thai and its neighbours.
fn sets_no_blanks(it: char) -> bool {
    matches!(it,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9d}'
        | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nick_is_a_word_of_its_own() {
        let cases = [
            ("hi Bob!", "bob", true),
            ("BOB", "bob", true),
            ("bobby is here", "bob", false),
            ("kabob", "bob", false),
            ("kabob, bob?", "bob", true),
            ("bob_", "bob", false),
            ("İlker: Straße", "ilker", false),
            ("ÉLODIE, tu es là ?", "élodie", true),
            ("小明你好", "小明", true),
            ("你好bob在吗", "bob", true),
            ("", "bob", false),
            ("anything", "", false),
            ("😀😀", "😀", true),
        ];

        for (text, nick, found) in cases {
            assert_eq!(names(text, nick), found, "{nick} in {text}");
        }
    }
}
