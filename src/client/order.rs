//! What the handle asks of a connection.

use tokio::sync::{mpsc, oneshot};

use crate::client::error::Error;
use crate::engine::event::{Answer, Command};
use crate::model::chat::ChatId;
use crate::model::settings::Privacy;
use crate::model::{OwnPresence, Refusal};

pub(crate) type Reply<T> = oneshot::Sender<T>;
pub(crate) type Orders = mpsc::UnboundedReceiver<Order>;

#[derive(Debug)]
pub(crate) enum Order {
    /// For the engine. Refused as `offline` where there is no session.
    Ask(Box<Command>, Reply<Result<Answer, Refusal>>),
    /// For the engine, where it matters to nobody whether it is heard.
    Tell(Box<Command>),
    /// Something was queued in the store.
    Send,
    /// What lies before the oldest message held; answers whether there was any.
    FetchOlder(ChatId, Reply<Result<bool, Error>>),
    Presence(OwnPresence),
    /// Something was read, as the store has it.
    Read,
    Reveal(Privacy),
    /// Whether any window is looked at.
    Active(bool),
    TryNow,
    /// Ends the connection as the protocol asks.
    Close,
}

impl Order {
    /// Tells whoever waits for it that there is no connection.
    pub(crate) fn refuse(self) {
        let offline = Refusal::ours(Refusal::OFFLINE);
        match self {
            Self::Ask(_, reply) => drop(reply.send(Err(offline))),
            Self::FetchOlder(_, reply) => drop(reply.send(Err(offline.into()))),
            Self::Tell(_)
            | Self::Send
            | Self::Read
            | Self::Reveal(_)
            | Self::Presence(_)
            | Self::Active(_)
            | Self::TryNow
            | Self::Close => {}
        }
    }
}
