//! Faces that others have chosen: decoded away from the screen, scaled, and kept in bounds.

use std::collections::{HashMap, HashSet};

use iced::Task;
use iced::widget::image::Handle;

use crate::client::Client;
use crate::model::{AccountId, ChatId, Peer, World};
use crate::ui::pictures::face::EDGE;

pub mod face;

/// How many are kept; 96 x 96 pixels in four bytes each are 36 KiB.
const MOST: usize = 600;

#[derive(Debug, Default)]
pub struct Pictures {
    ready: HashMap<String, Handle>,
    asked: HashSet<String>,
}

#[derive(Debug, Clone)]
pub struct Decoded {
    pub key: String,
    pub picture: Option<Handle>,
}

impl Pictures {
    /// The picture of whom a chat is with, if there is one and it is decoded.
    pub fn of(&self, world: &World, chat: &ChatId) -> Option<Handle> {
        match &chat.peer {
            Peer::Contact(jid) | Peer::Room(jid) => {
                let standing = world.accounts.get(&chat.account)?;
                self.by_key(standing.avatars.get(jid)?)
            }
            Peer::Occupant { .. } => None,
        }
    }

    /// Our own.
    pub fn own(&self, world: &World, account: &AccountId) -> Option<Handle> {
        self.by_key(world.accounts.get(account)?.avatars.get(&account.0)?)
    }

    pub fn by_key(&self, key: &str) -> Option<Handle> {
        self.ready.get(key).cloned()
    }

    /// Fetches what the world names and nobody has asked for yet.
    pub fn fetch(&mut self, client: &Client, world: &World) -> Task<Decoded> {
        let mut wanted: Vec<String> = Vec::new();
        for key in world.accounts.values().flat_map(|standing| standing.avatars.values()) {
            if self.asked.len() >= MOST {
                break;
            }
            if self.asked.insert(key.clone()) {
                wanted.push(key.clone());
            }
        }
        Task::batch(wanted.into_iter().map(|key| {
            let client = client.clone();
            Task::perform(read(client, key), |decoded| decoded)
        }))
    }

    pub fn keep(&mut self, decoded: Decoded) {
        if let Some(picture) = decoded.picture {
            let _ = self.ready.insert(decoded.key, picture);
        }
    }
}

async fn read(client: Client, key: String) -> Decoded {
    let picture = match client.picture(key.clone()).await {
        Ok(bytes) => tokio::task::spawn_blocking(move || face::decode(&bytes)).await.ok().flatten(),
        Err(_) => None,
    };
    let picture = picture.map(|pixels| Handle::from_rgba(EDGE, EDGE, pixels));
    Decoded { key, picture }
}
