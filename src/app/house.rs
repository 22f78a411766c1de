//! Everything that needs the history cache: the client, the world, and the screens over it.

use std::path::PathBuf;

use iced::Task;
use iced::futures::channel::mpsc;

use crate::app::{App, Message};
use crate::client::handle::Places;
use crate::client::{Client, Error};
use crate::desktop::paths::Paths;
use crate::i18n::t;
use crate::model::{ChatId, World};
use crate::ui::login::Login;
use crate::ui::pictures::{Decoded, Pictures};
use crate::ui::shell::Shell;

pub struct House {
    pub client: Client,
    pub world: World,
    pub pictures: Pictures,
    pub shell: Option<Shell>,
    /// Stands before the main window while somebody signs in.
    pub login: Option<Login>,
    /// The chat that is looked at.
    pub shown: Option<ChatId>,
    /// The servers may believe that somebody looks at us.
    pub active: bool,
}

impl House {
    pub fn new(client: Client, world: World) -> Self {
        Self {
            client,
            world,
            pictures: Pictures::default(),
            shell: None,
            login: None,
            shown: None,
            active: true,
        }
    }
}

/// Opens the cache, and reads what was so when it was closed.
pub fn open(paths: &Paths) -> Task<Message> {
    let (told, upgrades) = mpsc::unbounded();
    let places = places(paths);
    let opened = async move {
        let client = Client::open_telling(places, move |it| drop(told.unbounded_send(it))).await?;
        let world = client.world().await?;
        Ok((client, Box::new(world)))
    };
    Task::batch([Task::perform(opened, Message::Opened), Task::run(upgrades, Message::Upgrading)])
}

fn places(paths: &Paths) -> Places {
    Places { database: paths.database(), pictures: paths.pictures() }
}

impl App {
    /// Puts a cache that cannot be opened out of the way.
    pub(super) fn keep_aside(&self) -> Task<Message> {
        Task::perform(Client::set_aside(places(&self.paths)), Message::KeptAside)
    }

    /// The old cache is out of the way: a new one begins, and it is told where the old one is.
    pub(super) fn begin_anew(&mut self, kept: Result<PathBuf, Error>) -> Task<Message> {
        match kept {
            Ok(path) => {
                self.broken = None;
                self.notice = Some(t!("broken-kept", path = path.display().to_string()));
                open(&self.paths)
            }
            Err(error) => {
                self.broken = Some(error);
                Task::none()
            }
        }
    }

    /// Makes the main window; what it shows first is the first of the open chats that is unread, or
    /// none.
    pub(super) fn open_shell(&mut self) {
        let Some(house) = &mut self.house else {
            return;
        };
        if house.shell.is_none() {
            let scene = self.look.scene(&house.client, &house.world, &house.pictures, None);
            house.shell = Some(Shell::new(&scene));
        }
    }

    /// Remembers which chat is looked at, for all that marks it.
    pub(super) fn note_shown(&mut self) {
        if let Some(house) = &mut self.house {
            house.shown = house.shell.as_ref().and_then(|shell| shell.shown().cloned());
        }
    }

    pub(super) fn fetch_pictures(&mut self) -> Task<Message> {
        match &mut self.house {
            Some(house) => house.pictures.fetch(&house.client, &house.world).map(Message::Decoded),
            None => Task::none(),
        }
    }

    pub(super) fn decoded(&mut self, decoded: Decoded) -> Task<Message> {
        if let Some(house) = &mut self.house {
            house.pictures.keep(decoded);
        }
        Task::none()
    }
}
