//! A link under test: what it told, in the words of who waits for it.

use std::time::{Duration, Instant};

use parlance::engine::event::{Outgoing, Token};
use parlance::engine::link::{Input, Limits, Link, Session, Settings, Trust};
use parlance::model::account::{Host, Trouble};
use parlance::model::{Account, AccountId, Connection, Password};
use xmpp::minidom::Element;

use super::certificates::{Shown, authority};
use super::server::Server;

const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub struct Line {
    pub link: Link,
    name: String,
    /// All that was told until now.
    pub told: Vec<String>,
    /// Whether each stanza is committed as it comes.
    pub commits: bool,
}

impl Line {
    pub fn open(account: Account, password: Option<Password>) -> Self {
        Self::open_within(account, password, Limits::default())
    }

    pub fn open_within(account: Account, password: Option<Password>, limits: Limits) -> Self {
        let name = account.id.to_string();
        let settings = Settings { account, password };
        let link = Link::open_within(settings, limits, Trust::File(authority()));
        Self { link, name, told: Vec::new(), commits: true }
    }

    /// Somebody who is there, and says what the test wants.
    pub async fn raw(server: &Server, name: &str) -> Self {
        let mut account = server.account(name);
        account.resource = "raw".to_owned();
        let mut line = Self::open(account, Some(server.password(name)));
        let _ = line.online().await;
        line.send("<presence xmlns='jabber:client'/>", None);
        line
    }

    /// Alice, at a server that plays a part.
    pub fn scripted(host: Host, limits: Limits) -> Self {
        let id = AccountId("alice@chat.test".parse().expect("a valid address"));
        let mut account = Account::new(id, "parlance.alice".to_owned());
        account.host = Some(host);
        account.pins = vec![Shown::Good.sha256()];
        Self::open_within(account, Some(Password::new("pw-alice")), limits)
    }

    /// The next input, whatever it is; `None` after the end.
    pub async fn next(&mut self) -> Option<Input> {
        let input = tokio::time::timeout(PATIENCE, self.link.next())
            .await
            .unwrap_or_else(|_| panic!("{} is silent after {:#?}", self.name, self.told));
        self.told.push(format!("{input:?}"));
        if self.commits && matches!(input, Some(Input::Stanza(_))) {
            self.link.commit(1);
        }
        input
    }

    /// Waits for an input that fits.
    pub async fn until<T>(&mut self, hope: &str, fits: impl Fn(Input) -> Option<T>) -> T {
        let start = Instant::now();
        loop {
            assert!(start.elapsed() < PATIENCE, "{} hoped {hope}: {:#?}", self.name, self.told);
            let Some(input) = self.next().await else {
                panic!("{} hoped {hope}, and it ended: {:#?}", self.name, self.told);
            };
            if let Some(found) = fits(input) {
                return found;
            }
        }
    }

    pub async fn online(&mut self) -> Session {
        self.until("to be online", |input| match input {
            Input::Online(session) => Some(session),
            _ => None,
        })
        .await
    }

    pub async fn stanza(&mut self) -> Element {
        self.until("for a stanza", |input| match input {
            Input::Stanza(stanza) => Some(stanza),
            _ => None,
        })
        .await
    }

    /// The next message with a body.
    pub async fn message(&mut self) -> String {
        loop {
            let stanza = self.stanza().await;
            if let Some(body) = stanza.get_child("body", "jabber:client") {
                return body.text();
            }
        }
    }

    pub async fn acked(&mut self, token: i64) {
        self.until("for a confirmation", |input| match input {
            Input::Acked(tokens) => tokens.contains(&Token(token)).then_some(()),
            _ => None,
        })
        .await;
    }

    pub async fn refused(&mut self) -> Trouble {
        self.until("to be refused", |input| match input {
            Input::Connection(Connection::Refused(trouble)) => Some(trouble),
            _ => None,
        })
        .await
    }

    pub async fn waiting(&mut self) -> Trouble {
        self.until("to wait", |input| match input {
            Input::Connection(Connection::Waiting { trouble, .. }) => Some(trouble),
            _ => None,
        })
        .await
    }

    /// Closes, and takes all that was told until the end.
    pub async fn close(mut self) -> Vec<String> {
        self.link.close();
        while self.next().await.is_some() {}
        self.told
    }

    /// Asks, and waits for the answer, whatever it is.
    pub async fn ask(&mut self, kind: &str, to: Option<&str>, payload: &str) -> Element {
        let id = format!("ask-{}", self.told.len());
        let to = to.map(|it| format!("to='{it}'")).unwrap_or_default();
        self.send(
            &format!("<iq xmlns='jabber:client' type='{kind}' id='{id}' {to}>{payload}</iq>"),
            None,
        );
        self.until(&format!("an answer to {payload}"), |input| match input {
            Input::Stanza(it) if it.name() == "iq" && it.attr("id") == Some(&id) => Some(it),
            _ => None,
        })
        .await
    }

    pub fn send(&self, xml: &str, token: Option<i64>) {
        self.send_element(xml.parse().expect("the test's XML is well formed"), token);
    }

    pub fn send_element(&self, element: Element, token: Option<i64>) {
        self.link.send(Outgoing { element, token: token.map(Token) });
    }

    pub fn say(&self, to: &str, body: &str, token: Option<i64>) {
        self.send(
            &format!(
                "<message xmlns='jabber:client' type='chat' to='{to}'><body>{body}</body></message>"
            ),
            token,
        );
    }
}
