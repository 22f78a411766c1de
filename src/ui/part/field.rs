//! Fields to type in: a label above, a fault below, a password that can be shown.

use std::borrow::Cow;

use iced::advanced::widget;
use iced::widget::{column, row, text_input};
use iced::{Alignment, Element, Length};

use crate::ui::part::calm::calm;
use crate::ui::part::control;
use crate::ui::part::icon::{self, Icon};
use crate::ui::part::text;
use crate::ui::theme::{LINE_HEIGHT, font, size, space, style};

/// A field; see [`field`].
pub struct Field<'a, Message> {
    id: Option<widget::Id>,
    label: Cow<'a, str>,
    value: &'a str,
    placeholder: Cow<'a, str>,
    hint: Option<Cow<'a, str>>,
    fault: Option<Cow<'a, str>>,
    at_fault: bool,
    hidden: bool,
    reveal: Option<(String, Message)>,
    on_input: Option<Box<dyn Fn(String) -> Message + 'a>>,
    on_submit: Option<Message>,
}

/// A line to type in, under its label. Without `on_input` it is disabled.
pub fn field<'a, Message: Clone + 'a>(
    label: impl Into<Cow<'a, str>>,
    value: &'a str,
) -> Field<'a, Message> {
    Field {
        id: None,
        label: label.into(),
        value,
        placeholder: Cow::Borrowed(""),
        hint: None,
        fault: None,
        at_fault: false,
        hidden: false,
        reveal: None,
        on_input: None,
        on_submit: None,
    }
}

impl<'a, Message: Clone + 'a> Field<'a, Message> {
    pub fn id(mut self, id: impl Into<widget::Id>) -> Self {
        self.id = Some(id.into());
        self
    }

    pub fn placeholder(mut self, placeholder: impl Into<Cow<'a, str>>) -> Self {
        self.placeholder = placeholder.into();
        self
    }

    /// A word of explanation, where there is no fault to tell.
    pub fn hint(mut self, hint: impl Into<Cow<'a, str>>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What is wrong with what stands in the field.
    pub fn fault(mut self, fault: Option<impl Into<Cow<'a, str>>>) -> Self {
        self.fault = fault.map(Into::into);
        self
    }

    /// Marked as wrong; what is wrong is told elsewhere, unless there is a [`Self::fault`].
    pub fn at_fault(mut self, wrong: bool) -> Self {
        self.at_fault = wrong;
        self
    }

    /// Shows dots for letters while `hidden`; a button beside the field sends `toggled`, under the
    /// name of what it does next.
    pub fn secret(mut self, hidden: bool, label: impl Into<String>, toggled: Message) -> Self {
        self.hidden = hidden;
        self.reveal = Some((label.into(), toggled));
        self
    }

    pub fn on_input(mut self, typed: impl Fn(String) -> Message + 'a) -> Self {
        self.on_input = Some(Box::new(typed));
        self
    }

    pub fn on_input_maybe(mut self, typed: Option<impl Fn(String) -> Message + 'a>) -> Self {
        self.on_input = typed.map(|typed| Box::new(typed) as Box<dyn Fn(String) -> Message + 'a>);
        self
    }

    pub fn on_submit(mut self, submitted: Message) -> Self {
        self.on_submit = Some(submitted);
        self
    }

    pub fn on_submit_maybe(mut self, submitted: Option<Message>) -> Self {
        self.on_submit = submitted;
        self
    }
}

impl<'a, Message: Clone + 'a> From<Field<'a, Message>> for Element<'a, Message> {
    fn from(field: Field<'a, Message>) -> Self {
        let at_fault = field.at_fault || field.fault.is_some();
        let mut input = text_input(&field.placeholder, field.value)
            .secure(field.hidden)
            .padding([6.0, space::S])
            .size(size::BODY)
            .line_height(LINE_HEIGHT)
            .width(Length::Fill)
            .on_input_maybe(field.on_input)
            .on_submit_maybe(field.on_submit)
            .style(if at_fault { style::input_at_fault } else { style::input });
        if let Some(id) = field.id {
            input = input.id(id);
        }

        let reveal = field.reveal.map(|(label, toggled)| {
            let glyph = if field.hidden { Icon::Eye } else { Icon::EyeOff };
            control::icon_action(glyph, label, Some(toggled))
        });
        let line = row![calm(input)].push(reveal).spacing(space::XS).align_y(Alignment::Center);
        let below = field.fault.map(text::fault).or(field.hint.map(text::meta));

        column![text::meta(field.label), line].push(below).spacing(space::XS).into()
    }
}

/// The field above a list that narrows it.
pub fn filter<'a, Message: Clone + 'a>(
    placeholder: &str,
    value: &str,
    typed: impl Fn(String) -> Message + 'a,
) -> text_input::TextInput<'a, Message> {
    text_input(placeholder, value)
        .icon(text_input::Icon {
            font: font::ICONS,
            code_point: Icon::Search.glyph(),
            size: Some(icon::SMALL.into()),
            spacing: space::S,
            side: text_input::Side::Left,
        })
        .padding([5.0, space::S])
        .size(size::BODY)
        .line_height(LINE_HEIGHT)
        .on_input(typed)
        .style(style::input)
}
