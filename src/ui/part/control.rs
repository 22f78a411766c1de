//! Buttons, rows, marks and tabs, ready to be set into a screen.
//!
//! Each has a constructor here; what they share is [`Pressable`].

use std::borrow::Cow;
use std::time::Duration;

use iced::widget::{container, row, tooltip};
use iced::{Alignment, Element, Length, Size};

use crate::ui::part::icon::{self, Icon, icon};
use crate::ui::part::line::line;
use crate::ui::part::pressable::{Look, Pressable, pressable};
use crate::ui::part::text;
use crate::ui::theme::{CONTROL, font, space, style};

/// How long the pointer rests before a tooltip comes.
const TOOLTIP_DELAY: Duration = Duration::from_millis(500);

/// The button that one most likely wants: one in a place.
pub fn primary<'a, Message: Clone + 'a>(label: impl Into<Cow<'a, str>>) -> Pressable<'a, Message> {
    labelled(Look::Primary, None, label)
}

pub fn plain<'a, Message: Clone + 'a>(label: impl Into<Cow<'a, str>>) -> Pressable<'a, Message> {
    labelled(Look::Plain, None, label)
}

/// For what cannot be undone.
pub fn danger<'a, Message: Clone + 'a>(label: impl Into<Cow<'a, str>>) -> Pressable<'a, Message> {
    labelled(Look::Danger, None, label)
}

/// A button without an edge, for what is seldom wanted.
pub fn quiet<'a, Message: Clone + 'a>(label: impl Into<Cow<'a, str>>) -> Pressable<'a, Message> {
    labelled(Look::Quiet, None, label)
}

/// Text that leads somewhere.
pub fn link<'a, Message: Clone + 'a>(label: impl Into<Cow<'a, str>>) -> Pressable<'a, Message> {
    labelled(Look::Link, None, label).padding([0.0, space::XS])
}

/// A button with an icon before its label.
pub fn with_icon<'a, Message: Clone + 'a>(
    look: Look,
    icon: Icon,
    label: impl Into<Cow<'a, str>>,
) -> Pressable<'a, Message> {
    labelled(look, Some(icon), label)
}

/// A square button that shows only an icon. Wrap it in [`hint`] with the same label.
pub fn icon_button<'a, Message: Clone + 'a>(
    glyph: Icon,
    label: impl Into<String>,
) -> Pressable<'a, Message> {
    pressable(Look::Quiet, icon(glyph))
        .label(label)
        .width(CONTROL)
        .height(CONTROL)
        .align_x(Alignment::Center)
}

/// An [`icon_button`] that tells its label when the pointer rests on it; disabled without a
/// message.
pub fn icon_action<'a, Message: Clone + 'a>(
    glyph: Icon,
    label: impl Into<String>,
    message: Option<Message>,
) -> Element<'a, Message> {
    let label = label.into();
    hint(icon_button(glyph, label.clone()).on_press_maybe(message), label)
}

/// Tells `label` when the pointer rests on `content`.
pub fn hint<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    label: impl Into<Cow<'a, str>>,
) -> Element<'a, Message> {
    hint_at(content, label, tooltip::Position::Bottom)
}

/// As [`hint`], at a place of one's own.
pub fn hint_at<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    label: impl Into<Cow<'a, str>>,
    position: tooltip::Position,
) -> Element<'a, Message> {
    let bubble = container(text::prose(label, 12.0, font::REGULAR, iced::widget::text::default))
        .padding([space::XS, space::S])
        .max_width(360)
        .style(style::card);

    tooltip(content, bubble, position).gap(space::XS).delay(TOOLTIP_DELAY).into()
}

/// A row of a list. It fills the width; the list moves the choice by keyboard, so Tab passes by.
pub fn list_row<'a, Message: Clone + 'a>(
    content: impl Into<Element<'a, Message>>,
    selected: bool,
    height: f32,
) -> Pressable<'a, Message> {
    pressable(Look::Row(selected), content)
        .width(Length::Fill)
        .height(height)
        .padding([0.0, space::S])
        .tab_stop(false)
}

/// A mark that is set or not, with its label.
pub fn checkbox<'a, Message: Clone + 'a>(
    label: impl Into<Cow<'a, str>>,
    checked: bool,
) -> Pressable<'a, Message> {
    marked(if checked { Icon::SquareCheck } else { Icon::Square }, checked, label)
}

/// As [`checkbox`], in a list: as wide as that, the label on one line.
pub fn checkline<'a, Message: Clone + 'a>(
    label: impl Into<Cow<'a, str>>,
    checked: bool,
) -> Pressable<'a, Message> {
    let label = label.into();
    let mark = mark(if checked { Icon::SquareCheck } else { Icon::Square }, checked);
    let content = row![mark, line(label.clone()).width(Length::Fill)]
        .spacing(space::S)
        .align_y(Alignment::Center);

    pressable(Look::Quiet, content).label(label).width(Length::Fill).padding([0.0, space::XS])
}

/// One of several that exclude each other.
pub fn radio<'a, Message: Clone + 'a>(
    label: impl Into<Cow<'a, str>>,
    chosen: bool,
) -> Pressable<'a, Message> {
    marked(if chosen { Icon::CircleDot } else { Icon::Circle }, chosen, label)
}

/// One of several views.
pub fn tab<'a, Message: Clone + 'a>(
    label: impl Into<Cow<'a, str>>,
    shown: bool,
) -> Pressable<'a, Message> {
    labelled(Look::Tab(shown), None, label)
}

fn mark<'a>(glyph: Icon, set: bool) -> iced::widget::Text<'a> {
    icon(glyph).style(if set { style::accent } else { style::muted })
}

fn marked<'a, Message: Clone + 'a>(
    glyph: Icon,
    set: bool,
    label: impl Into<Cow<'a, str>>,
) -> Pressable<'a, Message> {
    let content =
        row![mark(glyph, set), text::body(label)].spacing(space::S).align_y(Alignment::Center);

    pressable(Look::Quiet, content).padding([0.0, space::XS])
}

fn labelled<'a, Message: Clone + 'a>(
    look: Look,
    glyph: Option<Icon>,
    label: impl Into<Cow<'a, str>>,
) -> Pressable<'a, Message> {
    let face =
        if look == Look::Primary || look == Look::Danger { font::SEMIBOLD } else { font::REGULAR };
    let label = line(label).font(face);
    let content: Element<'a, Message> = match glyph {
        Some(glyph) => {
            row![icon::icon(glyph), label].spacing(space::S).align_y(Alignment::Center).into()
        }
        None => label.into(),
    };

    pressable(look, content)
        .padding([0.0, space::M])
        .align_x(Alignment::Center)
        .least(Size::new(0.0, CONTROL))
}
