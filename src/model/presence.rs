//! Who is there, on which device, and how much they want to talk.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How available somebody is, the least available first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Show {
    #[default]
    Offline,
    /// `xa`
    ExtendedAway,
    Away,
    /// `dnd`
    Busy,
    Online,
    /// `chat`
    FreeToChat,
}

/// The presence of one device. A device that has left has none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Presence {
    pub show: Show,
    pub status: String,
    pub priority: i8,
}

/// Picks the device that speaks for the contact: the highest priority, then the most available.
pub fn best<'a>(devices: impl IntoIterator<Item = &'a Presence>) -> Option<&'a Presence> {
    devices.into_iter().max_by_key(|presence| (presence.priority, presence.show))
}

/// What we tell the others of ourselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnPresence {
    /// [`Show::Offline`] means: no connection is wanted.
    pub show: Show,
    pub status: String,
    pub priority: i8,
}

impl Default for OwnPresence {
    fn default() -> Self {
        Self { show: Show::Online, status: String::new(), priority: 5 }
    }
}

/// Away by itself, while nobody touches the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct AutoAway {
    pub enabled: bool,
    /// After so many minutes away.
    pub away: u16,
    /// After so many not available; more than the others.
    pub extended: u16,
}

impl AutoAway {
    /// The most minutes: a day.
    pub const MOST: u16 = 24 * 60;

    /// The same, with minutes that make sense together.
    pub fn within_bounds(mut self) -> Self {
        self.away = self.away.clamp(1, Self::MOST - 1);
        self.extended = self.extended.clamp(self.away + 1, Self::MOST);
        self
    }
}

impl Default for AutoAway {
    fn default() -> Self {
        Self { enabled: true, away: 5, extended: 15 }
    }
}

/// What is told of somebody who chose `chosen`, and did not touch the machine for so long. Only who
/// is available goes away by itself: what was chosen otherwise was meant so.
pub fn after_idling(chosen: Show, idle: Duration, rule: &AutoAway) -> Show {
    let minutes = idle.as_secs() / 60;

    match chosen {
        Show::Online | Show::FreeToChat if !rule.enabled => chosen,
        Show::Online | Show::FreeToChat if minutes >= u64::from(rule.extended) => {
            Show::ExtendedAway
        }
        Show::Online | Show::FreeToChat if minutes >= u64::from(rule.away) => Show::Away,
        Show::Online
        | Show::FreeToChat
        | Show::Offline
        | Show::ExtendedAway
        | Show::Away
        | Show::Busy => chosen,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_available_goes_away_by_the_minute_and_nobody_else_does() {
        let on = AutoAway::default();
        let off = AutoAway { enabled: false, ..on };
        let cases = [
            (Show::Online, 0, on, Show::Online),
            (Show::Online, 299, on, Show::Online),
            (Show::Online, 300, on, Show::Away),
            (Show::Online, 899, on, Show::Away),
            (Show::Online, 900, on, Show::ExtendedAway),
            (Show::Online, 86_400, on, Show::ExtendedAway),
            (Show::FreeToChat, 300, on, Show::Away),
            (Show::Busy, 900, on, Show::Busy),
            (Show::Away, 900, on, Show::Away),
            (Show::ExtendedAway, 300, on, Show::ExtendedAway),
            (Show::Offline, 900, on, Show::Offline),
            (Show::Online, 900, off, Show::Online),
            (Show::Online, 60, AutoAway { away: 1, ..on }, Show::Away),
        ];

        for (chosen, seconds, rule, told) in cases {
            let idle = Duration::from_secs(seconds);
            assert_eq!(after_idling(chosen, idle, &rule), told, "{chosen:?} for {seconds} s");
        }
    }

    #[test]
    fn minutes_that_a_file_mixed_up_are_put_in_order() {
        let bounded = |away, extended| {
            let rule = AutoAway { enabled: true, away, extended }.within_bounds();
            (rule.away, rule.extended)
        };
        assert_eq!(bounded(0, 0), (1, 2));
        assert_eq!(bounded(20, 15), (20, 21));
        assert_eq!(bounded(u16::MAX, u16::MAX), (AutoAway::MOST - 1, AutoAway::MOST));
    }

    #[test]
    fn the_best_device_speaks_for_the_contact() {
        struct Case {
            name: &'static str,
            devices: &'static [(i8, Show)],
            best: Option<usize>,
        }

        let cases = [
            Case { name: "no device", devices: &[], best: None },
            Case { name: "a lone device", devices: &[(0, Show::Away)], best: Some(0) },
            Case {
                name: "priority comes first",
                devices: &[(5, Show::Away), (0, Show::FreeToChat)],
                best: Some(0),
            },
            Case {
                name: "then availability",
                devices: &[(1, Show::Busy), (1, Show::Online), (1, Show::Away)],
                best: Some(1),
            },
        ];

        for Case { name, devices, best: expected } in cases {
            let devices: Vec<Presence> = devices
                .iter()
                .map(|&(priority, show)| Presence { priority, show, ..Presence::default() })
                .collect();

            assert_eq!(best(&devices), expected.map(|index| &devices[index]), "{name}");
        }
    }
}
