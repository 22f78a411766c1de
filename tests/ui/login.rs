//! Signing in: what one sees at each step, and where the caret is.

use iced::keyboard::Modifiers;
use iced::keyboard::key::Named;
use iced::{Element, Size, Task};
use parlance::client::Client;
use parlance::i18n::{Language, within};
use parlance::model::account::{self, Certificate, CertificateFault, Connection, Step, Trouble};
use parlance::model::{AccountId, Change, Timestamp};
use parlance::ui::account_form::{Field, view::id};
use parlance::ui::login::{Action, Login, Message, Purpose, State};
use parlance::ui::root::root;
use parlance::ui::theme::Mode;

use crate::support::harness::Harness;

pub(super) struct Door {
    pub(super) login: Login,
    pub(super) client: Client,
    pub(super) language: Language,
    pub(super) inside: bool,
}

impl Door {
    fn after(&mut self, action: Action) -> Task<Message> {
        match action {
            Action::Run(task) => task,
            Action::SignedIn { .. } => {
                self.inside = true;
                Task::none()
            }
            Action::None | Action::Left => Task::none(),
        }
    }

    fn update(&mut self, message: Message) -> Task<Message> {
        let client = self.client.clone();
        let action = within(self.language, || self.login.update(&client, message));
        self.after(action)
    }

    fn view(&self) -> Element<'_, Message> {
        within(self.language, || root(self.login.view(), |_| None, Message::Done, false))
    }
}

pub(super) type Driven = Harness<Door, Message>;

pub(super) fn door(size: Size) -> Driven {
    let client = Client::in_memory().expect("memory is there");
    let login = Login::new(Purpose::First);
    let door = Door { login, client, language: Language::English, inside: false };
    let mut door = Harness::new(door, Door::update, Door::view, size);
    door.task(iced::widget::operation::focus(id(Field::Address)));
    door.frame();
    door
}

pub(super) fn tell(door: &mut Driven, connection: Connection) {
    let me = AccountId("juliet@capulet.example".parse().expect("an address"));
    let change = Change::Account(me, account::Change::Connection(connection));
    let client = door.state.client.clone();
    let language = door.state.language;
    let action = within(language, || door.state.login.heard(&client, &change));
    let task = door.state.after(action);
    door.task(task);
    door.frame();
}

pub(super) fn typed(door: &mut Driven) {
    door.type_text(" juliet@capulet.example ");
    door.key(Named::Tab);
    door.type_text("secret");
}

pub(super) fn certificate() -> Certificate {
    Certificate {
        subject: "CN=capulet.example".to_owned(),
        issuer: "CN=The house of Capulet, O=Verona".to_owned(),
        not_before: Timestamp::from_millis(1_700_000_000_000),
        not_after: Timestamp::from_millis(1_800_000_000_000),
        sha256: "0123456789abcdef".repeat(4),
        fault: CertificateFault::UnknownIssuer,
    }
}

const SIZE: Size = Size::new(900.0, 640.0);

#[test]
fn tab_goes_from_the_address_to_the_password_and_enter_sends() {
    let mut door = door(SIZE);
    assert!(door.focused(id(Field::Address)));
    typed(&mut door);
    assert!(door.focused(id(Field::Password)));
    door.key_with(Modifiers::SHIFT, Named::Tab);
    assert!(door.focused(id(Field::Address)));
    door.key(Named::Enter);

    assert!(matches!(door.state.login.state, State::Trying(None)));
    tell(&mut door, Connection::Connecting(Step::Securing));
    assert!(door.shows("Securing the connection…"));
    tell(&mut door, Connection::Online);
    assert!(door.state.inside);
}

#[test]
fn a_bad_address_is_told_before_anything_is_sent() {
    let mut door = door(SIZE);
    door.type_text("juliet");
    door.key(Named::Enter);
    assert!(door.shows("The part before the @ is missing."));
    assert_eq!(door.state.login.state, State::Editing);
}

#[test]
fn cancel_keeps_what_was_typed() {
    let mut door = door(SIZE);
    typed(&mut door);
    door.key(Named::Enter);
    door.click("Cancel");
    assert_eq!(door.state.login.state, State::Editing);
    assert_eq!(door.state.login.form.password, "secret");
}

#[test]
fn a_doubtful_certificate_is_shown_whole_and_can_be_trusted() {
    let mut door = door(SIZE);
    typed(&mut door);
    door.key(Named::Enter);
    tell(&mut door, Connection::Refused(Trouble::Certificate(Box::new(certificate()))));
    assert!(door.shows("CN=The house of Capulet, O=Verona"));
    door.click("Trust this certificate");
    assert!(matches!(door.state.login.state, State::Trying(None)));
}

#[test]
fn each_state_can_be_drawn() {
    for (mode, theme) in [(Mode::Light, "light"), (Mode::Dark, "dark")] {
        for (language, tag) in [(Language::English, "en"), (Language::Chinese, "zh")] {
            within(language, || {
                let mut door = door(SIZE);
                door.mode = mode;
                door.state.language = language;
                door.frame();
                door.picture(&format!("login-{theme}-{tag}"));
                typed(&mut door);
                door.message(Message::Form(parlance::ui::account_form::Message::Unfolded));
                door.key(Named::Enter);
                door.picture(&format!("login-trying-{theme}-{tag}"));
                let trouble =
                    Trouble::Credentials { condition: "not-authorized".to_owned(), text: None };
                tell(&mut door, Connection::Refused(trouble));
                door.picture(&format!("login-wrong-{theme}-{tag}"));
                door.key(Named::Enter);
                let trouble = Trouble::Certificate(Box::new(certificate()));
                tell(&mut door, Connection::Refused(trouble));
                door.picture(&format!("login-certificate-{theme}-{tag}"));
            });
        }
    }
}
