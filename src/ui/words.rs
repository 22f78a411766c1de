//! What the program knows, in the words of the person who reads it.

use std::borrow::Cow;

use chrono::{DateTime, Datelike, Local, NaiveDate};

use crate::client::Error;
use crate::i18n::t;
use crate::model::account::{CertificateFault, Connection, Step, Trouble};
use crate::model::contact::Subscription;
use crate::model::room::news::{Event as News, Side, Traffic};
use crate::model::room::rights::Measure;
use crate::model::room::{Affiliation, Removal, Role, Room};
use crate::model::{Refusal, Show, Timestamp};

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

pub fn step(step: Step) -> Cow<'static, str> {
    t(match step {
        Step::Resolving => "step-resolving",
        Step::Reaching => "step-reaching",
        Step::Securing => "step-securing",
        Step::SigningIn => "step-signing-in",
        Step::Binding => "step-binding",
    })
}

/// How a connection stands, in a line. `now` gives the seconds that are left.
pub fn connection(connection: &Connection, now: Timestamp) -> String {
    match connection {
        Connection::Offline => t("connection-offline").into_owned(),
        Connection::Connecting(at) => step(*at).into_owned(),
        Connection::Online => t("connection-online").into_owned(),
        Connection::Waiting { until, .. } => {
            t!("connection-waiting", seconds = seconds_left(*until, now))
        }
        Connection::Refused(reason) => trouble(reason),
    }
}

/// Whole seconds until a moment; 0 once it has come.
pub fn seconds_left(until: Timestamp, now: Timestamp) -> i64 {
    let millis = until.as_millis().saturating_sub(now.as_millis()).max(0);
    millis.saturating_add(999) / 1000
}

pub fn trouble(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Unreachable(_) => t("trouble-unreachable").into_owned(),
        Trouble::NoService => t("trouble-no-service").into_owned(),
        Trouble::TimedOut(_) => t("trouble-timed-out").into_owned(),
        Trouble::Certificate(certificate) => fault(&certificate.fault),
        Trouble::Tls(_) => t("trouble-tls").into_owned(),
        Trouble::NoEncryption => t("trouble-no-encryption").into_owned(),
        Trouble::Credentials { condition, text } => credentials(condition, text.as_deref()),
        Trouble::NoMechanism(_) => t("trouble-no-mechanism").into_owned(),
        Trouble::ServerNotVerified => t("trouble-server-not-verified").into_owned(),
        Trouble::Conflict => t("trouble-conflict").into_owned(),
        Trouble::Stream { condition, text } => {
            with_words(stream(condition), text.as_deref().unwrap_or(condition))
        }
        Trouble::Protocol(_) => t("trouble-protocol").into_owned(),
        Trouble::Lost(_) => t("trouble-lost").into_owned(),
        Trouble::NoPassword => t("trouble-no-password").into_owned(),
    }
}

/// What the system or the server said of it, for those who want to know more.
pub fn trouble_detail(trouble: &Trouble) -> Option<&str> {
    let words = match trouble {
        Trouble::Unreachable(words)
        | Trouble::Tls(words)
        | Trouble::Protocol(words)
        | Trouble::Lost(words) => words,
        Trouble::NoService
        | Trouble::TimedOut(_)
        | Trouble::Certificate(_)
        | Trouble::NoEncryption
        | Trouble::Credentials { .. }
        | Trouble::NoMechanism(_)
        | Trouble::ServerNotVerified
        | Trouble::Conflict
        | Trouble::Stream { .. }
        | Trouble::NoPassword => return None,
    };
    (!words.is_empty()).then_some(words)
}

/// What is wrong with a certificate.
pub fn fault(fault: &CertificateFault) -> String {
    match fault {
        CertificateFault::UnknownIssuer => t("certificate-unknown-issuer").into_owned(),
        CertificateFault::Expired => t("certificate-expired").into_owned(),
        CertificateFault::NotYetValid => t("certificate-not-yet-valid").into_owned(),
        CertificateFault::WrongName => t("certificate-wrong-name").into_owned(),
        CertificateFault::Other(words) => with_words(t("certificate-other"), words),
    }
}

/// RFC 6120, section 6.5.
fn credentials(condition: &str, text: Option<&str>) -> String {
    let sentence = t(match condition {
        "account-disabled" => "credentials-account-disabled",
        "credentials-expired" => "credentials-expired",
        "temporary-auth-failure" => "credentials-temporary",
        "invalid-authzid" | "malformed-request" => "credentials-malformed",
        "mechanism-too-weak" | "encryption-required" => "credentials-too-weak",
        // Servers speak here of what their own code compared; nobody can mend more by it.
        _ => return t("credentials-wrong").into_owned(),
    });
    with_words(sentence, text.unwrap_or_default())
}

/// RFC 6120, section 4.9.3.
fn stream(condition: &str) -> Cow<'static, str> {
    t(match condition {
        "host-unknown" | "host-gone" => "stream-host-unknown",
        "policy-violation" => "stream-policy-violation",
        "resource-constraint" => "stream-resource-constraint",
        "system-shutdown" => "stream-system-shutdown",
        "not-authorized" => "stream-not-authorized",
        _ => "stream-ended",
    })
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

fn local(at: Timestamp) -> Option<DateTime<Local>> {
    DateTime::from_timestamp_millis(at.as_millis()).map(|utc| utc.with_timezone(&Local))
}

/// A date as every language reads it: year, month and day.
pub fn iso_date(at: Timestamp) -> String {
    local(at).map(|at| at.format("%Y-%m-%d").to_string()).unwrap_or_default()
}

/// The first moment of a day that is written as [`iso_date`] or [`date`] do.
pub fn day(text: &str) -> Option<Timestamp> {
    begin(written(text)?)
}

/// The first moment of the day after it.
pub fn day_after(text: &str) -> Option<Timestamp> {
    begin(written(text)?.succ_opt()?)
}

fn written(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .or_else(|_| NaiveDate::parse_from_str(text, &t("date-pattern")))
        .ok()
}

fn begin(day: NaiveDate) -> Option<Timestamp> {
    // A day whose midnight the clocks pass over begins after that.
    let midnight = day.and_hms_opt(0, 0, 0)?;
    let begin = midnight.and_local_timezone(Local).earliest();
    let begin = begin.or_else(|| day.and_hms_opt(1, 0, 0)?.and_local_timezone(Local).earliest())?;
    Some(Timestamp::from_millis(begin.timestamp_millis()))
}

/// A date without its time, as the language writes it.
pub fn date(at: Timestamp) -> String {
    let pattern = t("date-pattern");
    local(at).map(|it| it.format(&pattern).to_string()).unwrap_or_default()
}

/// A time of the day.
pub fn time(at: Timestamp) -> String {
    local(at).map(|it| it.format("%H:%M").to_string()).unwrap_or_default()
}

/// The time for what is of today, the date for what is older.
pub fn moment(at: Timestamp, now: Timestamp) -> String {
    let (then, today) = (local(at), local(now));
    let same = then.zip(today).is_some_and(|(a, b)| a.date_naive() == b.date_naive());
    if same { time(at) } else { date(at) }
}

/// As [`moment`], and without the year where it is this one: for a narrow place.
pub fn glance(at: Timestamp, now: Timestamp) -> String {
    let (Some(then), Some(today)) = (local(at), local(now)) else { return String::new() };
    if then.date_naive() == today.date_naive() {
        time(at)
    } else if then.year() == today.year() {
        then.format(&t("date-pattern-short")).to_string()
    } else {
        date(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seconds_left_are_whole_and_never_below_nought() {
        let at = Timestamp::from_millis;
        assert_eq!(seconds_left(at(5_000), at(0)), 5);
        assert_eq!(seconds_left(at(5_001), at(0)), 6);
        assert_eq!(seconds_left(at(0), at(5_000)), 0);
    }

    #[test]
    fn a_condition_is_told_in_words_and_words_as_they_are() {
        assert_eq!(unsent("service-unavailable"), t("refusal-service-unavailable"));
        assert_eq!(unsent("The mailbox is full"), "The mailbox is full");
        assert!(!unsent("no-such-condition: nobody here").contains("no-such-condition"));
    }
}
