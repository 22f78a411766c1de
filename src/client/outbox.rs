//! When what was queued may leave: in the order of its chat, and never twice.
//!
//! The queue itself is in the store. What was handed over and not confirmed when a session ended is
//! doubtful there, and holds its chat until the account's archive was read; what the archive does not
//! have is sent again under the same id. Here is only what a session knows.

use std::collections::HashSet;
use std::time::Duration;

use tokio::time::Instant;
use xmpp::jid::BareJid;

use crate::client::changes::Teller;
use crate::engine::event::{Command, Token};
use crate::model::chat::{self, Peer};
use crate::model::message::Message;
use crate::model::{AccountId, Change, Timestamp};
use crate::store::outbox::Job;
use crate::store::{self, Connection, Store, outbox};

/// The pause before the queue is looked at again, where the disk was full.
const PAUSE: Duration = Duration::from_secs(2);

/// Which ways are free.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outbox {
    ready: bool,
    /// Rooms that we are in, and that have told their past: what they have of ours is known.
    rooms: HashSet<BareJid>,
    /// When the queue is to be looked at again, because it could not be written.
    again: Option<Instant>,
    /// That what is doubtful is to be sent could not be written either.
    doubtful: bool,
}

impl Outbox {
    /// A session begins, or goes on.
    pub(crate) fn begin(&mut self, resumed: bool) {
        self.ready = true;
        if !resumed {
            self.rooms.clear();
            // The archive of the new session decides what of it is to be sent again.
            self.doubtful = false;
        }
    }

    /// The queue could not be written; `doubtful`: nor what the archive had told of it.
    pub(crate) fn failed(&mut self, now: Instant, doubtful: bool) {
        self.again = Some(now + PAUSE);
        self.doubtful |= doubtful;
    }

    /// When there is something to try again.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.again.filter(|_| self.ready)
    }

    /// Whether it is time to try again, and whether what is doubtful may be sent then.
    pub(crate) fn due(&mut self, now: Instant) -> Option<bool> {
        let _ = self.deadline().filter(|again| *again <= now)?;
        self.again = None;
        Some(std::mem::take(&mut self.doubtful))
    }

    /// The connection is gone; what was handed over is still the link's.
    pub(crate) fn pause(&mut self) {
        self.ready = false;
    }

    pub(crate) fn enter(&mut self, room: BareJid) {
        let _ = self.rooms.insert(room);
    }

    pub(crate) fn leave(&mut self, room: &BareJid) {
        let _ = self.rooms.remove(room);
    }

    pub(crate) fn leads_to(&self, peer: &Peer) -> bool {
        match peer {
            Peer::Contact(_) => self.ready,
            Peer::Room(room) | Peer::Occupant { room, .. } => {
                self.ready && self.rooms.contains(room)
            }
        }
    }

    /// What may leave now, in order. It counts as handed over from here on. Told is what was moved to
    /// the end of its chat for that.
    pub(crate) async fn take(
        &self,
        store: &Store,
        account: &AccountId,
        now: Timestamp,
        teller: Teller,
    ) -> Result<Vec<Job>, store::Error> {
        if !self.ready {
            return Ok(Vec::new());
        }

        let (ways, account) = (self.clone(), account.clone());
        let work = move |db: &Connection| {
            // All of it, since nothing tells later that there was more.
            let mut jobs = outbox::ready(db, &account, u32::MAX)?;
            jobs.retain(|job| ways.leads_to(&job.chat().peer));
            let mut moved = Vec::new();
            for job in &jobs {
                outbox::handed(db, job.token())?;
                if let Job::Message(message) = job {
                    let message = outbox::leaving(db, message.cursor.row, now)?;
                    moved.extend(message.map(changed));
                }
            }
            Ok((jobs, moved))
        };
        let (jobs, _) = store.call_then(work, move |(_, moved)| teller.tell_all(moved)).await?;
        Ok(jobs)
    }
}

fn changed(message: Message) -> Change {
    Change::Chat(message.chat.clone(), chat::Change::Changed(Box::new(message)))
}

/// The order to send what is in the store.
pub(crate) fn order(job: Job) -> Command {
    let token = Token(job.token());
    match job {
        Job::Message(message) => Command::Send { token, message },
        Job::Act(act) => Command::Act { token, act },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_hears_us_once_we_are_in() {
        let hall: BareJid = "hall@rooms.localhost".parse().expect("a valid address");
        let mut outbox = Outbox::default();
        assert!(!outbox.leads_to(&Peer::Contact(hall.clone())), "there is no session");

        outbox.begin(false);
        assert!(outbox.leads_to(&Peer::Contact(hall.clone())));
        assert!(!outbox.leads_to(&Peer::Room(hall.clone())));

        outbox.enter(hall.clone());
        outbox.pause();
        outbox.begin(true);
        assert!(outbox.leads_to(&Peer::Room(hall.clone())), "the session went on");

        outbox.begin(false);
        assert!(!outbox.leads_to(&Peer::Room(hall)), "a new one has to enter again");
    }

    #[test]
    fn what_could_not_be_written_is_tried_again_in_its_session() {
        let (now, later) = (Instant::now(), Instant::now() + 2 * PAUSE);
        let mut outbox = Outbox::default();
        outbox.begin(false);
        assert_eq!(outbox.due(later), None, "nothing failed");

        outbox.failed(now, true);
        outbox.failed(now, false);
        assert_eq!(outbox.due(now), None, "too soon");
        assert_eq!(outbox.due(later), Some(true));
        assert_eq!(outbox.due(later), None, "once");

        outbox.failed(now, true);
        outbox.pause();
        assert_eq!(outbox.due(later), None, "nothing can leave");
        outbox.begin(false);
        assert_eq!(outbox.due(later), Some(false), "another session asks its archive first");
    }
}
