//! The main window: sidebar, thread, occupants, and what stands over them.

use std::collections::HashMap;

use iced::{Point, Task};

use crate::client::Error;
use crate::model::{AccountId, Change, ChatId, Cursor, OwnPresence, Password, Settings};
use crate::ui::chat::{self, Chat};
use crate::ui::deed::Deed;
use crate::ui::dialog::{self, Dialog};
use crate::ui::keys;
use crate::ui::menus::Subject;
use crate::ui::occupants;
use crate::ui::scene::{Scene, room_of};
use crate::ui::sidebar::{self, Sidebar};
use crate::ui::theme::SINGLE;
use crate::ui::words;

mod actions;
mod deeds;
mod govern;
mod regions;
mod requests;
mod view;

#[derive(Debug)]
pub struct Shell {
    pub sidebar: Sidebar,
    pub chat: Option<Box<Chat>>,
    pub dialog: Option<Dialog>,
    pub menu: Option<Menu>,
    /// Something went wrong that has no better place.
    pub notice: Option<String>,
    /// Where the chats that are not shown were left, unless it was at their end.
    places: HashMap<ChatId, (Cursor, f32)>,
    /// The chats that were closed, the last one last.
    closed: Vec<ChatId>,
    /// The occupants are pulled out over the thread.
    drawer: bool,
    /// In one column: the thread is shown, and not the list.
    reading: bool,
    /// The occupant that the keyboard stands on.
    occupant: Option<String>,
    /// The occupants as they stood when the pointer came.
    held: Option<occupants::Held>,
    /// Where F6 went last.
    region: usize,
}

/// A menu that is open.
#[derive(Debug, Clone)]
pub struct Menu {
    pub subject: Subject,
    pub at: Point,
}

#[derive(Debug, Clone)]
pub enum Message {
    Sidebar(sidebar::Message),
    Chat(chat::Message),
    Occupants(occupants::Message),
    Dialog(dialog::Message),
    DialogDismissed,
    Key(keys::Action),
    /// The keyboard was in this region, and goes on by so many.
    RegionLeft(Option<usize>, isize),
    Escaped,
    Did(Deed),
    MenuClosed,
    /// The sidebar has this width now, in logical pixels.
    SidebarResized(f32),
    OccupantsResized(f32),
    DrawerClosed,
    NoticeClosed,
    /// A request that nobody waits for has come back.
    Done(Result<(), Error>),
    /// What went wrong elsewhere, in words.
    Failed(String),
    /// A room was left or entered: it tells by itself how that went.
    Told,
    /// An emoji was picked, and is to be at hand the next time.
    Picked(String),
}

/// What the house must do for the window.
#[derive(Debug)]
pub enum Action {
    None,
    Run(Task<Message>),
    /// New settings, to be kept and followed at once.
    Set(Box<Settings>),
    /// Our presence, for all accounts; those that are offline connect.
    Present(OwnPresence),
    Connect(AccountId),
    AddAccount,
    AskPassword(AccountId),
    /// The certificate that an account was refused for is to be looked at.
    AskCertificate(AccountId),
    /// The server took a new password.
    PasswordTaken(AccountId, Password),
    Follow(String),
    /// A picture is to be chosen among the files of the machine.
    Pick,
    Quit,
}

impl Shell {
    pub fn new(scene: &Scene<'_>) -> Self {
        Self {
            sidebar: Sidebar::new(scene),
            chat: None,
            dialog: None,
            menu: None,
            notice: None,
            places: HashMap::new(),
            closed: Vec::new(),
            drawer: false,
            reading: false,
            occupant: None,
            held: None,
            region: 0,
        }
    }

    /// The chat that is looked at.
    pub fn shown(&self) -> Option<&ChatId> {
        self.chat.as_ref().map(|chat| &chat.id)
    }

    /// The world has changed so. `scene` has it applied already.
    pub fn heard(&mut self, scene: &Scene<'_>, changes: &[Change]) -> Task<Message> {
        let mut tasks = vec![self.challenged(scene, changes)];
        if changes.iter().any(sidebar::concerns) {
            self.sidebar.refresh(scene);
        }
        for change in changes {
            if let Change::Chat(from, crate::model::chat::Change::Moved(to)) = change {
                if let Some(place) = self.places.remove(from) {
                    let _ = self.places.insert(to.clone(), place);
                }
                self.closed.iter_mut().filter(|it| *it == from).for_each(|it| it.clone_from(to));
            }
        }
        if let Some(chat) = &mut self.chat {
            for change in changes {
                tasks.push(chat.heard(scene, change).map(Message::Chat));
            }
            tasks.push(chat.settle(scene).map(Message::Chat));
            let gone = !scene.world.accounts.contains_key(&chat.id.account);
            let closed = changes.iter().any(|change| {
                matches!(change, Change::Chat(id, crate::model::chat::Change::Closed) if *id == chat.id)
            });
            if gone || closed {
                self.chat = None;
                self.reading = false;
            }
        }
        Task::batch(tasks)
    }

    /// Where somebody waits to be let into a room, and the room wants a proof, they are asked at once;
    /// else the room's chat says so.
    fn challenged(&mut self, scene: &Scene<'_>, changes: &[Change]) -> Task<Message> {
        let waits = matches!(&self.dialog, Some(Dialog::Join(join)) if join.is_waiting());
        let asks = changes.iter().rev().find_map(|change| match change {
            Change::Room(room, crate::model::room::Change::Challenged(_)) => Some(room.clone()),
            _ => None,
        });
        match asks.filter(|_| waits).map(|room| self.perform(scene, Deed::Prove(room))) {
            Some(Action::Run(task)) => task,
            _ => Task::none(),
        }
    }

    /// The window came to the front or left it.
    pub fn focused(&mut self, scene: &Scene<'_>) -> Task<Message> {
        match &mut self.chat {
            Some(chat) => chat.focused(scene).map(Message::Chat),
            None => Task::none(),
        }
    }

    /// Shows the lists anew: what they follow was changed by hand.
    pub fn rebuild(&mut self, scene: &Scene<'_>) {
        self.sidebar.rebuild(scene);
    }

    pub fn update(&mut self, scene: &Scene<'_>, message: Message) -> Action {
        match message {
            Message::Sidebar(message) => {
                let action = self.sidebar.update(scene, message);
                self.after_sidebar(scene, action)
            }
            Message::Chat(message) => self.hear_chat(scene, message),
            Message::Occupants(message) => match message {
                occupants::Message::Did(deed) => self.perform(scene, deed),
                occupants::Message::MenuAsked(subject, at) => self.open_menu(subject, at),
                occupants::Message::Chosen(occupant) => {
                    self.occupant = Some(occupant);
                    Action::None
                }
                occupants::Message::PointerEntered => {
                    let room = self.shown().and_then(room_of);
                    let known = room.and_then(|id| scene.world.rooms.get_key_value(&id));
                    self.held = known.map(|(id, room)| occupants::Held::of(id, room));
                    Action::None
                }
                occupants::Message::PointerLeft => {
                    self.held = None;
                    Action::None
                }
                occupants::Message::Ignored => Action::None,
            },
            Message::Dialog(message) => self.hear_dialog(scene, message),
            Message::DialogDismissed => self.close_dialog(),
            Message::Key(action) => self.act(scene, action),
            Message::RegionLeft(from, step) => self.leave_region(from, step),
            Message::Escaped => self.escape(scene),
            Message::Did(deed) => {
                self.menu = None;
                self.perform(scene, deed)
            }
            Message::MenuClosed => {
                self.menu = None;
                Action::None
            }
            Message::SidebarResized(width) => set(scene, |it| it.window.sidebar = width),
            Message::OccupantsResized(width) => set(scene, |it| it.window.occupants = width),
            Message::Picked(emoji) => set(scene, |it| it.writing.picked(emoji)),
            Message::DrawerClosed => {
                self.drawer = false;
                Action::None
            }
            Message::NoticeClosed => {
                self.notice = None;
                Action::None
            }
            Message::Done(Ok(())) | Message::Told => Action::None,
            Message::Failed(words) => {
                self.notice = Some(words);
                Action::None
            }
            Message::Done(Err(error)) => {
                self.notice = Some(words::error(&error));
                Action::None
            }
        }
    }

    fn after_sidebar(&mut self, scene: &Scene<'_>, action: sidebar::Action) -> Action {
        match action {
            sidebar::Action::None => Action::None,
            sidebar::Action::Run(task) => Action::Run(task.map(Message::Sidebar)),
            sidebar::Action::Do(deed) => self.perform(scene, deed),
            sidebar::Action::Menu(subject, at) => self.open_menu(subject, at),
        }
    }

    fn hear_chat(&mut self, scene: &Scene<'_>, message: chat::Message) -> Action {
        let Some(chat) = &mut self.chat else {
            return Action::None;
        };
        match chat.update(scene, message) {
            chat::Action::None => Action::None,
            chat::Action::Run(task) => Action::Run(task.map(Message::Chat)),
            chat::Action::Do(deed) => self.perform(scene, deed),
            chat::Action::Menu(subject, at) => self.open_menu(subject, at),
            chat::Action::Back => {
                self.reading = false;
                Action::None
            }
            chat::Action::Trouble(words) => {
                self.notice = Some(words);
                Action::None
            }
        }
    }

    fn hear_dialog(&mut self, scene: &Scene<'_>, message: dialog::Message) -> Action {
        let Some(dialog) = &mut self.dialog else {
            return Action::None;
        };
        let taken = dialog.taken_password(&message);
        match dialog.update(scene, message) {
            dialog::Action::None => Action::None,
            dialog::Action::Run(task) => Action::Run(task.map(Message::Dialog)),
            dialog::Action::Set(settings) => Action::Set(settings),
            dialog::Action::Pick => Action::Pick,
            dialog::Action::Follow(link) => Action::Follow(link),
            dialog::Action::Close => {
                let closed = self.close_dialog();
                taken.map_or(closed, |(account, password)| Action::PasswordTaken(account, password))
            }
            dialog::Action::Do(deed) => {
                let _ = self.close_dialog();
                self.perform(scene, deed)
            }
        }
    }

    fn open_menu(&mut self, subject: Subject, at: Point) -> Action {
        self.menu = Some(Menu { subject, at });
        Action::None
    }

    fn open_dialog(&mut self, scene: &Scene<'_>, mut dialog: Dialog) -> Action {
        let task = dialog.open(scene).map(Message::Dialog);
        self.menu = None;
        self.dialog = Some(dialog);
        Action::Run(task)
    }

    fn close_dialog(&mut self) -> Action {
        self.dialog = None;
        self.focus_composer()
    }

    fn focus_composer(&self) -> Action {
        match &self.chat {
            Some(chat) => Action::Run(chat.focus().map(Message::Chat)),
            None => Action::None,
        }
    }

    /// Shows a chat, and puts it among the open ones.
    pub fn show(&mut self, scene: &Scene<'_>, id: ChatId) -> Action {
        self.menu = None;
        self.reading = true;
        self.drawer = false;
        self.held = None;
        self.sidebar.choose(&id);
        if scene.size.width < SINGLE {
            self.sidebar.hidden();
        }
        if self.shown() == Some(&id) {
            return self.focus_composer();
        }
        let left = self.put_away(scene);
        let (chat, begun) = Chat::open(scene, id.clone(), self.places.remove(&id));
        let focus = chat.focus().map(Message::Chat);
        self.chat = Some(Box::new(chat));
        let client = scene.client.clone();
        let opened = Task::perform(async move { client.open_chat(&id).await }, Message::Done);
        Action::Run(Task::batch([left, opened, begun.map(Message::Chat), focus]))
    }

    /// The chat that was shown keeps what was typed, and its place.
    pub(super) fn put_away(&mut self, scene: &Scene<'_>) -> Task<Message> {
        let Some(mut chat) = self.chat.take() else {
            return Task::none();
        };
        if let Some(place) = chat.place() {
            let _ = self.places.insert(chat.id.clone(), place);
        }
        chat.leave(scene).map(Message::Chat)
    }

    /// What was typed is written down; for the end of the program.
    pub fn leave(&mut self, scene: &Scene<'_>) -> Task<Message> {
        match &mut self.chat {
            Some(chat) => chat.leave(scene).map(Message::Chat),
            None => Task::none(),
        }
    }

    /// Escape closes what is on top, and nothing that holds a draft.
    fn escape(&mut self, scene: &Scene<'_>) -> Action {
        if self.menu.take().is_some() {
            return Action::None;
        }
        if self.dialog.is_some() {
            return self.close_dialog();
        }
        if std::mem::take(&mut self.drawer) || self.notice.take().is_some() {
            return Action::None;
        }
        if !self.sidebar.filter.is_empty() {
            let action = self.sidebar.update(scene, sidebar::Message::Filtered(String::new()));
            let _ = self.after_sidebar(scene, action);
            return self.focus_composer();
        }
        self.hear_chat(scene, chat::Message::Escaped)
    }
}

/// Settings with a change.
fn set(scene: &Scene<'_>, change: impl FnOnce(&mut Settings)) -> Action {
    let mut settings = scene.settings.clone();
    change(&mut settings);
    Action::Set(Box::new(settings))
}
