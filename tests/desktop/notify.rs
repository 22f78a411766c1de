use std::process::Command;
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use parlance::desktop::notify::{Category, Notice, Notifier};
use tokio::sync::mpsc;
use zbus::zvariant::OwnedValue;

use crate::support::desk::{Desk, is_inside, until};

const PATIENCE: Duration = Duration::from_secs(10);

fn notice(title: &str, body: &str) -> Notice {
    Notice {
        title: title.to_owned(),
        body: body.to_owned(),
        action: "Open".to_owned(),
        category: Category::Message,
        audible: body != "again",
    }
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Runtime::new().expect("a runtime").block_on(work)
}

async fn soon<T>(hope: &str, next: impl Future<Output = Option<T>>) -> T {
    let next = tokio::time::timeout(PATIENCE, next).await;
    next.ok().flatten().unwrap_or_else(|| panic!("hoped {hope}"))
}

/// What dunst shows, waits to show, and has shown.
fn count(which: &str) -> String {
    let output = Command::new("dunstctl").args(["count", which]).output().expect("dunstctl");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn click_at(place: (&str, &str)) {
    let moved = ["mousemove", place.0, place.1, "click", "1"];
    assert!(Command::new("xdotool").args(moved).status().expect("xdotool").success());
}

fn pinned<K>(stream: impl Stream<Item = K> + Send) -> std::pin::Pin<Box<impl Stream<Item = K>>> {
    Box::pin(stream)
}

#[test]
fn a_notice_is_seen_replaced_clicked_and_withdrawn() {
    const NAME: &str = "desktop::notify::a_notice_is_seen_replaced_clicked_and_withdrawn";
    if !is_inside(NAME) {
        let mut desk = Desk::with_bus();
        desk.add_notifications();
        return drop(desk.run(NAME));
    }

    let (notifier, clicks) = Notifier::start();
    let mut clicks = pinned(clicks);
    let shows = |number: &str| {
        assert!(until(|| count("displayed") == number), "{} are shown", count("displayed"));
    };

    notifier.show("juliet", notice("Juliet", "Wherefore art thou?"));
    shows("1");
    notifier.show("juliet", notice("Juliet", "Deny thy father"));
    notifier.show("nurse", notice("Nurse", "Madam!"));
    shows("2");

    notifier.withdraw("nurse");
    shows("1");
    click_at(("100", "40"));
    let clicked = block_on(soon("that the click is heard", clicks.next()));
    assert_eq!(clicked, "juliet");
    shows("0");

    // What was clicked away comes back when there is more to say.
    notifier.show("juliet", notice("Juliet", "And refuse thy name"));
    shows("1");
    notifier.withdraw("juliet");
    shows("0");

    notifier.show("juliet", notice("Juliet", "Good night"));
    shows("1");
    drop(notifier);
    shows("0");
}

/// Shows nothing, and tells what it was asked to show.
struct Daemon {
    asked: mpsc::UnboundedSender<(u32, String, String)>,
    last: u32,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Daemon {
    fn get_capabilities(&self) -> Vec<String> {
        ["body", "body-markup", "actions"].map(str::to_owned).to_vec()
    }

    #[allow(clippy::too_many_arguments)]
    fn notify(
        &mut self,
        _application: &str,
        instead: u32,
        _icon: &str,
        title: String,
        body: String,
        _actions: Vec<String>,
        hints: std::collections::HashMap<String, OwnedValue>,
        _timeout: i32,
    ) -> u32 {
        assert!(hints.contains_key("desktop-entry"));
        let sound = hints.get("sound-name").and_then(|it| it.downcast_ref::<String>().ok());
        let silent = hints.get("suppress-sound").and_then(|it| it.downcast_ref::<bool>().ok());
        match body.as_str() {
            "again" => assert_eq!((sound, silent), (None, Some(true))),
            _ => assert_eq!((sound.as_deref(), silent), (Some("message-new-instant"), None)),
        }
        let _ = self.asked.send((instead, title, body));
        self.last += 1;
        if instead == 0 { self.last } else { instead }
    }

    fn close_notification(&self, _id: u32) {}
}

#[test]
fn a_stranger_s_markup_is_shown_as_text_and_a_second_word_replaces_the_first() {
    const NAME: &str = "desktop::notify::a_stranger_s_markup_is_shown_as_text_and_a_second_word_replaces_the_first";
    if !is_inside(NAME) {
        return drop(Desk::with_bus().run(NAME));
    }

    block_on(async {
        let (asked, mut heard) = mpsc::unbounded_channel();
        let _bus = zbus::connection::Builder::session()
            .expect("a bus")
            .serve_at("/org/freedesktop/Notifications", Daemon { asked, last: 6 })
            .expect("a free path")
            .name("org.freedesktop.Notifications")
            .expect("a free name")
            .build()
            .await
            .expect("a bus");

        let (notifier, _clicks) = Notifier::start();
        notifier.show(1, notice("Tom & <i>Jerry</i>", "<img src=\"http://example.com\"/> & more"));
        notifier.show(1, notice("Tom", "again"));

        let first = soon("to be asked", heard.recv()).await;
        let body = "&lt;img src=\"http://example.com\"/&gt; &amp; more".to_owned();
        assert_eq!(first, (0, "Tom & <i>Jerry</i>".to_owned(), body));
        let second = soon("to be asked again", heard.recv()).await;
        assert_eq!(second, (7, "Tom".to_owned(), "again".to_owned()));
    });
}

#[test]
fn where_nobody_shows_notifications_nothing_happens() {
    const NAME: &str = "desktop::notify::where_nobody_shows_notifications_nothing_happens";
    if !is_inside(NAME) {
        return drop(Desk::bare().run(NAME));
    }

    let (notifier, clicks) = Notifier::start();
    notifier.show(1, notice("Juliet", "Is anybody there?"));
    notifier.withdraw(1);
    drop(notifier);

    // The thread is done with both, and ends.
    let rest = block_on(async { tokio::time::timeout(PATIENCE, pinned(clicks).next()).await });
    assert_eq!(rest, Ok(None));
}
