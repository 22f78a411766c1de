//! Nothing is lost and nothing comes twice, however often the server goes down in mid-burst.
//!
//! `PARLANCE_MESSAGES` says how many messages go each way (40), `PARLANCE_RESTARTS` how often
//! the server goes down (1), `PARLANCE_SEED` where.

use parlance::model::{ChatId, Delivery, Message};

use super::kills::seen;
use super::trials::{settle, settle_archive};
use crate::support::child::{EMOJI, in_other_words};
use crate::support::process::Ending;
use crate::support::seed::{Seed, size};
use crate::support::server::{Kind, Server, Wishes};
use crate::support::tally::{Tally, lines};
use crate::support::user::User;

on_both_by_night! {
    a_server_that_is_stopped
    a_server_that_crashes
    what_was_done_just_before_a_crash
}

async fn a_server_that_is_stopped(kind: Kind) {
    a_server_that_goes_down(kind, Ending::Graceful).await;
}

async fn a_server_that_crashes(kind: Kind) {
    a_server_that_goes_down(kind, Ending::Sudden).await;
}

/// Both say their words, one by one, as fast as they can.
async fn say(alice: (&User, &ChatId), bob: (&User, &ChatId), words: &[(String, String)]) {
    for (mine, theirs) in words {
        tokio::join!(alice.0.say(alice.1, mine), bob.0.say(bob.1, theirs));
    }
}

async fn a_server_that_goes_down(kind: Kind, ending: Ending) {
    let name = format!("restarts, {kind}, {ending:?}");
    let mut seed = Seed::new(&name);
    let (count, restarts) = (size("PARLANCE_MESSAGES", 40), size("PARLANCE_RESTARTS", 1));
    let mut said = vec![lines("alice", count), lines("bob", count)];
    let mut server = Server::start(kind, Wishes::default());
    let mut alice = User::sign_in(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    let (chat, back) = (alice.chat_with(&bob), bob.chat_with(&alice));

    let words: Vec<_> = said[0].iter().cloned().zip(said[1].iter().cloned()).collect();
    for piece in words.chunks(count.div_ceil(restarts) as usize) {
        let at = seed.between(1, u32::try_from(piece.len()).expect("a few")) as usize;
        say((&alice, &chat), (&bob, &back), &piece[..at]).await;
        let going = tokio::task::spawn_blocking(move || {
            server.go_down(ending);
            server.start_again();
            server
        });
        say((&alice, &chat), (&bob, &back), &piece[at..]).await;
        server = going.await.expect("it starts again");
        alice.until_back().await;
        bob.until_back().await;
    }

    // A server that stops may refuse what just reaches it. That is told, and said again.
    loop {
        tokio::join!(
            alice.until_whole("to have it all", &chat, &said),
            bob.until_whole("to have it all", &back, &said)
        );
        let mut again = alice.say_refused_again(&chat).await;
        again.extend(bob.say_refused_again(&back).await);
        if again.is_empty() && is_whole(&alice, &chat, &said).await {
            break;
        }
        println!("{name}: {again:?} had to be said again");
        for words in again {
            said.iter_mut().for_each(|it| it.retain(|it| *it != words));
            said.push(vec![words]);
        }
    }
    settle(&format!("{name}: alice"), &mut alice, &chat, &said).await;
    settle(&format!("{name}: bob"), &mut bob, &back, &said).await;
    settle_archive(&format!("{name}: the archive"), &server, &said).await;
}

async fn what_was_done_just_before_a_crash(kind: Kind) {
    let mut seed = Seed::new(&format!("edits and reactions, crashes, {kind}"));
    let mut server = Server::start(kind, Wishes::default());
    let mut alice = User::sign_in(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    let (chat, back) = (alice.chat_with(&bob), bob.chat_with(&alice));
    alice.say(&chat, "alice 0").await;
    bob.say(&back, "bob 0").await;
    let both = |thread: &[Message]| {
        thread.len() == 2 && thread.iter().all(|it| it.delivery != Delivery::Queued)
    };
    alice.until_shows("to see both", &chat, both).await;
    bob.until_shows("to see both", &back, both).await;

    for (round, emoji) in EMOJI.into_iter().enumerate() {
        for message in alice.whole_thread(&chat).await {
            let done = match message.outgoing() {
                true => alice.client.correct(&message, in_other_words(round)).await,
                false => alice.client.react(&message, emoji.to_owned()).await,
            };
            done.expect("it is there");
        }
        if seed.between(0, 2) > 0 {
            let acknowledged = |thread: &[Message]| thread.iter().all(|it| !it.sequel.waits);
            alice.until_shows("to hear of the server", &chat, acknowledged).await;
        }
        server = tokio::task::spawn_blocking(move || {
            server.go_down(Ending::Sudden);
            server.start_again();
            server
        })
        .await
        .expect("it starts again");
        alice.until_back().await;
        bob.until_back().await;
    }

    let mut emoji = EMOJI;
    emoji.sort_unstable();
    let last = in_other_words(EMOJI.len() - 1);
    let expected = [format!("{last} "), format!("bob 0 {}", emoji.concat())];
    alice.until_shows("to see it all", &chat, |thread| seen(thread) == expected).await;
    bob.until_shows("to see it all", &back, |thread| seen(thread) == expected).await;
}

async fn is_whole(user: &User, chat: &ChatId, said: &[Vec<String>]) -> bool {
    Tally::of(&user.whole_thread(chat).await, said) == Tally::default()
}
