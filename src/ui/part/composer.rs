//! The text that one is writing.
//!
//! Enter sends and Shift+Enter breaks the line; what was done can be undone; Tab completes nicks
//! and the shortcodes of emoji.
//! Text from right to left is shown, but the toolkit cannot yet place the caret in it.

mod binding;
mod completion;
mod highlight;
mod past;
mod style;

use std::borrow::Cow;

use iced::advanced::widget;
use iced::widget::container;
use iced::widget::text::Wrapping;
use iced::widget::text_editor::{self, Action, Content, Cursor, Edit, Motion, Position};
use iced::{Element, Length, Padding};

use self::completion::Completion;
use self::highlight::Emoji;
use self::past::Past;
use crate::ui::part::calm::calm_over;
use crate::ui::part::line::line;
use crate::ui::part::sign::layer;
use crate::ui::theme::{self, LINE_HEIGHT, font, size, space};

/// How many lines it grows to, before it scrolls.
const LINES: f32 = 8.0;
/// Above and below the text.
const PADDING: f32 = 8.0;
/// The longest text, in bytes: servers refuse stanzas far longer than this.
const MOST: usize = 60_000;

/// What one is writing in a conversation.
#[derive(Default)]
pub struct Composer {
    content: Content,
    past: Past,
    completion: Option<Completion>,
}

/// What happened in a composer.
#[derive(Debug, Clone)]
pub enum Event {
    Edited(Action),
    Sent,
    Undone,
    Redone,
    /// Tab, behind a part of a word.
    Completing,
    /// Up, where nothing is written.
    Recalled,
}

/// What can be asked of a composer from outside: from its menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Undo,
    Redo,
    Cut,
    Copy,
    Paste,
    SelectAll,
}

/// What others must know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    None,
    /// The text is another one now; it may be empty.
    Changed,
    /// To be sent; the composer is empty now.
    Send(String),
    /// The last text is wanted once more.
    Recall,
}

impl Composer {
    /// Goes on with a draft.
    pub fn with_text(text: &str) -> Self {
        let mut composer = Self { content: Content::with_text(text), ..Self::default() };
        composer.content.perform(Action::Move(Motion::DocumentEnd));
        composer
    }

    /// The text as it stands; lines end with `\n`.
    pub fn text(&self) -> String {
        self.content.text().replace("\r\n", "\n")
    }

    pub fn is_empty(&self) -> bool {
        self.content.is_empty()
    }

    /// Whether some of it is selected, and so what Ctrl+C means here.
    pub fn has_selection(&self) -> bool {
        self.content.cursor().selection.is_some()
    }

    /// The part of the text that is selected.
    pub fn selection(&self) -> Option<String> {
        self.content.selection().filter(|text| !text.is_empty())
    }

    /// Which orders would do something now. Whether there is anything to paste is not known before.
    pub fn orders(&self) -> Vec<Order> {
        let selects = self.selection().is_some();
        [
            (Order::Undo, self.past.goes_back()),
            (Order::Redo, self.past.goes_forth()),
            (Order::Cut, selects),
            (Order::Copy, selects),
            (Order::Paste, true),
            (Order::SelectAll, !self.is_empty()),
        ]
        .into_iter()
        .filter_map(|(order, makes_sense)| makes_sense.then_some(order))
        .collect()
    }

    /// Puts a text in the place of all that stands here; it can be undone.
    pub fn set_text(&mut self, text: &str) {
        self.past.keep(self.snapshot());
        self.content = Content::with_text(text);
        self.content.perform(Action::Move(Motion::DocumentEnd));
        self.completion = None;
    }

    /// Sets what is selected between two of a sign that gives it a style (XEP-0393), or takes them
    /// away; without a selection, the word that the caret is in.
    pub fn style(&mut self, sign: char) -> Outcome {
        if self.selection().is_none() {
            self.content.perform(Action::SelectWord);
        }
        let Some(text) = self.selection().filter(|text| !text.trim().is_empty()) else {
            return Outcome::None;
        };
        let paste = Edit::Paste(std::sync::Arc::new(style::toggled(&text, sign)));
        self.past.pause();
        self.edit(Action::Edit(paste))
    }

    /// Inserts at the caret, in the place of what is selected: a picked emoji, a quotation.
    pub fn insert(&mut self, text: &str) {
        let paste = Edit::Paste(std::sync::Arc::new(text.to_owned()));
        let _ = self.edit(Action::Edit(paste));
    }

    /// Hears an event; `nicks` are those that Tab completes, the likeliest first.
    pub fn update<'n>(
        &mut self,
        event: Event,
        nicks: impl IntoIterator<Item = &'n str>,
    ) -> Outcome {
        match event {
            Event::Edited(action) => self.edit(action),
            Event::Sent => self.send(),
            Event::Undone => {
                let now = self.snapshot();
                let before = self.past.back(now);
                self.restore(before)
            }
            Event::Redone => {
                let now = self.snapshot();
                let after = self.past.forth(now);
                self.restore(after)
            }
            Event::Completing => self.complete(nicks),
            Event::Recalled => Outcome::Recall,
        }
    }

    /// The editor. `hint` stands in it while it is empty; `nicks` tells whether there is anything for
    /// Tab to complete.
    pub fn view<'a>(
        &'a self,
        id: impl Into<widget::Id>,
        hint: impl Into<Cow<'a, str>>,
        nicks: bool,
    ) -> Element<'a, Event> {
        let word = self.word().1;
        let begun = nicks && !word.is_empty() || word.len() > 1 && word.starts_with(':');
        let completes = self.completion.is_some() || begun;
        let (selects, empty) = (self.has_selection(), self.text().is_empty());
        let editor = text_editor::TextEditor::new(&self.content)
            .id(id)
            .on_action(Event::Edited)
            .font(font::REGULAR)
            .size(size::BODY)
            .line_height(LINE_HEIGHT)
            .wrapping(Wrapping::WordOrGlyph)
            .padding(Padding::from([PADDING, space::M]))
            .height(Length::Shrink)
            .max_height(LINES * size::BODY * LINE_HEIGHT + PADDING * 2.0)
            .key_binding(move |press| binding::of(press, completes, selects, empty))
            .highlight_with::<Emoji>((), |(), _| highlight::format())
            .style(theme::style::editor);

        // The toolkit's own would break into lines that nobody sees.
        let hint = if self.is_empty() { hint.into() } else { Cow::Borrowed("") };
        let hint = container(line(hint).colour(theme::style::muted).width(Length::Fill))
            .id(layer::HINT)
            .padding([PADDING, space::M]);
        calm_over(editor, hint)
    }

    fn edit(&mut self, action: Action) -> Outcome {
        let Action::Edit(edit) = &action else {
            // A caret that moves ends what is undone at once, and a round of completion.
            if !matches!(action, Action::Scroll { .. }) {
                self.past.pause();
                self.completion = None;
            }
            self.content.perform(action);
            return Outcome::None;
        };
        if !self.takes(edit) {
            return Outcome::None;
        }

        self.completion = None;
        let snapshot = self.snapshot();
        let closes = matches!(edit, Edit::Insert(':'));
        self.past.before(edit, snapshot);
        self.content.perform(action);
        if closes {
            self.draw_shortcode();
        }
        Outcome::Changed
    }

    /// A shortcode that was just closed, such as `:tada:`, becomes its emoji. To undo that gives the
    /// letters back.
    fn draw_shortcode(&mut self) {
        let (start, word) = self.word();
        let code = word.strip_prefix(':').and_then(|rest| rest.strip_suffix(':'));
        let Some(emoji) = code.and_then(emojis::get_by_shortcode) else { return };

        self.past.keep(self.snapshot());
        let caret = self.content.cursor().position;
        let start = Position { line: caret.line, column: start };
        self.content.move_to(Cursor { position: caret, selection: Some(start) });
        let paste = Edit::Paste(std::sync::Arc::new(emoji.as_str().to_owned()));
        self.content.perform(Action::Edit(paste));
    }

    /// Whether the text stays within what can be sent.
    fn takes(&self, edit: &Edit) -> bool {
        let more = match edit {
            Edit::Insert(c) => c.len_utf8(),
            Edit::Paste(text) => text.len(),
            Edit::Enter => 1,
            Edit::Indent | Edit::Unindent | Edit::Backspace | Edit::Delete => return true,
        };
        self.content.text().len() + more <= MOST
    }

    fn send(&mut self) -> Outcome {
        let text = self.text();
        if text.trim().is_empty() {
            return Outcome::None;
        }

        self.content = Content::new();
        self.past = Past::default();
        self.completion = None;
        Outcome::Send(text)
    }

    fn restore(&mut self, state: Option<past::Snapshot>) -> Outcome {
        let Some(state) = state else { return Outcome::None };
        self.content = Content::with_text(&state.text);
        self.content.move_to(state.cursor);
        self.completion = None;
        Outcome::Changed
    }

    fn snapshot(&self) -> past::Snapshot {
        past::Snapshot { text: self.text(), cursor: self.content.cursor() }
    }

    /// Where the word before the caret starts in its line, in bytes, and the word.
    fn word(&self) -> (usize, String) {
        let Position { line, column } = self.content.cursor().position;
        let line = self.content.line(line).map(|line| line.text.into_owned()).unwrap_or_default();
        let before = line.get(..column).unwrap_or(&line);
        let start = before
            .rfind(char::is_whitespace)
            .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        (start, before[start..].to_owned())
    }

    fn complete<'n>(&mut self, nicks: impl IntoIterator<Item = &'n str>) -> Outcome {
        let caret = self.content.cursor().position;
        let going = self.completion.take().filter(|it| it.ends(caret));
        let mut completion = match going {
            Some(completion) => completion,
            None => {
                let (start, word) = self.word();
                let emoji = Completion::emoji(caret.line, start, &word);
                match emoji.or_else(|| Completion::of(caret.line, start, &word, nicks)) {
                    Some(completion) => completion,
                    None => return Outcome::None,
                }
            }
        };

        let (start, text) = completion.next();
        self.past.keep(self.snapshot());
        self.content.move_to(Cursor {
            position: caret,
            selection: Some(Position { line: caret.line, column: start }),
        });
        let paste = Edit::Paste(std::sync::Arc::new(text));
        self.content.perform(Action::Edit(paste));
        completion.stopped(self.content.cursor().position);
        self.completion = Some(completion);
        Outcome::Changed
    }
}

impl std::fmt::Debug for Composer {
    /// What is written here is nobody's business.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Composer").field("empty", &self.is_empty()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
