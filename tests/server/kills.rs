//! Nothing is lost and nothing comes twice, however often the program is killed.
//!
//! `PARLANCE_KILLS` says how often (5), with twenty messages each way to every kill; `PARLANCE_SEED`
//! says where.

use crate::support::child::{self, Child};
use crate::support::seed::{Seed, size};
use crate::support::server::{Kind, Server, Wishes};
use crate::support::tally::Tally;
use crate::support::user::{User, places, whole_thread};
use parlance::client::Client;
use parlance::model::{ChatId, Message};

on_both_by_night! {
    what_was_done_just_before_a_kill
}

/// Who plays [`Child`].
pub const PART: &str = "server::kills::one_who_is_killed";
const ACTING: &str = "server::kills::one_who_is_killed_having_acted";
const TO_EACH_KILL: u32 = 20;

/// Played by the test's own executable, in a process of its own; without one who kills it, it has
/// nothing to do.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a part that another test has played"]
async fn one_who_is_killed() {
    child::play().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a part that another test has played"]
async fn one_who_is_killed_having_acted() {
    child::act().await;
}

async fn a_killed_program_loses_nothing(kind: Kind) {
    let mut seed = Seed::new(&format!("kills, {kind}"));
    let kills = size("PARLANCE_KILLS", 5);
    let count = kills * TO_EACH_KILL;
    let mut said = child::voices(count, &[]);

    let server = Server::start(kind, Wishes::default());
    let folder = tempfile::tempdir().expect("room");
    let mut bob = User::sign_in(&server, "bob").await;
    let alice = server.account("alice").id;
    let back = ChatId::contact(bob.id(), alice.0);

    let mut struck = 0;
    for piece in said[1].chunks(TO_EACH_KILL as usize) {
        let mut child = Child::start(PART, folder.path(), &server, count);
        for words in piece {
            bob.say(&back, words).await;
        }
        let things = seed.between(1, 60);
        struck += u32::from(tokio::task::block_in_place(|| child.live(things)));
        child.kill();
    }

    let mut child = Child::start(PART, folder.path(), &server, count);
    // A server that ends a session may refuse what just reaches it. That is told, and said again.
    let mut refused = Vec::new();
    loop {
        bob.until_whole("to have it all", &back, &said).await;
        let again = bob.say_refused_again(&back).await;
        if again.is_empty() {
            break;
        }
        println!("kills, {kind}: {again:?} had to be said again");
        refused.extend(again.into_iter().filter(|it| !refused.contains(it)).collect::<Vec<_>>());
        said = child::voices(count, &refused);
        child::tell_refused(folder.path(), &refused);
    }
    tokio::task::block_in_place(|| while child.live(u32::MAX) {});
    child.kill();

    println!("kills, {kind}: {struck} in the middle of {kills}");
    let alice = Client::open(places(folder.path())).await.expect("a whole cache");
    Tally::of(&whole_thread(&alice, &child::chat()).await, &said).settle("alice, killed");
    Tally::of(&bob.whole_thread(&back).await, &said).settle("bob");

    let mut reader = User::sign_in_elsewhere(&server, "alice").await;
    while reader.client.fetch_older(&child::chat()).await.expect("an archive") {}
    reader.until_whole("to read it all", &child::chat(), &said).await;
    Tally::of(&reader.whole_thread(&child::chat()).await, &said).settle("the archive");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_program_loses_nothing_on_prosody() {
    a_killed_program_loses_nothing(Kind::Prosody).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_program_loses_nothing_on_ejabberd() {
    a_killed_program_loses_nothing(Kind::Ejabberd).await;
}

/// All that was said, with what became of it.
pub fn seen(thread: &[Message]) -> Vec<String> {
    let mut seen: Vec<String> = thread
        .iter()
        .map(|it| {
            let mut emoji: Vec<_> = it.sequel.reactions.iter().map(|it| &*it.emoji).collect();
            emoji.sort_unstable();
            format!("{} {}", it.body, emoji.concat())
        })
        .collect();
    seen.sort_unstable();
    seen
}

async fn what_was_done_just_before_a_kill(kind: Kind) {
    let mut seed = Seed::new(&format!("edits and reactions, {kind}"));
    let server = Server::start(kind, Wishes::default());
    let folder = tempfile::tempdir().expect("room");
    let mut bob = User::sign_in(&server, "bob").await;
    let back = ChatId::contact(bob.id(), server.account("alice").id.0);
    let live = |child: &mut Child, things| tokio::task::block_in_place(|| child.live(things));

    let mut child = Child::start(PART, folder.path(), &server, 1);
    bob.say(&back, "bob 0").await;
    while live(&mut child, u32::MAX) {}
    child.kill();

    for round in 0..child::EMOJI.len() {
        let round = round.to_string();
        let around = [(child::ROUND, round.as_str())];
        let mut child = Child::start_in(ACTING, folder.path(), &server, 1, &around);
        // Both are written; how far they have come is chance.
        let _ = live(&mut child, seed.between(2, 12));
        child.kill();
    }
    let mut child = Child::start(ACTING, folder.path(), &server, 1);
    while live(&mut child, u32::MAX) {}
    child.kill();

    let mut emoji = child::EMOJI;
    emoji.sort_unstable();
    let last = child::in_other_words(child::EMOJI.len() - 1);
    let expected = [format!("{last} "), format!("bob 0 {}", emoji.concat())];
    bob.until_shows("to see it all", &back, |thread| seen(thread) == expected).await;
    let alice = Client::open(places(folder.path())).await.expect("a whole cache");
    assert_eq!(seen(&whole_thread(&alice, &child::chat()).await), expected, "alice, killed");
}
