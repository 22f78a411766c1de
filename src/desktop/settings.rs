//! What a person has set, as a TOML file that is always whole.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::model::Settings;

/// The largest file that is read, in bytes: it is written by hand at times, never by strangers.
const MOST: u64 = 1024 * 1024;

/// What was found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Loaded {
    pub settings: Settings,
    pub damage: Option<Damage>,
}

/// A file that could not be read. The settings are the defaults then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// Where the file is kept now; `None` where it could not be moved and lies where it was.
    pub aside: Option<PathBuf>,
    /// The reader's words.
    pub reason: String,
}

/// Reads the settings. A file that cannot be understood is kept aside, so that nothing is lost when
/// the next change is written.
pub fn load(path: &Path) -> Loaded {
    let reason = match read(path) {
        Ok(None) => return Loaded::default(),
        Ok(Some(text)) => match toml::from_str::<Settings>(&text) {
            Ok(settings) => {
                return Loaded { settings: settings.within_bounds(), damage: None };
            }
            Err(error) => error.to_string(),
        },
        Err(error) => error.to_string(),
    };

    let aside = path.with_extension("toml.broken");
    let aside = fs::rename(path, &aside).is_ok().then_some(aside);
    log::warn!("the settings could not be read: {reason}");

    Loaded { settings: Settings::default(), damage: Some(Damage { aside, reason }) }
}

/// Writes the settings: the file holds the old ones or the new ones at any moment, also when the
/// power fails.
///
/// # Errors
/// The system's; the old file is as it was then.
pub fn save(path: &Path, settings: &Settings) -> io::Result<()> {
    let text = toml::to_string_pretty(settings).map_err(io::Error::other)?;
    replace(path, text.as_bytes())
}

fn read(path: &Path) -> io::Result<Option<String>> {
    let size = match fs::metadata(path) {
        Ok(metadata) => metadata.len(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    if size > MOST {
        return Err(io::Error::new(io::ErrorKind::InvalidData, format!("{size} bytes")));
    }

    fs::read_to_string(path).map(Some)
}

/// Puts a file in the place of another: written aside, on disk, then renamed.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // A link stays one: what it points to is replaced.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let fresh = path.with_extension(format!("toml.new-{}", std::process::id()));

    let written = write(&fresh, bytes).and_then(|()| fs::rename(&fresh, &path));
    if written.is_err() {
        let _ = fs::remove_file(&fresh);
        return written;
    }

    // The rename itself is on disk once the folder is. Not every system lets one ask for it.
    if let Some(folder) = path.parent()
        && let Ok(folder) = File::open(folder)
    {
        let _ = folder.sync_all();
    }
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::settings::Theme;

    fn dark() -> Settings {
        let mut settings = Settings::default();
        settings.appearance.theme = Theme::Dark;
        settings
    }

    #[test]
    fn what_was_saved_is_loaded() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("settings.toml");

        assert_eq!(load(&path), Loaded::default());
        save(&path, &dark()).expect("room");

        assert_eq!(load(&path), Loaded { settings: dark(), damage: None });
        let files = fs::read_dir(folder.path()).expect("it exists").count();
        assert_eq!(files, 1, "nothing is left beside the file");
    }

    #[test]
    fn a_broken_file_is_kept_aside_and_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("settings.toml");
        fs::write(&path, "appearance = [[[").expect("room");

        let Loaded { settings, damage } = load(&path);
        let damage = damage.expect("it is told");
        let aside = damage.aside.expect("it is kept");

        assert_eq!(settings, Settings::default());
        assert_eq!(fs::read_to_string(aside).expect("it exists"), "appearance = [[[");
        assert!(!damage.reason.is_empty());

        save(&path, &dark()).expect("room");
        assert_eq!(load(&path).settings, dark());
    }

    #[test]
    fn keys_of_another_version_are_ignored_and_missing_ones_default() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("settings.toml");
        fs::write(&path, "colour = 1\n[appearance]\ntheme = \"dark\"\n").expect("room");

        assert_eq!(load(&path), Loaded { settings: dark(), damage: None });
    }

    #[test]
    fn a_failed_write_leaves_the_old_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("settings.toml");
        save(&path, &dark()).expect("room");

        // In the way of the file that is written aside.
        let fresh = path.with_extension(format!("toml.new-{}", std::process::id()));
        fs::create_dir(&fresh).expect("room");

        assert!(save(&path, &Settings::default()).is_err());
        assert_eq!(load(&path).settings, dark());
    }
}
