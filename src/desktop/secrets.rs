//! Passwords, in the system's keyring and nowhere else.
//!
//! Where there is no keyring nothing is kept: the password is asked for at each start, and is never
//! written in the clear.

use std::fmt;
use std::thread;

use keyring::v1::{Entry, Error as Cause};
use tokio::sync::oneshot;

use crate::desktop::paths::Paths;
use crate::model::{AccountId, Password};

/// The keyring, as far as it is this profile's.
#[derive(Debug, Clone)]
pub struct Secrets {
    service: String,
}

/// Why the keyring did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// There is none: its words.
    Absent(String),
    /// It is locked, and the person did not open it, or nobody could ask them: its words.
    Locked(String),
    /// Its words.
    Failed(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent(words) => write!(f, "there is no keyring: {words}"),
            Self::Locked(words) => write!(f, "the keyring is locked: {words}"),
            Self::Failed(words) => write!(f, "the keyring failed: {words}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<Cause> for Error {
    fn from(cause: Cause) -> Self {
        match cause {
            Cause::NoDefaultStore => Self::Absent(match Entry::store_status() {
                Ok(()) => cause.to_string(),
                Err(first) => first.to_string(),
            }),
            Cause::NoStorageAccess(reason) => Self::Locked(reason.to_string()),
            Cause::PlatformFailure(reason) => Self::Failed(reason.to_string()),
            // What lies in these is a secret, or may be.
            Cause::BadEncoding(_) | Cause::BadDataFormat(..) => {
                Self::Failed("what it holds is not a password".to_owned())
            }
            other => Self::Failed(other.to_string()),
        }
    }
}

impl Secrets {
    pub fn of(paths: &Paths) -> Self {
        let name = paths.name();
        let service =
            if name.is_empty() { "Parlance".to_owned() } else { format!("Parlance ({name})") };
        Self { service }
    }

    /// The password of an account, where one is kept. The system may ask the person to unlock the
    /// keyring; the answer comes after theirs.
    pub async fn password(&self, account: &AccountId) -> Result<Option<Password>, Error> {
        let text = self.at(account.as_str(), |entry| present(entry.get_password())).await?;
        Ok(text.map(Password::new))
    }

    /// Keeps a password; it takes the place of the one before.
    pub async fn keep(&self, account: &AccountId, password: &Password) -> Result<(), Error> {
        let password = password.clone();
        self.at(account.as_str(), move |entry| Ok(entry.set_password(password.reveal())?)).await
    }

    /// Forgets the password of an account, where one is kept.
    pub async fn forget(&self, account: &AccountId) -> Result<(), Error> {
        self.at(account.as_str(), |entry| present(entry.delete_credential()).map(drop)).await
    }

    /// The keyring answers when it likes, at the latest when the person has typed. A thread that
    /// waits for that holds up neither the window nor its end.
    async fn at<T: Send + 'static>(
        &self,
        user: &str,
        work: impl FnOnce(&Entry) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (told, answer) = oneshot::channel();
        let (service, user) = (self.service.clone(), user.to_owned());
        let _ = thread::Builder::new()
            .name("keyring".to_owned())
            .spawn(move || {
                let result =
                    Entry::new(&service, &user).map_err(Error::from).and_then(|it| work(&it));
                // Who asked may have gone.
                let _ = told.send(result);
            })
            .map_err(|error| Error::Failed(error.to_string()))?;

        answer.await.map_err(|_| Error::Failed("it gave up".to_owned()))?
    }
}

fn present<T>(result: Result<T, Cause>) -> Result<Option<T>, Error> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(Cause::NoEntry) => Ok(None),
        Err(cause) => Err(cause.into()),
    }
}
