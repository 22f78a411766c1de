//! The door: arguments, places, who was here first, log, settings; then the window.

use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::time::Duration;

use parlance::app::arguments::{Arguments, Errand, Window};
use parlance::app::opening::{Opening, SignIn};
use parlance::app::remote::order::{Answer, Order};
use parlance::desktop::instance::{self, Claim, Lock};
use parlance::desktop::paths::Paths;
use parlance::desktop::{descriptor, log, renderer, settings};
use parlance::i18n::{self, t};
use parlance::model::Password;

/// How long a start waits for the one before it to listen.
const OPENING: Duration = Duration::from_secs(10);

/// Why the program ends before it has a window, in the person's words.
enum Failure {
    /// The command line is wrong.
    Usage(String),
    Other(String),
}

fn main() -> ExitCode {
    i18n::speak("");

    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Usage(text)) => {
            complain(&format!("{text}\n{}", t("start-try-help")));
            ExitCode::from(2)
        }
        Err(Failure::Other(text)) => {
            complain(&text);
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Failure> {
    let arguments = Arguments::parse(std::env::args_os().skip(1))
        .map_err(|error| Failure::Usage(error.text()))?;
    if let Some(language) = &arguments.language {
        i18n::speak(language);
    }

    match arguments.errand.clone() {
        Errand::Help => {
            say(&t("start-usage"));
            Ok(())
        }
        Errand::Version => {
            say(&format!("Parlance {}", env!("CARGO_PKG_VERSION")));
            Ok(())
        }
        Errand::Remote(order) => remote(&places(&arguments)?, &order, Duration::ZERO),
        Errand::Open(window) => open(&arguments, *window),
    }
}

fn open(arguments: &Arguments, window: Window) -> Result<(), Failure> {
    // Before anything is opened: the descriptor must be the one that the caller means.
    let password = window.password.map(read_password).transpose()?;

    let paths = places(arguments)?;
    paths.create().map_err(|(folder, error)| {
        let (path, reason) = (folder.display().to_string(), error.to_string());
        Failure::Other(t!("start-folder-failed", path = path, reason = reason))
    })?;

    let Some(lock) = claim(&paths)? else {
        let order = window.uri.map_or(Order::Raise, |uri| Order::Open { address: uri.whole() });
        return remote(&paths, &order, OPENING);
    };

    if let Err(error) = log::start(&paths.log()) {
        complain(&t!(
            "start-folder-failed",
            path = paths.log().display().to_string(),
            reason = error.to_string(),
        ));
    }
    let settings::Loaded { settings, damage } = settings::load(&paths.settings());
    if arguments.language.is_none() {
        i18n::speak(&settings.appearance.language);
    }
    renderer::prepare(settings.appearance.renderer);

    let sign_in = window.account.map(|address| SignIn {
        address,
        host: window.host,
        pin: window.pin,
        password,
    });
    show(Opening { paths, settings, damage, lock, theme: window.theme, sign_in, uri: window.uri })
}

fn show(opening: Opening) -> Result<(), Failure> {
    // The toolkit panics where it finds no display.
    let shown = catch_unwind(AssertUnwindSafe(|| parlance::app::run(opening)));
    let reason = match shown {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(error)) => error.to_string(),
        Err(_) => t("start-panic").into_owned(),
    };
    Err(Failure::Other(t!("start-window-failed", reason = reason)))
}

fn read_password(number: u32) -> Result<Password, Failure> {
    descriptor::password(number)
        .map_err(|error| Failure::Other(t!("start-password-failed", reason = error.to_string())))
}

fn places(arguments: &Arguments) -> Result<Paths, Failure> {
    Paths::of(arguments.profile.as_deref())
        .ok_or_else(|| Failure::Other(t("start-no-home").into_owned()))
}

/// Takes the profile; `None` where another start has it.
fn claim(paths: &Paths) -> Result<Option<Lock>, Failure> {
    match instance::claim(paths) {
        Ok(Claim::First(lock)) => Ok(Some(lock)),
        Ok(Claim::Taken) => Ok(None),
        Err(error) => {
            let (path, reason) = (paths.lock().display().to_string(), error.to_string());
            Err(Failure::Other(t!("start-folder-failed", path = path, reason = reason)))
        }
    }
}

/// Hands an order to the start that has the profile, and says what it answers.
fn remote(paths: &Paths, order: &Order, opening: Duration) -> Result<(), Failure> {
    let line = instance::call(paths, &order.line(), opening).map_err(|error| {
        Failure::Other(match error {
            instance::Error::NotRunning if opening.is_zero() => t("start-not-running").into_owned(),
            instance::Error::NotRunning | instance::Error::Silent => {
                t("start-runs-elsewhere").into_owned()
            }
            other => t!("start-socket-failed", reason = other.to_string()),
        })
    })?;

    let answer = Answer::parse(&line)
        .map_err(|error| Failure::Other(t!("start-socket-failed", reason = error)))?;
    if !answer.done {
        let reason = answer.reason.unwrap_or_default();
        return Err(Failure::Other(t!("start-refused", reason = reason)));
    }
    if let Some(state) = answer.state {
        say(&format!("{state:#}"));
    }
    Ok(())
}

/// To whoever reads the output; where nobody does, nothing is lost.
fn say(text: &str) {
    let _ = writeln!(io::stdout(), "{text}");
}

fn complain(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}
