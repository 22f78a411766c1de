//! Somebody with the program, seen from within: the client without its window.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{FutureExt, Stream, StreamExt};
use parlance::client::handle::Places;
use parlance::client::{self, Client};
use parlance::model::message::Draft;
use parlance::model::room::{Bookmark, State};
use parlance::model::{
    Account, AccountId, Change, ChatId, Connection, Cursor, Delivery, Message, Password, RoomId,
    Subscription, World, account,
};
use tempfile::TempDir;
use xmpp::jid::BareJid;

use super::proxy::Proxy;
use super::server::{DOMAIN, Server};
use super::shown::Shown;
use super::tally::Tally;

/// How long one waits for what should happen at once, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// The same for a long talk over a bad line.
const LONG_PATIENCE: Duration = Duration::from_secs(90);

pub struct User {
    pub client: Client,
    pub account: Account,
    pub password: Password,
    /// What a window would show now.
    pub world: World,
    changes: Pin<Box<dyn Stream<Item = Vec<Change>> + Send>>,
    ahead: VecDeque<Change>,
    folder: Arc<TempDir>,
}

impl User {
    /// With a profile of their own, online.
    pub async fn sign_in(server: &Server, name: &str) -> Self {
        let mut user = Self::offline(server, name).await;
        user.connect().await;
        user
    }

    /// On a second machine: another profile, another resource.
    pub async fn sign_in_elsewhere(server: &Server, name: &str) -> Self {
        Self::sign_in_at(server, name, "elsewhere").await
    }

    /// On one more machine, whose resource ends so.
    pub async fn sign_in_at(server: &Server, name: &str, place: &str) -> Self {
        let mut user = Self::offline(server, name).await;
        user.account.resource.push_str(&format!(".{place}"));
        user.connect().await;
        user
    }

    /// With a profile of their own, before the first sign-in.
    pub async fn offline(server: &Server, name: &str) -> Self {
        // `RUST_LOG=parlance=debug` shows what happens.
        let _ = env_logger::builder().is_test(true).try_init();
        let folder = Arc::new(tempfile::tempdir().expect("room in the temporary folder"));
        Self::open(folder, server.account(name), server.password(name)).await
    }

    /// With a profile of their own and another way to the server, online.
    pub async fn sign_in_by(server: &Server, name: &str, proxy: &Proxy) -> Self {
        let mut user = Self::offline(server, name).await;
        user.account.host = Some(proxy.host(false));
        user.connect().await;
        user
    }

    /// On a second machine, by another way.
    pub async fn sign_in_elsewhere_by(server: &Server, name: &str, proxy: &Proxy) -> Self {
        let mut user = Self::offline(server, name).await;
        user.account.resource.push_str(".elsewhere");
        user.account.host = Some(proxy.host(false));
        user.connect().await;
        user
    }

    async fn open(folder: Arc<TempDir>, account: Account, password: Password) -> Self {
        let client = Client::open(places(folder.path())).await.expect("a cache");
        let changes = Box::pin(client.changes());
        let world = client.world().await.expect("a readable cache");
        Self { client, account, password, world, changes, ahead: VecDeque::new(), folder }
    }

    /// Signs in and waits until that is done.
    pub async fn connect(&mut self) {
        self.client.sign_in(self.account.clone(), Some(self.password.clone()));
        self.until_online().await;
    }

    pub async fn until_online(&mut self) {
        let id = self.id();
        self.once("to be online", |world| {
            world.accounts.get(&id).is_some_and(|it| it.connection == Connection::Online)
        })
        .await;
    }

    /// Quits the program and starts it again with the same profile; nobody is signed in.
    pub async fn restart(self) -> Self {
        let Self { client, account, password, folder, .. } = self;
        client.shut_down().await;
        drop(client);
        Self::open(folder, account, password).await
    }

    /// Quits, finds the cache damaged at the next start, and begins anew beside it. Gives what is
    /// kept of the old one.
    pub async fn restart_damaged(self) -> (Self, PathBuf) {
        let Self { client, account, password, folder, .. } = self;
        client.shut_down().await;
        drop(client);

        let places = places(folder.path());
        for log in ["history.sqlite-wal", "history.sqlite-shm"] {
            let _ = std::fs::remove_file(folder.path().join(log)); // where there is one
        }
        let rubbish = vec![b'?'; 8_192];
        std::fs::write(&places.database, rubbish).expect("room in the temporary folder");
        let opened = Client::open(places.clone()).await;
        assert!(matches!(opened, Err(client::Error::Damaged(_))), "{opened:?}");
        let aside = Client::set_aside(places).await.expect("it can be moved");
        (Self::open(folder, account, password).await, aside)
    }

    pub fn id(&self) -> AccountId {
        self.account.id.clone()
    }

    pub fn jid(&self) -> BareJid {
        self.account.id.0.clone()
    }

    pub fn chat_with(&self, other: &Self) -> ChatId {
        ChatId::contact(self.id(), other.jid())
    }

    /// A room of the server, as this user has it.
    pub fn room(&self, name: &str) -> RoomId {
        let jid = format!("{name}@conference.{DOMAIN}").parse().expect("a valid address");
        RoomId { account: self.id(), jid }
    }

    pub async fn say(&self, chat: &ChatId, body: &str) {
        let draft = Draft { body: body.to_owned(), reply: None };
        self.client.send(chat, draft).await.expect("room on disk");
    }

    /// Enters a room under a nick, and marks it for later sessions.
    pub async fn enter(&mut self, name: &str, nick: &str) -> RoomId {
        let room = self.room(name);
        let bookmark = Bookmark {
            jid: room.jid.clone(),
            name: String::new(),
            nick: nick.to_owned(),
            password: None,
            autojoin: true,
            notify: None,
        };
        self.client.join(&room.account, bookmark).await.expect("the room lets us in");
        self.until_inside(&room).await;
        room
    }

    pub async fn until_inside(&mut self, room: &RoomId) {
        let room = room.clone();
        self.once("to be in the room", |world| {
            world.rooms.get(&room).is_some_and(|it| matches!(it.state, State::Inside { .. }))
        })
        .await;
    }

    /// What the thread of a chat shows, oldest first.
    pub async fn thread(&self, chat: &ChatId) -> Vec<Message> {
        let page = self.client.older(chat, Cursor::END, 1_000).await;
        page.expect("a readable history").messages
    }

    /// All of a thread, however long.
    pub async fn whole_thread(&self, chat: &ChatId) -> Vec<Message> {
        whole_thread(&self.client, chat).await
    }

    /// Waits until the thread is whole and nothing of it waits, or something in it was refused;
    /// impatient with every pause between two attempts to connect.
    pub async fn until_whole(&mut self, hope: &str, chat: &ChatId, said: &[Vec<String>]) {
        let me = self.id();
        let count = said.iter().map(Vec::len).sum::<usize>();
        if self.become_whole(chat, said, count).await {
            return;
        }
        let thread = self.whole_thread(chat).await;
        let queued = thread.iter().filter(|it| it.delivery == Delivery::Queued).count();
        let state = self.world.accounts.get(&me).map(|it| it.connection.clone());
        panic!(
            "{me} hoped {hope}; nothing happened for {LONG_PATIENCE:?}; {} are there, {queued} \
             wait; {state:?}; {:?}; as it stands there: {}",
            thread.len(),
            Tally::of(&thread, said),
            thread.iter().map(place).collect::<Vec<_>>().join(", ")
        )
    }

    /// `false` where nothing happens any more.
    async fn become_whole(&mut self, chat: &ChatId, said: &[Vec<String>], count: usize) -> bool {
        let mut shown = Shown::read(&self.client, chat).await;
        loop {
            let enough = shown.len() >= count && shown.waiting() == 0;
            let whole = enough && Tally::of(&shown.thread(), said) == Tally::default();
            if whole || shown.holds_refused() {
                return true;
            }

            self.hurry();
            let next = tokio::time::timeout(LONG_PATIENCE, self.next()).await;
            let Ok(Some(change)) = next else { return false };
            shown.apply(&change);
            // What was told together is looked at once.
            while let Some(Some(change)) = self.next().now_or_never() {
                shown.apply(&change);
            }
            shown.renew(&self.client).await;
        }
    }

    /// Waits until the thread looks so, whatever was done to its messages.
    pub async fn until_shows(
        &mut self,
        hope: &str,
        chat: &ChatId,
        so: impl Fn(&[Message]) -> bool,
    ) {
        let me = self.id();
        let wait = async {
            while !so(&self.whole_thread(chat).await) {
                assert!(self.next().await.is_some(), "{me} hoped {hope}; the client ended");
            }
        };
        if tokio::time::timeout(PATIENCE, wait).await.is_err() {
            let thread = self.whole_thread(chat).await;
            let shown: Vec<_> = thread.iter().map(|it| (&it.body, &it.sequel)).collect();
            panic!("{me} hoped {hope}; {PATIENCE:?} went by; it shows {shown:#?}");
        }
    }

    /// Waits for the next session, impatient with every pause between two attempts to connect.
    pub async fn until_back(&mut self) {
        let me = self.id();
        let wait = async {
            loop {
                self.hurry();
                let online = self
                    .world
                    .accounts
                    .get(&me)
                    .is_some_and(|it| it.connection == Connection::Online);
                // What was told before that is not the newest.
                let more = self.next().now_or_never();
                match more {
                    Some(Some(_)) => {}
                    Some(None) => return false,
                    None if online => return true,
                    None => {
                        if self.next().await.is_none() {
                            return false;
                        }
                    }
                }
            }
        };
        let back = tokio::time::timeout(PATIENCE, wait).await;
        assert_eq!(back, Ok(true), "{} hoped to be back", self.id());
    }

    /// Sends again what a server refused, as a person would who reads that it was, and gives the
    /// words.
    pub async fn say_refused_again(&self, chat: &ChatId) -> Vec<String> {
        let mut refused = self.whole_thread(chat).await;
        refused.retain(is_refused);
        for message in &refused {
            self.client.send_again(message).await.expect("it was refused");
        }
        refused.into_iter().map(|it| it.body).collect()
    }

    /// Waits for the end of a connection that was cut, and has the next one come at once.
    pub async fn until_cut_off(&mut self) {
        let _ = self
            .until("to notice that the line was cut", |change| {
                matches!(
                    change,
                    Change::Account(_, account::Change::Connection(Connection::Waiting { .. }))
                )
            })
            .await;
        self.hurry();
    }

    /// Ends a wait for the next attempt.
    fn hurry(&self) {
        let waits = self
            .world
            .accounts
            .get(&self.id())
            .is_some_and(|it| matches!(it.connection, Connection::Waiting { .. }));
        if waits {
            self.client.try_now(&self.id());
        }
    }

    /// The words of the thread.
    pub async fn words(&self, chat: &ChatId) -> Vec<String> {
        self.thread(chat).await.into_iter().map(|message| message.body).collect()
    }

    /// Waits for a message with these words.
    pub async fn until_hears(&mut self, words: &str) -> Message {
        use parlance::model::chat::Change::Arrived;

        let hope = format!("to hear “{words}”");
        let change = self
            .until(&hope, |change| {
                matches!(change, Change::Chat(_, Arrived(it)) if it.body == words && !it.outgoing())
            })
            .await;
        match change {
            Change::Chat(_, Arrived(message)) => *message,
            other => unreachable!("the filter let {other:?} through"),
        }
    }

    /// Waits for a change that fits, and fails the test with `hope` where none comes.
    pub async fn until(&mut self, hope: &str, fits: impl Fn(&Change) -> bool) -> Change {
        let me = self.id();
        let search = async {
            loop {
                let change = self.next().await?;
                if fits(&change) {
                    return Some(change);
                }
            }
        };

        match tokio::time::timeout(PATIENCE, search).await {
            Ok(Some(change)) => change,
            Ok(None) => panic!("{me} hoped {hope}; the client ended"),
            Err(_) => panic!("{me} hoped {hope}; {PATIENCE:?} went by"),
        }
    }

    /// Waits until something is so, if it is not already.
    pub async fn once(&mut self, hope: &str, so: impl Fn(&World) -> bool) {
        let me = self.id();
        let wait = async {
            while !so(&self.world) {
                if self.next().await.is_none() {
                    return false;
                }
            }
            true
        };

        match tokio::time::timeout(PATIENCE, wait).await {
            Ok(true) => {}
            Ok(false) => panic!("{me} hoped {hope}; the client ended"),
            Err(_) => panic!("{me} hoped {hope}; {PATIENCE:?} went by"),
        }
    }

    /// The next change; the world has it then.
    async fn next(&mut self) -> Option<Change> {
        while self.ahead.is_empty() {
            self.ahead.extend(self.changes.next().await?);
        }
        let change = self.ahead.pop_front()?;
        self.world.apply(&change);
        Some(change)
    }
}

/// Both see each other from here on.
pub async fn befriend(one: &mut User, other: &mut User) {
    one.ask(other).await;
    other.ask(one).await;

    one.until_mutual(&other.jid()).await;
    other.until_mutual(&one.jid()).await;
}

impl User {
    /// Puts somebody on the roster, who lets us see them.
    async fn ask(&self, them: &mut Self) {
        let (name, groups, text) = (String::new(), Vec::new(), String::new());
        let added = self.client.add_contact(&self.id(), them.jid(), name, groups, text).await;
        added.expect("the roster takes them");

        let (id, me) = (them.id(), self.jid());
        them.once("to be asked", |world| {
            world.accounts.get(&id).is_some_and(|it| it.requests.contains_key(&me))
        })
        .await;
        them.client.approve(&id, &me).await.expect("an open request");
    }

    async fn until_mutual(&mut self, them: &BareJid) {
        let id = self.id();
        self.once("to see each other", |world| {
            world
                .accounts
                .get(&id)
                .and_then(|it| it.contacts.get(them))
                .is_some_and(|it| it.subscription == Subscription::Both)
        })
        .await;
    }
}

pub fn is_refused(message: &Message) -> bool {
    matches!(message.delivery, Delivery::Failed(_))
}

/// All of a thread, oldest first.
pub async fn whole_thread(client: &Client, chat: &ChatId) -> Vec<Message> {
    const PAGE: u32 = 500;
    let (mut thread, mut before) = (Vec::new(), Cursor::END);

    loop {
        let page = client.older(chat, before, PAGE).await.expect("a readable history").messages;
        let Some(first) = page.first() else { return thread };
        before = first.cursor;
        thread.splice(0..0, page);
    }
}

pub fn places(folder: &Path) -> Places {
    Places { database: folder.join("history.sqlite"), pictures: folder.join("pictures") }
}

/// Where a message stands, and what it is called there.
fn place(message: &Message) -> String {
    let Message { cursor, ids, body, .. } = message;
    let stanza = ids.stanza.as_deref().unwrap_or_default();
    format!("{body} at {}.{} {stanza}", cursor.at.as_millis(), cursor.row)
}
