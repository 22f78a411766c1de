//! Moments in text (XEP-0082).

use chrono::{DateTime, NaiveDateTime, SecondsFormat, Utc};

use crate::model::Timestamp;

/// Reads a date and time of XEP-0082, or one of the old form of XEP-0091, which is in UTC.
pub fn parse(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let millis = match DateTime::parse_from_rfc3339(text) {
        Ok(at) => at.timestamp_millis(),
        Err(_) => {
            let old = NaiveDateTime::parse_from_str(text, "%Y%m%dT%H:%M:%S").ok()?;
            old.and_utc().timestamp_millis()
        }
    };
    Some(Timestamp::from_millis(millis))
}

/// Writes a moment in UTC, with milliseconds.
pub fn format(at: Timestamp) -> String {
    DateTime::<Utc>::from_timestamp_millis(at.as_millis())
        .unwrap_or_default()
        .to_rfc3339_opts(SecondsFormat::Millis, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_in_every_form() {
        let cases = [
            ("1970-01-01T00:00:01Z", Some(1_000)),
            ("1970-01-01T02:00:01.5+02:00", Some(1_500)),
            ("19700101T00:00:02", Some(2_000)),
            ("yesterday", None),
            ("", None),
        ];

        for (text, millis) in cases {
            assert_eq!(parse(text), millis.map(Timestamp::from_millis), "{text}");
        }
        assert_eq!(format(Timestamp::from_millis(1_500)), "1970-01-01T00:00:01.500Z");
    }
}
