//! Completing the nick that one has begun to write; again and again, the next one that fits.

use iced::widget::text_editor::Position;

/// Behind a nick that starts a line, as one addresses somebody.
const ADDRESS: &str = ": ";

#[derive(Debug, Clone, PartialEq)]
pub struct Completion {
    /// Where the word starts in its line, in bytes.
    start: usize,
    fitting: Vec<String>,
    next: usize,
    /// Where the caret stood when it was done last.
    caret: Option<Position>,
    line: usize,
    /// Stands alone, without a space or a colon behind it.
    bare: bool,
}

impl Completion {
    /// The nicks that begin with a word, in whatever case; `None` where none does.
    pub fn of<'n>(
        line: usize,
        start: usize,
        word: &str,
        nicks: impl IntoIterator<Item = &'n str>,
    ) -> Option<Self> {
        let wanted = word.trim_start_matches('@').to_lowercase();
        if wanted.is_empty() {
            return None;
        }
        let fitting: Vec<String> = nicks
            .into_iter()
            .filter(|nick| nick.to_lowercase().starts_with(&wanted))
            .map(|nick| nick.replace(char::is_control, " "))
            .collect();

        (!fitting.is_empty()).then_some(Self {
            start,
            fitting,
            next: 0,
            caret: None,
            line,
            bare: false,
        })
    }

    /// The emoji whose shortcodes begin with a word such as `:smi`; `None` where none does.
    pub fn emoji(line: usize, start: usize, word: &str) -> Option<Self> {
        let wanted = word.strip_prefix(':')?.to_lowercase();
        if wanted.is_empty() {
            return None;
        }
        let mut fitting: Vec<(&str, &str)> = emojis::iter()
            .filter_map(|emoji| {
                let code = emoji.shortcodes().find(|code| code.starts_with(&wanted))?;
                Some((code, emoji.as_str()))
            })
            .collect();
        fitting.sort_by_key(|(code, _)| (code.len(), *code));
        let fitting: Vec<String> = fitting.into_iter().map(|(_, it)| it.to_owned()).collect();

        let some = !fitting.is_empty();
        some.then_some(Self { start, fitting, next: 0, caret: None, line, bare: true })
    }

    /// Whether the caret is still where this completion has put it.
    pub fn ends(&self, caret: Position) -> bool {
        self.caret == Some(caret)
    }

    /// Where to start, and what to put from there to the caret.
    pub fn next(&mut self) -> (usize, String) {
        let nick = self.fitting.get(self.next).cloned().unwrap_or_default();
        self.next = (self.next + 1) % self.fitting.len().max(1);
        let addressed = self.start == 0 && self.line == 0;
        let behind = match self.bare {
            true => "",
            false if addressed => ADDRESS,
            false => " ",
        };
        (self.start, nick + behind)
    }

    pub fn stopped(&mut self, caret: Position) {
        self.caret = Some(caret);
    }
}
