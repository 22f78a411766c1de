//! Whether the server is still there: when it is to be asked, and when it is given up.

use std::time::{Duration, Instant};

/// A question that the server has not answered.
#[derive(Debug)]
struct Asked {
    at: Instant,
    patience: Duration,
    /// It still waits behind other stanzas.
    queued: bool,
    /// The id of a ping, where the server does not count stanzas.
    ping: Option<String>,
}

#[derive(Debug, Default)]
pub struct Watch {
    asked: Option<Asked>,
}

/// The last signs of life: of the server's, and of the network that takes what we write.
#[derive(Debug, Clone, Copy)]
pub struct Signs {
    pub heard: Instant,
    pub wrote: Instant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// There is time.
    Wait,
    /// It was silent for long enough.
    Ask,
    Dead,
}

impl Watch {
    pub fn asks(&mut self, now: Instant, patience: Duration, ping: Option<String>) {
        self.asked = Some(Asked { at: now, patience, queued: true, ping });
    }

    /// Everything is out: the server's time to answer begins.
    pub fn written(&mut self, now: Instant) {
        if let Some(asked) = &mut self.asked
            && asked.queued
        {
            asked.queued = false;
            asked.at = now;
        }
    }

    pub fn answered(&mut self) {
        self.asked = None;
    }

    pub fn is_asking(&self) -> bool {
        self.asked.is_some()
    }

    pub fn ping(&self) -> Option<&str> {
        self.asked.as_ref()?.ping.as_deref()
    }

    /// When there is something to be done, if nothing comes.
    pub fn deadline(&self, signs: Signs, quiet: Duration) -> Instant {
        self.unanswered(signs).unwrap_or(signs.heard + quiet)
    }

    pub fn verdict(&self, now: Instant, signs: Signs, quiet: Duration) -> Verdict {
        match self.unanswered(signs) {
            Some(end) if now >= end => Verdict::Dead,
            None if now >= signs.heard + quiet => Verdict::Ask,
            Some(_) | None => Verdict::Wait,
        }
    }

    /// When a question runs out after which nothing was heard. A large stanza that is on its way
    /// takes its time.
    fn unanswered(&self, signs: Signs) -> Option<Instant> {
        let asked = self.asked.as_ref().filter(|asked| signs.heard <= asked.at)?;
        let began = if asked.queued { asked.at.max(signs.wrote) } else { asked.at };
        Some(began + asked.patience)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUIET: Duration = Duration::from_secs(40);
    const PATIENCE: Duration = Duration::from_secs(15);

    fn after(start: Instant, seconds: u64) -> Instant {
        start + Duration::from_secs(seconds)
    }

    #[test]
    fn silence_is_asked_and_then_given_up_within_a_minute() {
        let start = Instant::now();
        let signs = Signs { heard: start, wrote: start };
        let mut watch = Watch::default();
        assert_eq!(watch.deadline(signs, QUIET), after(start, 40));
        assert_eq!(watch.verdict(after(start, 39), signs, QUIET), Verdict::Wait);
        assert_eq!(watch.verdict(after(start, 40), signs, QUIET), Verdict::Ask);

        watch.asks(after(start, 40), PATIENCE, None);
        watch.written(after(start, 40));
        assert_eq!(watch.deadline(signs, QUIET), after(start, 55));
        assert_eq!(watch.verdict(after(start, 54), signs, QUIET), Verdict::Wait);
        assert_eq!(watch.verdict(after(start, 55), signs, QUIET), Verdict::Dead);
    }

    #[test]
    fn any_word_is_a_sign_of_life() {
        let start = Instant::now();
        let mut watch = Watch::default();
        watch.asks(start, PATIENCE, None);
        watch.written(start);

        let signs = Signs { heard: after(start, 10), wrote: start };
        assert_eq!(watch.verdict(after(start, 20), signs, QUIET), Verdict::Wait);
        assert_eq!(watch.verdict(after(start, 50), signs, QUIET), Verdict::Ask, "once more");
    }

    #[test]
    fn a_question_behind_a_large_stanza_has_its_time() {
        let start = Instant::now();
        let mut watch = Watch::default();
        watch.asks(start, PATIENCE, None);

        let signs = Signs { heard: start, wrote: after(start, 20) };
        assert_eq!(watch.verdict(after(start, 30), signs, QUIET), Verdict::Wait);
        watch.written(after(start, 30));
        assert_eq!(watch.deadline(signs, QUIET), after(start, 45));
    }
}
