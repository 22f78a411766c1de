//! An element that can be bent in every place.

use libfuzzer_sys::arbitrary::{Result, Unstructured};
use xmpp::minidom::rxml::{Namespace, NcName};
use xmpp::minidom::{Element, Node};

use crate::stanzas::{self, Names};

#[derive(Debug, Clone)]
pub struct Tree {
    pub name: String,
    pub ns: String,
    pub attributes: Vec<(String, String)>,
    pub inner: Vec<Inner>,
}

#[derive(Debug, Clone)]
pub enum Inner {
    Tree(Tree),
    Text(String),
}

impl From<&Element> for Tree {
    fn from(element: &Element) -> Self {
        let attributes = element.attrs().iter();
        Self {
            name: element.name().to_owned(),
            ns: element.ns(),
            attributes: attributes.map(|((_, name), it)| (name.to_string(), it.clone())).collect(),
            inner: element
                .nodes()
                .map(|node| match node {
                    Node::Element(child) => Inner::Tree(child.into()),
                    Node::Text(text) => Inner::Text(text.clone()),
                })
                .collect(),
        }
    }
}

impl Tree {
    pub fn element(&self) -> Element {
        let mut element = Element::bare(self.name.as_str(), self.ns.as_str());
        for (name, value) in &self.attributes {
            let (space, name) = match name.as_str() {
                "lang" => (Namespace::XML, "lang"),
                name => (Namespace::NONE, name),
            };
            let name = NcName::try_from(name).expect("the vocabulary has names");
            element.set_attr(space, name, value.as_str());
        }
        for inner in &self.inner {
            match inner {
                Inner::Tree(tree) => drop(element.append_child(tree.element())),
                Inner::Text(text) => element.append_text_node(text.as_str()),
            }
        }
        element
    }

    pub fn set(&mut self, name: &str, value: &str) {
        self.attributes.retain(|it| it.0 != name);
        self.attributes.push((name.to_owned(), value.to_owned()));
    }

    /// Puts names of the talk where the pattern has room for them.
    pub fn name(&mut self, names: &Names, u: &mut Unstructured<'_>) -> Result<()> {
        for (_, value) in &mut self.attributes {
            if value == "$id" {
                *value = names.any(u)?;
            }
        }
        for inner in &mut self.inner {
            match inner {
                Inner::Tree(tree) => tree.name(names, u)?,
                Inner::Text(text) if text == "$id" => *text = names.any(u)?,
                Inner::Text(_) => {}
            }
        }
        Ok(())
    }

    /// Changes one thing, here or further in.
    pub fn bend(&mut self, names: &Names, u: &mut Unstructured<'_>) -> Result<()> {
        let trees: Vec<usize> = (0..self.inner.len())
            .filter(|at| matches!(self.inner[*at], Inner::Tree(_)))
            .collect();
        if !trees.is_empty() && u.ratio(3, 5)? {
            let at = *u.choose(&trees)?;
            if let Inner::Tree(tree) = &mut self.inner[at] {
                return tree.bend(names, u);
            }
        }

        match u.int_in_range(0..=10)? {
            0 | 1 if !self.attributes.is_empty() => {
                let at = u.choose_index(self.attributes.len())?;
                self.attributes[at].1 = names.value(u)?;
            }
            2 if !self.attributes.is_empty() => {
                let at = u.choose_index(self.attributes.len())?;
                let _ = self.attributes.remove(at);
            }
            0..=3 => {
                let name = *u.choose(stanzas::ATTRIBUTES)?;
                let value = names.value(u)?;
                self.set(name, &value);
            }
            4 if !self.inner.is_empty() => {
                let at = u.choose_index(self.inner.len())?;
                let _ = self.inner.remove(at);
            }
            5 if !self.inner.is_empty() => {
                let at = u.choose_index(self.inner.len())?;
                let again = u.int_in_range(1..=8)?;
                let inner = self.inner[at].clone();
                self.inner.extend(std::iter::repeat_n(inner, again));
            }
            4..=6 => self.inner.push(Inner::Text(names.value(u)?)),
            7 => self.ns = (*u.choose(stanzas::SPACES)?).to_owned(),
            8 => self.name = (*u.choose(stanzas::NAMES)?).to_owned(),
            9 => {
                let within = self.clone();
                self.inner.push(Inner::Tree(within));
            }
            _ => {
                let mut other = stanzas::any(u)?;
                if let Some(Inner::Tree(payload)) = other.inner.pop() {
                    other = payload;
                }
                other.name(names, u)?;
                self.inner.push(Inner::Tree(other));
            }
        }
        Ok(())
    }
}
