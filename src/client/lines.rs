//! The accounts of a client: what it takes to connect each, and the connection while there is one.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{mpsc, watch};
use tokio::task::AbortHandle;

use crate::client::connection::{self, Begin};
use crate::client::desk::{Desk, locked};
use crate::client::order::Order;
use crate::engine::event::Command;
use crate::model::account::{self, Connection};
use crate::model::settings::Privacy;
use crate::model::{Account, AccountId, Change, OwnPresence, Password};

/// How long an end may take before it is cut short.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(crate) struct Lines {
    desk: Arc<Desk>,
    /// Where connections run; that of the first one, where there was none at the beginning.
    runtime: Option<Handle>,
    lines: Mutex<BTreeMap<AccountId, Line>>,
    ways: Mutex<Ways>,
}

/// One account. Its password is kept here and nowhere else.
#[derive(Debug)]
struct Line {
    account: Account,
    password: Option<Password>,
    task: Option<Task>,
}

/// A connection that runs.
#[derive(Debug, Clone)]
struct Task {
    orders: mpsc::UnboundedSender<Order>,
    /// Closed once the task has ended, in whichever way.
    ended: watch::Receiver<()>,
    abort: AbortHandle,
}

/// What holds for all connections.
#[derive(Debug, Clone, Default)]
struct Ways {
    presence: OwnPresence,
    hidden: bool,
    /// The person's, as in `zh-CN`.
    language: String,
    /// Words that call like our name.
    words: Vec<String>,
    privacy: Privacy,
}

impl Task {
    fn runs(&self) -> bool {
        !self.orders.is_closed()
    }

    /// Ends it as the protocol asks; cuts it short where that takes too long.
    async fn close(mut self) {
        let _ = self.orders.send(Order::Close);
        let ended = async { while self.ended.changed().await.is_ok() {} };
        if tokio::time::timeout(PATIENCE, ended).await.is_err() {
            self.abort.abort();
        }
    }
}

impl Lines {
    pub(crate) fn new(desk: Arc<Desk>) -> Self {
        Self {
            desk,
            runtime: Handle::try_current().ok(),
            lines: Mutex::default(),
            ways: Mutex::default(),
        }
    }

    /// Connects, in place of a connection that is there. Without a password the one that is known is
    /// used.
    pub(crate) fn start(&self, account: Account, password: Option<Password>) {
        let Some(runtime) = self.runtime.clone().or_else(|| Handle::try_current().ok()) else {
            log::error!("{}: there is no runtime to connect in", account.id);
            return;
        };

        let mut lines = locked(&self.lines);
        let old = lines.remove(&account.id);
        let (known, before) = old.map_or((None, None), |line| (line.password, line.task));
        let password = password.or(known);

        let (orders, received) = mpsc::unbounded_channel();
        let (end, ended) = watch::channel(());
        let ways = locked(&self.ways).clone();
        let begin = Begin {
            desk: self.desk.clone(),
            account: account.clone(),
            password: password.clone(),
            presence: ways.presence,
            language: ways.language,
            words: ways.words,
            privacy: ways.privacy,
            active: !ways.hidden,
            orders: received,
        };
        let task = runtime.spawn(async move {
            if let Some(before) = before {
                before.close().await;
            }
            connection::run(begin).await;
            drop(end);
        });

        let task = Task { orders, ended, abort: task.abort_handle() };
        let _ = lines.insert(account.id.clone(), Line { account, password, task: Some(task) });
    }

    /// Connects once more with what is known; `false` where nothing is.
    pub(crate) fn start_again(&self, id: &AccountId) -> bool {
        let known = locked(&self.lines).get(id).map(|line| line.account.clone());
        let found = known.is_some();
        if let Some(account) = known {
            self.start(account, None);
        }
        found
    }

    /// Ends a connection gracefully; what it takes to connect again is kept.
    pub(crate) async fn stop(&self, id: &AccountId) {
        let task = locked(&self.lines).get(id).and_then(|line| line.task.clone());
        if let Some(task) = task.filter(Task::runs) {
            task.close().await;
        } else {
            let offline = account::Change::Connection(Connection::Offline);
            self.desk.changes.tell(Change::Account(id.clone(), offline));
        }
    }

    pub(crate) async fn stop_all(&self) {
        let tasks: Vec<Task> =
            locked(&self.lines).values().filter_map(|line| line.task.clone()).collect();
        let _ = futures_util::future::join_all(tasks.into_iter().map(Task::close)).await;
    }

    /// Forgets an account, its password with it.
    pub(crate) fn forget(&self, id: &AccountId) {
        let _ = locked(&self.lines).remove(id);
    }

    /// Gives an order to a connection that runs; gives it back where none does.
    pub(crate) fn order(&self, id: &AccountId, order: Order) -> Result<(), Order> {
        let lines = locked(&self.lines);
        match lines.get(id).and_then(|line| line.task.as_ref()) {
            Some(task) => task.orders.send(order).map_err(|refused| refused.0),
            None => Err(order),
        }
    }

    /// The same order for each connection that runs.
    pub(crate) fn order_all(&self, order: impl Fn() -> Order) {
        for task in locked(&self.lines).values().filter_map(|line| line.task.as_ref()) {
            let _ = task.orders.send(order());
        }
    }

    pub(crate) fn runs(&self, id: &AccountId) -> bool {
        let lines = locked(&self.lines);
        lines.get(id).and_then(|line| line.task.as_ref()).is_some_and(Task::runs)
    }

    pub(crate) fn account(&self, id: &AccountId) -> Option<Account> {
        locked(&self.lines).get(id).map(|line| line.account.clone())
    }

    /// New settings for the next connection.
    pub(crate) fn set_account(&self, account: Account) {
        if let Some(line) = locked(&self.lines).get_mut(&account.id) {
            line.account = account;
        }
    }

    pub(crate) fn set_password(&self, id: &AccountId, password: Password) {
        if let Some(line) = locked(&self.lines).get_mut(id) {
            line.password = Some(password);
        }
    }

    pub(crate) fn presence(&self) -> OwnPresence {
        locked(&self.ways).presence.clone()
    }

    /// Says what the presence was before.
    pub(crate) fn set_presence(&self, presence: OwnPresence) -> OwnPresence {
        std::mem::replace(&mut locked(&self.ways).presence, presence)
    }

    /// From the next connection on.
    pub(crate) fn set_language(&self, language: String) {
        locked(&self.ways).language = language;
    }

    pub(crate) fn set_words(&self, words: Vec<String>) {
        locked(&self.ways).words.clone_from(&words);
        self.order_all(|| Order::Tell(Box::new(Command::WatchFor(words.clone()))));
    }

    pub(crate) fn set_privacy(&self, privacy: Privacy) {
        locked(&self.ways).privacy = privacy.clone();
        self.order_all(|| Order::Reveal(privacy.clone()));
    }

    pub(crate) fn set_active(&self, active: bool) {
        locked(&self.ways).hidden = !active;
        self.order_all(|| Order::Active(active));
    }
}
