//! What a text is for that is being written: a message of its own, an answer, other words for an
//! earlier one.

use iced::widget::{container, row};
use iced::{Alignment, Element, Length, Task};

use crate::i18n::t;
use crate::model::{Cursor, Message as Text};
use crate::ui::chat::{Chat, Message};
use crate::ui::part::control;
use crate::ui::part::icon::{Icon, icon};
use crate::ui::part::line::line;
use crate::ui::scene::Scene;
use crate::ui::theme::{space, style};

#[derive(Debug)]
pub(super) enum Aim {
    Answer(Box<Text>),
    /// Beside the message, what had been written before: it comes back at the end.
    Edit(Box<Text>, String),
}

impl Chat {
    pub(super) fn answer(&mut self, message: Box<Text>) -> Task<Message> {
        let _ = self.end_aim();
        self.aim = Some(Aim::Answer(message));
        self.focus()
    }

    pub(super) fn edit(&mut self, message: Box<Text>) -> Task<Message> {
        let _ = self.end_aim();
        let draft = self.composer.text();
        self.composer.set_text(&message.body);
        self.aim = Some(Aim::Edit(message, draft.trim_end().to_owned()));
        self.focus()
    }

    /// The last thing that we said here, where it may be said otherwise.
    pub(super) fn edit_last(&mut self) -> Task<Message> {
        let ours = self.pages.messages.iter().rev().find(|it| it.outgoing());
        match ours.filter(|it| self.pages.at_end && it.may_correct()).cloned() {
            Some(message) => self.edit(Box::new(message)),
            None => Task::none(),
        }
    }

    /// What is written is a message of its own again; `false` where it was one.
    pub(super) fn end_aim(&mut self) -> bool {
        match self.aim.take() {
            Some(Aim::Edit(_, draft)) => self.composer.set_text(&draft),
            Some(Aim::Answer(_)) => {}
            None => return false,
        }
        true
    }

    /// The text to keep for later.
    pub(super) fn draft(&self) -> String {
        match &self.aim {
            Some(Aim::Edit(_, draft)) => draft.clone(),
            Some(Aim::Answer(_)) | None => self.composer.text(),
        }
    }

    pub(super) fn answers(&self) -> Option<Cursor> {
        match &self.aim {
            Some(Aim::Answer(message)) => Some(message.cursor),
            Some(Aim::Edit(..)) | None => None,
        }
    }

    /// A line above the composer that tells of it.
    pub(super) fn aimed<'a>(&'a self, scene: &Scene<'a>) -> Option<Element<'a, Message>> {
        let (sign, told) = match self.aim.as_ref()? {
            Aim::Answer(message) => {
                let name = (self.run(scene).person)(&message.author).name;
                let words = message.body.lines().find(|it| !it.trim().is_empty());
                let words = words.unwrap_or_default().to_owned();
                (Icon::Quote, t!("aim-answer", name = name, words = words))
            }
            Aim::Edit(..) => (Icon::Pencil, t("aim-edit").into_owned()),
        };
        let end = control::icon_action(Icon::Close, t("aim-end"), Some(Message::AimEnded));
        let told = line(told).colour(style::muted).width(Length::Fill);
        let told = row![icon(sign).style(style::muted), told, end]
            .spacing(space::S)
            .align_y(Alignment::Center);
        Some(container(told).padding([0.0, space::M]).width(Length::Fill).into())
    }
}
