//! Days and times, as a thread tells them: in the system's time zone.

use chrono::{DateTime, Datelike, Local, NaiveDate, Utc};

use crate::i18n::{t, t as text};
use crate::model::Timestamp;

fn local(at: Timestamp) -> DateTime<Local> {
    DateTime::<Utc>::from_timestamp_millis(at.as_millis()).unwrap_or_default().with_timezone(&Local)
}

/// The day of a moment.
pub fn of(at: Timestamp) -> NaiveDate {
    local(at).date_naive()
}

/// Hours and minutes.
pub fn time(at: Timestamp) -> String {
    local(at).format("%H:%M").to_string()
}

/// What a day is called today.
pub fn name(day: NaiveDate, today: NaiveDate) -> String {
    match (today - day).num_days() {
        0 => text("thread-today").into_owned(),
        1 => text("thread-yesterday").into_owned(),
        _ => t!(
            "thread-day",
            weekday = i64::from(day.weekday().number_from_monday()),
            day = i64::from(day.day()),
            month = i64::from(day.month()),
            year = day.year().to_string(),
        ),
    }
}
