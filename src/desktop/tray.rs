//! A place in the tray of the desktop: a sign, what is unread, and a small menu.
//!
//! Free desktops have it by the StatusNotifierItem specification. On other systems there is no such
//! place yet: nothing is told, and so a window that is closed ends the program there.

#[cfg(target_os = "linux")]
mod item;
#[cfg(not(target_os = "linux"))]
#[path = "tray/absent.rs"]
mod item;

use futures_util::{Stream, stream};
use tokio::sync::{mpsc, watch};

use crate::model::Show;

/// How many events wait to be heard.
const AHEAD: usize = 16;

/// What is shown there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Face {
    /// The program's name, and what is to be said with it.
    pub title: String,
    pub detail: String,
    /// Something waits to be read.
    pub unread: bool,
    pub show: Show,
    /// The choices of the menu, with their names.
    pub shows: Vec<(Show, String)>,
    pub open: String,
    pub quit: String,
}

/// The program's sign.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Picture {
    pub width: u32,
    pub height: u32,
    /// Red, green, blue and opacity of each pixel, row by row.
    pub pixels: Vec<u8>,
}

/// What happens there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Whether somebody shows the sign now.
    Shown(bool),
    Opened,
    Chosen(Show),
    QuitAsked,
}

/// What gives the tray its face.
#[derive(Debug)]
pub struct Tray {
    faces: watch::Sender<Face>,
}

impl Tray {
    /// A tray, and what happens there. It takes its place once the stream is polled, within a runtime
    /// of tokio, and leaves it with this.
    pub fn new(picture: Picture) -> (Self, impl Stream<Item = Event> + Send) {
        let (faces, shown) = watch::channel(Face::default());
        let (told, events) = mpsc::channel(AHEAD);

        let start = Some((picture, shown, told));
        let events = stream::unfold((events, start), |(mut events, start)| async move {
            if let Some((picture, shown, told)) = start {
                drop(tokio::spawn(item::serve(picture, shown, told)));
            }
            events.recv().await.map(|event| (event, (events, None)))
        });
        (Self { faces }, events)
    }

    /// Shows this from now on; the same again costs nothing.
    pub fn wear(&self, face: Face) {
        let _ = self.faces.send_if_modified(|worn| {
            let other = *worn != face;
            *worn = face;
            other
        });
    }
}
