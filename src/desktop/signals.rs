//! The system's wish that the program ends.

use std::io;

use futures_util::{Stream, stream};
use tokio::sync::mpsc;

/// Tells once that the program is to end, by SIGTERM, SIGINT or SIGHUP, or by Ctrl+C on Windows. A
/// second such wish ends it at once.
///
/// To be polled within a runtime of tokio; from the first poll on the wishes are heard.
pub fn quits() -> impl Stream<Item = ()> + Send {
    let (told, wishes) = mpsc::channel(1);

    stream::unfold((wishes, Some(told)), |(mut wishes, told)| async move {
        if let Some(told) = told {
            match Wishes::new() {
                Ok(wishes) => drop(tokio::spawn(listen(wishes, told))),
                Err(error) => log::warn!("the system's wishes are not heard: {error}"),
            }
        }
        wishes.recv().await.map(|()| ((), (wishes, None)))
    })
}

async fn listen(mut wishes: Wishes, told: mpsc::Sender<()>) {
    wishes.next().await;
    log::info!("the system asks for the end");
    let _ = told.send(()).await;

    wishes.next().await;
    std::process::exit(1);
}

#[cfg(unix)]
struct Wishes([tokio::signal::unix::Signal; 3]);

#[cfg(unix)]
impl Wishes {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};

        Ok(Self([
            signal(SignalKind::terminate())?,
            signal(SignalKind::interrupt())?,
            signal(SignalKind::hangup())?,
        ]))
    }

    async fn next(&mut self) {
        let Self([terminate, interrupt, hangup]) = self;

        let _ = tokio::select! {
            it = terminate.recv() => it,
            it = interrupt.recv() => it,
            it = hangup.recv() => it,
        };
    }
}

#[cfg(windows)]
struct Wishes(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Wishes {
    fn new() -> io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    async fn next(&mut self) {
        let _ = self.0.recv().await;
    }
}
