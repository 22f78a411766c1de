//! How long nobody has touched the machine: by X11's screen saver extension where the desktop is one
//! of X11, else by what the desktop says on its bus.

use std::io::IoSlice;
use std::time::Duration;

use tokio::task::spawn_blocking;
use x11rb::connection::{Connection as _, RequestConnection};
use x11rb::protocol::xproto::GetInputFocusReply;
use x11rb::rust_connection::RustConnection;
use zbus::Connection;

use crate::desktop::machine::{Buses, bus};

/// How long a desktop may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// The services that know it. All of them count in milliseconds; that of the ScreenSaver too, as
/// Plasma has it.
const SERVICES: [(&str, &str, &str, &str); 2] = [
    (
        "org.gnome.Mutter.IdleMonitor",
        "/org/gnome/Mutter/IdleMonitor/Core",
        "org.gnome.Mutter.IdleMonitor",
        "GetIdletime",
    ),
    (
        "org.freedesktop.ScreenSaver",
        "/org/freedesktop/ScreenSaver",
        "org.freedesktop.ScreenSaver",
        "GetSessionIdleTime",
    ),
];

/// Whoever knows it, once found.
pub struct Source {
    buses: Buses,
    bus: Option<Connection>,
    screen: Option<Screen>,
}

impl Source {
    pub fn new(buses: Buses) -> Self {
        Self { buses, bus: None, screen: None }
    }

    pub async fn look(&mut self) -> Option<Duration> {
        // Under Wayland, what X11 knows of is the least of it.
        let wayland = std::env::var_os("WAYLAND_DISPLAY").is_some_and(|it| !it.is_empty());
        if !wayland && let Some(idle) = self.look_at_screen().await {
            return Some(idle);
        }

        let bus = self.bus().await?;
        for (service, path, interface, method) in SERVICES {
            let asked = bus.call_method(Some(service), path, Some(interface), method, &());
            let Ok(Ok(answer)) = tokio::time::timeout(PATIENCE, asked).await else { continue };
            let body = answer.body();
            let millis = body.deserialize().or_else(|_| body.deserialize::<u32>().map(u64::from));
            if let Ok(millis) = millis {
                return Some(Duration::from_millis(millis));
            }
        }
        None
    }

    async fn look_at_screen(&mut self) -> Option<Duration> {
        let screen = self.screen.take();
        let looked = spawn_blocking(move || {
            let screen = match screen {
                Some(screen) => screen,
                None => Screen::open()?,
            };
            let idle = screen.idle()?;
            Some((screen, idle))
        });
        let (screen, idle) = looked.await.ok()??;
        self.screen = Some(screen);
        Some(idle)
    }

    async fn bus(&mut self) -> Option<Connection> {
        if self.bus.is_none() {
            let bus = match &self.buses.session {
                Some(address) => bus::open(address).await,
                None => Connection::session().await,
            };
            self.bus = bus.ok();
        }
        self.bus.clone()
    }
}

/// A screen of X11 that knows when it was touched last.
struct Screen {
    connection: RustConnection,
    root: u32,
    opcode: u8,
}

impl Screen {
    fn open() -> Option<Self> {
        let (connection, number) = x11rb::connect(None).ok()?;
        let opcode = connection.extension_information("MIT-SCREEN-SAVER").ok()??.major_opcode;
        let root = connection.setup().roots.get(number)?.root;
        Some(Self { connection, root, opcode })
    }

    /// `ScreenSaverQueryInfo` (X11 Screen Saver Extension, version 1.1), by hand: its own feature of
    /// the crate would have the whole toolkit compiled anew for twelve bytes.
    fn idle(&self) -> Option<Duration> {
        let length = 2_u16.to_ne_bytes();
        let root = self.root.to_ne_bytes();
        let request = [self.opcode, 1, length[0], length[1], root[0], root[1], root[2], root[3]];
        let asked = self
            .connection
            .send_request_with_reply::<GetInputFocusReply>(&[IoSlice::new(&request)], Vec::new());
        let reply = asked.ok()?.raw_reply().ok()?;
        since_input(&reply).map(Duration::from_millis)
    }
}

/// The milliseconds since the last input, out of the reply.
fn since_input(reply: &[u8]) -> Option<u64> {
    let bytes = reply.get(16..20)?;
    Some(u64::from(u32::from_ne_bytes(bytes.try_into().ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_that_is_cut_says_nothing() {
        let mut reply = [0_u8; 32];
        reply[16..20].copy_from_slice(&90_000_u32.to_ne_bytes());
        assert_eq!(since_input(&reply), Some(90_000));
        assert_eq!(since_input(&reply[..19]), None);
    }
}
