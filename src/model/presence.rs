//! Who is there, on which device, and how much they want to talk.

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

#[cfg(test)]
mod tests {
    use super::*;

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
