//! What a connection must know of the past, out of the store.

use std::collections::BTreeMap;

use xmpp::jid::BareJid;

use crate::client::catch_up::{Newest, Older};
use crate::client::flight::Suspect;
use crate::engine::event::{Archive, Known, Page};
use crate::model::chat::{ChatId, Peer};
use crate::model::message::Cursor;
use crate::model::room::Bookmark;
use crate::model::{Account, AccountId, Timestamp};
use crate::store::{
    self, Connection, Store, accounts, archives, capabilities, contacts, messages, outbox, reading,
    rooms,
};

/// What was known when the connection began.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// The account as it is kept; `None` for one that was never online.
    pub(crate) account: Option<Account>,
    pub(crate) known: Known,
}

/// Reads it all. What an earlier run handed over and saw no end of is doubtful from here on.
pub(crate) async fn recall(store: &Store, id: &AccountId) -> Result<Memory, store::Error> {
    let id = id.clone();
    store
        .call(move |db| {
            let account = accounts::all(db)?.into_iter().find(|account| account.id == id);
            let mut known = Known { capabilities: capabilities::all(db)?, ..Known::default() };

            if account.is_some() {
                outbox::interrupted(db, &id)?;
                known.contacts = contacts::all(db, &id)?;
                known.roster_version = contacts::version(db, &id)?;
                known.bookmarks = rooms::bookmarks(db, &id)?;
                known.rooms = heard(db, &id, &known.bookmarks)?;
            }
            Ok(Memory { account, known })
        })
        .await
}

/// The time of the newest message that we hold of each room.
fn heard(
    db: &Connection,
    account: &AccountId,
    bookmarks: &[Bookmark],
) -> Result<BTreeMap<BareJid, Timestamp>, store::Error> {
    let mut heard = BTreeMap::new();
    for Bookmark { jid, .. } in bookmarks {
        let chat = ChatId::room(account.clone(), jid.clone());
        if let Some(at) = messages::newest_at(db, &chat)? {
            let _ = heard.insert(jid.clone(), at);
        }
    }
    Ok(heard)
}

/// Whose address an archive goes by.
pub(crate) fn owner(account: &AccountId, archive: &Archive) -> BareJid {
    match archive {
        Archive::Account => account.0.clone(),
        Archive::Room(room) => room.clone(),
    }
}

/// Where what we hold of an archive ends.
pub(crate) async fn newest(
    store: &Store,
    account: &AccountId,
    archive: &Archive,
) -> Result<Option<Newest>, store::Error> {
    let range = range(store, account, archive).await?;
    Ok(range.map(|range| Newest { id: range.last.id, at: range.last.at }))
}

/// Where to look for what is older than the newest stretch that we hold.
pub(crate) async fn older(
    store: &Store,
    account: &AccountId,
    archive: &Archive,
) -> Result<Older, store::Error> {
    Ok(match range(store, account, archive).await? {
        Some(range) if range.from_start => Older::Nothing,
        Some(range) => Older::Fetch(Page::Before(range.first.id)),
        None => Older::Fetch(Page::Newest),
    })
}

async fn range(
    store: &Store,
    account: &AccountId,
    archive: &Archive,
) -> Result<Option<archives::Range>, store::Error> {
    let (account, owner) = (account.clone(), owner(account, archive));
    let range = move |db: &Connection| archives::newest(db, &account, &owner);
    store.read(range).await
}

/// The archive no longer knows this id.
pub(crate) async fn expired(
    store: &Store,
    account: &AccountId,
    archive: &Archive,
    id: String,
) -> Result<(), store::Error> {
    let (account, owner) = (account.clone(), owner(account, archive));
    store.call(move |db| archives::expired(db, &account, &owner, &id)).await
}

/// The time of the newest message of a chat.
pub(crate) async fn last_heard(
    store: &Store,
    chat: ChatId,
) -> Result<Option<Timestamp>, store::Error> {
    store.read(move |db| messages::newest_at(db, &chat)).await
}

/// Which archive has the messages of a chat.
pub(crate) fn archive_of(chat: &ChatId) -> Archive {
    match &chat.peer {
        Peer::Room(room) => Archive::Room(room.clone()),
        // What is said in private in a room, our own archive keeps.
        Peer::Contact(_) | Peer::Occupant { .. } => Archive::Account,
    }
}

/// Who is to be told that we have read, and what they call it. It counts as told from here on.
pub(crate) async fn marks(
    store: &Store,
    account: &AccountId,
    may: impl Fn(&ChatId) -> bool + Send + 'static,
) -> Result<Vec<(ChatId, String)>, store::Error> {
    let account = account.clone();
    store.call(move |db| reading::take(db, &account, may)).await
}

/// How far each chat was read.
pub(crate) async fn read(
    store: &Store,
    account: &AccountId,
) -> Result<Vec<reading::ReadUpTo>, store::Error> {
    let account = account.clone();
    store.read(move |db| reading::all(db, &account)).await
}

/// Where a message stands that its archive calls so.
pub(crate) async fn place(
    store: &Store,
    chat: &ChatId,
    stanza: &str,
) -> Result<Option<Cursor>, store::Error> {
    let (chat, stanza) = (chat.clone(), stanza.to_owned());
    store.read(move |db| messages::by_stanza(db, &chat, &stanza)).await
}

/// All that could be found in the archive was found: what is doubtful still is to be sent again, and
/// what went down with a server. `told`: there is an archive, and it was read to its end.
pub(crate) async fn resend(
    store: &Store,
    account: &AccountId,
    suspects: Vec<Suspect>,
    told: bool,
) -> Result<(), store::Error> {
    let account = account.clone();
    store
        .call(move |db| {
            outbox::resend(db, &account)?;
            // Each is put before all that waits, the last one first.
            for Suspect { token, archive_tells } in suspects.into_iter().rev() {
                if !archive_tells || told {
                    let _ = outbox::lost(db, token, archive_tells)?;
                }
            }
            Ok(())
        })
        .await
}

/// Since when there is something that was handed over, and of which nobody can tell whether it
/// arrived.
pub(crate) async fn doubtful_since(
    store: &Store,
    account: &AccountId,
) -> Result<Option<Timestamp>, store::Error> {
    let account = account.clone();
    store.read(move |db| outbox::doubtful_since(db, &account)).await
}
