//! Where there is no tray that the program knows.

use tokio::sync::{mpsc, watch};

use crate::desktop::tray::{Event, Face, Picture};

pub async fn serve(_: Picture, _: watch::Receiver<Face>, told: mpsc::Sender<Event>) {
    let _ = told.send(Event::Shown(false)).await;
}
