//! A program that ends with the test, however the test ends.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Runs the program and waits for one word on its standard input: the signal to end it with. The end
/// of the input, which comes when the test's process is gone, is a `TERM`, and takes the folder away.
const GUARD: &str = r#"
folder=$1; shift
"$@" < /dev/null & child=$!
if read -r signal; then gone=no; else gone=yes; signal=TERM; fi
kill -"$signal" "$child" 2> /dev/null
( sleep 10; kill -KILL "$child" ) > /dev/null 2>&1 & patience=$!
wait "$child" 2> /dev/null
kill "$patience" 2> /dev/null
if [ "$gone" = yes ]; then rm -rf "$folder"; fi
"#;

/// How a program is to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// As an administrator would: SIGTERM.
    Graceful,
    /// As a crash: SIGKILL.
    Sudden,
}

/// A running program and the shell that guards it, in a process group of their own, so that Ctrl+C
/// reaches the test alone.
#[derive(Debug)]
pub struct Process {
    guard: Child,
}

impl Process {
    /// Starts `program`, a program and its arguments, in `folder`; what it says goes to the end of
    /// `log`. Both ends of its input are closed.
    pub fn start(
        program: &[&str],
        surroundings: &[(&str, &str)],
        folder: &Path,
        log: &Path,
    ) -> Self {
        let log = File::options().create(true).append(true).open(log).expect("a log in the folder");

        let guard = Command::new("sh")
            .args(["-c", GUARD, "guard"])
            .arg(folder)
            .args(program)
            .envs(surroundings.iter().copied())
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(log.try_clone().expect("a second handle"))
            .stderr(log)
            .process_group(0)
            .spawn()
            .expect("every system has a shell");

        Self { guard }
    }

    /// Ends the program and waits until it is gone.
    pub fn end(&mut self, ending: Ending) {
        let signal: &[u8] = match ending {
            Ending::Graceful => b"TERM\n",
            Ending::Sudden => b"KILL\n",
        };

        if let Some(mut input) = self.guard.stdin.take() {
            let _ = input.write_all(signal);
        }
        let _ = self.guard.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end(Ending::Sudden);
    }
}

/// The last lines of a log, for a failing test's message.
pub fn tail(log: &Path) -> String {
    let text = fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(30)..].join("\n")
}
