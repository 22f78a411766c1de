//! The groups of a contact.

use iced::widget::Column;
use iced::{Element, Task};

use crate::client::Error;
use crate::i18n::t;
use crate::model::{AccountId, Contact};
use crate::ui::dialog::frame::{self, Action, Progress};
use crate::ui::part::control;
use crate::ui::part::field::field;
use crate::ui::scene::Scene;
use crate::ui::theme::space;

/// The name of the input, for the focus.
pub const INPUT: &str = "groups-new";

#[derive(Debug, Clone)]
pub struct Groups {
    account: AccountId,
    contact: Contact,
    /// All that can be chosen, and whether each is.
    groups: Vec<(String, bool)>,
    new: String,
    progress: Progress,
}

#[derive(Debug, Clone)]
pub enum Message {
    Toggled(usize),
    Named(String),
    Cancelled,
    Submitted,
    Answered(Result<(), Error>),
}

impl Groups {
    pub fn new(account: AccountId, contact: Contact, known: Vec<String>) -> Self {
        let groups = known
            .into_iter()
            .map(|group| (group.clone(), contact.groups.contains(&group)))
            .collect();
        Self { account, contact, groups, new: String::new(), progress: Progress::Ready }
    }

    pub fn update(&mut self, scene: &Scene<'_>, message: Message) -> Action<Message> {
        match message {
            Message::Toggled(place) => {
                if let Some((_, chosen)) = self.groups.get_mut(place) {
                    *chosen = !*chosen;
                }
            }
            Message::Named(name) => self.new = name,
            Message::Cancelled => return Action::Close,
            Message::Submitted => return self.submit(scene),
            Message::Answered(answer) => return self.progress.answered(answer),
        }
        Action::None
    }

    /// The groups that are chosen, the new one among them.
    fn chosen(&self) -> Vec<String> {
        let mut groups: Vec<String> = self
            .groups
            .iter()
            .filter(|(_, chosen)| *chosen)
            .map(|(group, _)| group.clone())
            .collect();
        let new = self.new.trim();
        if !new.is_empty() {
            groups.push(new.to_owned());
        }
        groups.sort();
        groups.dedup();
        groups
    }

    fn submit(&mut self, scene: &Scene<'_>) -> Action<Message> {
        self.progress = Progress::Waiting;
        let contact = Contact { groups: self.chosen(), ..self.contact.clone() };
        let (client, account) = (scene.client.clone(), self.account.clone());
        Action::Run(Task::perform(
            async move { client.edit_contact(&account, contact).await },
            Message::Answered,
        ))
    }

    pub fn view<'a>(&'a self, _scene: &Scene<'_>) -> Element<'a, Message> {
        let mut groups = Column::new().spacing(space::XS);
        for (place, (group, chosen)) in self.groups.iter().enumerate() {
            groups = groups.push(
                control::checkline(group.as_str(), *chosen).on_press(Message::Toggled(place)),
            );
        }
        let known = (!self.groups.is_empty()).then_some(groups);
        let inner = Column::new().spacing(space::M).push(known).push(
            field(t("groups-new"), &self.new)
                .id(INPUT)
                .on_input(Message::Named)
                .on_submit(Message::Submitted)
                .fault(self.progress.fault()),
        );
        let act = (!self.progress.is_waiting()).then_some(Message::Submitted);
        let title = crate::i18n::t!("groups-title", name = self.contact.title());
        frame::frame(
            frame::NARROW,
            title,
            inner,
            frame::buttons(t("apply"), act, Message::Cancelled),
            Message::Cancelled,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_chosen_and_what_is_new_make_the_groups() {
        let me = AccountId("me@localhost".parse().expect("a valid address"));
        let mut contact = Contact::new("ann@localhost".parse().expect("a valid address"));
        contact.groups = vec!["Work".to_owned()];
        let mut groups = Groups::new(me, contact, vec!["Friends".to_owned(), "Work".to_owned()]);
        assert_eq!(groups.chosen(), ["Work"]);
        groups.groups[0].1 = true;
        " Chess ".clone_into(&mut groups.new);
        assert_eq!(groups.chosen(), ["Chess", "Friends", "Work"]);
    }
}
