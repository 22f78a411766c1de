//! What was sent before comes back into the composer, one after the other.

use iced::Task;

use crate::model::Cursor;
use crate::model::message::Kind;
use crate::ui::chat::{Chat, Message};
use crate::ui::scene::Scene;

/// A text that came back.
#[derive(Debug)]
pub(super) struct Recall {
    /// The message that it was.
    place: Cursor,
    text: String,
    /// What had been written before.
    draft: String,
}

impl Chat {
    /// Brings back the text before the one that is shown, or with `newer` the one after it; behind
    /// the last comes what had been written.
    pub(super) fn recall(&mut self, scene: &Scene<'_>, newer: bool) -> Task<Message> {
        let written = self.composer.text().trim_end().to_owned();
        // Where it was changed since, it is a text of its own.
        let going = self.recall.take().filter(|recall| recall.text == written);
        let place = going.as_ref().map_or(Cursor::END, |recall| recall.place);
        let sent = self.pages.messages.iter().filter(|message| {
            message.outgoing()
                && message.kind == Kind::Chat
                && message.sequel.retracted.is_none()
                && !message.body.trim().is_empty()
        });
        let found = if newer {
            sent.into_iter().find(|message| message.cursor > place)
        } else {
            sent.into_iter().rev().find(|message| message.cursor < place)
        };
        let found = found.map(|message| (message.cursor, message.body.trim_end().to_owned()));

        let text = match (found, going) {
            (Some((place, text)), going) => {
                let draft = going.map_or(written, |recall| recall.draft);
                self.recall = Some(Recall { place, text: text.clone(), draft });
                text
            }
            (None, Some(recall)) if newer => recall.draft,
            (None, going) => {
                self.recall = going;
                return self.focus();
            }
        };
        self.composer.set_text(&text);
        Task::batch([self.edited(scene), self.focus()])
    }
}
