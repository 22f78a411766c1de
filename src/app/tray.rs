//! The place in the tray: what it wears, what is done there, and a window that is closed into it.

use iced::{Task, window};

use crate::app::notices::Target;
use crate::app::{App, Message, icon};
use crate::desktop::notify::{Category, Notice};
use crate::desktop::tray::{Event, Face, Tray};
use crate::i18n::t;
use crate::model::{OwnPresence, Show};
use crate::ui::dialog::status::SHOWS;
use crate::ui::words;

/// Takes the place; the task tells what happens there.
pub fn start() -> (Tray, Task<Message>) {
    let (tray, events) = Tray::new(icon::picture());
    (tray, Task::run(events, Message::Tray))
}

impl App {
    pub(super) fn tray(&mut self, event: Event) -> Task<Message> {
        match event {
            Event::Shown(shown) => {
                self.look.machine.tray = shown;
                // Nobody could reach the program any more.
                if shown || self.window.is_some() { Task::none() } else { self.raise() }
            }
            Event::Opened => self.raise(),
            Event::QuitAsked => self.quit(),
            Event::Chosen(show) => {
                let own = OwnPresence { show, ..self.look.settings.presence.own.clone() };
                self.present(own)
            }
        }
    }

    /// The person closes the window: the program stays where it can be reached, else it ends.
    pub(super) fn close(&mut self) -> Task<Message> {
        let wanted = self.look.machine.tray && self.look.settings.window.close_to_tray;
        if wanted && !self.ending { self.hide() } else { self.quit() }
    }

    /// The window is gone by itself.
    pub(super) fn closed(&mut self) -> Task<Message> {
        self.window = None;
        self.look.focused = false;
        if self.look.machine.tray { Task::none() } else { self.quit() }
    }

    fn hide(&mut self) -> Task<Message> {
        let left = match self.stage() {
            Some((shell, scene)) => shell.leave(&scene).map(crate::app::Message::Shell),
            None => Task::none(),
        };
        self.look.focused = false;
        let closed = self.window.take().map_or_else(Task::none, window::close);
        Task::batch([left, closed, self.tell_of_tray()])
    }

    /// Told once: who closes a window may believe that the program has ended.
    fn tell_of_tray(&mut self) -> Task<Message> {
        if self.look.settings.window.told_of_tray {
            return Task::none();
        }
        self.look.settings.window.told_of_tray = true;
        self.notices.show(
            Target::Tray,
            Notice {
                title: t("tray-told").into_owned(),
                body: t("tray-told-about").into_owned(),
                action: t("notice-open").into_owned(),
                category: Category::Request,
                audible: false,
            },
        );
        self.save_soon()
    }

    /// What the tray shows is what is so now.
    pub(super) fn wear(&self) {
        let Some(house) = &self.house else {
            return;
        };
        let world = &house.world;
        let online = world.accounts.values().find(|it| it.connection.is_online());
        let show = online.map_or(Show::Offline, |standing| standing.presence.show);
        let unread = world.unread();
        let detail = match unread {
            0 => words::show(show).into_owned(),
            count => crate::i18n::t!("tray-unread", count = count),
        };
        self.tray.wear(Face {
            title: "Parlance".to_owned(),
            detail,
            unread: unread > 0,
            show,
            shows: SHOWS.map(|show| (show, words::show(show).into_owned())).to_vec(),
            open: t("tray-open").into_owned(),
            quit: t("tray-quit").into_owned(),
        });
    }
}
