//! Where the words of a search stand in a text.

use std::ops::Range;

/// How many places are marked in one text.
const MOST: usize = 200;

/// The words of a search, as [`places`] wants them.
pub fn words(search: &str) -> Vec<String> {
    search.split_whitespace().map(str::to_lowercase).collect()
}

/// Where the words stand, in bytes, where all of them do; nothing elsewhere. Large letters count as small ones. The places are in
/// order and do not overlap.
pub fn places(text: &str, words: &[String]) -> Vec<Range<usize>> {
    let holds =
        |word: &String| text.char_indices().any(|(at, _)| length(&text[at..], word).is_some());
    if !words.iter().all(holds) {
        return Vec::new();
    }
    let mut places = Vec::new();
    let mut free = 0;
    for (start, _) in text.char_indices() {
        if start < free || words.is_empty() {
            continue;
        }
        // The longest: one word may begin with another.
        let longest = words.iter().filter_map(|word| length(&text[start..], word)).max();
        if let Some(length) = longest {
            free = start + length;
            places.push(start..free);
            if places.len() == MOST {
                break;
            }
        }
    }
    places
}

/// How many bytes of the text the word takes, where the text begins with it.
fn length(text: &str, word: &str) -> Option<usize> {
    let mut wanted = word.chars();
    for (at, c) in text.char_indices() {
        if wanted.as_str().is_empty() {
            return (at > 0).then_some(at);
        }
        if !c.to_lowercase().all(|small| wanted.next() == Some(small)) {
            return None;
        }
    }
    (wanted.as_str().is_empty() && !text.is_empty()).then_some(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, search: &str) -> Vec<String> {
        places(text, &words(search)).into_iter().map(|place| text[place].to_owned()).collect()
    }

    #[test]
    fn words_are_found_in_any_case_and_script() {
        assert_eq!(marked("Light, and LIGHTNING", "light"), ["Light", "LIGHT"]);
        assert_eq!(marked("明天的会议改到下午", "会议 下"), ["会议", "下"]);
        assert_eq!(marked("Größe GRÖSSE größe", "GRÖ"), ["Grö", "GRÖ", "grö"]);
        assert_eq!(marked("aaa", "a aa"), ["aa", "a"]);
    }

    #[test]
    fn nothing_is_found_where_nothing_is_wanted() {
        assert!(marked("text", "").is_empty());
        assert!(marked("", "text").is_empty());
        assert!(marked("tex", "text").is_empty());
        assert!(marked("one of two", "two three").is_empty());
    }

    #[test]
    fn a_text_made_to_cost_much_costs_little() {
        assert_eq!(marked(&"a".repeat(20_000), "a").len(), MOST);
    }
}
