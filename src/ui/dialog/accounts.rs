//! All accounts: how they stand, and what can be done to them.

use iced::Element;
use iced::widget::{Column, column, container, row};
use iced::{Alignment, Length};

use crate::i18n::t;
use crate::model::AccountId;
use crate::model::world::Standing;
use crate::ui::deed::Deed;
use crate::ui::dialog::frame::{self, Action};
use crate::ui::part::avatar::avatar;
use crate::ui::part::line::line;
use crate::ui::part::{control, text};
use crate::ui::scene::Scene;
use crate::ui::theme::space;
use crate::ui::words;

#[derive(Debug, Clone, Default)]
pub struct Accounts;

#[derive(Debug, Clone)]
pub enum Message {
    Closed,
    Did(Deed),
    /// Done while the list stays open.
    Switched(AccountId, bool),
    Answered,
}

impl Accounts {
    pub fn update(&mut self, scene: &Scene<'_>, message: Message) -> Action<Message> {
        match message {
            Message::Closed => Action::Close,
            Message::Did(deed) => Action::Do(deed),
            Message::Switched(id, enabled) => {
                let Some(standing) = scene.world.accounts.get(&id) else {
                    return Action::None;
                };
                let mut account = standing.account.clone();
                account.enabled = enabled;
                let client = scene.client.clone();
                Action::Run(iced::Task::perform(
                    async move { client.edit_account(account).await },
                    |_| Message::Answered,
                ))
            }
            Message::Answered => Action::None,
        }
    }

    pub fn view<'a>(&'a self, scene: &Scene<'a>) -> Element<'a, Message> {
        let mut inner = Column::new().spacing(space::L);
        for (id, standing) in &scene.world.accounts {
            inner = inner.push(account(scene, id, standing));
        }
        if scene.world.accounts.is_empty() {
            inner = inner.push(text::muted(t("accounts-none")));
        }
        let add = control::primary(t("accounts-add")).on_press(Message::Did(Deed::AddAccount));
        frame::frame(frame::WIDE, t("accounts-title"), inner, vec![add.into()], Message::Closed)
    }
}

fn account<'a>(
    scene: &Scene<'a>,
    id: &'a AccountId,
    standing: &'a Standing,
) -> Element<'a, Message> {
    let state = if standing.account.enabled {
        words::connection(&standing.connection, scene.now)
    } else {
        t("account-disabled").into_owned()
    };
    let head = row![
        avatar(crate::model::contact::short(&id.0), id.as_str(), 32.0).on(|tokens| tokens.card),
        column![line(id.as_str()).strong().width(Length::Fill), text::meta(state)]
            .width(Length::Fill),
        container(
            control::checkbox(t("account-enabled"), standing.account.enabled)
                .on_press(Message::Switched(id.clone(), !standing.account.enabled))
        ),
    ]
    .spacing(space::M)
    .align_y(Alignment::Center);

    let mut buttons = row![
        control::plain(t("menu-edit-account"))
            .on_press(Message::Did(Deed::EditAccount(id.clone()))),
    ]
    .spacing(space::S);
    if standing.connection.is_online() {
        buttons = buttons.push(
            control::plain(t("menu-change-password"))
                .on_press(Message::Did(Deed::ChangePassword(id.clone()))),
        );
        buttons = buttons.push(
            control::plain(t("menu-keeping")).on_press(Message::Did(Deed::Keeping(id.clone()))),
        );
    }
    buttons = buttons.push(
        control::quiet(t("menu-remove-account"))
            .on_press(Message::Did(Deed::RemoveAccount(id.clone()))),
    );
    column![head, buttons.wrap()].spacing(space::S).into()
}
