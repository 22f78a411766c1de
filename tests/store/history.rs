//! Large histories, the same at every run.

use parlance::model::message::{Author, Cursor, Ids, Origin};
use parlance::model::{ChatId, Delivery, Message, Timestamp};
use parlance::store::messages::{self, Age};
use parlance::store::{Connection, Error};

use crate::store::{NOON, jid, juliet, says};

const WORDS: &[&str] = &[
    "the",
    "and",
    "you",
    "that",
    "was",
    "for",
    "are",
    "with",
    "his",
    "they",
    "balcony",
    "night",
    "letter",
    "sword",
    "garden",
    "今天",
    "明天",
    "我们",
    "吃饭",
    "天气",
    "很好",
    "你好",
    "再见",
    "周末",
    "electricity",
    "protocol",
    "meeting",
    "tomorrow",
    "coffee",
    "release",
    "😀",
    "👍",
    "naïve",
    "café",
    "привет",
    "завтра",
];

/// Where chance comes from (xorshift): the seed decides it all.
pub struct Chance(pub u64);

impl Chance {
    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).expect("it is below a usize")
    }
}

/// The chat of this number: a half are rooms.
pub fn chat(number: usize) -> ChatId {
    if number.is_multiple_of(2) {
        ChatId::contact(juliet(), jid(&format!("friend{number}@verona.example")))
    } else {
        ChatId::room(juliet(), jid(&format!("room{number}@rooms.example")))
    }
}

/// The messages with these numbers, spread over `chats` chats, ten seconds apart each. Number and
/// seed decide everything of a message. To be called with some thousands at a time.
pub fn write(
    db: &Connection,
    numbers: std::ops::Range<usize>,
    chats: usize,
    seed: u64,
) -> Result<(), Error> {
    for number in numbers {
        messages::insert(db, &message(number, chats, seed), Origin::Archive, Age::Past)?;
    }

    Ok(())
}

/// So many messages of Romeo, ten seconds apart each, as rows alone: in a second, without words.
pub fn repeat(db: &Connection, count: usize) -> Result<(), Error> {
    messages::insert(db, &says("again", 0), Origin::Live, Age::Past)?;
    db.execute(
        "WITH RECURSIVE count (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < ?1)
         INSERT INTO message (chat, archive, at, author, nick, ways, kind, subject, body, mention,
                              delivery)
         SELECT chat, archive, at + n * 10000, author, nick, ways, kind, subject, body, mention,
                delivery
         FROM message JOIN count",
        [i64::try_from(count).expect("few") - 1],
    )?;

    Ok(())
}

fn message(number: usize, chats: usize, seed: u64) -> Message {
    let mut chance = Chance(seed ^ (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let chat = chat(chance.below(chats));
    let length = 1 + chance.below(14);
    let mut words: Vec<&str> = (0..length).map(|_| WORDS[chance.below(WORDS.len())]).collect();
    let own = format!("n{number}");
    words.push(&own);

    let mine = chance.below(3) == 0;
    let author = match (mine, chat.is_room()) {
        (true, _) => Author::Me { nick: String::new() },
        (false, true) => Author::Occupant { nick: format!("nick{}", chance.below(30)), id: None },
        (false, false) => Author::Peer,
    };

    Message {
        ids: Ids { origin: Some(format!("o{number}")), stanza: Some(format!("s{number}")) },
        delivery: if mine { Delivery::Sent } else { Delivery::Incoming },
        ..Message::new(
            chat,
            Cursor {
                at: Timestamp::from_millis(NOON + i64::try_from(number).expect("few") * 10_000),
                row: 0,
            },
            author,
            words.join(" "),
        )
    }
}

#[tokio::test]
async fn a_seed_decides_a_history() -> Result<(), Error> {
    let store = crate::store::store().await;
    store.call(|db| write(db, 0..500, 20, 7)).await?;

    let found =
        store.read(|db| parlance::store::search::find(db, "n499", None, Cursor::END, 5)).await?;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].body, message(499, 20, 7).body);
    assert_ne!(found[0].body, message(499, 20, 8).body);
    Ok(())
}
