//! What becomes of a stanza that the guard emptied.

use xmpp::minidom::Element;
use xmpp::parsers::ns;

use crate::engine::link::guard::SKIPPED;
use crate::engine::link::wire;

/// The stanza as it may be handed out: an answer that was lost is an error, and one that has no head
/// left is nothing, since without a sender it would be taken for our own server's.
pub fn replaced(mut stanza: Element) -> Option<Element> {
    if stanza.remove_child("skipped", SKIPPED).is_none() {
        return Some(stanza);
    }
    log::warn!("a <{}/> beyond all bounds was emptied", stanza.name());

    if stanza.attr("from").is_none() && stanza.attr("id").is_none() {
        return None;
    }
    if stanza.name() == "iq" && matches!(stanza.attr("type"), Some("result" | "error")) {
        return error(&stanza);
    }
    Some(stanza)
}

fn error(answer: &Element) -> Option<Element> {
    let mut error = wire::element(&format!(
        "<iq xmlns='{}' type='error'><error type='modify'><policy-violation xmlns='{}'/></error></iq>",
        ns::JABBER_CLIENT,
        ns::XMPP_STANZAS
    ))
    .ok()?;

    for ((namespace, name), value) in answer.attrs() {
        if name.as_str() != "type" {
            error.set_attr(namespace.clone(), name.clone(), value.as_str());
        }
    }
    Some(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn emptied(name: &str, attributes: &str) -> Option<Element> {
        let xml = format!(
            "<{name} xmlns='jabber:client' {attributes}><skipped xmlns='{SKIPPED}'/></{name}>"
        );
        replaced(xml.parse().expect("the test's XML is well formed"))
    }

    #[test]
    fn what_has_no_head_is_nothing() {
        assert_eq!(emptied("presence", ""), None);
    }

    #[test]
    fn a_message_stays_one() {
        let message = emptied("message", "from='a@b/c' id='1'").expect("it has a head");

        assert_eq!(message.attr("id"), Some("1"));
        assert_eq!(message.children().count(), 0);
    }

    #[test]
    fn an_answer_becomes_an_error() {
        let answer = emptied("iq", "type='result' from='a@b/c' id='1'").expect("it has a head");

        assert_eq!(answer.attr("type"), Some("error"));
        assert_eq!((answer.attr("id"), answer.attr("from")), (Some("1"), Some("a@b/c")));
        assert!(answer.has_child("error", "jabber:client"));
    }

    #[test]
    fn a_question_stays_to_be_refused() {
        let question = emptied("iq", "type='get' from='a@b/c' id='1'").expect("it has a head");

        assert_eq!(question.attr("type"), Some("get"));
    }
}
