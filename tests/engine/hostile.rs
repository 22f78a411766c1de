//! What strangers may send, and what must come of it: by the socket, through the whole client, into
//! its cache. After each row the client still hears and still answers.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use parlance::client::Client;
use parlance::model::room::Bookmark;
use parlance::model::{
    Account, AccountId, Change, Message, Password, account, chat, contact, room,
};
use tempfile::TempDir;
use xmpp::minidom::Element;

use crate::support::certificates::Shown;
use crate::support::dialogue::jid;
use crate::support::script::{Actor, Encrypted, Stage};
use crate::support::user::places;

mod bytes;
mod forged;
mod huge;
mod meddling;
mod odd;

/// How long one waits for what should happen at once, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// How many rows are sent at once where each is one of very many.
const TOGETHER: usize = 60;

const OFFERS: &str = "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>";

/// What must come of a row.
#[derive(Debug)]
enum Must {
    /// Nothing changes, and nobody is answered.
    Vanish,
    /// Nothing changes, and who asked is told this.
    Refuse(&'static str),
    /// One message is shown, with these words.
    Show(String),
    /// Nothing that matters changes: nobody comes to the roster or leaves it, no message is shown or
    /// marked, no room entered or left.
    Harm(Nothing),
    /// The client lives; what else comes of it depends on the damage.
    Bear,
    /// The one change that fits.
    Tell(fn(&Change) -> bool),
}

/// What must not come of it, and whether an answer is owed (RFC 6120, section 8.2.3).
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
enum Nothing {
    Said,
    Unanswered,
}

struct Row {
    name: String,
    stanza: String,
    must: Must,
}

fn row(name: impl Into<String>, stanza: impl Into<String>, must: Must) -> Row {
    Row { name: name.into(), stanza: stanza.into(), must }
}

/// Alice, whose contacts are Bob and Carol, in the hall as “Ally”, where Dave is too; and her
/// server.
struct Siege {
    stage: Stage,
    server: Actor<Encrypted>,
    client: Client,
    changes: Pin<Box<dyn Stream<Item = Vec<Change>> + Send>>,
    rows: u32,
    /// The private storage (XEP-0049).
    storage: String,
    _folder: TempDir,
}

/// What came of a row: what changed, and what was said but for questions of our own.
#[derive(Debug, Default)]
struct Felt {
    told: Vec<Change>,
    said: Vec<Element>,
}

impl Siege {
    async fn begin() -> Self {
        let _ = env_logger::builder().is_test(true).try_init();
        let stage = Stage::open().await;
        let folder = tempfile::tempdir().expect("room");
        let client = Client::open(places(folder.path())).await.expect("a cache");
        let changes = Box::pin(client.changes());

        let mut alice = Account::new(me(), "parlance.alice".to_owned());
        alice.host = Some(stage.host());
        alice.pins = vec![Shown::Good.sha256()];
        client.sign_in(alice, Some(Password::new("pw-alice")));
        let server = bound(&stage).await;
        let storage = "<storage xmlns='storage:bookmarks'/>".to_owned();
        let mut siege = Self { stage, server, client, changes, rows: 0, storage, _folder: folder };
        siege.enter_hall().await;
        siege
    }

    async fn enter_hall(&mut self) {
        let hall = Bookmark {
            jid: jid("hall@rooms.test"),
            name: String::new(),
            nick: "Ally".to_owned(),
            password: None,
            autojoin: true,
            notify: None,
        };
        let client = self.client.clone();
        while !client.world().await.is_ok_and(|it| it.accounts.contains_key(&me())) {
            self.changes.next().await.expect("the client goes on");
        }
        let mut entering = Box::pin(async move { client.join(&me(), hall).await });
        loop {
            let said = tokio::select! {
                entered = &mut entering => break entered.expect("we are in"),
                said = self.server.stanzas() => said.expect("the client goes on"),
            };
            assert!(self.reply(&said).await, "the client goes on");
        }
        self.bear("").await.expect("it hears");
    }

    /// Hears what the client says, and answers its questions.
    async fn serve(&mut self) -> Option<Vec<Element>> {
        let said = tokio::time::timeout(PATIENCE, self.server.stanzas()).await;
        let said = said.expect("the client says something")?;
        self.reply(&said).await.then_some(said)
    }

    /// Answers what is a question; whether the client is still there.
    async fn reply(&mut self, said: &[Element]) -> bool {
        for stanza in said {
            if stanza.attr("type") == Some("set")
                && let Some(query) = stanza.get_child("query", "jabber:iq:private")
            {
                self.storage = query.children().map(String::from).collect();
            }
            if let Some(answer) = answer(stanza, &self.storage)
                && !self.server.blurts(answer.as_bytes()).await
            {
                return false;
            }
        }
        true
    }

    /// Sends this, then a word of Carol's and a ping: whatever comes of it has come before them.
    /// `None` where the client has ended the stream.
    async fn bear(&mut self, stanza: &str) -> Option<Felt> {
        self.rows += 1;
        let (mark, ping) = (format!("mark {}", self.rows), format!("ping-{}", self.rows));
        let all = format!(
            "{stanza}<message from='carol@chat.test/x' type='chat' id='{mark}'>\
             <body>{mark}</body></message>\
             <iq type='get' from='chat.test' id='{ping}'><ping xmlns='urn:xmpp:ping'/></iq>"
        );
        if !self.server.blurts(all.as_bytes()).await {
            return None;
        }

        let mut felt = Felt::default();
        loop {
            let said = self.serve().await?;
            let pong = said.iter().any(|it| it.attr("id") == Some(&ping));
            felt.said.extend(said.into_iter().filter(|it| {
                it.attr("id") != Some(&ping) && !matches!(it.attr("type"), Some("get" | "set"))
            }));
            if pong {
                break;
            }
        }
        let marked = |it: &Change| arrived(it).is_some_and(|it| it.body == mark);
        loop {
            let batch = tokio::time::timeout(PATIENCE, self.changes.next()).await;
            let batch = batch.expect("what is answered was told").expect("the client goes on");
            let done = batch.iter().any(marked);
            felt.told.extend(batch.into_iter().filter(|it| !is_carols(it)));
            if done {
                return Some(felt);
            }
        }
    }

    async fn all(&mut self, rows: Vec<Row>) {
        for Row { name, stanza, must } in rows {
            let Some(felt) = self.bear(&stanza).await else {
                panic!("{name}: the client ended the stream");
            };
            judge(&name, &must, &felt);
        }
    }

    /// The same for many rows that must all be harmless or all be shown: at once, or one by one
    /// where something is amiss, to name it.
    async fn together(&mut self, rows: Vec<Row>) {
        for some in rows.chunks(TOGETHER) {
            let all: String = some.iter().map(|it| it.stanza.as_str()).collect();
            let felt = self.bear(&all).await;
            if felt.is_some_and(|felt| are_as_they_must(some, &felt)) {
                continue;
            }
            for Row { name, stanza, must } in some {
                let felt = self.bear(stanza).await;
                let Some(felt) = felt else { panic!("{name}: the client ended the stream") };
                judge(name, must, &felt);
            }
            assert!(
                some.iter().any(|it| !matches!(it.must, Must::Harm(_) | Must::Bear)),
                "{} and what follows it: only together",
                some[0].name
            );
        }
    }

    /// Nobody has come or gone.
    async fn settle(self) {
        let world = self.client.world().await.expect("a readable cache");
        let alice = &world.accounts[&me()];
        let contacts: Vec<_> = alice.contacts.keys().map(|it| it.as_str()).collect();
        assert_eq!(contacts, ["bob@chat.test", "carol@chat.test"]);
        let rooms: Vec<_> = world.rooms.keys().map(|it| it.jid.as_str()).collect();
        assert_eq!(rooms, ["hall@rooms.test"]);
        self.client.shut_down().await;
    }
}

fn are_as_they_must(rows: &[Row], felt: &Felt) -> bool {
    let mut shown: Vec<&str> =
        felt.told.iter().filter_map(arrived).map(|it| it.body.as_str()).collect();
    let (mut words, mut owed, mut harmless, mut quiet) = (Vec::new(), 0, true, false);
    for row in rows {
        match &row.must {
            Must::Show(it) => words.push(it.as_str()),
            Must::Harm(Nothing::Unanswered) => owed += 1,
            Must::Harm(Nothing::Said) => {}
            Must::Bear => harmless = false,
            Must::Vanish => quiet = true,
            Must::Refuse(_) => (quiet, owed) = (true, owed + 1),
            Must::Tell(_) => return false,
        }
    }
    let answers = felt.said.iter().filter(|it| it.name() == "iq").count();
    if quiet {
        let refused = felt.said.iter().all(|it| it.attr("type") == Some("error"));
        return felt.told.is_empty() && refused && felt.said.len() == owed && words.is_empty();
    }
    if harmless && words.is_empty() {
        return answers == owed && felt.told.iter().all(is_harmless);
    }
    shown.sort_unstable();
    words.sort_unstable();
    answers == owed && (!harmless || shown == words)
}

fn judge(name: &str, must: &Must, felt: &Felt) {
    let error = |it: &Element, condition: &str| {
        let error = it.children().find(|it| it.name() == "error");
        it.attr("type") == Some("error")
            && error.is_some_and(|it| it.children().any(|it| it.name() == condition))
    };
    let shown: Vec<&Message> = felt.told.iter().filter_map(arrived).collect();
    let fits = match must {
        Must::Vanish => felt.told.is_empty() && felt.said.is_empty(),
        Must::Refuse(condition) => {
            felt.told.is_empty() && felt.said.len() == 1 && error(&felt.said[0], condition)
        }
        Must::Show(words) => shown.len() == 1 && shown[0].body == *words,
        Must::Harm(answer) => {
            let answers = felt.said.iter().filter(|it| it.name() == "iq").count();
            let owed = usize::from(*answer == Nothing::Unanswered);
            answers == owed && felt.told.iter().all(is_harmless)
        }
        Must::Bear => true,
        Must::Tell(fits) => {
            felt.told.iter().filter(|it| fits(it)).count() == 1
                && felt.told.iter().all(|it| fits(it) || is_harmless(it))
        }
    };
    let short = |text: String| text.chars().take(2_000).collect::<String>();
    assert!(fits, "{name}: {must:.200?} is not {}", short(format!("{felt:#?}")));
}

fn arrived(change: &Change) -> Option<&Message> {
    match change {
        Change::Chat(_, chat::Change::Arrived(message)) => Some(message),
        _ => None,
    }
}

fn is_carols(change: &Change) -> bool {
    let carol = jid("carol@chat.test");
    match change {
        Change::Chat(chat, _) => *chat.peer.bare() == carol,
        Change::Open(_) => true,
        _ => false,
    }
}

fn is_harmless(change: &Change) -> bool {
    match change {
        Change::Chat(_, it) => matches!(it, chat::Change::Typing { .. }),
        Change::Contact(_, it) => {
            matches!(it, contact::Change::Presence { .. } | contact::Change::Avatar { .. })
        }
        Change::Room(_, it) => {
            matches!(
                it,
                room::Change::Occupant(_) | room::Change::Left { .. } | room::Change::News(_)
            )
        }
        Change::Account(_, it) => matches!(it, account::Change::Server(_)),
        Change::Open(_) => true,
        Change::Cache(_) => false,
    }
}

fn me() -> AccountId {
    AccountId(jid("alice@chat.test"))
}

/// The next session of Alice's, until she is online.
async fn bound(stage: &Stage) -> Actor<Encrypted> {
    let mut server = stage.signed_in(OFFERS).await;
    server.binds().await;
    server
}

/// What the server says to a stanza of ours.
fn answer(stanza: &Element, storage: &str) -> Option<String> {
    if stanza.name() == "presence" {
        let to = stanza.attr("to").filter(|it| it.starts_with("hall@rooms.test/"))?;
        let occupant = |from: &str, status: &str| {
            format!(
                "<presence from='{from}'><x xmlns='http://jabber.org/protocol/muc#user'>\
                 <item role='participant' affiliation='none'/>{status}</x></presence>"
            )
        };
        return Some(
            occupant("hall@rooms.test/Dave", "")
                + &occupant(to, "<status code='110'/>")
                + "<message type='groupchat' from='hall@rooms.test'><subject>Hall</subject></message>",
        );
    }

    let (id, payload) = (stanza.attr("id")?, stanza.children().next()?);
    if stanza.name() != "iq" || !matches!(stanza.attr("type"), Some("get" | "set")) {
        return None;
    }
    let from = stanza.attr("to").map(|it| format!("from='{it}'")).unwrap_or_default();
    let inner = match payload.ns().as_str() {
        "http://jabber.org/protocol/disco#info" => {
            let features = ["urn:xmpp:carbons:2", "urn:xmpp:sid:0", "urn:xmpp:blocking"];
            let features: BTreeSet<_> =
                features.iter().map(|it| format!("<feature var='{it}'/>")).collect();
            let features: String = features.into_iter().collect();
            format!("<query xmlns='http://jabber.org/protocol/disco#info'>{features}</query>")
        }
        "jabber:iq:roster" => "<query xmlns='jabber:iq:roster'>\
            <item jid='bob@chat.test' subscription='both'/>\
            <item jid='carol@chat.test' subscription='both'/></query>"
            .to_owned(),
        "jabber:iq:private" if stanza.attr("type") == Some("get") => {
            format!("<query xmlns='jabber:iq:private'>{storage}</query>")
        }
        "jabber:iq:private" | "urn:xmpp:carbons:2" => String::new(),
        "urn:xmpp:mam:2" => "<fin xmlns='urn:xmpp:mam:2' complete='true'/>".to_owned(),
        _ => {
            return Some(format!(
                "<iq type='error' id='{id}' {from}><error type='cancel'><service-unavailable \
                 xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"
            ));
        }
    };
    Some(format!("<iq type='result' id='{id}' {from}>{inner}</iq>"))
}
