//! A conversation: its thread, and what one is writing.

use std::time::{Duration, Instant};

use iced::{Point, Task};

use crate::client::Error;
use crate::client::handle::Page;
use crate::model::chat::{self, Typing};
use crate::model::{Change, ChatId, Cursor, Message as Text};
use crate::ui::chat::aim::Aim;
use crate::ui::chat::find::Find;
use crate::ui::chat::pages::{PAGE, Pages};
use crate::ui::chat::recall::Recall;
use crate::ui::deed::Deed;
use crate::ui::menus::Subject;
use crate::ui::part::composer::{self, Composer, Order};
use crate::ui::part::thread::{self, Thread};
use crate::ui::scene::Scene;
use crate::ui::words;

mod aim;
pub mod bars;
pub mod find;
pub mod header;
pub mod pages;
mod reading;
mod recall;
pub mod view;
mod writing;

/// The name of the field that one writes in, for the focus.
pub const COMPOSER: &str = "composer";

/// So long after the last key a draft is kept.
const DRAFT: Duration = Duration::from_millis(800);
/// So long after the last key one has paused (XEP-0085, section 5.1 leaves it to us).
const PAUSE: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub struct Chat {
    pub id: ChatId,
    pages: Pages,
    /// The page that is being read, so that none is read twice.
    loading: Option<Load>,
    /// Whether anything was read yet.
    loaded: bool,
    /// The archive holds nothing older.
    exhausted: bool,
    /// The archive is being asked.
    fetching: bool,
    thread: Thread,
    /// Where reading had stopped when the chat was opened: the "new" line stands behind it.
    line: Option<Cursor>,
    at_bottom: bool,
    /// What arrived below while reading further up.
    below: u32,
    find: Option<Find>,
    composer: Composer,
    /// What the text in it is for, where that is no message of its own.
    aim: Option<Aim>,
    /// What was sent before, where it is shown in the composer.
    recall: Option<Recall>,
    /// The message that was gone to.
    sought: Option<Cursor>,
    /// Up to where the client is marking as read what was seen: one wish at a time.
    marking: Option<Cursor>,
    /// When it was last asked to.
    marked: Option<Instant>,
    /// Counts the changes of what is being written.
    edits: u64,
    /// What the others were last told of our writing.
    told: Typing,
}

/// Which page is being read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Load {
    /// The first: at the end, or around where reading stopped.
    First,
    Older,
    Newer,
    /// Around a place, to go there.
    Around(Cursor),
    /// What is seen, again.
    Again,
    /// The end.
    End,
    /// Around a place that was left, to stand there as before.
    Back(Cursor, f32),
}

#[derive(Debug, Clone)]
pub enum Message {
    Read(Load, Result<Page, Error>),
    Thread(thread::Event),
    Fetched(Result<bool, Error>),
    ToEnd,
    Composer(composer::Event),
    Sent(Result<(), Error>),
    /// Somebody else's words, to be answered.
    Quoted(String),
    Answered(Box<Text>),
    Edited(Box<Text>),
    AimEnded,
    /// Other words are wanted for what was said last.
    LastEdited,
    /// A text that was sent before is wanted again.
    Recalled {
        newer: bool,
    },
    /// What is selected is set between two of these (XEP-0393).
    Styled(char),
    /// To this message.
    WentTo(Cursor),
    /// One wants to write.
    Began,
    Mentioned(String),
    Inserted(String),
    /// From the composer's menu.
    Ordered(Order),
    Pasted(Option<String>),
    /// Scrolls the thread by this part of its height; up is negative.
    Paged(f32),
    DraftRested(u64),
    PauseRested(u64),
    Kept,
    /// What was seen is marked as read.
    Marked,
    Escaped,
    FindOpened,
    /// These words were found here, elsewhere.
    Searched(String, Cursor),
    Find(find::Message),
    Did(Deed),
    MenuAsked(Subject, Point),
    WentBack,
}

#[derive(Debug)]
pub enum Action {
    None,
    Run(Task<Message>),
    Do(Deed),
    Menu(Subject, Point),
    /// To the list, where there is one column.
    Back,
    /// Something went wrong: in words.
    Trouble(String),
}

impl Chat {
    /// Opens it with its draft: where it was left, at its end, or where reading stopped.
    pub fn open(
        scene: &Scene<'_>,
        id: ChatId,
        left: Option<(Cursor, f32)>,
    ) -> (Self, Task<Message>) {
        let known = scene.world.chats.get(&id);
        let draft = known.map(|known| known.draft.clone()).unwrap_or_default();
        let unread = known.map_or(0, |known| known.unread);
        let read = known.and_then(|known| known.read);

        let mut chat = Self {
            id,
            pages: Pages::default(),
            loading: None,
            loaded: false,
            exhausted: false,
            fetching: false,
            thread: Thread::new(),
            line: read.filter(|_| unread > 0),
            at_bottom: left.is_none(),
            below: if left.is_some() { unread } else { 0 },
            find: None,
            composer: Composer::with_text(&draft),
            aim: None,
            recall: None,
            sought: None,
            marking: None,
            marked: None,
            edits: 0,
            told: Typing::Active,
        };
        let task = match (left, chat.line) {
            (Some((message, distance)), _) => chat.read(scene, Load::Back(message, distance)),
            // Where reading stopped lies further back than one page.
            (None, Some(line)) if unread > PAGE / 2 => chat.read(scene, Load::Around(line)),
            (None, _) => chat.read(scene, Load::First),
        };
        (chat, task)
    }

    /// Whether the bar for finding words is open.
    pub fn finds(&self) -> bool {
        self.find.is_some()
    }

    /// Where one has read back to; `None` at the end.
    pub fn place(&self) -> Option<(Cursor, f32)> {
        self.thread.place().filter(|_| self.loaded && !self.at_bottom)
    }

    /// Puts the caret into the field that one writes in.
    pub fn focus(&self) -> Task<Message> {
        iced::widget::operation::focus(COMPOSER)
    }

    pub fn update(&mut self, scene: &Scene<'_>, message: Message) -> Action {
        match message {
            Message::Read(load, Ok(page)) => self.arrived(scene, load, page),
            Message::Read(_, Err(error)) => {
                self.loading = None;
                self.loaded = true;
                Action::Trouble(words::error(&error))
            }
            Message::Thread(event) => self.noticed(scene, event),
            Message::Fetched(answer) => self.fetched(&answer),
            Message::ToEnd => Action::Run(self.go_to_end(scene)),
            Message::Composer(event) => self.wrote(scene, event),
            Message::Sent(Ok(())) | Message::Kept => Action::None,
            Message::Marked => {
                // What could not be marked is not tried again by itself.
                match self.marking.take() == self.pages.last() {
                    true => Action::None,
                    false => Action::Run(self.mark(scene)),
                }
            }
            Message::Sent(Err(error)) => Action::Trouble(words::error(&error)),
            Message::Quoted(body) => Action::Run(self.quote(scene, &body)),
            Message::Answered(message) => Action::Run(self.answer(message)),
            Message::Edited(message) => Action::Run(self.edit(message)),
            Message::AimEnded => {
                let _ = self.end_aim();
                Action::Run(self.focus())
            }
            Message::LastEdited => Action::Run(self.edit_last()),
            Message::Recalled { newer } => Action::Run(self.recall(scene, newer)),
            Message::Styled(sign) => Action::Run(self.style(scene, sign)),
            Message::WentTo(place) => Action::Run(self.seek(scene, place)),
            Message::Began => Action::Run(self.focus()),
            Message::Mentioned(nick) => Action::Run(self.mention(scene, &nick)),
            Message::Inserted(text) => Action::Run(self.insert(scene, &text)),
            Message::Ordered(order) => self.order(scene, order),
            Message::Pasted(text) => match text {
                Some(text) => Action::Run(self.insert(scene, &text)),
                None => Action::Run(self.focus()),
            },
            Message::Paged(part) => {
                self.thread.page(part);
                Action::None
            }
            Message::DraftRested(edit) if edit == self.edits => Action::Run(self.keep(scene)),
            Message::PauseRested(edit) if edit == self.edits => {
                self.tell(scene, Typing::Paused);
                Action::None
            }
            Message::DraftRested(_) | Message::PauseRested(_) => Action::None,
            Message::Escaped => self.escape(scene),
            Message::FindOpened => self.open_find(),
            Message::Searched(words, place) => self.go_to_hit(scene, words, place),
            Message::Find(message) => self.hear_find(scene, message),
            Message::Did(deed) => Action::Do(deed),
            Message::MenuAsked(subject, at) => Action::Menu(subject, at),
            Message::WentBack => Action::Back,
        }
    }

    /// What happened to this chat; changes of others are none of its business.
    pub fn heard(&mut self, scene: &Scene<'_>, change: &Change) -> Task<Message> {
        let Change::Chat(id, change) = change else {
            return Task::none();
        };
        if *id != self.id {
            return Task::none();
        }
        match change {
            chat::Change::Arrived(message) => self.take(scene, message),
            chat::Change::Changed(message) => {
                self.pages.change((**message).clone());
                Task::none()
            }
            chat::Change::Reloaded => self.again(scene),
            chat::Change::Moved(to) => {
                self.id = to.clone();
                self.again(scene)
            }
            chat::Change::Set(_)
            | chat::Change::Closed
            | chat::Change::Unread { .. }
            | chat::Change::Muted(_)
            | chat::Change::MutedUntil(_)
            | chat::Change::Drafted(_)
            | chat::Change::Typing { .. } => Task::none(),
        }
    }

    /// Escape closes the search, and ends an answer or an edit; it leaves the draft and the focus
    /// alone.
    fn escape(&mut self, scene: &Scene<'_>) -> Action {
        if self.find.take().is_some() || self.end_aim() {
            return Action::Run(self.focus());
        }
        if !self.at_bottom {
            return Action::Run(Task::batch([self.go_to_end(scene), self.focus()]));
        }
        Action::Run(self.focus())
    }

    /// The message at a place, if it is in memory.
    pub fn message(&self, place: Cursor) -> Option<&Text> {
        let found = self.pages.messages.binary_search_by_key(&place, |message| message.cursor);
        found.ok().map(|place| &self.pages.messages[place])
    }
}
