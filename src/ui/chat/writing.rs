//! What one is writing: the draft, the state that the others see, nicks, sending.

use iced::widget::text_editor;
use iced::{Task, clipboard};

use crate::model::Draft;
use crate::model::chat::Typing;
use crate::model::room::State;
use crate::ui::chat::aim::Aim;
use crate::ui::chat::{Action, Chat, DRAFT, Message, PAUSE};
use crate::ui::part::composer::{Event, Order, Outcome};
use crate::ui::scene::{Scene, room_of};

impl Chat {
    /// Something happened where one writes.
    pub(super) fn wrote(&mut self, scene: &Scene<'_>, event: Event) -> Action {
        if matches!(event, Event::Sent) && !self.may_send(scene) {
            return Action::None;
        }
        let nicks = self.nicks(scene);
        match self.composer.update(event, nicks.iter().map(String::as_str)) {
            Outcome::None => Action::None,
            Outcome::Changed => Action::Run(self.edited(scene)),
            Outcome::Send(body) => self.send(scene, body),
            Outcome::Recall => Action::Run(self.edit_last()),
        }
    }

    /// The text changed: it is kept soon, and the others are told.
    pub(super) fn edited(&mut self, scene: &Scene<'_>) -> Task<Message> {
        self.edits += 1;
        let edit = self.edits;
        let empty = self.composer.text().trim().is_empty();
        self.tell(scene, if empty { Typing::Active } else { Typing::Composing });

        let kept = Task::perform(async { tokio::time::sleep(DRAFT).await }, move |()| {
            Message::DraftRested(edit)
        });
        if empty || !self.may_tell(scene) {
            return kept;
        }
        let paused = Task::perform(async { tokio::time::sleep(PAUSE).await }, move |()| {
            Message::PauseRested(edit)
        });
        Task::batch([kept, paused])
    }

    fn may_tell(&self, scene: &Scene<'_>) -> bool {
        let privacy = &scene.settings.privacy;
        privacy.lets(self.id.peer.bare(), privacy.typing)
    }

    /// Tells the other side once for each state; never where that is turned off, nor from a room
    /// that we are not in.
    pub(super) fn tell(&mut self, scene: &Scene<'_>, typing: Typing) {
        if self.told == typing || !self.may_tell(scene) {
            return;
        }
        self.told = typing;
        scene.client.set_typing(&self.id, typing);
    }

    /// Writes the draft down.
    pub(super) fn keep(&self, scene: &Scene<'_>) -> Task<Message> {
        let text = self.draft();
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

    fn send(&mut self, scene: &Scene<'_>, body: String) -> Action {
        let body = body.trim_end().to_owned();
        self.edits += 1;
        self.recall = None;
        // Who has written is active: the message says so itself (XEP-0085, section 5.1).
        self.told = Typing::Active;
        if let Some(Aim::Edit(message, draft)) = self.aim.take_if(|it| matches!(it, Aim::Edit(..)))
        {
            self.composer.set_text(&draft);
            let client = scene.client.clone();
            let edited = async move { client.correct(&message, body).await };
            return Action::Run(Task::perform(edited, Message::Sent));
        }
        let draft = Draft { body, reply: self.answers() };
        let _ = self.end_aim();
        let end = self.go_to_end(scene);
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

    /// What the composer's menu asks for.
    pub(super) fn order(&mut self, scene: &Scene<'_>, order: Order) -> Action {
        let selected = self.composer.selection().unwrap_or_default();
        let edited = |edit| Event::Edited(text_editor::Action::Edit(edit));
        let (event, copied) = match order {
            Order::Undo => (Some(Event::Undone), None),
            Order::Redo => (Some(Event::Redone), None),
            Order::Cut => (Some(edited(text_editor::Edit::Delete)), Some(selected)),
            Order::Copy => (None, Some(selected)),
            Order::Paste => return Action::Run(clipboard::read().map(Message::Pasted)),
            Order::SelectAll => (Some(Event::Edited(text_editor::Action::SelectAll)), None),
        };
        let wrote = match event.map(|event| self.wrote(scene, event)) {
            Some(Action::Run(task)) => task,
            _ => Task::none(),
        };
        let copied = copied.map_or_else(Task::none, clipboard::write);
        Action::Run(Task::batch([wrote, copied, self.focus()]))
    }

    pub(super) fn insert(&mut self, scene: &Scene<'_>, text: &str) -> Task<Message> {
        self.composer.insert(text);
        Task::batch([self.edited(scene), self.focus()])
    }

    pub(super) fn style(&mut self, scene: &Scene<'_>, sign: char) -> Task<Message> {
        match self.composer.style(sign) {
            Outcome::Changed => Task::batch([self.edited(scene), self.focus()]),
            _ => self.focus(),
        }
    }

    /// Answers somebody's words, each line marked (XEP-0393, section 5.1.3).
    pub(super) fn quote(&mut self, scene: &Scene<'_>, body: &str) -> Task<Message> {
        let mut quoted: String = body.lines().map(|line| format!("> {line}\n")).collect();
        let text = self.composer.text();
        if !text.trim().is_empty() && !text.ends_with("\n\n") {
            quoted.insert(0, '\n');
        }
        self.insert(scene, &quoted)
    }

    pub(super) fn mention(&mut self, scene: &Scene<'_>, nick: &str) -> Task<Message> {
        let text = self.composer.text();
        let empty = text.trim().is_empty();
        let before = if empty || text.trim_end_matches('\n').ends_with(' ') { "" } else { " " };
        let after = if empty { ": " } else { " " };
        self.insert(scene, &format!("{before}{nick}{after}"))
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
