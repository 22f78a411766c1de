//! How the window looks and stands: settings, theme, size, the time.

use std::time::{SystemTime, UNIX_EPOCH};

use iced::Size;

use crate::client::Client;
use crate::model::settings::Theme;
use crate::model::{ChatId, Settings, Timestamp, World};
use crate::ui::pictures::Pictures;
use crate::ui::scene::{Machine, Scene};
use crate::ui::theme::Mode;

pub struct Look {
    pub settings: Settings,
    /// Stands above the settings' theme for this run.
    forced: Option<Theme>,
    /// What the system wants.
    system: Mode,
    pub now: Timestamp,
    /// Of the window, in logical pixels.
    pub size: Size,
    pub focused: bool,
    /// The session is locked: nobody sees the window.
    pub locked: bool,
    pub machine: Machine,
}

impl Look {
    pub fn new(settings: Settings, forced: Option<Theme>) -> Self {
        let size = Size::new(settings.window.width, settings.window.height);
        let mut look = Self {
            settings,
            forced,
            system: Mode::Light,
            now: Timestamp::default(),
            size,
            focused: true,
            locked: false,
            machine: Machine::default(),
        };
        look.tick();
        look
    }

    /// Looks at the clock.
    pub fn tick(&mut self) {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        self.now = Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX));
    }

    /// The system says what it wants. On X11 it is forgotten whenever a window opens: nothing said
    /// is nothing changed.
    pub fn follow(&mut self, mode: iced::theme::Mode) {
        match mode {
            iced::theme::Mode::None => {}
            iced::theme::Mode::Light => self.system = Mode::Light,
            iced::theme::Mode::Dark => self.system = Mode::Dark,
        }
    }

    pub fn mode(&self) -> Mode {
        match self.forced.unwrap_or(self.settings.appearance.theme) {
            Theme::System => self.system,
            Theme::Light => Mode::Light,
            Theme::Dark => Mode::Dark,
        }
    }

    /// The theme was chosen by hand: from now on that counts.
    pub fn choose_theme(&mut self) {
        self.forced = None;
    }

    /// The zoom was another one before: the same window has more or less room now.
    pub fn zoomed(&mut self, before: f32) {
        let factor = before / self.settings.appearance.zoom;
        if factor.is_finite() && factor > 0.0 {
            self.size = Size::new(self.size.width * factor, self.size.height * factor);
        }
    }

    /// Somebody is before the window and uses it.
    pub fn attended(&self) -> bool {
        self.focused && !self.locked
    }

    pub fn scene<'a>(
        &'a self,
        client: &'a Client,
        world: &'a World,
        pictures: &'a Pictures,
        shown: Option<&'a ChatId>,
    ) -> Scene<'a> {
        Scene {
            client,
            world,
            settings: &self.settings,
            pictures,
            mode: self.mode(),
            now: self.now,
            size: self.size,
            shown,
            focused: self.attended(),
            machine: self.machine,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_before_a_locked_screen() {
        let mut look = Look::new(Settings::default(), None);
        assert!(look.attended());
        look.locked = true;
        assert!(!look.attended());
    }

    #[test]
    fn what_the_system_does_not_say_changes_nothing() {
        let mut look = Look::new(Settings::default(), None);
        look.follow(iced::theme::Mode::Dark);
        look.follow(iced::theme::Mode::None);
        assert_eq!(look.mode(), Mode::Dark);

        look.settings.appearance.theme = Theme::Light;
        assert_eq!(look.mode(), Mode::Light);
    }
}
