//! The way of a change from where it is stored to whoever listens.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{Stream, stream};
use tokio::sync::{Mutex, mpsc, watch};
use tokio::time::Instant;

use crate::model::{Change, chat};

/// One batch for each frame of a usual screen.
const FRAME: Duration = Duration::from_millis(16);

/// In a flood nobody reads along, and each frame costs what a whole screen costs to draw: fewer of
/// them, up to this.
const SLOWEST: Duration = Duration::from_millis(256);

/// So many changes within a frame, one frame after the other, are a flood; as is one page of an
/// archive after the other.
const FLOOD: usize = 8;

/// What follows so soon on the frame before is the same flood: what comes is stored in batches, with
/// pauses between them, and a server takes its time for a page.
const SOON: Duration = Duration::from_millis(400);

/// The most changes in a batch: what a screen can apply within a frame.
const BATCH: usize = 4096;

/// Takes changes from many, and hands them to one listener.
///
/// It has no bound: a change that was stored must be told, and the listener is our own window.
#[derive(Debug)]
pub(crate) struct Changes {
    told: mpsc::UnboundedSender<Change>,
    heard: Arc<Mutex<mpsc::UnboundedReceiver<Change>>>,
    /// Counts the listeners: each looks whether it is still the last.
    turn: watch::Sender<u64>,
}

/// A voice of [`Changes`].
#[derive(Debug, Clone)]
pub(crate) struct Teller(mpsc::UnboundedSender<Change>);

impl Teller {
    /// Tells them, and leaves none of them behind.
    pub(crate) fn tell_all(&self, changes: &mut Vec<Change>) {
        for change in changes.drain(..) {
            let _ = self.0.send(change);
        }
    }
}

impl Changes {
    pub(crate) fn new() -> Self {
        let (told, heard) = mpsc::unbounded_channel();
        Self { told, heard: Arc::new(Mutex::new(heard)), turn: watch::Sender::new(0) }
    }

    pub(crate) fn tell(&self, change: Change) {
        // It fails only at the very end, when nobody is there to care.
        let _ = self.told.send(change);
    }

    /// Tells from wherever it is taken to.
    pub(crate) fn teller(&self) -> Teller {
        Teller(self.told.clone())
    }

    /// Everything told from now on, and what nobody has heard yet.
    pub(crate) fn listen(&self) -> impl Stream<Item = Vec<Change>> + Send + use<> {
        self.turn.send_modify(|turn| *turn += 1);
        let mut turn = self.turn.subscribe();
        let _ = turn.borrow_and_update();
        let listener = Listener { turn, heard: self.heard.clone(), next: None, pause: FRAME };

        stream::unfold(listener, |mut listener| async move {
            listener.batch().await.map(|batch| (batch, listener))
        })
    }
}

struct Listener {
    turn: watch::Receiver<u64>,
    heard: Arc<Mutex<mpsc::UnboundedReceiver<Change>>>,
    /// When the next batch is due.
    next: Option<Instant>,
    /// What lies between two batches now.
    pause: Duration,
}

impl Listener {
    /// The next batch; `None` once another listens, or the client is gone.
    async fn batch(&mut self) -> Option<Vec<Change>> {
        let Self { turn, heard, next, pause } = self;
        let mut batch = Vec::new();
        let due = *next;

        let wait = async {
            let mut heard = heard.lock().await;
            if let Some(next) = *next {
                tokio::time::sleep_until(next).await;
            }
            // Nothing is taken before it is ready, so nothing is lost where the wait is dropped.
            heard.recv_many(&mut batch, BATCH).await
        };

        let count = tokio::select! {
            biased;
            _ = turn.changed() => return None,
            count = wait => count,
        };
        let now = Instant::now();
        let soon = due.is_some_and(|due| now.saturating_duration_since(due) < SOON);
        *pause = paced(*pause, soon, is_much(&batch));
        *next = Some(now + *pause);
        (count > 0).then_some(batch)
    }
}

/// What lies between a batch and the next one: `soon` where it came about when it was due, `much`
/// where it is what a flood is made of.
fn paced(pause: Duration, soon: bool, much: bool) -> Duration {
    if soon && much { (pause * 2).min(SLOWEST) } else { FRAME }
}

fn is_much(batch: &[Change]) -> bool {
    let is_of_a_page = |it: &Change| matches!(it, Change::Chat(_, chat::Change::Reloaded));
    batch.len() >= FLOOD || batch.iter().any(is_of_a_page)
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt;

    use super::*;
    use crate::model::{AccountId, ChatId};

    fn change(n: usize) -> Change {
        Change::Cache(Some(n.to_string()))
    }

    #[tokio::test]
    async fn ten_thousand_changes_are_few_frames() {
        let changes = Changes::new();
        let mut listener = Box::pin(changes.listen());
        (0..10_000).map(change).for_each(|it| changes.tell(it));

        let begin = Instant::now();
        let mut heard = Vec::new();
        let mut batches = 0;
        while heard.len() < 10_000 {
            heard.extend(listener.next().await.expect("the client is there"));
            batches += 1;
        }

        assert_eq!(batches, 3);
        assert!(begin.elapsed() >= 2 * FRAME, "a frame lies between two batches");
        assert!(heard.into_iter().eq((0..10_000).map(change)), "in their order");
    }

    #[test]
    fn a_flood_slows_the_frames_down_and_its_end_does_not() {
        let after = |pause, much| paced(Duration::from_millis(pause), true, much).as_millis();

        assert_eq!([16, 32, 64, 128, 256].map(|it| after(it, true)), [32, 64, 128, 256, 256]);
        assert_eq!(after(256, false), 16, "it is over");
        assert_eq!(paced(SLOWEST, false, true), FRAME, "it was quiet before");
    }

    #[test]
    fn a_page_of_an_archive_is_much() {
        let account = AccountId("me@localhost".parse().expect("an address"));
        let chat = ChatId::contact(account, "you@localhost".parse().expect("an address"));
        let page = Change::Chat(chat.clone(), chat::Change::Reloaded);
        let closed = Change::Chat(chat, chat::Change::Closed);

        assert!(is_much(&[page]));
        assert!(!is_much(&[closed]) && !is_much(&[]));
    }

    #[tokio::test]
    async fn a_second_listener_takes_over_and_misses_nothing() {
        let changes = Changes::new();
        let mut first = Box::pin(changes.listen());
        changes.tell(change(1));
        assert_eq!(first.next().await, Some(vec![change(1)]));

        changes.tell(change(2));
        let mut second = Box::pin(changes.listen());

        assert_eq!(first.next().await, None);
        drop(first);
        assert_eq!(second.next().await, Some(vec![change(2)]));
    }
}
