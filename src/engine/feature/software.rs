//! What we are: Software Version (XEP-0092), Ping (XEP-0199), Entity Time (XEP-0202).

use xmpp_parsers::ns;

use crate::engine::datetime;
use crate::engine::feature::{Context, Feature, Query, Reply};
use crate::engine::xml::xml;

/// The program's name.
pub const NAME: &str = "Parlance";

/// Answers what others ask of the program.
#[derive(Debug, Default)]
pub struct Software;

impl Feature for Software {
    fn namespaces(&self) -> &'static [&'static str] {
        &[ns::VERSION, ns::PING, ns::TIME]
    }

    fn asked(&mut self, query: &Query<'_>, cx: &mut Context<'_>) -> Option<Reply> {
        let ours = [("query", ns::VERSION), ("ping", ns::PING), ("time", ns::TIME)];
        if !ours.iter().any(|(name, ns)| query.payload.is(*name, *ns)) {
            return None;
        }
        if query.head.kind != "get" {
            return Some(Reply::Error("cancel", "feature-not-implemented"));
        }

        Some(match query.payload.name() {
            "ping" => Reply::Empty,
            "time" => {
                let tag = |name, text: &str| xml(name, ns::TIME).text(text);
                let time = xml("time", ns::TIME)
                    .child(tag("tzo", &zone(cx.ground.zone)))
                    .child(tag("utc", &datetime::format(cx.now)));
                Reply::With(time.into())
            }
            _ => {
                let tag = |name, text: &str| xml(name, ns::VERSION).text(text);
                let version = xml("query", ns::VERSION)
                    .child(tag("name", NAME))
                    .child(tag("version", env!("CARGO_PKG_VERSION")))
                    .child(tag("os", std::env::consts::OS));
                Reply::With(version.into())
            }
        })
    }
}

/// A zone as `+08:00`, out of minutes east of Greenwich.
fn zone(minutes: i32) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.abs();
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}
