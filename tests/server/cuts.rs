//! Nothing is lost and nothing comes twice, however often the line is cut.
//!
//! `PARLANCE_MESSAGES` says how many messages go each way (200), `PARLANCE_CUTS` how often the line
//! is cut (20), `PARLANCE_SEED` where.

use std::time::Duration;

use parlance::model::{ChatId, Connection};

use crate::support::proxy::Proxy;
use crate::support::seed::{Seed, size};
use crate::support::server::{Kind, Lack, Server, Wishes};
use crate::support::tally::{Tally, lines};
use crate::support::user::User;

/// The most bytes that go through before a cut: a few stanzas, or a whole page of an archive.
const MOST_BYTES: u32 = 24_000;

/// How long a cut waits for its bytes before it comes anyway.
const LULL: Duration = Duration::from_millis(400);

/// Two who talk, each behind a line that is cut.
struct Talk {
    server: Server,
    lines: [Proxy; 2],
    users: [User; 2],
    chats: [ChatId; 2],
}

impl Talk {
    async fn begin(kind: Kind, lack: Option<Lack>) -> Self {
        let server = Server::start(kind, Wishes { lack, ..Wishes::default() });
        let lines =
            [Proxy::before(&server.starttls()).await, Proxy::before(&server.starttls()).await];
        let users = [
            User::sign_in_by(&server, "alice", &lines[0]).await,
            User::sign_in_by(&server, "bob", &lines[1]).await,
        ];
        let chats = [users[0].chat_with(&users[1]), users[1].chat_with(&users[0])];
        Self { server, lines, users, chats }
    }

    /// One of them loses the line somewhere in the next bytes.
    async fn cut(&mut self, whose: usize, seed: &mut Seed) {
        let line = &self.lines[whose];
        let next = line.cuts() + 1;
        line.cut_after(seed.between(0, MOST_BYTES));
        if tokio::time::timeout(LULL, line.until_cut(next)).await.is_err() {
            line.cut();
        }
        self.users[whose].until_cut_off().await;
    }

    async fn say(&self, who: usize, words: &[String]) {
        for words in words {
            self.users[who].say(&self.chats[who], words).await;
        }
    }

    /// Both have it all, each in order, and so has the archive.
    async fn settle(mut self, said: &[Vec<String>], archived: bool) {
        // At once: each has what the other sends as soon as that one is back.
        let ([alice, bob], [chat, back]) = (&mut self.users, &self.chats);
        tokio::join!(
            alice.until_whole("to have it all", chat, said),
            bob.until_whole("to have it all", back, said)
        );
        for (user, chat) in self.users.iter().zip(&self.chats) {
            Tally::of(&user.whole_thread(chat).await, said).settle(&user.id().to_string());
        }

        if archived {
            let mut reader = User::sign_in_elsewhere(&self.server, "alice").await;
            while reader.client.fetch_older(&self.chats[0]).await.expect("an archive") {}
            reader.until_whole("to read it all", &self.chats[0], said).await;
            let thread = reader.whole_thread(&self.chats[0]).await;
            Tally::of(&thread, said).settle("the archive");
        }
    }
}

async fn a_cut_line_loses_nothing(kind: Kind, lack: Option<Lack>) {
    let name = format!("cuts, {kind}, without {lack:?}");
    let mut seed = Seed::new(&name);
    let (count, cuts) = (size("PARLANCE_MESSAGES", 200), size("PARLANCE_CUTS", 20));
    let said = [lines("alice", count), lines("bob", count)];
    let mut talk = Talk::begin(kind, lack).await;

    let piece = count.div_ceil(cuts) as usize;
    let rounds = said[0].chunks(piece).zip(said[1].chunks(piece));
    for (alice, bob) in rounds {
        tokio::join!(talk.say(0, alice), talk.say(1, bob));
        let whose = usize::from(seed.coin());
        talk.cut(whose, &mut seed).await;
        if seed.coin() {
            let id = talk.users[whose].id();
            let online = |world: &parlance::model::World| {
                world.accounts.get(&id).is_some_and(|it| it.connection == Connection::Online)
            };
            talk.users[whose].once("to be back", online).await;
        }
    }

    let archived = lack != Some(Lack::Archive);
    talk.settle(&said, archived).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_line_loses_nothing_on_prosody() {
    a_cut_line_loses_nothing(Kind::Prosody, None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_line_loses_nothing_on_ejabberd() {
    a_cut_line_loses_nothing(Kind::Ejabberd, None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_cannot_go_on_loses_nothing_on_prosody() {
    a_cut_line_loses_nothing(Kind::Prosody, Some(Lack::Resumption)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_cannot_go_on_loses_nothing_on_ejabberd() {
    a_cut_line_loses_nothing(Kind::Ejabberd, Some(Lack::Resumption)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_does_not_count_loses_nothing_on_prosody() {
    a_cut_line_loses_nothing(Kind::Prosody, Some(Lack::StreamManagement)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_does_not_count_loses_nothing_on_ejabberd() {
    a_cut_line_loses_nothing(Kind::Ejabberd, Some(Lack::StreamManagement)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_an_archive_loses_nothing_on_prosody() {
    a_cut_line_loses_nothing(Kind::Prosody, Some(Lack::Archive)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_an_archive_loses_nothing_on_ejabberd() {
    a_cut_line_loses_nothing(Kind::Ejabberd, Some(Lack::Archive)).await;
}
