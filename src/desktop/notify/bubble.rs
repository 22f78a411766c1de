//! Notifications as free desktops have them (Desktop Notifications Specification 1.3).

use std::time::Duration;

use notify_rust::{Hint, Notification, NotificationHandle, NotificationResponse};
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::desktop::APPLICATION_ID;
use crate::desktop::notify::Notice;

/// How long whoever shows notifications may take to answer.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// Of a message that came, as the Sound Naming Specification calls it.
const SOUND: &str = "message-new-instant";

/// Shows them.
#[derive(Debug, Default)]
pub struct Bubbles {
    /// Whether bodies are read as markup; `None` until that is known.
    markup: Option<bool>,
}

/// One that stands.
#[derive(Debug)]
pub struct Bubble(NotificationHandle);

impl Bubbles {
    /// Shows one, in the place of `instead`; `None` where nobody shows notifications.
    pub async fn show(&mut self, notice: &Notice, instead: Option<u32>) -> Option<Bubble> {
        let body =
            if self.has_markup().await { escaped(&notice.body) } else { notice.body.clone() };

        let mut notification = Notification::new();
        let _ = notification
            .appname("Parlance")
            .summary(&notice.title)
            .body(&body)
            .icon(APPLICATION_ID)
            .hint(Hint::Category(notice.category.name().to_owned()))
            .hint(Hint::DesktopEntry(APPLICATION_ID.to_owned()))
            .action("default", &notice.action);
        if notice.audible {
            let _ = notification.sound_name(SOUND);
        } else {
            let _ = notification.hint(Hint::SuppressSound(true));
        }
        if let Some(instead) = instead {
            let _ = notification.id(instead);
        }

        match timeout(PATIENCE, notification.show_async()).await {
            Ok(Ok(handle)) => Some(Bubble(handle)),
            Ok(Err(error)) => {
                log::debug!("nobody shows notifications: {error}");
                None
            }
            Err(_) => {
                log::debug!("nobody shows notifications in time");
                None
            }
        }
    }

    /// Asked until it is answered. Until then markup is expected: a sign too many is better than a
    /// stranger's picture or link.
    async fn has_markup(&mut self) -> bool {
        if self.markup.is_none() {
            let asked = timeout(PATIENCE, spawn_blocking(notify_rust::get_capabilities)).await;
            if let Ok(Ok(Ok(capabilities))) = asked {
                self.markup = Some(capabilities.iter().any(|it| it == "body-markup"));
            }
        }
        self.markup.unwrap_or(true)
    }
}

impl Bubble {
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// Waits until it is clicked (`true`), goes away, is withdrawn or replaced.
    pub async fn stand(self, withdrawn: oneshot::Receiver<()>) -> bool {
        let mut clicked = false;
        let heard = self.0.wait_for_action_async(|response| {
            clicked =
                matches!(response, NotificationResponse::Default | NotificationResponse::Action(_));
        });

        let withdrawn = tokio::select! {
            () = heard => false,
            withdrawn = withdrawn => withdrawn.is_ok(),
        };
        if withdrawn {
            let _ = timeout(PATIENCE, self.0.close_async()).await;
        }
        clicked
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_body_is_shown_as_it_is_written() {
        assert_eq!(escaped("<img src=\"x\"/> & <b>"), "&lt;img src=\"x\"/&gt; &amp; &lt;b&gt;");
    }
}
