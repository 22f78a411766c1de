//! Our own presence: how available we are, and a text with it.

use iced::Element;
use iced::widget::{Column, row};

use crate::i18n::t;
use crate::model::settings::Presence;
use crate::model::{OwnPresence, Settings, Show};
use crate::ui::deed::Deed;
use crate::ui::dialog::frame::{self, Action};
use crate::ui::part::avatar::presence;
use crate::ui::part::field::field;
use crate::ui::part::line::line;
use crate::ui::part::{control, text};
use crate::ui::scene::Scene;
use crate::ui::theme::space;
use crate::ui::words;

/// The name of the input, for the focus.
pub const INPUT: &str = "status-text";

/// All shows, the most available first.
pub const SHOWS: [Show; 6] =
    [Show::FreeToChat, Show::Online, Show::Away, Show::ExtendedAway, Show::Busy, Show::Offline];

#[derive(Debug, Clone)]
pub struct Status {
    show: Show,
    text: String,
    priority: String,
}

#[derive(Debug, Clone)]
pub enum Message {
    Show(Show),
    Text(String),
    Priority(String),
    Cancelled,
    Submitted,
}

impl Status {
    pub fn new(settings: &Settings) -> Self {
        let own = &settings.presence.own;
        Self { show: own.show, text: own.status.clone(), priority: own.priority.to_string() }
    }

    pub fn update(&mut self, message: Message) -> Action<Message> {
        match message {
            Message::Show(show) => self.show = show,
            Message::Text(text) => self.text = text,
            Message::Priority(priority) => self.priority = priority,
            Message::Cancelled => return Action::Close,
            Message::Submitted => {
                if let Some(priority) = self.priority() {
                    return Action::Do(Deed::SetPresence(OwnPresence {
                        show: self.show,
                        status: self.text.trim().to_owned(),
                        priority,
                    }));
                }
            }
        }
        Action::None
    }

    /// RFC 6121, section 4.7.2.3: from -128 to 127.
    fn priority(&self) -> Option<i8> {
        self.priority.trim().parse().ok()
    }

    pub fn view<'a>(&'a self, scene: &Scene<'a>) -> Element<'a, Message> {
        let mut shows = Column::new().spacing(2);
        for show in SHOWS {
            shows = shows.push(
                row![
                    presence(show),
                    control::radio(words::show(show), show == self.show)
                        .on_press(Message::Show(show)),
                ]
                .spacing(space::S)
                .align_y(iced::Alignment::Center),
            );
        }
        let mut inner = Column::new().spacing(space::M).push(shows).push(
            field(t("status-text"), &self.text)
                .id(INPUT)
                .on_input(Message::Text)
                .on_submit(Message::Submitted),
        );
        let remembered = &scene.settings.presence.remembered;
        if !remembered.is_empty() {
            let mut list = Column::new().push(text::meta(t("status-remembered")));
            for status in remembered {
                list = list.push(
                    control::list_row(line(status.as_str()), *status == self.text, 28.0)
                        .tab_stop(true)
                        .on_press(Message::Text(status.clone())),
                );
            }
            inner = inner.push(list);
        }
        let fault = self.priority().is_none().then(|| t("fault-priority"));
        inner = inner.push(
            field(t("status-priority"), &self.priority)
                .on_input(Message::Priority)
                .on_submit(Message::Submitted)
                .hint(t("status-priority-hint"))
                .fault(fault),
        );
        let act = self.priority().map(|_| Message::Submitted);
        frame::frame(
            frame::NARROW,
            t("status-title"),
            inner,
            frame::buttons(t("apply"), act, Message::Cancelled),
            Message::Cancelled,
        )
    }
}

/// Keeps what was set: as the presence of now, and its text among those used before.
pub fn remember(settings: &mut Settings, own: &OwnPresence) {
    let presence = &mut settings.presence;
    if !own.status.is_empty() {
        presence.remembered.retain(|status| *status != own.status);
        presence.remembered.insert(0, own.status.clone());
        presence.remembered.truncate(Presence::REMEMBERED);
    }
    presence.own = own.clone();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_status_texts_are_kept_once_each() {
        let mut settings = Settings::default();
        for number in 0..12 {
            let status = format!("text {number}");
            remember(&mut settings, &OwnPresence { status, ..OwnPresence::default() });
        }
        let again = OwnPresence { status: "text 5".to_owned(), ..OwnPresence::default() };
        remember(&mut settings, &again);

        let remembered = &settings.presence.remembered;
        assert_eq!(remembered.len(), Presence::REMEMBERED);
        assert_eq!(remembered[0], "text 5");
        assert_eq!(remembered.iter().filter(|text| *text == "text 5").count(), 1);
    }
}
