//! Pictures that others show of themselves: fetched once, kept by their hash.

use std::collections::{HashSet, VecDeque};
use std::io;
use std::path::{Path, PathBuf};

use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use xmpp::jid::BareJid;

use crate::client::chance;
use crate::engine::event::Picture;

/// How many are fetched at a time: a roster of a thousand must not stand in the way of a message.
const AT_A_TIME: usize = 4;

/// How many wait at most; more of them are fetched in a later session.
const WAITING: usize = 4_096;

/// The longest file, in bytes. XEP-0084 wants pictures small enough to travel in a stanza.
const LONGEST: usize = 1024 * 1024;

/// A picture to fetch, and whose it is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Wish {
    pub(crate) of: BareJid,
    pub(crate) sha1: String,
    pub(crate) source: Picture,
}

/// The pictures that are on their way to us.
#[derive(Debug, Default)]
pub(crate) struct Pictures {
    waiting: VecDeque<Wish>,
    /// Asked for in this run, and not to be asked for again: it came, or it was no picture.
    asked: HashSet<(BareJid, String)>,
    flying: usize,
}

impl Pictures {
    pub(crate) fn want(&mut self, wish: Wish) {
        let known = (wish.of.clone(), wish.sha1.clone());
        if self.waiting.len() < WAITING && self.asked.insert(known) {
            self.waiting.push_back(wish);
        }
    }

    /// The next one to ask for, where it is its turn.
    pub(crate) fn next(&mut self) -> Option<Wish> {
        if self.flying >= AT_A_TIME {
            return None;
        }
        let wish = self.waiting.pop_front()?;
        self.flying += 1;
        Some(wish)
    }

    /// One was answered, or refused.
    pub(crate) fn landed(&mut self) {
        self.flying = self.flying.saturating_sub(1);
    }

    /// The session is gone: what was not answered may be asked for again.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

/// Where a picture lies; `None` where the key is none of ours (forty hex digits), so that nobody's
/// hash leads out of the folder.
pub(crate) fn path(folder: &Path, key: &str) -> Option<PathBuf> {
    let fits = key.len() == 40 && key.bytes().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'));
    fits.then(|| folder.join(key))
}

/// Whether these bytes are what was promised: a picture of a kind that we show, and of this hash.
pub(crate) fn is_sound(bytes: &[u8], sha1: &str) -> bool {
    bytes.len() <= LONGEST && is_picture(bytes) && hash(bytes) == sha1
}

/// Knows PNG, JPEG, GIF and WebP by their first bytes: what its sender calls it proves nothing.
fn is_picture(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x89PNG\r\n\x1a\n")
        || bytes.starts_with(b"\xff\xd8\xff")
        || bytes.starts_with(b"GIF87a")
        || bytes.starts_with(b"GIF89a")
        || (bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"))
}

fn hash(bytes: &[u8]) -> String {
    digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes)
        .as_ref()
        .iter()
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

/// Writes a picture whole or not at all: a half-written one would stay for ever.
pub(crate) async fn keep(folder: &Path, key: &str, bytes: &[u8]) -> io::Result<()> {
    let path = path(folder, key).ok_or(io::ErrorKind::InvalidInput)?;
    let half = folder.join(format!("{}.part", chance::origin_id()));

    tokio::fs::create_dir_all(folder).await?;
    let written = match tokio::fs::write(&half, bytes).await {
        Ok(()) => tokio::fs::rename(&half, path).await,
        Err(error) => Err(error),
    };
    if written.is_err() {
        let _ = tokio::fs::remove_file(&half).await;
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIF: &[u8] = b"GIF89a\x01\x00\x01\x00";

    #[test]
    fn only_hashes_name_a_file() {
        let folder = Path::new("pictures");

        assert!(path(folder, &hash(GIF)).is_some());
        for key in ["", "../../etc/passwd", &"A".repeat(40), &"0".repeat(41)] {
            assert_eq!(path(folder, key), None, "{key}");
        }
    }

    #[test]
    fn a_picture_is_what_its_bytes_say() {
        assert!(is_sound(GIF, &hash(GIF)));
        assert!(!is_sound(GIF, &hash(b"another")), "of another hash");
        assert!(!is_sound(b"<svg/>", &hash(b"<svg/>")), "of a kind that we do not show");

        let huge: Vec<u8> = GIF.iter().copied().chain(std::iter::repeat_n(0, LONGEST)).collect();
        assert!(!is_sound(&huge, &hash(&huge)), "too long");
    }

    #[test]
    fn four_fly_at_a_time_and_each_once() {
        let mut pictures = Pictures::default();
        let jid: BareJid = "romeo@localhost".parse().expect("a valid address");
        for n in [0, 0, 1, 2, 3, 4] {
            let (of, sha1) = (jid.clone(), format!("{n:040}"));
            let source = Picture::Published { of: of.clone(), sha1: sha1.clone() };
            pictures.want(Wish { of, sha1, source });
        }

        assert_eq!(std::iter::from_fn(|| pictures.next()).count(), 4);
        pictures.landed();
        assert!(pictures.next().is_some());
        assert!(pictures.next().is_none());
    }

    #[tokio::test]
    async fn a_picture_is_kept() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let (place, key) = (folder.path().join("pictures"), hash(GIF));

        keep(&place, &key, GIF).await?;

        assert_eq!(std::fs::read(place.join(&key))?, GIF);
        assert_eq!(std::fs::read_dir(&place)?.count(), 1, "nothing else is left");
        Ok(())
    }
}
