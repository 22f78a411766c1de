//! Chats and what is said in them.

use std::sync::Arc;

use crate::client::chance::{now, origin_id};
use crate::client::error::Error;
use crate::client::handle::{Client, Page};
use crate::client::ingest;
use crate::client::order::Order;
use crate::engine::event::Command;
use crate::model::act::Target;
use crate::model::chat::{self, ChatId, Peer, Typing};
use crate::model::message::{Author, Cursor, Delivery, Draft, Ids, Message, Quote, Reply};
use crate::model::room::RoomId;
use crate::model::{Change, Search, Timestamp};
use crate::store::{self, Connection, chats, messages, outbox, pages, search};

impl Client {
    /// Puts a chat among the open ones.
    pub async fn open_chat(&self, chat: &ChatId) -> Result<(), Error> {
        let id = chat.clone();
        let open = self.store().call(move |db| chats::open(db, &id)).await?;
        self.tell_chat(chat, chat::Change::Set(Box::new(open)));
        Ok(())
    }

    pub async fn close_chat(&self, chat: &ChatId) -> Result<(), Error> {
        let id = chat.clone();
        self.store().call(move |db| chats::close(db, &id)).await?;
        self.tell_chat(chat, chat::Change::Closed);
        Ok(())
    }

    /// The order of the open chats.
    pub async fn order_chats(&self, chats: Vec<ChatId>) -> Result<(), Error> {
        let ordered = move |db: &Connection| {
            chats::order(db, &chats)?;
            chats::opened(db)
        };
        let open = self.store().call(ordered).await?;
        self.tell(Change::Open(open));
        Ok(())
    }

    /// Writes it down and sends it as soon as it may; told as `chat::Change::Arrived`.
    ///
    /// # Errors
    /// [`Error::History`] where it could not be written down: it is not sent then.
    /// [`Error::Unknown`] where there is no such account.
    pub async fn send(&self, chat: &ChatId, draft: Draft) -> Result<(), Error> {
        let reply = match draft.reply {
            Some(place) => Some(self.reply_to(place).await?),
            None => None,
        };
        let message = Message {
            ids: Ids { origin: Some(origin_id()), stanza: None },
            reply,
            delivery: Delivery::Queued,
            ..Message::new(
                chat.clone(),
                Cursor { at: now(), row: 0 },
                Author::Me { nick: self.nick_in(chat) },
                draft.body,
            )
        };

        self.write(move |db| write_down(db, &message)).await?;
        // Without a connection it waits in the store.
        let _ = self.lines().order(&chat.account, Order::Send);
        Ok(())
    }

    /// What an answer says of the message that it answers.
    async fn reply_to(&self, place: Cursor) -> Result<Reply, Error> {
        let answered = self.store().read(move |db| messages::get(db, place.row)).await?;
        let answered = answered.filter(Message::may_answer).ok_or(Error::Unknown)?;
        let (Target::Sender(id) | Target::Room(id)) = answered.target().ok_or(Error::Unknown)?;
        let bare = answered.chat.peer.bare();
        let to = match (&answered.chat.peer, &answered.author) {
            (Peer::Contact(_), Author::Me { .. }) => answered.chat.account.0.to_string(),
            (Peer::Contact(jid), _) => jid.to_string(),
            (_, Author::Me { nick } | Author::Occupant { nick, .. }) => format!("{bare}/{nick}"),
            (peer, Author::Peer | Author::Service) => peer.to_string(),
        };
        let fallback = answered.body.chars().take(Quote::MOST).collect();
        Ok(Reply { id, to: Some(to), fallback, quote: None })
    }

    /// Sends a failed message again.
    pub async fn send_again(&self, message: &Message) -> Result<(), Error> {
        let row = message.cursor.row;
        let again = move |db: &Connection| {
            let message = outbox::again(db, row, now())?.ok_or(store::Error::Unknown)?;
            let chat = message.chat.clone();
            // It stands at another place now.
            let moved = Change::Chat(chat.clone(), chat::Change::Reloaded);
            Ok(vec![Change::Chat(chat, chat::Change::Changed(Box::new(message))), moved])
        };
        self.write(again).await?;
        let _ = self.lines().order(&message.chat.account, Order::Send);
        Ok(())
    }

    /// At most `limit` messages before `before`; with [`Cursor::END`] the newest.
    pub async fn older(&self, chat: &ChatId, before: Cursor, limit: u32) -> Result<Page, Error> {
        let id = chat.clone();
        Ok(self.store().read(move |db| pages::older(db, &id, before, limit)).await?)
    }

    /// At most `limit` messages after `after`.
    pub async fn newer(&self, chat: &ChatId, after: Cursor, limit: u32) -> Result<Page, Error> {
        let id = chat.clone();
        Ok(self.store().read(move |db| pages::newer(db, &id, after, limit)).await?)
    }

    /// At most `limit` messages on each side of a place, it included.
    pub async fn around(&self, chat: &ChatId, place: Cursor, limit: u32) -> Result<Page, Error> {
        let id = chat.clone();
        Ok(self.store().read(move |db| pages::around(db, &id, place, limit)).await?)
    }

    /// Asks the archive for what lies before the oldest message held, and stores it; then
    /// `chat::Change::Reloaded` is told. `false` where there is nothing more.
    pub async fn fetch_older(&self, chat: &ChatId) -> Result<bool, Error> {
        self.request(&chat.account, |reply| Order::FetchOlder(chat.clone(), reply)).await?
    }

    /// Messages that hold the words, the newest first.
    pub async fn find(&self, search: Search) -> Result<Vec<Message>, Error> {
        let (search, mut found, mut from) = (Arc::new(search), Vec::new(), search::NEWEST);
        // Step by step: others who read are served between two.
        loop {
            let mut rest = Search::clone(&search);
            rest.limit = rest.limit.saturating_sub(u32::try_from(found.len()).unwrap_or(u32::MAX));
            let stretch =
                self.store().read(move |db| search::stretch(db, &rest, from, search::STEP)).await?;
            found.extend(stretch.messages);
            match stretch.rest {
                Some(next) if found.len() < search.limit as usize => from = next,
                _ => return Ok(found),
            }
        }
    }

    /// Everything up to this place was seen.
    pub async fn mark_read(&self, chat: &ChatId, up_to: Cursor) -> Result<(), Error> {
        let id = chat.clone();
        let mark = move |db: &Connection| {
            let read = chats::mark_read(db, &id, up_to)?;
            Ok(vec![Change::Chat(id, ingest::unread(read))])
        };
        self.write(mark).await?;
        // Without a connection it is told with the next one.
        let _ = self.lines().order(&chat.account, Order::Read);
        Ok(())
    }

    pub async fn mute(&self, chat: &ChatId, muted: bool) -> Result<(), Error> {
        let id = chat.clone();
        self.store().call(move |db| chats::set_muted(db, &id, muted)).await?;
        self.tell_chat(chat, chat::Change::Muted(muted));
        Ok(())
    }

    /// Mutes it for a time.
    pub async fn mute_until(&self, chat: &ChatId, until: Timestamp) -> Result<(), Error> {
        let id = chat.clone();
        self.store().call(move |db| chats::mute_until(db, &id, until)).await?;
        self.tell_chat(chat, chat::Change::MutedUntil(until));
        Ok(())
    }

    /// Keeps what is being written.
    pub async fn save_draft(&self, chat: &ChatId, text: String) -> Result<(), Error> {
        let (id, draft) = (chat.clone(), text.clone());
        self.store().call(move |db| chats::set_draft(db, &id, &draft)).await?;
        self.tell_chat(chat, chat::Change::Drafted(text));
        Ok(())
    }

    /// Tells the other side that we write, or stopped.
    pub fn set_typing(&self, chat: &ChatId, typing: Typing) {
        let command = Command::Typing { chat: chat.clone(), typing };
        let _ = self.lines().order(&chat.account, Order::Tell(Box::new(command)));
    }

    /// A stranger's chat becomes one like the others.
    pub async fn accept(&self, chat: &ChatId) -> Result<(), Error> {
        let id = chat.clone();
        let accepted = move |db: &Connection| {
            chats::accept(db, &id)?;
            chats::open(db, &id)
        };
        let chat_now = self.store().call(accepted).await?;
        self.tell_chat(chat, chat::Change::Set(Box::new(chat_now)));
        Ok(())
    }

    /// The chat with this message's time, for a jump to a date: the first place at or after it.
    pub async fn place_at(&self, chat: &ChatId, at: Timestamp) -> Result<Option<Cursor>, Error> {
        let id = chat.clone();
        Ok(self.store().read(move |db| pages::place_at(db, &id, at)).await?)
    }

    fn tell_chat(&self, chat: &ChatId, change: chat::Change) {
        self.tell(Change::Chat(chat.clone(), change));
    }

    /// What we are called there; empty where nicks mean nothing, or the room is not entered.
    pub(super) fn nick_in(&self, chat: &ChatId) -> String {
        match &chat.peer {
            Peer::Contact(_) => String::new(),
            Peer::Room(room) | Peer::Occupant { room, .. } => {
                let room = RoomId { account: chat.account.clone(), jid: room.clone() };
                self.inner.desk.nick(&room).unwrap_or_default()
            }
        }
    }
}

/// Queues a message, and says what is to be told: the chat with it is open, and read.
fn write_down(db: &Connection, message: &Message) -> Result<Vec<Change>, store::Error> {
    let id = &message.chat;
    let message = outbox::queue(db, message)?;
    let chat = chats::open(db, id)?;

    Ok(vec![
        Change::Chat(id.clone(), chat::Change::Set(Box::new(chat))),
        Change::Chat(id.clone(), chat::Change::Arrived(Box::new(message))),
    ])
}
