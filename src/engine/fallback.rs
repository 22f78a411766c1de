//! Words for those who do not know an extension (XEP-0428, version 0.2.1). They are counted in code
//! points (XEP-0426).

use xmpp::minidom::Element;

use crate::engine::stanza::CLIENT;
use crate::engine::xml::{Xml, xml};
use crate::model::message::Reply;

/// Its namespace.
pub const FALLBACK: &str = "urn:xmpp:fallback:0";
/// How many lines of a message are quoted for those who know no replies.
const LINES: usize = 4;

/// Splits a body into what is said, and what only stands in for the extension `of`: in this order.
pub fn split(stanza: &Element, of: &str, body: &str) -> (String, String) {
    let regions: Vec<(usize, usize)> = stanza
        .children()
        .filter(|it| it.is("fallback", FALLBACK) && it.attr("for") == Some(of))
        .flat_map(regions)
        .collect();
    let inside = |at: usize| regions.iter().any(|(start, end)| (*start..*end).contains(&at));

    let (mut said, mut quoted) = (String::with_capacity(body.len()), String::new());
    for (at, character) in body.chars().enumerate() {
        if inside(at) { quoted.push(character) } else { said.push(character) }
    }
    (said, quoted)
}

/// The parts of the body that a mark names: all of it where it names none (section 2.2).
fn regions(mark: &Element) -> Vec<(usize, usize)> {
    let mut parts = mark.children().peekable();
    if parts.peek().is_none() {
        return vec![(0, usize::MAX)];
    }
    let place = |it: &Element, name| it.attr(name).map(|it| it.trim().parse::<usize>().ok());
    parts
        .filter(|it| it.is("body", FALLBACK))
        .filter_map(|it| match (place(it, "start"), place(it, "end")) {
            (None, None) => Some((0, usize::MAX)),
            (start, end) => Some((start.unwrap_or(Some(0))?, end.unwrap_or(Some(usize::MAX))?)),
        })
        .take(16)
        .collect()
}

/// The body of a reply with the quote before it, and how long that is in code points.
pub fn quoted(reply: &Reply, body: &str) -> (String, usize) {
    let text = reply.quote.as_ref().map_or(reply.fallback.as_str(), |it| it.text.as_str());
    let quote: String = text.lines().take(LINES).map(|line| format!("> {line}\n")).collect();
    let length = quote.chars().count();
    (quote + body, length)
}

/// Says that the whole body stands in for an extension.
pub fn whole(of: &str) -> Xml {
    xml("fallback", FALLBACK).attr("for", of)
}

/// Says that the body does so from its start up to here.
pub fn beginning(of: &str, end: usize) -> Xml {
    let part = xml("body", FALLBACK).attr("start", "0").attr("end", end.to_string());
    xml("fallback", FALLBACK).attr("for", of).child(part)
}

/// A body.
pub fn body(text: &str) -> Xml {
    xml("body", CLIENT).text(text)
}

/// What a quote says, without its marks.
pub fn unquoted(quote: &str) -> String {
    let lines = quote.lines().map(|it| {
        let it = it.strip_prefix('>').unwrap_or(it);
        it.strip_prefix(' ').unwrap_or(it)
    });
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPLY: &str = "urn:xmpp:reply:0";

    fn marked(inner: &str) -> Element {
        format!("<message xmlns='jabber:client'>{inner}</message>").parse().expect("good XML")
    }

    #[test]
    fn the_marked_part_is_not_what_is_said() {
        let body = "> 你好 😀\nyes";
        let mark = |inner: &str| {
            marked(&format!("<fallback xmlns='{FALLBACK}' for='{REPLY}'>{inner}</fallback>"))
        };
        let cases = [
            ("a part", mark("<body start='0' end='7'/>"), "yes"),
            ("all of it", mark("<body/>"), ""),
            ("all, in short", mark(""), ""),
            ("the subject alone", mark("<subject/>"), body),
            ("the end is missing", mark("<body start='7'/>"), "> 你好 😀\n"),
            ("beyond the end", mark("<body start='0' end='99999999999'/>"), ""),
            ("turned around", mark("<body start='7' end='0'/>"), body),
            ("no numbers", mark("<body start='x' end='y'/>"), body),
            (
                "of another extension",
                marked(&format!("<fallback xmlns='{FALLBACK}' for='urn:x'/>")),
                body,
            ),
            ("no mark", marked(""), body),
        ];

        for (name, stanza, said) in cases {
            assert_eq!(split(&stanza, REPLY, body).0, said, "{name}");
        }
        let (_, quoted) = split(&mark("<body start='0' end='7'/>"), REPLY, body);
        assert_eq!(unquoted(&quoted), "你好 😀");
    }

    #[test]
    fn what_we_quote_can_be_taken_off_again() {
        let reply = Reply { fallback: "one 😀\ntwo".to_owned(), ..Reply::default() };
        let (body, end) = quoted(&reply, "yes");
        assert_eq!(body, "> one 😀\n> two\nyes");

        let mark: Element = beginning(REPLY, end).into();
        let mut stanza = marked("");
        let _ = stanza.append_child(mark);
        assert_eq!(
            split(&stanza, REPLY, &body),
            ("yes".to_owned(), "> one 😀\n> two\n".to_owned())
        );
    }
}
