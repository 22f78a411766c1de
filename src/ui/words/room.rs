//! What a room does, and what happens in it.

use std::borrow::Cow;

use crate::i18n::t;
use crate::model::Refusal;
use crate::model::room::news::{Event as News, Side, Traffic};
use crate::model::room::rights::Measure;
use crate::model::room::{Affiliation, Removal, Role, Room};
use crate::ui::words::{date, refusal, time, with_words};

/// Why a room does not let us in (XEP-0045, section 7.2).
pub fn room_refusal(refused: &Refusal) -> String {
    let sentence = t(match refused.condition.as_str() {
        "conflict" => "room-refused-nick",
        "registration-required" => "room-refused-members",
        "forbidden" => "room-refused-banned",
        "not-authorized" => "room-refused-password",
        // Not all services say it as XEP-0045, section 7.2.9, does.
        "service-unavailable" | "resource-constraint" => "room-refused-full",
        "item-not-found" => "room-refused-missing",
        "not-allowed" => "room-refused-creation",
        "not-acceptable" => "room-refused-nick-locked",
        Refusal::UNPROVEN => "room-refused-unproven",
        _ => return refusal(refused),
    });
    with_words(sentence, &refused.text)
}

/// Why we had to leave a room.
pub fn removal(removal: &Removal) -> String {
    match removal {
        Removal::Kicked { by, reason } => by_whom("room-kicked", "room-kicked-by", by, reason),
        Removal::Banned { by, reason } => by_whom("room-banned", "room-banned-by", by, reason),
        Removal::Destroyed { reason, .. } => with_words(t("room-destroyed"), reason),
        Removal::MembersOnly => t("room-members-only").into_owned(),
        Removal::Shutdown => t("room-shutdown").into_owned(),
        Removal::Fault => t("room-fault").into_owned(),
    }
}

/// Who set the subject of a room, and when, as far as the room tells.
pub fn subject_set(room: &Room) -> Option<String> {
    let when = room.subject_at.map(|at| format!("{} {}", date(at), time(at)));
    match (room.subject_by.as_str(), when) {
        ("", None) => None,
        ("", Some(when)) => Some(t!("subject-set-when", when = when)),
        (nick, None) => Some(t!("subject-set", nick = nick)),
        (nick, Some(when)) => Some(t!("subject-set-at", nick = nick, when = when)),
    }
}

/// What happened in a room.
pub fn news(event: &News) -> String {
    match event {
        News::Came(nick) => t!("news-came", nick = nick.as_str()),
        News::Left(nick) => t!("news-left", nick = nick.as_str()),
        News::Renamed { from, to } => {
            t!("news-renamed", from = from.as_str(), to = to.as_str())
        }
        News::Kicked { nick, by, reason } => {
            sent("news-kicked", "news-kicked-by", nick, by, reason)
        }
        News::Banned { nick, by, reason } => {
            sent("news-banned", "news-banned-by", nick, by, reason)
        }
        News::Struck(nick) => t!("news-struck", nick = nick.as_str()),
        News::Configured => t("news-configured").into_owned(),
        News::Open => t("news-open").into_owned(),
        News::HalfOpen => t("news-half-open").into_owned(),
        News::Anonymous => t("news-anonymous").into_owned(),
        News::Logged => t("news-logged").into_owned(),
        News::Unlogged => t("news-unlogged").into_owned(),
        News::Made => t("news-made").into_owned(),
        News::Moderated { by, reason } => {
            by_whom("news-moderated", "news-moderated-by", by, reason)
        }
        News::Named(nick) => t!("news-named", nick = nick.as_str()),
    }
}

fn sent(alone: &'static str, with: &'static str, nick: &str, by: &str, reason: &str) -> String {
    let sentence = match by {
        "" => t!(alone, nick = nick),
        by => t!(with, nick = nick, by = by),
    };
    with_words(Cow::Owned(sentence), reason)
}

/// How many came and left.
pub fn traffic(passed: &Traffic) -> String {
    let side =
        |key: &'static str, side: &Side| (side.count() > 0).then(|| t!(key, count = side.count()));
    let came = side("news-came-count", &passed.came);
    let left = side("news-left-count", &passed.left);
    match (came, left) {
        (Some(came), Some(left)) => t!("news-both", came = came, left = left),
        (came, left) => came.or(left).unwrap_or_default(),
    }
}

/// Who they were: `one` is the key for somebody alone, `many` for several.
pub fn passed(one: &'static str, many: &'static str, side: &Side) -> Option<String> {
    let names = side.names.join(&t("news-comma"));
    match (side.names.as_slice(), side.more) {
        ([], 0) => None,
        ([nick], 0) => Some(t!(one, nick = nick.as_str())),
        (_, 0) => Some(t!(many, names = names)),
        (_, more) => Some(t!(many, names = t!("news-more", names = names, count = more))),
    }
}

/// What is to be done in a room, as a menu or a title says it.
pub fn measure(measure: &Measure) -> Cow<'static, str> {
    t(measure_key(measure))
}

/// The key of what a menu says for it.
pub fn measure_key(measure: &Measure) -> &'static str {
    match measure {
        Measure::Role { role: Role::None, .. } => "menu-kick",
        Measure::Role { role: Role::Visitor, .. } => "menu-voice-take",
        Measure::Role { role: Role::Participant, .. } => "menu-make-participant",
        Measure::Role { role: Role::Moderator, .. } => "menu-moderator-make",
        Measure::Affiliation { affiliation, .. } => match affiliation {
            Affiliation::Outcast => "menu-ban",
            Affiliation::None => "menu-member-end",
            Affiliation::Member => "menu-member-make",
            Affiliation::Admin => "people-make-admin",
            Affiliation::Owner => "people-make-owner",
        },
        Measure::Message { .. } => "menu-moderate",
        Measure::Messages { .. } => "menu-moderate-all",
        Measure::Destroy => "menu-destroy-room",
    }
}

fn by_whom(alone: &'static str, with: &'static str, by: &str, reason: &str) -> String {
    let sentence = if by.is_empty() { t(alone) } else { Cow::Owned(t!(with, nick = by)) };
    with_words(sentence, reason)
}
