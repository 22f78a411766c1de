//! The link, against servers that do what real ones seldom do.

mod acks;
mod life;
mod sign_in;

use std::time::Duration;

use parlance::engine::link::Limits;

use crate::support::line::Line;
use crate::support::script::Stage;

const SASL: &str = "urn:ietf:params:xml:ns:xmpp-sasl";
const MOMENT: Duration = Duration::from_millis(300);

async fn stage() -> (Stage, Line) {
    staged(Limits::default()).await
}

async fn staged(limits: Limits) -> (Stage, Line) {
    let stage = Stage::open().await;
    let line = Line::scripted(stage.host(), limits);
    (stage, line)
}
