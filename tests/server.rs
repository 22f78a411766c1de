//! Against real servers, each started by its test on 127.0.0.1.

/// One story, told on each of the servers.
macro_rules! on_both {
    ($($story:ident)+) => {$(
        mod $story {
            use crate::support::server::Kind;

            #[tokio::test(flavor = "multi_thread")]
            async fn on_prosody() {
                super::$story(Kind::Prosody).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn on_ejabberd() {
                super::$story(Kind::Ejabberd).await;
            }
        }
    )+};
}

/// The same; that on ejabberd, which takes its time to start, runs in `tests/endure` alone.
macro_rules! on_both_by_night {
    ($($story:ident)+) => {$(
        mod $story {
            use crate::support::server::Kind;

            #[tokio::test(flavor = "multi_thread")]
            async fn on_prosody() {
                super::$story(Kind::Prosody).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            #[ignore = "for a night: tests/endure"]
            async fn on_ejabberd() {
                super::$story(Kind::Ejabberd).await;
            }
        }
    )+};
}

mod accounts;
mod acts;
mod administration;
mod bookmarks;
mod cuts;
mod devices;
mod doors;
mod ghosts;
mod keeping;
mod kills;
mod letters;
mod people;
mod pictures;
mod protocol;
mod reading;
mod restarts;
mod rooms;
mod sign_in;
mod started;
mod staying;
mod steps;
mod talk;
mod trials;
mod trouble;
