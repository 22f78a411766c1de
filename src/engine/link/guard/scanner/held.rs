//! What is held back until it is decided upon, and the bounds that it must keep.

use crate::engine::link::guard::{KEPT, SKIPPED, header};

/// Levels within the stream. Stanzas within forwarded stanzas take some ten.
const DEPTH: u32 = 128;
/// Bytes of an attribute's value; the parser ends the stream at 8192.
const ATTRIBUTE: usize = 8000;
/// Bytes of a namespace: the tree keeps one for each of its elements.
const NAMESPACE: usize = 512;
/// Bytes of a tag with all its attributes.
const TAG: usize = 64 * 1024;
/// Bytes of a name.
pub(super) const NAME: usize = 1024;
/// Elements of a stanza. A roster of 10,000 takes some 30,000.
const ELEMENTS: u32 = 65_536;
/// Bytes of a stanza.
const STANZA: usize = 4 << 20;
/// Bytes of a stanza that is skipped; beyond it, the stream ends.
const PATIENCE: usize = 64 << 20;

const STANZAS: &[&[u8]] = &[b"message", b"presence", b"iq"];

/// A tag of the stream, or a stanza as far as it came.
#[derive(Debug, Default)]
pub(super) struct Held {
    bytes: Vec<u8>,
    /// Where the tag or section began that is being read.
    mark: usize,
    /// How long the stanza's own tag is, once it is whole.
    head: usize,
    elements: u32,
    /// The name of a stanza that breaks a bound, and whether its own tag may stay.
    broken: Option<(Vec<u8>, bool)>,
    /// Bytes of the stanza that is being read, whether they are held or not.
    length: usize,
}

impl Held {
    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(super) fn is_broken(&self) -> bool {
        self.broken.is_some()
    }

    pub(super) fn length(&self) -> usize {
        self.length
    }

    /// What came since the last mark.
    pub(super) fn begun(&self) -> &[u8] {
        self.bytes.get(self.mark..).unwrap_or_default()
    }

    /// A tag or a section begins with the next byte.
    pub(super) fn mark(&mut self) {
        self.mark = self.bytes.len();
    }

    pub(super) fn take(&mut self, bytes: &[u8]) {
        self.length += bytes.len();
        if self.broken.is_none() {
            self.bytes.extend_from_slice(bytes);
        }
    }

    pub(super) fn push(&mut self, byte: u8) {
        self.length += 1;
        if self.broken.is_none() {
            self.bytes.push(byte);
        }
    }

    /// Lets go of what has no place in the stream.
    pub(super) fn discard(&mut self) {
        self.bytes.clear();
        self.length = 0;
    }

    /// An element begins, so many levels within the stream.
    pub(super) fn element(&mut self, depth: u32) -> Result<(), &'static str> {
        self.elements += 1;
        if depth >= DEPTH || self.elements > ELEMENTS {
            self.spoil(depth)?;
        }
        Ok(())
    }

    /// The stream's own tag is whole: what is known of it passes.
    pub(super) fn open(&mut self, out: &mut Vec<u8>) {
        self.bytes = header::known(&self.bytes);
        self.release(out);
    }

    /// A stanza's own tag is whole.
    pub(super) fn head(&mut self) {
        if self.broken.is_none() {
            self.head = self.bytes.len();
        }
    }

    /// Whether it has become too long; `in_tag` where it is not a text that is being read.
    pub(super) fn check(&mut self, in_tag: bool, depth: u32) -> Result<(), &'static str> {
        if self.length > PATIENCE {
            return Err("a stanza without an end");
        }
        if in_tag && self.begun().len() > TAG || self.length > STANZA {
            return self.spoil(depth);
        }
        Ok(())
    }

    /// From here on the stanza is only counted.
    pub(super) fn spoil(&mut self, depth: u32) -> Result<(), &'static str> {
        if self.broken.is_some() {
            return Ok(());
        }
        if depth == 0 {
            return Err("a stream header that is too long");
        }

        let name = name(&self.bytes);
        if !is_stanza(&name) {
            return Err("not a stanza, and beyond all bounds");
        }

        let tag_stays = depth > 1;
        self.bytes.truncate(if tag_stays { self.head } else { 0 });
        self.broken = Some((name, tag_stays));
        Ok(())
    }

    /// Lets a whole element of the stream pass, or what stands for it. Answers whether it counts as
    /// a stanza.
    pub(super) fn pass(&mut self, out: &mut Vec<u8>) -> bool {
        let counts = match self.broken.take() {
            Some((name, tag_stays)) => {
                self.replace(&name, tag_stays, out);
                true
            }
            None => is_stanza(&name(&self.bytes)),
        };
        self.release(out);
        counts
    }

    fn replace(&mut self, name: &[u8], tag_stays: bool, out: &mut Vec<u8>) {
        if !tag_stays {
            out.extend_from_slice(&[b"<", name, b">"].concat());
        }
        out.append(&mut self.bytes);
        out.extend_from_slice(
            &[b"<skipped xmlns='", SKIPPED.as_bytes(), b"'/></", name, b">"].concat(),
        );
    }

    pub(super) fn release(&mut self, out: &mut Vec<u8>) {
        out.append(&mut self.bytes);
        self.bytes.shrink_to(KEPT);
        self.head = 0;
        self.elements = 0;
        self.length = 0;
    }

    /// The most bytes that the value may have that begins here.
    pub(super) fn most(&self) -> usize {
        if self.names_namespace() { NAMESPACE } else { ATTRIBUTE }
    }

    /// Whether the value that begins here is a namespace: `xmlns` or `xmlns:…` stands before it.
    fn names_namespace(&self) -> bool {
        let begun = self
            .begun()
            .iter()
            .rev()
            .skip(1)
            .skip_while(|b| **b == b'=' || b.is_ascii_whitespace());
        let name: Vec<u8> = begun.take_while(|b| !b.is_ascii_whitespace()).copied().collect();
        name.ends_with(b"snlmx")
    }
}

/// The name of the element whose tag begins these bytes, as far as it came.
fn name(tag: &[u8]) -> Vec<u8> {
    let ends = |b: &u8| matches!(b, b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n');
    tag.iter().skip(1).take_while(|b| !ends(b)).take(NAME + 1).copied().collect()
}

fn is_stanza(name: &[u8]) -> bool {
    let local = name.rsplit(|b| *b == b':').next().unwrap_or(name);
    STANZAS.contains(&local)
}
