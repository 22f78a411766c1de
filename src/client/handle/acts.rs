//! What one does to messages that were said.

use crate::client::chance::{now, origin_id};
use crate::client::error::Error;
use crate::client::handle::Client;
use crate::client::order::Order;
use crate::model::Change;
use crate::model::act::Version;
use crate::model::chat::{self, ChatId};
use crate::model::message::Message;
use crate::store::acts::own::{self, Granted, Wish};
use crate::store::{self, Connection, acts, chats};

impl Client {
    /// Gives a message of ours other words. Told as `chat::Change::Changed`.
    ///
    /// # Errors
    /// [`Error::Unknown`] where that cannot be done: see [`Message::may_correct`].
    pub async fn correct(&self, message: &Message, body: String) -> Result<(), Error> {
        self.act(message, Wish::Correct(body)).await
    }

    /// Takes a message of ours back. What has not left yet disappears.
    ///
    /// # Errors
    /// [`Error::Unknown`] where that cannot be done: see [`Message::may_retract`].
    pub async fn retract(&self, message: &Message) -> Result<(), Error> {
        self.act(message, Wish::Retract).await
    }

    /// Puts an emoji under a message, or takes ours away from there.
    ///
    /// # Errors
    /// [`Error::Unknown`] where that cannot be done: see [`Message::may_answer`].
    pub async fn react(&self, message: &Message, emoji: String) -> Result<(), Error> {
        self.act(message, Wish::Toggle(emoji)).await
    }

    /// All that a message ever said, the first words first; nothing where there was nothing else.
    pub async fn versions(&self, message: &Message) -> Result<Vec<Version>, Error> {
        let row = message.cursor.row;
        Ok(self.store().read(move |db| acts::versions(db, row)).await?)
    }

    async fn act(&self, message: &Message, wish: Wish) -> Result<(), Error> {
        let (chat, row) = (message.chat.clone(), message.cursor.row);
        let (nick, origin) = (self.nick_in(&chat), origin_id());
        let done = move |db: &Connection| {
            let granted = own::queue(db, row, &wish, (&nick, origin, now()))?;
            changes(db, &chat, granted)
        };
        self.write(done).await?;
        // Without a connection it waits in the store.
        let _ = self.lines().order(&message.chat.account, Order::Send);
        Ok(())
    }
}

/// What is to be told of it: the chat's last line may be another, too.
fn changes(db: &Connection, id: &ChatId, granted: Granted) -> Result<Vec<Change>, store::Error> {
    let change = match granted {
        Granted::Nothing => return Ok(Vec::new()),
        Granted::Changed(message) => chat::Change::Changed(message),
        Granted::Gone => chat::Change::Reloaded,
    };
    let chat = chats::get(db, id)?.ok_or(store::Error::Unknown)?;
    Ok(vec![
        Change::Chat(id.clone(), chat::Change::Set(Box::new(chat))),
        Change::Chat(id.clone(), change),
    ])
}
