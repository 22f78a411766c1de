//! What a person can set, with its defaults.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use xmpp::jid::BareJid;

use crate::model::presence::{AutoAway, OwnPresence};

/// Unknown keys are ignored and missing ones take their default, so that a file of another version
/// of the program is still read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(default, rename_all = "kebab-case")]
pub struct Settings {
    pub appearance: Appearance,
    pub notifications: Notifications,
    pub roster: Roster,
    pub privacy: Privacy,
    pub presence: Presence,
    pub writing: Writing,
    pub rooms: Rooms,
    pub window: Window,
}

impl Settings {
    /// The same, with numbers that a file gave out of bounds brought back into them.
    pub fn within_bounds(mut self) -> Self {
        let whole = Self::default();
        let sane = |value: f32, least: f32, most: f32, instead: f32| {
            if value.is_finite() { value.clamp(least, most) } else { instead }
        };

        let zoom = &mut self.appearance.zoom;
        *zoom = sane(*zoom, 0.5, 3.0, whole.appearance.zoom);

        let Window { width, height, sidebar, occupants, .. } = &mut self.window;
        *width = sane(*width, Window::LEAST_WIDTH, 16_384.0, whole.window.width);
        *height = sane(*height, Window::LEAST_HEIGHT, 16_384.0, whole.window.height);
        *sidebar = sane(*sidebar, 200.0, 480.0, whole.window.sidebar);
        *occupants = sane(*occupants, 160.0, 400.0, whole.window.occupants);

        self.presence.remembered.truncate(Presence::REMEMBERED);
        self.writing.recent_emoji.truncate(Writing::REMEMBERED);
        self.presence.auto_away = self.presence.auto_away.within_bounds();
        self
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Appearance {
    pub theme: Theme,
    /// A language tag such as `zh-CN`; empty follows the system.
    pub language: String,
    pub renderer: Renderer,
    /// Between 0.5 and 3.0.
    pub zoom: f32,
    pub motion: bool,
}

impl Default for Appearance {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            language: String::new(),
            renderer: Renderer::Automatic,
            zoom: 1.0,
            motion: true,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Renderer {
    /// Hardware where there is real hardware, software elsewhere.
    #[default]
    Automatic,
    Hardware,
    Software,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Notifications {
    pub enabled: bool,
    /// Shows what was written, not only who wrote.
    pub preview: bool,
    /// Messages and mentions are heard too.
    pub sound: bool,
}

impl Default for Notifications {
    fn default() -> Self {
        Self { enabled: true, preview: true, sound: true }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Roster {
    pub show_offline: bool,
    /// Groups that are folded, by name; the empty name is that of contacts without a group.
    pub folded: Vec<String>,
}

impl Default for Roster {
    fn default() -> Self {
        Self { show_offline: true, folded: Vec::new() }
    }
}

/// What we reveal of ourselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Privacy {
    /// Tells contacts that we write (XEP-0085).
    pub typing: bool,
    /// Tells those who may see us that their message is here (XEP-0184).
    pub receipts: bool,
    /// Tells contacts and small closed rooms that we have read what they wrote (XEP-0333).
    pub markers: bool,
    /// Those who are told more or less than all others, by address.
    pub exceptions: BTreeMap<String, Told>,
}

/// What somebody is told of what could be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Told {
    Everything,
    Nothing,
}

impl Privacy {
    /// What was chosen for this one alone.
    pub fn told(&self, jid: &BareJid) -> Option<Told> {
        self.exceptions.get(jid.as_str()).copied()
    }

    /// Chooses for this one alone; `None` goes back to what all are told.
    pub fn tell(&mut self, jid: &BareJid, told: Option<Told>) {
        let _ = match told {
            Some(told) => self.exceptions.insert(jid.to_string(), told),
            None => self.exceptions.remove(jid.as_str()),
        };
    }

    /// Whether this one may learn of what `all` says that all may learn of.
    pub fn lets(&self, jid: &BareJid, all: bool) -> bool {
        match self.told(jid) {
            Some(Told::Everything) => true,
            Some(Told::Nothing) => false,
            None => all,
        }
    }
}

impl Default for Privacy {
    fn default() -> Self {
        Self { typing: true, receipts: true, markers: true, exceptions: BTreeMap::new() }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default, rename_all = "kebab-case")]
pub struct Presence {
    /// What was set last.
    pub own: OwnPresence,
    /// Status texts used before, the latest first.
    pub remembered: Vec<String>,
    pub auto_away: AutoAway,
}

impl Presence {
    /// How many status texts are kept.
    pub const REMEMBERED: usize = 10;
}

/// What helps while one writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default, rename_all = "kebab-case")]
pub struct Writing {
    /// Emoji that were picked, the latest first.
    pub recent_emoji: Vec<String>,
}

impl Writing {
    /// How many emoji are remembered.
    pub const REMEMBERED: usize = 27;

    pub fn picked(&mut self, emoji: String) {
        self.recent_emoji.retain(|it| *it != emoji);
        self.recent_emoji.insert(0, emoji);
        self.recent_emoji.truncate(Self::REMEMBERED);
    }
}

/// How rooms are shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default, rename_all = "kebab-case")]
pub struct Rooms {
    pub traffic: Traffic,
    /// Words that call like our name, with commas between them.
    pub words: String,
}

impl Rooms {
    /// The most words that are watched for, and the longest of them in characters.
    const MOST: usize = 50;
    const LONGEST: usize = 100;

    /// The words, one by one.
    pub fn watched(&self) -> Vec<String> {
        let words = self.words.split([',', '，', '、', '\n']).map(str::trim);
        words
            .filter(|it| !it.is_empty())
            .take(Self::MOST)
            .map(|it| it.chars().take(Self::LONGEST).collect())
            .collect()
    }
}

/// What is shown of those who come to a room and go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Traffic {
    /// How many, in a line that unfolds.
    #[default]
    Folded,
    /// Who.
    Named,
    Hidden,
}

/// Sizes in logical pixels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Window {
    pub width: f32,
    pub height: f32,
    pub sidebar: f32,
    pub occupants: f32,
    pub show_occupants: bool,
    /// A window that is closed leaves the program in the tray, where the desktop has one.
    pub close_to_tray: bool,
    /// The person was told of that.
    pub told_of_tray: bool,
}

impl Window {
    /// The smallest window in which everything can be reached.
    pub const LEAST_WIDTH: f32 = 420.0;
    pub const LEAST_HEIGHT: f32 = 360.0;
}

impl Default for Window {
    fn default() -> Self {
        Self {
            width: 1080.0,
            height: 720.0,
            sidebar: 280.0,
            occupants: 220.0,
            show_occupants: true,
            close_to_tray: true,
            told_of_tray: false,
        }
    }
}
