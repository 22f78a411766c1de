//! Picks contacts who are asked into a room.

use iced::widget::{Column, column, scrollable};
use iced::{Element, Length};
use xmpp::jid::BareJid;

use crate::i18n::t;
use crate::model::{AccountId, roster};
use crate::ui::part::field::filter;
use crate::ui::part::{control, text};
use crate::ui::scene::Scene;
use crate::ui::theme::{space, style};

/// How many contacts are shown; a filter finds the others.
const SHOWN: usize = 50;

#[derive(Debug, Clone, Default)]
pub struct Guests {
    pub chosen: Vec<BareJid>,
    /// Those who were chosen from the beginning stand first.
    first: Vec<BareJid>,
    filter: String,
}

#[derive(Debug, Clone)]
pub enum Message {
    Filter(String),
    Toggled(BareJid),
}

impl Guests {
    pub fn of(chosen: Vec<BareJid>) -> Self {
        Self { first: chosen.clone(), chosen, ..Self::default() }
    }

    pub fn update(&mut self, message: Message) {
        match message {
            Message::Filter(words) => self.filter = words,
            Message::Toggled(jid) if self.chosen.contains(&jid) => {
                self.chosen.retain(|it| *it != jid);
            }
            Message::Toggled(jid) => self.chosen.push(jid),
        }
    }

    /// The contacts of an account; nothing where it has none.
    pub fn view<'a>(&'a self, scene: &Scene<'a>, account: &AccountId) -> Element<'a, Message> {
        let contacts = scene.world.accounts.get(account).map(|it| &it.contacts);
        let Some(contacts) = contacts.filter(|it| !it.is_empty()) else {
            return column![].into();
        };
        let words = roster::split(&self.filter);
        let mut hits: Vec<_> = contacts
            .values()
            .filter(|it| roster::holds(&words, &[it.title(), it.jid.as_str()]))
            .map(|it| ((!self.first.contains(&it.jid), it.title().to_lowercase()), it))
            .collect();
        hits.sort_by(|a, b| a.0.cmp(&b.0));

        let mut list = Column::new();
        for (_, contact) in hits.into_iter().take(SHOWN) {
            let chosen = self.chosen.contains(&contact.jid);
            list = list.push(
                control::checkline(contact.title(), chosen)
                    .on_press(Message::Toggled(contact.jid.clone())),
            );
        }
        column![
            text::meta(crate::i18n::t!("guests-count", count = self.chosen.len())),
            filter(&t("guests-filter"), &self.filter, Message::Filter),
            scrollable(list.width(Length::Fill)).height(112).style(style::scroll),
        ]
        .spacing(space::S)
        .into()
    }
}
