//! Notifications where the desktop is one of a kind: shown, and left to themselves.

use std::time::Duration;

use notify_rust::Notification;
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

use crate::desktop::notify::Notice;

/// How long whoever shows notifications may take to answer.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// Shows them.
#[derive(Debug, Default)]
pub struct Bubbles;

/// One that was shown. The system neither tells of clicks nor takes it back.
#[derive(Debug)]
pub struct Bubble;

impl Bubbles {
    pub async fn show(&mut self, notice: &Notice, _instead: Option<u32>) -> Option<Bubble> {
        let mut notification = Notification::new();
        let _ = notification.appname("Parlance").summary(&notice.title).body(&notice.body);

        match spawn_blocking(move || notification.show().map(drop)).await {
            Ok(Ok(())) => Some(Bubble),
            Ok(Err(error)) => {
                log::debug!("nobody shows notifications: {error}");
                None
            }
            Err(_) => None,
        }
    }
}

impl Bubble {
    pub fn id(&self) -> u32 {
        0
    }

    /// Waits until it is withdrawn or replaced; it is never clicked.
    pub async fn stand(self, withdrawn: oneshot::Receiver<()>) -> bool {
        let _ = withdrawn.await;
        false
    }
}
