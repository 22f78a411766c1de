//! A thread as a window holds it: read once, and kept by what is told from then on.

use std::collections::{BTreeMap, HashMap};

use parlance::client::Client;
use parlance::model::{Change, ChatId, Cursor, Delivery, Message, chat};

use super::user::{is_refused, whole_thread};

pub struct Shown {
    chat: ChatId,
    messages: BTreeMap<Cursor, Message>,
    /// Where each row stands.
    places: HashMap<i64, Cursor>,
    /// Much came at once: it is to be read again.
    stale: bool,
}

impl Shown {
    pub async fn read(client: &Client, chat: &ChatId) -> Self {
        let mut shown = Self {
            chat: chat.clone(),
            messages: BTreeMap::new(),
            places: HashMap::new(),
            stale: true,
        };
        shown.renew(client).await;
        shown
    }

    /// Reads it again, where that was told.
    pub async fn renew(&mut self, client: &Client) {
        if std::mem::take(&mut self.stale) {
            let thread = whole_thread(client, &self.chat).await;
            self.places = thread.iter().map(|it| (it.cursor.row, it.cursor)).collect();
            self.messages = thread.into_iter().map(|it| (it.cursor, it)).collect();
        }
    }

    pub fn apply(&mut self, change: &Change) {
        let Change::Chat(chat, change) = change else { return };
        if *chat != self.chat {
            return;
        }
        match change {
            chat::Change::Arrived(message) | chat::Change::Changed(message) => {
                let place = message.cursor;
                if let Some(before) = self.places.insert(place.row, place) {
                    let _ = self.messages.remove(&before);
                }
                let _ = self.messages.insert(place, Message::clone(message));
            }
            chat::Change::Reloaded => self.stale = true,
            _ => {}
        }
    }

    pub fn thread(&self) -> Vec<Message> {
        self.messages.values().cloned().collect()
    }

    pub fn len(&self) -> usize {
        self.messages.len()
    }

    /// How many were written here, or on another device of ours.
    pub fn said(&self) -> usize {
        self.messages.values().filter(|it| it.outgoing()).count()
    }

    /// How many have not reached the server.
    pub fn waiting(&self) -> usize {
        self.messages.values().filter(|it| it.delivery == Delivery::Queued).count()
    }

    pub fn holds_refused(&self) -> bool {
        self.messages.values().any(is_refused)
    }
}
