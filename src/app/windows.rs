//! The window itself: opened, resized, raised, closed; and the settings' file.

use std::time::Duration;

use iced::{Size, Task, window};

use crate::app::{App, Message, icon};
use crate::desktop::settings::{self, Damage};
use crate::desktop::{APPLICATION_ID, choose};
use crate::i18n::t;
use crate::model::Settings;
use crate::ui::dialog;
use crate::ui::dialog::settings::zoomed;
use crate::ui::shell;

/// The least size, in logical pixels of what is shown: a larger zoom wants a larger window.
const LEAST: Size = Size::new(420.0, 360.0);
/// So long after the last change the settings are written.
const REST: Duration = Duration::from_millis(500);

/// What a window tells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Event {
    Resized(Size),
    Focused,
    Unfocused,
    CloseAsked,
    Closed,
}

/// Opens a window as large as the last one was.
pub fn open(settings: &Settings) -> (window::Id, Task<window::Id>) {
    let wanted = &settings.window;
    let least = LEAST * settings.appearance.zoom;
    let size = Size::new(wanted.width.max(least.width), wanted.height.max(least.height));
    #[allow(unused_mut)]
    let mut window = window::Settings {
        size,
        min_size: Some(least),
        exit_on_close_request: false,
        icon: icon::window(),
        ..window::Settings::default()
    };
    #[cfg(target_os = "linux")]
    {
        APPLICATION_ID.clone_into(&mut window.platform_specific.application_id);
    }
    window::open(window)
}

/// A new window asks for the keyboard.
pub fn ready(id: window::Id) -> Task<Message> {
    window::gain_focus(id)
}

/// What to say of settings that could not be read.
pub fn damage(damage: &Damage) -> String {
    let aside = damage.aside.as_ref().map(|path| path.display().to_string());
    match aside {
        Some(path) => crate::i18n::t!("settings-damaged", path = path),
        None => t("settings-unreadable").into_owned(),
    }
}

impl App {
    pub(super) fn heard(&mut self, id: window::Id, event: Event) -> Task<Message> {
        if self.window != Some(id) {
            return Task::none();
        }
        match event {
            Event::Resized(size) => {
                self.look.size = size;
                let zoom = self.look.settings.appearance.zoom;
                self.look.settings.window.width = size.width * zoom;
                self.look.settings.window.height = size.height * zoom;
                self.save_soon()
            }
            Event::Focused => {
                self.look.focused = true;
                self.attend()
            }
            Event::Unfocused => {
                self.look.focused = false;
                Task::none()
            }
            Event::CloseAsked => self.close(),
            Event::Closed => self.closed(),
        }
    }

    pub(super) fn zoom(&mut self, steps: Option<f32>) -> Task<Message> {
        let mut settings = self.look.settings.clone();
        let zoom = settings.appearance.zoom;
        settings.appearance.zoom = steps.map_or(1.0, |steps| zoomed(zoom, steps));
        self.set(settings)
    }

    /// The zoom is another one now: so is the least size, and a window below it grows. Both
    /// are told in pixels of the zoom.
    pub(super) fn fit(&self) -> Task<Message> {
        let Some(id) = self.window else {
            return Task::none();
        };
        let size = self.look.size;
        let larger = Size::new(size.width.max(LEAST.width), size.height.max(LEAST.height));
        let least = window::set_min_size(id, Some(LEAST));
        if larger == size { least } else { least.chain(window::resize(id, larger)) }
    }

    /// What is shown counts as seen from here on, if somebody is there.
    pub(super) fn attend(&mut self) -> Task<Message> {
        match self.stage() {
            Some((shell, scene)) if scene.focused => shell.focused(&scene).map(Message::Shell),
            Some(_) | None => Task::none(),
        }
    }

    /// Brings the window to the front, where the system lets a program do that; else it asks for
    /// attention.
    pub(super) fn raise(&mut self) -> Task<Message> {
        match self.window {
            Some(id) => Task::batch([
                window::minimize(id, false),
                window::gain_focus(id),
                window::request_user_attention(id, Some(window::UserAttention::Informational)),
            ]),
            None => {
                let (id, opened) = open(&self.look.settings);
                self.window = Some(id);
                opened.map(Message::WindowOpened)
            }
        }
    }

    /// Tells the servers whether anybody can see the window: where nobody can, they may hold back
    /// what need not be known at once (XEP-0352).
    pub(super) fn heed(&mut self) {
        let active = self.window.is_some() && !self.look.locked;
        if let Some(house) = &mut self.house
            && house.active != active
        {
            house.active = active;
            house.client.set_active(active);
        }
    }

    /// Asks for a look, without taking the keyboard from whoever has it.
    pub(super) fn ask_attention(&self) -> Task<Message> {
        let attention = Some(window::UserAttention::Informational);
        self.window.map_or_else(Task::none, |id| window::request_user_attention(id, attention))
    }

    /// The end, gracefully: drafts are kept, the servers told, the cache closed.
    pub(super) fn quit(&mut self) -> Task<Message> {
        if std::mem::replace(&mut self.ending, true) {
            // Asked twice: at once.
            return iced::exit();
        }
        if let Some(upgrade) = self.upgrade.take().filter(|_| self.house.is_none()) {
            upgrade.stop();
        }
        let left = match self.stage() {
            Some((shell, scene)) => shell.leave(&scene).map(Message::Shell),
            None => Task::none(),
        };
        if let Err(error) = settings::save(&self.paths.settings(), &self.look.settings) {
            log::error!("the settings were not written: {error}");
        }
        let closed = match self.window.take() {
            Some(id) => window::close(id),
            None => Task::none(),
        };
        let ended = match &self.house {
            Some(house) => {
                let client = house.client.clone();
                Task::perform(async move { client.shut_down().await }, |()| Message::Ended)
            }
            None => Task::done(Message::Ended),
        };
        Task::batch([closed, left.chain(ended)])
    }

    pub(super) fn save_soon(&mut self) -> Task<Message> {
        self.saves += 1;
        let save = self.saves;
        Task::perform(async { tokio::time::sleep(REST).await }, move |()| {
            Message::SettingsRested(save)
        })
    }

    pub(super) fn save_if(&mut self, save: u64) -> Task<Message> {
        if save != self.saves || self.ending {
            return Task::none();
        }
        let (path, settings) = (self.paths.settings(), self.look.settings.clone());
        Task::perform(
            async move {
                let saved =
                    tokio::task::spawn_blocking(move || settings::save(&path, &settings)).await;
                match saved {
                    Ok(Ok(())) | Err(_) => Ok(()),
                    Ok(Err(error)) => Err(error.to_string()),
                }
            },
            |saved| {
                Message::SettingsSaved(
                    saved.map_err(|reason| crate::i18n::t!("settings-not-saved", reason = reason)),
                )
            },
        )
    }

    pub(super) fn open_link(&mut self, link: &str) -> Task<Message> {
        match crate::desktop::open::link(link) {
            Ok(()) => Task::none(),
            Err(error) => self.hear_shell(shell::Message::Failed(crate::i18n::t!(
                "link-not-opened",
                reason = error.to_string()
            ))),
        }
    }
}

/// Has the person choose a picture, for the dialog that wants one.
pub(super) fn pick() -> Task<Message> {
    let ends = ["png", "jpg", "jpeg", "webp", "gif", "PNG", "JPG", "JPEG"];
    let sort = choose::Sort {
        name: crate::i18n::t("picture-sort").into_owned(),
        ends: ends.map(|it| format!("*.{it}")).to_vec(),
    };
    let title = crate::i18n::t("picture-choose").into_owned();
    Task::perform(choose::file(None, title, sort), |answer| {
        let answer = answer.map_err(|error| log::warn!("no file can be chosen: {error}"));
        let picked = dialog::picture::Message::Picked(answer);
        Message::Shell(shell::Message::Dialog(dialog::Message::Picture(picked)))
    })
}
