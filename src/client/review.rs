//! When the account's archive (XEP-0313) is read once more, though nothing of it is missing.
//!
//! What a server held back for a session that broke comes after what was said since, and may be
//! written into the archive after it as well: where it belongs, the archive tells a moment later.
//! So may what some servers had in hand for the line that broke, where the session goes on: behind
//! what was said since, and without a word that it is late.
//! The same goes for what we wrote ourselves in the last moments of a session, and whoever sends
//! that again too early says it twice.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;

use crate::engine::event::{ArchivePage, Page};
use crate::model::Timestamp;

/// Silence after the last one that was held back.
const QUIET: Duration = Duration::from_secs(1);
/// How long an archive may be behind with what reached it in a session that broke.
const BEHIND: Duration = Duration::from_millis(500);
/// What was held back for longer stood in line alone: milliseconds.
const LONG: i64 = 10 * 60 * 1_000;
/// How long what a server had in hand for the last line may come on the next one.
const IN_HAND: Duration = Duration::from_secs(2);
/// The look begins so much earlier, since clocks and archives may round: milliseconds.
const BEFORE: i64 = 10 * 1_000;
/// The most of them that are waited for.
const MOST: usize = 2_000;

/// What one connection waits for from its archive.
#[derive(Debug, Default)]
pub(crate) struct Review {
    /// Held back, and not told by the archive yet: since when.
    late: HashMap<String, Timestamp>,
    /// When to look.
    at: Option<Instant>,
    /// What came or left since then may not be where it belongs: it is read to the end, in another
    /// session if need be.
    since: Option<Timestamp>,
    /// Until when what comes may be out of its order, and the time as the line broke, by the clock.
    mixed: Option<(Instant, Timestamp)>,
    /// In this session, the end of the archive was awaited for the sake of what is doubtful.
    awaited: bool,
}

impl Review {
    /// A session begins, which is not the last one. A look that went down with that one begins anew:
    /// what it has moved stands in order with what it would have moved.
    pub(crate) fn begin(&mut self) {
        let mixed = self.mixed.take().filter(|_| self.at.is_some());
        self.since = self.since.into_iter().chain(mixed.map(|(_, broke)| broke)).min();
        (self.awaited, self.at) = (false, None);
    }

    /// The session goes on, on another line than the one that broke then.
    pub(crate) fn resumed(&mut self, broke: Timestamp, clock: Instant) {
        let broke = match self.mixed {
            // A look for the sake of an earlier line is still to come.
            Some((_, before)) if self.at.is_some() => before.min(broke),
            Some(_) | None => broke,
        };
        self.mixed = Some((clock + IN_HAND, broke));
    }

    /// Messages came.
    pub(crate) fn heard(&mut self, clock: Instant) {
        if self.mixed.is_some_and(|(until, _)| clock < until) {
            self.at = Some(clock + QUIET);
        }
    }

    /// The line is there again; a look may have gone down with it.
    pub(crate) fn go_on(&mut self, clock: Instant) {
        if !self.late.is_empty() || self.since.is_some() {
            self.at = Some(clock + QUIET);
        }
    }

    /// These came late.
    pub(crate) fn came(&mut self, late: Vec<(String, Timestamp)>, now: Timestamp, clock: Instant) {
        let recent = |at: &Timestamp| at.plus(LONG) > now;
        for (id, at) in late.into_iter().filter(|(_, at)| recent(at)) {
            if self.late.len() < MOST {
                let _ = self.late.insert(id, at);
                self.at = Some(clock + QUIET);
            }
        }
    }

    /// The archive told these: they stand where they belong.
    pub(crate) fn told(&mut self, page: &ArchivePage) {
        if !self.late.is_empty() {
            for id in page.messages.iter().filter_map(|it| it.message.ids.stanza.as_ref()) {
                let _ = self.late.remove(id);
            }
        }
    }

    /// Before what is doubtful is sent again: whether to wait for one more look, at all that came
    /// `since`. Once in a session.
    pub(crate) fn await_end(&mut self, since: Timestamp, clock: Instant) -> bool {
        if self.awaited {
            return false;
        }
        let since = self.since.map_or(since, |before| before.min(since));
        (self.awaited, self.at, self.since) = (true, Some(clock + BEHIND), Some(since));
        true
    }

    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.at
    }

    /// The page to ask for, where it is time.
    pub(crate) fn due(&mut self, clock: Instant) -> Option<Page> {
        let _ = self.at.take_if(|at| *at <= clock)?;
        let mixed = self.mixed.map(|(_, broke)| broke);
        self.since = self.late.values().copied().chain(self.since).chain(mixed).min();
        let page = self.since.map_or(Page::Newest, |first| Page::Since(first.plus(-BEFORE)));
        Some(Page::Again(Box::new(page)))
    }

    /// The page after that one. What an archive does not tell though it was read to its end, it does
    /// not have.
    pub(crate) fn next(&mut self, last: Option<String>, complete: bool) -> Option<Page> {
        let all = !self.late.is_empty() || self.since.is_some() || self.mixed.is_some();
        match last {
            Some(last) if !complete && all => Some(Page::Again(Box::new(Page::After(last)))),
            Some(_) | None => {
                self.late.clear();
                (self.since, self.mixed) = (None, None);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    fn late(id: &str, millis: i64) -> Vec<(String, Timestamp)> {
        vec![(id.to_owned(), at(millis))]
    }

    #[test]
    fn it_looks_once_it_is_quiet_from_the_first_one_on() {
        let (mut review, clock) = (Review::default(), Instant::now());
        assert_eq!(review.deadline(), None);

        review.came(late("a", 20_000), at(30_000), clock);
        review.came(late("b", 25_000), at(30_000), clock + QUIET / 2);
        assert_eq!(review.due(clock + QUIET), None, "not quiet yet");

        assert!(review.due(clock + 2 * QUIET).is_some());
        review.begin();
        assert_eq!(review.deadline(), None, "that look went down with its session");
        review.go_on(clock + 2 * QUIET);
        let page = review.due(clock + 3 * QUIET);
        assert_eq!(page, Some(Page::Again(Box::new(Page::Since(at(10_000))))));
        assert_eq!(review.due(clock + 4 * QUIET), None, "once");

        let next = review.next(Some("x".to_owned()), false);
        assert_eq!(next, Some(Page::Again(Box::new(Page::After("x".to_owned())))));
        assert_eq!(review.next(Some("y".to_owned()), true), None);
    }

    #[test]
    fn what_comes_as_a_session_goes_on_may_be_out_of_its_order() {
        let (mut review, clock) = (Review::default(), Instant::now());
        review.heard(clock);
        review.resumed(at(20_000), clock);
        assert_eq!(review.deadline(), None, "nothing came");

        review.heard(clock + QUIET);
        let page = review.due(clock + 2 * QUIET);
        assert_eq!(page, Some(Page::Again(Box::new(Page::Since(at(10_000))))));
        assert_eq!(review.next(Some("x".to_owned()), true), None);

        review.resumed(at(20_000), clock);
        review.heard(clock + IN_HAND);
        assert_eq!(review.deadline(), None, "that was long ago");
    }

    #[test]
    fn a_look_that_went_down_with_its_session_begins_anew() {
        let (mut review, clock) = (Review::default(), Instant::now());
        let page = Some(Page::Again(Box::new(Page::Since(at(10_000)))));
        review.resumed(at(20_000), clock);
        review.heard(clock);
        review.begin();
        review.go_on(clock);
        assert_eq!(review.due(clock + QUIET), page, "it had not begun");

        assert!(review.next(Some("x".to_owned()), false).is_some());
        review.begin();
        assert_eq!(review.due(clock + 2 * QUIET), None, "not before the session is there");
        assert!(review.await_end(at(30_000), clock + QUIET));
        assert_eq!(review.due(clock + 2 * QUIET), page, "it was halfway");

        assert_eq!(review.next(Some("y".to_owned()), true), None);
        review.begin();
        review.go_on(clock + 2 * QUIET);
        assert_eq!(review.deadline(), None, "it was read to its end");
    }

    #[test]
    fn what_waited_for_long_waits_for_nothing_more() {
        let (mut review, clock) = (Review::default(), Instant::now());
        review.came(late("a", 0), at(LONG + 1), clock);
        assert_eq!(review.deadline(), None);
    }

    #[test]
    fn what_is_doubtful_waits_once_in_a_session() {
        let (mut review, clock) = (Review::default(), Instant::now());
        assert!(review.await_end(at(20_000), clock));
        assert!(!review.await_end(at(20_000), clock));
        let page = review.due(clock + BEHIND);
        assert_eq!(page, Some(Page::Again(Box::new(Page::Since(at(10_000))))));
        assert!(review.next(Some("x".to_owned()), false).is_some(), "all of it");
        assert_eq!(review.next(Some("y".to_owned()), true), None);
    }
}
