//! Reads a stream of XML byte by byte, as far as its bounds ask for it: where tags, attributes and
//! stanzas begin and end. Whether it is well formed is the parser's to say.

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
const NAME: usize = 1024;
/// Elements of a stanza. A roster of 10,000 takes some 30,000.
const ELEMENTS: u32 = 65_536;
/// Bytes of a stanza.
const STANZA: usize = 4 << 20;
/// Bytes of a stanza that is skipped; beyond it, the stream ends.
const PATIENCE: usize = 64 << 20;

const STANZAS: &[&[u8]] = &[b"message", b"presence", b"iq"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
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

#[derive(Debug)]
pub struct Scanner {
    state: State,
    depth: u32,
    /// What is not yet decided upon: a tag of the stream, or a stanza as far as it came.
    held: Vec<u8>,
    /// Where the tag or section began that is being read.
    mark: usize,
    /// How long the stanza's own tag is, once it is whole.
    head: usize,
    elements: u32,
    /// The name of a stanza that breaks a bound, and whether its own tag may stay.
    broken: Option<(Vec<u8>, bool)>,
    /// Bytes of the stanza that is being read, and of the last one.
    length: usize,
    size: usize,
    stanzas: u64,
}

impl Default for Scanner {
    fn default() -> Self {
        Self {
            state: State::Text,
            depth: 0,
            held: Vec::new(),
            mark: 0,
            head: 0,
            elements: 0,
            broken: None,
            length: 0,
            size: 0,
            stanzas: 0,
        }
    }
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

        self.length += text.len();
        if self.broken.is_none() {
            self.held.extend_from_slice(text);
        }
        self.check_length()
    }

    fn step(&mut self, byte: u8, out: &mut Vec<u8>) -> Result<(), &'static str> {
        if self.state == State::Text {
            self.mark = self.held.len();
        }
        self.length += 1;
        if self.broken.is_none() {
            self.held.push(byte);
        }
        self.check_length()?;

        match (self.state, byte) {
            (State::Text, _) => self.state = State::Opened,

            (State::Opened, b'/') => self.state = State::End,
            (State::Opened, b'!') => self.state = State::Bang,
            (State::Opened, b'?') => self.state = State::Instruction(false),
            (State::Opened, _) => {
                self.state = State::Tag(1);
                self.start()?;
            }

            (State::Tag(_), b'>') => {
                self.depth += 1;
                self.tag_ended(out);
            }
            (State::Tag(_), b'/') => self.state = State::Slash,
            (State::Tag(_), b'"' | b'\'') => {
                let most = if self.names_namespace() { NAMESPACE } else { ATTRIBUTE };
                self.state = State::Value(byte, 0, most);
            }
            (State::Tag(_), b' ' | b'\t' | b'\r' | b'\n') => self.state = State::Tag(0),
            (State::Tag(length), _) if length >= NAME => {
                self.spoil()?;
            }
            (State::Tag(length), _) => self.state = State::Tag(length + 1),

            (State::Value(quote, ..), _) if byte == quote => self.state = State::Tag(0),
            (State::Value(_, length, most), _) if length >= most => self.spoil()?,
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

    /// A start tag begins.
    fn start(&mut self) -> Result<(), &'static str> {
        self.elements += 1;
        if self.depth >= DEPTH || self.elements > ELEMENTS {
            self.spoil()?;
        }
        Ok(())
    }

    fn tag_ended(&mut self, out: &mut Vec<u8>) {
        self.state = State::Text;

        match self.depth {
            1 => {
                self.held = header::known(&self.held); // The stream's own.
                self.release(out);
            }
            2 if self.broken.is_none() => self.head = self.held.len(),
            _ => {}
        }
    }

    fn element_ended(&mut self, out: &mut Vec<u8>) -> Result<(), &'static str> {
        self.state = State::Text;
        if self.depth > 1 {
            return Ok(());
        }
        if self.depth == 0 {
            self.release(out); // The end of the stream.
            return Ok(());
        }

        match self.broken.take() {
            Some((name, tag_stays)) => self.replace(&name, tag_stays, out),
            None => {
                if STANZAS.contains(&local(&name(&self.held))) {
                    self.stanzas += 1;
                }
            }
        }
        self.size = self.length;
        self.release(out);

        Ok(())
    }

    /// `<![CDATA[` and `<!--` are known; all else that begins so has no place in a stream.
    fn bang(&mut self, byte: u8) -> Result<(), &'static str> {
        const COMMENT: &[u8] = b"<!--";
        const CDATA: &[u8] = b"<![CDATA[";

        if self.broken.is_some() {
            // Nothing is held: the first byte tells the two apart.
            self.state = if byte == b'-' { State::Comment(0) } else { State::Cdata(0) };
            return Ok(());
        }

        let begun = self.held.get(self.mark..).unwrap_or_default();
        if begun == COMMENT {
            self.state = State::Comment(0);
            if self.depth > 1 {
                self.spoil()?;
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
            self.held.clear();
            self.length = 0;
        }
    }

    fn instruction_ended(&mut self, out: &mut Vec<u8>) {
        self.state = State::Text;
        match self.depth {
            0 => self.release(out), // The XML declaration.
            1 => {
                self.held.clear();
                self.length = 0;
            }
            _ => {}
        }
    }

    fn check_length(&mut self) -> Result<(), &'static str> {
        if self.length > PATIENCE {
            return Err("a stanza without an end");
        }
        if self.broken.is_some() {
            return Ok(());
        }
        if let State::Instruction(_) = self.state
            && self.depth > 1
        {
            return self.spoil();
        }

        let in_tag = !matches!(self.state, State::Text | State::Cdata(_));
        if in_tag && self.held.len() - self.mark.min(self.held.len()) > TAG || self.length > STANZA
        {
            return self.spoil();
        }
        Ok(())
    }

    /// From here on the stanza is only counted.
    fn spoil(&mut self) -> Result<(), &'static str> {
        if self.broken.is_some() {
            return Ok(());
        }
        if self.depth == 0 {
            return Err("a stream header that is too long");
        }

        let name = name(&self.held);
        if !STANZAS.contains(&local(&name)) {
            return Err("not a stanza, and beyond all bounds");
        }

        let tag_stays = self.depth > 1;
        self.held.truncate(if tag_stays { self.head } else { 0 });
        self.broken = Some((name, tag_stays));
        Ok(())
    }

    fn replace(&mut self, name: &[u8], tag_stays: bool, out: &mut Vec<u8>) {
        self.stanzas += 1;
        if !tag_stays {
            out.extend_from_slice(&[b"<", name, b">"].concat());
        }
        out.append(&mut self.held);
        out.extend_from_slice(
            &[b"<skipped xmlns='", SKIPPED.as_bytes(), b"'/></", name, b">"].concat(),
        );
    }

    fn release(&mut self, out: &mut Vec<u8>) {
        out.append(&mut self.held);
        self.held.shrink_to(KEPT);
        self.head = 0;
        self.elements = 0;
        self.length = 0;
    }

    /// Whether the value that begins here is a namespace: `xmlns` or `xmlns:…` stands before it.
    fn names_namespace(&self) -> bool {
        let before = self.held.get(self.mark..).unwrap_or_default();
        let begun =
            before.iter().rev().skip(1).skip_while(|b| **b == b'=' || b.is_ascii_whitespace());
        let name: Vec<u8> = begun.take_while(|b| !b.is_ascii_whitespace()).copied().collect();
        name.ends_with(b"snlmx")
    }
}

/// The name of the element whose tag begins these bytes, as far as it came.
fn name(tag: &[u8]) -> Vec<u8> {
    let ends = |b: &u8| matches!(b, b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n');
    tag.iter().skip(1).take_while(|b| !ends(b)).take(NAME + 1).copied().collect()
}

fn local(name: &[u8]) -> &[u8] {
    name.rsplit(|b| *b == b':').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' \
        xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>";

    /// What passes of a stream that comes in pieces of these sizes, and how many stanzas it held.
    fn pass(stream: &[u8], pieces: impl Fn(usize) -> usize) -> Result<(String, u64), &'static str> {
        let mut scanner = Scanner::default();
        let mut out = Vec::new();
        let mut place = 0;

        while place < stream.len() {
            let end = (place + pieces(place).max(1)).min(stream.len());
            place += scanner.scan(&stream[place..end], &mut out)?;
        }

        Ok((String::from_utf8(out).expect("what went in was text"), scanner.stanzas()))
    }

    fn whole(stream: &str) -> Result<(String, u64), &'static str> {
        pass(stream.as_bytes(), |_| usize::MAX / 2)
    }

    #[test]
    fn what_keeps_the_bounds_passes_as_it_is() {
        let stream = format!(
            "{HEADER} <message to=\"a>b'/\"><body>x &lt; y<![CDATA[ </message> ]] ]]></body></message>\n\
             <iq id='1'/><a xmlns='urn:xmpp:sm:3' h='1'/><presence><x/></presence></stream:stream>"
        );

        assert_eq!(whole(&stream), Ok((stream, 3)));
    }

    #[test]
    fn what_breaks_a_bound_is_emptied() {
        let skipped = format!("<skipped xmlns='{SKIPPED}'/>");
        let long = "a".repeat(9000);
        let deep = "<a>".repeat(2000) + &"</a>".repeat(2000);
        let wide = "<a/>".repeat(70_000);
        let cases = [
            (
                "a long attribute",
                format!("<message id='1'><x v='{long}'/></message>"),
                "<message id='1'>",
            ),
            ("its own tag", format!("<iq id='1' v='{long}' type='get'/>"), "<iq>"),
            (
                "a long namespace",
                format!("<iq id='1'><x xmlns:b = '{}'/></iq>", &long[..600]),
                "<iq id='1'>",
            ),
            ("depth", format!("<message to='x'>{deep}</message>"), "<message to='x'>"),
            ("many elements", format!("<message>{wide}</message>"), "<message>"),
            ("a long name", format!("<message><{long}/></message>"), "<message>"),
            (
                "a comment",
                "<message id='1'>a<!-- </message> -->b</message>".to_owned(),
                "<message id='1'>",
            ),
            ("an instruction", "<message>a<?x </message> ?>b</message>".to_owned(), "<message>"),
            (
                "size",
                format!("<message><body>{}</body></message>", "long ".repeat(1 << 20)),
                "<message>",
            ),
        ];

        for (name, stanza, tag) in cases {
            let kind = tag.trim_matches(['<', '>']).split(' ').next().unwrap_or_default();
            let expected = format!("{HEADER}{tag}{skipped}</{kind}><presence/>");
            let stream = format!("{HEADER}{stanza}<presence/>");

            assert_eq!(whole(&stream), Ok((expected, 2)), "{name}");
        }
    }

    #[test]
    fn comments_between_stanzas_are_dropped() {
        let stream = format!("{HEADER}<!-- <message> --><presence/><?php ?> <!----><iq/>");

        assert_eq!(whole(&stream), Ok((format!("{HEADER}<presence/> <iq/>"), 2)));
    }

    #[test]
    fn what_is_no_stanza_ends_the_stream() {
        let long = "a".repeat(9000);
        let cases = [
            ("a declaration", "<!DOCTYPE x>".to_owned()),
            ("one within a stanza", "<message><!ENTITY x 'y'></message>".to_owned()),
            ("features", format!("<stream:features v='{long}'/>")),
            ("a name", format!("<{long}/>")),
        ];

        for (name, text) in cases {
            assert!(whole(&format!("{HEADER}{text}")).is_err(), "{name}");
        }
    }

    #[test]
    fn it_does_not_matter_where_the_network_cuts() {
        let long = "a".repeat(9000);
        let stream = format!(
            "{HEADER}<message><x v='{long}'/><![CDATA[ ]]]]></message><!-- - -- ---><iq a='/>'/>\
             <presence>{}<!-- > --><a b='c'>]]</a>{}</presence><iq id='2'></iq> </stream:stream>",
            "<d>".repeat(140),
            "</d>".repeat(140),
        );
        let expected = whole(&stream);
        assert!(expected.is_ok());

        // A small generator of the same numbers each time.
        for seed in 1..40_usize {
            let cut = |place: usize| {
                let mixed = (place ^ seed.rotate_left(17)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
                (mixed >> 40) % (seed * 3) + 1
            };
            assert_eq!(pass(stream.as_bytes(), cut), expected, "{seed}");
        }
    }

    #[test]
    fn noise_never_panics() {
        let alphabet = b"<>/!?-[]='\" axiq";
        let mut state = 7_u64;

        for _ in 0..2000 {
            let noise: Vec<u8> = (0..200)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    alphabet[(state >> 33) as usize % alphabet.len()]
                })
                .collect();
            let _ = Scanner::default().scan(&noise, &mut Vec::new());
        }
    }

    #[test]
    fn it_stops_after_each_stanza() {
        let stream = format!("{HEADER}<iq/><message/>");
        let mut scanner = Scanner::default();
        let mut out = Vec::new();

        let used = scanner.scan(stream.as_bytes(), &mut out);

        assert_eq!(used, Ok(HEADER.len() + "<iq/>".len()));
        assert_eq!(scanner.stanzas(), 1);
    }
}
