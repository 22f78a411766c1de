//! A history of a million messages, the same at every run.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use parlance::model::message::{Author, Cursor, Ids, Origin};
use parlance::model::{Account, AccountId, ChatId, Delivery, Message, Timestamp};
use parlance::store::messages::{self, Age};
use parlance::store::{Connection, Error, Store, accounts, chats};
use tokio::runtime::Runtime;
use xmpp::jid::BareJid;

/// How long the long talk is.
pub const LONG: usize = 1_000_000;
/// The others, and how much was said in each.
const OTHERS: usize = 500;
const EACH: usize = 40;
/// Raised where anything here changes, so that what lies in the folder is not taken for it.
const EDITION: u32 = 1;
/// Writes that share a transaction.
const AT_ONCE: usize = 10_000;
/// 2020-01-01, in milliseconds; and what lies between two messages.
const BEGIN: i64 = 1_577_836_800_000;
const STEP: i64 = 180_000;

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
    "this",
    "have",
    "from",
    "one",
    "had",
    "word",
    "but",
    "not",
    "what",
    "all",
    "were",
    "when",
    "your",
    "can",
    "said",
    "there",
    "use",
    "each",
    "which",
    "she",
    "how",
    "their",
    "will",
    "other",
    "about",
    "out",
    "many",
    "then",
    "them",
    "these",
    "some",
    "her",
    "would",
    "make",
    "like",
    "him",
    "into",
    "time",
    "has",
    "look",
    "balcony",
    "night",
    "letter",
    "garden",
    "electricity",
    "protocol",
    "meeting",
    "tomorrow",
    "coffee",
    "release",
    "naïve",
    "café",
    "привет",
    "завтра",
    "今天",
    "明天",
    "我们",
    "吃饭",
    "天气",
    "很好",
    "你好",
    "再见",
    "周末",
    "公园",
    "😀",
    "👍",
];

/// Where chance comes from (xorshift): the seed decides it all.
pub struct Chance(u64);

impl Chance {
    pub fn of(seed: usize) -> Self {
        Self((seed as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).expect("it is below a usize")
    }
}

/// What somebody says: some words, the frequent ones more often, and one of its own.
pub fn words(chance: &mut Chance, number: usize) -> String {
    let mut said = String::new();
    for _ in 0..2 + chance.below(18) {
        let end = 1 + chance.below(WORDS.len());
        said.push_str(WORDS[chance.below(end)]);
        said.push(' ');
    }
    said + &format!("n{number}")
}

pub fn jid(text: &str) -> BareJid {
    text.parse().expect("an address")
}

/// As the company of `tests/measure` has it.
pub fn me() -> AccountId {
    AccountId(jid("you@chat.test"))
}

/// With whom the long talk is.
pub fn ruth() -> ChatId {
    ChatId::contact(me(), jid("ruth@chat.test"))
}

pub fn message(chat: ChatId, number: usize, at: i64) -> Message {
    let mut chance = Chance::of(number);
    let mine = chance.below(3) == 0;
    let author = if mine { Author::Me { nick: String::new() } } else { Author::Peer };
    Message {
        ids: Ids { origin: Some(format!("o{number}")), stanza: Some(format!("s{number}")) },
        delivery: if mine { Delivery::Sent } else { Delivery::Incoming },
        ..Message::new(
            chat,
            Cursor { at: Timestamp::from_millis(at), row: 0 },
            author,
            words(&mut chance, number),
        )
    }
}

/// When the message of this number of the long talk was said.
pub fn at(number: usize) -> i64 {
    BEGIN + i64::try_from(number).expect("few") * STEP
}

fn write(db: &Connection, numbers: std::ops::Range<usize>) -> Result<(), Error> {
    for number in numbers {
        let said = message(ruth(), number, at(number));
        messages::insert(db, &said, Origin::Archive, Age::Past)?;
    }
    Ok(())
}

fn write_others(db: &Connection) -> Result<(), Error> {
    for other in 0..OTHERS {
        let chat = ChatId::contact(me(), jid(&format!("guest{other}@chat.test")));
        for place in 0..EACH {
            let number = LONG + other * EACH + place;
            let said = message(chat.clone(), number, at(number - LONG) + 1);
            messages::insert(db, &said, Origin::Archive, Age::Past)?;
        }
        if other % 10 == 0 {
            let _ = chats::open(db, &chat)?;
        }
    }
    let _ = chats::open(db, &ruth())?;
    Ok(())
}

async fn fill(file: &Path) -> Result<(), Error> {
    let store = Store::open(file)?;
    let account = Account { remember: false, ..Account::new(me(), "parlance.past".to_owned()) };
    store.call(move |db| accounts::set(db, &account)).await?;
    for begin in (0..LONG).step_by(AT_ONCE) {
        store.call(move |db| write(db, begin..begin + AT_ONCE)).await?;
    }
    store.call(write_others).await?;
    store.close().await;
    Ok(())
}

/// A runtime with one thread.
pub fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts")
}

/// The file, written where it is not there yet.
static FILE: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join(format!("past-{EDITION}.db"));
    if !file.exists() {
        eprintln!("Writing a million messages to {}: this is done once.", file.display());
        std::fs::create_dir_all(folder).expect("a folder of the build");
        let half = folder.join(format!("past-{EDITION}-half.db"));
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{end}", half.display()));
        }
        runtime().block_on(fill(&half)).expect("room on the disk");
        std::fs::rename(&half, &file).expect("room on the disk");
    }
    file
});

/// The million, opened.
pub static MILLION: LazyLock<Store> =
    LazyLock::new(|| Store::open(&FILE).expect("it was written by us"));

/// Puts a copy where a profile has its history.
pub fn copy_to(file: &Path) {
    std::fs::copy(&*FILE, file).expect("room on the disk");
}
