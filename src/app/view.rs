//! Which screen is shown.

use iced::widget::{column, container, space as gap};
use iced::{Alignment, Element, Length};

use crate::app::{App, Message};
use crate::i18n::t;
use crate::ui::part::{control, text};
use crate::ui::theme::{space, style};

impl App {
    pub(super) fn page(&self) -> Element<'_, Message> {
        if let Some(words) = &self.broken {
            return broken(words);
        }
        let Some(house) = &self.house else {
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

/// The history cache could not be opened: it is kept as it is.
fn broken(words: &str) -> Element<'_, Message> {
    let page = column![
        text::heading(t("broken-title")),
        text::body(words),
        text::muted(t("broken-about")),
        control::primary(t("key-quit")).on_press(Message::QuitAsked),
    ]
    .spacing(space::L)
    .align_x(Alignment::Start)
    .max_width(460);
    container(page).center(Length::Fill).padding(space::XL).style(style::page).into()
}
