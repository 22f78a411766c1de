//! Signing in: an address, a password, how far it got, and what went wrong.

use iced::Task;

use crate::client::Client;
use crate::i18n::t;
use crate::model::account::{self, Certificate, Step, Trouble};
use crate::model::{Account, AccountId, Change, Connection, Password};
use crate::ui::account_form::{self, Field, Form};
use crate::ui::words;

pub mod view;

/// Why one signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// There is no account yet.
    First,
    /// Beside those that are there.
    Another,
    /// A known account whose password is not kept anywhere, or is wrong by now.
    Password,
    /// A known account whose server shows another certificate than before.
    Certificate,
}

#[derive(Debug)]
pub struct Login {
    pub purpose: Purpose,
    pub form: Form,
    pub state: State,
    /// What is tried, as long as it may be kept.
    tried: Option<(Account, Option<Password>)>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum State {
    Editing,
    Trying(Option<Step>),
    /// The server's certificate is not to be trusted by itself: the person decides.
    Doubtful(Box<Certificate>),
}

#[derive(Debug, Clone)]
pub enum Message {
    Form(account_form::Message),
    Cancelled,
    Trusted,
    /// Back to the window without signing in.
    Left,
    Done,
}

#[derive(Debug)]
pub enum Action {
    None,
    Run(Task<Message>),
    SignedIn { account: Account, password: Option<Password> },
    Left,
}

impl Login {
    pub fn new(purpose: Purpose) -> Self {
        Self { purpose, form: Form::new(), state: State::Editing, tried: None }
    }

    /// Asks for the password of an account that is known.
    pub fn password(account: Account) -> Self {
        Self { form: Form::of(account), ..Self::new(Purpose::Password) }
    }

    /// Asks about the certificate that an account was refused for. What it signs in with is known.
    pub fn certificate(account: Account, certificate: Certificate) -> Self {
        Self {
            state: State::Doubtful(Box::new(certificate)),
            tried: Some((account.clone(), None)),
            form: Form::of(account),
            ..Self::new(Purpose::Certificate)
        }
    }

    /// Signs in at once, as if it had been typed here.
    pub fn trying(client: &Client, account: Account, password: Password) -> Self {
        let login = Self {
            state: State::Trying(None),
            tried: Some((account.clone(), Some(password.clone()))),
            ..Self::password(account.clone())
        };
        client.sign_in(account, Some(password));
        login
    }

    /// The field that the caret belongs in at the start.
    pub fn first_field(&self) -> Field {
        match self.purpose {
            Purpose::First | Purpose::Another => Field::Address,
            Purpose::Password | Purpose::Certificate => Field::Password,
        }
    }

    pub fn update(&mut self, client: &Client, message: Message) -> Action {
        match message {
            Message::Form(message) => {
                if self.form.update(message) {
                    return self.submit(client);
                }
                Action::None
            }
            // There is nothing to go back to.
            Message::Cancelled if self.asks_about_certificate() => Action::Left,
            Message::Cancelled => self.cancel(client),
            Message::Trusted => self.trust(client),
            Message::Left => {
                let _ = self.cancel(client);
                Action::Left
            }
            Message::Done => Action::None,
        }
    }

    /// Follows the attempt. Other accounts' changes are none of its business.
    pub fn heard(&mut self, client: &Client, change: &Change) -> Action {
        let Change::Account(id, account::Change::Connection(connection)) = change else {
            return Action::None;
        };
        if !self.tries(id) {
            return Action::None;
        }
        match connection {
            Connection::Connecting(step) => {
                self.state = State::Trying(Some(*step));
                Action::None
            }
            Connection::Online => match self.tried.take() {
                Some((account, password)) => Action::SignedIn { account, password },
                None => Action::None,
            },
            Connection::Waiting { trouble, .. } | Connection::Refused(trouble) => {
                self.fail(client, trouble)
            }
            Connection::Offline => Action::None,
        }
    }

    fn asks_about_certificate(&self) -> bool {
        self.purpose == Purpose::Certificate && matches!(self.state, State::Doubtful(_))
    }

    fn tries(&self, id: &AccountId) -> bool {
        matches!(self.state, State::Trying(_))
            && self.tried.as_ref().is_some_and(|(account, _)| account.id == *id)
    }

    fn submit(&mut self, client: &Client) -> Action {
        if self.state != State::Editing {
            return Action::None;
        }
        let (account, password) = match self.form.read() {
            Ok(read) => read,
            Err(fault) => {
                self.form.blame(fault);
                return Action::None;
            }
        };
        self.form.fault = None;
        self.state = State::Trying(None);
        self.tried = Some((account.clone(), password.clone()));
        client.sign_in(account, password);
        Action::None
    }

    /// Leaves the attempt; what was typed stays.
    fn cancel(&mut self, client: &Client) -> Action {
        self.state = State::Editing;
        let Some((account, _)) = self.tried.take() else {
            return Action::None;
        };
        let client = client.clone();
        Action::Run(Task::perform(async move { client.cancel(&account.id).await }, |()| {
            Message::Done
        }))
    }

    fn trust(&mut self, client: &Client) -> Action {
        let State::Doubtful(certificate) = &self.state else {
            return Action::None;
        };
        let Some((account, _)) = &mut self.tried else {
            return Action::None;
        };
        let sha256 = certificate.sha256.clone();
        account.pins.push(sha256.clone());
        let (client, id) = (client.clone(), account.id.clone());
        self.state = State::Trying(None);
        Action::Run(Task::perform(async move { client.trust(&id, sha256).await }, |_| {
            Message::Done
        }))
    }

    fn fail(&mut self, client: &Client, trouble: &Trouble) -> Action {
        if let Trouble::Certificate(certificate) = trouble {
            self.state = State::Doubtful(certificate.clone());
            return Action::None;
        }
        let field = self.field_of(trouble);
        let mut text = words::trouble(trouble);
        if let Some(detail) = words::trouble_detail(trouble) {
            text = crate::i18n::t!("with-words", sentence = text, words = detail);
        }
        self.form.fault = Some((field, text));
        self.form.advanced |= !matches!(field, Field::Address | Field::Password);
        let focus = iced::widget::operation::focus(account_form::view::id(field));
        // It would be tried again by itself, with what is being changed here.
        match self.cancel(client) {
            Action::Run(cancelled) => Action::Run(Task::batch([cancelled, focus])),
            _ => Action::Run(focus),
        }
    }

    /// Where the person can mend it.
    fn field_of(&self, trouble: &Trouble) -> Field {
        match trouble {
            Trouble::Credentials { .. } | Trouble::NoPassword
                if self.form.certificate.is_empty() =>
            {
                Field::Password
            }
            Trouble::Credentials { .. } | Trouble::NoPassword => Field::Certificate,
            Trouble::Unreachable(_) | Trouble::TimedOut(_) | Trouble::NoService
                if !self.form.host.trim().is_empty() =>
            {
                Field::Host
            }
            _ => Field::Address,
        }
    }

    /// How far the attempt got, in words.
    pub fn progress(&self) -> Option<String> {
        match &self.state {
            State::Trying(Some(step)) => Some(words::step(*step).into_owned()),
            State::Trying(None) => Some(t("step-starting").into_owned()),
            State::Editing | State::Doubtful(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled() -> Login {
        let mut login = Login::new(Purpose::First);
        "me@localhost".clone_into(&mut login.form.address);
        "secret".clone_into(&mut login.form.password);
        login
    }

    fn connection(connection: Connection) -> Change {
        let me = AccountId("me@localhost".parse().expect("a valid address"));
        Change::Account(me, account::Change::Connection(connection))
    }

    fn submit(login: &mut Login, client: &Client) {
        let _ = login.update(client, Message::Form(account_form::Message::Submitted));
    }

    #[tokio::test]
    async fn a_wrong_password_is_told_under_its_field_and_keeps_what_was_typed() {
        let client = Client::in_memory().expect("memory is there");
        let mut login = filled();
        submit(&mut login, &client);
        let _ = login.heard(&client, &connection(Connection::Connecting(Step::SigningIn)));
        assert_eq!(login.state, State::Trying(Some(Step::SigningIn)));

        let trouble = Trouble::Credentials { condition: "not-authorized".to_owned(), text: None };
        let _ = login.heard(&client, &connection(Connection::Refused(trouble)));
        assert_eq!(login.state, State::Editing);
        assert!(matches!(login.form.fault, Some((Field::Password, _))));
        assert_eq!(login.form.password, "secret");
    }

    #[tokio::test]
    async fn being_online_hands_over_the_account_and_its_password() {
        let client = Client::in_memory().expect("memory is there");
        let mut login = filled();
        submit(&mut login, &client);
        let action = login.heard(&client, &connection(Connection::Online));
        assert!(matches!(action, Action::SignedIn { password: Some(_), .. }));
    }

    fn certificate() -> Certificate {
        Certificate {
            subject: "CN=localhost".to_owned(),
            issuer: "CN=localhost".to_owned(),
            not_before: crate::model::Timestamp::from_millis(0),
            not_after: crate::model::Timestamp::from_millis(1),
            sha256: "ab".repeat(32),
            fault: account::CertificateFault::UnknownIssuer,
        }
    }

    #[tokio::test]
    async fn another_certificate_is_asked_about_without_the_password() {
        let client = Client::in_memory().expect("memory is there");
        let id = AccountId("me@localhost".parse().expect("a valid address"));
        let account = Account::new(id, "parlance.1".to_owned());

        let mut left = Login::certificate(account.clone(), certificate());
        assert!(matches!(left.update(&client, Message::Cancelled), Action::Left));

        let mut login = Login::certificate(account, certificate());
        assert!(matches!(login.update(&client, Message::Trusted), Action::Run(_)));
        let action = login.heard(&client, &connection(Connection::Online));
        let Action::SignedIn { account, password: None } = action else {
            panic!("it came to {action:?}");
        };
        assert_eq!(account.pins, ["ab".repeat(32)]);
    }

    #[tokio::test]
    async fn a_doubtful_certificate_is_asked_about() {
        let client = Client::in_memory().expect("memory is there");
        let mut login = filled();
        submit(&mut login, &client);
        let trouble = Trouble::Certificate(Box::new(certificate()));
        let _ = login.heard(&client, &connection(Connection::Refused(trouble)));
        assert!(matches!(login.state, State::Doubtful(_)));
        assert!(matches!(login.update(&client, Message::Trusted), Action::Run(_)));
        assert_eq!(login.state, State::Trying(None));
    }
}
