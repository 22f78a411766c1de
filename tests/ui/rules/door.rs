//! Signing in, in all its states, with all that is long.

use iced::Size;
use iced::keyboard::key::Named;
use parlance::i18n::{Language, within};
use parlance::model::account::{Certificate, Connection, Step, Trouble};
use parlance::ui::account_form;
use parlance::ui::login::{Login, Message, Purpose};

use super::people::{UNBROKEN, statuses};
use super::walk::Walk;
use super::{bounds, none, sizes};
use crate::ui::login::{Driven, certificate, door, tell, typed};

/// Everything that is wrong in one size.
fn faults(size: Size, language: Language) -> Vec<String> {
    let mut faults = Vec::new();
    let of = format!("{}x{} {language:?}", size.width, size.height);
    let mut look = |name: &str, door: &mut Driven| {
        door.picture(&format!("rules-door-{of}-{name}"));
        for fault in bounds::faults(&Walk::of(door)) {
            faults.push(format!("{of}, {name}: {fault}"));
        }
    };
    let begin = || {
        let mut door = door(size);
        door.state.language = language;
        door.frame();
        door
    };

    let mut window = begin();
    look("empty", &mut window);
    window.message(Message::Form(account_form::Message::Unfolded));
    window.frame();
    look("unfolded", &mut window);
    window.key(Named::Enter);
    look("nothing typed", &mut window);
    typed(&mut window);
    window.key(Named::Enter);
    look("trying", &mut window);
    for step in [Step::Resolving, Step::Reaching, Step::Securing, Step::SigningIn, Step::Binding] {
        tell(&mut window, Connection::Connecting(step));
        look(&format!("{step:?}"), &mut window);
    }
    for (number, trouble) in troubles().into_iter().enumerate() {
        let mut window = begin();
        typed(&mut window);
        window.key(Named::Enter);
        tell(&mut window, Connection::Refused(trouble));
        look(&format!("trouble {number}"), &mut window);
    }
    let mut window = begin();
    window.state.login = Login::new(Purpose::Another);
    window.frame();
    look("another account", &mut window);
    faults
}

fn troubles() -> Vec<Trouble> {
    let words = || statuses()[0].clone();
    let long = Certificate {
        subject: UNBROKEN.to_owned(),
        issuer: statuses()[2].clone(),
        ..certificate()
    };
    vec![
        Trouble::Unreachable(words()),
        Trouble::NoService,
        Trouble::TimedOut(Step::Securing),
        Trouble::Certificate(Box::new(long)),
        Trouble::Tls(UNBROKEN.to_owned()),
        Trouble::NoEncryption,
        Trouble::Credentials { condition: "not-authorized".to_owned(), text: Some(words()) },
        Trouble::NoMechanism(vec![UNBROKEN.to_owned()]),
        Trouble::ServerNotVerified,
        Trouble::Conflict,
        Trouble::Stream { condition: "policy-violation".to_owned(), text: Some(words()) },
        Trouble::Protocol(words()),
        Trouble::Lost(words()),
        Trouble::NoPassword,
    ]
}

#[test]
fn signing_in_has_its_place_and_room_enough() {
    for language in [Language::English, Language::Chinese] {
        within(language, || {
            none(&sizes(language).flat_map(|size| faults(size, language)).collect::<Vec<_>>());
        });
    }
}
