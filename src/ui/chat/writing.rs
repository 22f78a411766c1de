//! What one is writing: the draft, the state that the others see, nicks, sending.

use std::sync::Arc;

use iced::Task;
use iced::widget::text_editor::{self, Edit};

use crate::model::chat::Typing;
use crate::model::room::State;
use crate::ui::chat::completion::Completion;
use crate::ui::chat::{Action, Chat, DRAFT, Message, PAUSE};
use crate::ui::scene::{Scene, room_of};

impl Chat {
    pub(super) fn edit(&mut self, scene: &Scene<'_>, action: text_editor::Action) -> Task<Message> {
        let edited = action.is_edit();
        self.content.perform(action);
        if !edited {
            return Task::none();
        }
        self.edited(scene)
    }

    /// The text changed: it is kept soon, and the others are told.
    fn edited(&mut self, scene: &Scene<'_>) -> Task<Message> {
        self.edits += 1;
        let edit = self.edits;
        let empty = self.content.text().trim().is_empty();
        self.tell(scene, if empty { Typing::Active } else { Typing::Composing });

        let kept = Task::perform(tokio::time::sleep(DRAFT), move |()| Message::DraftRested(edit));
        if empty {
            return kept;
        }
        let paused = Task::perform(tokio::time::sleep(PAUSE), move |()| Message::PauseRested(edit));
        Task::batch([kept, paused])
    }

    /// Tells the other side once for each state; never where that is turned off, nor from a room
    /// that we are not in.
    pub(super) fn tell(&mut self, scene: &Scene<'_>, typing: Typing) {
        if self.told == typing || !scene.settings.privacy.typing {
            return;
        }
        self.told = typing;
        scene.client.set_typing(&self.id, typing);
    }

    /// Writes the draft down.
    pub(super) fn keep(&self, scene: &Scene<'_>) -> Task<Message> {
        let text = self.content.text();
        let text = if text.trim().is_empty() { String::new() } else { text.trim_end().to_owned() };
        let same = scene.world.chats.get(&self.id).is_some_and(|known| known.draft == text);
        if same || text.is_empty() && !scene.world.chats.contains_key(&self.id) {
            return Task::none();
        }
        let (client, id) = (scene.client.clone(), self.id.clone());
        Task::perform(async move { client.save_draft(&id, text).await }, |_| Message::Kept)
    }

    /// Another chat is shown: what was typed is kept at once.
    pub fn leave(&mut self, scene: &Scene<'_>) -> Task<Message> {
        if self.told == Typing::Composing {
            self.tell(scene, Typing::Paused);
        }
        self.edits += 1;
        self.keep(scene)
    }

    pub(super) fn submit(&mut self, scene: &Scene<'_>) -> Action {
        let draft = self.draft();
        if draft.body.trim().is_empty() || !self.may_send(scene) {
            return Action::None;
        }
        self.content = text_editor::Content::new();
        self.edits += 1;
        self.completion = None;
        // Who has written is active: the message says so itself (XEP-0085, section 5.1).
        self.told = Typing::Active;
        let end = self.to_end(scene);
        let (client, id) = (scene.client.clone(), self.id.clone());
        let sent = Task::perform(
            async move {
                client.send(&id, draft).await?;
                client.save_draft(&id, String::new()).await
            },
            Message::Sent,
        );
        Action::Run(Task::batch([end, sent]))
    }

    /// Whether what is written would reach anybody: a room must be entered first. To a contact one
    /// may always write: it waits until there is a connection.
    pub fn may_send(&self, scene: &Scene<'_>) -> bool {
        match room_of(&self.id).and_then(|id| scene.world.rooms.get(&id)) {
            Some(room) => matches!(room.state, State::Inside { .. }),
            None => !self.id.is_room(),
        }
    }

    pub(super) fn insert(&mut self, scene: &Scene<'_>, text: &str) -> Task<Message> {
        self.paste(text);
        Task::batch([self.edited(scene), self.focus()])
    }

    fn paste(&mut self, text: &str) {
        let text = Arc::new(text.to_owned());
        self.content.perform(text_editor::Action::Edit(Edit::Paste(text)));
    }

    /// Answers somebody's words, each line marked (XEP-0393, section 5.1.3).
    pub(super) fn quote(&mut self, scene: &Scene<'_>, body: &str) -> Task<Message> {
        let mut quoted: String = body.lines().map(|line| format!("> {line}\n")).collect();
        let text = self.content.text();
        if !text.trim().is_empty() && !text.ends_with("\n\n") {
            quoted.insert(0, '\n');
        }
        self.insert(scene, &quoted)
    }

    pub(super) fn mention(&mut self, scene: &Scene<'_>, nick: &str) -> Task<Message> {
        let text = self.content.text();
        let empty = text.trim().is_empty();
        let before = if empty || text.trim_end_matches('\n').ends_with(' ') { "" } else { " " };
        let after = if empty { ": " } else { " " };
        self.insert(scene, &format!("{before}{nick}{after}"))
    }

    /// Tab: completes a nick, or goes on to the next that fits.
    pub(super) fn complete(&mut self, scene: &Scene<'_>) -> Task<Message> {
        let position = self.content.cursor().position;
        let Some(line) = self.content.line(position.line) else {
            return Task::none();
        };
        let before: String = line.text.chars().take(position.column).collect();
        let before = line.text.get(..position.column).map_or(before, str::to_owned);

        let held = self.completion.take().filter(|held| held.is_at(&before));
        let next = match held {
            Some(mut held) => {
                held.next();
                Some(held)
            }
            None => Completion::begin(&before, self.nicks(scene).into_iter()),
        };
        let Some(next) = next else {
            return Task::none();
        };
        for _ in before.chars() {
            self.content.perform(text_editor::Action::Select(text_editor::Motion::Left));
        }
        self.paste(&next.line());
        self.completion = Some(next);
        self.edited(scene)
    }

    /// Whom Tab may name: the others in the room.
    pub(super) fn nicks(&self, scene: &Scene<'_>) -> Vec<String> {
        let Some(room) = room_of(&self.id).and_then(|id| scene.world.rooms.get(&id)) else {
            return Vec::new();
        };
        if !self.id.is_room() {
            return Vec::new();
        }
        let me = room.me().map(|me| me.nick.clone());
        room.occupants.keys().filter(|nick| Some(*nick) != me.as_ref()).cloned().collect()
    }
}
