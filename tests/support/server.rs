//! A real server of the test's own, in a folder of its own.

use std::fmt;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use parlance::model::account::Host;
use parlance::model::{Account, AccountId, Password};
use tempfile::TempDir;

use super::certificates::Shown;
use super::ports::Ports;
use super::process::{Ending, Process, tail};
use super::{ejabberd, prosody};

/// The domain that the server serves; `conference.chat.test` is its room service.
pub const DOMAIN: &str = "chat.test";
/// Who has an account from the start; the password is `pw-` and the name.
pub const PEOPLE: &[&str] = &["alice", "bob", "carol"];
/// How long a server may take to start, on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Prosody,
    Ejabberd,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Prosody => "Prosody",
            Self::Ejabberd => "ejabberd",
        })
    }
}

/// What a server may lack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// It acknowledges, and lets no session go on (XEP-0198).
    Resumption,
    /// It does not acknowledge either.
    StreamManagement,
    /// It keeps nothing of what was said (XEP-0313).
    Archive,
}

/// What a test may ask of its server.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wishes {
    pub certificate: Shown,
    /// Accounts beside [`PEOPLE`].
    pub people: Vec<String>,
    pub lack: Option<Lack>,
    /// Lines for the end of the global part (Prosody), or of the file (ejabberd).
    pub configuration: String,
}

/// A running server. It ends with the value, or with the test's process.
#[derive(Debug)]
pub struct Server {
    kind: Kind,
    wishes: Wishes,
    // Fields are dropped in this order: first the process, then what it stands on.
    process: Option<Process>,
    folder: TempDir,
    ports: Ports,
}

impl Server {
    /// A Prosody with [`PEOPLE`].
    pub fn prosody() -> Self {
        Self::start(Kind::Prosody, Wishes::default())
    }

    /// An ejabberd with [`PEOPLE`].
    pub fn ejabberd() -> Self {
        Self::start(Kind::Ejabberd, Wishes::default())
    }

    pub fn start(kind: Kind, wishes: Wishes) -> Self {
        let program = match kind {
            Kind::Prosody => "prosody",
            Kind::Ejabberd => "erl",
        };
        assert!(
            found(program),
            "{kind} is not installed; `tests/run` installs what the tests need"
        );

        let folder = tempfile::Builder::new()
            .prefix("parlance-server-")
            .tempdir()
            .expect("room in the temporary folder");
        let mut server = Self { kind, wishes, process: None, folder, ports: Ports::reserve() };

        match kind {
            Kind::Prosody => prosody::prepare(&server),
            Kind::Ejabberd => ejabberd::prepare(&server),
        }
        server.start_again();
        for person in server.people() {
            server.register(&person);
        }
        server
    }

    /// Starts a server that was stopped, on its old ports and with all that it had kept.
    pub fn start_again(&mut self) {
        assert!(self.process.is_none(), "{} runs already", self.kind);

        self.process = Some(match self.kind {
            Kind::Prosody => prosody::run(self),
            Kind::Ejabberd => ejabberd::run(self),
        });
        for port in self.ports_to_wait_for() {
            self.wait_for(port);
        }
    }

    /// Stops it as an administrator would: it tells its clients.
    pub fn stop(&mut self) {
        self.end(Ending::Graceful);
    }

    /// Ends it as a crash would: nobody is told, what was not on disk is lost.
    pub fn kill(&mut self) {
        self.end(Ending::Sudden);
    }

    /// The one or the other.
    pub fn go_down(&mut self, ending: Ending) {
        self.end(ending);
    }

    pub fn restart(&mut self) {
        self.stop();
        self.start_again();
    }

    /// Makes an account with the password `pw-` and the name. The server must run.
    pub fn register(&self, name: &str) {
        match self.kind {
            Kind::Prosody => prosody::register(self, name),
            Kind::Ejabberd => ejabberd::register(self, name),
        }
    }

    /// An account of this server, reached by STARTTLS, its certificate trusted by a pin.
    pub fn account(&self, name: &str) -> Account {
        let address = format!("{name}@{DOMAIN}").parse().expect("a valid address");
        let mut account = Account::new(AccountId(address), format!("parlance.{name}"));
        account.host = Some(self.starttls());
        account.pins = vec![self.pin()];
        account.remember = false;
        account
    }

    /// The password of such an account.
    pub fn password(&self, name: &str) -> Password {
        Password::new(format!("pw-{name}"))
    }

    /// Where clients begin in the clear and change to TLS.
    pub fn starttls(&self) -> Host {
        self.host(0, false)
    }

    /// Where TLS begins with the first byte.
    pub fn direct_tls(&self) -> Host {
        self.host(1, true)
    }

    /// What the server shows, in the form of an account's `pins`.
    pub fn pin(&self) -> String {
        self.wishes.certificate.sha256()
    }

    /// Where its log lies.
    pub fn log(&self) -> PathBuf {
        self.folder().join("server.log")
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn wishes(&self) -> &Wishes {
        &self.wishes
    }

    pub(super) fn port(&self, index: u16) -> u16 {
        self.ports.port(index)
    }

    fn people(&self) -> Vec<String> {
        let always = PEOPLE.iter().map(|name| (*name).to_owned());
        always.chain(self.wishes.people.iter().cloned()).collect()
    }

    fn host(&self, index: u16, direct_tls: bool) -> Host {
        Host { name: "127.0.0.1".to_owned(), port: self.port(index), direct_tls }
    }

    fn ports_to_wait_for(&self) -> Vec<u16> {
        (0..3).map(|index| self.port(index)).collect()
    }

    fn end(&mut self, ending: Ending) {
        let mut process = self.process.take().expect("it runs");
        process.end(ending);
    }

    fn wait_for(&self, port: u16) {
        let start = Instant::now();

        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(
                start.elapsed() < PATIENCE,
                "{} does not answer on port {port}; its log ends:\n{}",
                self.kind,
                tail(&self.log())
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn found(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

impl Drop for Server {
    /// With `PARLANCE_KEEP=DIR`, what a server leaves behind is kept there where its test failed.
    fn drop(&mut self) {
        if std::thread::panicking()
            && let Some(place) = std::env::var_os("PARLANCE_KEEP")
        {
            if let Some(mut process) = self.process.take() {
                process.end(Ending::Graceful);
            }
            let _ =
                std::process::Command::new("cp").arg("-r").arg(self.folder()).arg(place).status();
        }
    }
}
