//! What comes together is stored together.

use std::time::Duration;

use futures_util::FutureExt;
use tokio::time::{Instant, timeout_at};

use crate::client::connection::{Batch, Connection};
use crate::engine::link::Input;

/// The most inputs that share a transaction: a page of an archive, a roster's worth of presence.
const BATCH: usize = 256;

/// In a flood of messages, how long after one batch the next one may be gathered: each is a
/// transaction, and is drawn.
const LINGER: Duration = Duration::from_millis(30);

/// Whether messages come one upon the other. One in a calm chat waits for nothing.
#[derive(Debug, Default)]
pub(super) struct Flood {
    /// When the last batch was stored, if there were messages in it.
    stored: Option<Instant>,
}

impl Flood {
    /// A batch is stored.
    pub(super) fn stored(&mut self, messages: bool, clock: Instant) {
        self.stored = messages.then_some(clock);
    }

    /// Until when the batch that begins so may grow; `None`: only by what is there.
    fn until(&mut self, first: &Input) -> Option<Instant> {
        let message = matches!(first, Input::Stanza(stanza) if stanza.name() == "message");
        self.stored.take().filter(|_| message).map(|stored| stored + LINGER)
    }
}

impl Connection {
    /// Takes what is ready on the link into one batch, and in a flood what comes soon; `false` where
    /// the link has ended.
    ///
    /// A batch is of one session: what ends a session or begins one is a batch by itself.
    pub(super) async fn gather(&mut self, first: Input, batch: &mut Batch) -> bool {
        let (until, mut goes_on) = (self.flood.until(&first), continues(&first));
        self.take(first, batch);

        let mut count = 1;
        while goes_on && count < BATCH {
            let ready = match (self.link.next().now_or_never(), until) {
                (None, Some(until)) => timeout_at(until, self.link.next()).await.ok(),
                (ready, _) => ready,
            };
            match ready {
                Some(Some(input)) if continues(&input) => self.take(input, batch),
                Some(Some(input)) => {
                    self.next = Some(input);
                    goes_on = false;
                }
                Some(None) => return false,
                None => goes_on = false,
            }
            count += 1;
        }
        true
    }
}

fn continues(input: &Input) -> bool {
    match input {
        Input::Stanza(_) | Input::Acked(_) => true,
        Input::Connection(_) | Input::Online(_) | Input::Unconfirmed(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stanza(xml: &str) -> Input {
        Input::Stanza(xml.parse().expect("the test's XML is well formed"))
    }

    #[test]
    fn only_messages_that_come_one_upon_the_other_wait_and_not_for_long() {
        let message = || stanza("<message xmlns='jabber:client'/>");
        let (mut flood, now) = (Flood::default(), Instant::now());
        assert_eq!(flood.until(&message()), None, "the first one waits for nothing");

        flood.stored(true, now);
        assert_eq!(flood.until(&message()), Some(now + LINGER), "long past in a calm chat");
        assert_eq!(flood.until(&message()), None, "not yet stored");

        flood.stored(true, now);
        assert_eq!(flood.until(&stanza("<iq xmlns='jabber:client'/>")), None);
        flood.stored(false, now);
        assert_eq!(flood.until(&message()), None, "what was stored was no message");
    }
}
