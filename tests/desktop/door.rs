use std::io::Write;
use std::path::Path;
use std::pin::pin;
use std::process::{Command, Output, Stdio};

use futures_util::StreamExt;
use parlance::app::remote::order::{Answer, Order};
use parlance::desktop::instance::{Claim, claim, requests};
use parlance::desktop::paths::Paths;

/// Starts the program in a home of its own, where no window could open.
fn start(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_parlance"));
    command
        .args(arguments)
        .env_clear()
        .env("HOME", home)
        .env("LANG", "en_GB.UTF-8")
        .stdin(Stdio::null());
    command
}

fn run(home: &Path, arguments: &[&str]) -> Output {
    start(home, arguments).output().expect("the program runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn complained(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn profile(home: &Path) -> Paths {
    let paths = Paths::of(Some(home)).expect("paths");
    paths.create().expect("room");
    paths
}

#[test]
fn it_says_its_version_and_how_it_is_used() {
    let home = tempfile::tempdir().expect("a folder");

    let version = run(home.path(), &["--version"]);
    assert!(version.status.success());
    assert_eq!(said(&version), format!("Parlance {}\n", env!("CARGO_PKG_VERSION")));

    let help = run(home.path(), &["--help"]);
    assert!(help.status.success());
    assert!(said(&help).starts_with("Usage: parlance"));
    let help = run(home.path(), &["--lang", "zh", "--help"]);
    assert!(said(&help).starts_with("用法：parlance"));

    let left = std::fs::read_dir(home.path()).expect("it exists").count();
    assert_eq!(left, 0, "to be asked leaves nothing behind");
}

#[test]
fn what_goes_wrong_before_the_window_is_told_on_standard_error() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().to_str().expect("a plain path");

    let unknown = run(home.path(), &["--colour"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(complained(&unknown).contains("--colour"));

    let nobody = run(home.path(), &["--profile", folder, "remote", "state"]);
    assert_eq!(nobody.status.code(), Some(1));
    assert_eq!(complained(&nobody), "Parlance does not run with this profile.\n");

    let account = ["--profile", folder, "--account", "a@example.com", "--password-fd", "77"];
    let unread = run(home.path(), &account);
    assert_eq!(unread.status.code(), Some(1));
    assert!(complained(&unread).starts_with("The password could not be read"));

    let file = home.path().join("file");
    std::fs::write(&file, "").expect("room");
    let blocked = run(home.path(), &["--profile", file.to_str().expect("a plain path")]);
    assert_eq!(blocked.status.code(), Some(1));
    assert!(complained(&blocked).starts_with("The folder"));
}

// The door answers while the test waits for the other process.
#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_hands_over_to_the_first() {
    let home = tempfile::tempdir().expect("a folder");
    let paths = profile(home.path());
    let folder = home.path().to_str().expect("a plain path").to_owned();
    let Claim::First(_lock) = claim(&paths).expect("a lock") else { panic!("nobody else is here") };
    let mut requests = pin!(requests(paths));

    let cases: [(&[&str], Order, Answer, i32, &str); 5] = [
        (&[], Order::Raise, Answer::done(), 0, ""),
        (
            &["xmpp:tea@rooms.example?join;nick=Bob"],
            Order::Open { address: "xmpp:tea@rooms.example?join;nick=Bob".to_owned() },
            Answer::done(),
            0,
            "",
        ),
        (
            &["remote", "state"],
            Order::State,
            Answer::state(serde_json::json!({ "unread": 3 })),
            0,
            "{\n  \"unread\": 3\n}\n",
        ),
        (
            &["remote", "send", "a@example.com", "你好"],
            Order::Send { address: "a@example.com".to_owned(), text: "你好".to_owned() },
            Answer::refused("there is no account"),
            1,
            "",
        ),
        (&["remote", "quit"], Order::Quit, Answer::done(), 0, ""),
    ];

    for (arguments, order, answer, code, output) in cases {
        let child = start(home.path(), &["--profile", &folder])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");

        let request = requests.next().await.expect("an order");
        assert_eq!(Order::parse(&request.line), Ok(order), "{arguments:?}");
        request.answer(answer.line());

        let ended = child.wait_with_output().expect("it ends");
        assert_eq!(ended.status.code(), Some(code), "{}", complained(&ended));
        assert_eq!(said(&ended), output, "{arguments:?}");
    }
}

#[tokio::test]
async fn a_stranger_at_the_door_who_speaks_no_order_is_sent_away() {
    let home = tempfile::tempdir().expect("a folder");
    let paths = profile(home.path());
    let mut orders = pin!(parlance::app::remote::orders(paths.clone()));

    let asking = tokio::task::spawn_blocking(move || {
        let patience = std::time::Duration::from_secs(5);
        parlance::desktop::instance::call(&paths, "{\"order\":\"dance\"}", patience)
    });
    let answer = tokio::select! {
        answer = asking => answer.expect("it ends").expect("an answer"),
        order = orders.next() => panic!("{order:?}"),
    };
    let answer = Answer::parse(&answer).expect("an answer");
    assert!(!answer.done && answer.reason.is_some(), "{answer:?}");
}

#[test]
fn a_password_comes_by_standard_input() {
    let home = tempfile::tempdir().expect("a folder");
    let account = ["--account", "a@example.com", "--password-fd", "0", "--profile", "/dev/null"];
    let mut child = start(home.path(), &account)
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    child.stdin.take().expect("a pipe").write_all(b"secret\n").expect("it reads");

    // It is read before anything else; the profile is what fails.
    let ended = child.wait_with_output().expect("it ends");
    assert!(complained(&ended).starts_with("The folder"), "{}", complained(&ended));
}
