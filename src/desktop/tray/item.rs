//! The place in the tray as free desktops have it (StatusNotifierItem, with the menu of
//! `com.canonical.dbusmenu`).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::StreamExt;
use ksni::menu::{RadioGroup, RadioItem, StandardItem};
use ksni::{Category, Icon, MenuItem, OfflineReason, Status, ToolTip, TrayMethods};
use tokio::sync::{mpsc, watch};
use zbus::{Connection, MessageStream};

use crate::desktop::APPLICATION_ID;
use crate::desktop::tray::{Event, Face, Picture};

/// Red and green and blue of the spot that says "unread".
const SPOT: [u8; 3] = [0xd9, 0x30, 0x25];

/// Takes the place, and keeps it until nobody gives it a face any more.
pub async fn serve(picture: Picture, mut faces: watch::Receiver<Face>, told: mpsc::Sender<Event>) {
    let (started, shown) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(true)));
    let item = Item {
        plain: icon(&picture, false),
        spotted: icon(&picture, true),
        face: faces.borrow_and_update().clone(),
        started: started.clone(),
        shown: shown.clone(),
        told: told.clone(),
    };

    // A tray may come later than the program does, at the start of a desktop.
    let handle = match item.assume_sni_available(true).spawn().await {
        Ok(handle) => handle,
        Err(error) => {
            log::debug!("no tray: {error}");
            let _ = told.send(Event::Shown(false)).await;
            return;
        }
    };
    started.store(true, Ordering::Relaxed);
    let _ = told.send(Event::Shown(shown.load(Ordering::Relaxed))).await;

    let mut ended = Box::pin(end_of_bus());
    loop {
        tokio::select! {
            changed = faces.changed() => {
                if changed.is_err() {
                    break;
                }
                let face = faces.borrow_and_update().clone();
                let _ = handle.update(move |item| item.face = face).await;
            }
            () = &mut ended => {
                let _ = told.send(Event::Shown(false)).await;
                break;
            }
        }
    }
    handle.shutdown().await;
}

/// Waits until the bus has gone away: then there is no tray, and nobody says so.
async fn end_of_bus() {
    if let Ok(bus) = Connection::session().await {
        let mut messages = MessageStream::from(&bus);
        while let Some(Ok(_)) = messages.next().await {}
    }
}

struct Item {
    plain: Icon,
    spotted: Icon,
    face: Face,
    /// From then on each change is told.
    started: Arc<AtomicBool>,
    /// Whether there is a tray.
    shown: Arc<AtomicBool>,
    told: mpsc::Sender<Event>,
}

impl Item {
    /// Who does not hear sixteen of them needs no seventeenth.
    fn tell(&self, event: Event) {
        let _ = self.told.try_send(event);
    }
}

impl ksni::Tray for Item {
    fn id(&self) -> String {
        APPLICATION_ID.to_owned()
    }

    fn category(&self) -> Category {
        Category::Communications
    }

    fn title(&self) -> String {
        self.face.title.clone()
    }

    fn status(&self) -> Status {
        if self.face.unread { Status::NeedsAttention } else { Status::Active }
    }

    // The picture itself and not its name: it is there too where the program is not installed.
    fn icon_pixmap(&self) -> Vec<Icon> {
        vec![if self.face.unread { self.spotted.clone() } else { self.plain.clone() }]
    }

    fn attention_icon_pixmap(&self) -> Vec<Icon> {
        vec![self.spotted.clone()]
    }

    fn tool_tip(&self) -> ToolTip {
        ToolTip {
            title: self.face.title.clone(),
            description: self.face.detail.clone(),
            ..ToolTip::default()
        }
    }

    fn activate(&mut self, _x: i32, _y: i32) {
        self.tell(Event::Opened);
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        let shows: Vec<_> = self.face.shows.iter().map(|(show, _)| *show).collect();
        let selected = shows.iter().position(|show| *show == self.face.show);
        let options = self
            .face
            .shows
            .iter()
            .map(|(_, name)| RadioItem { label: label(name), ..RadioItem::default() });
        let shows = RadioGroup {
            selected: selected.unwrap_or(usize::MAX),
            options: options.collect(),
            select: Box::new(move |item: &mut Self, index| {
                if let Some(show) = shows.get(index) {
                    item.tell(Event::Chosen(*show));
                }
            }),
        };
        let entry = |name: &str, event| {
            StandardItem {
                label: label(name),
                activate: Box::new(move |item: &mut Self| item.tell(event)),
                ..StandardItem::default()
            }
            .into()
        };

        vec![
            entry(&self.face.open, Event::Opened),
            MenuItem::Separator,
            shows.into(),
            MenuItem::Separator,
            entry(&self.face.quit, Event::QuitAsked),
        ]
    }

    fn watcher_online(&self) {
        self.shown.store(true, Ordering::Relaxed);
        self.tell(Event::Shown(true));
    }

    fn watcher_offline(&self, reason: OfflineReason) -> bool {
        log::debug!("the tray is gone: {reason:?}");
        self.shown.store(false, Ordering::Relaxed);
        if self.started.load(Ordering::Relaxed) {
            self.tell(Event::Shown(false));
        }
        true
    }
}

/// In a menu's entry an underscore marks the letter to press, and two of them are one.
fn label(name: &str) -> String {
    name.replace('_', "__")
}

/// The sign as trays want it: opacity first. With a spot at its lower right corner, if so wished.
fn icon(picture: &Picture, spotted: bool) -> Icon {
    let (width, height) = (picture.width, picture.height);
    let mut data = picture.pixels.clone();
    for (index, pixel) in data.chunks_exact_mut(4).enumerate() {
        if spotted && in_spot(index, width, height) {
            pixel[..3].copy_from_slice(&SPOT);
            pixel[3] = u8::MAX;
        }
        pixel.rotate_right(1);
    }

    Icon {
        width: i32::try_from(width).unwrap_or_default(),
        height: i32::try_from(height).unwrap_or_default(),
        data,
    }
}

/// A disc of half the width.
fn in_spot(index: usize, width: u32, height: u32) -> bool {
    let (width, height) = (width as usize, height as usize);
    let radius = width / 4;
    let (x, y) = (index % width.max(1), index / width.max(1));
    let (dx, dy) = (x.abs_diff(width - radius), y.abs_diff(height.saturating_sub(radius)));
    dx * dx + dy * dy < radius * radius
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spot_is_in_the_lower_right_and_nowhere_else() {
        let blue = Picture { width: 8, height: 8, pixels: [0, 0, 255, 255].repeat(64) };

        let plain = icon(&blue, false);
        assert_eq!(plain.data, [255, 0, 0, 255].repeat(64));

        let spotted = icon(&blue, true);
        let at = |x: usize, y: usize| spotted.data[(y * 8 + x) * 4..][..4].to_vec();
        assert_eq!(at(6, 6), [255, SPOT[0], SPOT[1], SPOT[2]]);
        assert_eq!((at(0, 0), at(7, 0), at(0, 7)), (plain.data[..4].to_vec(), at(0, 0), at(0, 0)));
    }

    #[test]
    fn a_picture_of_nothing_is_an_icon_of_nothing() {
        assert!(icon(&Picture::default(), true).data.is_empty());
    }
}
