//! Where a profile keeps its things.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use directories::ProjectDirs;

/// The folders of one profile. Everything that it keeps lies in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    config: PathBuf,
    data: PathBuf,
    cache: PathBuf,
    /// Whether it was named on the command line.
    named: bool,
}

impl Paths {
    /// The folders of the profile in `folder`, or of the person's own one; `None` where there is no
    /// home to put it in. Creates nothing.
    pub fn of(folder: Option<&Path>) -> Option<Self> {
        match folder {
            Some(folder) => {
                let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
                Some(Self {
                    config: folder.clone(),
                    cache: folder.join("cache"),
                    data: folder,
                    named: true,
                })
            }
            None => {
                let places = ProjectDirs::from("im", "Parlance", "parlance")?;
                Some(Self {
                    config: places.config_dir().to_owned(),
                    data: places.data_local_dir().to_owned(),
                    cache: places.cache_dir().to_owned(),
                    named: false,
                })
            }
        }
    }

    /// Creates the folders, for oneself alone.
    ///
    /// # Errors
    /// The folder that could not be created, and the system's words.
    pub fn create(&self) -> Result<(), (PathBuf, io::Error)> {
        for folder in [&self.config, &self.data, &self.cache] {
            create_private(folder).map_err(|error| (folder.clone(), error))?;
        }
        Ok(())
    }

    /// What was set by the person.
    pub fn settings(&self) -> PathBuf {
        self.config.join("settings.toml")
    }

    /// The history cache.
    pub fn database(&self) -> PathBuf {
        self.data.join("history.db")
    }

    /// Pictures that came from others.
    pub fn pictures(&self) -> PathBuf {
        self.cache.join("pictures")
    }

    pub fn log(&self) -> PathBuf {
        self.data.join("parlance.log")
    }

    /// Held by the one start that has the profile.
    pub fn lock(&self) -> PathBuf {
        self.data.join("instance.lock")
    }

    /// Where the one start that has the profile listens, on systems whose sockets are files.
    pub fn socket(&self) -> PathBuf {
        self.data.join("remote.socket")
    }

    /// What tells the profile from all others of the machine: its folder with links resolved, once
    /// the folders exist.
    pub fn identity(&self) -> String {
        let data = self.data.canonicalize().unwrap_or_else(|_| self.data.clone());
        data.to_string_lossy().into_owned()
    }

    /// The profile's own name in places that all profiles share; empty for the person's own one.
    pub fn name(&self) -> String {
        if self.named { self.identity() } else { String::new() }
    }
}

#[cfg(unix)]
fn create_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};

    /// Others may put things into it, and not take away what is not theirs: as `/tmp`.
    const STICKY: u32 = 0o1000;

    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;

    let mut permissions = fs::metadata(folder)?.permissions();
    if permissions.mode() & 0o077 == 0 {
        return Ok(());
    }

    // A folder that was there before may be open to others, who could then read the history. What
    // is everybody's, or a person's whole home, is not closed for that.
    let home = directories::BaseDirs::new().and_then(|it| it.home_dir().canonicalize().ok());
    let is_home = home.is_some() && folder.canonicalize().ok() == home;
    if permissions.mode() & STICKY != 0 || is_home || folder.parent().is_none() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "others can read it"));
    }
    permissions.set_mode(permissions.mode() & 0o700);
    fs::set_permissions(folder, permissions)
}

#[cfg(not(unix))]
fn create_private(folder: &Path) -> io::Result<()> {
    // Below the user's own folders, which others cannot open.
    fs::create_dir_all(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_profile_lies_in_its_folder_alone() {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("work");
        let paths = Paths::of(Some(&folder)).expect("paths");
        paths.create().expect("room");

        let places =
            [paths.settings(), paths.database(), paths.pictures(), paths.log(), paths.lock()];
        for place in places {
            assert!(place.starts_with(&folder), "{}", place.display());
        }
        assert_eq!(paths.identity(), folder.canonicalize().expect("it exists").to_string_lossy());
    }

    #[cfg(unix)]
    #[test]
    fn others_cannot_look_into_a_profile() {
        use std::os::unix::fs::PermissionsExt;

        let home = tempfile::tempdir().expect("a folder");
        let open = home.path().join("open");
        fs::create_dir(&open).expect("room");
        fs::set_permissions(&open, fs::Permissions::from_mode(0o755)).expect("it is ours");

        Paths::of(Some(&open)).expect("paths").create().expect("room");

        let mode = fs::metadata(&open).expect("it exists").permissions().mode();
        assert_eq!(mode & 0o777, 0o700);

        let shared = home.path().join("shared");
        fs::create_dir(&shared).expect("room");
        fs::set_permissions(&shared, fs::Permissions::from_mode(0o1777)).expect("it is ours");
        assert!(Paths::of(Some(&shared)).expect("paths").create().is_err());
    }
}
