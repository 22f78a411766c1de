//! How a connection fares, and what is wrong with it.

use std::borrow::Cow;

use crate::i18n::t;
use crate::model::Timestamp;
use crate::model::account::{CertificateFault, Connection, Step, Trouble};
use crate::ui::words::with_words;

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
fn seconds_left(until: Timestamp, now: Timestamp) -> i64 {
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
}
