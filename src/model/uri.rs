//! Links to people and rooms: `xmpp:` URIs (RFC 5122) with the queries of XEP-0147.

use std::fmt;

use xmpp::jid::BareJid;

use crate::model::address::Address;

/// The longest link that is read, in bytes.
const MOST: usize = 8 * 1024;

/// What an `xmpp:` link names, and what it asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uri {
    /// The account that is to be used (RFC 5122, section 2.3), where the link names one.
    pub account: Option<BareJid>,
    pub address: Address,
    pub action: Action,
}

/// What is to be done at the address. Keys and queries that are not known ask for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Action {
    /// Nothing in particular.
    #[default]
    Open,
    /// `?message`: to write this. Nothing is ever sent by a link alone.
    Message { subject: String, body: String },
    /// `?join`
    Join { nick: Option<String>, password: Option<String> },
    /// `?subscribe` and `?roster`: to add a contact.
    Subscribe { name: String, groups: Vec<String> },
    /// `?unsubscribe` and `?remove`: to remove a contact.
    Remove,
}

impl Uri {
    /// Reads a link; `None` where it is none, or names no address.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > MOST {
            return None;
        }

        let (scheme, rest) = text.split_once(':')?;
        if !scheme.eq_ignore_ascii_case("xmpp") {
            return None;
        }

        // A fragment names a place in a document, and there is none.
        let rest = rest.split('#').next().unwrap_or_default();
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));

        let (account, address) = match place.strip_prefix("//") {
            Some(place) => {
                let (account, address) = place.split_once('/').unwrap_or((place, ""));
                (Some(decode(account)?.parse().ok()?), address)
            }
            None => (None, place),
        };

        // `xmpp://romeo@example.net` names an account alone; most who write so mean the address.
        let (account, address) = match (account, address) {
            (Some(account), "") => (None, Address::bare(account)),
            (account, address) => (account, address_of(address)?),
        };

        Some(Self { account, address, action: Action::parse(query) })
    }

    /// The link with what it asks for, to be read by [`Uri::parse`] again.
    pub fn whole(&self) -> String {
        let mut text = self.to_string();
        if let Some(account) = &self.account {
            let address = text.split_off("xmpp:".len());
            text = format!("xmpp://{}/{address}", Encoded(account.as_str()));
        }

        let (kind, pairs) = self.action.query();
        if !kind.is_empty() {
            text.push('?');
            text.push_str(kind);
        }
        for (key, value) in pairs {
            text.push_str(&format!(";{key}={}", Encoded(value)));
        }
        text
    }

    /// Reads what a person or a program may give for somebody: a link, or a plain address.
    pub fn parse_loosely(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > MOST {
            return None;
        }

        Self::parse(text).or_else(|| {
            let address = Address::parse(text)?;
            Some(Self { account: None, address, action: Action::Open })
        })
    }
}

impl fmt::Display for Uri {
    /// The link that leads to the address, without what it asks for.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "xmpp:{}", Encoded(self.address.bare.as_str()))?;
        match &self.address.resource {
            Some(resource) => write!(f, "/{}", Encoded(resource)),
            None => Ok(()),
        }
    }
}

impl Action {
    fn parse(query: &str) -> Self {
        // Some programs part the pairs with `&`, which the standard does not know.
        let mut parts = query.split([';', '&']);
        let kind = parts.next().unwrap_or_default();

        let pairs: Vec<(&str, String)> = parts
            .filter_map(|part| {
                let (key, value) = part.split_once('=')?;
                Some((key, decode(value)?))
            })
            .collect();
        let value =
            |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.clone());

        match kind {
            "message" => Self::Message {
                subject: value("subject").unwrap_or_default(),
                body: value("body").unwrap_or_default(),
            },
            "join" => Self::Join { nick: value("nick"), password: value("password") },
            "subscribe" | "roster" => Self::Subscribe {
                name: value("name").unwrap_or_default(),
                groups: pairs
                    .into_iter()
                    .filter(|(key, value)| *key == "group" && !value.is_empty())
                    .map(|(_, value)| value)
                    .collect(),
            },
            "unsubscribe" | "remove" => Self::Remove,
            _ => Self::Open,
        }
    }
}

impl Action {
    /// The kind of the query, and its pairs.
    fn query(&self) -> (&'static str, Vec<(&'static str, &str)>) {
        match self {
            Self::Open => ("", Vec::new()),
            Self::Message { subject, body } => {
                let pairs = [("subject", subject.as_str()), ("body", body.as_str())];
                ("message", pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect())
            }
            Self::Join { nick, password } => {
                let pairs = [("nick", nick.as_deref()), ("password", password.as_deref())];
                let pairs = pairs.into_iter().filter_map(|(key, value)| Some((key, value?)));
                ("join", pairs.collect())
            }
            Self::Subscribe { name, groups } => {
                let name = Some(("name", name.as_str())).filter(|(_, name)| !name.is_empty());
                let groups = groups.iter().map(|group| ("group", group.as_str()));
                ("subscribe", name.into_iter().chain(groups).collect())
            }
            Self::Remove => ("remove", Vec::new()),
        }
    }
}

/// The parts are told apart before they are decoded: a resource may hold what divides them.
fn address_of(text: &str) -> Option<Address> {
    let (bare, resource) = match text.split_once('/') {
        Some((bare, resource)) if !resource.is_empty() => (bare, Some(decode(resource)?)),
        Some((bare, _)) => (bare, None),
        None => (text, None),
    };
    let bare = Address::bare(decode(bare)?.parse().ok()?);

    match resource {
        Some(resource) => Address::parse(&format!("{bare}/{resource}")),
        None => Some(bare),
    }
}

/// Resolves `%XX`; `None` where what comes out is not text. A sign that begins no escape stands for
/// itself, as people write it.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();

    while let Some((&byte, after)) = rest.split_first() {
        let escaped = match (byte, after) {
            (b'%', [high, low, ..]) => digit(*high).zip(digit(*low)),
            _ => None,
        };
        match escaped {
            Some((high, low)) => {
                bytes.push(high << 4 | low);
                rest = &after[2..];
            }
            None => {
                bytes.push(byte);
                rest = after;
            }
        }
    }

    String::from_utf8(bytes).ok()
}

fn digit(sign: u8) -> Option<u8> {
    char::from(sign).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// A part of a link, with `%XX` for what would divide it.
struct Encoded<'a>(&'a str);

impl fmt::Display for Encoded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~@!$'()*+,:".contains(&byte) {
                write!(f, "{}", char::from(byte))?;
            } else {
                write!(f, "%{byte:02X}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uri(address: &str, action: Action) -> Option<Uri> {
        Some(Uri { account: None, address: Address::parse(address).expect("an address"), action })
    }

    #[test]
    fn links_are_read_as_the_standards_have_them() {
        let message = |subject: &str, body: &str| Action::Message {
            subject: subject.to_owned(),
            body: body.to_owned(),
        };
        let join = |nick: Option<&str>, password: Option<&str>| Action::Join {
            nick: nick.map(str::to_owned),
            password: password.map(str::to_owned),
        };

        let cases = [
            ("xmpp:node@example.com", uri("node@example.com", Action::Open)),
            ("XMPP:node@example.com", uri("node@example.com", Action::Open)),
            ("xmpp:example.com", uri("example.com", Action::Open)),
            ("xmpp:node@example.com#part", uri("node@example.com", Action::Open)),
            (
                "xmpp:node@example.com/some%20place",
                uri("node@example.com/some place", Action::Open),
            ),
            ("xmpp:node@example.com?message", uri("node@example.com", message("", ""))),
            (
                "xmpp:node@example.com?message;subject=Hello%20World;body=a%3Bb%0Ac",
                uri("node@example.com", message("Hello World", "a;b\nc")),
            ),
            (
                "xmpp:node@example.com?message&body=100%",
                uri("node@example.com", message("", "100%")),
            ),
            ("xmpp:room@example.com?join", uri("room@example.com", join(None, None))),
            (
                "xmpp:room@example.com?join;nick=%E7%BD%97;password=x",
                uri("room@example.com", join(Some("罗"), Some("x"))),
            ),
            (
                "xmpp:ju%C3%BC@example.com?roster;name=J;group=A;group=B",
                uri(
                    "juü@example.com",
                    Action::Subscribe {
                        name: "J".to_owned(),
                        groups: vec!["A".to_owned(), "B".to_owned()],
                    },
                ),
            ),
            ("xmpp:node@example.com?unsubscribe", uri("node@example.com", Action::Remove)),
            ("xmpp:node@example.com?pubsub;action=x", uri("node@example.com", Action::Open)),
            ("xmpp://node@example.com", uri("node@example.com", Action::Open)),
            ("xmpp:", None),
            ("xmpp:@?message", None),
            ("xmpp:%FF@example.com", None),
            ("https://example.com", None),
            ("node@example.com", None),
        ];

        for (text, expected) in cases {
            assert_eq!(Uri::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn a_link_may_name_the_account() {
        let uri =
            Uri::parse("xmpp://guest@example.com/support@example.com?message").expect("a link");

        assert_eq!(uri.account.map(|it| it.to_string()).as_deref(), Some("guest@example.com"));
        assert_eq!(uri.address.to_string(), "support@example.com");
    }

    #[test]
    fn a_plain_address_will_do_where_a_person_gives_it() {
        assert_eq!(Uri::parse_loosely(" node@example.com "), uri("node@example.com", Action::Open));
        assert_eq!(Uri::parse_loosely("no address"), None);
        assert_eq!(
            Uri::parse_loosely(&format!("xmpp:a@b.example?message;body={}", "x".repeat(9000))),
            None
        );
    }

    #[test]
    fn what_is_written_is_read_again() {
        for address in ["node@example.com", "juü@example.com/a b/ü?#%", "d+x@example.com"] {
            let written = uri(address, Action::Open).expect("a link");
            assert_eq!(Uri::parse(&written.to_string()), Some(written), "{address}");
        }

        for whole in [
            "xmpp:room@example.com/Bob?join;nick=%E7%BD%97",
            "xmpp:a@example.com?message;body=a%3Bb%26c%3D",
            "xmpp://me@example.net/a@example.com?subscribe;name=A;group=B;group=C",
            "xmpp:a@example.com?remove",
            "xmpp:a@example.com",
        ] {
            assert_eq!(Uri::parse(whole).map(|it| it.whole()).as_deref(), Some(whole));
        }
    }
}
