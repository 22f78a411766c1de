//! One running program for each profile, and a door through which later starts speak to it.
//!
//! Whoever holds the profile's lock is the first. The first listens on a local socket that only the
//! same user can reach: a file that nobody else may open, in a folder that nobody else may enter, or
//! a named pipe on Windows. A request is one line, an answer is one line.

mod call;
mod door;
mod lock;

pub use call::{Error, call};
pub use door::{Request, requests};
pub use lock::{Claim, Lock, claim};

use std::io;
use std::time::Duration;

use interprocess::local_socket::Name;

use crate::desktop::paths::Paths;

/// The longest request, in bytes, its end included.
const REQUEST: u64 = 256 * 1024;
/// The longest answer, in bytes: the state of a thousand contacts has room in it.
const ANSWER: u64 = 64 * 1024 * 1024;
/// How long either side waits for the other.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where the socket of a profile is.
#[cfg(unix)]
fn name(paths: &Paths) -> io::Result<Name<'static>> {
    use interprocess::local_socket::{GenericFilePath, ToFsName};

    place(paths)?.to_fs_name::<GenericFilePath>()
}

/// The socket lies with the profile. Its path has 104 bytes at the most on some systems: where that
/// is too little, a link with a short name leads to the folder.
#[cfg(unix)]
fn place(paths: &Paths) -> io::Result<std::path::PathBuf> {
    use std::os::unix::fs::{MetadataExt, symlink};

    const LONGEST: usize = 103;

    let socket = paths.socket();
    if socket.as_os_str().len() <= LONGEST {
        return Ok(socket);
    }

    let (Some(folder), Some(file)) = (socket.parent(), socket.file_name()) else {
        return Err(io::ErrorKind::InvalidInput.into());
    };
    let owner = std::fs::metadata(folder)?.uid();
    let link = std::path::Path::new("/tmp").join(format!("parlance-{owner}-{}", key(paths)));

    // Made by us and leading to our folder, or not used: the folder decides who may enter.
    match symlink(folder, &link) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let ours = std::fs::symlink_metadata(&link)?.uid() == owner;
    if !ours || std::fs::read_link(&link)? != folder {
        return Err(io::ErrorKind::PermissionDenied.into());
    }

    Ok(link.join(file))
}

#[cfg(windows)]
fn name(paths: &Paths) -> io::Result<Name<'static>> {
    use interprocess::local_socket::{GenericNamespaced, ToNsName};

    format!("parlance-{}", key(paths)).to_ns_name::<GenericNamespaced>()
}

/// A short name of the profile that is the same at each start.
fn key(paths: &Paths) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, paths.identity().as_bytes());
    digest.as_ref().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use futures_util::StreamExt;

    use super::*;

    fn profile(folder: &Path) -> Paths {
        let paths = Paths::of(Some(folder)).expect("paths");
        paths.create().expect("room");
        paths
    }

    async fn call_from_elsewhere(paths: &Paths, line: &str) -> Result<String, Error> {
        let (paths, line) = (paths.clone(), line.to_owned());
        tokio::task::spawn_blocking(move || call(&paths, &line, Duration::from_secs(5)))
            .await
            .expect("the call ends")
    }

    #[test]
    fn a_profile_has_one_start_until_that_ends() {
        let folder = tempfile::tempdir().expect("a folder");
        let paths = profile(folder.path());

        let first = claim(&paths).expect("a lock");
        assert!(matches!(first, Claim::First(_)));
        assert!(matches!(claim(&paths).expect("a lock"), Claim::Taken));

        drop(first);
        assert!(matches!(claim(&paths).expect("a lock"), Claim::First(_)));
    }

    #[tokio::test]
    async fn a_later_start_asks_and_the_first_answers() {
        let folder = tempfile::tempdir().expect("a folder");
        let paths = profile(folder.path());
        let mut requests = Box::pin(requests(paths.clone()));

        let answering = async {
            while let Some(request) = requests.next().await {
                let line = format!("heard: {}", request.line);
                request.answer(line);
            }
        };
        let asking = async {
            let first = call_from_elsewhere(&paths, "hello 你好").await.expect("an answer");
            let second = call_from_elsewhere(&paths, "again").await.expect("an answer");
            (first, second)
        };

        let answers = tokio::select! {
            () = answering => None,
            answers = asking => Some(answers),
        };
        let expected = ("heard: hello 你好".to_owned(), "heard: again".to_owned());
        assert_eq!(answers, Some(expected));
    }

    /// A door that has answered a call.
    async fn answers(paths: &Paths) -> impl futures_util::Stream + use<> {
        let mut requests = Box::pin(requests(paths.clone()));
        let call = tokio::spawn({
            let paths = paths.clone();
            async move { call_from_elsewhere(&paths, "x").await }
        });
        requests.next().await.expect("a request").answer("y".to_owned());
        assert_eq!(call.await.expect("it ends").expect("an answer"), "y");
        requests
    }

    #[tokio::test]
    async fn nobody_else_can_reach_the_door() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().expect("a folder");
        let paths = profile(folder.path());
        let _requests = answers(&paths).await;

        let mode =
            |path: &Path| std::fs::metadata(path).expect("it is").permissions().mode() & 0o777;
        assert_eq!(mode(&paths.socket()), 0o600);
        assert_eq!(mode(folder.path()), 0o700);
    }

    #[tokio::test]
    async fn a_folder_with_a_long_name_has_a_door_too() {
        let folder = tempfile::tempdir().expect("a folder");
        let paths = profile(&folder.path().join("x".repeat(120)));
        let _requests = answers(&paths).await;

        let link = place(&paths).expect("a place");
        std::fs::remove_file(link.parent().expect("a folder")).expect("it is ours");
    }

    #[tokio::test]
    async fn a_request_that_is_too_long_is_not_sent() {
        let folder = tempfile::tempdir().expect("a folder");
        let paths = profile(folder.path());

        let long = "x".repeat(usize::try_from(REQUEST).expect("it fits"));
        let result = call(&paths, &long, Duration::ZERO);
        assert!(matches!(result, Err(Error::TooLong)));
        let result = call(&paths, "x", Duration::ZERO);
        assert!(matches!(result, Err(Error::NotRunning)));
    }
}
