//! Every state that the window can be in: each screen, dialog and menu.

use std::collections::BTreeSet;

use iced::{Point, Size};
use parlance::client::Error;
use parlance::client::handle::Device;
use parlance::i18n::{Language, within};
use parlance::model::act::Version;
use parlance::model::keeping::{Keep, Preferences};
use parlance::model::message::{Author, Delivery, Message};
use parlance::model::room::rights::Measure;
use parlance::model::{
    Address, Change, ChatId, Refusal, Timestamp, World, account, chat, contact, room,
};
use parlance::ui::chat::{self as thread, find};
use parlance::ui::deed::Deed;
use parlance::ui::dialog::search::filters;
use parlance::ui::dialog::{
    self, Dialog, add_contact, configure, details, emoji, join, keeping, people as dialog_people,
    search, settings, switcher, versions,
};
use parlance::ui::keys::Action as Key;
use parlance::ui::menus::Subject;
use parlance::ui::part::composer::Order;
use parlance::ui::part::form;
use parlance::ui::shell;

use super::people::{
    self, connections, doors, hard, listings, many, many_messages, names, person, statuses,
    stranger, talk, twice,
};
use crate::ui::window::{Driven, NOW, drive, happen, me, open, said};

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
        let mut window = self.window(crate::ui::window::alone());
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
        for world in [crate::ui::window::alone(), hard()] {
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

    fn menus(&mut self) {
        let mut window = self.window(hard());
        let Size { width, height } = self.size;
        let places =
            [Point::ORIGIN, Point::new(width, height), Point::new(width / 2.0, height / 2.0)];
        open(&mut window, people::room().chat());
        for (number, subject) in subjects().into_iter().enumerate() {
            let shell = window.state.shell.as_mut().expect("it is there");
            let name = format!("menu of {}", menu_kind(&subject));
            shell.menu = Some(shell::Menu { subject, at: places[number % 3] });
            window.frame();
            self.look(&name, &mut window);
        }
    }

    fn dialogs(&mut self) {
        let mut window = self.window(hard());
        open(&mut window, ChatId::contact(me(), person(0)));
        for (number, deed) in deeds().into_iter().enumerate() {
            did(&mut window, deed);
            let shell = window.state.shell.as_ref().expect("it is there");
            let kind = shell.dialog.as_ref().map_or("none", dialog_kind);
            self.look(&format!("dialog {number} {kind}"), &mut window);
            self.inside(&mut window, kind);
            dismiss(&mut window);
        }
        // With two accounts there is one to choose.
        twice(&mut window.state.world);
        for action in [Key::AddContact, Key::JoinRoom, Key::Accounts] {
            press(&mut window, action);
            self.look(&format!("two accounts, {action:?}"), &mut window);
            dismiss(&mut window);
        }
    }

    /// What a dialog shows further on.
    fn inside(&mut self, window: &mut Driven, kind: &str) {
        match kind {
            "settings" => self.pages(window),
            "add contact" => {
                tell(
                    window,
                    dialog::Message::AddContact(add_contact::Message::Address(
                        "no address@".to_owned(),
                    )),
                );
                tell(window, dialog::Message::AddContact(add_contact::Message::Submitted));
                self.look("a bad address", window);
            }
            "join" => {
                for count in [0, 1, 1_000] {
                    let rooms = listings(count);
                    tell(window, dialog::Message::Join(join::Message::Listed(Ok(rooms))));
                    self.look(&format!("{count} rooms"), window);
                }
            }
            "configure" => {
                for wide in [true, false] {
                    let fetched = configure::Message::Fetched(Ok(people::form(wide)));
                    tell(window, dialog::Message::Configure(fetched));
                    self.look(&format!("a form, wide {wide}"), window);
                }
                tell(window, dialog::Message::Configure(configure::Message::Submitted));
                let faults = configure::Message::Filled(form::Message::Typed(0, String::new()));
                tell(window, dialog::Message::Configure(faults));
                self.look("a form with faults", window);
            }
            "people" => {
                let group = room::Group::Affiliated(room::Affiliation::Member);
                for count in [0, 1, 5_000] {
                    let entries = people::entries(count);
                    let listed = dialog_people::Message::Listed(group, Ok(entries));
                    tell(window, dialog::Message::People(listed));
                    self.look(&format!("{count} members"), window);
                }
                let chosen = dialog_people::Message::Chosen(person(0).to_string());
                tell(window, dialog::Message::People(chosen));
                self.look("a member", window);
            }
            "details" => {
                let told = Device {
                    name: names()[0].clone(),
                    version: names()[1].clone(),
                    system: names()[2].clone(),
                    clock: Some((7_200_000, "+08:00".to_owned())),
                    features: BTreeSet::new(),
                };
                let message = details::Message::DeviceTold("balcony".to_owned(), Ok(told));
                tell(window, dialog::Message::Details(message));
                self.look("a device", window);
            }
            "picture" => {
                let none = dialog::picture::Message::Picked(Err(()));
                tell(window, dialog::Message::Picture(none));
                self.look("no picture can be chosen", window);
            }
            "keeping" => self.keeping(window),
            "switcher" => {
                let words = "nobody is called so".to_owned();
                tell(window, dialog::Message::Switcher(switcher::Message::Typed(words)));
                self.look("switcher without hit", window);
            }
            "search" => {
                for message in [
                    filters::Message::Toggled,
                    filters::Message::Sender("A name that goes on ".repeat(5)),
                    filters::Message::Since("no day".to_owned()),
                ] {
                    tell(window, dialog::Message::Search(search::Message::Filters(message)));
                }
                self.look("search with filters", window);
                for rooms in [Vec::new(), spoken(&people::room().chat())] {
                    let hits = rooms.len();
                    let answer = search::Message::Found(0, Ok(rooms));
                    tell(window, dialog::Message::Search(answer));
                    self.look(&format!("{hits} messages found"), window);
                }
            }
            "versions" => {
                let at = Timestamp::from_millis(NOW);
                let versions = statuses().map(|body| Version { at, body }).to_vec();
                tell(window, dialog::Message::Versions(versions::Message::Read(Ok(versions))));
                self.look("versions", window);
            }
            "emoji" => {
                let words = "grin".to_owned();
                tell(window, dialog::Message::Emoji(emoji::Message::Typed(words)));
                self.look("emoji found", window);
            }
            _ => {
                // What is asked for goes wrong: the client knows nothing of this world.
                window.key(iced::keyboard::key::Named::Enter);
                let shell = window.state.shell.as_ref().expect("it is there");
                if shell.dialog.is_some() {
                    self.look(&format!("{kind}, answered"), window);
                }
            }
        }
    }

    fn keeping(&mut self, window: &mut Driven) {
        use keeping::Message;
        let refused = |condition: &str| Error::Refused(Refusal::ours(condition));
        let list: BTreeSet<Address> = (0..7)
            .map(|n| Address { bare: person(n % 5), resource: Some(names()[n % 3].clone()) })
            .collect();
        let held = Preferences { default: Keep::Roster, always: list.clone(), never: list };
        for (name, message) in [
            ("not offered", Message::Told(Err(refused("service-unavailable")))),
            ("unknown", Message::Told(Err(refused("internal-server-error")))),
            ("known", Message::Told(Ok(held.clone()))),
            ("chosen", Message::Chose(Keep::Never)),
            ("otherwise", Message::Answered(Ok(held))),
            ("refused", Message::Answered(Err(refused("not-allowed")))),
        ] {
            tell(window, dialog::Message::Keeping(message));
            self.look(&format!("history on the server, {name}"), window);
        }
    }

    fn pages(&mut self, window: &mut Driven) {
        use settings::Page;
        for page in
            [Page::Appearance, Page::Contacts, Page::Notifications, Page::Privacy, Page::Program]
        {
            tell(window, dialog::Message::Settings(settings::Message::Turned(page)));
            self.look(&format!("settings, {page:?}"), window);
        }
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

fn tell(window: &mut Driven, message: dialog::Message) {
    window.message(shell::Message::Dialog(message));
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

/// One of each thing that has a menu, and more where it has several.
pub fn subjects() -> Vec<Subject> {
    let chat = ChatId::contact(me(), person(2));
    let mut subjects = vec![
        Subject::Contact(chat.clone()),
        Subject::Contact(stranger()),
        Subject::Room(people::room()),
        Subject::Group(me(), names()[1].clone()),
        Subject::Group(me(), String::new()),
        Subject::Group(me(), parlance::model::roster::ROOMS.to_owned()),
        Subject::Account(me()),
        Subject::Open(chat.clone()),
        Subject::Open(people::room().chat()),
        Subject::Occupant(people::room(), format!("{}0", names()[0])),
        Subject::Occupant(people::room(), "Juliet".to_owned()),
        Subject::Composer {
            orders: vec![
                Order::Undo,
                Order::Redo,
                Order::Cut,
                Order::Copy,
                Order::Paste,
                Order::SelectAll,
            ],
            emoji: true,
        },
        Subject::Own,
        Subject::Window,
    ];
    let mut sorts = Vec::new();
    for message in spoken(&chat).into_iter().chain(spoken(&people::room().chat())) {
        let failed = matches!(message.delivery, Delivery::Failed(_));
        let (sealed, file) = (message.sealed.is_some(), message.attachment.is_some());
        let sort = (message.chat.is_room(), message.outgoing(), failed, sealed, file);
        if sorts.contains(&sort) {
            continue;
        }
        sorts.push(sort);
        let selected = Some(statuses()[0].clone());
        let link = Some(people::UNBROKEN.to_owned());
        subjects.push(Subject::Message { message: Box::new(message), link, selected });
    }
    subjects
}

/// Whatever opens a dialog.
pub fn deeds() -> Vec<Deed> {
    let contact = || (me(), person(2));
    let room = people::room;
    let [renamed, grouped, removed, blocked] = [contact(), contact(), contact(), contact()];
    vec![
        Deed::Key(Key::Switch),
        Deed::Key(Key::Palette),
        Deed::Key(Key::Shortcuts),
        Deed::Key(Key::Emoji),
        Deed::Key(Key::Search),
        Deed::Key(Key::Settings),
        Deed::Key(Key::Accounts),
        Deed::Key(Key::Status),
        Deed::AddContact { account: None, jid: None, group: names()[1].clone() },
        Deed::JoinRoom { account: None, room: Some(room().jid) },
        Deed::CreateRoom { account: None, members: vec![person(1)] },
        Deed::Prove(room()),
        Deed::Configure(room()),
        Deed::People(room()),
        Deed::Picture(room()),
        Deed::Grow(ChatId::contact(me(), person(1))),
        Deed::Invite(room(), vec![person(1)]),
        Deed::Govern(room(), Measure::Destroy),
        Deed::Govern(room(), Measure::Role { nick: names()[0].clone(), role: room::Role::None }),
        Deed::Rename(renamed.0, renamed.1),
        Deed::Groups(grouped.0, grouped.1),
        Deed::RemoveContact(removed.0, removed.1),
        Deed::Block(blocked.0, blocked.1),
        Deed::Details(ChatId::contact(me(), person(1))),
        Deed::Details(room().chat()),
        Deed::Details(ChatId::occupant(me(), room().jid, format!("{}0", names()[0]))),
        Deed::RenameGroup(me(), names()[1].clone()),
        Deed::ChangeNick(room()),
        Deed::SetSubject(room()),
        Deed::RoomPassword(room()),
        Deed::Forget(room()),
        Deed::EditAccount(me()),
        Deed::RemoveAccount(me()),
        Deed::ChangePassword(me()),
        Deed::Versions(Box::new(said(ChatId::contact(me(), person(0)), 0, Author::Peer, ""))),
        Deed::Keeping(me()),
    ]
}

/// Every kind of dialog; the compiler tells when a new one is missing here.
pub fn dialog_kind(dialog: &Dialog) -> &'static str {
    match dialog {
        Dialog::Question(_) => "question",
        Dialog::Prompt(_) => "prompt",
        Dialog::AddContact(_) => "add contact",
        Dialog::Groups(_) => "groups",
        Dialog::Join(_) => "join",
        Dialog::Create(_) => "create",
        Dialog::Challenge(_) => "challenge",
        Dialog::Configure(_) => "configure",
        Dialog::People(_) => "people",
        Dialog::Picture(_) => "picture",
        Dialog::Invite(_) => "invite",
        Dialog::Govern(_) => "govern",
        Dialog::Details(_) => "details",
        Dialog::Password(_) => "password",
        Dialog::Account(_) => "account",
        Dialog::Keeping(_) => "keeping",
        Dialog::Accounts(_) => "accounts",
        Dialog::Settings(_) => "settings",
        Dialog::Status(_) => "status",
        Dialog::Shortcuts(_) => "shortcuts",
        Dialog::Search(_) => "search",
        Dialog::Switcher(_) => "switcher",
        Dialog::Emoji(_) => "emoji",
        Dialog::Versions(_) => "versions",
    }
}

pub fn menu_kind(subject: &Subject) -> &'static str {
    match subject {
        Subject::Contact(_) => "contact",
        Subject::Room(_) => "room",
        Subject::Group(..) => "group",
        Subject::Account(_) => "account of a menu",
        Subject::Open(_) => "open chat",
        Subject::Message { .. } => "message",
        Subject::Occupant(..) => "occupant",
        Subject::Composer { .. } => "composer",
        Subject::Own => "own",
        Subject::Window => "window",
    }
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
