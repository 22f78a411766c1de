//! How the fields of an account look.

use std::borrow::Cow;

use iced::widget::{Column, column, row};
use iced::{Element, Length};

use crate::i18n::t;
use crate::ui::account_form::{Field, Form, Message};
use crate::ui::part::control;
use crate::ui::part::field::field;
use crate::ui::part::icon::Icon;
use crate::ui::theme::space;

/// The name of a field's input, for the focus.
pub fn id(field: Field) -> &'static str {
    match field {
        Field::Address => "account-address",
        Field::Password => "account-password",
        Field::Host => "account-host",
        Field::Port => "account-port",
        Field::Resource => "account-resource",
        Field::Certificate => "account-certificate",
    }
}

impl Form {
    /// The fields; while `busy` they cannot be changed.
    pub fn view(&self, busy: bool) -> Element<'_, Message> {
        let mut column = Column::new().spacing(space::M).width(Length::Fill);

        column = column.push(self.address(busy));
        if self.with_password && !self.anonymous {
            column = column.push(self.password(busy));
        }
        if !self.anonymous {
            column = column.push(
                control::checkbox(t("login-remember"), self.remember)
                    .on_press_maybe((!busy).then_some(Message::Remembered(!self.remember))),
            );
        }
        column.into()
    }

    /// What few need, folded until it is asked for; nothing where it is not wanted at all.
    pub fn more(&self, busy: bool) -> Element<'_, Message> {
        let mut column = Column::new().spacing(space::M).width(Length::Fill);
        if self.whole {
            let icon = if self.advanced { Icon::ChevronDown } else { Icon::ChevronRight };
            column = column.push(
                control::with_icon(
                    crate::ui::part::pressable::Look::Quiet,
                    icon,
                    t("login-advanced"),
                )
                .on_press(Message::Unfolded),
            );
            if self.advanced {
                column = column.push(self.advanced(busy));
            }
        }
        column.into()
    }

    fn address(&self, busy: bool) -> Element<'_, Message> {
        let label = if self.anonymous { t("login-domain") } else { t("login-address") };
        let free = !busy && self.known.is_none();
        field(label, &self.address)
            .id(id(Field::Address))
            .on_input_maybe(free.then_some(|text| Message::Changed(Field::Address, text)))
            .on_submit(Message::Submitted)
            .hint(if self.known.is_none() { t("login-address-hint") } else { Cow::Borrowed("") })
            .fault(self.fault_of(Field::Address))
            .into()
    }

    fn password(&self, busy: bool) -> Element<'_, Message> {
        let label = if self.reveal { t("login-hide") } else { t("login-reveal") };
        field(t("login-password"), &self.password)
            .id(id(Field::Password))
            .secret(!self.reveal, label, Message::Revealed)
            .on_input_maybe((!busy).then_some(|text| Message::Changed(Field::Password, text)))
            .on_submit(Message::Submitted)
            // Its line is kept free: what goes wrong moves nothing.
            .hint("")
            .fault(self.fault_of(Field::Password))
            .into()
    }

    fn advanced(&self, busy: bool) -> Element<'_, Message> {
        let port = if self.direct_tls { "5223" } else { "5222" };
        let mut column = column![
            row![
                self.entry(Field::Host, t("login-host"), busy, t("login-host-hint")),
                iced::widget::container(self.entry(
                    Field::Port,
                    t("login-port"),
                    busy,
                    Cow::Borrowed(port)
                ))
                .width(96),
            ]
            .spacing(space::S),
            control::checkbox(t("login-direct-tls"), self.direct_tls)
                .on_press_maybe((!busy).then_some(Message::DirectTls(!self.direct_tls))),
            self.entry(Field::Resource, t("login-resource"), busy, t("login-resource-hint")),
        ]
        .spacing(space::M);
        if !self.anonymous {
            column = column.push(self.entry(
                Field::Certificate,
                t("login-certificate"),
                busy,
                t("login-certificate-hint"),
            ));
        }
        if self.known.is_none() {
            column = column.push(
                control::checkbox(t("login-anonymous"), self.anonymous)
                    .on_press_maybe((!busy).then_some(Message::Anonymous(!self.anonymous))),
            );
        }
        column.into()
    }

    fn entry<'a>(
        &'a self,
        at: Field,
        label: Cow<'a, str>,
        busy: bool,
        hint: Cow<'a, str>,
    ) -> Element<'a, Message> {
        field(label, self.text(at))
            .id(id(at))
            .on_input_maybe((!busy).then_some(move |text| Message::Changed(at, text)))
            .on_submit(Message::Submitted)
            .hint(hint)
            .fault(self.fault_of(at))
            .into()
    }

    fn fault_of(&self, field: Field) -> Option<&str> {
        self.fault.as_ref().filter(|(at, _)| *at == field).map(|(_, text)| text.as_str())
    }
}
