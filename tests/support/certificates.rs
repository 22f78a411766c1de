//! Certificates for `chat.test`, made by openssl once and kept for later runs.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use ring::digest::{SHA256, digest};

/// What a server shows of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shown {
    /// For `chat.test` and all below it, signed by our authority.
    #[default]
    Good,
    /// The same, ended in 2021.
    Expired,
    /// Signed by our authority for `elsewhere.test`.
    Elsewhere,
    /// For `chat.test`, signed by itself.
    SelfSigned,
}

impl Shown {
    fn name(self) -> &'static str {
        match self {
            Self::Good => "chat.test",
            Self::Expired => "expired",
            Self::Elsewhere => "elsewhere",
            Self::SelfSigned => "self-signed",
        }
    }

    /// The certificate and its key, in one PEM file.
    pub fn pem(self) -> PathBuf {
        folder().join(format!("{}.pem", self.name()))
    }

    pub fn certificate(self) -> PathBuf {
        folder().join(format!("{}.crt", self.name()))
    }

    pub fn key(self) -> PathBuf {
        folder().join(format!("{}.key", self.name()))
    }

    /// SHA-256 of the certificate, in lower-case hex: what an account's `pins` hold.
    pub fn sha256(self) -> String {
        let pem = fs::read_to_string(self.certificate()).expect("the certificate was made");
        let body: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
        let der = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, body)
            .expect("openssl writes base64");

        digest(&SHA256, &der).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The authority that signed [`Shown::Good`], as a PEM file.
pub fn authority() -> PathBuf {
    folder().join("ca.crt")
}

/// A person's certificate and key, for `alice@chat.test`, as a PEM file.
pub fn person() -> PathBuf {
    folder().join("alice.pem")
}

/// Where they lie. They last for 700 days, and are made anew a month before.
fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();

    FOLDER.get_or_init(|| {
        let shelf = Path::new(env!("CARGO_TARGET_TMPDIR"));
        fs::create_dir_all(shelf).expect("the target folder can be written");

        // Two runs at once make them once.
        let door = File::create(shelf.join("certificates.lock")).expect("a lock file");
        door.lock().expect("a lock");

        let folder = shelf.join("certificates");
        if !lasts(&folder) {
            let _ = fs::remove_dir_all(&folder);
            make(&folder);
        }
        folder
    })
}

fn lasts(folder: &Path) -> bool {
    // The last file that the script writes: without it, the script was cut short.
    folder.join("self-signed.pem").exists()
        && folder.join("alice.pem").exists()
        && Command::new("openssl")
            .args(["x509", "-noout", "-checkend", "2592000", "-in"])
            .arg(folder.join("chat.test.crt"))
            .output()
            .is_ok_and(|output| output.status.success())
}

fn make(folder: &Path) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/certificates.sh");
    let output = Command::new("sh").arg(script).arg(folder).output().expect("a shell");

    assert!(
        output.status.success(),
        "openssl makes the certificates (is it installed? `tests/run` installs it): {}",
        String::from_utf8_lossy(&output.stderr)
    );
}
