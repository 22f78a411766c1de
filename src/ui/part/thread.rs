//! A run of messages: days, authors, marks, paging, and selecting across all of it.

mod columns;
mod day;
mod news;
mod reader;
mod row;
mod run;
pub mod selection;
mod sequel;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::NaiveDate;
use iced::widget::image::Handle;
use iced::{Element, Point};

use self::reader::reader;
pub use self::selection::Selection;
use crate::model::message::{Author, Cursor, Kind, Message};
use crate::model::room::news::Chronicle;
use crate::model::settings::Traffic;
use crate::ui::part::list::{self, Command, Origin, Place, list};
use crate::ui::part::rich::Rich;
use crate::ui::theme::Mode;

/// The next order to a list.
static SERIAL: AtomicU64 = AtomicU64::new(1);

/// The name of the list, for the focus.
pub const LIST: &str = "thread-list";

/// How many texts are kept ready beyond those in memory.
const KEPT: usize = 1200;

/// The state of a thread on the screen; the messages themselves are not in it.
#[derive(Debug, Default)]
pub struct Thread {
    selection: Option<Selection>,
    command: Option<(u64, Command<Cursor>)>,
    visible: Option<Visible>,
    place: RefCell<Place<Cursor>>,
    texts: RefCell<HashMap<Cursor, Text>>,
    /// The lines of comings and goings that show who it was.
    unfolded: HashSet<Cursor>,
}

/// Which messages can be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visible {
    pub first: Cursor,
    pub last: Cursor,
    pub at_bottom: bool,
}

#[derive(Debug)]
struct Text {
    body: String,
    name: String,
    rich: Arc<Rich>,
}

/// Who wrote, as a thread shows them.
#[derive(Debug, Clone, Default)]
pub struct Person {
    pub name: String,
    /// What the colour comes from: the bare address, or the nick in a room.
    pub seed: String,
    pub picture: Option<Handle>,
}

/// All that a thread shows.
pub struct Scene<'a> {
    /// Oldest first, without a hole.
    pub messages: &'a [Message],
    /// Whether there is more before the first, and after the last.
    pub more: (bool, bool),
    pub mode: Mode,
    pub today: NaiveDate,
    /// What came after this message is new; `None` where nothing is.
    pub read: Option<Cursor>,
    /// The words that are searched for, in small letters.
    pub marks: &'a [String],
    /// The message that was gone to for them.
    pub hit: Option<Cursor>,
    /// The message that was gone to by itself.
    pub sought: Option<Cursor>,
    /// Whether one may do something to messages here: react.
    pub acts: bool,
    pub person: Box<dyn Fn(&Author) -> Person + 'a>,
    /// What happened besides talk, and what is shown of those who come and go.
    pub chronicle: Option<&'a Chronicle>,
    pub traffic: Traffic,
}

/// What happened in a thread.
#[derive(Debug, Clone)]
pub enum Event {
    /// A link was pressed; its scheme may be opened.
    Opened(String),
    SendAgain(Cursor),
    /// This is to be put under the message, or taken away.
    Reacted(Cursor, String),
    /// A quotation was pressed: the message that it quotes, where that is here.
    Sought(Option<Cursor>),
    /// What a message said before is wanted.
    VersionsAsked(Cursor),
    NearStart,
    NearEnd,
    /// Other messages are seen now.
    Seen(Visible),
    /// A menu is wanted for a message, and for the link that was pointed at.
    Menu {
        message: Cursor,
        link: Option<String>,
        at: Point,
    },
    /// Text went to the clipboard.
    Copied,
    /// For [`Thread::update`] alone.
    Inner(Inner),
}

/// What the thread tells itself.
#[derive(Debug, Clone)]
pub enum Inner {
    Selected(Option<Selection>),
    /// A line of comings and goings was pressed.
    Folded(Cursor),
    /// A selection is drawn beyond the edge: scroll by so many logical pixels.
    Drawn(f32),
}

impl Thread {
    pub fn new() -> Self {
        Self::default()
    }

    /// Hears an event, and hands on those that the thread cannot deal with itself.
    pub fn update(&mut self, event: Event) -> Option<Event> {
        match event {
            Event::Inner(Inner::Selected(selection)) => self.selection = selection,
            Event::Inner(Inner::Folded(line)) => {
                if !self.unfolded.remove(&line) {
                    let _ = self.unfolded.insert(line);
                }
            }
            Event::Inner(Inner::Drawn(distance)) => self.order(Command::By(distance)),
            Event::Seen(visible) => {
                self.visible = Some(visible);
                return Some(event);
            }
            event => return Some(event),
        }
        None
    }

    pub fn to_bottom(&mut self) {
        self.order(Command::ToBottom);
    }

    /// Puts a message at a third of the height.
    pub fn to_message(&mut self, message: Cursor) {
        self.order(Command::ToKey(message, 0.3));
    }

    /// Scrolls by a part of the height; up is negative.
    pub fn page(&mut self, part: f32) {
        self.order(Command::Page(part));
    }

    /// The message that the view hangs on, and its distance from the top; `None` at the end.
    pub fn place(&self) -> Option<(Cursor, f32)> {
        self.place.borrow().at
    }

    /// Puts a message where it was seen before, at this distance from the top.
    pub fn back_to(&mut self, (message, distance): (Cursor, f32)) {
        self.order(Command::ToPlace(message, distance));
    }

    pub fn visible(&self) -> Option<Visible> {
        self.visible
    }

    fn order(&mut self, command: Command<Cursor>) {
        // One row for all threads: the list that shows another chat now remembers the last of it.
        let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
        self.command = Some((serial, command));
    }

    /// What is selected, as text: with times and authors where it covers more than one message.
    pub fn selected_text(&self, scene: &Scene<'_>) -> Option<String> {
        let selection = self.selection?;
        selection::text(&selection, scene.messages, |message| {
            let name = (scene.person)(&message.author).name;
            (self.rich(message, &name), name)
        })
    }

    pub fn view<'a>(&'a self, scene: Scene<'a>) -> Element<'a, Event> {
        let scene = Rc::new(scene);
        let messages = scene.messages;
        let shown = scene.clone();
        let more = scene.more;
        let run = Rc::new(run::run(&scene));
        let keys = run.clone();
        let rows = list(
            run.len(),
            move |index| keys[index].cursor(),
            move |index| row::line(self, &shown, &run, index),
        )
        .origin(Origin::Bottom)
        .more(more.0, more.1)
        .command(self.command)
        .place(&self.place)
        .fading(|tokens| tokens.page)
        .id(LIST)
        .on_notice(noticed);

        reader(rows, self.selection, move |selection| {
            selection::text(selection, messages, |message| {
                let name = (scene.person)(&message.author).name;
                (self.rich(message, &name), name)
            })
        })
    }

    /// The text of a message, read once.
    fn rich(&self, message: &Message, name: &str) -> Arc<Rich> {
        let mut texts = self.texts.borrow_mut();
        if texts.len() > KEPT {
            texts.clear();
        }
        if let Some(text) = texts.get(&message.cursor)
            && text.body == message.body
            && text.name == name
        {
            return text.rich.clone();
        }

        let rich = Arc::new(match deed(message) {
            Some(deed) => Rich::deed(name, deed),
            None if message.kind == Kind::Subject => Rich::plain(&message.body),
            None => Rich::of(&message.body),
        });
        let (body, name) = (message.body.clone(), name.to_owned());
        let _ = texts.insert(message.cursor, Text { body, name, rich: rich.clone() });
        rich
    }
}

/// What somebody does, by `/me` (XEP-0245).
fn deed(message: &Message) -> Option<&str> {
    message.body.strip_prefix("/me ").filter(|_| message.kind != Kind::Subject)
}

fn noticed(notice: list::Notice<Cursor>) -> Event {
    match notice {
        list::Notice::NearStart => Event::NearStart,
        list::Notice::NearEnd => Event::NearEnd,
        list::Notice::Visible { first, last, at_bottom } => {
            Event::Seen(Visible { first, last, at_bottom })
        }
        // A thread has no chosen row.
        list::Notice::Chosen(_) | list::Notice::Activated(_) => Event::Inner(Inner::Drawn(0.0)),
        list::Notice::Menu(message, at) => Event::Menu { message, link: None, at },
    }
}
