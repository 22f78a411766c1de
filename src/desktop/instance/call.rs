//! A later start speaks to the first.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use interprocess::local_socket::{ConnectOptions, Stream};

use crate::desktop::instance::{ANSWER, PATIENCE, REQUEST, name};
use crate::desktop::paths::Paths;

/// Why there is no answer.
#[derive(Debug)]
pub enum Error {
    /// Nobody listens.
    NotRunning,
    /// It listens, and did not answer in time.
    Silent,
    /// The request is longer than the other side takes.
    TooLong,
    Io(io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotRunning => f.write_str("nobody listens"),
            Self::Silent => f.write_str("no answer in time"),
            Self::TooLong => f.write_str("the request is too long"),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            Self::NotRunning | Self::Silent | Self::TooLong => None,
        }
    }
}

/// Hands one line to the first start of the profile, and waits for its line. A first start that is
/// not ready yet is waited for during `opening`.
///
/// # Errors
/// See [`Error`].
pub fn call(paths: &Paths, line: &str, opening: Duration) -> Result<String, Error> {
    if line.len() as u64 >= REQUEST || line.contains('\n') {
        return Err(Error::TooLong);
    }

    let until = Instant::now() + opening;
    let stream = loop {
        match connect(paths) {
            Ok(stream) => break stream,
            Err(error) if is_absent(&error) && Instant::now() < until => {
                // There is nothing to wait on: a socket that does not exist tells nobody when it does.
                thread::sleep(Duration::from_millis(50));
            }
            Err(error) if is_absent(&error) => return Err(Error::NotRunning),
            Err(error) => return Err(Error::Io(error)),
        }
    };

    // Not every system has time limits on its sockets; a thread that is left alone has one always.
    let (told, answer) = mpsc::channel();
    let line = line.to_owned();
    let _ = thread::spawn(move || told.send(exchange(&stream, &line)));

    match answer.recv_timeout(PATIENCE) {
        Ok(result) => result.map_err(Error::Io),
        Err(_) => Err(Error::Silent),
    }
}

fn connect(paths: &Paths) -> io::Result<Stream> {
    ConnectOptions::new().name(name(paths)?).connect_sync()
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused)
}

fn exchange(mut stream: &Stream, line: &str) -> io::Result<String> {
    stream.write_all(format!("{line}\n").as_bytes())?;
    stream.flush()?;

    let mut answer = String::new();
    let read = BufReader::new(stream).take(ANSWER).read_line(&mut answer)?;
    if read == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(answer.trim_end().to_owned())
}
