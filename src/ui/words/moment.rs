//! Days and times.

use chrono::{DateTime, Datelike, Local, NaiveDate};

use crate::i18n::t;
use crate::model::Timestamp;

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
