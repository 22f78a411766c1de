//! The stream's own tag, without what the parser refuses in it.

/// The attributes that a stream may have (RFC 6120, section 4.7).
const KNOWN: &[&str] = &["from", "to", "id", "version", "xml:lang"];

/// The tag with the known attributes and namespaces alone; as it is, where it is no start tag.
///
/// The parser ends the stream at any other attribute, though there is no harm in one.
pub fn known(tag: &[u8]) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(tag) else { return tag.to_vec() };
    rewritten(text).map_or_else(|| tag.to_vec(), String::into_bytes)
}

fn rewritten(tag: &str) -> Option<String> {
    let inner = tag.strip_prefix('<')?.strip_suffix('>')?;
    if inner.starts_with(['/', '?', '!']) || inner.ends_with('/') {
        return None;
    }
    let (name, mut rest) = inner.split_once(|c: char| c.is_ascii_whitespace())?;
    let mut kept = format!("<{name}");

    while !rest.trim_start().is_empty() {
        let (attribute, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, next) = after.get(1..)?.split_once(quote)?;

        let attribute = attribute.trim();
        let space = attribute == "xmlns" || attribute.starts_with("xmlns:");
        if space || KNOWN.contains(&attribute) {
            kept.push_str(&format!(" {attribute}={quote}{value}{quote}"));
        }
        rest = next;
    }

    kept.push('>');
    Some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_left_out() {
        let tag = b"<s:stream xmlns:s='urn:s'  odd = \"a='b>\" id\n=\"1\" x:y='' xml:lang='en'>";

        let kept = known(tag);

        assert_eq!(kept, b"<s:stream xmlns:s='urn:s' id=\"1\" xml:lang='en'>");
    }

    #[test]
    fn what_cannot_be_read_stays() {
        for tag in ["<?xml version='1.0'?>", "</stream:stream>", "<a b=c>", "<a>", "<a b='c'/>", ""]
        {
            assert_eq!(known(tag.as_bytes()), tag.as_bytes(), "{tag}");
        }
    }
}
