use std::pin::pin;
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use parlance::desktop::machine::{Buses, Event, events, idle};
use zbus::zvariant::Value;
use zbus::{Connection, connection};

use crate::support::desk::{Desk, is_inside, until};

const PATIENCE: Duration = Duration::from_secs(10);

/// Plays a service of the machine.
async fn service(desk: &Desk, name: &'static str) -> Connection {
    let bus = connection::Builder::address(desk.address()).expect("an address");
    bus.name(name).expect("a name").build().await.expect("a bus")
}

/// Says it again and again until it is heard: nobody tells when somebody begins to listen.
async fn say<B>(
    bus: &Connection,
    signal: (&str, &str, &str),
    body: &B,
    events: &mut (impl Stream<Item = Event> + Unpin),
) -> Event
where
    B: serde::Serialize + zbus::zvariant::DynamicType,
{
    let (path, interface, member) = signal;
    let again = async {
        loop {
            bus.emit_signal(None::<&str>, path, interface, member, body).await.expect("a bus");
            let heard = tokio::time::timeout(Duration::from_millis(100), events.next()).await;
            if let Ok(Some(event)) = heard {
                return event;
            }
        }
    };
    tokio::time::timeout(PATIENCE, again).await.unwrap_or_else(|_| panic!("{member} is not heard"))
}

/// Says it until it is heard as this. On a busy machine what was said before is heard once more.
async fn hears<B>(
    bus: &Connection,
    signal: (&str, &str, &str),
    body: &B,
    events: &mut (impl Stream<Item = Event> + Unpin),
    expected: Event,
) where
    B: serde::Serialize + zbus::zvariant::DynamicType,
{
    for _ in 0..20 {
        if say(bus, signal, body, events).await == expected {
            return;
        }
    }
    panic!("{expected:?} is not heard");
}

#[tokio::test]
async fn the_machine_wakes_changes_its_network_and_locks_its_screen() {
    let desk = Desk::with_bus();
    let address = Some(desk.address().to_owned());
    let buses = Buses { system: address.clone(), session: address };
    let mut events = pin!(events(buses));

    let login = service(&desk, "org.freedesktop.login1").await;
    let manager = ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep");
    hears(&login, manager, &false, &mut events, Event::Woke).await;

    let network = service(&desk, "org.freedesktop.NetworkManager").await;
    let state =
        ("/org/freedesktop/NetworkManager", "org.freedesktop.NetworkManager", "StateChanged");
    hears(&network, state, &70_u32, &mut events, Event::NetworkChanged).await;

    let changed = (
        "/org/freedesktop/login1/session/_31",
        "org.freedesktop.DBus.Properties",
        "PropertiesChanged",
    );
    let hint = std::collections::HashMap::from([("LockedHint", Value::from(true))]);
    let body = ("org.freedesktop.login1.Session", hint, Vec::<String>::new());
    hears(&login, changed, &body, &mut events, Event::Locked(true)).await;

    let saver = service(&desk, "org.gnome.ScreenSaver").await;
    let active = ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged");
    hears(&saver, active, &false, &mut events, Event::Locked(false)).await;
}

#[tokio::test]
async fn what_a_stranger_on_the_bus_says_of_the_machine_is_not_believed() {
    let desk = Desk::with_bus();
    let buses = Buses { system: Some(desk.address().to_owned()), ..Buses::default() };
    let mut events = pin!(events(buses));

    let login = service(&desk, "org.freedesktop.login1").await;
    let stranger = service(&desk, "org.example.Stranger").await;
    let manager = ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep");
    let (path, interface, member) = manager;

    assert_eq!(say(&login, manager, &false, &mut events).await, Event::Woke);
    // What was said before it was heard may come late.
    while let Ok(Some(_)) = tokio::time::timeout(Duration::from_millis(200), events.next()).await {}

    stranger.emit_signal(None::<&str>, path, interface, member, &false).await.expect("a bus");
    login.emit_signal(None::<&str>, path, interface, member, &true).await.expect("a bus");
    let nothing = tokio::time::timeout(Duration::from_millis(500), events.next()).await;
    assert!(nothing.is_err(), "{nothing:?}");
}

struct Mutter;

#[zbus::interface(name = "org.gnome.Mutter.IdleMonitor")]
impl Mutter {
    fn get_idletime(&self) -> u64 {
        301_000
    }
}

#[test]
fn a_desktop_without_x11_says_on_its_bus_how_long_nobody_touched_it() {
    const NAME: &str =
        "desktop::machine::a_desktop_without_x11_says_on_its_bus_how_long_nobody_touched_it";
    if !is_inside(NAME) {
        return drop(Desk::with_bus().run(NAME));
    }

    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let builder = connection::Builder::session().expect("a bus");
        let builder = builder.serve_at("/org/gnome/Mutter/IdleMonitor/Core", Mutter);
        let builder = builder.expect("a path").name("org.gnome.Mutter.IdleMonitor");
        let _mutter = builder.expect("a name").build().await.expect("a bus");

        let first = tokio::time::timeout(PATIENCE, pin!(idle(Buses::default())).next()).await;
        assert_eq!(first, Ok(Some(Some(Duration::from_secs(301)))));
    });
}

#[test]
fn a_screen_of_x11_knows_how_long_nobody_touched_it() {
    const NAME: &str = "desktop::machine::a_screen_of_x11_knows_how_long_nobody_touched_it";
    if !is_inside(NAME) {
        let mut desk = Desk::with_bus();
        desk.add_notifications();
        return drop(desk.run(NAME));
    }

    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let look = || runtime.block_on(async { pin!(idle(Buses::default())).next().await }).flatten();
    let before = Duration::from_millis(500);
    assert!(look().expect("it says so") < PATIENCE * 10, "the screen is new");
    assert!(until(|| look() > Some(before)), "nobody touches it");

    let touched = std::process::Command::new("xdotool").args(["mousemove", "5", "5"]).status();
    assert!(touched.expect("xdotool").success());
    assert!(until(|| look() < Some(before)), "it was touched");
}

#[test]
fn where_nobody_says_it_nobody_knows_it() {
    const NAME: &str = "desktop::machine::where_nobody_says_it_nobody_knows_it";
    if !is_inside(NAME) {
        return drop(Desk::bare().run(NAME));
    }

    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let idle = runtime.block_on(async { pin!(idle(Buses::default())).next().await });
    assert_eq!(idle, Some(None));
}
