//! Building XML in few words. What cannot stand in XML is left out, so that writing never fails.

use xmpp::minidom::Element;
use xmpp::minidom::rxml::{Namespace, NcName};

/// An element that is being built.
#[derive(Debug, Clone, PartialEq)]
pub struct Xml(Element);

/// Begins an element.
pub fn xml(name: &str, ns: &str) -> Xml {
    Xml(Element::bare(name, ns))
}

impl Xml {
    pub fn attr(mut self, name: &str, value: impl AsRef<str>) -> Self {
        if let Ok(name) = NcName::try_from(name) {
            self.0.set_attr(Namespace::NONE, name, clean(value.as_ref()));
        }
        self
    }

    pub fn maybe_attr(self, name: &str, value: Option<impl AsRef<str>>) -> Self {
        match value {
            Some(value) => self.attr(name, value),
            None => self,
        }
    }

    pub fn text(mut self, text: &str) -> Self {
        if !text.is_empty() {
            self.0.append_text_node(clean(text));
        }
        self
    }

    pub fn child(mut self, child: impl Into<Element>) -> Self {
        let _ = self.0.append_child(child.into());
        self
    }

    pub fn children<T: Into<Element>>(self, children: impl IntoIterator<Item = T>) -> Self {
        children.into_iter().fold(self, Self::child)
    }
}

impl From<Xml> for Element {
    fn from(xml: Xml) -> Self {
        xml.0
    }
}

/// The text without characters that XML 1.0 has no place for (section 2.2).
fn clean(text: &str) -> String {
    text.chars().filter(|&it| stands(it)).collect()
}

fn stands(it: char) -> bool {
    matches!(it, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_carry_is_left_out() {
        let built: Element =
            xml("a", "urn:x").attr("b", "1\u{0}2").text("x\u{8}\u{ffff}y\n").into();

        assert_eq!(built.attr("b"), Some("12"));
        assert_eq!(built.text(), "xy\n");
    }
}
