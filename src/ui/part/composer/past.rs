//! What a text was before: undoing and redoing.

use iced::widget::text_editor::{Cursor, Edit};

/// How many steps can be undone.
const STEPS: usize = 200;
/// How many bytes all of them may take.
const BYTES: usize = 2_000_000;

/// A text and where its caret stood.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    pub text: String,
    pub cursor: Cursor,
}

/// What an edit does: those of one sort that follow each other are undone together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Word,
    Space,
    Deletion,
    Other,
}

#[derive(Debug, Default)]
pub struct Past {
    before: Vec<Snapshot>,
    after: Vec<Snapshot>,
    last: Option<Sort>,
}

impl Past {
    /// Notes how it was before an edit.
    pub fn before(&mut self, edit: &Edit, now: Snapshot) {
        let sort = match edit {
            Edit::Insert(c) if c.is_whitespace() => Sort::Space,
            Edit::Insert(_) => Sort::Word,
            Edit::Backspace | Edit::Delete => Sort::Deletion,
            Edit::Paste(_) | Edit::Enter | Edit::Indent | Edit::Unindent => Sort::Other,
        };
        // A space goes with the word before it.
        let goes_on = match (self.last, sort) {
            (Some(last), sort) if last == sort => sort != Sort::Other,
            (Some(Sort::Word), Sort::Space) => true,
            _ => false,
        };
        if !goes_on || now.cursor.selection.is_some() {
            self.keep(now);
        }
        self.after.clear();
        self.last = Some(sort);
    }

    /// Keeps a step, whatever came before.
    pub fn keep(&mut self, now: Snapshot) {
        self.before.push(now);
        self.after.clear();
        self.last = None;
        let mut bytes: usize = self.before.iter().map(|it| it.text.len()).sum();
        while self.before.len() > STEPS || (bytes > BYTES && self.before.len() > 1) {
            bytes -= self.before.remove(0).text.len();
        }
    }

    /// The next edit is a step of its own.
    pub fn pause(&mut self) {
        self.last = None;
    }

    pub fn goes_back(&self) -> bool {
        !self.before.is_empty()
    }

    pub fn goes_forth(&self) -> bool {
        !self.after.is_empty()
    }

    pub fn back(&mut self, now: Snapshot) -> Option<Snapshot> {
        let before = self.before.pop()?;
        self.after.push(now);
        self.last = None;
        Some(before)
    }

    pub fn forth(&mut self, now: Snapshot) -> Option<Snapshot> {
        let after = self.after.pop()?;
        self.before.push(now);
        self.last = None;
        Some(after)
    }
}
