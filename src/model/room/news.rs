//! What happens in a room besides talk, as far as it matters to a person (XEP-0045, section 15.6).

use std::collections::VecDeque;

use crate::model::message::Cursor;
use crate::model::timestamp::Timestamp;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// By our own clock.
    pub at: Timestamp,
    pub event: Event,
}

/// What can happen besides talk. Each names the status code that tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Came(String),
    Left(String),
    /// 303.
    Renamed {
        from: String,
        to: String,
    },
    /// 307.
    Kicked {
        nick: String,
        by: String,
        reason: String,
    },
    /// 301.
    Banned {
        nick: String,
        by: String,
        reason: String,
    },
    /// The room is for members, and they are none (321, 322).
    Struck(String),
    /// 104, and 102 and 103 with it.
    Configured,
    /// Everybody in the room sees our address (100, 172).
    Open,
    /// Moderators alone do (173).
    HalfOpen,
    /// Nobody does (174).
    Anonymous,
    /// What is said is logged where others may read it (170).
    Logged,
    /// It no longer is (171).
    Unlogged,
    /// It did not exist before (201).
    Made,
    /// A moderator has removed a message (XEP-0425). The nick is empty where it is not told.
    Moderated {
        by: String,
        reason: String,
    },
    /// The room has given us another nick than the one we wished for (210).
    Named(String),
}

impl Event {
    /// Events of one topic say how things stand now: the last of them holds.
    fn topic(&self) -> Option<u8> {
        match self {
            Self::Open | Self::HalfOpen | Self::Anonymous => Some(0),
            Self::Logged | Self::Unlogged => Some(1),
            Self::Came(_)
            | Self::Left(_)
            | Self::Renamed { .. }
            | Self::Kicked { .. }
            | Self::Banned { .. }
            | Self::Struck(_)
            | Self::Configured
            | Self::Made
            | Self::Moderated { .. }
            | Self::Named(_) => None,
        }
    }
}

/// Who came and went while nobody spoke.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Traffic {
    pub came: Side,
    pub left: Side,
}

/// Those who went one way, each once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Side {
    /// The first [`Side::MOST`] of them.
    pub names: Vec<String>,
    /// How many there are beyond those.
    pub more: usize,
}

impl Side {
    /// How many names are kept.
    pub const MOST: usize = 100;

    pub fn count(&self) -> usize {
        self.names.len().saturating_add(self.more)
    }

    fn add(&mut self, nick: &str) {
        if self.names.len() >= Self::MOST {
            self.more = self.more.saturating_add(1);
        } else if !self.names.iter().any(|it| it == nick) {
            self.names.push(nick.to_owned());
        }
    }
}

/// One line of the chronicle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the thread; the row is below nought, where no message is.
    pub cursor: Cursor,
    pub what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    Traffic(Traffic),
    Event(Event),
}

/// What has happened in a room since the program began, the oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Chronicle {
    entries: VecDeque<Entry>,
    /// How many there ever were.
    count: i64,
}

impl Chronicle {
    /// How many lines are kept.
    const MOST: usize = 200;
    /// Comings and goings further apart than this are not one line, in milliseconds.
    const RUN: i64 = 60 * 60_000;

    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.iter()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Writes it down. What was said last was said at `said`: news stand behind it, whatever our
    /// clock says.
    pub fn add(&mut self, news: &News, said: Option<Timestamp>) {
        let at = said.map_or(news.at, |said| news.at.max(said.plus(1)));
        match &news.event {
            Event::Came(nick) => self.pass(at, said, |it| it.came.add(nick)),
            Event::Left(nick) => self.pass(at, said, |it| it.left.add(nick)),
            event => {
                if !self.stands(event) {
                    self.push(at, What::Event(event.clone()));
                }
            }
        }
    }

    /// Whether it is known to be so already.
    fn stands(&self, event: &Event) -> bool {
        let told = self.entries.iter().rev().filter_map(|it| match &it.what {
            What::Event(it) => Some(it),
            What::Traffic(_) => None,
        });
        match event.topic() {
            Some(topic) => told.clone().find(|it| it.topic() == Some(topic)) == Some(event),
            // A room that repeats itself says it once.
            None => told.clone().next() == Some(event),
        }
    }

    /// Adds to the line of those who come and go, or begins it.
    fn pass(&mut self, at: Timestamp, said: Option<Timestamp>, add: impl FnOnce(&mut Traffic)) {
        if let Some(Entry { cursor, what: What::Traffic(traffic) }) = self.entries.back_mut()
            && said.is_none_or(|said| said <= cursor.at)
            && at <= cursor.at.plus(Self::RUN)
        {
            return add(traffic);
        }
        let mut traffic = Traffic::default();
        add(&mut traffic);
        self.push(at, What::Traffic(traffic));
    }

    fn push(&mut self, at: Timestamp, what: What) {
        if self.entries.len() >= Self::MOST {
            let _ = self.entries.pop_front();
        }
        self.count += 1;
        let after = self.entries.back().map_or(at, |last| last.cursor.at.max(at));
        // Among those of one moment, the later stands behind: rows count down from the far end.
        let cursor = Cursor { at: after, row: i64::MIN + self.count };
        self.entries.push_back(Entry { cursor, what });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_millis(second * 1_000)
    }

    fn came(nick: &str, second: i64) -> News {
        News { at: at(second), event: Event::Came(nick.to_owned()) }
    }

    fn left(nick: &str, second: i64) -> News {
        News { at: at(second), event: Event::Left(nick.to_owned()) }
    }

    fn counts(chronicle: &Chronicle) -> Vec<(usize, usize)> {
        let traffic = chronicle.entries().filter_map(|it| match &it.what {
            What::Traffic(it) => Some((it.came.count(), it.left.count())),
            What::Event(_) => None,
        });
        traffic.collect()
    }

    #[test]
    fn comings_and_goings_are_one_line_until_somebody_speaks() {
        let mut chronicle = Chronicle::default();
        for news in [came("ann", 1), came("bob", 2), left("ann", 3), came("ann", 4)] {
            chronicle.add(&news, None);
        }
        chronicle.add(&came("eve", 6), Some(at(5)));
        assert_eq!(counts(&chronicle), [(2, 1), (1, 0)]);
    }

    #[test]
    fn an_hour_ends_a_line_and_so_does_an_event() {
        let mut chronicle = Chronicle::default();
        chronicle.add(&came("ann", 0), None);
        chronicle.add(&came("bob", 3_601), None);
        chronicle.add(&News { at: at(3_602), event: Event::Configured }, None);
        chronicle.add(&left("bob", 3_603), None);
        assert_eq!(counts(&chronicle), [(1, 0), (1, 0), (0, 1)]);
    }

    #[test]
    fn news_stand_behind_what_was_said_whatever_our_clock_says() {
        let mut chronicle = Chronicle::default();
        chronicle.add(&came("ann", 1), Some(at(100)));
        chronicle.add(&News { at: at(2), event: Event::Configured }, Some(at(100)));
        let places: Vec<Cursor> = chronicle.entries().map(|it| it.cursor).collect();
        assert!(places.iter().all(|it| it.at > at(100)));
        assert!(places.is_sorted());
    }

    #[test]
    fn how_things_stand_is_said_once() {
        let mut chronicle = Chronicle::default();
        let events = [
            Event::Open,
            Event::Logged,
            Event::Open,
            Event::HalfOpen,
            Event::Open,
            Event::Logged,
            Event::Configured,
            Event::Configured,
        ];
        for event in events {
            chronicle.add(&News { at: at(1), event }, None);
        }
        let told: Vec<&What> = chronicle.entries().map(|it| &it.what).collect();
        let expected =
            [Event::Open, Event::Logged, Event::HalfOpen, Event::Open, Event::Configured];
        assert_eq!(told, expected.map(What::Event).iter().collect::<Vec<_>>());
    }

    #[test]
    fn a_room_that_storms_costs_a_line() {
        let mut chronicle = Chronicle::default();
        for n in 0..100_000 {
            chronicle.add(&came(&format!("guest{n}"), 1), None);
            if n % 2 == 0 {
                chronicle.add(&left(&format!("guest{n}"), 1), None);
            }
        }
        assert_eq!(counts(&chronicle), [(100_000, 50_000)]);
        for n in 0..1_000 {
            let event = Event::Renamed { from: n.to_string(), to: (n + 1).to_string() };
            chronicle.add(&News { at: at(2), event }, None);
        }
        assert_eq!(chronicle.entries().count(), Chronicle::MOST);
    }
}
