//! Faces that others have chosen: decoded away from the screen, scaled, and kept in bounds.

use std::collections::{HashMap, HashSet};

use iced::Task;
use iced::widget::image::Handle;

use crate::client::Client;
use crate::model::{AccountId, ChatId, Peer, World};

/// How many are kept; 96 x 96 pixels in four bytes each are 36 KiB.
const MOST: usize = 600;
/// The edge of what is kept, in pixels: twice the largest that is shown.
const EDGE: u32 = 96;
/// The largest picture that is decoded, in pixels: more is a bomb.
const LARGEST: u32 = 4096;

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
        Ok(bytes) => tokio::task::spawn_blocking(move || decode(&bytes)).await.ok().flatten(),
        Err(_) => None,
    };
    Decoded { key, picture }
}

/// Scales to a square from the middle.
fn decode(bytes: &[u8]) -> Option<Handle> {
    let mut reader =
        image::ImageReader::new(std::io::Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(LARGEST);
    limits.max_image_height = Some(LARGEST);
    limits.max_alloc = Some(64 * 1024 * 1024);
    reader.limits(limits);
    let picture = reader.decode().ok()?;
    let small = picture.resize_to_fill(EDGE, EDGE, image::imageops::FilterType::Triangle);
    Some(Handle::from_rgba(EDGE, EDGE, small.into_rgba8().into_raw()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_picture_becomes_none() {
        assert!(decode(b"").is_none());
        assert!(decode(b"GIF89a\xff\xff\xff\xff").is_none());
    }

    #[test]
    fn a_picture_becomes_a_square_of_fixed_size() {
        let mut png = std::io::Cursor::new(Vec::new());
        image::RgbaImage::new(7, 300)
            .write_to(&mut png, image::ImageFormat::Png)
            .expect("a picture in memory");
        assert!(matches!(
            decode(png.get_ref()),
            Some(Handle::Rgba { width: EDGE, height: EDGE, .. })
        ));
    }
}
