//! The portal of free desktops (`org.freedesktop.portal.FileChooser`).

use std::collections::HashMap;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

use futures_util::StreamExt;
use zbus::message::Type;
use zbus::zvariant::{OwnedValue, Value};
use zbus::{Connection, MatchRule, MessageStream, connection};

use crate::desktop::choose::Sort;

const PORTAL: &str = "org.freedesktop.portal.Desktop";
const PLACE: &str = "/org/freedesktop/portal/desktop";
/// What the request is called: each has a connection of its own.
const TOKEN: &str = "parlance";

pub async fn file(bus: Option<String>, title: &str, sort: Sort) -> zbus::Result<Option<PathBuf>> {
    let bus = match bus {
        Some(address) => connection::Builder::address(address.as_str())?.build().await?,
        None => Connection::session().await?,
    };
    let sender = bus.unique_name().map(|it| it.trim_start_matches(':').replace('.', "_"));
    let request = format!("{PLACE}/request/{}/{TOKEN}", sender.unwrap_or_default());

    // The answer may come before that to the question.
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .sender(PORTAL)?
        .path(request)?
        .interface("org.freedesktop.portal.Request")?
        .member("Response")?
        .build();
    let mut answers = MessageStream::for_match_rule(rule, &bus, Some(1)).await?;

    let ends: Vec<(u32, String)> = sort.ends.into_iter().map(|it| (0, it)).collect();
    let options = HashMap::from([
        ("handle_token", Value::from(TOKEN)),
        ("filters", Value::new(vec![(sort.name, ends)])),
    ]);
    let chooser = Some("org.freedesktop.portal.FileChooser");
    let _ =
        bus.call_method(Some(PORTAL), PLACE, chooser, "OpenFile", &("", title, options)).await?;

    let Some(answer) = answers.next().await.transpose()? else { return Ok(None) };
    let body = answer.body();
    let (code, mut results) = body.deserialize::<(u32, HashMap<String, OwnedValue>)>()?;
    let uris = results.remove("uris").filter(|_| code == 0);
    let uris = uris.and_then(|it| Vec::<String>::try_from(it).ok()).unwrap_or_default();
    Ok(uris.first().and_then(|it| path(it)))
}

/// The path of a `file:` URI, which has its odd bytes as `%` and two digits.
fn path(uri: &str) -> Option<PathBuf> {
    let mut rest = uri.strip_prefix("file://")?.bytes();
    let mut bytes = Vec::new();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            byte => byte,
        });
    }
    let path = PathBuf::from(OsString::from_vec(bytes));
    path.is_absolute().then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_by_its_uri() {
        let named = |uri| path(uri).map(|it| it.display().to_string());
        assert_eq!(named("file:///home/a%20b/%E5%9B%BE.png").as_deref(), Some("/home/a b/图.png"));
        for odd in ["https://example.com/a.png", "file://host/a", "file:///a%2", "file:///a%zz"] {
            assert_eq!(path(odd), None, "{odd}");
        }
    }
}
