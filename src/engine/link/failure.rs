//! Why a connection failed, and what follows from it.

use std::io;

use xmpp::minidom::Element;
use xmpp::parsers::ns;

use crate::model::account::{Step, Trouble};

/// What is to be done after a failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum After {
    Retry,
    /// The server asks for patience, or does not like what we do.
    RetryLater,
    /// Only a person can mend it.
    Stop,
    /// The server is elsewhere (RFC 6120, section 4.9.3.19).
    GoTo(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub trouble: Trouble,
    pub after: After,
    /// Whether the session may still go on in another stream (XEP-0198).
    pub resumable: bool,
}

impl Failure {
    pub fn stop(trouble: Trouble) -> Self {
        Self { trouble, after: After::Stop, resumable: false }
    }

    pub fn retry(trouble: Trouble) -> Self {
        Self { trouble, after: After::Retry, resumable: true }
    }

    pub fn protocol(words: impl Into<String>) -> Self {
        Self::retry(Trouble::Protocol(words.into()))
    }

    pub fn lost(words: impl Into<String>) -> Self {
        Self::retry(Trouble::Lost(words.into()))
    }

    pub fn timed_out(step: Step) -> Self {
        Self::retry(Trouble::TimedOut(step))
    }

    /// A failure of the socket or of the parser.
    pub fn io(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::InvalidData => Self::protocol(error.to_string()),
            io::ErrorKind::UnexpectedEof => Self::lost("the server hung up"),
            _ => Self::lost(error.to_string()),
        }
    }

    /// What the server said with `<stream:error/>` (RFC 6120, section 4.9).
    pub fn stream(error: &Element) -> Self {
        let of_streams = |child: &&Element| child.has_ns(ns::XMPP_STREAMS);
        let condition = error
            .children()
            .filter(of_streams)
            .find(|child| child.name() != "text")
            .map_or_else(|| "undefined-condition".to_owned(), |child| child.name().to_owned());
        let text = error.get_child("text", ns::XMPP_STREAMS).map(|text| text.text());
        let place = error.get_child("see-other-host", ns::XMPP_STREAMS).map(|place| place.text());

        let after = match (condition.as_str(), place) {
            ("see-other-host", Some(place)) if !place.trim().is_empty() => {
                After::GoTo(place.trim().to_owned())
            }
            (
                "conflict"
                | "not-authorized"
                | "host-gone"
                | "host-unknown"
                | "invalid-from"
                | "unsupported-version"
                | "unsupported-encoding",
                _,
            ) => After::Stop,
            (
                "policy-violation"
                | "resource-constraint"
                | "undefined-condition"
                | "see-other-host",
                _,
            ) => After::RetryLater,
            _ => After::Retry,
        };
        // The session outlives only what befell the stream, not what we did wrong in it.
        let resumable = matches!(
            condition.as_str(),
            "connection-timeout"
                | "system-shutdown"
                | "remote-connection-failed"
                | "reset"
                | "internal-server-error"
        );
        let trouble = match condition.as_str() {
            "conflict" => Trouble::Conflict,
            _ => Trouble::Stream { condition, text },
        };

        Self { trouble, after, resumable }
    }

    /// Of several hosts that failed, the one whose trouble says most.
    pub fn or(self, other: Self) -> Self {
        if other.weight() > self.weight() { other } else { self }
    }

    fn weight(&self) -> u8 {
        match self.trouble {
            Trouble::Unreachable(_) => 0,
            Trouble::TimedOut(_) => 1,
            Trouble::Lost(_) => 2,
            Trouble::Tls(_) => 3,
            Trouble::Protocol(_) => 4,
            Trouble::NoEncryption => 5,
            Trouble::Certificate(_) => 6,
            Trouble::NoService
            | Trouble::Credentials { .. }
            | Trouble::NoMechanism(_)
            | Trouble::ServerNotVerified
            | Trouble::Conflict
            | Trouble::Stream { .. }
            | Trouble::NoPassword => 7,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream_error(inner: &str) -> Failure {
        let xml = format!("<error xmlns='{}'>{inner}</error>", ns::STREAM);
        Failure::stream(&xml.parse().expect("the test's XML is well formed"))
    }

    #[test]
    fn each_stream_error_has_its_consequence() {
        let streams = ns::XMPP_STREAMS;
        let cases = [
            (format!("<conflict xmlns='{streams}'/>"), After::Stop, false),
            (format!("<system-shutdown xmlns='{streams}'/>"), After::Retry, true),
            (format!("<policy-violation xmlns='{streams}'/>"), After::RetryLater, false),
            (
                format!("<see-other-host xmlns='{streams}'> [::1]:5 </see-other-host>"),
                After::GoTo("[::1]:5".to_owned()),
                false,
            ),
            ("<unheard-of xmlns='urn:x'/>".to_owned(), After::RetryLater, false),
        ];

        for (inner, after, resumable) in cases {
            let failure = stream_error(&inner);
            assert_eq!((failure.after, failure.resumable), (after, resumable), "{inner}");
        }
    }

    #[test]
    fn the_words_of_the_server_are_kept() {
        let streams = ns::XMPP_STREAMS;
        let failure = stream_error(&format!(
            "<policy-violation xmlns='{streams}'/><text xmlns='{streams}'>Slow down</text>"
        ));

        let condition = "policy-violation".to_owned();
        let text = Some("Slow down".to_owned());
        assert_eq!(failure.trouble, Trouble::Stream { condition, text });
    }
}
