//! The log: a file of bounded size in the profile, that never holds bodies or secrets.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::panic;
use std::path::{Path, PathBuf};

use env_logger::{Builder, Logger, Target};
use log::{Level, Log, Metadata, Record};

/// The size in bytes at which the file is put aside and a new one begun. One is kept aside.
const MOST: u64 = 2 * 1024 * 1024;

/// What is logged where `RUST_LOG` says nothing.
const DEFAULT: &str = "warn,parlance=info";

/// Crates that write stanzas, and with them bodies and passwords, below [`Level::Info`].
const TALKATIVE: [&str; 5] = ["tokio_xmpp", "xmpp", "xmpp_parsers", "sasl", "rxml"];

/// Logs into this file from now on, as `RUST_LOG` has it.
///
/// # Errors
/// The system's, where the file cannot be written; then nothing is logged.
pub fn start(path: &Path) -> io::Result<()> {
    let file = Rotating::open(path, MOST)?;
    let filters = std::env::var("RUST_LOG").unwrap_or_else(|_| DEFAULT.to_owned());
    let logger = Builder::new()
        .parse_filters(&filters)
        .target(Target::Pipe(Box::new(file)))
        .format(|out, record| {
            let now = chrono::Utc::now().format("%Y-%m-%dT%H:%M:%S%.3fZ");
            writeln!(out, "{now} {} {}: {}", record.level(), record.target(), record.args())
        })
        .build();

    let most = logger.filter();
    log::set_boxed_logger(Box::new(Discreet(logger))).map_err(io::Error::other)?;
    log::set_max_level(most);
    log_panics();
    Ok(())
}

/// A panic's words may quote a text that somebody wrote: the log has the place alone.
fn log_panics() {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        match info.location() {
            Some(place) => log::error!("panic at {}:{}", place.file(), place.line()),
            None => log::error!("panic"),
        }
        before(info);
    }));
}

/// Leaves out what could hold a body or a password, whatever `RUST_LOG` says.
struct Discreet(Logger);

impl Discreet {
    fn may_tell(metadata: &Metadata<'_>) -> bool {
        let root = metadata.target().split("::").next().unwrap_or_default();
        !TALKATIVE.contains(&root) || metadata.level() <= Level::Info
    }
}

impl Log for Discreet {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        Self::may_tell(metadata) && self.0.enabled(metadata)
    }

    fn log(&self, record: &Record<'_>) {
        if Self::may_tell(record.metadata()) {
            self.0.log(record);
        }
    }

    fn flush(&self) {
        self.0.flush();
    }
}

/// A file that is put aside once it is large.
#[derive(Debug)]
struct Rotating {
    path: PathBuf,
    file: File,
    size: u64,
    most: u64,
}

impl Rotating {
    fn open(path: &Path, most: u64) -> io::Result<Self> {
        let file = append(path)?;
        let size = file.metadata()?.len();
        Ok(Self { path: path.to_owned(), file, size, most })
    }

    fn rotate(&mut self) -> io::Result<()> {
        fs::rename(&self.path, self.path.with_extension("log.1"))?;
        self.file = append(&self.path)?;
        self.size = 0;
        Ok(())
    }
}

impl Write for Rotating {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.size >= self.most {
            // Where it cannot be put aside it grows on: better than to lose what is said next.
            let _ = self.rotate();
        }
        let written = self.file.write(bytes)?;
        self.size = self.size.saturating_add(written as u64);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn append(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    let _ = options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        let _ = options.mode(0o600);
    }
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_does_not_grow_beyond_two_files() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("parlance.log");

        let mut log = Rotating::open(&path, 100).expect("room");
        for line in 0..1000 {
            writeln!(log, "line {line}").expect("room");
        }

        let sizes: Vec<u64> = fs::read_dir(folder.path())
            .expect("it exists")
            .map(|it| it.expect("an entry").metadata().expect("it exists").len())
            .collect();
        assert_eq!(sizes.len(), 2);
        assert!(sizes.iter().all(|size| *size < 120), "{sizes:?}");
        assert!(fs::read_to_string(&path).expect("it exists").ends_with("line 999\n"));
    }

    #[test]
    fn what_the_protocol_crates_say_in_detail_is_left_out() {
        let tells = |target: &str, level: Level| {
            Discreet::may_tell(&Metadata::builder().target(target).level(level).build())
        };

        assert!(!tells("tokio_xmpp::xmlstream", Level::Trace));
        assert!(!tells("tokio_xmpp", Level::Debug));
        assert!(tells("tokio_xmpp", Level::Info));
        assert!(tells("parlance::engine", Level::Trace));
    }
}
