//! What each shortcut does in the main window.

use iced::{Point, Task};

use crate::model::roster::Row;
use crate::model::{ChatId, RoomId};
use crate::model::{Cursor, Peer};
use crate::ui::chat;
use crate::ui::deed::Deed;
use crate::ui::dialog::emoji::Picker;
use crate::ui::dialog::prompt::{Prompt, Wanted};
use crate::ui::dialog::settings::zoomed;
use crate::ui::dialog::switcher::{Kind, Switcher};
use crate::ui::dialog::{Dialog, accounts, add_contact, join, search, settings, shortcuts, status};
use crate::ui::keys::Action as Key;
use crate::ui::menus::Subject;
use crate::ui::scene::{Scene, room_of};
use crate::ui::shell::{Action, Shell, set};
use crate::ui::sidebar::{self, Entry};
use crate::ui::theme::WIDE;
use crate::ui::words;

/// The part of the thread's height that a page is: a line or two stay in sight.
const PAGE: f32 = 0.9;

impl Shell {
    /// Whether a shortcut means something now: below a dialog only few do.
    pub fn takes(&self, action: Key) -> bool {
        self.dialog.is_none()
            || matches!(action, Key::ZoomIn | Key::ZoomOut | Key::ZoomReset | Key::Quit)
    }

    pub(super) fn act(&mut self, scene: &Scene<'_>, action: Key) -> Action {
        self.menu = None;
        match action {
            Key::Switch => self.open_dialog(scene, Dialog::Switcher(Switcher::new(Kind::Chats))),
            Key::Palette => self.open_dialog(scene, Dialog::Switcher(Switcher::new(Kind::Actions))),
            Key::Shortcuts => self.open_dialog(scene, Dialog::Shortcuts(shortcuts::Shortcuts)),
            Key::Chat(place) => self.nth(scene, usize::from(place).saturating_sub(1)),
            Key::NextChat => self.neighbour(scene, 1),
            Key::PreviousChat => self.neighbour(scene, -1),
            Key::NextUnread => self.next_unread(scene),
            Key::CloseChat => self.with_shown(scene, Deed::Close),
            Key::Reopen => self.reopen(scene),
            Key::MoveChatUp => self.with_shown(scene, Deed::MoveUp),
            Key::MoveChatDown => self.with_shown(scene, Deed::MoveDown),
            Key::ScrollUp => self.hear_chat(scene, chat::Message::Paged(-PAGE)),
            Key::ScrollDown => self.hear_chat(scene, chat::Message::Paged(PAGE)),
            Key::Find => self.hear_chat(scene, chat::Message::FindOpened),
            Key::Search => {
                let chat = self.shown().cloned();
                self.open_dialog(scene, Dialog::Search(search::Search::beside(chat)))
            }
            Key::Day => self.ask_day(scene),
            Key::EditLast => self.hear_chat(scene, chat::Message::LastEdited),
            Key::RecallOlder => self.hear_chat(scene, chat::Message::Recalled { newer: false }),
            Key::RecallNewer => self.hear_chat(scene, chat::Message::Recalled { newer: true }),
            Key::Bold => self.hear_chat(scene, chat::Message::Styled('*')),
            Key::Italic => self.hear_chat(scene, chat::Message::Styled('_')),
            Key::Strike => self.hear_chat(scene, chat::Message::Styled('~')),
            Key::Emoji if self.chat.is_none() => Action::None,
            Key::Emoji => self.open_dialog(scene, Dialog::Emoji(Picker::new(scene.settings))),
            Key::Filter => self.go_to_filter(),
            Key::AddContact => {
                let form = add_contact::AddContact::new(None, None, String::new());
                self.open_dialog(scene, Dialog::AddContact(Box::new(form)))
            }
            Key::JoinRoom => {
                let form = join::Join::new(scene, None, None);
                self.open_dialog(scene, Dialog::Join(Box::new(form)))
            }
            Key::CreateRoom => {
                self.perform(scene, Deed::CreateRoom { account: None, members: Vec::new() })
            }
            Key::Details => self.with_target(scene, Deed::Details),
            Key::Rename => self.rename(scene),
            Key::Remove => self.remove(scene),
            Key::Mute => self.mute(scene),
            Key::ToggleOffline => set(scene, |it| it.roster.show_offline = !it.roster.show_offline),
            Key::ToggleOccupants => self.toggle_occupants(scene),
            Key::Status => {
                self.open_dialog(scene, Dialog::Status(status::Status::new(scene.settings)))
            }
            Key::NextRegion => self.region(1),
            Key::PreviousRegion => self.region(-1),
            Key::Menu => self.menu_of_shown(scene),
            Key::Accounts => self.open_dialog(scene, Dialog::Accounts(accounts::Accounts)),
            Key::Settings => {
                self.open_dialog(scene, Dialog::Settings(settings::Settings::default()))
            }
            Key::ZoomIn => zoom(scene, |zoom| zoomed(zoom, 1.0)),
            Key::ZoomOut => zoom(scene, |zoom| zoomed(zoom, -1.0)),
            Key::ZoomReset => zoom(scene, |_| 1.0),
            Key::Quit => Action::Quit,
        }
    }

    /// Shows the chat again that was closed last.
    fn reopen(&mut self, scene: &Scene<'_>) -> Action {
        let known = |chat: &ChatId| scene.world.accounts.contains_key(&chat.account);
        match std::iter::from_fn(|| self.closed.pop()).find(known) {
            Some(chat) => self.show(scene, chat),
            None => Action::None,
        }
    }

    fn ask_day(&mut self, scene: &Scene<'_>) -> Action {
        match self.shown().cloned() {
            Some(chat) => {
                let today = words::iso_date(scene.now);
                self.open_dialog(scene, Dialog::Prompt(Prompt::new(Wanted::Day(chat), today)))
            }
            None => Action::None,
        }
    }

    fn nth(&mut self, scene: &Scene<'_>, place: usize) -> Action {
        match scene.world.open.get(place) {
            Some(chat) => self.show(scene, chat.clone()),
            None => Action::None,
        }
    }

    fn neighbour(&mut self, scene: &Scene<'_>, step: isize) -> Action {
        let open = &scene.world.open;
        if open.is_empty() {
            return Action::None;
        }
        let shown = self.shown().and_then(|shown| open.iter().position(|chat| chat == shown));
        let next = match shown {
            Some(place) => (place + open.len()).saturating_add_signed(step) % open.len(),
            None if step < 0 => open.len() - 1,
            None => 0,
        };
        self.nth(scene, next)
    }

    /// The unread chats in the order of the open ones, the others after them.
    fn next_unread(&mut self, scene: &Scene<'_>) -> Action {
        let world = scene.world;
        let unread = |chat: &&ChatId| world.chats.get(*chat).is_some_and(|it| it.unread > 0);
        let open = world.open.iter().find(unread);
        let mut others: Vec<&ChatId> = world.chats.keys().filter(unread).collect();
        others.sort();
        match open.or_else(|| others.first().copied()) {
            Some(chat) => self.show(scene, chat.clone()),
            None => Action::None,
        }
    }

    fn with_shown(&mut self, scene: &Scene<'_>, deed: impl FnOnce(ChatId) -> Deed) -> Action {
        match self.shown().cloned() {
            Some(chat) => self.perform(scene, deed(chat)),
            None => Action::None,
        }
    }

    /// What the keyboard stands on in the sidebar, else the chat that is shown.
    fn target(&self) -> Option<ChatId> {
        let chosen = self.sidebar.chosen().and_then(Entry::chat);
        chosen.or_else(|| self.shown().cloned())
    }

    fn with_target(&mut self, scene: &Scene<'_>, deed: impl FnOnce(ChatId) -> Deed) -> Action {
        match self.target() {
            Some(chat) => self.perform(scene, deed(chat)),
            None => Action::None,
        }
    }

    fn rename(&mut self, scene: &Scene<'_>) -> Action {
        if let Some(Entry::Roster(Row::Group(group))) = self.sidebar.chosen() {
            let deed = Deed::RenameGroup(group.account.clone(), group.name.clone());
            return self.perform(scene, deed);
        }
        self.with_target(scene, |chat| match chat.peer {
            Peer::Contact(jid) => Deed::Rename(chat.account, jid),
            Peer::Room(jid) | Peer::Occupant { room: jid, .. } => {
                Deed::ChangeNick(RoomId { account: chat.account, jid })
            }
        })
    }

    fn remove(&mut self, scene: &Scene<'_>) -> Action {
        // Only from the list: in a text the same keys cut.
        let Some(chat) = self.sidebar.chosen().and_then(Entry::chat) else {
            return Action::None;
        };
        match (&chat.peer, room_of(&chat)) {
            (Peer::Contact(jid), _) => {
                self.perform(scene, Deed::RemoveContact(chat.account.clone(), jid.clone()))
            }
            (_, Some(room)) => self.perform(scene, Deed::Forget(room)),
            (_, None) => Action::None,
        }
    }

    fn mute(&mut self, scene: &Scene<'_>) -> Action {
        let Some(chat) = self.target() else {
            return Action::None;
        };
        let muted = scene.world.chats.get(&chat).is_some_and(|known| known.is_quiet(scene.now));
        self.perform(scene, Deed::Mute(chat, !muted))
    }

    fn go_to_filter(&mut self) -> Action {
        self.reading = false;
        Action::Run(iced::widget::operation::focus(sidebar::FILTER))
    }

    fn toggle_occupants(&mut self, scene: &Scene<'_>) -> Action {
        self.held = None;
        if scene.size.width < WIDE {
            self.drawer = !self.drawer;
            return Action::None;
        }
        set(scene, |it| it.window.show_occupants = !it.window.show_occupants)
    }

    fn menu_of_shown(&mut self, scene: &Scene<'_>) -> Action {
        let chosen = self.sidebar.chosen().and_then(Entry::subject);
        let subject = chosen
            .or_else(|| self.shown().map(|chat| Subject::Open(chat.clone())))
            .unwrap_or(Subject::Window);
        let at = if self.chat.is_some() { scene.settings.window.sidebar + 16.0 } else { 16.0 };
        self.open_menu(subject, Point::new(at, 48.0))
    }

    /// Marks a chat as read to its end.
    pub(super) fn mark_read(&self, scene: &Scene<'_>, chat: ChatId) -> Action {
        let last = scene.world.chats.get(&chat).and_then(|known| known.last.as_ref());
        let place = last.map_or(Cursor::END, |last| Cursor { at: last.at, row: i64::MAX });
        let client = scene.client.clone();
        Action::Run(Task::perform(
            async move { client.mark_read(&chat, place).await },
            super::Message::Done,
        ))
    }
}

fn zoom(scene: &Scene<'_>, change: impl FnOnce(f32) -> f32) -> Action {
    set(scene, |it| it.appearance.zoom = change(it.appearance.zoom))
}
