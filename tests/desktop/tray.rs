use std::collections::HashMap;
use std::pin::{Pin, pin};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use parlance::desktop::tray::{Event, Face, Picture, Tray};
use parlance::model::Show;
use tokio::sync::mpsc;
use zbus::Proxy;
use zbus::zvariant::{Dict, OwnedValue, Structure, Value};

use crate::support::desk::{Desk, is_inside, until};

const PATIENCE: Duration = Duration::from_secs(60);
const WATCHER: &str = "org.kde.StatusNotifierWatcher";

/// Plays the tray of a desktop: it only tells who wants a place.
struct Watcher(mpsc::UnboundedSender<String>);

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, service: String) {
        let _ = self.0.send(service);
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }
}

fn face(unread: bool) -> Face {
    Face {
        title: "Parlance".to_owned(),
        detail: "3 unread".to_owned(),
        unread,
        show: Show::Online,
        shows: vec![
            (Show::Online, "Available".to_owned()),
            (Show::Busy, "Do not_disturb".to_owned()),
        ],
        open: "Open".to_owned(),
        quit: "Quit".to_owned(),
    }
}

async fn soon<T>(hope: &str, next: impl Future<Output = Option<T>>) -> T {
    let next = tokio::time::timeout(PATIENCE, next).await;
    next.ok().flatten().unwrap_or_else(|| panic!("hoped {hope}"))
}

async fn event(events: &mut Pin<&mut impl Stream<Item = Event>>) -> Event {
    soon("that something happens", events.next()).await
}

/// The entries of the menu, by their names.
async fn entries(menu: &Proxy<'_>) -> HashMap<String, i32> {
    type Layout = (u32, (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>));

    let all = (0, -1, Vec::<&str>::new());
    let (_, (_, _, entries)): Layout = menu.call("GetLayout", &all).await.expect("a menu");
    let named = |entry: &OwnedValue| {
        let entry = entry.downcast_ref::<Structure>().ok()?;
        let [id, properties, ..] = entry.fields() else { return None };
        let properties = properties.downcast_ref::<Dict>().ok()?;
        let label: Option<String> = properties.get(&"label").ok()?;
        Some((label?, id.downcast_ref::<i32>().ok()?))
    };
    entries.iter().filter_map(named).collect()
}

async fn click(menu: &Proxy<'_>, name: &str) {
    let entries = entries(menu).await;
    let id = entries.get(name).unwrap_or_else(|| panic!("no {name} in {entries:?}"));
    let clicked = (id, "clicked", Value::from(0), 0_u32);
    let () = menu.call("Event", &clicked).await.expect("a menu");
}

#[test]
fn the_tray_comes_is_used_and_goes() {
    const NAME: &str = "desktop::tray::the_tray_comes_is_used_and_goes";
    if !is_inside(NAME) {
        return drop(Desk::with_bus().run(NAME));
    }

    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let picture = Picture { width: 4, height: 4, pixels: vec![9; 64] };
        let (tray, events) = Tray::new(picture);
        let mut events = pin!(events);
        assert_eq!(event(&mut events).await, Event::Shown(false), "nobody shows it yet");

        let (told, mut asked) = mpsc::unbounded_channel();
        let desktop = zbus::connection::Builder::session().expect("a bus");
        let desktop = desktop.serve_at("/StatusNotifierWatcher", Watcher(told));
        let desktop = desktop.expect("a free path").name(WATCHER).expect("a name").build().await;
        let desktop = desktop.expect("a bus");
        assert_eq!(event(&mut events).await, Event::Shown(true));
        let name = soon("that it asks for a place", asked.recv()).await;

        let item =
            Proxy::new(&desktop, name.clone(), "/StatusNotifierItem", "org.kde.StatusNotifierItem");
        let item = item.await.expect("it is there");
        let mut news = item.receive_signal("NewStatus").await.expect("a bus");
        tray.wear(face(true));
        let status = soon("that it calls", news.next()).await;
        assert_eq!(status.body().deserialize::<String>().ok().as_deref(), Some("NeedsAttention"));

        let () = item.call("Activate", &(0, 0)).await.expect("it is there");
        assert_eq!(event(&mut events).await, Event::Opened);

        let menu = Proxy::new(&desktop, name.clone(), "/MenuBar", "com.canonical.dbusmenu");
        let menu = menu.await.expect("it is there");
        click(&menu, "Do not__disturb").await;
        assert_eq!(event(&mut events).await, Event::Chosen(Show::Busy));
        click(&menu, "Open").await;
        assert_eq!(event(&mut events).await, Event::Opened);
        click(&menu, "Quit").await;
        assert_eq!(event(&mut events).await, Event::QuitAsked);

        tray.wear(face(false));
        let status = soon("that it is calm", news.next()).await;
        assert_eq!(status.body().deserialize::<String>().ok().as_deref(), Some("Active"));

        let _ = desktop.release_name(WATCHER).await.expect("it was ours");
        assert_eq!(event(&mut events).await, Event::Shown(false));

        let bus = zbus::fdo::DBusProxy::new(&desktop).await.expect("every bus has one");
        let mut owners = bus.receive_name_owner_changed().await.expect("a bus");
        drop(tray);
        let left = async {
            while let Some(change) = owners.next().await {
                let change = change.args().expect("what the bus says");
                if change.name().as_str() == name && change.new_owner().is_none() {
                    return Some(());
                }
            }
            None
        };
        soon("that it leaves its place", left).await;
    });
}

#[test]
fn without_a_bus_there_is_no_tray() {
    const NAME: &str = "desktop::tray::without_a_bus_there_is_no_tray";
    if !is_inside(NAME) {
        return drop(Desk::bare().run(NAME));
    }

    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let (_tray, events) = Tray::new(Picture::default());
        assert_eq!(event(&mut pin!(events)).await, Event::Shown(false));
    });
}

/// The program itself, in a profile below `HOME`.
fn program() -> Command {
    let profile = std::path::Path::new(&std::env::var("HOME").expect("a home")).join("profile");
    let mut command = Command::new(env!("CARGO_BIN_EXE_parlance"));
    command.arg("--profile").arg(profile).arg("--lang").arg("en");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn window() -> Option<String> {
    let search = ["search", "--onlyvisible", "--name", "^Parlance$"];
    let found = Command::new("xdotool").args(search).output().expect("xdotool");
    let found = String::from_utf8_lossy(&found.stdout).into_owned();
    found.lines().next().map(str::to_owned)
}

/// Asks for what the cross of a window asks for.
fn close_window() {
    assert!(until(|| window().is_some()), "there is a window");
    let is_active = || {
        let Some(window) = window() else { return false };
        let active = Command::new("xdotool").arg("getactivewindow").output().expect("xdotool");
        if String::from_utf8_lossy(&active.stdout).trim() == window {
            return true;
        }
        let asked = Command::new("xdotool").args(["windowactivate", &window]).output();
        assert!(asked.is_ok(), "xdotool");
        false
    };
    assert!(until(is_active), "it has the keyboard");
    let asked = Command::new("xdotool").args(["key", "alt+F4"]).status();
    assert!(asked.expect("xdotool").success());
}

fn runs(program: &mut Child) -> bool {
    program.try_wait().expect("it is ours").is_none()
}

#[test]
fn a_window_is_closed_into_the_tray_and_comes_back_when_that_goes() {
    const NAME: &str =
        "desktop::tray::a_window_is_closed_into_the_tray_and_comes_back_when_that_goes";
    if !is_inside(NAME) {
        let mut desk = Desk::with_bus();
        desk.add_notifications();
        desk.add_window_manager();
        return drop(desk.run(NAME));
    }

    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let (told, mut asked) = mpsc::unbounded_channel();
        let desktop = zbus::connection::Builder::session().expect("a bus");
        let desktop = desktop.serve_at("/StatusNotifierWatcher", Watcher(told));
        let desktop = desktop.expect("a free path").name(WATCHER).expect("a name").build().await;
        let desktop = desktop.expect("a bus");

        let mut parlance = program().spawn().expect("the program runs");
        let name = soon("that it asks for a place", asked.recv()).await;
        let item =
            Proxy::new(&desktop, name, "/StatusNotifierItem", "org.kde.StatusNotifierItem").await;
        let item = item.expect("it is there");

        close_window();
        assert!(until(|| window().is_none()), "the window is closed");
        assert!(until(|| shown_notices() == "1"), "that it goes on is told");
        assert!(runs(&mut parlance), "it goes on in the tray");

        let () = item.call("Activate", &(0, 0)).await.expect("it is there");
        assert!(until(|| window().is_some()), "a click on its sign opens the window");
        close_window();
        assert!(until(|| window().is_none()), "the window is closed again");

        assert!(program().status().expect("the program runs").success());
        assert!(until(|| window().is_some()), "so does a second start");
        close_window();
        assert!(until(|| window().is_none()), "and again");
        assert_eq!(shown_notices(), "1", "it is told once");

        let _ = desktop.release_name(WATCHER).await.expect("it was ours");
        assert!(until(|| window().is_some()), "without a tray there is a window");
        assert!(runs(&mut parlance));
        close_window();
        let ended = tokio::task::spawn_blocking(move || parlance.wait());
        let ended =
            tokio::time::timeout(PATIENCE, ended).await.expect("closing it ends the program");
        assert!(ended.expect("a thread").expect("it is ours").success(), "gracefully");
    });
}

/// How many were shown so far, those that stand included.
fn shown_notices() -> String {
    let count = |which| {
        let output = Command::new("dunstctl").args(["count", which]).output().expect("dunstctl");
        String::from_utf8_lossy(&output.stdout).trim().parse().unwrap_or(0_u32)
    };
    (count("displayed") + count("history")).to_string()
}
