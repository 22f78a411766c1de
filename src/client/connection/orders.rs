//! What the handle asks for.

use tokio::time::Instant;

use crate::client::catch_up::Older;
use crate::client::connection::{Batch, Connection, Waiter};
use crate::client::error::Error;
use crate::client::memory;
use crate::client::order::{Order, Reply};
use crate::engine::event::{Answer, Command};
use crate::model::Refusal;
use crate::model::chat::ChatId;

impl Connection {
    pub(super) async fn order(&mut self, order: Order, batch: &mut Batch) {
        match order {
            // The session is there, and will be ready in a moment.
            Order::Ask(..) | Order::FetchOlder(..) if self.online && !self.ready => {
                self.early.push(order);
            }
            Order::Ask(command, reply) => self.put(*command, reply, batch),
            Order::Tell(command) if self.ready => self.command(*command, batch),
            Order::Tell(_) => {}
            Order::Send => {
                // Who writes has read what stands there.
                self.reading.moved(Instant::now());
                self.flush(batch).await;
            }
            Order::FetchOlder(chat, reply) => self.fetch_older(chat, reply, batch).await,
            Order::Presence(presence) => {
                self.presence = presence.clone();
                self.command(Command::Presence(presence), batch);
            }
            Order::Read => self.was_read(batch).await,
            Order::Reveal(privacy) => self.command(Command::Reveal(privacy), batch),
            Order::Active(active) => self.link.active(active),
            Order::TryNow => self.link.try_now(),
            Order::Close => self.close(batch),
        }
    }

    fn put(&mut self, command: Command, reply: Reply<Result<Answer, Refusal>>, batch: &mut Batch) {
        if !self.ready {
            let _ = reply.send(Err(Refusal::ours(Refusal::OFFLINE)));
        } else if is_answered(&command) {
            self.ask(command, Waiter::Somebody(reply), batch);
        } else {
            self.command(command, batch);
            let _ = reply.send(Ok(Answer::Done));
        }
    }

    /// What lies before the oldest message that we hold without a gap.
    async fn fetch_older(
        &mut self,
        chat: ChatId,
        reply: Reply<Result<bool, Error>>,
        batch: &mut Batch,
    ) {
        if !self.ready {
            let _ = reply.send(Err(Refusal::ours(Refusal::OFFLINE).into()));
            return;
        }

        let archive = memory::archive_of(&chat);
        match memory::older(&self.desk.store, &self.id, &archive).await {
            Ok(Older::Nothing) => {
                let _ = reply.send(Ok(false));
            }
            Ok(Older::Fetch(page)) => {
                let waiter = Waiter::Older { archive: archive.clone(), chat, reply, pages: 1 };
                self.ask(Command::FetchPage { archive, page }, waiter, batch);
            }
            Err(error) => {
                let _ = reply.send(Err(error.into()));
            }
        }
    }
}

/// Whether the engine answers this command (see [`Command`]).
fn is_answered(command: &Command) -> bool {
    match command {
        Command::SetContact { .. }
        | Command::RemoveContact(_)
        | Command::Block(_)
        | Command::Unblock(_)
        | Command::Join { .. }
        | Command::ChangeNick { .. }
        | Command::SetSubject { .. }
        | Command::SetBookmark(_)
        | Command::RemoveBookmark(_)
        | Command::ListRooms { .. }
        | Command::DescribeRoom(_)
        | Command::SearchRooms { .. }
        | Command::Create { .. }
        | Command::FetchConfiguration { .. }
        | Command::Configure { .. }
        | Command::CancelConfiguration { .. }
        | Command::Destroy { .. }
        | Command::SetRoomPicture { .. }
        | Command::ListPeople { .. }
        | Command::SetAffiliation { .. }
        | Command::SetRole { .. }
        | Command::Moderate { .. }
        | Command::Invite { .. }
        | Command::AnswerChallenge { .. }
        | Command::AskForVoice { .. }
        | Command::AnswerVoice { .. }
        | Command::FetchPage { .. }
        | Command::AskDevice(_)
        | Command::TellRead { .. }
        | Command::FetchPreferences
        | Command::SetPreferences(_)
        | Command::SetPassword(_)
        | Command::FetchPicture(_) => true,
        Command::Presence(_)
        | Command::WatchFor(_)
        | Command::FetchRoster
        | Command::Subscribe { .. }
        | Command::Unsubscribe(_)
        | Command::Approve(_)
        | Command::Deny(_)
        | Command::Send { .. }
        | Command::Act { .. }
        | Command::Typing { .. }
        | Command::Reveal(_)
        | Command::Mark { .. }
        | Command::Leave { .. }
        | Command::Decline { .. } => false,
    }
}
