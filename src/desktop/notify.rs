//! Notifications of the desktop: shown, replaced, withdrawn, and heard when they are clicked.
//!
//! All of it happens on a thread of its own: whoever shows notifications may be slow, and where
//! nobody does, nothing is shown and nothing is said.

#[cfg(all(unix, not(target_os = "macos")))]
mod bubble;
#[cfg(not(all(unix, not(target_os = "macos"))))]
#[path = "notify/banner.rs"]
mod bubble;

use std::collections::VecDeque;
use std::hash::Hash;
use std::thread;

use futures_util::{Stream, stream};
use tokio::sync::{mpsc, oneshot};

use crate::desktop::notify::bubble::Bubbles;

/// How many stand at once: each has a connection to the bus. The oldest gives way.
const AT_ONCE: usize = 8;
/// How many wait to be shown; what comes beyond them is not shown.
const AHEAD: usize = 64;
/// The most characters of a title and of a body.
const TITLE: usize = 120;
const BODY: usize = 400;

/// What is to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub title: String,
    /// Plain text: what looks like markup in it is shown as it is written.
    pub body: String,
    /// What a click does, in a word.
    pub action: String,
    pub category: Category,
    /// Whether it may be heard, where the desktop plays sounds.
    pub audible: bool,
}

/// The sorts of notices that desktops tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Category {
    Message,
    /// Somebody wants something: a subscription, an invitation.
    Request,
}

impl Category {
    /// Its name (Desktop Notifications Specification, section 6).
    #[cfg_attr(not(all(unix, not(target_os = "macos"))), allow(dead_code))]
    fn name(self) -> &'static str {
        match self {
            Self::Message => "im.received",
            Self::Request => "im",
        }
    }
}

/// Shows notices under keys: there is at most one for each.
#[derive(Debug, Clone)]
pub struct Notifier<K> {
    orders: mpsc::Sender<Order<K>>,
}

#[derive(Debug)]
enum Order<K> {
    Show(K, Notice),
    Withdraw(K),
}

impl<K: Clone + Eq + Hash + Send + 'static> Notifier<K> {
    /// Starts the thread. It ends with the last clone of the notifier, and takes what it shows along.
    /// The stream tells the keys of those that are clicked.
    pub fn start() -> (Self, impl Stream<Item = K> + Send + use<K>) {
        let (orders, ordered) = mpsc::channel(AHEAD);
        let (told, clicks) = mpsc::channel(AHEAD);

        let started = thread::Builder::new()
            .name("notices".to_owned())
            .spawn(move || run(ordered, told))
            .map(drop);
        if let Err(error) = started {
            log::warn!("no notifications: {error}");
        }

        let clicks = stream::unfold(clicks, |mut clicks: mpsc::Receiver<K>| async move {
            clicks.recv().await.map(|key| (key, clicks))
        });
        (Self { orders }, clicks)
    }

    /// Shows a notice in the place of the one that stands under the same key.
    pub fn show(&self, key: K, notice: Notice) {
        self.order(Order::Show(key, notice));
    }

    /// Takes a notice away, where it still stands.
    pub fn withdraw(&self, key: K) {
        self.order(Order::Withdraw(key));
    }

    fn order(&self, order: Order<K>) {
        if self.orders.try_send(order).is_err() {
            log::debug!("a notification was left out");
        }
    }
}

fn run<K: Clone + Eq + Hash + Send + 'static>(
    orders: mpsc::Receiver<Order<K>>,
    clicks: mpsc::Sender<K>,
) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    match runtime {
        Ok(runtime) => {
            runtime.block_on(Board::new(clicks).serve(orders));
            runtime.shutdown_background();
        }
        Err(error) => log::warn!("no notifications: {error}"),
    }
}

/// What is shown just now.
struct Board<K> {
    bubbles: Bubbles,
    shown: VecDeque<Shown<K>>,
    ended: mpsc::UnboundedReceiver<Ended>,
    end: mpsc::UnboundedSender<Ended>,
    clicks: mpsc::Sender<K>,
    serial: u64,
}

struct Shown<K> {
    key: K,
    serial: u64,
    /// The desktop's own number for it.
    id: u32,
    /// Sent: to be taken away. Dropped: another has its place.
    withdraw: oneshot::Sender<()>,
}

/// A notice stands no more.
struct Ended {
    serial: u64,
    clicked: bool,
}

impl<K: Clone + Eq + Hash + Send + 'static> Board<K> {
    fn new(clicks: mpsc::Sender<K>) -> Self {
        let (end, ended) = mpsc::unbounded_channel();
        Self { bubbles: Bubbles::default(), shown: VecDeque::new(), ended, end, clicks, serial: 0 }
    }

    async fn serve(mut self, mut orders: mpsc::Receiver<Order<K>>) {
        loop {
            tokio::select! {
                order = orders.recv() => match order {
                    Some(Order::Show(key, notice)) => self.show(key, &notice).await,
                    Some(Order::Withdraw(key)) => self.withdraw(|shown| shown.key == key),
                    None => break,
                },
                Some(ended) = self.ended.recv() => self.end(&ended),
            }
        }

        self.withdraw(|_| true);
        // Once the last of them is gone, so is the last of the senders.
        drop(self.end);
        let _ = tokio::time::timeout(bubble::PATIENCE, async {
            while self.ended.recv().await.is_some() {}
        })
        .await;
    }

    async fn show(&mut self, key: K, notice: &Notice) {
        let before = self.shown.iter().position(|shown| shown.key == key);
        let before = before.and_then(|at| self.shown.remove(at));
        if before.is_none() && self.shown.len() >= AT_ONCE {
            let oldest = self.shown.front().map(|shown| shown.serial);
            self.withdraw(|shown| Some(shown.serial) == oldest);
        }

        let notice = bounded(notice);
        let Some(bubble) = self.bubbles.show(&notice, before.map(|it| it.id)).await else { return };

        self.serial += 1;
        let (serial, end) = (self.serial, self.end.clone());
        let (withdraw, withdrawn) = oneshot::channel();
        self.shown.push_back(Shown { key, serial, id: bubble.id(), withdraw });
        drop(tokio::spawn(async move {
            let clicked = bubble.stand(withdrawn).await;
            let _ = end.send(Ended { serial, clicked });
        }));
    }

    fn withdraw(&mut self, which: impl Fn(&Shown<K>) -> bool) {
        let (gone, stay) = self.shown.drain(..).partition::<VecDeque<_>, _>(which);
        self.shown = stay;
        for shown in gone {
            let _ = shown.withdraw.send(());
        }
    }

    fn end(&mut self, ended: &Ended) {
        let at = self.shown.iter().position(|shown| shown.serial == ended.serial);
        if let Some(shown) = at.and_then(|at| self.shown.remove(at))
            && ended.clicked
        {
            let _ = self.clicks.try_send(shown.key);
        }
    }
}

fn bounded(notice: &Notice) -> Notice {
    Notice {
        title: shortened(&notice.title.replace('\n', " "), TITLE),
        body: shortened(&notice.body, BODY),
        ..notice.clone()
    }
}

/// At most so many characters, without those that draw nothing or turn the text around.
fn shortened(text: &str, most: usize) -> String {
    let seen = |c: &char| {
        (!c.is_control() || *c == '\n')
            && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut signs = text.chars().filter(seen);

    let mut short: String = signs.by_ref().take(most).collect();
    if signs.next().is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_shortened_and_loses_what_cannot_be_seen() {
        assert_eq!(shortened("short", 5), "short");
        assert_eq!(shortened("longer", 5), "longe…");
        assert_eq!(shortened("你好世界", 2), "你好…");
        assert_eq!(shortened("a\u{7}b\nc\u{202e}d", 9), "ab\ncd");
    }
}
