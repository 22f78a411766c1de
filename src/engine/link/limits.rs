//! How long each step may take, and what a connection stands upon beside its account.

use std::path::PathBuf;
use std::time::Duration;

/// The time limits of a connection.
#[derive(Debug, Clone)]
pub struct Limits {
    /// For all questions to the DNS together.
    pub resolving: Duration,
    /// For all addresses of one host together.
    pub reaching: Duration,
    /// For STARTTLS, the handshake and the first word under it, of one host.
    pub securing: Duration,
    pub signing_in: Duration,
    pub binding: Duration,
    /// Silence of the server after which it is asked whether it is there.
    pub quiet: Duration,
    /// How long it may take to answer that. With `quiet` it is less than a minute.
    pub patience: Duration,
    /// The same, where somebody wants to know at once.
    pub check: Duration,
    /// How long a session is kept for what was handed out to be committed, before it is given up.
    pub draining: Duration,
    /// For the server's own end of the stream, after ours.
    pub closing: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            resolving: Duration::from_secs(5),
            reaching: Duration::from_secs(10),
            securing: Duration::from_secs(15),
            signing_in: Duration::from_secs(30),
            binding: Duration::from_secs(30),
            quiet: Duration::from_secs(40),
            patience: Duration::from_secs(15),
            check: Duration::from_secs(5),
            draining: Duration::from_secs(20),
            closing: Duration::from_secs(4),
        }
    }
}

/// Whose certificates are trusted, the account's own pins apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Trust {
    /// The system's roots; the variable `SSL_CERT_FILE` names others.
    #[default]
    System,
    /// The roots of a PEM file.
    File(PathBuf),
}
