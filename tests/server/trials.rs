//! What befalls servers, clocks, disks and files: nothing is lost, doubled or misordered by it.
//!
//! `PARLANCE_MESSAGES` says how many messages each one says (40).

use std::fs;

use parlance::client::Client;
use parlance::model::ChatId;
use tempfile::TempDir;

use super::kills::PART;
use crate::support::child::{self, CLOCK_BACK, Child};
use crate::support::seed::size;
use crate::support::server::{Kind, Server, Wishes};
use crate::support::tally::{Tally, lines};
use crate::support::user::{User, places, whole_thread};

on_both_by_night! {
    a_damaged_file
    a_disk_that_takes_nothing_for_a_while
    a_clock_that_is_set_back
}

const HOUR: &str = "3600";

/// They have it all.
pub async fn settle(name: &str, user: &mut User, chat: &ChatId, said: &[Vec<String>]) {
    user.until_whole("to have it all", chat, said).await;
    Tally::of(&user.whole_thread(chat).await, said).settle(name);
}

/// So has the archive.
pub async fn settle_archive(name: &str, server: &Server, said: &[Vec<String>]) {
    let mut reader = User::sign_in_elsewhere(server, "alice").await;
    while reader.client.fetch_older(&child::chat()).await.expect("an archive") {}
    settle(name, &mut reader, &child::chat(), said).await;
}

async fn a_damaged_file(kind: Kind) {
    let count = size("PARLANCE_MESSAGES", 40);
    let said = [lines("alice", count), lines("bob", count)];
    let server = Server::start(kind, Wishes::default());
    let mut alice = User::sign_in(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    let (chat, back) = (alice.chat_with(&bob), bob.chat_with(&alice));
    for (mine, theirs) in said[0].iter().zip(&said[1]) {
        alice.say(&chat, mine).await;
        bob.say(&back, theirs).await;
    }
    settle(&format!("damage, {kind}: bob"), &mut bob, &back, &said).await;
    settle(&format!("damage, {kind}: alice before"), &mut alice, &chat, &said).await;

    let (mut alice, aside) = alice.restart_damaged().await;
    assert_eq!(fs::read(aside).expect("it is kept"), vec![b'?'; 8_192]);
    alice.connect().await;
    while alice.client.fetch_older(&chat).await.expect("an archive") {}
    settle(&format!("damage, {kind}: alice after"), &mut alice, &chat, &said).await;
}

/// Alice in a process of her own, and Bob, who has said what he has to say.
async fn talk(server: &Server, folder: &TempDir, around: &[(&str, &str)]) -> (Child, User, ChatId) {
    let count = size("PARLANCE_MESSAGES", 40);
    let bob = User::sign_in(server, "bob").await;
    let back = ChatId::contact(bob.id(), server.account("alice").id.0);
    let alice = Child::start_in(PART, folder.path(), server, count, around);
    (alice, bob, back)
}

/// Both have it all, and so has the archive.
async fn done(name: &str, mut alice: Child, folder: TempDir, bob: (User, ChatId), server: &Server) {
    let count = size("PARLANCE_MESSAGES", 40);
    let said = [lines("alice", count), lines("bob", count)];
    let (mut bob, back) = bob;

    settle(&format!("{name}: bob"), &mut bob, &back, &said).await;
    tokio::task::block_in_place(|| while alice.live(u32::MAX) {});
    alice.kill();
    let client = Client::open(places(folder.path())).await.expect("a whole cache");
    let thread = whole_thread(&client, &child::chat()).await;
    Tally::of(&thread, &said).settle(&format!("{name}: alice"));
    settle_archive(&format!("{name}: the archive"), server, &said).await;
}

async fn a_disk_that_takes_nothing_for_a_while(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let folder = tempfile::tempdir().expect("room");
    let (mut alice, bob, back) = talk(&server, &folder, &[]).await;

    let words = lines("bob", size("PARLANCE_MESSAGES", 40));
    let (before, rest) = words.split_at(words.len() / 4);
    for words in before {
        bob.say(&back, words).await;
    }
    tokio::task::block_in_place(|| alice.live(10));
    alice.fill_disk(true);
    for words in rest {
        bob.say(&back, words).await;
    }
    tokio::task::block_in_place(|| alice.until("full"));
    alice.fill_disk(false);
    tokio::task::block_in_place(|| alice.until("room"));

    done(&format!("full disk, {kind}"), alice, folder, (bob, back), &server).await;
}

async fn a_clock_that_is_set_back(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let folder = tempfile::tempdir().expect("room");
    let (mut alice, bob, back) = talk(&server, &folder, &[(CLOCK_BACK, HOUR)]).await;

    let words = lines("bob", size("PARLANCE_MESSAGES", 40));
    let (before, rest) = words.split_at(words.len() / 2);
    for words in before {
        bob.say(&back, words).await;
    }
    tokio::task::block_in_place(|| alice.until("back"));
    for words in rest {
        bob.say(&back, words).await;
    }

    done(&format!("clock, {kind}"), alice, folder, (bob, back), &server).await;
}
