//! The lines of a menu, and how each looks.

use std::borrow::Cow;

use iced::widget::{Space, container, row};
use iced::{Alignment, Element, Length, Padding, Theme};

use crate::ui::part::icon::{self, Icon, icon};
use crate::ui::part::line::line;
use crate::ui::theme::{CONTROL, size, space, style, tokens};

/// What a letter of the keys takes, at most.
const LETTER: f32 = 7.5;

/// A line of a menu.
#[derive(Debug, Clone)]
pub enum Entry<Message> {
    Item(Item<Message>),
    Rule,
}

/// Something that can be done.
#[derive(Debug, Clone)]
pub struct Item<Message> {
    pub label: Cow<'static, str>,
    /// The keys that do the same; empty where there are none.
    pub keys: String,
    /// It is one of several that exclude each other, and the one that is so now.
    pub checked: bool,
    pub danger: bool,
    /// `None` where it cannot be done now.
    pub message: Option<Message>,
}

impl<Message> Item<Message> {
    pub fn new(label: impl Into<Cow<'static, str>>, message: Message) -> Self {
        Self {
            label: label.into(),
            keys: String::new(),
            checked: false,
            danger: false,
            message: Some(message),
        }
    }

    pub fn keys(mut self, keys: impl Into<String>) -> Self {
        self.keys = keys.into();
        self
    }

    pub fn checked(mut self, checked: bool) -> Self {
        self.checked = checked;
        self
    }

    pub fn danger(mut self, danger: bool) -> Self {
        self.danger = danger;
        self
    }
}

/// How an item looks; `marked` keeps the room of the mark.
pub(super) fn shown<'a, Message: Clone + 'a>(
    item: &Item<Message>,
    marked: bool,
) -> Element<'a, Message> {
    let colour = |theme: &Theme| iced::widget::text::Style { color: Some(tokens(theme).disabled) };
    let colour: fn(&Theme) -> iced::widget::text::Style = match item {
        Item { message: None, .. } => colour,
        Item { danger: true, .. } => style::danger,
        Item { .. } => iced::widget::text::default,
    };
    let mark: Option<Element<'a, Message>> = marked.then(|| match item.checked {
        true => icon(Icon::Check).style(colour).into(),
        false => Space::new().width(icon::SMALL).into(),
    });
    let keys = (!item.keys.is_empty())
        .then(|| line(item.keys.clone()).size(size::META).colour(style::muted));
    #[expect(clippy::cast_precision_loss, reason = "a few letters")]
    let room =
        if keys.is_some() { item.keys.chars().count() as f32 * LETTER + space::L } else { 0.0 };
    let label = line(item.label.clone()).colour(colour).leaving(room);

    container(
        row![]
            .push(mark)
            .push(label)
            .push(keys.is_some().then(|| Space::new().width(Length::Fill)))
            .push(keys)
            .spacing(space::S)
            .align_y(Alignment::Center),
    )
    .padding(Padding::from([0.0, space::S]))
    .center_y(CONTROL)
    .into()
}
