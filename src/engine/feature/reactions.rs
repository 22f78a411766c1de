//! Message Reactions (XEP-0444, version 0.2.1).

use xmpp_parsers::ns;

use crate::engine::fallback;
use crate::engine::feature::{Context, Feature, Flow, HINTS, Incoming, PASSED};
use crate::engine::origin;
use crate::engine::stanza;
use crate::engine::xml::{Xml, xml};
use crate::model::act::{Act, Deed, LONGEST_REACTION, MOST_REACTIONS, Target};

/// Puts emoji under messages.
#[derive(Debug, Default)]
pub struct Reactions;

impl Feature for Reactions {
    fn namespaces(&self) -> &'static [&'static str] {
        &[ns::REACTIONS]
    }

    fn incoming(&mut self, it: &mut Incoming, cx: &mut Context<'_>) -> Flow {
        let Some(reactions) = it.payload("reactions", ns::REACTIONS) else { return PASSED };
        let id = stanza::id(reactions.attr("id"));

        let mut emoji: Vec<String> = Vec::new();
        for reaction in reactions.children().filter(|it| it.is("reaction", ns::REACTIONS)) {
            let text = reaction.text().trim().to_owned();
            if is_emoji(&text) && !emoji.contains(&text) && emoji.len() < MOST_REACTIONS {
                emoji.push(text);
            }
        }

        // Some programs write the emoji out for those who do not know this.
        let said = it.message.as_ref().map(|it| it.body.clone()).unwrap_or_default();
        if fallback::split(&it.stanza, ns::REACTIONS, &said).0.trim().is_empty() {
            it.message = None;
        }
        if let Some(id) = id
            && let Some(event) = origin::act(it, origin::target(it, id, cx), Deed::React(emoji), cx)
        {
            cx.emit(event);
        }
        PASSED
    }

    fn acting(&mut self, act: &Act, stanza: Xml, _cx: &mut Context<'_>) -> Xml {
        match (&act.deed, &act.target) {
            (Deed::React(emoji), Target::Sender(id) | Target::Room(id)) => {
                let reaction = |it: &String| xml("reaction", ns::REACTIONS).text(it);
                let reactions = xml("reactions", ns::REACTIONS).attr("id", id);
                stanza
                    .child(reactions.children(emoji.iter().map(reaction)))
                    .child(xml("store", HINTS))
            }
            (Deed::Correct(_) | Deed::Retract | Deed::Moderate(_), _) => stanza,
        }
    }
}

/// Section 4: a single emoji. What cannot be one is left out, what is one is not examined: there are
/// new ones every year.
fn is_emoji(text: &str) -> bool {
    let sign = |it: char| matches!(it, 'ℹ' | 'Ⓜ' | '\u{1f000}'..='\u{1faff}');
    let turns = |it: char| matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let plain = |it: char| {
        (it.is_alphabetic() && !sign(it)) || it.is_whitespace() || it.is_control() || turns(it)
    };
    !text.is_empty() && text.len() <= LONGEST_REACTION && !text.chars().any(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_no_emoji() {
        for text in ["👍", "👍🏽", "❤️", "👩‍👩‍👧‍👦", "🇨🇳", "1️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🅰️", "ℹ️"]
        {
            assert!(is_emoji(text), "{text}");
        }
        let long = "👍".repeat(17);
        for text in ["", "a", "ok", "好", "👍 👍", "👍\u{7}", "\u{202e}👍", long.as_str()]
        {
            assert!(!is_emoji(text), "{text:?}");
        }
    }
}
