//! Whether an element can be written at all.
//!
//! The stream's writer cannot go back: an element that fails in the middle leaves it in the middle.
//! So what goes out is looked at first, and rid of what XML cannot carry.

use xmpp::minidom::rxml::NcName;
use xmpp::minidom::{Element, Node};

/// The namespaces of XML itself: nothing may stand in them.
const RESERVED: &str = "http://www.w3.org/2000/xmlns/";
const XML: &str = "http://www.w3.org/XML/1998/namespace";
/// Levels that are written; the writer recurses.
const DEPTH: u32 = 200;

/// The element as it can be sent; `None` where that cannot be helped.
pub fn mended(mut element: Element) -> Option<Element> {
    mend(&mut element, DEPTH).then_some(element)
}

fn mend(element: &mut Element, depth: u32) -> bool {
    let namespace = element.ns();
    let named = NcName::try_from(element.name()).is_ok();
    if depth == 0
        || !named
        || [RESERVED, XML].contains(&namespace.as_str())
        || !is_clean(&namespace)
    {
        return false;
    }

    let attributes_fit = element
        .attrs()
        .iter()
        .all(|((namespace, _), _)| namespace.as_str() != RESERVED && is_clean(namespace.as_str()));
    if !attributes_fit {
        return false;
    }
    for (_, value) in element.attrs_mut().iter_mut() {
        clean(value);
    }

    element.nodes_mut().all(|node| match node {
        Node::Text(text) => {
            clean(text);
            true
        }
        Node::Element(child) => mend(child, depth - 1),
    })
}

/// XML 1.0, section 2.2.
fn fits(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

fn is_clean(text: &str) -> bool {
    text.chars().all(fits)
}

fn clean(text: &mut String) {
    if !is_clean(text) {
        text.retain(fits);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_xml_cannot_carry_are_left_out() {
        let mut message: Element =
            "<message xmlns='jabber:client' id='1'><body>a</body></message>".parse().expect("XML");
        for child in message.children_mut() {
            child.append_text("\u{7}b\u{ffff}\u{1F600}\n");
        }
        for (_, value) in message.attrs_mut().iter_mut() {
            value.push('\u{0}');
        }

        let message = mended(message).expect("it can be mended");

        assert_eq!(message.attr("id"), Some("1"));
        assert_eq!(
            message.get_child("body", "jabber:client").map(Element::text).as_deref(),
            Some("ab\u{1F600}\n")
        );
    }

    #[test]
    fn what_cannot_be_mended_is_refused() {
        let wrong_name = Element::bare("a b", "urn:x");
        let reserved = Element::bare("a", RESERVED);
        let mut deep = Element::bare("a", "urn:x");
        for _ in 0..300 {
            let mut outer = Element::bare("a", "urn:x");
            let _ = outer.append_child(deep);
            deep = outer;
        }

        for element in [wrong_name, reserved, deep] {
            assert_eq!(mended(element), None);
        }
    }
}
