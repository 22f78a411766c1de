//! What a person lives through, with a server that says what the test wants.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::{Stream, StreamExt};

use crate::client::handle::Client;
use crate::engine::link::Input;
use crate::engine::link::Link;
use crate::engine::link::script::Script;
use crate::model::chat::Change as ChatChange;
use crate::model::message::Draft;
use crate::model::{Account, AccountId, Change, ChatId, Connection, Cursor, Delivery};
use crate::store::Store;

const JULIET: &str = "juliet@localhost";
const PATIENCE: Duration = Duration::from_secs(20);

/// Juliet's client, and her server.
struct Stage {
    client: Client,
    store: Store,
    server: Script,
    changes: Pin<Box<dyn Stream<Item = Vec<Change>> + Send>>,
}

impl Stage {
    /// Signed in, and ready.
    async fn new() -> Self {
        let store = Store::in_memory().expect("memory is there");
        let scripts = Arc::new(Mutex::new(Vec::new()));
        let shelf = scripts.clone();
        let dial = move |_| {
            let (link, script) = Link::scripted();
            shelf.lock().expect("whole").push(script);
            link
        };
        let client = Client::new(store.clone(), None, Arc::new(dial));
        let changes = Box::pin(client.changes());

        let id = AccountId(JULIET.parse().expect("a valid address"));
        client.sign_in(Account::new(id, "parlance.1".to_owned()), None);
        let script = loop {
            if let Some(script) = scripts.lock().expect("whole").pop() {
                break script;
            }
            tokio::task::yield_now().await;
        };
        script.online(JULIET, false);
        let mut stage = Self { client, store, server: script, changes };
        // The archive is asked once the session is ready.
        stage.answer_archive("").await;
        stage
    }

    /// The archive has this message beside what was asked for before, or nothing.
    async fn answer_archive(&mut self, message: &str) {
        let query = self
            .server
            .until_sent("to be asked for its archive", |it| it.has_child("query", "urn:xmpp:mam:2"))
            .await
            .element;
        let (mut set, id) = (String::new(), query.attr("id").unwrap_or_default());
        if !message.is_empty() {
            let asked = query.get_child("query", "urn:xmpp:mam:2");
            let asked = asked.and_then(|it| it.attr("queryid")).unwrap_or_default();
            self.server.stanza(&format!(
                "<message xmlns='jabber:client'>
                 <result xmlns='urn:xmpp:mam:2' queryid='{asked}' id='s1'>
                 <forwarded xmlns='urn:xmpp:forward:0'>
                 <delay xmlns='urn:xmpp:delay' stamp='2024-01-01T00:00:00Z'/>{message}</forwarded>
                 </result></message>"
            ));
            set = "<set xmlns='http://jabber.org/protocol/rsm'><first>s1</first><last>s1</last></set>"
                .to_owned();
        }
        self.server.stanza(&format!(
            "<iq xmlns='jabber:client' type='result' id='{id}'>
             <fin xmlns='urn:xmpp:mam:2' complete='true'>{set}</fin></iq>"
        ));
    }

    /// The server crashes, and comes back without knowing the session.
    fn go_down(&self) {
        let trouble = crate::model::account::Trouble::Lost("the server hung up".to_owned());
        let until = crate::model::Timestamp::from_millis(0);
        self.server.tell(Input::Connection(Connection::Waiting { until, trouble }));
        self.server.online_anew(JULIET);
    }

    fn romeo(&self) -> ChatId {
        ChatId::contact(
            AccountId(JULIET.parse().expect("a valid address")),
            "romeo@localhost".parse().expect("a valid address"),
        )
    }

    async fn until(&mut self, hope: &str, fits: impl Fn(&Change) -> bool) {
        let search = async {
            while let Some(batch) = self.changes.next().await {
                if batch.iter().any(&fits) {
                    return true;
                }
            }
            false
        };
        let found = tokio::time::timeout(PATIENCE, search).await;
        assert_eq!(found, Ok(true), "Juliet hoped {hope}");
    }

    async fn words(&self) -> Vec<(String, Delivery)> {
        let page = self.client.older(&self.romeo(), Cursor::END, 100).await;
        let messages = page.expect("a readable history").messages;
        messages.into_iter().map(|it| (it.body, it.delivery)).collect()
    }
}

const SAID: &str = "<message xmlns='jabber:client' type='chat' id='m1'
    from='romeo@localhost/orchard' to='juliet@localhost'><body>Good night</body></message>";

fn arrived(change: &Change) -> bool {
    matches!(change, Change::Chat(_, ChatChange::Arrived(_)))
}

#[tokio::test]
async fn a_full_disk_holds_everything_back_and_loses_nothing() {
    let mut stage = Stage::new().await;
    stage.server.until_committed().await;
    let pages = "max_page_count";
    let full = move |db: &crate::store::Connection| {
        let now: i64 = db.pragma_query_value(None, "page_count", |row| row.get(0))?;
        db.pragma_update_and_check(None, pages, now, |_| Ok(()))?;
        Ok(())
    };
    stage.store.call(full).await.expect("a limit");

    // Long enough to need a new page.
    let long = "good night ".repeat(2_000);
    stage.server.stanza(&SAID.replace("Good night", &long));
    stage.until("to be told of the disk", |it| matches!(it, Change::Cache(Some(_)))).await;
    assert_eq!(stage.words().await, [], "nothing is half there");
    assert_eq!(stage.server.owed(), 1, "the server keeps it");

    let room = move |db: &crate::store::Connection| {
        db.pragma_update_and_check(None, pages, 1_000_000, |_| Ok(()))?;
        Ok(())
    };
    stage.store.call(room).await.expect("room again");
    stage.until("to hear Romeo after all", arrived).await;
    stage.server.until_committed().await;
    assert_eq!(stage.words().await.len(), 1);
}

#[tokio::test]
async fn what_is_acknowledged_was_stored() {
    let mut stage = Stage::new().await;
    stage.server.until_committed().await;

    stage.server.stanza(SAID);
    stage.server.until_committed().await;

    assert_eq!(stage.words().await, [("Good night".to_owned(), Delivery::Incoming)]);
}

#[tokio::test]
async fn of_a_flood_over_two_sessions_all_is_stored_and_acknowledged_once() {
    let mut stage = Stage::new().await;
    stage.server.until_committed().await;
    let say = |number: usize| {
        let said = SAID.replace("m1", &format!("m{number}"));
        stage.server.stanza(&said.replace("Good night", &format!("Good night {number}")));
    };

    (0..40).for_each(say);
    let trouble = crate::model::account::Trouble::Lost("the server hung up".to_owned());
    let until = crate::model::Timestamp::from_millis(0);
    stage.server.tell(Input::Connection(Connection::Waiting { until, trouble }));
    stage.server.online(JULIET, false);
    (40..80).for_each(say);
    stage.server.until_committed().await;

    let said = (0..80).map(|it| (format!("Good night {it}"), Delivery::Incoming));
    assert!(stage.words().await.into_iter().eq(said));
    assert_eq!(stage.server.owed(), 0, "once");
}

#[tokio::test]
async fn a_message_is_sent_once_it_is_confirmed() {
    let mut stage = Stage::new().await;
    let draft = Draft { body: "Parting is such sweet sorrow".to_owned(), reply: None };
    stage.client.send(&stage.romeo(), draft).await.expect("room on disk");

    let sent = stage
        .server
        .until_sent("to have it", |it| it.get_child("body", "jabber:client").is_some())
        .await;
    let queued = [("Parting is such sweet sorrow".to_owned(), Delivery::Queued)];
    assert_eq!(stage.words().await, queued);

    let token = sent.token.expect("it was queued");
    stage.server.tell(Input::Acked(vec![token]));
    stage
        .until("a tick", |it| {
            matches!(it, Change::Chat(_, ChatChange::Changed(it)) if it.delivery == Delivery::Sent)
        })
        .await;
}

#[tokio::test]
async fn what_went_down_with_its_server_is_sent_again_under_its_id() {
    let mut stage = Stage::new().await;
    let draft = Draft { body: "Good night".to_owned(), reply: None };
    stage.client.send(&stage.romeo(), draft).await.expect("room on disk");
    let sent =
        stage.server.until_sent("to have it", |it| it.has_child("body", "jabber:client")).await;
    stage.server.tell(Input::Acked(vec![sent.token.expect("it was queued")]));
    stage.until("a tick", |it| matches!(it, Change::Chat(_, ChatChange::Changed(_)))).await;

    stage.go_down();
    // What is said meanwhile leaves behind it.
    let draft = Draft { body: "And a thousand times".to_owned(), reply: None };
    stage.client.send(&stage.romeo(), draft).await.expect("room on disk");
    // When it begins, and once more before anything is sent again.
    for _ in 0..2 {
        stage.answer_archive("").await;
    }

    let again = stage
        .server
        .until_sent("to have it again", |it| it.has_child("body", "jabber:client"))
        .await;
    assert_eq!(again.element.attr("id"), sent.element.attr("id"));
    let next = stage
        .server
        .until_sent("to have the next", |it| it.has_child("body", "jabber:client"))
        .await;
    let body = next.element.get_child("body", "jabber:client").map(|it| it.text());
    assert_eq!(body.as_deref(), Some("And a thousand times"));
    let said = [("Good night", Delivery::Sent), ("And a thousand times", Delivery::Queued)];
    assert_eq!(stage.words().await, said.map(|(body, delivery)| (body.to_owned(), delivery)));
}

#[tokio::test]
async fn what_was_read_elsewhere_is_read_here_once_the_second_look_has_found_it() {
    let mut stage = Stage::new().await;
    let nurse =
        ChatId::contact(stage.romeo().account, "nurse@localhost".parse().expect("an address"));
    let draft = Draft { body: "Is he gone?".to_owned(), reply: None };
    stage.client.send(&nurse, draft).await.expect("room on disk");
    let _ = stage.server.until_sent("to have it", |it| it.has_child("body", "jabber:client")).await;

    stage.go_down();
    stage.server.stanza(
        "<message xmlns='jabber:client' type='headline'>
         <event xmlns='http://jabber.org/protocol/pubsub#event'>
         <items node='urn:xmpp:mds:displayed:0'><item id='romeo@localhost'>
         <displayed xmlns='urn:xmpp:mds:displayed:0'>
         <stanza-id xmlns='urn:xmpp:sid:0' by='juliet@localhost' id='s1'/></displayed></item></items>
         </event></message>",
    );
    stage.answer_archive("").await;
    stage.answer_archive(SAID).await;

    let read = |it: &Change| {
        matches!(it, Change::Chat(_, ChatChange::Unread { unread: 0, read: Some(_), .. }))
    };
    stage.until("that what is read elsewhere is not new", read).await;
}
