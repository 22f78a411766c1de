//! Somebody at a real server: link and protocol, without a cache.

use std::time::Duration;

use parlance::engine::event::{
    Answer, Archive, ArchivePage, Arrival, Command, Event, Known, Out, Outgoing, Page, RequestId,
    Token,
};
use parlance::engine::link::{Input, Link, Session, Settings};
use parlance::engine::pipeline::Pipeline;
use parlance::model::message::{Author, Cursor, Ids, Message};
use parlance::model::room::Change as RoomChange;
use parlance::model::{Change, ChatId, Connection, Delivery, Refusal, Timestamp, contact};
use tokio::time::Instant;
use xmpp::jid::BareJid;
use xmpp::minidom::Element;

use super::server::Server;

/// How long a server may take, on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(60);

/// What never comes.
pub enum Never {}

pub struct Person {
    pub id: parlance::model::AccountId,
    link: Link,
    pipeline: Pipeline,
    /// Every session that began or went on.
    pub sessions: Vec<Session>,
    /// What was told and not looked at yet.
    told: Vec<Event>,
    count: u64,
    /// How far the clock of the protocol is ahead of ours, in milliseconds.
    pub ahead: i64,
    /// What is lost on the way to us.
    pub lost: Option<fn(&Element) -> bool>,
}

pub fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let millis = since.expect("after 1970").as_millis();
    Timestamp::from_millis(i64::try_from(millis).expect("before the end of time"))
}

impl Person {
    /// Signs in, and waits until all is ready. A second device has another resource.
    pub async fn sign_in(server: &Server, name: &str, device: &str) -> Self {
        let mut account = server.account(name);
        account.resource = device.to_owned();
        let id = account.id.clone();
        let settings = Settings { account, password: Some(server.password(name)) };
        let seed = u64::from(std::process::id()) << 32 | u64::from(device.len() as u32);

        let mut person = Self {
            pipeline: Pipeline::new(id.clone(), Known::default(), seed),
            id,
            link: Link::open(settings),
            sessions: Vec::new(),
            told: Vec::new(),
            count: 0,
            ahead: 0,
            lost: None,
        };
        person.until("to be ready", |it| matches!(it, Event::Ready { .. }).then_some(())).await;
        person
    }

    pub fn order(&mut self, command: Command) -> RequestId {
        self.count += 1;
        let request = RequestId(self.count);
        let out = self.pipeline.command(Some(request), command, self.now());
        self.carry(out);
        request
    }

    pub fn tell(&mut self, command: Command) {
        let out = self.pipeline.command(None, command, self.now());
        self.carry(out);
    }

    /// Orders, and waits for the answer.
    pub async fn ask(&mut self, command: Command) -> Result<Answer, Refusal> {
        let hope = format!("an answer to {command:?}");
        let request = self.order(command);
        self.until(&hope, |it| match it {
            Event::Answered { request: of, result } if *of == request => Some(result.clone()),
            _ => None,
        })
        .await
    }

    /// Orders what must be done.
    pub async fn does(&mut self, command: Command) {
        let hope = format!("{command:?}");
        assert_eq!(self.ask(command).await, Ok(Answer::Done), "{} wants {hope}", self.id);
    }

    pub fn say(&mut self, chat: ChatId, id: &str, body: &str) {
        let message = Message {
            ids: Ids { origin: Some(id.to_owned()), stanza: None },
            delivery: Delivery::Queued,
            ..Message::new(
                chat,
                Cursor { at: self.now(), row: 0 },
                Author::Me { nick: String::new() },
                body.to_owned(),
            )
        };
        self.tell(Command::Send { token: Token(1), message: Box::new(message) });
    }

    pub fn chat(&self, jid: &BareJid) -> ChatId {
        ChatId::contact(self.id.clone(), jid.clone())
    }

    pub fn room(&self, jid: &BareJid) -> ChatId {
        ChatId::room(self.id.clone(), jid.clone())
    }

    /// Waits for an event that fits. What was told beside it can still be waited for.
    pub async fn until<T>(&mut self, hope: &str, fits: impl Fn(&Event) -> Option<T>) -> T {
        let end = Instant::now() + PATIENCE;
        let mut seen = 0;
        loop {
            while let Some(event) = self.told.get(seen) {
                if let Some(found) = fits(event) {
                    let _ = self.told.remove(seen);
                    return found;
                }
                seen += 1;
            }
            if let Err(trouble) = self.step(end).await {
                panic!("{} hoped {hope}; {trouble}; told: {}", self.id, self.told());
            }
        }
    }

    /// Answers what comes, while somebody else is waited for.
    pub async fn attends(&mut self) -> Never {
        loop {
            let soon = Instant::now() + PATIENCE;
            let _ = self.step(soon).await;
        }
    }

    /// What was told and not waited for.
    pub fn told(&self) -> String {
        let told: Vec<String> = self.told.iter().map(short).collect();
        format!("{told:#?}")
    }

    /// What was told until now is past.
    pub fn forget(&mut self) {
        self.told.clear();
    }

    pub async fn change<T>(&mut self, hope: &str, fits: impl Fn(&Change) -> Option<T>) -> T {
        self.until(hope, |it| if let Event::Told(change) = it { fits(change) } else { None }).await
    }

    pub async fn contact<T>(
        &mut self,
        hope: &str,
        fits: impl Fn(&contact::Change) -> Option<T>,
    ) -> T {
        self.change(hope, |it| if let Change::Contact(_, it) = it { fits(it) } else { None }).await
    }

    pub async fn in_room<T>(&mut self, hope: &str, fits: impl Fn(&RoomChange) -> Option<T>) -> T {
        self.change(hope, |it| if let Change::Room(_, it) = it { fits(it) } else { None }).await
    }

    /// Waits for a message with this text.
    pub async fn hears(&mut self, body: &str) -> Arrival {
        self.until(&format!("to hear {body:?}"), |it| match it {
            Event::Arrived(it) if it.message.body == body => Some((**it).clone()),
            _ => None,
        })
        .await
    }

    /// Asks for a page of an archive.
    pub async fn page(&mut self, archive: Archive, page: Page) -> Result<ArchivePage, Refusal> {
        let request = self.order(Command::FetchPage { archive, page });
        let mut page = None;
        loop {
            let found = self
                .until("a page", |it| match it {
                    Event::Page(page) => Some(Ok((**page).clone())),
                    Event::Answered { request: of, result } if *of == request => {
                        Some(Err(result.clone()))
                    }
                    _ => None,
                })
                .await;
            match found {
                Ok(found) => page = Some(found),
                Err(answer) => return answer.map(|_| page.expect("the page precedes its answer")),
            }
        }
    }

    /// Says goodbye, and waits for the end.
    pub async fn leave(mut self) {
        self.link.close();
        let end = async { while self.link.next().await.is_some() {} };
        tokio::time::timeout(PATIENCE, end).await.expect("the link ends");
    }

    /// Says what the protocol knows nothing of.
    pub fn raw(&mut self, xml: &str) {
        let element = xml.parse().expect("the test's XML is well formed");
        self.link.send(Outgoing { element, token: None });
    }

    fn now(&self) -> Timestamp {
        now().plus(self.ahead)
    }

    async fn step(&mut self, end: Instant) -> Result<(), &'static str> {
        let until_tick = self.pipeline.deadline().map_or(PATIENCE, |at| {
            let millis = at.as_millis().saturating_sub(self.now().as_millis());
            Duration::from_millis(u64::try_from(millis).unwrap_or_default())
        });
        let tick = (Instant::now() + until_tick).min(end);

        match tokio::time::timeout_at(tick, self.link.next()).await {
            Ok(Some(input)) => self.take(input),
            Ok(None) => return Err("the link ended"),
            Err(_) if Instant::now() >= end => return Err("nothing more came"),
            Err(_) => {
                let out = self.pipeline.tick(self.now());
                self.carry(out);
            }
        }
        Ok(())
    }

    fn take(&mut self, input: Input) {
        let out = match input {
            Input::Online(session) => {
                let out = self.pipeline.online(&session, self.now());
                self.sessions.push(session);
                out
            }
            Input::Connection(Connection::Waiting { .. } | Connection::Refused(_)) => {
                self.pipeline.offline(self.now())
            }
            Input::Stanza(stanza) if self.lost.is_some_and(|lost| lost(&stanza)) => {
                self.link.commit(1);
                Out::default()
            }
            Input::Stanza(stanza) => {
                self.link.commit(1);
                self.pipeline.stanza(stanza, self.now())
            }
            Input::Connection(_) | Input::Acked(_) | Input::Unconfirmed(_) => Out::default(),
        };
        self.carry(out);
    }

    fn carry(&mut self, out: Out) {
        for stanza in out.stanzas {
            self.link.send(stanza);
        }
        self.told.extend(out.events);
    }
}

fn short(event: &Event) -> String {
    format!("{event:?}").chars().take(300).collect()
}
