//! What stands over the window until it is answered.

use iced::{Element, Task};

use crate::model::{AccountId, Password};
use crate::ui::account_form;
use crate::ui::scene::Scene;

pub mod account;
pub mod accounts;
pub mod add_contact;
pub mod challenge;
pub mod configure;
pub mod create;
pub mod details;
pub mod emoji;
pub mod frame;
pub mod govern;
pub mod groups;
pub mod guests;
pub mod invite;
pub mod join;
pub mod keeping;
pub mod password;
pub mod people;
pub mod picture;
pub mod prompt;
pub mod question;
pub mod search;
pub mod settings;
pub mod shortcuts;
pub mod status;
pub mod switcher;
pub mod versions;

pub use frame::Action;

#[derive(Debug, Clone)]
pub enum Dialog {
    Question(question::Question),
    Prompt(prompt::Prompt),
    AddContact(Box<add_contact::AddContact>),
    Groups(groups::Groups),
    Join(Box<join::Join>),
    Create(Box<create::Create>),
    Challenge(Box<challenge::Challenge>),
    Configure(Box<configure::Configure>),
    People(Box<people::People>),
    Picture(picture::RoomPicture),
    Invite(invite::Invite),
    Govern(govern::Govern),
    Details(details::Details),
    Password(password::ChangePassword),
    Account(Box<account::EditAccount>),
    Keeping(Box<keeping::Keeping>),
    Accounts(accounts::Accounts),
    Settings(settings::Settings),
    Status(status::Status),
    Shortcuts(shortcuts::Shortcuts),
    Search(search::Search),
    Switcher(switcher::Switcher),
    Emoji(emoji::Picker),
    Versions(versions::Versions),
}

#[derive(Debug, Clone)]
pub enum Message {
    Question(question::Message),
    Prompt(prompt::Message),
    AddContact(add_contact::Message),
    Groups(groups::Message),
    Join(join::Message),
    Create(create::Message),
    Challenge(challenge::Message),
    Configure(configure::Message),
    People(people::Message),
    Picture(picture::Message),
    Invite(invite::Message),
    Govern(govern::Message),
    Details(details::Message),
    Password(password::Message),
    Account(account::Message),
    Keeping(keeping::Message),
    Accounts(accounts::Message),
    Settings(settings::Message),
    Status(status::Message),
    Shortcuts(shortcuts::Message),
    Search(search::Message),
    Switcher(switcher::Message),
    Emoji(emoji::Message),
    Versions(versions::Message),
}

impl Dialog {
    /// What it begins with: the focus on its first field, and what it asks for by itself.
    pub fn open(&mut self, scene: &Scene<'_>) -> Task<Message> {
        let input = match self {
            Self::Prompt(_) => prompt::INPUT,
            Self::AddContact(_) => add_contact::INPUT,
            Self::Groups(_) => groups::INPUT,
            Self::Join(_) => join::INPUT,
            Self::Create(_) => create::INPUT,
            Self::Invite(_) => invite::INPUT,
            Self::Govern(_) => govern::INPUT,
            Self::Configure(it) => return it.open(scene).map(Message::Configure),
            Self::People(it) => return it.open(scene).map(Message::People),
            Self::Keeping(it) => return it.open(scene).map(Message::Keeping),
            Self::Password(_) => password::INPUT,
            Self::Status(_) => status::INPUT,
            Self::Search(it) => return it.open().map(Message::Search),
            Self::Switcher(_) => switcher::INPUT,
            Self::Emoji(_) => emoji::INPUT,
            Self::Account(_) => account_form::view::id(account_form::Field::Host),
            Self::Details(details) => return details.open(scene).map(Message::Details),
            Self::Versions(it) => return it.open(scene).map(Message::Versions),
            Self::Picture(_) => picture::INPUT,
            Self::Question(_) => "dialog-submit",
            Self::Accounts(_) | Self::Challenge(_) | Self::Settings(_) | Self::Shortcuts(_) => {
                return Task::none();
            }
        };
        iced::widget::operation::focus(input)
    }

    pub fn update(&mut self, scene: &Scene<'_>, message: Message) -> Action<Message> {
        match (self, message) {
            (Self::Question(it), Message::Question(message)) => {
                it.update(scene, message).map(Message::Question)
            }
            (Self::Prompt(it), Message::Prompt(message)) => {
                it.update(scene, message).map(Message::Prompt)
            }
            (Self::AddContact(it), Message::AddContact(message)) => {
                it.update(scene, message).map(Message::AddContact)
            }
            (Self::Groups(it), Message::Groups(message)) => {
                it.update(scene, message).map(Message::Groups)
            }
            (Self::Join(it), Message::Join(message)) => {
                it.update(scene, message).map(Message::Join)
            }
            (Self::Create(it), Message::Create(message)) => {
                it.update(scene, message).map(Message::Create)
            }
            (Self::Challenge(it), Message::Challenge(message)) => {
                it.update(scene, message).map(Message::Challenge)
            }
            (Self::Configure(it), Message::Configure(message)) => {
                it.update(scene, message).map(Message::Configure)
            }
            (Self::People(it), Message::People(message)) => {
                it.update(scene, message).map(Message::People)
            }
            (Self::Picture(it), Message::Picture(message)) => {
                it.update(scene, message).map(Message::Picture)
            }
            (Self::Invite(it), Message::Invite(message)) => {
                it.update(scene, message).map(Message::Invite)
            }
            (Self::Govern(it), Message::Govern(message)) => {
                it.update(scene, message).map(Message::Govern)
            }
            (Self::Details(it), Message::Details(message)) => {
                it.update(scene, message).map(Message::Details)
            }
            (Self::Password(it), Message::Password(message)) => {
                it.update(scene, message).map(Message::Password)
            }
            (Self::Account(it), Message::Account(message)) => {
                it.update(scene, message).map(Message::Account)
            }
            (Self::Keeping(it), Message::Keeping(message)) => {
                it.update(scene, message).map(Message::Keeping)
            }
            (Self::Accounts(it), Message::Accounts(message)) => {
                it.update(scene, message).map(Message::Accounts)
            }
            (Self::Settings(it), Message::Settings(message)) => {
                it.update(scene, message).map(Message::Settings)
            }
            (Self::Status(it), Message::Status(message)) => it.update(message).map(Message::Status),
            (Self::Shortcuts(it), Message::Shortcuts(message)) => {
                it.update(&message).map(Message::Shortcuts)
            }
            (Self::Emoji(it), Message::Emoji(message)) => {
                it.update(scene, message).map(Message::Emoji)
            }
            (Self::Versions(it), Message::Versions(message)) => {
                it.update(message).map(Message::Versions)
            }
            (Self::Search(it), Message::Search(message)) => {
                it.update(scene, message).map(Message::Search)
            }
            (Self::Switcher(it), Message::Switcher(message)) => {
                it.update(scene, message).map(Message::Switcher)
            }
            // The answer to a dialog that is closed by now.
            _ => Action::None,
        }
    }

    pub fn view<'a>(&'a self, scene: &Scene<'a>) -> Element<'a, Message> {
        match self {
            Self::Question(it) => it.view(scene).map(Message::Question),
            Self::Prompt(it) => it.view(scene).map(Message::Prompt),
            Self::AddContact(it) => it.view(scene).map(Message::AddContact),
            Self::Groups(it) => it.view(scene).map(Message::Groups),
            Self::Join(it) => it.view(scene).map(Message::Join),
            Self::Create(it) => it.view(scene).map(Message::Create),
            Self::Challenge(it) => it.view(scene).map(Message::Challenge),
            Self::Configure(it) => it.view(scene).map(Message::Configure),
            Self::People(it) => it.view(scene).map(Message::People),
            Self::Picture(it) => it.view(scene).map(Message::Picture),
            Self::Invite(it) => it.view(scene).map(Message::Invite),
            Self::Govern(it) => it.view(scene).map(Message::Govern),
            Self::Details(it) => it.view(scene).map(Message::Details),
            Self::Password(it) => it.view(scene).map(Message::Password),
            Self::Account(it) => it.view(scene).map(Message::Account),
            Self::Keeping(it) => it.view(scene).map(Message::Keeping),
            Self::Accounts(it) => it.view(scene).map(Message::Accounts),
            Self::Settings(it) => it.view(scene).map(Message::Settings),
            Self::Status(it) => it.view(scene).map(Message::Status),
            Self::Shortcuts(it) => it.view().map(Message::Shortcuts),
            Self::Search(it) => it.view(scene).map(Message::Search),
            Self::Switcher(it) => it.view(scene).map(Message::Switcher),
            Self::Emoji(it) => it.view(scene).map(Message::Emoji),
            Self::Versions(it) => it.view(scene).map(Message::Versions),
        }
    }

    /// The new password, where the server has just taken one.
    pub fn taken_password(&self, message: &Message) -> Option<(AccountId, Password)> {
        match (self, message) {
            (Self::Password(it), Message::Password(password::Message::Answered(Ok(())))) => {
                Some(it.taken())
            }
            _ => None,
        }
    }
}
