//! What was done to messages.

mod authors;
mod order;
mod own;
mod sequel;
mod targets;

use parlance::model::act::{Act, Deed, Target, Words};
use parlance::model::message::{Author, Cursor, Ids, Origin};
use parlance::model::{ChatId, Message};
use parlance::store::{Store, acts, pages};

use crate::store::{arrives, at, named, romeo, says};

/// What Romeo does at this moment after noon.
fn does(deed: Deed, target: &str, millis: i64, id: &str) -> Act {
    Act {
        chat: romeo(),
        row: 0,
        at: at(millis),
        author: Author::Peer,
        since: None,
        ids: Ids { origin: Some(id.to_owned()), stanza: None },
        target: Target::Sender(target.to_owned()),
        deed,
    }
}

fn correct(body: &str) -> Deed {
    Deed::Correct(Words { body: body.to_owned(), ..Words::default() })
}

fn react(emoji: &str) -> Deed {
    Deed::React(emoji.split_whitespace().map(str::to_owned).collect())
}

fn archived(act: Act, stanza: &str) -> Act {
    Act { ids: Ids { stanza: Some(stanza.to_owned()), ..act.ids.clone() }, ..act }
}

async fn done(store: &Store, act: Act, origin: Origin) -> Option<Message> {
    let stamped = origin.repeats();
    store
        .call(move |db| acts::insert(db, &act, origin, stamped))
        .await
        .expect("it can be stored")
        .changed()
}

async fn said(store: &Store, body: &str, millis: i64, id: &str) {
    let _ = arrives(store, named(says(body, millis), Some(id), None), Origin::Live).await;
}

async fn thread(store: &Store, chat: ChatId) -> Vec<Message> {
    let page = store.read(move |db| pages::older(db, &chat, Cursor::END, 50)).await;
    page.expect("a thread").messages
}

async fn only(store: &Store) -> Message {
    let mut thread = thread(store, romeo()).await;
    assert_eq!(thread.len(), 1);
    thread.remove(0)
}

async fn versions(store: &Store, message: &Message) -> Vec<String> {
    let row = message.cursor.row;
    let versions = store.read(move |db| acts::versions(db, row)).await.expect("versions");
    versions.into_iter().map(|it| it.body).collect()
}

/// `emoji count` in their order; a star for ours.
fn chips(message: &Message) -> Vec<String> {
    let chip = |it: &parlance::model::act::Reaction| {
        format!("{}{}{}", it.emoji, it.by.len(), if it.is_ours() { "*" } else { "" })
    };
    message.sequel.reactions.iter().map(chip).collect()
}
