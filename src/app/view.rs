//! Which screen is shown.

use iced::widget::{column, container, row, space as gap};
use iced::{Alignment, Element, Length};

use crate::app::{App, Message};
use crate::client::{Error, Upgrade};
use crate::i18n::t;
use crate::ui::keys::Action;
use crate::ui::part::patience::patience;
use crate::ui::part::{control, text};
use crate::ui::theme::{space, style};
use crate::ui::words;

/// The shortcuts that mean something while nobody is signed in.
pub(super) fn asked_at_the_door(action: Action) -> Option<Message> {
    match action {
        Action::ZoomIn => Some(Message::ZoomAsked(Some(1.0))),
        Action::ZoomOut => Some(Message::ZoomAsked(Some(-1.0))),
        Action::ZoomReset => Some(Message::ZoomAsked(None)),
        Action::Quit => Some(Message::QuitAsked),
        _ => None,
    }
}

impl App {
    pub(super) fn page(&self) -> Element<'_, Message> {
        if let Some(error) = &self.broken {
            return broken(error);
        }
        let Some(house) = &self.house else {
            if let Some(upgrade) = &self.upgrade {
                return patience(upgrading(upgrade));
            }
            // The cache opens within a few frames: an empty page, and nothing that flashes.
            let empty = gap().width(Length::Fill).height(Length::Fill);
            return container(empty).style(style::page).into();
        };
        if let Some(login) = &house.login {
            return login.view().map(Message::Login);
        }
        let Some(shell) = &house.shell else {
            return gap().into();
        };
        let scene =
            self.look.scene(&house.client, &house.world, &house.pictures, house.shown.as_ref());
        shell.view(&scene).map(Message::Shell)
    }
}

/// The history cache is of an older version, and is being brought up to date.
fn upgrading(upgrade: &Upgrade) -> Element<'_, Message> {
    let page = column![
        text::heading(t("upgrade-title")),
        text::body(t!("upgrade-step", step = upgrade.step, of = upgrade.of)),
        text::muted(t("upgrade-about")),
        control::plain(t("key-quit")).on_press(Message::QuitAsked),
    ]
    .spacing(space::L)
    .align_x(Alignment::Start)
    .max_width(460);
    container(page).center(Length::Fill).padding(space::XL).style(style::page).into()
}

/// The history cache could not be opened: it is kept as it is, and a new one may be begun where the
/// old one is of no use here.
fn broken(error: &Error) -> Element<'_, Message> {
    let anew = matches!(error, Error::Damaged(_) | Error::TooNew);
    let quit = t("key-quit");
    let buttons = if anew {
        row![
            control::primary(t("broken-anew")).on_press(Message::AsideAsked),
            control::plain(quit).on_press(Message::QuitAsked),
        ]
    } else {
        row![control::primary(quit).on_press(Message::QuitAsked)]
    };

    let page = column![
        text::heading(t("broken-title")),
        text::body(words::error(error)),
        text::muted(t("broken-about")),
        buttons.spacing(space::M),
    ]
    .spacing(space::L)
    .align_x(Alignment::Start)
    .max_width(460);
    container(page).center(Length::Fill).padding(space::XL).style(style::page).into()
}
