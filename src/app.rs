//! The loop: one message, one world, which screen.

use std::cell::RefCell;
use std::path::PathBuf;
use std::time::Duration;

use iced::{Element, Subscription, Task, Theme, window};

use crate::app::crew::Crew;
use crate::app::house::House;
use crate::app::look::Look;
use crate::app::notices::{Calls, Notices, Target};
use crate::app::opening::Opening;
use crate::app::remote::{Asked, Wish};
use crate::client::{Client, Error, Upgrade};
use crate::desktop::instance::Lock;
use crate::desktop::machine;
use crate::desktop::paths::Paths;
use crate::desktop::secrets::{self, Secrets};
use crate::desktop::tray::{Event as TrayEvent, Tray};
use crate::model::{AccountId, Change, OwnPresence, Password, Settings, Show, Uri, World};
use crate::ui::login::{self, Login, Purpose};
use crate::ui::pictures::Decoded;
use crate::ui::root::root;
use crate::ui::shell::{self, Shell};
use crate::ui::theme::font;

mod accounts;
pub mod arguments;
mod away;
mod crew;
mod ears;
mod house;
pub mod icon;
mod look;
pub mod notices;
pub mod opening;
pub mod remote;
mod tray;
mod view;
mod windows;

pub struct App {
    paths: Paths,
    secrets: Secrets,
    /// Held for as long as the program runs.
    _lock: Lock,
    look: Look,
    /// Everything that needs the history cache; `None` until it is open.
    house: Option<House>,
    /// Why the cache could not be opened.
    broken: Option<Error>,
    /// What the cache needs before it can be opened.
    upgrade: Option<Upgrade>,
    notices: Notices,
    tray: Tray,
    /// What is told instead of what the person chose, while nobody touches the machine.
    away: Option<Show>,
    /// `None` while the program is in the tray alone.
    window: Option<window::Id>,
    /// To be done once there is a world.
    sign_in: Option<opening::SignIn>,
    uri: Option<Uri>,
    orders: Vec<Asked>,
    /// Something to be told in the window as soon as there is one.
    notice: Option<String>,
    /// Counts changes of the settings: only the last of many is written.
    saves: u64,
    ending: bool,
}

#[derive(Debug, Clone)]
pub enum Message {
    /// The cache is of an older version: this step is being taken.
    Upgrading(Upgrade),
    Opened(Result<(Client, Box<World>), Error>),
    /// The cache that could not be opened is to be kept aside, or is there now.
    AsideAsked,
    KeptAside(Result<PathBuf, Error>),
    Changed(Vec<Change>),
    /// A notice of the desktop was clicked.
    Clicked(Target),
    Login(login::Message),
    Shell(shell::Message),
    Decoded(Decoded),
    /// What the keyring has for an account.
    PasswordRead(AccountId, Result<Option<Password>, secrets::Error>),
    PasswordKept(Result<(), secrets::Error>),
    Window(window::Id, windows::Event),
    WindowOpened(window::Id),
    System(iced::theme::Mode),
    Ticked,
    Machine(machine::Event),
    Tray(TrayEvent),
    /// How long nobody has touched the machine, where it says so.
    Idled(Option<Duration>),
    /// The person is back.
    Touched,
    Asked(Asked),
    SettingsRested(u64),
    SettingsSaved(Result<(), String>),
    Nothing,
    QuitAsked,
    /// So many steps larger or smaller; `None` is the size as it was made.
    ZoomAsked(Option<f32>),
    Ended,
}

/// Opens the window, and comes back at its end.
///
/// # Errors
/// The toolkit's, where no window could be opened.
pub fn run(opening: Opening) -> iced::Result {
    let opening = RefCell::new(Some(opening));
    let boot = move || App::boot(opening.take());
    let mut daemon = iced::daemon(boot, App::update, App::view)
        .executor::<Crew>()
        .title(App::title)
        .theme(App::theme)
        .scale_factor(|app: &App, _| app.look.settings.appearance.zoom)
        .subscription(App::subscription)
        .default_font(font::REGULAR);
    for file in font::FILES {
        daemon = daemon.font(file);
    }
    daemon.run()
}

impl App {
    #[expect(clippy::expect_used, reason = "the toolkit boots once")]
    fn boot(opening: Option<Opening>) -> (Self, Task<Message>) {
        let opening = opening.expect("it boots once");
        let notice = opening.damage.as_ref().map(windows::damage);
        let secrets = Secrets::of(&opening.paths);
        let (notices, clicks) = Notices::start();
        let (tray, tray_events) = tray::start();
        let (id, window) = windows::open(&opening.settings);
        let opened = house::open(&opening.paths);
        let app = Self {
            paths: opening.paths,
            secrets,
            _lock: opening.lock,
            look: Look::new(opening.settings, opening.theme),
            house: None,
            broken: None,
            upgrade: None,
            notices,
            tray,
            away: None,
            window: Some(id),
            sign_in: opening.sign_in,
            uri: opening.uri,
            orders: Vec::new(),
            notice,
            saves: 0,
            ending: false,
        };
        let system = iced::system::theme().map(Message::System);
        let clicks = Task::run(clicks, Message::Clicked);
        let window = window.map(Message::WindowOpened);
        (app, Task::batch([window, opened, system, clicks, tray_events]))
    }

    fn update(&mut self, message: Message) -> Task<Message> {
        self.look.tick();
        let task = self.take(message);
        self.wear();
        self.heed();
        task
    }

    fn take(&mut self, message: Message) -> Task<Message> {
        match message {
            Message::Upgrading(upgrade) => {
                self.upgrade = Some(upgrade);
                Task::none()
            }
            Message::Opened(Ok((client, world))) => {
                font::stand_in();
                self.opened(client, *world)
            }
            Message::Opened(Err(error)) => {
                self.broken = Some(error);
                Task::none()
            }
            Message::AsideAsked => self.keep_aside(),
            Message::KeptAside(kept) => self.begin_anew(kept),
            Message::Changed(changes) => self.changed(&changes),
            Message::Clicked(target) => self.clicked(target),
            Message::Login(message) => self.hear_login(message),
            Message::Shell(message) => self.hear_shell(message),
            Message::Decoded(decoded) => self.decoded(decoded),
            Message::PasswordRead(account, answer) => self.password_read(&account, answer),
            Message::PasswordKept(answer) => self.password_kept(&answer),
            Message::Window(id, event) => self.heard(id, event),
            Message::WindowOpened(id) => windows::ready(id),
            Message::System(mode) => {
                self.look.follow(mode);
                Task::none()
            }
            Message::Machine(event) => self.machine(event),
            Message::Tray(event) => self.tray(event),
            Message::Idled(idle) => self.idled(idle),
            Message::Touched => self.touched(),
            Message::Asked(asked) => self.asked(asked),
            Message::SettingsRested(save) => self.save_if(save),
            Message::SettingsSaved(Err(words)) => self.tell(words),
            Message::SettingsSaved(Ok(())) | Message::Ticked | Message::Nothing => Task::none(),
            Message::QuitAsked => self.quit(),
            Message::ZoomAsked(steps) => self.zoom(steps),
            Message::Ended => iced::exit(),
        }
    }

    /// The cache is open: there is a world to show.
    fn opened(&mut self, client: Client, world: World) -> Task<Message> {
        client.set_language(crate::i18n::language().tag());
        client.set_privacy(self.look.settings.privacy.clone());
        let house = House::new(client, world);
        let first = house.world.accounts.is_empty() && self.sign_in.is_none();
        self.house = Some(house);

        let mut tasks = vec![self.start_accounts()];
        if first {
            tasks.push(self.sign_in_with(Login::new(Purpose::First)));
        } else {
            self.open_shell();
        }
        if let Some(notice) = self.notice.take() {
            tasks.push(self.tell(notice));
        }
        if let Some(uri) = self.uri.take() {
            tasks.push(self.go(uri));
        }
        for asked in std::mem::take(&mut self.orders) {
            tasks.push(self.asked(asked));
        }
        tasks.push(self.fetch_pictures());
        Task::batch(tasks)
    }

    fn changed(&mut self, changes: &[Change]) -> Task<Message> {
        let Some(house) = &mut self.house else {
            return Task::none();
        };
        // A notice is judged by how things stood before.
        let looking_at = house.shown.as_ref().filter(|_| self.look.attended());
        let settings = &self.look.settings.notifications;
        let mut called = Calls::default();
        for change in changes {
            self.notices.hear(&mut called, &house.world, change, looking_at, settings);
            house.world.apply(change);
        }
        let calls = self.notices.call(called, settings);
        let mut tasks = vec![self.login_heard(changes)];
        if let Some((shell, scene)) = self.stage() {
            tasks.push(shell.heard(&scene, changes).map(Message::Shell));
        }
        self.note_shown();
        tasks.push(self.fetch_pictures());
        if calls && !self.look.attended() {
            tasks.push(self.ask_attention());
        }
        Task::batch(tasks)
    }

    fn hear_shell(&mut self, message: shell::Message) -> Task<Message> {
        let Some((shell, scene)) = self.stage() else {
            return Task::none();
        };
        let action = shell.update(&scene, message);
        self.note_shown();
        self.follow(action)
    }

    fn follow(&mut self, action: shell::Action) -> Task<Message> {
        match action {
            shell::Action::None => Task::none(),
            shell::Action::Run(task) => task.map(Message::Shell),
            shell::Action::Set(settings) => self.set(*settings),
            shell::Action::Present(own) => self.present(own),
            shell::Action::Connect(account) => self.connect_by_hand(&account),
            shell::Action::AddAccount => self.sign_in_with(Login::new(Purpose::Another)),
            shell::Action::AskPassword(account) => self.ask_password(&account),
            shell::Action::AskCertificate(account) => self.ask_certificate(&account),
            shell::Action::PasswordTaken(account, password) => {
                self.keep_password(&account, Some(password))
            }
            shell::Action::Follow(link) => self.open_link(&link),
            shell::Action::Pick => windows::pick(),
            shell::Action::Quit => self.quit(),
        }
    }

    /// New settings: followed at once, written when they have rested.
    fn set(&mut self, settings: Settings) -> Task<Message> {
        let before = std::mem::replace(&mut self.look.settings, settings);
        let language = &self.look.settings.appearance.language;
        if before.appearance.language != *language {
            crate::i18n::speak(language);
            if let Some(house) = &self.house {
                house.client.set_language(crate::i18n::language().tag());
            }
        }
        if before.rooms.words != self.look.settings.rooms.words
            && let Some(house) = &self.house
        {
            house.client.watch_for(self.look.settings.rooms.watched());
        }
        self.look.zoomed(before.appearance.zoom);
        if before.appearance.theme != self.look.settings.appearance.theme {
            self.look.choose_theme();
        }
        let privacy = &self.look.settings.privacy;
        if before.privacy != *privacy
            && let Some(house) = &self.house
        {
            house.client.set_privacy(privacy.clone());
        }
        let lists = before.roster != self.look.settings.roster;
        if lists && let Some((shell, scene)) = self.stage() {
            shell.rebuild(&scene);
        }
        let saved = if before.appearance.zoom == self.look.settings.appearance.zoom {
            self.save_soon()
        } else {
            Task::batch([self.fit(), self.save_soon()])
        };
        if before.presence.auto_away == self.look.settings.presence.auto_away {
            return saved;
        }
        Task::batch([saved, self.touched()])
    }

    fn asked(&mut self, asked: Asked) -> Task<Message> {
        let Some(house) = &self.house else {
            self.orders.push(asked);
            return Task::none();
        };
        let outcome = asked.carry_out(&house.world, &house.client);
        let work =
            outcome.work.map_or_else(Task::none, |work| Task::perform(work, |()| Message::Nothing));
        let wish = match outcome.wish {
            None => Task::none(),
            Some(Wish::Raise) => self.raise(),
            Some(Wish::Open(uri)) => Task::batch([self.raise(), self.go(uri)]),
            Some(Wish::Present { show, status }) => {
                let priority = self.look.settings.presence.own.priority;
                return self.present_then(OwnPresence { show, status, priority }, work);
            }
            Some(Wish::Quit) => self.quit(),
        };
        Task::batch([work, wish])
    }

    fn go(&mut self, uri: Uri) -> Task<Message> {
        let Some((shell, scene)) = self.stage() else {
            self.uri = Some(uri);
            return Task::none();
        };
        let action = shell.go(&scene, uri);
        self.note_shown();
        self.follow(action)
    }

    /// A sentence over the window.
    fn tell(&mut self, words: String) -> Task<Message> {
        match self.house.as_mut().and_then(|house| house.shell.as_mut()) {
            Some(shell) => shell.notice = Some(words),
            None => self.notice = Some(words),
        }
        Task::none()
    }

    fn machine(&mut self, event: machine::Event) -> Task<Message> {
        match (event, &self.house) {
            (machine::Event::Locked(locked), _) => {
                self.look.locked = locked;
                return self.attend();
            }
            (machine::Event::Woke | machine::Event::NetworkChanged, Some(house)) => {
                house.client.network_changed();
            }
            (machine::Event::Woke | machine::Event::NetworkChanged, None) => {}
        }
        Task::none()
    }

    fn theme(&self, _: window::Id) -> Theme {
        self.look.mode().theme()
    }

    fn title(&self, _: window::Id) -> String {
        let unread = self.house.as_ref().map_or(0, |house| house.world.unread());
        if unread > 0 { format!("({unread}) Parlance") } else { "Parlance".to_owned() }
    }

    fn view(&self, _: window::Id) -> Element<'_, Message> {
        let page = self.page();
        match self.house.as_ref().is_some_and(|house| house.login.is_none()) {
            // The main window hears the keyboard itself.
            true => page,
            false => root(page, view::asked_at_the_door, Message::Nothing, false),
        }
    }

    fn subscription(&self) -> Subscription<Message> {
        ears::all(self)
    }

    /// The main window and what it may read, if both are there.
    fn stage(&mut self) -> Option<(&mut Shell, crate::ui::scene::Scene<'_>)> {
        let house = self.house.as_mut()?;
        let shell = house.shell.as_mut()?;
        let scene =
            self.look.scene(&house.client, &house.world, &house.pictures, house.shown.as_ref());
        Some((shell, scene))
    }
}
