//! Counts of what is unread, and the keys of chats.

use iced::widget::{container, text};
use iced::{Element, Length};

use crate::ui::theme::{font, style};

/// The digit that goes to a chat together with Alt, as it stands on its key: no count looks so.
pub fn key<'a, Message: 'a>(digit: usize) -> Element<'a, Message> {
    container(text(digit.to_string()).size(11).line_height(1.0).style(style::muted))
        .center_x(Length::Fixed(16.0))
        .center_y(Length::Fixed(16.0))
        .style(style::key)
        .into()
}

/// A count; `muted` where nobody is to be called for it. It is as wide as its digits, and at least
/// a disc.
pub fn badge<'a, Message: 'a>(count: u32, muted: bool) -> Element<'a, Message> {
    let label = if count > 999 { "999+".to_owned() } else { count.to_string() };
    #[expect(clippy::cast_precision_loss, reason = "at most four digits")]
    let width = (label.len() as f32).mul_add(7.0, 11.0).max(18.0);
    container(text(label).size(11).font(font::SEMIBOLD).line_height(1.0))
        .center_x(Length::Fixed(width))
        .center_y(Length::Fixed(18.0))
        .style(if muted { style::badge_muted } else { style::badge })
        .into()
}
