//! The words that go through the door: one JSON object a line, each way.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::Show;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "order", rename_all = "kebab-case")]
pub enum Order {
    /// To be seen.
    Raise,
    /// What is so now.
    State,
    /// Our presence, in all accounts; `show` as in [`show`].
    Status {
        show: String,
        text: Option<String>,
    },
    /// A chat with an address, or what an `xmpp:` link asks for.
    Open {
        address: String,
    },
    /// Sends a message.
    Send {
        address: String,
        text: String,
    },
    /// Enters a room.
    Join {
        room: String,
    },
    Quit,
}

impl Order {
    /// The line that asks for it, without its end.
    pub fn line(&self) -> String {
        // It holds strings alone, which JSON can always say.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// # Errors
    /// What is wrong with the line.
    pub fn parse(line: &str) -> Result<Self, String> {
        serde_json::from_str(line).map_err(|error| error.to_string())
    }

    /// Reads an order from the words of a command line; `None` where they are none.
    pub fn from_words(words: &[String]) -> Option<Self> {
        let (name, rest) = words.split_first()?;

        match (name.as_str(), rest) {
            ("raise", []) => Some(Self::Raise),
            ("state", []) => Some(Self::State),
            ("quit", []) => Some(Self::Quit),
            ("status", [show, text @ ..]) if self::show(show).is_some() => {
                let text = text.join(" ");
                let text = Some(text).filter(|text| !text.is_empty());
                Some(Self::Status { show: show.clone(), text })
            }
            ("open", [address]) => Some(Self::Open { address: address.clone() }),
            ("send", [address, text @ ..]) if !text.is_empty() => {
                Some(Self::Send { address: address.clone(), text: text.join(" ") })
            }
            ("join", [room]) => Some(Self::Join { room: room.clone() }),
            _ => None,
        }
    }
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    pub done: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<Value>,
}

impl Answer {
    pub fn done() -> Self {
        Self { done: true, reason: None, state: None }
    }

    pub fn refused(reason: &str) -> Self {
        Self { done: false, reason: Some(reason.to_owned()), state: None }
    }

    pub fn state(state: Value) -> Self {
        Self { done: true, reason: None, state: Some(state) }
    }

    pub fn line(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// # Errors
    /// What is wrong with the line.
    pub fn parse(line: &str) -> Result<Self, String> {
        serde_json::from_str(line).map_err(|error| error.to_string())
    }
}

/// A show by the name that the protocol has for it (RFC 6121, section 4.7.2.1), or by `online` or
/// `offline` where it has none.
pub fn show(name: &str) -> Option<Show> {
    match name {
        "online" | "available" => Some(Show::Online),
        "chat" => Some(Show::FreeToChat),
        "away" => Some(Show::Away),
        "xa" => Some(Show::ExtendedAway),
        "dnd" => Some(Show::Busy),
        "offline" => Some(Show::Offline),
        _ => None,
    }
}

/// The name that [`show`] reads.
pub fn show_name(show: Show) -> &'static str {
    match show {
        Show::Online => "online",
        Show::FreeToChat => "chat",
        Show::Away => "away",
        Show::ExtendedAway => "xa",
        Show::Busy => "dnd",
        Show::Offline => "offline",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn orders_are_read_from_a_command_line() {
        let text = Some("in a meeting".to_owned());
        let cases = [
            ("state", Some(Order::State)),
            ("quit", Some(Order::Quit)),
            ("quit now", None),
            ("status dnd in a meeting", Some(Order::Status { show: "dnd".to_owned(), text })),
            ("status away", Some(Order::Status { show: "away".to_owned(), text: None })),
            ("status sleepy", None),
            ("open a@example.com", Some(Order::Open { address: "a@example.com".to_owned() })),
            (
                "send a@example.com two words",
                Some(Order::Send {
                    address: "a@example.com".to_owned(),
                    text: "two words".to_owned(),
                }),
            ),
            ("send a@example.com", None),
            ("join tea@rooms.example", Some(Order::Join { room: "tea@rooms.example".to_owned() })),
            ("dance", None),
        ];

        for (line, expected) in cases {
            assert_eq!(Order::from_words(&words(line)), expected, "{line}");
        }
    }

    #[test]
    fn an_order_survives_the_way() {
        let order =
            Order::Send { address: "a@example.com".to_owned(), text: "a\n\"b\" 你".to_owned() };
        let line = order.line();

        assert!(!line.contains('\n'));
        assert_eq!(Order::parse(&line), Ok(order));
        assert!(Order::parse("{\"order\":\"dance\"}").is_err());
        assert!(Order::parse(&"[".repeat(100_000)).is_err());
    }

    #[test]
    fn each_show_has_a_name() {
        for show in [
            Show::Online,
            Show::FreeToChat,
            Show::Away,
            Show::ExtendedAway,
            Show::Busy,
            Show::Offline,
        ] {
            assert_eq!(self::show(show_name(show)), Some(show));
        }
    }
}
