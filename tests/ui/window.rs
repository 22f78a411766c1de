//! The main window over a made-up world: what one sees of it, and what a press or a key does.

use iced::keyboard::Modifiers;
use iced::keyboard::key::Named;
use iced::{Element, Size, Task};
use parlance::client::Client;
use parlance::i18n::{Language, within};
use parlance::model::message::Author;
use parlance::model::{Change, ChatId, Message, Settings, Show, Timestamp, World, chat};
use parlance::ui::keys::Action as Key;
use parlance::ui::pictures::Pictures;
use parlance::ui::scene::{Machine, Scene};
use parlance::ui::shell::{self, Action, Shell};
use parlance::ui::theme::Mode;

use crate::support::harness::Harness;
use crate::ui::world::{NOW, alone, arrived, company, hall, said, somebody, talk, with};

pub struct Window {
    pub world: World,
    pub settings: Settings,
    pub shell: Option<Shell>,
    pub(super) client: Client,
    pub(super) pictures: Pictures,
    pub(super) mode: Mode,
    pub(super) language: Language,
    pub(super) size: Size,
    pub(super) shown: Option<ChatId>,
    pub(super) quit: bool,
    /// What the clock says, in milliseconds.
    pub(super) now: i64,
    /// How much was asked of the house: requests, settings and the like.
    pub(super) orders: u32,
}

/// The usual settings, but for telling others that we write: each key would be followed by a pause.
pub(super) fn calm() -> Settings {
    let mut settings = Settings::default();
    settings.privacy.typing = false;
    settings
}

impl Window {
    pub(super) fn new(world: World, size: Size) -> Self {
        let mut window = Self {
            world,
            settings: calm(),
            shell: None,
            client: Client::in_memory().expect("memory is there"),
            pictures: Pictures::default(),
            mode: Mode::Light,
            language: Language::English,
            size,
            shown: None,
            quit: false,
            now: NOW,
            orders: 0,
        };
        let shell = within(window.language, || Shell::new(&window.scene()));
        window.shell = Some(shell);
        window
    }

    pub(super) fn scene(&self) -> Scene<'_> {
        Scene {
            client: &self.client,
            world: &self.world,
            settings: &self.settings,
            pictures: &self.pictures,
            mode: self.mode,
            now: Timestamp::from_millis(self.now),
            size: self.size,
            shown: self.shown.as_ref(),
            focused: true,
            machine: Machine { tray: true, idle: true },
        }
    }

    pub(super) fn update(&mut self, message: shell::Message) -> Task<shell::Message> {
        within(self.language, || {
            let mut shell = self.shell.take().expect("between two steps it is there");
            let action = shell.update(&self.scene(), message);
            self.shown = shell.shown().cloned();
            // The client knows nothing of this world, and says so at each request.
            shell.notice = None;
            self.shell = Some(shell);
            self.orders += u32::from(!matches!(action, Action::None));
            match action {
                Action::Run(task) => task,
                Action::Set(settings) => {
                    self.settings = *settings;
                    let mut shell = self.shell.take().expect("it is there");
                    shell.rebuild(&self.scene());
                    self.shell = Some(shell);
                    Task::none()
                }
                Action::Quit => {
                    self.quit = true;
                    Task::none()
                }
                _ => Task::none(),
            }
        })
    }

    fn view(&self) -> Element<'_, shell::Message> {
        let shell = self.shell.as_ref().expect("it is there");
        within(self.language, || shell.view(&self.scene()))
    }
}

pub(super) type Driven = Harness<Window, shell::Message>;

pub(super) fn drive(world: World, width: f32, height: f32) -> Driven {
    let size = Size::new(width, height);
    Harness::new(Window::new(world, size), Window::update, Window::view, size)
}

/// What happens out there, applied and told as the program does it.
pub(super) fn happen(window: &mut Driven, changes: &[Change]) {
    for change in changes {
        window.state.world.apply(change);
    }
    let mut shell = window.state.shell.take().expect("it is there");
    let task = shell.heard(&window.state.scene(), changes);
    window.state.shell = Some(shell);
    window.task(task);
    window.frame();
}

pub(super) fn open(window: &mut Driven, chat: ChatId) {
    let deed = parlance::ui::deed::Deed::Open(chat);
    window.message(shell::Message::Did(deed));
    window.frame();
}

#[test]
fn a_press_on_a_contact_opens_the_chat_and_puts_the_caret_there() {
    let mut window = drive(company(), 1280.0, 800.0);
    window.click("Mercutio");

    assert_eq!(window.state.shown, Some(with("mercutio@verona.example")));
    assert!(window.focused(parlance::ui::chat::COMPOSER));
}

#[test]
fn shortcuts_work_in_the_composer_and_leave_nothing_in_it() {
    let mut window = drive(company(), 1280.0, 800.0);
    open(&mut window, with("romeo@montague.example"));
    window.chord(Modifiers::CTRL, 'k');
    assert!(window.state.shell.as_ref().is_some_and(|shell| shell.dialog.is_some()));

    window.type_text("ada");
    window.key(Named::Enter);
    assert_eq!(window.state.shown, Some(with("ada@example.org")));

    window.chord(Modifiers::ALT, '1');
    assert_eq!(window.state.shown, Some(with("romeo@montague.example")));
    window.chord(Modifiers::CTRL, 'q');
    assert!(window.state.quit);
}

#[test]
fn a_group_folds_and_the_filter_looks_into_it() {
    let mut window = drive(company(), 1280.0, 800.0);
    window.click("House");
    assert!(!window.shows("Nurse"));

    window.chord(Modifiers::CTRL, 'l');
    window.type_text("nur");
    assert!(window.shows("Nurse"));
    window.key(Named::Enter);
    assert_eq!(window.state.shown, Some(with("nurse@capulet.example")));
}

#[test]
fn a_right_click_opens_a_menu_and_escape_closes_it() {
    let mut window = drive(company(), 1280.0, 800.0);
    let place = window.bounds("Tybalt").expect("he is there").center();
    window.right_click_at(place);
    assert!(window.shows("Rename…"));
    window.key(Named::Escape);
    assert!(!window.shows("Rename…"));
}

#[test]
fn escape_closes_what_is_on_top_and_gives_the_caret_back() {
    let mut window = drive(company(), 1280.0, 800.0);
    open(&mut window, with("romeo@montague.example"));
    window.chord(Modifiers::CTRL, 'f');
    window.commit("light");
    assert!(window.focused(parlance::ui::chat::find::INPUT));
    window.key(Named::Escape);
    assert!(!window.focused(parlance::ui::chat::find::INPUT));
    assert!(window.focused(parlance::ui::chat::COMPOSER));

    window.chord(Modifiers::CTRL, 'n');
    window.key(Named::Escape);
    assert!(window.state.shell.as_ref().is_some_and(|shell| shell.dialog.is_none()));
    assert!(window.focused(parlance::ui::chat::COMPOSER));
}

#[test]
fn what_others_do_moves_nothing() {
    let mut window = drive(company(), 1280.0, 800.0);
    open(&mut window, with("romeo@montague.example"));
    happen(&mut window, &talk());
    let places = |window: &mut Driven| {
        ["Tybalt", "Friends", "Filter", "/me hides behind the wall"].map(|it| window.bounds(it))
    };
    let before = places(&mut window);

    let typing = chat::Change::Typing { nick: String::new(), typing: true };
    happen(&mut window, &[Change::Chat(with("romeo@montague.example"), typing)]);
    assert!(window.shows("Romeo is typing…"));
    assert_eq!(places(&mut window), before);

    let unread = chat::Change::Unread { unread: 7, mentions: 0, read: None };
    happen(&mut window, &[Change::Chat(with("tybalt@capulet.example"), unread)]);
    assert_eq!(places(&mut window), before);
}

#[test]
fn nobody_there_is_told_with_a_way_on() {
    let mut window = drive(alone(), 1280.0, 800.0);
    assert!(window.shows("Nobody is on your list yet."));
    window.click("Add a contact…");
    assert!(window.focused(parlance::ui::dialog::add_contact::INPUT));
}

#[test]
fn a_narrow_window_has_one_column_and_a_way_back() {
    let mut window = drive(company(), 600.0, 500.0);
    assert!(window.shows("Tybalt"));
    open(&mut window, with("romeo@montague.example"));
    assert!(!window.shows("Tybalt"));
    window.message(shell::Message::Chat(parlance::ui::chat::Message::WentBack));
    window.frame();
    assert!(window.shows("Tybalt"));
}

#[test]
fn a_thousand_contacts_are_shown_at_once() {
    let mut world = alone();
    for number in 0..1_000 {
        let address = format!("user{number}@example.org");
        let show = if number % 3 == 0 { Show::Online } else { Show::Offline };
        somebody(&mut world, &address, &format!("User {number:04}"), "All", show, "");
    }
    let mut window = drive(world, 1280.0, 800.0);
    assert!(window.shows("User 0000"));
    assert!(!window.shows("User 0997"), "what cannot be seen is not made");
    window.picture("window-thousand");
}

/// Pictures of everything, for the eye; nothing is drawn unless they are asked for.
#[test]
fn every_screen_can_be_drawn_in_both_themes_and_languages() {
    for (mode, theme) in [(Mode::Light, "light"), (Mode::Dark, "dark")] {
        for (language, tag) in [(Language::English, "en"), (Language::Chinese, "zh")] {
            // Rows are made when they are laid out: all of it happens in the language.
            within(language, || {
                for (width, height) in [(1280.0, 800.0), (900.0, 600.0), (600.0, 500.0)] {
                    let name = |what: &str| format!("{what}-{width}-{theme}-{tag}");
                    let mut window = drive(company(), width, height);
                    window.mode = mode;
                    window.state.mode = mode;
                    window.state.language = language;
                    window.frame();
                    window.picture(&name("start"));

                    open(&mut window, with("romeo@montague.example"));
                    happen(&mut window, &talk());
                    let typing = chat::Change::Typing { nick: String::new(), typing: true };
                    happen(&mut window, &[Change::Chat(with("romeo@montague.example"), typing)]);
                    window.picture(&name("chat"));

                    open(&mut window, hall().chat());
                    let peter = Author::Occupant { nick: "Peter 😀".to_owned(), id: None };
                    let line = said(
                        hall().chat(),
                        -3,
                        peter,
                        "Find them out whose names are written here!",
                    );
                    let nurse = Author::Occupant { nick: "Nurse".to_owned(), id: None };
                    let named = Message {
                        mention: true,
                        ..said(hall().chat(), -1, nurse, "Juliet, where are you?")
                    };
                    happen(&mut window, &[arrived(line), arrived(named)]);
                    window.picture(&name("room"));

                    for (action, what) in DIALOGS {
                        window.message(shell::Message::Key(*action));
                        window.frame();
                        window.picture(&name(what));
                        window.message(shell::Message::DialogDismissed);
                        window.frame();
                    }
                }
            });
        }
    }
}

const DIALOGS: &[(Key, &str)] = &[
    (Key::Settings, "settings"),
    (Key::Switch, "switch"),
    (Key::JoinRoom, "join"),
    (Key::AddContact, "add"),
    (Key::Status, "status"),
    (Key::Shortcuts, "shortcuts"),
    (Key::Accounts, "accounts"),
    (Key::Menu, "menu"),
    (Key::Details, "details"),
];
