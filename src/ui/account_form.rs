//! The fields that make an account: for signing in, for a second account, and for changing one.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::PathBuf;

use xmpp::jid::BareJid;

use crate::model::account::Host;
use crate::model::{Account, AccountId, Password};

pub mod view;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    Address,
    Password,
    Host,
    Port,
    Resource,
    Certificate,
}

/// What stands in the fields.
#[derive(Debug, Clone)]
pub struct Form {
    pub address: String,
    pub password: String,
    pub host: String,
    pub port: String,
    pub resource: String,
    pub certificate: String,
    pub reveal: bool,
    pub remember: bool,
    pub advanced: bool,
    pub direct_tls: bool,
    pub anonymous: bool,
    /// What is wrong, in words, and where.
    pub fault: Option<(Field, String)>,
    /// The account that is being changed: its address stays.
    pub known: Option<Account>,
    /// Whether the fields beyond address and password are there at all.
    pub whole: bool,
    /// Whether a password is asked for.
    pub with_password: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    Changed(Field, String),
    Revealed,
    Remembered(bool),
    Unfolded,
    DirectTls(bool),
    Anonymous(bool),
    Submitted,
}

/// A form that cannot be sent: the field at fault and the key of what to say.
pub type Fault = (Field, &'static str);

impl Form {
    /// Empty, for a new account.
    pub fn new() -> Self {
        Self {
            address: String::new(),
            password: String::new(),
            host: String::new(),
            port: String::new(),
            resource: String::new(),
            certificate: String::new(),
            reveal: false,
            remember: true,
            advanced: false,
            direct_tls: false,
            anonymous: false,
            fault: None,
            known: None,
            whole: true,
            with_password: true,
        }
    }

    /// Filled in with what is known of an account.
    pub fn of(account: Account) -> Self {
        let host = account.host.as_ref();
        Self {
            address: account.id.to_string(),
            host: host.map(|host| host.name.clone()).unwrap_or_default(),
            port: host.map(|host| host.port.to_string()).unwrap_or_default(),
            direct_tls: host.is_some_and(|host| host.direct_tls),
            resource: account.resource.clone(),
            certificate: account
                .client_certificate
                .as_ref()
                .map(|path| path.display().to_string())
                .unwrap_or_default(),
            remember: account.remember,
            anonymous: account.anonymous,
            known: Some(account),
            ..Self::new()
        }
    }

    /// `true` where the form was sent.
    pub fn update(&mut self, message: Message) -> bool {
        match message {
            Message::Changed(field, text) => {
                if self.fault.as_ref().is_some_and(|(at, _)| *at == field) {
                    self.fault = None;
                }
                *self.field(field) = text;
            }
            Message::Revealed => self.reveal = !self.reveal,
            Message::Remembered(remember) => self.remember = remember,
            Message::Unfolded => self.advanced = !self.advanced,
            Message::DirectTls(direct) => self.direct_tls = direct,
            Message::Anonymous(anonymous) => self.anonymous = anonymous,
            Message::Submitted => return true,
        }
        false
    }

    fn field(&mut self, field: Field) -> &mut String {
        match field {
            Field::Address => &mut self.address,
            Field::Password => &mut self.password,
            Field::Host => &mut self.host,
            Field::Port => &mut self.port,
            Field::Resource => &mut self.resource,
            Field::Certificate => &mut self.certificate,
        }
    }

    pub fn text(&self, field: Field) -> &str {
        match field {
            Field::Address => &self.address,
            Field::Password => &self.password,
            Field::Host => &self.host,
            Field::Port => &self.port,
            Field::Resource => &self.resource,
            Field::Certificate => &self.certificate,
        }
    }

    /// The account and the password that the fields say, or the field that must be mended first.
    ///
    /// # Errors
    /// The first field from the top that cannot be taken.
    pub fn read(&self) -> Result<(Account, Option<Password>), Fault> {
        let id = AccountId(self.id()?);
        let certificate = path(&self.certificate);
        if certificate.as_ref().is_some_and(|path| !path.is_file()) {
            return Err((Field::Certificate, "fault-certificate"));
        }
        let needs_password = self.with_password && !self.anonymous && certificate.is_none();
        if needs_password && self.password.is_empty() {
            return Err((Field::Password, "fault-no-password"));
        }

        let mut account = self.known.clone().unwrap_or_else(|| Account::new(id, fresh_resource()));
        account.host = self.host()?;
        account.client_certificate = certificate;
        account.remember = self.remember;
        account.anonymous = self.anonymous;
        let resource = self.resource.trim();
        if resource.chars().any(char::is_control) || resource.len() > 1023 {
            return Err((Field::Resource, "fault-resource"));
        }
        if !resource.is_empty() {
            resource.clone_into(&mut account.resource);
        }

        let password = (!self.password.is_empty()).then(|| Password::new(self.password.clone()));
        Ok((account, password))
    }

    /// Puts what [`Form::read`] found wrong under its field.
    pub fn blame(&mut self, (field, key): Fault) {
        self.advanced |= !matches!(field, Field::Address | Field::Password);
        self.fault = Some((field, crate::i18n::t(key).into_owned()));
    }

    fn id(&self) -> Result<BareJid, Fault> {
        let address = self.address.trim();
        let address = address.strip_prefix("xmpp:").unwrap_or(address);
        if address.is_empty() {
            return Err((Field::Address, "fault-no-address"));
        }
        // A pasted full address: its resource is not part of the account.
        let bare = address.split('/').next().unwrap_or(address);
        let jid: BareJid = bare.parse().map_err(|_| (Field::Address, "fault-address"))?;
        if self.anonymous {
            let domain = jid.domain().as_str();
            return domain.parse().map_err(|_| (Field::Address, "fault-address"));
        }
        if jid.node().is_none() {
            return Err((Field::Address, "fault-no-name"));
        }
        Ok(jid)
    }

    fn host(&self) -> Result<Option<Host>, Fault> {
        let (name, port) = match (place(self.host.trim()), self.port.trim()) {
            ((name, with), "") => (name, with.unwrap_or_default()),
            ((name, _), port) => (name, port),
        };
        if name.is_empty() && port.is_empty() {
            return Ok(None);
        }
        if name.is_empty() {
            return Err((Field::Host, "fault-no-host"));
        }
        if name.contains(char::is_whitespace) || name.contains('/') {
            return Err((Field::Host, "fault-host"));
        }
        let usual = if self.direct_tls { 5223 } else { 5222 };
        let port = if port.is_empty() {
            usual
        } else {
            port.parse().ok().filter(|port| *port > 0).ok_or((Field::Port, "fault-port"))?
        };
        Ok(Some(Host { name: name.to_owned(), port, direct_tls: self.direct_tls }))
    }
}

impl Default for Form {
    fn default() -> Self {
        Self::new()
    }
}

/// A host, and the port that was typed after it: `host:port`, `[address]:port`. An IPv6 address needs
/// no brackets where it stands alone.
fn place(text: &str) -> (&str, Option<&str>) {
    if let Some((address, rest)) = text.strip_prefix('[').and_then(|it| it.split_once(']')) {
        return (address, rest.strip_prefix(':'));
    }
    match text.split_once(':') {
        Some((name, port)) if !port.contains(':') => (name, Some(port)),
        Some(_) | None => (text, None),
    }
}

fn path(text: &str) -> Option<PathBuf> {
    let text = text.trim();
    (!text.is_empty()).then(|| PathBuf::from(text))
}

/// A resource for this installation alone: no two machines evict each other.
pub fn fresh_resource() -> String {
    format!("parlance.{:016x}", RandomState::new().build_hasher().finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(address: &str, password: &str) -> Form {
        Form { address: address.to_owned(), password: password.to_owned(), ..Form::new() }
    }

    #[test]
    fn spaces_and_pasted_forms_are_forgiven() {
        for address in [" me@localhost ", "xmpp:me@localhost", "me@localhost/desk", "ME@localhost"]
        {
            let read = filled(address, "secret").read().map(|(account, _)| account.id.to_string());
            assert_eq!(read.as_deref(), Ok("me@localhost"), "{address}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_at_its_field() {
        struct Case {
            name: &'static str,
            form: Form,
            field: Field,
        }

        let cases = [
            Case { name: "nothing", form: filled("", ""), field: Field::Address },
            Case { name: "no name", form: filled("localhost", "x"), field: Field::Address },
            Case { name: "no address", form: filled("a b@c@d", "x"), field: Field::Address },
            Case { name: "no password", form: filled("me@localhost", ""), field: Field::Password },
            Case {
                name: "a port alone",
                form: Form { port: "5222".to_owned(), ..filled("me@localhost", "x") },
                field: Field::Host,
            },
            Case {
                name: "no port",
                form: Form {
                    host: "localhost".to_owned(),
                    port: "0".to_owned(),
                    ..filled("me@localhost", "x")
                },
                field: Field::Port,
            },
        ];

        for Case { name, form, field } in cases {
            assert_eq!(form.read().map_err(|(at, _)| at).err(), Some(field), "{name}");
        }
    }

    #[test]
    fn a_host_may_bring_its_port() {
        let cases = [
            ("b.example", "", ("b.example", 5222)),
            ("b.example:5269", "", ("b.example", 5269)),
            ("b.example:5269", "5222", ("b.example", 5222)),
            ("::1", "", ("::1", 5222)),
            ("[::1]", "", ("::1", 5222)),
            ("[::1]:5269", "", ("::1", 5269)),
        ];

        for (host, port, (name, number)) in cases {
            let (host, port) = (host.to_owned(), port.to_owned());
            let form = Form { host, port, ..filled("me@localhost", "x") };
            let read = form.read().map(|(account, _)| account.host);
            let expected = Host { name: name.to_owned(), port: number, direct_tls: false };
            assert_eq!(read, Ok(Some(expected)), "{}:{}", form.host, form.port);
        }
    }

    #[test]
    fn a_known_account_keeps_what_the_form_does_not_show() {
        let (mut account, _) = filled("me@localhost", "x").read().expect("a whole form");
        account.pins = vec!["ab".repeat(32)];
        let mut form = Form::of(account.clone());
        form.with_password = false;
        assert_eq!(form.read(), Ok((account, None)));
    }

    #[test]
    fn each_installation_has_a_resource_of_its_own() {
        assert_ne!(fresh_resource(), fresh_resource());
    }
}
