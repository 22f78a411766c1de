//! Every state that the window can be in: each screen, dialog and menu.

pub mod dialogs;
pub mod menus;

use std::collections::BTreeSet;

use iced::{Point, Size};
use parlance::i18n::{Language, within};
use parlance::model::message::Message;
use parlance::model::{Change, ChatId, Refusal, World, account, chat, contact, room};
use parlance::ui::chat::{self as thread, find};
use parlance::ui::deed::Deed;
use parlance::ui::keys::Action as Key;
use parlance::ui::shell;

use self::dialogs::dialog_kind;
use self::menus::menu_kind;
use super::people::{
    self, connections, doors, hard, many, many_messages, names, person, statuses, stranger, talk,
    twice,
};
use crate::ui::window::{Driven, drive, happen, open};
use crate::ui::world::me;

/// Goes to every place of a window of this size, and looks at each.
pub struct Tour<'a> {
    pub size: Size,
    pub language: Language,
    /// Thousands are met too: that takes its time.
    pub crowded: bool,
    pub look: &'a mut dyn FnMut(&str, &mut Driven),
    /// The kinds of dialogs and menus that were seen.
    pub seen: BTreeSet<&'static str>,
}

impl Tour<'_> {
    pub fn go(&mut self) {
        within(self.language, || {
            self.empty();
            self.start();
            self.conversations();
            self.room();
            self.menus();
            self.dialogs();
            if self.crowded {
                self.crowds();
            }
        });
    }

    fn window(&self, world: World) -> Driven {
        let mut window = drive(world, self.size.width, self.size.height);
        window.state.language = self.language;
        window.frame();
        window
    }

    fn look(&mut self, name: &str, window: &mut Driven) {
        if let Some(shell) = &window.state.shell {
            self.seen.extend(shell.dialog.as_ref().map(dialog_kind));
            self.seen.extend(shell.menu.as_ref().map(|menu| menu_kind(&menu.subject)));
        }
        (self.look)(name, window);
    }

    fn empty(&mut self) {
        let mut window = self.window(World::default());
        self.look("no account", &mut window);
        let mut window = self.window(crate::ui::world::alone());
        self.look("nobody", &mut window);
        for (action, name) in [
            (Key::Switch, "nobody to switch to"),
            (Key::Accounts, "one account"),
            (Key::JoinRoom, "no room"),
        ] {
            press(&mut window, action);
            self.look(name, &mut window);
            dismiss(&mut window);
        }
    }

    fn start(&mut self) {
        let mut window = self.window(hard());
        self.look("start", &mut window);
        window.state.settings.presence.own.status = statuses()[0].clone();
        window.frame();
        self.look("own status", &mut window);
        press(&mut window, Key::Filter);
        window.type_text("xyz");
        self.look("no hit", &mut window);
        let shell = window.state.shell.as_mut().expect("it is there");
        shell.notice = Some(statuses()[1].clone());
        window.frame();
        self.look("notice", &mut window);

        let refusal = Refusal {
            kind: "cancel".to_owned(),
            condition: "service-unavailable".to_owned(),
            text: statuses()[0].clone(),
            application: String::new(),
        };
        let refused = Change::Contact(me(), contact::Change::Refused(Some(refusal)));
        for world in [crate::ui::world::alone(), hard()] {
            let mut window = self.window(world);
            happen(&mut window, std::slice::from_ref(&refused));
            self.look("contacts refused", &mut window);
        }

        let mut window = self.window(hard());
        for round in ["connection", "of two, connection"] {
            for (number, connection) in connections().into_iter().enumerate() {
                let change = account::Change::Connection(connection);
                happen(&mut window, &[Change::Account(me(), change)]);
                self.look(&format!("{round} {number}"), &mut window);
            }
            happen(&mut window, &[Change::Cache(Some("disk full".to_owned()))]);
            twice(&mut window.state.world);
        }
    }

    fn conversations(&mut self) {
        let mut window = self.window(hard());
        for place in 1..5 {
            open(&mut window, ChatId::contact(me(), person(place)));
            self.look(&format!("empty chat {place}"), &mut window);
        }
        let chat = ChatId::contact(me(), person(0));
        open(&mut window, chat.clone());
        happen(&mut window, &talk(&chat));
        typing(&mut window, &chat, "");
        self.look("chat", &mut window);
        press(&mut window, Key::Find);
        self.look("find", &mut window);
        for hits in [Vec::new(), spoken(&chat)] {
            let found = find::Message::Found(String::new(), Ok(hits));
            window.message(shell::Message::Chat(thread::Message::Find(found)));
            window.frame();
            self.look("found", &mut window);
        }
        let middle = Point::new(window.size().width - 60.0, window.size().height / 2.0);
        window.move_to(middle);
        window.wheel(5.0);
        self.look("scrolled up", &mut window);

        open(&mut window, stranger());
        self.look("stranger", &mut window);
        let asker = window.state.world.accounts[&me()].requests.keys().next().cloned();
        open(&mut window, ChatId::contact(me(), asker.expect("somebody asks")));
        self.look("request", &mut window);
        let blocked = account::Change::Blocked([person(1)].into());
        happen(&mut window, &[Change::Account(me(), blocked)]);
        open(&mut window, ChatId::contact(me(), person(1)));
        self.look("blocked", &mut window);
    }

    fn room(&mut self) {
        let mut window = self.window(hard());
        let chat = people::room().chat();
        open(&mut window, chat.clone());
        happen(&mut window, &talk(&chat));
        typing(&mut window, &chat, &names()[0]);
        typing(&mut window, &chat, &names()[1]);
        self.look("room", &mut window);
        press(&mut window, Key::ToggleOccupants);
        self.look("room, occupants toggled", &mut window);
        press(&mut window, Key::ToggleOccupants);
        for (number, state) in doors().into_iter().enumerate() {
            let change = room::Change::State(state);
            happen(&mut window, &[Change::Room(people::room(), change)]);
            self.look(&format!("door {number}"), &mut window);
        }
        let gone = ChatId::occupant(me(), people::room().jid, names()[4].clone());
        open(&mut window, gone);
        self.look("gone occupant", &mut window);
    }

    fn crowds(&mut self) {
        for count in [1, 1_000] {
            let mut window = self.window(many(count));
            self.look(&format!("{count} contacts"), &mut window);
            press(&mut window, Key::Switch);
            self.look(&format!("{count} to switch to"), &mut window);
            dismiss(&mut window);
            let chat = people::room().chat();
            open(&mut window, chat.clone());
            happen(&mut window, &many_messages(&chat, i64::try_from(count).expect("few")));
            self.look(&format!("{count} messages"), &mut window);
        }
    }
}

pub fn press(window: &mut Driven, action: Key) {
    window.message(shell::Message::Key(action));
    window.frame();
}

pub fn did(window: &mut Driven, deed: Deed) {
    window.message(shell::Message::Did(deed));
    window.frame();
}

pub fn dismiss(window: &mut Driven) {
    window.message(shell::Message::DialogDismissed);
    window.frame();
}

pub fn typing(window: &mut Driven, chat: &ChatId, nick: &str) {
    let change = chat::Change::Typing { nick: nick.to_owned(), typing: true };
    happen(window, &[Change::Chat(chat.clone(), change)]);
}

/// What is said in a chat of hard texts.
fn spoken(chat: &ChatId) -> Vec<Message> {
    talk(chat)
        .into_iter()
        .filter_map(|change| match change {
            Change::Chat(_, chat::Change::Arrived(message)) => Some(*message),
            _ => None,
        })
        .collect()
}

/// What [`dialog_kind`] and [`menu_kind`] can say.
pub const KINDS: [&str; 32] = [
    "versions",
    "search",
    "composer",
    "question",
    "prompt",
    "add contact",
    "groups",
    "join",
    "create",
    "configure",
    "people",
    "invite",
    "govern",
    "details",
    "password",
    "account",
    "accounts",
    "keeping",
    "settings",
    "status",
    "shortcuts",
    "switcher",
    "emoji",
    "contact",
    "room",
    "group",
    "account of a menu",
    "open chat",
    "message",
    "occupant",
    "own",
    "window",
];
