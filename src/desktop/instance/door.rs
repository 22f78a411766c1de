//! The first start listens to the later ones.

use std::io;
use std::sync::Arc;

use futures_util::{Stream, stream};
use interprocess::local_socket::ListenerOptions;
use interprocess::local_socket::tokio::prelude::*;
use interprocess::local_socket::tokio::{Listener, Stream as Socket};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::time::timeout;

use crate::desktop::instance::{PATIENCE, REQUEST, name};
use crate::desktop::paths::Paths;

/// How many speak at once; the next ones wait at the door.
const AT_ONCE: usize = 8;

/// What a later start asks for.
#[derive(Debug)]
pub struct Request {
    /// One line, without its end.
    pub line: String,
    answer: oneshot::Sender<String>,
}

impl Request {
    /// Answers with one line. Without an answer in ten seconds the other side hears nothing.
    pub fn answer(self, line: String) {
        let _ = self.answer.send(line);
    }
}

/// Opens the door to a profile that is ours, and tells what is asked for. The door stays open as
/// long as the stream lives; where it cannot be opened, the log says so and nothing comes.
///
/// To be polled within a runtime of tokio.
pub fn requests(paths: Paths) -> impl Stream<Item = Request> + Send {
    let (told, asked) = mpsc::channel(AT_ONCE);

    stream::unfold((asked, Some((paths, told))), |(mut asked, closed)| async move {
        if let Some((paths, told)) = closed {
            match listen(&paths) {
                Ok(listener) => drop(tokio::spawn(serve(listener, told))),
                Err(error) => log::error!("other starts cannot speak to this one: {error}"),
            }
        }
        asked.recv().await.map(|request| (request, (asked, None)))
    })
}

fn listen(paths: &Paths) -> io::Result<Listener> {
    // What lies there was left behind by a start that ended in a hurry: the lock is ours.
    #[cfg(unix)]
    match std::fs::remove_file(paths.socket()) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }

    let options = ListenerOptions::new().name(name(paths)?);

    #[cfg(any(target_os = "linux", target_os = "freebsd", target_os = "openbsd"))]
    let options = {
        use interprocess::os::unix::local_socket::ListenerOptionsExt;
        options.mode(0o600)
    };

    options.create_tokio()
}

async fn serve(listener: Listener, told: mpsc::Sender<Request>) {
    let seats = Arc::new(Semaphore::new(AT_ONCE));

    loop {
        let Ok(seat) = seats.clone().acquire_owned().await else { return };

        let socket = tokio::select! {
            () = told.closed() => return,
            socket = listener.accept() => socket,
        };
        match socket {
            Ok(socket) => {
                let told = told.clone();
                drop(tokio::spawn(async move {
                    if let Err(error) = converse(&socket, told).await {
                        log::debug!("another start: {error}");
                    }
                    drop(seat);
                }));
            }
            Err(error) => {
                log::warn!("the door to other starts: {error}");
                // Out of descriptors, most likely: trying at once would only spin.
                tokio::time::sleep(PATIENCE).await;
            }
        }
    }
}

async fn converse(socket: &Socket, told: mpsc::Sender<Request>) -> io::Result<()> {
    let mut line = Vec::new();
    let mut reading = BufReader::new(socket).take(REQUEST);
    let _ = timeout(PATIENCE, reading.read_until(b'\n', &mut line)).await??;

    if line.pop() != Some(b'\n') {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "a request that does not end"));
    }
    let line = String::from_utf8(line).map_err(io::Error::other)?;

    let (answer, answered) = oneshot::channel();
    told.send(Request { line, answer }).await.map_err(io::Error::other)?;

    let Ok(answer) = timeout(PATIENCE, answered).await?.map_err(io::Error::other) else {
        return Ok(());
    };
    let mut writing = socket;
    timeout(PATIENCE, writing.write_all(format!("{answer}\n").as_bytes())).await??;
    timeout(PATIENCE, writing.flush()).await?
}
