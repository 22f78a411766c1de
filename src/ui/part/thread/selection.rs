//! What is selected in a thread, from a letter of one message to a letter of another.

use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

use unicode_segmentation::UnicodeSegmentation;

use crate::model::message::{Cursor, Message};
use crate::ui::part::rich::Rich;
use crate::ui::part::thread::day;

/// A place between two letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub message: Cursor,
    /// In bytes of the text that is shown.
    pub offset: usize,
}

/// What lies between the place where it began and the place where the pointer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Selection {
    pub anchor: Place,
    pub head: Place,
}

impl Selection {
    pub fn is_empty(&self) -> bool {
        self.anchor == self.head
    }

    fn ends(&self) -> (Place, Place) {
        (self.anchor.min(self.head), self.anchor.max(self.head))
    }

    /// The bytes of a message's text that are selected.
    pub fn within(&self, message: Cursor, len: usize) -> Option<Range<usize>> {
        let (start, end) = self.ends();
        if message < start.message || message > end.message {
            return None;
        }
        let from = if message == start.message { start.offset.min(len) } else { 0 };
        let to = if message == end.message { end.offset.min(len) } else { len };
        (from < to).then_some(from..to)
    }
}

/// The word around a byte of a text.
pub fn word(text: &str, offset: usize) -> Range<usize> {
    text.split_word_bound_indices()
        .map(|(start, word)| start..start + word.len())
        .find(|word| offset < word.end)
        .or_else(|| text.split_word_bound_indices().next_back().map(|(at, it)| at..at + it.len()))
        .unwrap_or(0..0)
}

/// The selected text; `read` gives the text of a message and its author's name. Where it covers
/// more than one message, each begins with its time and author.
pub fn text(
    selection: &Selection,
    messages: &[Message],
    read: impl Fn(&Message) -> (Arc<Rich>, String),
) -> Option<String> {
    let parts: Vec<(&Message, Arc<Rich>, String, Range<usize>)> = messages
        .iter()
        .filter_map(|message| {
            let (start, end) = selection.ends();
            if message.cursor < start.message || message.cursor > end.message {
                return None;
            }
            let (rich, name) = read(message);
            let range = selection.within(message.cursor, rich.text.len())?;
            Some((message, rich, name, range))
        })
        .collect();

    match parts.as_slice() {
        [] => None,
        [(_, rich, _, range)] => rich.text.get(range.clone()).map(str::to_owned),
        parts => {
            let mut whole = String::new();
            for (message, rich, name, range) in parts {
                let text = rich.text.get(range.clone()).unwrap_or_default();
                let time = day::time(message.cursor.at);
                if !whole.is_empty() {
                    whole.push('\n');
                }
                let _ = write!(whole, "[{time}] {name}: {text}");
            }
            Some(whole)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_what_lies_between_its_edges() {
        assert_eq!(word("two words", 5), 4..9);
        assert_eq!(word("two words", 0), 0..3);
        assert_eq!(word("two words", 9), 4..9);
        assert_eq!(word("", 0), 0..0);
        assert_eq!(word("don't stop", 2), 0..5);
    }
}
