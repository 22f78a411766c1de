//! What was done to messages: corrections, retractions, reactions.

use crate::client::ingest::Entry;
use crate::engine::event::{Acted, Arrival};
use crate::model::Change;
use crate::model::act::Deed;
use crate::model::chat::{self, ChatId};
use crate::store::acts::{Done, own};
use crate::store::{self, acts, chats};

impl Entry<'_> {
    pub(super) fn acted(&mut self, acted: &Acted) -> Result<(), store::Error> {
        let Acted { origin, act, stamped } = acted;
        let before = chats::get(self.db, &act.chat)?;
        let message = match (acts::insert(self.db, act, *origin, *stamped)?, &act.deed) {
            (Done::Changed(message), _) => *message,
            // Words are not lost where nobody can tell what they correct: they stand by themselves.
            (Done::Doubtful, Deed::Correct(words)) => {
                let (origin, message) = (*origin, act.as_message(words));
                return self.arrived(&Arrival {
                    origin,
                    message,
                    stamped: *stamped,
                    markable: None,
                });
            }
            (Done::Doubtful | Done::Nothing, _) => return Ok(()),
        };

        // Its last line may be another now, and what was taken back need not be read.
        let after = chats::get(self.db, &act.chat)?;
        if let Some(after) = after.filter(|after| Some(after) != before.as_ref()) {
            let set = chat::Change::Set(Box::new(after));
            self.tell(Change::Chat(act.chat.clone(), set));
        }
        self.changed(message);
        Ok(())
    }

    /// What we did was refused.
    pub(super) fn undone(&mut self, chat: &ChatId, origin: &str) -> Result<(), store::Error> {
        if let Some(message) = own::refused(self.db, chat, origin)? {
            self.changed(message);
        }
        Ok(())
    }
}
