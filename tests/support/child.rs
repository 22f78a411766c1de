//! Somebody with the program in a process of its own, which can be killed like any other.
//!
//! The process is this test's own executable, where one test plays the part: see [`play`].

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child as Process, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use futures_util::{FutureExt, StreamExt};
use parlance::client::Client;
use parlance::model::account::Host;
use parlance::model::message::Draft;
use parlance::model::{Account, AccountId, Change, ChatId, Password};
use xmpp::jid::BareJid;

use super::server::{DOMAIN, Server};
use super::shown::Shown;
use super::tally::{Tally, lines};
use super::user::{places, whole_thread};

/// The surroundings that make the test play its part.
const FOLDER: &str = "PARLANCE_CHILD_FOLDER";
const PORT: &str = "PARLANCE_CHILD_PORT";
const PIN: &str = "PARLANCE_CHILD_PIN";
const COUNT: &str = "PARLANCE_CHILD_COUNT";

/// By how many seconds the clock is set back after half of the talk.
pub const CLOCK_BACK: &str = "PARLANCE_CHILD_CLOCK_BACK";

/// Which of [`EMOJI`] is put under what Bob said.
pub const ROUND: &str = "PARLANCE_CHILD_ROUND";
pub const EMOJI: [&str; 3] = ["👍", "❤", "😂"];

/// How many messages may be on their way at once: the burst lasts as long as its server needs.
const ON_THEIR_WAY: usize = 10;

/// How long it waits for something to happen before it looks whether it is done.
const LOOK: Duration = Duration::from_millis(500);

/// Alice, who talks to Bob until each has said so much. Ends with the value.
pub struct Child {
    process: Process,
    /// Its lines. They are read at once: whom nobody reads waits in the middle of its work.
    told: Receiver<String>,
}

impl Child {
    /// `part` is the full name of the test that plays it.
    pub fn start(part: &str, folder: &Path, server: &Server, count: u32) -> Self {
        Self::start_in(part, folder, server, count, &[])
    }

    /// The same, with more in its surroundings. Where the disk takes no more, that is an error to
    /// it, and not its end (SIGXFSZ).
    pub fn start_in(
        part: &str,
        folder: &Path,
        server: &Server,
        count: u32,
        surroundings: &[(&str, &str)],
    ) -> Self {
        let own = std::env::current_exe().expect("it runs");
        let mut process = Command::new("sh")
            .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""])
            .arg(own)
            .args(["--exact", part, "--ignored", "--nocapture"])
            .envs(surroundings.iter().copied())
            .env(FOLDER, folder)
            .env(PORT, server.starttls().port.to_string())
            .env(PIN, server.pin())
            .env(COUNT, count.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it ran before");
        let lines = BufReader::new(process.stdout.take().expect("it is piped")).lines();
        let (teller, told) = channel();
        let _ = std::thread::spawn(move || {
            lines.map_while(Result::ok).try_for_each(|line| teller.send(line))
        });
        Self { process, told }
    }

    /// Waits until so many things have happened to it; `false` where it was done before.
    pub fn live(&mut self, things: u32) -> bool {
        let mut seen = 0;
        while seen < things {
            let line = self.told.recv().expect("the program goes on");
            match line.trim() {
                "done" => return false,
                "something" => seen += 1,
                _ => {}
            }
        }
        true
    }

    /// Waits for a word of its own.
    pub fn until(&mut self, word: &str) {
        while self.told.recv().expect("the program goes on").trim() != word {}
    }

    /// The disk takes nothing more of it, or everything again.
    pub fn fill_disk(&self, full: bool) {
        let limit = if full { "--fsize=0:unlimited" } else { "--fsize=unlimited:unlimited" };
        let pid = self.process.id().to_string();
        let done = Command::new("prlimit").args(["--pid", &pid, limit]).status();
        assert!(done.expect("util-linux is there").success(), "the limit is set");
    }

    /// SIGKILL.
    pub fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        self.end();
    }
}

/// Alice's chat with Bob.
pub fn chat() -> ChatId {
    let jid =
        |name: &str| -> BareJid { format!("{name}@{DOMAIN}").parse().expect("a valid address") };
    ChatId::contact(AccountId(jid("alice")), jid("bob"))
}

/// Who says what, in order. What was refused was said again: where it stands, nobody can say.
pub fn voices(count: u32, refused: &[String]) -> Vec<Vec<String>> {
    let mut voices = vec![lines("alice", count), lines("bob", count)];
    voices[1].retain(|it| !refused.contains(it));
    voices.extend(refused.iter().map(|it| vec![it.clone()]));
    voices
}

/// Tells the child what Bob was refused.
pub fn tell_refused(folder: &Path, refused: &[String]) {
    let finished = folder.join("refused.new");
    std::fs::write(&finished, refused.join("\n")).expect("room");
    std::fs::rename(finished, folder.join("refused")).expect("room");
}

fn refused(folder: &Path) -> Vec<String> {
    let refused = std::fs::read_to_string(folder.join("refused")).unwrap_or_default();
    refused.lines().map(str::to_owned).collect()
}

/// The part itself: says what was not said before, hears, and tells that something happened, until
/// it is killed. Does nothing where nobody asked for it.
pub async fn play() {
    let Some((client, account, folder)) = open().await else { return };
    let count: u32 = given(COUNT).parse().expect("a number");
    let mut changes = Box::pin(client.changes());
    client.sign_in(account, Some(Password::new("pw-alice")));

    let words = lines("alice", count);
    let back = std::env::var(CLOCK_BACK).ok();
    let mut back = back.map(|it| Duration::from_secs(it.parse().expect("seconds")));
    let mut shown = Shown::read(&client, &chat()).await;
    let (mut said, mut known) = (shown.said(), false);
    loop {
        let waiting = shown.waiting();
        if waiting == 0 && said >= words.len() {
            let talk = voices(count, &refused(&folder));
            if Tally::of(&shown.thread(), &talk) == Tally::default() {
                println!("done");
            }
        }

        // The account is known once it was online.
        known |= client.world().await.is_ok_and(|it| it.accounts.contains_key(&chat().account));
        let free = if known { ON_THEIR_WAY.saturating_sub(waiting) } else { 0 };
        for body in words.iter().skip(said).take(free) {
            let draft = Draft { body: body.clone(), reply: None };
            if client.send(&chat(), draft).await.is_err() {
                break; // once there is room on the disk
            }
            said += 1;
            println!("something");
        }
        if said >= words.len() / 2
            && let Some(by) = back.take()
        {
            parlance::client::set_clock_back(by);
            println!("back");
        }

        // What was refused is told by a file: now and then it looks.
        let Ok(batch) = tokio::time::timeout(LOOK, changes.next()).await else { continue };
        let Some(batch) = batch else { return };
        tell_of(&batch);
        batch.iter().for_each(|change| shown.apply(change));
        while let Some(Some(batch)) = changes.next().now_or_never() {
            tell_of(&batch);
            batch.iter().for_each(|change| shown.apply(change));
        }
        shown.renew(&client).await;
    }
}

/// Another part: edits what Alice said and reacts to what Bob said, and tells so once it is written;
/// without a number to do it with, it only waits until that is done.
pub async fn act() {
    let Some((client, account, _)) = open().await else { return };
    let mut changes = Box::pin(client.changes());
    client.sign_in(account, Some(Password::new("pw-alice")));

    let round = std::env::var(ROUND).ok().map(|it| it.parse::<usize>().expect("a number"));
    if let Some(round) = round {
        for message in whole_thread(&client, &chat()).await {
            if message.outgoing() {
                client.correct(&message, in_other_words(round)).await.expect("it is ours");
            } else {
                client.react(&message, EMOJI[round].to_owned()).await.expect("it is his");
            }
            println!("something");
        }
    }

    loop {
        if whole_thread(&client, &chat()).await.iter().all(|it| !it.sequel.waits) {
            println!("done");
        }
        let Ok(batch) = tokio::time::timeout(LOOK, changes.next()).await else { continue };
        let Some(batch) = batch else { return };
        tell_of(&batch);
    }
}

/// What the message of Alice becomes.
pub fn in_other_words(round: usize) -> String {
    format!("alice, in other words {round}")
}

fn given(name: &str) -> String {
    std::env::var(name).expect("it is given")
}

/// What it plays with; nothing where nobody asked for it.
async fn open() -> Option<(Client, Account, PathBuf)> {
    let folder = PathBuf::from(std::env::var_os(FOLDER)?);
    let port = given(PORT).parse().expect("a number");
    let mut account = Account::new(chat().account, "parlance.alice".to_owned());
    account.host = Some(Host { name: "127.0.0.1".to_owned(), port, direct_tls: false });
    account.pins = vec![given(PIN)];

    let client = Client::open(places(&folder)).await.expect("a whole cache");
    Some((client, account, folder))
}

fn tell_of(batch: &[Change]) {
    for change in batch {
        println!("something");
        if let Change::Cache(trouble) = change {
            println!("{}", if trouble.is_some() { "full" } else { "room" });
        }
    }
}
