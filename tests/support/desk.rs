//! A desktop of one's own: a message bus, and on it a keyring, a screen, somebody who shows
//! notifications. All of it lies in one folder and ends with the test.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::process::{Ending, Process, tail};

const PATIENCE: Duration = Duration::from_secs(60);

/// Names the test whose other half is to run here.
const INSIDE: &str = "PARLANCE_TEST_INSIDE";

/// The keyring's own password.
pub const KEY: &str = "the key of the ring";

#[derive(Debug)]
pub struct Desk {
    // Ended in reverse order of their start, and before the folder goes.
    programs: Vec<(&'static str, Process)>,
    surroundings: BTreeMap<&'static str, String>,
    folder: TempDir,
}

impl Desk {
    /// A desk with a home of its own and nothing on it: no bus, no screen.
    pub fn bare() -> Self {
        let folder = tempfile::Builder::new().prefix("desk").tempdir().expect("room");
        let mut surroundings = BTreeMap::new();
        for (variable, place) in [("HOME", "home"), ("XDG_RUNTIME_DIR", "run")] {
            let place = folder.path().join(place);
            fs::create_dir(&place).expect("an empty folder");
            fs::set_permissions(&place, fs::Permissions::from_mode(0o700)).expect("it is ours");
            let _ = surroundings.insert(variable, text(&place));
        }
        // Nothing of the machine's own desktop may be found.
        let nowhere = format!("unix:path={}", folder.path().join("nowhere").display());
        let _ = surroundings.insert("DBUS_SESSION_BUS_ADDRESS", nowhere);

        Self { programs: Vec::new(), surroundings, folder }
    }

    /// A desk with a message bus.
    pub fn with_bus() -> Self {
        let mut desk = Self::bare();
        let address = format!("unix:path={}", desk.folder.path().join("bus").display());
        let wish = format!("--address={address}");
        desk.begin("bus", &["dbus-daemon", "--session", "--nofork", "--nopidfile", &wish]);
        let _ = desk.surroundings.insert("DBUS_SESSION_BUS_ADDRESS", address);
        desk.await_true("bus", || desk.bus().is_some());
        desk
    }

    /// Puts a keyring on the desk, unlocked with [`KEY`]; where there was one, its content stays.
    pub fn add_keyring(&mut self) {
        let key = self.folder.path().join("key");
        fs::write(&key, KEY).expect("room");
        let line = format!(
            "exec gnome-keyring-daemon --foreground --unlock --components=secrets < '{}'",
            key.display()
        );
        self.begin("keyring", &["sh", "-c", &line]);
        self.await_name("keyring", "org.freedesktop.secrets");
    }

    /// Puts a keyring on the desk that nobody has unlocked, and nobody can: there is no screen.
    pub fn add_locked_keyring(&mut self) {
        self.begin("keyring", &["gnome-keyring-daemon", "--foreground", "--components=secrets"]);
        self.await_name("keyring", "org.freedesktop.secrets");
    }

    /// Takes the keyring away.
    pub fn end(&mut self, name: &str) {
        let at = self.programs.iter().position(|(known, _)| *known == name).expect("it runs");
        self.programs.remove(at).1.end(Ending::Graceful);
    }

    /// A screen, and dunst to show notifications at its upper left corner.
    pub fn add_notifications(&mut self) {
        let number = self.folder.path().join("display");
        let line = format!(
            "exec Xvfb -displayfd 3 -screen 0 640x400x24 -nolisten tcp 3> '{}'",
            number.display()
        );
        self.begin("screen", &["sh", "-c", &line]);
        let read = || fs::read_to_string(&number).unwrap_or_default();
        self.await_true("screen", || read().ends_with('\n'));
        let _ = self.surroundings.insert("DISPLAY", format!(":{}", read().trim()));

        let settings = self.folder.path().join("dunstrc");
        let rules = "[global]\norigin = top-left\noffset = 10x10\nwidth = 300\n\
                     mouse_left_click = do_action, close_current\n";
        fs::write(&settings, rules).expect("room");
        self.begin("dunst", &["dunst", "-config", &text(&settings)]);
        self.await_name("dunst", "org.freedesktop.Notifications");
    }

    /// One who moves and closes windows; where there is a screen already.
    pub fn add_window_manager(&mut self) {
        self.begin("openbox", &["openbox"]);
        let display = self.surroundings["DISPLAY"].clone();
        // Before it rules the screen, a window that opens gets no keyboard.
        self.await_true("openbox", || {
            let mut asked = Command::new("xdotool");
            let _ = asked.arg("get_num_desktops").env("DISPLAY", &display);
            asked.output().is_ok_and(|it| it.status.success())
        });
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn address(&self) -> &str {
        &self.surroundings["DBUS_SESSION_BUS_ADDRESS"]
    }

    /// Runs the other half of a test, which needs these surroundings, in a process of its own, and
    /// gives what it says.
    pub fn run(&self, test: &str) -> String {
        let us = std::env::current_exe().expect("a running test has a file");
        let output = Command::new(us)
            .args(["--exact", test, "--nocapture", "--test-threads=1"])
            .env(INSIDE, test)
            .env_remove("DISPLAY")
            .envs(&self.surroundings)
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("XAUTHORITY")
            .env_remove("XDG_DATA_HOME")
            .env_remove("XDG_CONFIG_HOME")
            .output()
            .expect("it ran once already");

        let said = String::from_utf8_lossy(&output.stdout);
        let complained = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}\n{complained}");
        assert!(said.contains("1 passed"), "there is no test {test}: {said}");
        said.into_owned()
    }

    fn begin(&mut self, name: &'static str, program: &[&str]) {
        let surroundings: Vec<(&str, &str)> =
            self.surroundings.iter().map(|(variable, value)| (*variable, value.as_str())).collect();
        let process = Process::start(program, &surroundings, self.folder.path(), &self.log(name));
        self.programs.push((name, process));
    }

    fn log(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("{name}.log"))
    }

    fn bus(&self) -> Option<zbus::blocking::Connection> {
        zbus::blocking::connection::Builder::address(self.address()).ok()?.build().ok()
    }

    fn await_name(&self, program: &str, name: &'static str) {
        let bus = self.bus().expect("it answered before");
        let bus = zbus::blocking::fdo::DBusProxy::new(&bus).expect("every bus has one");
        let name = zbus::names::BusName::try_from(name).expect("a name");
        self.await_true(program, || bus.name_has_owner(name.clone()).unwrap_or(false));
    }

    fn await_true(&self, program: &str, is_so: impl Fn() -> bool) {
        assert!(until(&is_so), "{program} does not start: {}", tail(&self.log(program)));
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        while self.programs.pop().is_some() {}
    }
}

/// Whether this process is the other half of `test`: see [`Desk::run`].
pub fn is_inside(test: &str) -> bool {
    std::env::var(INSIDE).is_ok_and(|inside| inside == test)
}

/// Looks until it is so. What other programs do shows in what they answer, and nobody tells when.
pub fn until(is_so: impl Fn() -> bool) -> bool {
    let end = Instant::now() + PATIENCE;
    while Instant::now() < end {
        if is_so() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    false
}

fn text(path: &Path) -> String {
    path.to_str().expect("a plain path").to_owned()
}
