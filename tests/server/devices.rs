//! Two devices of one account that speak at the same time: nothing is lost, doubled or misordered.
//!
//! `PARLANCE_MESSAGES` says how many messages each one says (40), `PARLANCE_CUTS` how often a line is
//! cut (4), `PARLANCE_SEED` where.

use std::time::Duration;

use super::trials::settle;
use crate::support::proxy::Proxy;
use crate::support::seed::{Seed, size};
use crate::support::server::{Kind, Server, Wishes};
use crate::support::tally::lines;
use crate::support::user::User;

on_both_by_night! {
    two_devices_that_speak_at_once
    two_devices_whose_lines_are_cut
}

/// The most bytes that go through before a cut.
const MOST_BYTES: u32 = 24_000;

/// How long a cut waits for its bytes before it comes anyway.
const LULL: Duration = Duration::from_millis(400);

async fn two_devices_that_speak_at_once(kind: Kind) {
    let count = size("PARLANCE_MESSAGES", 40);
    let said = [lines("desk", count), lines("phone", count), lines("bob", count)];
    let server = Server::start(kind, Wishes::default());
    let mut desk = User::sign_in(&server, "alice").await;
    let mut phone = User::sign_in_elsewhere(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    let (chat, back) = (desk.chat_with(&bob), bob.chat_with(&desk));

    for ((one, other), theirs) in said[0].iter().zip(&said[1]).zip(&said[2]) {
        tokio::join!(desk.say(&chat, one), phone.say(&chat, other), bob.say(&back, theirs));
    }

    settle(&format!("two devices, {kind}: one"), &mut desk, &chat, &said).await;
    settle(&format!("two devices, {kind}: the other"), &mut phone, &chat, &said).await;
    settle(&format!("two devices, {kind}: bob"), &mut bob, &back, &said).await;
}

async fn two_devices_whose_lines_are_cut(kind: Kind) {
    let name = format!("two devices, cuts, {kind}");
    let mut seed = Seed::new(&name);
    let (count, cuts) = (size("PARLANCE_MESSAGES", 40), size("PARLANCE_CUTS", 4));
    let said = [lines("desk", count), lines("phone", count), lines("bob", count)];
    let server = Server::start(kind, Wishes::default());
    let ways = [Proxy::before(&server.starttls()).await, Proxy::before(&server.starttls()).await];
    let mut desk = User::sign_in_by(&server, "alice", &ways[0]).await;
    let mut phone = User::sign_in_elsewhere_by(&server, "alice", &ways[1]).await;
    let mut bob = User::sign_in(&server, "bob").await;
    let (chat, back) = (desk.chat_with(&bob), bob.chat_with(&desk));

    let piece = count.div_ceil(cuts) as usize;
    let rounds = said[0].chunks(piece).zip(said[1].chunks(piece)).zip(said[2].chunks(piece));
    for ((ones, others), theirs) in rounds {
        let whose = usize::from(seed.coin());
        let way = &ways[whose];
        // What is said meanwhile waits, and arrives as the line is cut or just before.
        way.stall(seed.coin());
        for ((one, other), theirs) in ones.iter().zip(others).zip(theirs) {
            tokio::join!(desk.say(&chat, one), phone.say(&chat, other), bob.say(&back, theirs));
        }
        let next = way.cuts() + 1;
        way.cut_after(seed.between(0, MOST_BYTES));
        way.stall(false);
        if tokio::time::timeout(LULL, way.until_cut(next)).await.is_err() {
            way.cut();
        }
        match whose {
            0 => desk.until_cut_off().await,
            _ => phone.until_cut_off().await,
        }
    }

    tokio::join!(
        desk.until_whole("to have it all", &chat, &said),
        phone.until_whole("to have it all as well", &chat, &said),
        bob.until_whole("to hear it all", &back, &said)
    );
    for (user, chat) in [(&mut desk, &chat), (&mut phone, &chat), (&mut bob, &back)] {
        settle(&name, user, chat, &said).await;
    }
}
