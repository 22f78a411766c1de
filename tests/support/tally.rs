//! What became of the messages of a long talk.

use std::collections::HashMap;

use parlance::model::{Delivery, Message};

/// What a thread lacks, has twice, or shows in another order than it was said in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    pub lost: Vec<String>,
    pub doubled: Vec<String>,
    /// Each stands after one that the same person said later.
    pub misordered: Vec<String>,
    /// Nobody said these, or they were refused.
    pub odd: Vec<String>,
}

impl Tally {
    /// `voices` are what each person said on one device, in order.
    pub fn of(thread: &[Message], voices: &[Vec<String>]) -> Self {
        let mut tally = Self::default();
        let mut seen: HashMap<&str, u32> = HashMap::new();
        let mut latest = vec![0; voices.len()];
        let places: HashMap<&str, (usize, usize)> = voices
            .iter()
            .enumerate()
            .flat_map(|(voice, said)| {
                said.iter().enumerate().map(move |(place, words)| (words.as_str(), (voice, place)))
            })
            .collect();

        for message in thread {
            let words = message.body.as_str();
            let Some((voice, place)) = places.get(words).copied() else {
                tally.odd.push(words.to_owned());
                continue;
            };
            if let Delivery::Failed(why) = &message.delivery {
                tally.odd.push(format!("{words}: {why}"));
            }
            *seen.entry(words).or_default() += 1;
            if place + 1 < latest[voice] {
                tally.misordered.push(words.to_owned());
            }
            latest[voice] = latest[voice].max(place + 1);
        }

        for words in voices.iter().flatten() {
            match seen.get(words.as_str()) {
                None => tally.lost.push(words.clone()),
                Some(1) => {}
                Some(_) => tally.doubled.push(words.clone()),
            }
        }
        tally
    }

    /// Prints the counts, and fails the test where one is not 0.
    pub fn settle(&self, whose: &str) {
        println!(
            "{whose}: lost {}, doubled {}, misordered {}, odd {}",
            self.lost.len(),
            self.doubled.len(),
            self.misordered.len(),
            self.odd.len()
        );
        assert_eq!(*self, Self::default(), "{whose}");
    }
}

/// What somebody is going to say.
pub fn lines(name: &str, count: u32) -> Vec<String> {
    (0..count).map(|n| format!("{name} {n}")).collect()
}
