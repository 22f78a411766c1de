//! Reads a stream of XML byte by byte, as far as its bounds ask for it: where tags, attributes and
//! stanzas begin and end. Whether it is well formed is the parser's to say.

mod held;
#[cfg(test)]
mod tests;

use self::held::{Held, NAME};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    #[default]
    Text,
    /// After `<`.
    Opened,
    /// Within a start tag; the bytes since the last blank or value.
    Tag(usize),
    /// Within a value: its quote, its length, the most that it may have.
    Value(u8, usize, usize),
    /// After the `/` of an empty element's tag.
    Slash,
    /// Within an end tag.
    End,
    /// After `<!`, until it is known what it is.
    Bang,
    /// The `-` seen in a row.
    Comment(u8),
    /// The `]` seen in a row.
    Cdata(u8),
    /// Whether a `?` was just seen.
    Instruction(bool),
}

#[derive(Debug, Default)]
pub struct Scanner {
    state: State,
    depth: u32,
    held: Held,
    /// Bytes of the last stanza.
    size: usize,
    stanzas: u64,
}

impl Scanner {
    pub fn stanzas(&self) -> u64 {
        self.stanzas
    }

    pub fn size(&self) -> usize {
        self.size
    }

    pub fn is_idle(&self) -> bool {
        self.held.is_empty() && self.state == State::Text
    }

    /// Reads until a stanza is whole or the bytes are used up, and says how many were used. What
    /// may pass is put into `out`. The stream must end at an error.
    pub fn scan(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<usize, &'static str> {
        let before = self.stanzas;
        let mut used = 0;

        while let Some(&byte) = bytes.get(used) {
            if self.state == State::Text {
                let rest = bytes.get(used..).unwrap_or_default();
                let text = rest.iter().position(|&b| b == b'<').unwrap_or(rest.len());
                if text > 0 {
                    self.text(rest.get(..text).unwrap_or_default(), out)?;
                    used += text;
                    continue;
                }
            }

            used += 1;
            self.step(byte, out)?;
            if self.stanzas != before {
                break;
            }
        }

        Ok(used)
    }

    fn text(&mut self, text: &[u8], out: &mut Vec<u8>) -> Result<(), &'static str> {
        if self.depth <= 1 {
            out.extend_from_slice(text);
            return Ok(());
        }

        self.held.take(text);
        self.check_length()
    }

    fn step(&mut self, byte: u8, out: &mut Vec<u8>) -> Result<(), &'static str> {
        if self.state == State::Text {
            self.held.mark();
        }
        self.held.push(byte);
        self.check_length()?;

        match (self.state, byte) {
            (State::Text, _) => self.state = State::Opened,

            (State::Opened, b'/') => self.state = State::End,
            (State::Opened, b'!') => self.state = State::Bang,
            (State::Opened, b'?') => self.state = State::Instruction(false),
            (State::Opened, _) => {
                self.state = State::Tag(1);
                self.held.element(self.depth)?;
            }

            (State::Tag(_), b'>') => {
                self.depth += 1;
                self.tag_ended(out);
            }
            (State::Tag(_), b'/') => self.state = State::Slash,
            (State::Tag(_), b'"' | b'\'') => {
                self.state = State::Value(byte, 0, self.held.most());
            }
            (State::Tag(_), b' ' | b'\t' | b'\r' | b'\n') => self.state = State::Tag(0),
            (State::Tag(length), _) if length >= NAME => self.held.spoil(self.depth)?,
            (State::Tag(length), _) => self.state = State::Tag(length + 1),

            (State::Value(quote, ..), _) if byte == quote => self.state = State::Tag(0),
            (State::Value(_, length, most), _) if length >= most => self.held.spoil(self.depth)?,
            (State::Value(quote, length, most), _) => {
                self.state = State::Value(quote, length + 1, most);
            }

            (State::Slash, b'>') => self.element_ended(out)?,
            (State::Slash, _) => self.state = State::Tag(0),

            (State::End, b'>') => {
                self.depth = self.depth.saturating_sub(1);
                self.element_ended(out)?;
            }
            (State::End, _) => {}

            (State::Bang, _) => self.bang(byte)?,
            (State::Comment(dashes), b'>') if dashes >= 2 => self.section_ended(),
            (State::Comment(dashes), b'-') => self.state = State::Comment(dashes.min(1) + 1),
            (State::Comment(_), _) => self.state = State::Comment(0),
            (State::Cdata(brackets), b'>') if brackets >= 2 => self.state = State::Text,
            (State::Cdata(brackets), b']') => self.state = State::Cdata(brackets.min(1) + 1),
            (State::Cdata(_), _) => self.state = State::Cdata(0),
            (State::Instruction(true), b'>') => self.instruction_ended(out),
            (State::Instruction(_), _) => self.state = State::Instruction(byte == b'?'),
        }

        Ok(())
    }

    fn tag_ended(&mut self, out: &mut Vec<u8>) {
        self.state = State::Text;

        match self.depth {
            1 => self.held.open(out),
            2 => self.held.head(),
            _ => {}
        }
    }

    fn element_ended(&mut self, out: &mut Vec<u8>) -> Result<(), &'static str> {
        self.state = State::Text;
        if self.depth > 1 {
            return Ok(());
        }
        if self.depth == 0 {
            self.held.release(out); // The end of the stream.
            return Ok(());
        }

        self.size = self.held.length();
        self.stanzas += u64::from(self.held.pass(out));
        Ok(())
    }

    /// `<![CDATA[` and `<!--` are known; all else that begins so has no place in a stream.
    fn bang(&mut self, byte: u8) -> Result<(), &'static str> {
        const COMMENT: &[u8] = b"<!--";
        const CDATA: &[u8] = b"<![CDATA[";

        if self.held.is_broken() {
            // Nothing is held: the first byte tells the two apart.
            self.state = if byte == b'-' { State::Comment(0) } else { State::Cdata(0) };
            return Ok(());
        }

        let begun = self.held.begun();
        if begun == COMMENT {
            self.state = State::Comment(0);
            if self.depth > 1 {
                self.held.spoil(self.depth)?;
            }
        } else if begun == CDATA && self.depth > 1 {
            self.state = State::Cdata(0);
        } else if !COMMENT.starts_with(begun) && !CDATA.starts_with(begun) {
            return Err("a declaration within the stream");
        }
        Ok(())
    }

    /// A comment ended: between stanzas it is dropped, within one the stanza was broken by it.
    fn section_ended(&mut self) {
        self.state = State::Text;
        if self.depth <= 1 {
            self.held.discard();
        }
    }

    fn instruction_ended(&mut self, out: &mut Vec<u8>) {
        self.state = State::Text;
        match self.depth {
            0 => self.held.release(out), // The XML declaration.
            1 => self.held.discard(),
            _ => {}
        }
    }

    fn check_length(&mut self) -> Result<(), &'static str> {
        let in_tag = !matches!(self.state, State::Text | State::Cdata(_));
        self.held.check(in_tag, self.depth)?;
        // An instruction has no place within a stanza.
        if matches!(self.state, State::Instruction(_)) && self.depth > 1 {
            return self.held.spoil(self.depth);
        }
        Ok(())
    }
}
