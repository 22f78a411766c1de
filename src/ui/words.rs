//! What the program knows, in the words of the person who reads it.

mod moment;
mod room;
mod trouble;

use std::borrow::Cow;

use crate::client::Error;
use crate::i18n::t;
use crate::model::contact::Subscription;
use crate::model::room::{Affiliation, Role};
use crate::model::{Refusal, Show};

pub use self::moment::{date, day, day_after, glance, iso_date, moment, time};
pub use self::room::{
    measure, measure_key, news, passed, removal, room_refusal, subject_set, traffic,
};
pub use self::trouble::{connection, fault, step, trouble, trouble_detail};

/// The name of a show.
pub fn show(show: Show) -> Cow<'static, str> {
    t(match show {
        Show::Offline => "show-offline",
        Show::ExtendedAway => "show-extended-away",
        Show::Away => "show-away",
        Show::Busy => "show-busy",
        Show::Online => "show-online",
        Show::FreeToChat => "show-free-to-chat",
    })
}

pub fn subscription(subscription: Subscription) -> Cow<'static, str> {
    t(match subscription {
        Subscription::None => "subscription-none",
        Subscription::To => "subscription-to",
        Subscription::From => "subscription-from",
        Subscription::Both => "subscription-both",
    })
}

pub fn role(role: Role) -> Cow<'static, str> {
    t(match role {
        Role::None => "role-none",
        Role::Visitor => "role-visitor",
        Role::Participant => "role-participant",
        Role::Moderator => "role-moderator",
    })
}

/// How one stands to the room; `None` where there is nothing to say.
pub fn affiliation(affiliation: Affiliation) -> Option<Cow<'static, str>> {
    Some(t(match affiliation {
        Affiliation::Outcast => "affiliation-outcast",
        Affiliation::None => return None,
        Affiliation::Member => "affiliation-member",
        Affiliation::Admin => "affiliation-admin",
        Affiliation::Owner => "affiliation-owner",
    }))
}

/// A sentence, and the other side's own words behind it.
fn with_words(sentence: Cow<'static, str>, words: &str) -> String {
    let words = words.trim();
    if words.is_empty() {
        sentence.into_owned()
    } else {
        t!("with-words", sentence = sentence.as_ref(), words = words)
    }
}

pub fn error(error: &Error) -> String {
    match error {
        Error::Refused(reason) => refusal(reason),
        Error::History(words) => t!("error-history", words = words.as_str()),
        Error::Damaged(words) => t!("error-damaged", words = words.as_str()),
        Error::TooNew => t("error-too-new").into_owned(),
        Error::Unknown => t("error-unknown").into_owned(),
        Error::Closed => t("error-closed").into_owned(),
    }
}

/// RFC 6120, section 8.3.3, and our own conditions.
pub fn refusal(refusal: &Refusal) -> String {
    let sentence = t(match refusal.condition.as_str() {
        Refusal::TIMED_OUT => "refusal-timed-out",
        Refusal::OFFLINE => "refusal-offline",
        Refusal::MALFORMED => "refusal-malformed",
        "bad-request" => "refusal-bad-request",
        "conflict" => "refusal-conflict",
        "feature-not-implemented" => "refusal-feature-not-implemented",
        "forbidden" => "refusal-forbidden",
        "gone" | "redirect" => "refusal-gone",
        "internal-server-error" => "refusal-internal-server-error",
        "item-not-found" => "refusal-item-not-found",
        "jid-malformed" => "refusal-jid-malformed",
        "not-acceptable" => "refusal-not-acceptable",
        "not-allowed" => "refusal-not-allowed",
        "not-authorized" => "refusal-not-authorized",
        "policy-violation" => "refusal-policy-violation",
        "recipient-unavailable" => "refusal-recipient-unavailable",
        "registration-required" => "refusal-registration-required",
        "remote-server-not-found" => "refusal-remote-server-not-found",
        "remote-server-timeout" => "refusal-remote-server-timeout",
        "resource-constraint" => "refusal-resource-constraint",
        "service-unavailable" => "refusal-service-unavailable",
        "subscription-required" => "refusal-subscription-required",
        "unexpected-request" => "refusal-unexpected-request",
        _ => return with_words(t("refusal-other"), words(refusal)),
    });
    with_words(sentence, &refusal.text)
}

/// Why a message was not taken, out of the line that is kept of it: a condition, and perhaps the
/// other side's words.
pub fn unsent(reason: &str) -> String {
    let (condition, text) = reason.split_once(": ").unwrap_or((reason, ""));
    let known = !condition.is_empty()
        && condition.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    if !known {
        return reason.to_owned();
    }
    refusal(&Refusal { text: text.to_owned(), ..Refusal::ours(condition) })
}

fn words(refusal: &Refusal) -> &str {
    if refusal.text.is_empty() { &refusal.condition } else { &refusal.text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_told_in_words_and_words_as_they_are() {
        assert_eq!(unsent("service-unavailable"), t("refusal-service-unavailable"));
        assert_eq!(unsent("The mailbox is full"), "The mailbox is full");
        assert!(!unsent("no-such-condition: nobody here").contains("no-such-condition"));
    }
}
