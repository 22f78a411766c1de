//! The system's wish that the program ends.

use futures_util::{Stream, stream};
use tokio::sync::mpsc;

/// Tells once that the program is to end, by SIGTERM, SIGINT or SIGHUP, or by Ctrl+C on Windows. A
/// second such wish ends it at once.
///
/// To be polled within a runtime of tokio.
pub fn quits() -> impl Stream<Item = ()> + Send {
    let (told, wishes) = mpsc::channel(1);

    stream::unfold((wishes, Some(told)), |(mut wishes, told)| async move {
        if let Some(told) = told {
            drop(tokio::spawn(listen(told)));
        }
        wishes.recv().await.map(|()| ((), (wishes, None)))
    })
}

async fn listen(told: mpsc::Sender<()>) {
    if !next().await {
        return;
    }
    log::info!("the system asks for the end");
    let _ = told.send(()).await;

    if next().await {
        std::process::exit(1);
    }
}

/// Waits for the next wish; `false` where the system does not tell.
#[cfg(unix)]
async fn next() -> bool {
    use tokio::signal::unix::{SignalKind, signal};

    let kinds = [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()];
    let [Ok(mut terminate), Ok(mut interrupt), Ok(mut hangup)] = kinds.map(signal) else {
        return false;
    };

    tokio::select! {
        it = terminate.recv() => it.is_some(),
        it = interrupt.recv() => it.is_some(),
        it = hangup.recv() => it.is_some(),
    }
}

#[cfg(not(unix))]
async fn next() -> bool {
    tokio::signal::ctrl_c().await.is_ok()
}
