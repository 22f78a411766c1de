//! How signing in looks.

use iced::widget::{Column, center, column, container, row, scrollable, space as gap};
use iced::{Alignment, Element, Length};

use crate::i18n::t;
use crate::model::account::Certificate;
use crate::ui::account_form;
use crate::ui::login::{Login, Message, Purpose, State};
use crate::ui::part::{control, text};
use crate::ui::theme::{font, size, space, style};
use crate::ui::words;

impl Login {
    pub fn view(&self) -> Element<'_, Message> {
        let inner = match &self.state {
            State::Doubtful(certificate) => self.question(certificate),
            State::Editing | State::Trying(_) => self.fields(),
        };
        let page = container(inner).max_width(380).padding(space::XL);
        container(scrollable(center(page).height(Length::Shrink)).style(style::scroll))
            .center_y(Length::Fill)
            .style(style::page)
            .into()
    }

    fn fields(&self) -> Element<'_, Message> {
        let busy = matches!(self.state, State::Trying(_));
        let heading = match self.purpose {
            Purpose::First => t("login-title"),
            Purpose::Another => t("login-title-another"),
            Purpose::Password | Purpose::Certificate => t("login-title-password"),
        };
        let about = match self.purpose {
            Purpose::First => t("login-about"),
            Purpose::Another => t("login-about-another"),
            Purpose::Password | Purpose::Certificate => t("login-about-password"),
        };

        column![
            column![text::heading(heading), text::muted(about)].spacing(space::XS),
            self.form.view(busy).map(Message::Form),
            self.end(),
            self.form.more(busy).map(Message::Form),
        ]
        .spacing(space::L)
        .into()
    }

    /// The button, and the place where the steps are told: it is kept free, so nothing moves.
    fn end(&self) -> Element<'_, Message> {
        let progress = self.progress();
        let busy = progress.is_some();
        let submit = control::primary(t("login-submit"))
            .id("login-submit")
            .width(Length::Fill)
            .on_press_maybe((!busy).then_some(Message::Form(account_form::Message::Submitted)));
        let mut buttons = row![submit].spacing(space::S);
        if busy {
            buttons = buttons.push(control::plain(t("cancel")).on_press(Message::Cancelled));
        } else if self.purpose != Purpose::First {
            buttons = buttons.push(control::plain(t("cancel")).on_press(Message::Left));
        }
        let told: Element<'_, Message> = match progress {
            Some(progress) => text::meta(progress),
            None => gap().height(size::META * 1.4).into(),
        };
        column![buttons, told].spacing(space::S).align_x(Alignment::Center).into()
    }

    fn question<'a>(&'a self, certificate: &'a Certificate) -> Element<'a, Message> {
        let address = self.form.address.trim().to_owned();
        let about = crate::i18n::t!("certificate-about", address = address);

        column![
            text::heading(t("certificate-title")),
            text::prose(
                words::fault(&certificate.fault),
                size::BODY,
                font::SEMIBOLD,
                style::danger
            ),
            text::body(about),
            facts(certificate),
            row![
                control::plain(t("cancel")).width(Length::Fill).on_press(Message::Cancelled),
                control::danger(t("certificate-trust"))
                    .width(Length::Fill)
                    .on_press(Message::Trusted),
            ]
            .spacing(space::S),
        ]
        .spacing(space::L)
        .into()
    }
}

/// What a certificate says of itself.
pub fn facts<'a, M: 'a>(certificate: &'a Certificate) -> Element<'a, M> {
    let valid = crate::i18n::t!(
        "certificate-valid",
        from = words::date(certificate.not_before),
        until = words::date(certificate.not_after)
    );
    let mut facts = Column::new().spacing(space::S);
    for (label, value) in [
        (t("certificate-subject"), certificate.subject.clone()),
        (t("certificate-issuer"), certificate.issuer.clone()),
        (t("certificate-validity"), valid),
    ] {
        facts = facts.push(column![text::meta(label), text::body(value)]);
    }
    let print = text::prose(
        fingerprint(&certificate.sha256),
        size::META,
        font::MONO,
        iced::widget::text::default,
    );
    facts.push(column![text::meta(t("certificate-sha256")), print]).into()
}

/// Hex in pairs, so that it can be compared by eye: 8 pairs a line.
fn fingerprint(sha256: &str) -> String {
    let digits: Vec<char> = sha256.to_uppercase().chars().collect();
    let pairs: Vec<String> = digits.chunks(2).map(|pair| pair.iter().collect()).collect();
    pairs.chunks(8).map(|line| line.join(":")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_stands_in_pairs() {
        assert_eq!(fingerprint("0aff12"), "0A:FF:12");
        assert_eq!(fingerprint(&"ab".repeat(32)).lines().count(), 4);
    }
}
