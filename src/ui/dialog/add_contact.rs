//! Adds somebody to the roster, and asks to see them.

use iced::widget::{Column, column, row};
use iced::{Element, Task};
use xmpp::jid::BareJid;

use crate::client::Error;
use crate::i18n::t;
use crate::model::AccountId;
use crate::ui::dialog::frame::{self, Action, Progress};
use crate::ui::part::field::field;
use crate::ui::part::{control, text};
use crate::ui::scene::Scene;
use crate::ui::theme::space;

/// The name of the first input, for the focus.
pub const INPUT: &str = "add-address";

#[derive(Debug, Clone, Default)]
pub struct AddContact {
    account: Option<AccountId>,
    address: String,
    name: String,
    /// Divided by commas.
    groups: String,
    text: String,
    fault: Option<String>,
    progress: Progress,
}

#[derive(Debug, Clone)]
pub enum Message {
    Account(AccountId),
    Address(String),
    Name(String),
    Groups(String),
    GroupToggled(String),
    Text(String),
    Cancelled,
    Submitted,
    Answered(Result<(), Error>),
}

impl AddContact {
    pub fn new(account: Option<AccountId>, jid: Option<BareJid>, group: String) -> Self {
        Self {
            account,
            address: jid.map(|jid| jid.to_string()).unwrap_or_default(),
            groups: group,
            ..Self::default()
        }
    }

    pub fn with_name(mut self, name: String) -> Self {
        self.name = name;
        self
    }

    pub fn update(&mut self, scene: &Scene<'_>, message: Message) -> Action<Message> {
        match message {
            Message::Account(account) => self.account = Some(account),
            Message::Address(address) => {
                self.fault = None;
                self.address = address;
            }
            Message::Name(name) => self.name = name,
            Message::Groups(groups) => self.groups = groups,
            Message::GroupToggled(group) => self.toggle(&group),
            Message::Text(text) => self.text = text,
            Message::Cancelled => return Action::Close,
            Message::Submitted => return self.submit(scene),
            Message::Answered(answer) => return self.progress.answered(answer),
        }
        Action::None
    }

    fn toggle(&mut self, group: &str) {
        let mut groups = split_groups(&self.groups);
        if groups.iter().any(|it| it == group) {
            groups.retain(|it| it != group);
        } else {
            groups.push(group.to_owned());
        }
        self.groups = groups.join(", ");
    }

    fn submit(&mut self, scene: &Scene<'_>) -> Action<Message> {
        let Some(account) = self.account.clone().or_else(|| scene.first_account().cloned()) else {
            return Action::None;
        };
        let address = self.address.trim();
        let address = address.strip_prefix("xmpp:").unwrap_or(address);
        let address = address.split(['?', '/']).next().unwrap_or(address);
        let jid: BareJid = match address.parse() {
            Ok(jid) => jid,
            Err(_) => {
                self.fault = Some(t("fault-address").into_owned());
                return Action::None;
            }
        };
        if jid == account.0 {
            self.fault = Some(t("fault-own-address").into_owned());
            return Action::None;
        }
        self.progress = Progress::Waiting;
        let client = scene.client.clone();
        let (name, text) = (self.name.trim().to_owned(), self.text.trim().to_owned());
        let groups = split_groups(&self.groups);
        Action::Run(Task::perform(
            async move { client.add_contact(&account, jid, name, groups, text).await },
            Message::Answered,
        ))
    }

    pub fn view<'a>(&'a self, scene: &Scene<'a>) -> Element<'a, Message> {
        let mut inner = Column::new().spacing(space::M);
        let chosen = self.account.as_ref().or_else(|| scene.first_account());
        if scene.world.accounts.len() > 1 {
            inner = inner.push(accounts(scene, chosen));
        }
        inner = inner
            .push(
                field(t("add-address"), &self.address)
                    .id(INPUT)
                    .on_input(Message::Address)
                    .on_submit(Message::Submitted)
                    .hint(t("add-address-hint"))
                    .fault(self.fault.as_deref()),
            )
            .push(
                field(t("add-name"), &self.name)
                    .on_input(Message::Name)
                    .on_submit(Message::Submitted),
            )
            .push(self.groups(scene, chosen))
            .push(
                field(t("add-text"), &self.text)
                    .on_input(Message::Text)
                    .on_submit(Message::Submitted),
            );
        if let Some(fault) = frame::fault(&self.progress) {
            inner = inner.push(fault);
        }
        let ready = !self.progress.is_waiting() && !self.address.trim().is_empty();
        frame::frame(
            frame::NARROW,
            t("add-title"),
            inner,
            frame::buttons(t("add-do"), ready.then_some(Message::Submitted), Message::Cancelled),
            Message::Cancelled,
        )
    }

    fn groups<'a>(
        &'a self,
        scene: &Scene<'a>,
        account: Option<&AccountId>,
    ) -> Element<'a, Message> {
        let set = split_groups(&self.groups);
        let mut known = row![].spacing(space::XS);
        for group in groups_of(scene, account).into_iter().take(12) {
            let has = set.contains(&group);
            known = known
                .push(control::checkbox(group.clone(), has).on_press(Message::GroupToggled(group)));
        }
        column![
            field(t("add-groups"), &self.groups)
                .on_input(Message::Groups)
                .on_submit(Message::Submitted),
            known.wrap(),
        ]
        .spacing(space::XS)
        .into()
    }
}

/// The groups that an account's roster has, sorted.
pub fn groups_of(scene: &Scene<'_>, account: Option<&AccountId>) -> Vec<String> {
    let Some(standing) = account.and_then(|id| scene.world.accounts.get(id)) else {
        return Vec::new();
    };
    let mut groups: Vec<String> =
        standing.contacts.values().flat_map(|contact| contact.groups.iter().cloned()).collect();
    groups.sort();
    groups.dedup();
    groups
}

fn split_groups(text: &str) -> Vec<String> {
    let mut groups: Vec<String> = text
        .split([',', '，', '、'])
        .map(str::trim)
        .filter(|group| !group.is_empty())
        .map(str::to_owned)
        .collect();
    groups.sort();
    groups.dedup();
    groups
}

fn accounts<'a>(scene: &Scene<'a>, chosen: Option<&AccountId>) -> Element<'a, Message> {
    let mut column = column![text::meta(t("add-account"))].spacing(space::XS);
    for id in scene.world.accounts.keys() {
        column = column.push(
            control::radio(id.as_str(), chosen == Some(id)).on_press(Message::Account(id.clone())),
        );
    }
    column.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_divided_by_the_commas_of_both_languages() {
        assert_eq!(split_groups(" Work, 朋友，Work、 "), ["Work", "朋友"]);
    }
}
