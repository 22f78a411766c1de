//! Message Styling (XEP-0393, version 1.1.1): which parts of a body carry which style.
//!
//! The directives stay in the text, as section 8 recommends, and are styled like what they enclose.

use std::ops::Range;

/// The style of a part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    pub strong: bool,
    pub emphasis: bool,
    pub strike: bool,
    /// Preformatted, in a line or as a block.
    pub code: bool,
    /// Of a preformatted block, with the lines that open and close it (section 5.1.2).
    pub block: bool,
    pub quote: bool,
}

/// A part of the text in one style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub range: Range<usize>,
    pub style: Style,
}

/// Splits a body into parts that follow each other and leave nothing out.
pub fn parse(text: &str) -> Vec<Part> {
    let mut parts = Parts::default();
    // How deep the quotation is in which a preformatted block is open.
    let mut block: Option<usize> = None;
    let mut start = 0;

    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let bare = line.strip_suffix('\n').unwrap_or(line);
        let most = block.unwrap_or(usize::MAX);
        let (depth, prefix) = quotation(bare, most);
        let rest = &bare[prefix..];
        let style = Style { quote: depth > 0, ..Style::default() };
        parts.add(start..start + prefix, style);

        let inside = block == Some(depth);
        if inside {
            parts.add(start + prefix..end, Style { code: true, block: true, ..style });
            if rest == "```" {
                block = None;
            }
        } else if let Some(after) = reopened(bare, block.is_some()) {
            block = Some(after.0);
            parts.add(start + after.1..end, Style { code: true, block: true, ..style });
        } else {
            block = None;
            let (_, prefix_all) = quotation(bare, usize::MAX);
            parts.add(start + prefix..start + prefix_all, style);
            spans(text, start + prefix_all..start + bare.len(), style, &mut parts);
            parts.add(start + bare.len()..end, style);
        }
        start = end;
    }
    parts.0
}

/// Whether a line starts a preformatted block: its depth, and where its text starts.
fn reopened(bare: &str, _was_open: bool) -> Option<(usize, usize)> {
    let (depth, prefix) = quotation(bare, usize::MAX);
    bare[prefix..].starts_with("```").then_some((depth, prefix))
}

/// How often a line is quoted, up to `most`, and how long the marks for it are (section 6.1.3).
fn quotation(line: &str, most: usize) -> (usize, usize) {
    let (mut depth, mut at) = (0, 0);
    while depth < most && line[at..].starts_with('>') {
        depth += 1;
        at += 1;
        if let Some(space) = line[at..].chars().next().filter(|c| c.is_whitespace()) {
            at += space.len_utf8();
        }
    }
    (depth, at)
}

/// The spans of one line (section 6.2): lazily matched, from the beginning.
fn spans(text: &str, range: Range<usize>, style: Style, parts: &mut Parts) {
    let bytes = text.as_bytes();
    let mut plain = range.start;
    let mut at = range.start;
    // Directives of which no closing one follows in this line: not looked for again.
    let mut hopeless = [false; 4];
    // The line's start counts as after white space; so does the start of an enclosing span.
    let mut opens = true;

    while at < range.end {
        let Some(kind) = DIRECTIVES.iter().position(|it| *it == bytes[at]) else {
            let c = text[at..range.end].chars().next().unwrap_or(' ');
            opens = c.is_whitespace();
            at += c.len_utf8();
            continue;
        };
        let doubled = bytes.get(at + 1) == Some(&bytes[at]) && at + 1 < range.end;
        if doubled {
            // Nothing between two directives: neither counts.
            at += 2;
            opens = false;
            continue;
        }
        let inner = with(style, kind);
        let allowed = opens && inner != style && !hopeless[kind];
        match allowed.then(|| closing(text, at, range.end)).flatten() {
            Some(close) => {
                parts.add(plain..at, style);
                parts.add(at..at + 1, inner);
                if inner.code {
                    parts.add(at + 1..close, inner);
                } else {
                    spans(text, at + 1..close, inner, parts);
                }
                parts.add(close..close + 1, inner);
                at = close + 1;
                plain = at;
            }
            None => {
                hopeless[kind] |= allowed && !next_is_space(text, at, range.end);
                at += 1;
            }
        }
        opens = false;
    }
    parts.add(plain..range.end, style);
}

const DIRECTIVES: [u8; 4] = *b"*_~`";

fn with(style: Style, kind: usize) -> Style {
    match kind {
        0 => Style { strong: true, ..style },
        1 => Style { emphasis: true, ..style },
        2 => Style { strike: true, ..style },
        _ => Style { code: true, ..style },
    }
}

fn next_is_space(text: &str, at: usize, end: usize) -> bool {
    text[at + 1..end].chars().next().is_none_or(char::is_whitespace)
}

/// Where the span ends that starts at `at`.
fn closing(text: &str, at: usize, end: usize) -> Option<usize> {
    if next_is_space(text, at, end) {
        return None;
    }

    let directive = char::from(text.as_bytes()[at]);
    let mut before = ' ';
    for (offset, c) in text[at + 1..end].char_indices() {
        if c == directive && offset > 0 && !before.is_whitespace() {
            return Some(at + 1 + offset);
        }
        before = c;
    }
    None
}

#[derive(Default)]
struct Parts(Vec<Part>);

impl Parts {
    fn add(&mut self, range: Range<usize>, style: Style) {
        if range.is_empty() {
            return;
        }
        match self.0.last_mut() {
            Some(last) if last.style == style && last.range.end == range.start => {
                last.range.end = range.end;
            }
            Some(_) | None => self.0.push(Part { range, style }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes the styles out: `B` strong, `I` emphasis, `S` strike, `C` code, `Q` quote.
    fn marked(text: &str) -> String {
        parse(text)
            .into_iter()
            .map(|Part { range, style }| {
                let marks = [
                    (style.strong, 'B'),
                    (style.emphasis, 'I'),
                    (style.strike, 'S'),
                    (style.code, 'C'),
                    (style.quote, 'Q'),
                ];
                let marks: String =
                    marks.iter().filter(|(set, _)| *set).map(|(_, mark)| *mark).collect();
                if marks.is_empty() {
                    text[range].to_owned()
                } else {
                    format!("{marks}[{}]", &text[range])
                }
            })
            .collect()
    }

    #[test]
    fn spans_are_styled_as_the_standard_shows() {
        for (text, wanted) in [
            ("plain span", "plain span"),
            ("*strong span*", "B[*strong span*]"),
            ("plain _emphasis_ plain", "plain I[_emphasis_] plain"),
            ("`pre` plain *strong*", "C[`pre`] plain B[*strong*]"),
            ("*strong*plain*", "B[*strong*]plain*"),
            ("* plain *strong*", "* plain B[*strong*]"),
            ("Everyone ~dis~likes cake.", "Everyone S[~dis~]likes cake."),
            ("This is *`monospace and bold`*", "This is B[*]BC[`monospace and bold`]B[*]"),
            ("*_both_*", "B[*]BI[_both_]B[*]"),
            ("`*not bold*`", "C[`*not bold*`]"),
            ("*你好*，", "B[*你好*]，"),
        ] {
            assert_eq!(marked(text), wanted);
        }
    }

    #[test]
    fn what_the_standard_calls_plain_is_plain() {
        for text in [
            "not strong*",
            "*not strong",
            "*not \n strong*",
            "*not *strong",
            "**",
            "***",
            "****",
            "",
        ] {
            assert_eq!(marked(text), text);
        }
    }

    #[test]
    fn blocks_are_styled_as_the_standard_shows() {
        for (text, wanted) in [
            ("> That\n\nSaid", "Q[> That\n]\nSaid"),
            (">> a\n> *b*\nc", "Q[>> a\n> ]BQ[*b*]Q[\n]c"),
            ("```ignored\n(x)\n```\nplain", "C[```ignored\n(x)\n```\n]plain"),
            ("> ```\n> (x)\n\nplain", "Q[> ]CQ[```\n]Q[> ]CQ[(x)\n]\nplain"),
            ("```\n> in\n*in*", "C[```\n> in\n*in*]"),
        ] {
            assert_eq!(marked(text), wanted);
        }
    }

    #[test]
    fn a_body_made_to_cost_much_costs_little() {
        let began = std::time::Instant::now();
        let text = "*a _b ~c `d ".repeat(4000);
        let parts = parse(&text);
        assert_eq!(parts.len(), 1);
        assert!(began.elapsed() < std::time::Duration::from_secs(1));
    }
}
