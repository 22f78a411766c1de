//! Pages of the thread: which are read when, and what counts as read.

use std::time::{Duration, Instant};

use iced::Task;

use crate::client::Error;
use crate::client::handle::Page;
use crate::i18n::t;
use crate::model::{Cursor, Message as Text};
use crate::ui::chat::pages::{PAGE, Pages};
use crate::ui::chat::{Action, Chat, Load, Message, find};
use crate::ui::deed::Deed;
use crate::ui::menus::Subject;
use crate::ui::part::thread::{Event, Visible};
use crate::ui::scene::Scene;

/// Where one sees much arrive, it is marked as read no more often than this: each time is a
/// transaction.
const OFTEN: Duration = Duration::from_millis(300);

impl Chat {
    /// Reads a page, if none is being read.
    pub(super) fn read(&mut self, scene: &Scene<'_>, load: Load) -> Task<Message> {
        self.loading = Some(load);
        let (client, id) = (scene.client.clone(), self.id.clone());
        let first = self.pages.first().unwrap_or(Cursor::END);
        let last = self.pages.last();
        let seen = self.thread.visible().map(|seen| seen.first);
        Task::perform(
            async move {
                match load {
                    Load::First | Load::End => client.older(&id, Cursor::END, PAGE).await,
                    Load::Older => client.older(&id, first, PAGE).await,
                    Load::Newer => match last {
                        Some(last) => client.newer(&id, last, PAGE).await,
                        None => client.older(&id, Cursor::END, PAGE).await,
                    },
                    Load::Around(place) | Load::Back(place, _) => {
                        client.around(&id, place, PAGE).await
                    }
                    Load::Again => match seen {
                        Some(seen) => client.around(&id, seen, PAGE).await,
                        None => client.older(&id, Cursor::END, PAGE).await,
                    },
                }
            },
            move |page| Message::Read(load, page),
        )
    }

    pub(super) fn arrived(&mut self, scene: &Scene<'_>, load: Load, page: Page) -> Action {
        if self.loading != Some(load) {
            // Something newer was asked for meanwhile.
            return Action::None;
        }
        self.loading = None;
        self.loaded = true;
        match load {
            Load::Older => self.pages.older(page),
            Load::Newer => self.pages.newer(page),
            Load::First => {
                self.pages = Pages::of(page);
                match self.line {
                    // The thread tells whether the end is seen as well.
                    Some(line) if self.pages.holds(line) => {
                        self.at_bottom = false;
                        self.thread.to_message(line);
                    }
                    _ => self.thread.to_bottom(),
                }
            }
            Load::End => {
                self.pages = Pages::of(page);
                self.below = 0;
                self.thread.to_bottom();
            }
            Load::Around(place) => {
                self.pages = Pages::of(page);
                // The thread tells whether the end is seen as well.
                self.at_bottom = false;
                self.thread.to_message(place);
            }
            Load::Back(place, distance) => {
                self.pages = Pages::of(page);
                if self.pages.holds(place) {
                    self.thread.back_to((place, distance));
                } else {
                    self.at_bottom = true;
                }
            }
            Load::Again => self.pages = Pages::of(page),
        }
        // Nothing at all is here: the archive may have it.
        if self.pages.messages.is_empty() && self.pages.at_start {
            return Action::Run(self.fetch(scene));
        }
        Action::Run(self.mark(scene))
    }

    /// Asks the archive for what lies before the oldest message that we hold.
    fn fetch(&mut self, scene: &Scene<'_>) -> Task<Message> {
        if self.fetching || self.exhausted || !scene.online(&self.id.account) {
            return Task::none();
        }
        self.fetching = true;
        let (client, id) = (scene.client.clone(), self.id.clone());
        Task::perform(async move { client.fetch_older(&id).await }, Message::Fetched)
    }

    pub(super) fn fetched(&mut self, answer: &Result<bool, Error>) -> Action {
        self.fetching = false;
        match answer {
            // What came is told as a change; it is read then.
            Ok(true) => self.pages.at_start = false,
            // A refusal is not asked for again: many servers have no archive.
            Ok(false) | Err(_) => self.exhausted = true,
        }
        Action::None
    }

    pub(super) fn noticed(&mut self, scene: &Scene<'_>, event: Event) -> Action {
        match self.thread.update(event) {
            None | Some(Event::Copied | Event::Inner(_)) => Action::None,
            Some(Event::NearStart) if self.loading.is_some() => Action::None,
            Some(Event::NearStart) if self.pages.at_start => Action::Run(self.fetch(scene)),
            Some(Event::NearStart) => Action::Run(self.read(scene, Load::Older)),
            Some(Event::NearEnd) if self.loading.is_some() || self.pages.at_end => Action::None,
            Some(Event::NearEnd) => Action::Run(self.read(scene, Load::Newer)),
            Some(Event::Seen(Visible { at_bottom, .. })) => {
                self.at_bottom = at_bottom && self.pages.at_end;
                if self.at_bottom {
                    self.below = 0;
                }
                Action::Run(self.mark(scene))
            }
            Some(Event::Reacted(place, emoji)) => match self.message(place) {
                Some(message) => Action::Do(Deed::React(Box::new(message.clone()), emoji)),
                None => Action::None,
            },
            Some(Event::Sought(Some(place))) => Action::Run(self.seek(scene, place)),
            Some(Event::Sought(None)) => Action::Trouble(t("thread-quote-away").into_owned()),
            Some(Event::VersionsAsked(place)) => match self.message(place) {
                Some(message) => Action::Do(Deed::Versions(Box::new(message.clone()))),
                None => Action::None,
            },
            Some(Event::Opened(link)) => Action::Do(Deed::Follow(link)),
            Some(Event::SendAgain(place)) => match self.message(place) {
                Some(message) => Action::Do(Deed::SendAgain(Box::new(message.clone()))),
                None => Action::None,
            },
            Some(Event::Menu { message, link, at }) => match self.message(message) {
                Some(message) => {
                    let selected = self.thread.selected_text(&self.run(scene));
                    let subject =
                        Subject::Message { message: Box::new(message.clone()), link, selected };
                    Action::Menu(subject, at)
                }
                None => Action::None,
            },
        }
    }

    /// The window came to the front: what is seen is read now.
    pub fn focused(&mut self, scene: &Scene<'_>) -> Task<Message> {
        self.mark(scene)
    }

    /// What was seen to its end in a window that somebody looks at counts as read.
    pub(super) fn mark(&mut self, scene: &Scene<'_>) -> Task<Message> {
        if self.marking.is_some() || !scene.focused || !self.at_bottom || !self.pages.at_end {
            return Task::none();
        }
        let (Some(last), Some(known)) = (self.pages.last(), scene.world.chats.get(&self.id)) else {
            return Task::none();
        };
        let done = known.unread == 0 && known.read.is_some_and(|read| read >= last);
        if done || known.unread == 0 && self.pages.incoming_after(known.read) == 0 {
            return Task::none();
        }
        self.marking = Some(last);
        let (client, id) = (scene.client.clone(), self.id.clone());
        let soon = self.marked.is_some_and(|at| at.elapsed() < OFTEN);
        self.marked = Some(Instant::now());
        Task::perform(
            async move {
                if soon {
                    tokio::time::sleep(OFTEN).await;
                }
                client.mark_read(&id, last).await
            },
            |_| Message::Marked,
        )
    }

    /// A new message of this chat.
    pub(super) fn take(&mut self, scene: &Scene<'_>, message: &Text) -> Task<Message> {
        let ours = message.outgoing();
        let taken = self.pages.arrive(message.clone());
        if ours {
            self.line = None;
            return self.go_to_end(scene);
        }
        if self.at_bottom && taken {
            if !scene.focused && self.line.is_none() {
                self.line = scene.world.chats.get(&self.id).and_then(|known| known.read);
            }
            return Task::none();
        }
        self.below = self.below.saturating_add(1);
        Task::none()
    }

    /// All that came at once has been heard.
    pub fn settle(&mut self, scene: &Scene<'_>) -> Task<Message> {
        if self.loaded { self.mark(scene) } else { Task::none() }
    }

    /// Goes to the newest message.
    pub(super) fn go_to_end(&mut self, scene: &Scene<'_>) -> Task<Message> {
        self.sought = None;
        self.below = 0;
        if self.pages.at_end {
            self.thread.to_bottom();
            return Task::none();
        }
        self.read(scene, Load::End)
    }

    /// Many messages came or moved.
    pub(super) fn again(&mut self, scene: &Scene<'_>) -> Task<Message> {
        let load = if self.at_bottom || !self.loaded { Load::First } else { Load::Again };
        self.read(scene, load)
    }

    /// Shows a message, wherever it is in the thread.
    pub(super) fn show(&mut self, scene: &Scene<'_>, place: Cursor) -> Task<Message> {
        if self.pages.holds(place) {
            self.thread.to_message(place);
            return Task::none();
        }
        self.read(scene, Load::Around(place))
    }

    /// Shows a message and marks it, until one goes on.
    pub(super) fn seek(&mut self, scene: &Scene<'_>, place: Cursor) -> Task<Message> {
        self.sought = Some(place);
        self.show(scene, place)
    }

    pub(super) fn open_find(&mut self) -> Action {
        if self.find.is_none() {
            self.find = Some(find::Find::default());
        }
        Action::Run(iced::widget::operation::focus(find::INPUT))
    }

    /// Shows a message that was found by these words; the bar goes on from there.
    pub(super) fn go_to_hit(&mut self, scene: &Scene<'_>, words: String, place: Cursor) -> Action {
        let shown = self.show(scene, place);
        self.find = Some(find::Find::at(words.clone(), place));
        match self.hear_find(scene, find::Message::Rested(words)) {
            Action::Run(asked) => Action::Run(Task::batch([shown, asked])),
            _ => Action::Run(shown),
        }
    }

    pub(super) fn hear_find(&mut self, scene: &Scene<'_>, message: find::Message) -> Action {
        let Some(find) = &mut self.find else {
            return Action::None;
        };
        match find.update(scene, &self.id, message) {
            find::Action::None => Action::None,
            find::Action::Run(task) => Action::Run(task.map(Message::Find)),
            find::Action::Show(place) => Action::Run(self.show(scene, place)),
            find::Action::Narrow(words) => Action::Do(Deed::Search(self.id.clone(), words)),
            find::Action::Close => {
                self.find = None;
                Action::Run(self.focus())
            }
        }
    }
}
