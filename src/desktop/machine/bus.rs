//! What the buses of a free desktop say of the machine.

use futures_util::StreamExt;
use tokio::sync::mpsc;
use zbus::message::{Body, Type};
use zbus::zvariant::OwnedValue;
use zbus::{Connection, MatchRule, MessageStream, connection};

use crate::desktop::machine::{Buses, Event};

/// How many signals wait to be read.
const AHEAD: usize = 16;

/// `NM_STATE_CONNECTED_GLOBAL` of NetworkManager.
const CONNECTED: u32 = 70;

/// Who tells that the screen is locked; all with the same signal.
const SCREENSAVERS: [&str; 4] = [
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
];

/// Listens at both buses until nobody hears any more. A bus that is not there is left alone.
pub fn listen(buses: Buses, told: &mpsc::Sender<Event>) {
    let Buses { system, session } = buses;
    drop(tokio::spawn(system_bus(system, told.clone())));
    drop(tokio::spawn(session_bus(session, told.clone())));
}

async fn system_bus(address: Option<String>, told: mpsc::Sender<Event>) {
    let bus = match address {
        Some(address) => open(&address).await,
        None => Connection::system().await,
    };
    let Some(bus) = there("system", bus) else { return };

    let sleep = Signal {
        sender: Some("org.freedesktop.login1"),
        interface: "org.freedesktop.login1.Manager",
        member: "PrepareForSleep",
        read: |body| matches!(body.deserialize(), Ok(false)).then_some(Event::Woke),
    };
    let network = Signal {
        sender: Some("org.freedesktop.NetworkManager"),
        interface: "org.freedesktop.NetworkManager",
        member: "StateChanged",
        read: |body| {
            let state = body.deserialize::<u32>();
            state.is_ok_and(|state| state == CONNECTED).then_some(Event::NetworkChanged)
        },
    };
    let lock = Signal {
        sender: Some("org.freedesktop.login1"),
        interface: "org.freedesktop.DBus.Properties",
        member: "PropertiesChanged",
        read: locked_hint,
    };

    let [sleep, network, lock] = [sleep, network, lock].map(|it| it.hear(&bus, told.clone()));
    let _ = tokio::join!(sleep, network, lock);
}

async fn session_bus(address: Option<String>, told: mpsc::Sender<Event>) {
    let bus = match address {
        Some(address) => open(&address).await,
        None => Connection::session().await,
    };
    let Some(bus) = there("session", bus) else { return };

    let screensavers = SCREENSAVERS.map(|interface| {
        let signal = Signal {
            sender: None,
            interface,
            member: "ActiveChanged",
            read: |body| body.deserialize().ok().map(Event::Locked),
        };
        signal.hear(&bus, told.clone())
    });
    let _ = futures_util::future::join_all(screensavers).await;
}

pub async fn open(address: &str) -> zbus::Result<Connection> {
    connection::Builder::address(address)?.build().await
}

fn there(name: &str, bus: zbus::Result<Connection>) -> Option<Connection> {
    bus.inspect_err(|error| log::debug!("no {name} bus: {error}")).ok()
}

/// A signal that is an event, sometimes.
struct Signal {
    /// Whose it must be; the bus sees to that.
    sender: Option<&'static str>,
    interface: &'static str,
    member: &'static str,
    read: fn(&Body) -> Option<Event>,
}

impl Signal {
    async fn hear(self, bus: &Connection, told: mpsc::Sender<Event>) {
        let signals = match self.rule() {
            Ok(rule) => MessageStream::for_match_rule(rule, bus, Some(AHEAD)).await,
            Err(error) => Err(error),
        };
        let mut signals = match signals {
            Ok(signals) => signals,
            Err(error) => {
                log::debug!("{} is not told: {error}", self.member);
                return;
            }
        };

        loop {
            let signal = tokio::select! {
                () = told.closed() => return,
                signal = signals.next() => signal,
            };
            let Some(Ok(signal)) = signal else { return };
            if let Some(event) = (self.read)(&signal.body()) {
                // Who does not hear sixteen of them needs no seventeenth.
                let _ = told.try_send(event);
            }
        }
    }

    fn rule(&self) -> zbus::Result<MatchRule<'static>> {
        let rule = MatchRule::builder()
            .msg_type(Type::Signal)
            .interface(self.interface)?
            .member(self.member)?;
        let rule = match self.sender {
            Some(sender) => rule.sender(sender)?,
            None => rule,
        };
        Ok(rule.build())
    }
}

/// The hint that a session is locked; a person has one session, as a rule.
fn locked_hint(body: &Body) -> Option<Event> {
    type Changed = std::collections::HashMap<String, OwnedValue>;

    let (interface, changed, _) = body.deserialize::<(String, Changed, Vec<String>)>().ok()?;
    if interface != "org.freedesktop.login1.Session" {
        return None;
    }
    bool::try_from(changed.get("LockedHint")?).ok().map(Event::Locked)
}
