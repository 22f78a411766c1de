//! Files that are chosen in the desktop's dialog.

use std::collections::HashMap;

use parlance::desktop::choose::{Sort, file};
use zbus::message::Header;
use zbus::zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Value};
use zbus::{Connection, connection, interface};

use crate::support::desk::Desk;

/// A portal whose person gives one answer to all.
struct Portal {
    code: u32,
    uri: &'static str,
}

#[interface(name = "org.freedesktop.portal.FileChooser")]
impl Portal {
    async fn open_file(
        &self,
        _parent: &str,
        title: &str,
        options: HashMap<String, OwnedValue>,
        #[zbus(connection)] bus: &Connection,
        #[zbus(header)] head: Header<'_>,
    ) -> OwnedObjectPath {
        assert_eq!(title, "Choose");
        assert!(options.contains_key("filters"), "what is wanted is said");
        let sender = head.sender().expect("who asks").trim_start_matches(':').replace('.', "_");
        let token = String::try_from(options["handle_token"].clone()).expect("a text");
        let request = format!("/org/freedesktop/portal/desktop/request/{sender}/{token}");
        let path = ObjectPath::try_from(request).expect("a path");

        let results = HashMap::from([("uris", Value::from(vec![self.uri]))]);
        // The answer overtakes that to the question: who asks must listen before.
        bus.emit_signal(
            head.sender().map(|it| it.as_str()),
            &path,
            "org.freedesktop.portal.Request",
            "Response",
            &(self.code, results),
        )
        .await
        .expect("a bus");
        path.into()
    }
}

async fn chosen(code: u32, uri: &'static str) -> Option<String> {
    let desk = Desk::with_bus();
    let _portal = connection::Builder::address(desk.address())
        .and_then(|it| it.name("org.freedesktop.portal.Desktop"))
        .and_then(|it| it.serve_at("/org/freedesktop/portal/desktop", Portal { code, uri }))
        .expect("names and paths")
        .build()
        .await
        .expect("a bus");
    let sort = Sort { name: "Pictures".to_owned(), ends: vec!["*.png".to_owned()] };
    let answer = file(Some(desk.address().to_owned()), "Choose".to_owned(), sort).await;
    answer.expect("it answers").map(|it| it.display().to_string())
}

#[tokio::test]
async fn a_file_is_chosen_or_none() {
    assert_eq!(chosen(0, "file:///a%20b/c.png").await.as_deref(), Some("/a b/c.png"));
    assert_eq!(chosen(1, "file:///a/c.png").await, None, "the person turned away");
    assert_eq!(chosen(0, "https://example.com/c.png").await, None, "no file of this machine");
}

#[tokio::test]
async fn a_desktop_without_such_a_dialog_is_told_of() {
    let desk = Desk::with_bus();
    let sort = Sort { name: "Pictures".to_owned(), ends: Vec::new() };
    let answer = file(Some(desk.address().to_owned()), "Choose".to_owned(), sort).await;
    assert!(answer.is_err(), "{answer:?}");
}
