//! The threads of the database: one that writes, and readers beside it.

use std::fs::OpenOptions;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use std::{fmt, fs, thread};

use chrono::DateTime;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use tokio::sync::oneshot;

use crate::model::Timestamp;
use crate::store::error::Error;
use crate::store::schema;
use crate::store::upgrade::Upgrade;

/// One waits for a slow search, and another page is still there at once.
const READERS: usize = 2;

/// Only another process of ours could hold the lock, and not for long.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the connection that writes keeps of the file in memory, in KiB. The system keeps the rest, once
/// for all of them.
const CACHE: i64 = 512;

/// The same for one that reads: a page of a thread needs a fifth of it.
const READING_CACHE: i64 = 256;

/// How many prepared statements a connection keeps.
const STATEMENTS: usize = 128;

/// The history cache. A clone is another handle on the same; with the last one the threads end.
#[derive(Clone)]
pub struct Store {
    writing: Sender<Job>,
    reading: Sender<Job>,
}

enum Job {
    Work(Box<dyn FnOnce(&mut Connection) + Send>),
    Close(oneshot::Sender<()>),
}

impl Store {
    /// Opens the database at `path`, makes it where there is none, and brings it up to date.
    ///
    /// It blocks: milliseconds as a rule, longer where a crash left a log to be read back.
    ///
    /// # Errors
    /// [`Error::Damaged`] and [`Error::TooNew`] leave the file as it is: see [`set_aside`].
    pub fn open(path: &Path) -> Result<Self, Error> {
        Self::open_telling(path, |_| {})
    }

    /// The same; `told` hears of each step that a file of an older version needs, and may stop them.
    ///
    /// # Errors
    /// Those of [`Store::open`]; SQLite's where it was stopped.
    pub fn open_telling(path: &Path, told: impl FnMut(Upgrade)) -> Result<Self, Error> {
        keep_private(path)?;
        let mut writer = Connection::open(path)?;
        begin(&writer, CACHE)?;
        let _ = schema::check(&writer)?;
        set_up(&writer)?;
        schema::upgrade(&mut writer, told)?;

        let (reading, jobs) = channel();
        let jobs = Arc::new(Mutex::new(jobs));
        for _ in 0..READERS {
            let reader = Connection::open_with_flags(
                path,
                OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
            )?;
            begin(&reader, READING_CACHE)?;

            let jobs = Arc::clone(&jobs);
            spawn("history-reader", move || serve(reader, || take(&jobs)))?;
        }

        let (writing, jobs) = channel();
        spawn("history-writer", move || serve(writer, || jobs.recv().ok()))?;

        Ok(Self { writing, reading })
    }

    /// A database that ends with its last handle; for tests. It has no readers of its own.
    pub fn in_memory() -> Result<Self, Error> {
        let mut db = Connection::open_in_memory()?;
        begin(&db, CACHE)?;
        set_up(&db)?;
        schema::upgrade(&mut db, |_| {})?;

        let (jobs, work) = channel();
        spawn("history", move || serve(db, || work.recv().ok()))?;

        Ok(Self { writing: jobs.clone(), reading: jobs })
    }

    /// Runs `work` on the writing thread, in one transaction: all of it lands on the disk, or none.
    /// Works are done in the order in which they were handed in.
    ///
    /// # Errors
    /// Those of the work; [`Error::Full`] where it should be tried again later.
    pub async fn call<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    {
        run(&self.writing, TransactionBehavior::Immediate, work, |_| {}).await
    }

    /// The same; `then` gets what came of it before the next work begins, so that what is told of
    /// the works is told in their order.
    ///
    /// # Errors
    /// Those of [`Store::call`]; nothing is given to `then` where there is one.
    pub async fn call_then<T, F, U>(&self, work: F, then: U) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
        U: FnOnce(&mut T) + Send + 'static,
    {
        run(&self.writing, TransactionBehavior::Immediate, work, then).await
    }

    /// Runs `work` beside the writing, on one state of the database: everything that a finished
    /// [`Store::call`] wrote is in it. It must not write.
    pub async fn read<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    {
        run(&self.reading, TransactionBehavior::Deferred, work, |_| {}).await
    }

    /// Ends once all that was handed in is done. Later calls find it closed.
    ///
    /// Who writes is the last to go, and puts what stands in the log into the database itself.
    pub async fn close(&self) {
        let mut readers = Vec::new();
        for _ in 0..READERS {
            let (done, closed) = oneshot::channel();
            if self.reading.send(Job::Close(done)).is_ok() {
                readers.push(closed);
            }
        }
        for closed in readers {
            let _ = closed.await;
        }

        let (done, closed) = oneshot::channel();
        if self.writing.send(Job::Close(done)).is_ok() {
            let _ = closed.await;
        }
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Store")
    }
}

async fn run<T, F, U>(
    jobs: &Sender<Job>,
    how: TransactionBehavior,
    work: F,
    then: U,
) -> Result<T, Error>
where
    T: Send + 'static,
    F: FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    U: FnOnce(&mut T) + Send + 'static,
{
    let (answer, answered) = oneshot::channel();

    let job = move |db: &mut Connection| {
        // A fault in one piece of work must not end the thread; its transaction is rolled back.
        let result = catch_unwind(AssertUnwindSafe(|| {
            let transaction = db.transaction_with_behavior(how)?;
            let mut value = work(&transaction)?;
            transaction.commit()?;
            then(&mut value);
            Ok(value)
        }))
        .unwrap_or(Err(Error::Broken));

        // The caller may have stopped waiting; the work is done all the same.
        let _ = answer.send(result);
    };

    jobs.send(Job::Work(Box::new(job))).map_err(|_| Error::Closed)?;
    answered.await.map_err(|_| Error::Closed)?
}

/// Does what comes, until it is told to close or nobody is left who could tell.
fn serve(mut db: Connection, mut next: impl FnMut() -> Option<Job>) {
    loop {
        match next() {
            Some(Job::Work(work)) => work(&mut db),
            Some(Job::Close(done)) => {
                drop(db);
                let _ = done.send(());
                return;
            }
            None => return,
        }
    }
}

fn take(jobs: &Mutex<Receiver<Job>>) -> Option<Job> {
    jobs.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), Error> {
    let _ = thread::Builder::new().name(name.to_owned()).spawn(work)?;
    Ok(())
}

/// What holds for every connection, and changes nothing in the file.
///
/// The planner may not look at the values that are bound (QPSG): it would plan anew for each, which
/// takes longer than what is planned.
fn begin(db: &Connection, cache: i64) -> Result<(), Error> {
    db.busy_timeout(PATIENCE)?;
    db.set_prepared_statement_cache_capacity(STATEMENTS);
    // Negative: in KiB.
    db.pragma_update(None, "cache_size", -cache)?;
    let _ = db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;

    Ok(())
}

/// What holds for the connection that writes.
///
/// `synchronous = FULL` waits for the disk at every commit: with less, what the server was told that
/// we have could be gone after a power failure.
fn set_up(db: &Connection) -> Result<(), Error> {
    db.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "foreign_keys", true)?;
    // After a large piece of work the log shrinks to this again, in bytes.
    db.pragma_update_and_check(None, "journal_size_limit", 16 << 20, |_| Ok(()))?;
    db.pragma_update(None, "temp_store", "MEMORY")?;

    Ok(())
}

/// Makes the file before SQLite does, so that nobody else may read it; the log follows suit.
fn keep_private(path: &Path) -> Result<(), Error> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }

    let mut options = OpenOptions::new();
    let _ = options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        let _ = options.mode(0o600);
    }
    drop(options.open(path)?);

    Ok(())
}

/// Moves a database that cannot be used out of the way, with its log, and says where it is now.
/// Nothing is ever overwritten. `now` becomes part of the name.
pub fn set_aside(path: &Path, now: Timestamp) -> Result<PathBuf, Error> {
    let time = DateTime::from_timestamp_millis(now.as_millis())
        .map_or_else(|| now.as_millis().to_string(), |it| it.format("%Y%m%dT%H%M%SZ").to_string());

    let new = (0_u32..)
        .map(|again| match again {
            0 => beside(path, &format!(".damaged-{time}")),
            again => beside(path, &format!(".damaged-{time}.{again}")),
        })
        .find(|new| !["", "-wal", "-shm"].iter().any(|end| beside(new, end).exists()))
        .unwrap_or_else(|| beside(path, ".damaged"));

    // The log first: without its database it is nothing, while a database without it has lost.
    for end in ["-wal", "-shm", ""] {
        let old = beside(path, end);
        if old.exists() {
            fs::rename(old, beside(&new, end))?;
        }
    }

    Ok(new)
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}
