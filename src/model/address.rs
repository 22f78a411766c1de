//! Addresses as strangers write them.

use std::fmt;

use xmpp::jid::BareJid;

/// A full or bare JID whose resource is taken as it stands.
///
/// `jid::Jid` refuses resources that RFC 3920 did not know yet (emoji, newer scripts), and rooms are
/// full of such nicks; a stanza must not be lost for that.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    pub bare: BareJid,
    pub resource: Option<String>,
}

impl Address {
    /// The longest part of an address, in bytes (RFC 7622, section 3.1).
    const MOST: usize = 1023;

    /// Reads an address; `None` where even its bare part is not one.
    pub fn parse(text: &str) -> Option<Self> {
        let (bare, resource) = match text.split_once('/') {
            Some((bare, resource)) => (bare, Some(resource)),
            None => (text, None),
        };

        if resource.is_some_and(|resource| resource.is_empty() || resource.len() > Self::MOST) {
            return None;
        }

        let mut read: BareJid = bare.parse().ok()?;
        // Some characters become capitals, and only then small letters: one name has one form.
        if !bare.is_ascii() {
            read = read.as_str().parse().ok()?;
        }
        Some(Self { bare: read, resource: resource.map(str::to_owned) })
    }

    pub fn bare(bare: BareJid) -> Self {
        Self { bare, resource: None }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.resource {
            Some(resource) => write!(f, "{}/{resource}", self.bare),
            None => self.bare.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_may_be_anything() {
        let address = Address::parse("room@rooms.example/Bob 😀/x").map(|it| it.to_string());

        assert_eq!(address.as_deref(), Some("room@rooms.example/Bob 😀/x"));
        assert_eq!(Address::parse("room@rooms.example/"), None);
        assert_eq!(Address::parse("@/x"), None);
    }

    #[test]
    fn a_name_has_one_form() {
        let squared = Address::parse("\u{1f140}.example/x").expect("an address");

        assert_eq!(squared, Address::parse("q.example/x").expect("an address"));
        assert_eq!(Address::parse(&squared.to_string()), Some(squared));
    }
}
