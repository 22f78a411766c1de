//! The history cache, with real files and with SQLite in memory.

mod acts;
mod archives;
mod chats;
mod matters;
mod once;
mod opening;
mod outbox;
mod pages;
mod reading;
mod search;
mod steps;
mod threads;

use parlance::model::contact::Contact;
use parlance::model::message::{Author, Cursor, Ids, Origin};
use parlance::model::{Account, AccountId, ChatId, Delivery, Message, Timestamp};
use parlance::store::messages::{self, Age, Inserted};
use parlance::store::{Connection, Error, Store, accounts};
use xmpp::jid::BareJid;

/// 2023-11-14, in milliseconds.
const NOON: i64 = 1_700_000_000_000;

fn jid(text: &str) -> BareJid {
    text.parse().expect("a valid address")
}

fn juliet() -> AccountId {
    AccountId(jid("juliet@capulet.example"))
}

fn nurse() -> AccountId {
    AccountId(jid("nurse@capulet.example"))
}

fn romeo() -> ChatId {
    ChatId::contact(juliet(), jid("romeo@montague.example"))
}

fn hall() -> ChatId {
    ChatId::room(juliet(), jid("hall@rooms.example"))
}

fn contact(address: &str) -> Contact {
    Contact::new(jid(address))
}

/// A moment after noon, in milliseconds.
fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(NOON + millis)
}

/// What Romeo says at this moment after noon, without any id.
fn says(body: &str, millis: i64) -> Message {
    Message::new(romeo(), Cursor { at: at(millis), row: 0 }, Author::Peer, body.to_owned())
}

/// What we say, as it is queued.
fn writes(body: &str, millis: i64, origin: &str) -> Message {
    Message {
        author: Author::Me { nick: String::new() },
        delivery: Delivery::Queued,
        ..named(says(body, millis), Some(origin), None)
    }
}

fn named(message: Message, origin: Option<&str>, stanza: Option<&str>) -> Message {
    let ids = Ids { origin: origin.map(str::to_owned), stanza: stanza.map(str::to_owned) };
    Message { ids, ..message }
}

/// The same words of an occupant of the hall.
fn in_hall(message: Message, nick: &str) -> Message {
    let author = Author::Occupant { nick: nick.to_owned(), id: None };
    Message { chat: hall(), author, ..message }
}

/// A cache with two accounts in it.
async fn store() -> Store {
    let store = Store::in_memory().expect("memory is there");
    store.call(furnish).await.expect("two accounts");
    store
}

fn furnish(db: &Connection) -> Result<(), Error> {
    accounts::set(db, &Account::new(juliet(), "parlance.1".to_owned()))?;
    accounts::set(db, &Account::new(nurse(), "parlance.2".to_owned()))
}

async fn arrives(store: &Store, message: Message, origin: Origin) -> Inserted {
    store
        .call(move |db| messages::insert(db, &message, origin, Age::News))
        .await
        .expect("it can be stored")
}

fn bodies(messages: &[Message]) -> Vec<&str> {
    messages.iter().map(|it| it.body.as_str()).collect()
}
