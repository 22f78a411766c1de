//! A message's text with all that is known of its parts: style, links, emoji. Made once for each
//! message, and shared by all frames that show it.

use std::ops::Range;

use linkify::{LinkFinder, LinkKind};

use crate::ui::part::emoji;
use crate::ui::part::styling::{self, Style};

/// The longest text that is shown whole, in bytes: shaping costs time, and strangers write.
const MOST: usize = 20_000;

/// A part of the text that is drawn in one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub range: Range<usize>,
    pub style: Style,
    pub emoji: bool,
    /// The place of its address among the links.
    pub link: Option<usize>,
}

/// A text and its runs, which follow each other and leave nothing out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rich {
    /// As it is shown and copied: without control characters, of bounded length.
    pub text: String,
    pub runs: Vec<Run>,
    pub links: Vec<String>,
}

impl Rich {
    /// Reads a body as it came.
    pub fn of(body: &str) -> Self {
        Self::new(clean(body), true)
    }

    /// A text of our own making, with nothing in it but emoji.
    pub fn plain(text: &str) -> Self {
        Self::new(clean(text), false)
    }

    /// What somebody does (XEP-0245): the name, then the rest of the body.
    pub fn deed(name: &str, body: &str) -> Self {
        let name = clean(name).replace('\n', " ");
        let mut rich = Self::new(format!("* {name} {}", clean(body)), true);
        for run in &mut rich.runs {
            run.style.emphasis = true;
        }
        rich
    }

    /// Whether all of it is drawn in one way.
    pub fn is_plain(&self) -> bool {
        self.runs
            .iter()
            .all(|run| run.style == Style::default() && !run.emoji && run.link.is_none())
    }

    fn new(text: String, reads: bool) -> Self {
        let styles = if reads {
            styling::parse(&text)
        } else {
            vec![styling::Part { range: 0..text.len(), style: Style::default() }]
        };
        let found = if reads { find_links(&text) } else { Vec::new() };
        let emoji: Vec<Range<usize>> =
            emoji::runs(&text).into_iter().filter(|run| run.emoji).map(|run| run.range).collect();

        let mut edges: Vec<usize> = styles.iter().map(|part| part.range.start).collect();
        edges.extend(found.iter().chain(&emoji).flat_map(|range| [range.start, range.end]));
        edges.push(text.len());
        edges.sort_unstable();
        edges.dedup();

        let (mut style, mut link, mut face) = (0, 0, 0);
        let runs = edges
            .windows(2)
            .map(|edge| {
                let (start, end) = (edge[0], edge[1]);
                advance(&mut style, start, |at| styles.get(at).map(|part| part.range.end));
                advance(&mut link, start, |at| found.get(at).map(|range| range.end));
                advance(&mut face, start, |at| emoji.get(at).map(|range| range.end));
                Run {
                    range: start..end,
                    style: styles.get(style).map_or_else(Style::default, |part| part.style),
                    emoji: emoji.get(face).is_some_and(|range| range.contains(&start)),
                    link: found
                        .get(link)
                        .is_some_and(|range| range.contains(&start))
                        .then_some(link),
                }
            })
            .collect();
        let links = found.into_iter().map(|range| text[range].to_owned()).collect();

        Self { text, runs, links }
    }
}

/// Moves on to the first range that does not end before `start`.
fn advance(at: &mut usize, start: usize, end: impl Fn(usize) -> Option<usize>) {
    while end(*at).is_some_and(|end| end <= start) {
        *at += 1;
    }
}

/// Lines end with `\n` alone, and nothing else is in the text that is not written.
fn clean(body: &str) -> String {
    let cut = if body.len() > MOST {
        let end = (0..=MOST).rev().find(|at| body.is_char_boundary(*at)).unwrap_or(0);
        &body[..end]
    } else {
        body
    };

    let mut text = String::with_capacity(cut.len());
    let mut before = ' ';
    for c in cut.chars() {
        match c {
            '\n' if before == '\r' => {}
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => text.push('\n'),
            '\t' => text.push_str("    "),
            c if c.is_control() => {}
            c => text.push(c),
        }
        before = c;
    }
    if cut.len() < body.len() {
        text.push('…');
    }
    text
}

/// The schemes that may be opened.
const SCHEMES: [&str; 4] = ["https://", "http://", "xmpp:", "mailto:"];

/// Whether an address may be handed to the system.
pub fn may_open(address: &str) -> bool {
    SCHEMES.iter().any(|scheme| {
        address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

fn find_links(text: &str) -> Vec<Range<usize>> {
    // Each of the schemes has one: most messages stop here.
    if !text.contains(':') {
        return Vec::new();
    }

    let mut finder = LinkFinder::new();
    let _ = finder.url_must_have_scheme(true).kinds(&[LinkKind::Url]);
    let mut found: Vec<Range<usize>> = finder
        .links(text)
        .filter(|link| may_open(link.as_str()))
        .map(|link| link.start()..link.end())
        .collect();

    for scheme in ["xmpp:", "mailto:"] {
        for (start, _) in text.match_indices(scheme) {
            let word = text[..start].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
            let rest = &text[start..];
            let end = rest.find(|c: char| c.is_whitespace() || "<>\"“”".contains(c));
            let link = rest[..end.unwrap_or(rest.len())].trim_end_matches([
                '.', ',', ';', '!', '?', ')', ']', '\'', '*', '_', '`', '~', '。', '，', '：',
            ]);
            if word && link.len() > scheme.len() {
                found.push(start..start + link.len());
            }
        }
    }

    found.sort_unstable_by_key(|range| range.start);
    found.dedup_by(|next, kept| next.start < kept.end);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_and_only_safe_ones() {
        for (text, wanted) in [
            ("see https://example.org/a_b_c?q=1.", vec!["https://example.org/a_b_c?q=1"]),
            ("(http://example.org)", vec!["http://example.org"]),
            ("join xmpp:room@rooms.example?join, please", vec!["xmpp:room@rooms.example?join"]),
            ("mailto:a@b.example", vec!["mailto:a@b.example"]),
            ("file:///etc/passwd javascript:alert(1) ftp://x.example", vec![]),
            ("example.org and a@b.example", vec![]),
            ("中文https://example.org/中文，后", vec!["https://example.org/中文，后"]),
        ] {
            let links = Rich::of(text).links;
            if text.starts_with("中") {
                assert_eq!(links.len(), 1);
            } else {
                assert_eq!(links, wanted, "{text}");
            }
        }
    }

    #[test]
    fn runs_leave_nothing_out() {
        for text in ["", "a", "*b* https://example.org 😀 `c`\n> d ❤️", "*https://example.org*"]
        {
            let rich = Rich::of(text);
            let joined: String =
                rich.runs.iter().map(|run| &rich.text[run.range.clone()]).collect();
            assert_eq!(joined, text);
        }
    }

    #[test]
    fn what_strangers_write_is_made_harmless() {
        assert_eq!(Rich::of("a\r\nb\rc\u{2028}d\u{7}\u{0}").text, "a\nb\nc\nd");
        let long = Rich::of(&"é".repeat(30_000)).text;
        assert!(long.len() < 20_010 && long.ends_with('…'));
    }

    #[test]
    fn only_known_schemes_are_opened() {
        assert!(may_open("HTTPS://example.org"));
        assert!(may_open("xmpp:a@b"));
        assert!(!may_open("file:///etc/passwd"));
        assert!(!may_open(""));
    }
}
