//! What an entity says of itself (XEP-0030), and the hash that stands for it (XEP-0115).

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest;
use xmpp::minidom::Element;
use xmpp_parsers::ns;

use crate::engine::xml::{Xml, xml};

/// Most features that are read of one entity.
const MOST_FEATURES: usize = 1_000;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    pub category: String,
    pub kind: String,
    pub language: String,
    pub name: String,
}

/// The answer to `disco#info`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Info {
    pub identities: BTreeSet<Identity>,
    pub features: BTreeSet<String>,
    /// Fields of extended information by its `FORM_TYPE` (XEP-0128).
    pub forms: BTreeMap<String, BTreeMap<String, BTreeSet<String>>>,
}

impl Info {
    /// Reads the `query`, and leaves out what is not as it should be.
    pub fn read(query: &Element) -> Self {
        let text = |it: &Element, name: &str| it.attr(name).unwrap_or_default().to_owned();
        let lang = |it: &Element| {
            let namespace = xmpp::minidom::rxml::Namespace::XML;
            it.attrs().get(&namespace, "lang").cloned().unwrap_or_default()
        };

        let identities = query
            .children()
            .filter(|it| it.is("identity", ns::DISCO_INFO))
            .take(100)
            .map(|it| Identity {
                category: text(it, "category"),
                kind: text(it, "type"),
                language: lang(it),
                name: text(it, "name"),
            })
            .collect();
        let features = query
            .children()
            .filter(|it| it.is("feature", ns::DISCO_INFO))
            .filter_map(|it| it.attr("var"))
            .take(MOST_FEATURES)
            .map(str::to_owned)
            .collect();
        let forms = query
            .children()
            .filter(|it| it.is("x", ns::DATA_FORMS))
            .take(100)
            .filter_map(form)
            .collect();

        Self { identities, features, forms }
    }

    /// Whether it is a service of rooms (XEP-0045, section 6.2).
    pub fn is_room_service(&self) -> bool {
        self.features.contains(ns::MUC)
            && self.identities.iter().any(|it| it.category == "conference" && it.kind == "text")
    }

    /// The `query` that says this.
    pub fn query(&self, node: Option<&str>) -> Xml {
        let identities = self.identities.iter().map(|it| {
            xml("identity", ns::DISCO_INFO)
                .attr("category", &it.category)
                .attr("type", &it.kind)
                .attr("name", &it.name)
        });
        let features =
            self.features.iter().map(|it| xml("feature", ns::DISCO_INFO).attr("var", it));

        xml("query", ns::DISCO_INFO)
            .maybe_attr("node", node)
            .children(identities)
            .children(features)
    }

    /// The verification string's SHA-1 in base64 (XEP-0115, section 5.1).
    pub fn hash(&self) -> String {
        let mut text = String::new();
        for Identity { category, kind, language, name } in &self.identities {
            text.push_str(&format!("{category}/{kind}/{language}/{name}<"));
        }
        for feature in &self.features {
            text.push_str(feature);
            text.push('<');
        }
        for (kind, fields) in &self.forms {
            text.push_str(kind);
            text.push('<');
            for (name, values) in fields {
                text.push_str(name);
                text.push('<');
                for value in values {
                    text.push_str(value);
                    text.push('<');
                }
            }
        }
        STANDARD.encode(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, text.as_bytes()))
    }
}

fn form(form: &Element) -> Option<(String, BTreeMap<String, BTreeSet<String>>)> {
    let mut fields: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();

    for field in form.children().filter(|it| it.is("field", ns::DATA_FORMS)).take(500) {
        let Some(name) = field.attr("var") else { continue };
        let values =
            field.children().filter(|it| it.is("value", ns::DATA_FORMS)).map(Element::text);
        fields.entry(name.to_owned()).or_default().extend(values);
    }

    let kind = fields.remove("FORM_TYPE")?.into_iter().next()?;
    Some((kind, fields))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_the_standard() {
        // XEP-0115, sections 5.2 and 5.3.
        let simple: Element = "<query xmlns='http://jabber.org/protocol/disco#info'>
            <identity category='client' name='Exodus 0.9.1' type='pc'/>
            <feature var='http://jabber.org/protocol/caps'/>
            <feature var='http://jabber.org/protocol/disco#info'/>
            <feature var='http://jabber.org/protocol/disco#items'/>
            <feature var='http://jabber.org/protocol/muc'/></query>"
            .parse()
            .expect("well formed");
        let complex: Element = "<query xmlns='http://jabber.org/protocol/disco#info'>
            <identity xml:lang='en' category='client' name='Psi 0.11' type='pc'/>
            <identity xml:lang='el' category='client' name='Ψ 0.11' type='pc'/>
            <feature var='http://jabber.org/protocol/caps'/>
            <feature var='http://jabber.org/protocol/disco#info'/>
            <feature var='http://jabber.org/protocol/disco#items'/>
            <feature var='http://jabber.org/protocol/muc'/>
            <x xmlns='jabber:x:data' type='result'>
            <field var='FORM_TYPE' type='hidden'><value>urn:xmpp:dataforms:softwareinfo</value></field>
            <field var='ip_version'><value>ipv4</value><value>ipv6</value></field>
            <field var='os'><value>Mac</value></field>
            <field var='os_version'><value>10.5.1</value></field>
            <field var='software'><value>Psi</value></field>
            <field var='software_version'><value>0.11</value></field></x></query>"
            .parse()
            .expect("well formed");

        assert_eq!(Info::read(&simple).hash(), "QgayPKawpkPSDYmwT/WM94uAlu0=");
        assert_eq!(Info::read(&complex).hash(), "q07IKJEyjvHSyhy//CH0CxmKi8w=");
    }
}
