//! What a server says to us, as text and as elements.

use std::fmt::Write;

use xmpp::minidom::Element;

use crate::past::{Chance, words};

/// So many messages of a contact, as a server with an archive delivers them.
pub fn messages(count: usize) -> Vec<String> {
    (0..count)
        .map(|number| {
            let body = words(&mut Chance::of(number), number);
            format!(
                "<message xmlns='jabber:client' type='chat' id='m{number}' to='you@chat.test/desk' \
                 from='ruth@chat.test/desk'><body>{body}</body>\
                 <active xmlns='http://jabber.org/protocol/chatstates'/>\
                 <request xmlns='urn:xmpp:receipts'/>\
                 <origin-id xmlns='urn:xmpp:sid:0' id='m{number}'/>\
                 <stanza-id xmlns='urn:xmpp:sid:0' by='you@chat.test' id='a{number}'/></message>"
            )
        })
        .collect()
}

/// The presence of so many contacts.
pub fn presences(count: usize) -> Vec<String> {
    (0..count)
        .map(|number| {
            let show = ["away", "dnd", "chat", "xa"][number % 4];
            format!(
                "<presence xmlns='jabber:client' to='you@chat.test/desk' \
                 from='guest{number}@chat.test/desk'><show>{show}</show><status>Here, and {number} \
                 more</status><priority>5</priority></presence>"
            )
        })
        .collect()
}

/// A stream with all of them, from its header on.
pub fn stream(stanzas: &[String]) -> Vec<u8> {
    let mut text = "<?xml version='1.0'?><stream:stream from='chat.test' id='s' version='1.0' \
                    xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>\
                    <stream:features/>"
        .to_owned();
    stanzas.iter().for_each(|stanza| {
        let _ = write!(text, "{stanza}");
    });
    text.into_bytes()
}

pub fn elements(stanzas: &[String]) -> Vec<Element> {
    stanzas.iter().map(|stanza| stanza.parse().expect("well formed")).collect()
}
