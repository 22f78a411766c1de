//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use xmpp::jid::BareJid;

use crate::app::remote::order::Order;
use crate::i18n::t;
use crate::model::Uri;
use crate::model::account::Host;
use crate::model::settings::Theme;

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Arguments {
    pub profile: Option<PathBuf>,
    pub language: Option<String>,
    pub errand: Errand,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Errand {
    Help,
    Version,
    /// Hand this to the window that runs.
    Remote(Order),
    /// Open a window.
    Open(Box<Window>),
}

impl Default for Errand {
    fn default() -> Self {
        Self::Open(Box::default())
    }
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Window {
    pub theme: Option<Theme>,
    pub account: Option<BareJid>,
    pub host: Option<Host>,
    /// SHA-256 of a certificate, in lower-case hex.
    pub pin: Option<String>,
    /// The descriptor to read the password from.
    pub password: Option<u32>,
    pub uri: Option<Uri>,
}

/// What is wrong with a command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    Unknown(String),
    MissingValue(String),
    BadValue { option: String, value: String },
    NeedsAccount(&'static str),
}

impl Error {
    /// In the words of the language that is spoken.
    pub fn text(&self) -> String {
        match self {
            Self::Unknown(argument) => t!("start-unknown-argument", argument = argument.as_str()),
            Self::MissingValue(option) => t!("start-missing-value", option = option.as_str()),
            Self::BadValue { option, value } => {
                t!("start-bad-value", option = option.as_str(), value = value.as_str())
            }
            Self::NeedsAccount(option) => t!("start-needs-account", option = *option),
        }
    }
}

impl Arguments {
    /// Reads the words after the program's name.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Self, Error> {
        let mut words = words.into_iter();
        let mut arguments = Self::default();
        let mut window = Window::default();
        let mut errand = None;

        while let Some(word) = words.next() {
            let word = word.to_string_lossy().into_owned();
            let (option, inline) = match word.split_once('=') {
                Some((option, value)) if option.starts_with("--") => {
                    (option.to_owned(), Some(OsString::from(value)))
                }
                Some(_) | None => (word, None),
            };
            let mut value = || {
                let value = inline.clone().or_else(|| words.next());
                value.ok_or_else(|| Error::MissingValue(option.clone()))
            };

            match option.as_str() {
                "-h" | "--help" => errand = errand.or(Some(Errand::Help)),
                "-V" | "--version" => errand = errand.or(Some(Errand::Version)),
                "--profile" => arguments.profile = Some(value()?.into()),
                "--lang" => arguments.language = Some(value()?.to_string_lossy().into_owned()),
                "remote" => {
                    let order: Vec<String> =
                        words.by_ref().map(|it| it.to_string_lossy().into_owned()).collect();
                    let order = Order::from_words(&order)
                        .ok_or_else(|| Error::Unknown(format!("remote {}", order.join(" "))))?;
                    errand = errand.or(Some(Errand::Remote(order)));
                }
                _ => window.read(&option, || Ok(value()?.to_string_lossy().into_owned()))?,
            }
        }

        arguments.errand = match errand {
            Some(errand) => errand,
            None => Errand::Open(Box::new(window.checked()?)),
        };
        Ok(arguments)
    }
}

impl Window {
    fn read(
        &mut self,
        option: &str,
        value: impl FnOnce() -> Result<String, Error>,
    ) -> Result<(), Error> {
        match option {
            "--theme" => self.theme = Some(read(option, value()?, theme)?),
            "--account" => self.account = Some(read(option, value()?, |it| it.parse().ok())?),
            "--host" => self.host = Some(read(option, value()?, host)?),
            "--trust" => self.pin = Some(read(option, value()?, fingerprint)?),
            "--password-fd" => self.password = Some(read(option, value()?, descriptor)?),
            _ => match Uri::parse_loosely(option) {
                Some(uri) if self.uri.is_none() && !option.starts_with('-') => self.uri = Some(uri),
                Some(_) | None => return Err(Error::Unknown(option.to_owned())),
            },
        }
        Ok(())
    }

    fn checked(self) -> Result<Self, Error> {
        let beside = [
            ("--host", self.host.is_some()),
            ("--trust", self.pin.is_some()),
            ("--password-fd", self.password.is_some()),
        ];
        match beside.into_iter().find(|(_, given)| *given && self.account.is_none()) {
            Some((option, _)) => Err(Error::NeedsAccount(option)),
            None => Ok(self),
        }
    }
}

fn read<T>(
    option: &str,
    value: String,
    reader: impl FnOnce(&str) -> Option<T>,
) -> Result<T, Error> {
    reader(&value).ok_or_else(|| Error::BadValue { option: option.to_owned(), value })
}

fn theme(value: &str) -> Option<Theme> {
    match value {
        "system" => Some(Theme::System),
        "light" => Some(Theme::Light),
        "dark" => Some(Theme::Dark),
        _ => None,
    }
}

/// `name:port`, with an address of version 6 in brackets.
fn host(value: &str) -> Option<Host> {
    let (name, port) = value.rsplit_once(':')?;
    let name = match name.strip_prefix('[') {
        Some(name) => name.strip_suffix(']')?,
        None => Some(name).filter(|name| !name.contains(':'))?,
    };
    let port: u16 = port.parse().ok()?;

    (!name.is_empty() && port > 0).then(|| Host { name: name.to_owned(), port, direct_tls: false })
}

/// 64 digits of hex, in either case, with or without colons.
fn fingerprint(value: &str) -> Option<String> {
    let digits: String = value.chars().filter(|c| *c != ':').collect();
    let is_one = digits.len() == 64 && digits.chars().all(|c| c.is_ascii_hexdigit());
    is_one.then(|| digits.to_ascii_lowercase())
}

/// Standard output and standard error are not there to be read.
fn descriptor(value: &str) -> Option<u32> {
    value.parse().ok().filter(|number| *number == 0 || *number > 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Arguments, Error> {
        Arguments::parse(line.split_whitespace().map(OsString::from))
    }

    fn window(line: &str) -> Window {
        match parse(line).map(|it| it.errand) {
            Ok(Errand::Open(window)) => *window,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_script_signs_in_by_the_command_line() {
        let pin = "AB:".repeat(31) + "AB";
        let line = format!(
            "--profile /tmp/p --account juliet@example.com --password-fd 3 --host [::1]:5222 \
             --trust {pin} --theme=dark --lang zh"
        );

        let window = window(&line);
        let host = Host { name: "::1".to_owned(), port: 5222, direct_tls: false };
        assert_eq!(window.account, "juliet@example.com".parse().ok());
        assert_eq!(window.password, Some(3));
        assert_eq!(window.host, Some(host));
        assert_eq!(window.pin, Some("ab".repeat(32)));
        assert_eq!(window.theme, Some(Theme::Dark));

        let arguments = parse(&line).expect("it reads");
        assert_eq!(arguments.profile, Some("/tmp/p".into()));
        assert_eq!(arguments.language.as_deref(), Some("zh"));
    }

    #[test]
    fn a_link_is_opened_and_an_order_is_handed_over() {
        assert_eq!(window("xmpp:a@example.com?join").uri, Uri::parse("xmpp:a@example.com?join"));
        assert_eq!(window(""), Window::default());

        let order = Order::Send { address: "a@b.example".to_owned(), text: "--help me".to_owned() };
        let errand = parse("--profile p remote send a@b.example --help me").map(|it| it.errand);
        assert_eq!(errand, Ok(Errand::Remote(order)));
    }

    #[test]
    fn what_is_wrong_is_told() {
        let bad = |option: &str, value: &str| Error::BadValue {
            option: option.to_owned(),
            value: value.to_owned(),
        };
        let cases = [
            ("--colour", Error::Unknown("--colour".to_owned())),
            ("remote dance", Error::Unknown("remote dance".to_owned())),
            ("a@b.example c@d.example", Error::Unknown("c@d.example".to_owned())),
            ("--profile", Error::MissingValue("--profile".to_owned())),
            ("--theme blue", bad("--theme", "blue")),
            ("--account @", bad("--account", "@")),
            ("--account a@b.example --host ::1:5222", bad("--host", "::1:5222")),
            ("--account a@b.example --host b.example", bad("--host", "b.example")),
            ("--account a@b.example --trust abc", bad("--trust", "abc")),
            ("--account a@b.example --password-fd 1", bad("--password-fd", "1")),
            ("--host b.example:5222", Error::NeedsAccount("--host")),
        ];

        for (line, expected) in cases {
            assert_eq!(parse(line), Err(expected), "{line}");
        }
    }

    #[test]
    fn help_is_given_whatever_else_is_asked_for() {
        assert_eq!(parse("--help").map(|it| it.errand), Ok(Errand::Help));
        assert_eq!(parse("--account a@b.example -h").map(|it| it.errand), Ok(Errand::Help));
        assert_eq!(parse("-V").map(|it| it.errand), Ok(Errand::Version));
    }
}
