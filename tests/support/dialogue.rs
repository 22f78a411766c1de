//! A talk between the protocol and a server, written down as text.
//!
//! `S:` begins what the server says, `C:` what we must say to it, in order. An attribute `'*'` fits
//! any value; `'$name'` fits any and keeps it, and stands for it in what follows.

use std::collections::{BTreeMap, VecDeque};

use parlance::engine::event::{Acted, Answer, Command, Event, Known, Out, RequestId, Token};
use parlance::engine::link::Session;
use parlance::engine::pipeline::Pipeline;
use parlance::model::act::{Act, Deed, Target};
use parlance::model::message::{Author, Ids, Message};
use parlance::model::{AccountId, Change, ChatId, Contact, Refusal, Subscription, Timestamp};
use xmpp::jid::BareJid;
use xmpp::minidom::{Element, Node};

/// The moment at which every talk begins: 2026-01-01T00:00:00Z.
pub const BEGIN: Timestamp = Timestamp::from_millis(1_767_225_600_000);

/// What a session begins with: it asks the server (`$server`) and its own account (`$own`) what they
/// offer, fetches the roster, and says that we are there.
pub const OPENING: &str = "C: <iq type='get' to='capulet.example' id='$server'>
        <query xmlns='http://jabber.org/protocol/disco#info'/></iq>
     C: <iq type='get' to='juliet@capulet.example' id='$own'>
        <query xmlns='http://jabber.org/protocol/disco#info'/></iq>
     C: <iq type='get' id='*'><query xmlns='jabber:iq:roster'/></iq>
     C: <presence><priority>5</priority><c xmlns='http://jabber.org/protocol/caps'
        hash='sha-1' node='*' ver='*'/></presence>
     ";

pub fn jid(text: &str) -> BareJid {
    text.parse().expect("the test's address is one")
}

/// Juliet at `juliet@capulet.example/balcony`, whose contacts are Romeo (both), the nurse (she sees
/// Juliet) and Paris (Juliet sees him).
pub struct Dialogue {
    pub pipeline: Pipeline,
    pub now: Timestamp,
    said: VecDeque<Element>,
    told: VecDeque<Event>,
    kept: BTreeMap<String, String>,
    requests: u64,
    /// What the server offers beside itself: an address, and what it says of itself.
    pub services: Vec<(&'static str, &'static str)>,
}

impl Dialogue {
    /// Not connected yet.
    pub fn offline(known: Known) -> Self {
        let account = AccountId(jid("juliet@capulet.example"));
        Self {
            pipeline: Pipeline::new(account, known, 0xfeed),
            now: BEGIN,
            said: VecDeque::new(),
            told: VecDeque::new(),
            kept: BTreeMap::new(),
            requests: 0,
            services: Vec::new(),
        }
    }

    /// Signed in at a server that has these features; what is said and told until then is past.
    pub fn signed_in(features: &[&str]) -> Self {
        let mut talk = Self::offline(Known { contacts: contacts(), ..Known::default() });
        talk.sign_in(features);
        talk
    }

    pub fn sign_in(&mut self, features: &[&str]) {
        let told = self.greeted(features, &[]);
        assert!(told.contains(&Event::Ready { resumed: false }), "the session was never ready");
    }

    /// Signs in at a server that has these features, and these items in nodes of ours. What is told
    /// until all is answered.
    pub fn greeted(&mut self, features: &[&str], published: &[(&str, &str)]) -> Vec<Event> {
        self.online(false, &["urn:xmpp:features:rosterver"]);
        while let Some(stanza) = self.said.pop_front() {
            if let Some(answer) = greeting(&stanza, features, published, &self.services) {
                self.receive(answer);
            }
        }
        self.events()
    }

    pub fn online(&mut self, resumed: bool, offers: &[&str]) {
        let session = Session {
            forgotten: false,
            jid: jid("juliet@capulet.example"),
            resource: "balcony".to_owned(),
            resumed,
            acknowledges: true,
            offers: offers.iter().map(|it| (*it).to_owned()).collect(),
        };
        let out = self.pipeline.online(&session, self.now);
        self.take(out);
    }

    pub fn lose(&mut self) {
        let out = self.pipeline.offline(self.now);
        self.take(out);
    }

    /// Runs a talk. Afterwards nothing must be left that we have said beyond it.
    #[track_caller]
    pub fn talk(&mut self, script: &str) {
        for (ours, stanza) in turns(script) {
            if ours {
                let Some(said) = self.said.pop_front() else {
                    panic!("we said nothing, instead of {stanza}");
                };
                let expected: Element = stanza.parse().expect("the test's XML is well formed");
                if !self.fits(&expected, &said) {
                    panic!("we said\n  {}\ninstead of\n  {stanza}", String::from(&said));
                }
            } else {
                let known = self.kept.iter();
                let stanza = known.fold(stanza, |text, (name, it)| text.replace(name, it));
                self.receive(stanza.parse().expect("the test's XML is well formed"));
            }
        }
        self.silent();
    }

    #[track_caller]
    pub fn silent(&self) {
        if let Some(said) = self.said.front() {
            panic!("we said, unasked,\n  {}", String::from(said));
        }
    }

    /// The server says one thing, whatever we answer.
    pub fn hear(&mut self, script: &str) {
        for (_, stanza) in turns(script) {
            self.receive(stanza.parse().expect("the test's XML is well formed"));
        }
    }

    /// How much we have said that nobody has looked at; it is past now.
    pub fn unasked(&mut self) -> usize {
        self.said.drain(..).count()
    }

    fn receive(&mut self, stanza: Element) {
        let out = self.pipeline.stanza(stanza, self.now);
        self.take(out);
    }

    /// Gives an order, and names the request.
    pub fn order(&mut self, command: Command) -> RequestId {
        self.requests += 1;
        let request = RequestId(self.requests);
        let out = self.pipeline.command(Some(request), command, self.now);
        self.take(out);
        request
    }

    /// Gives an order that nobody waits for.
    pub fn tell(&mut self, command: Command) {
        let out = self.pipeline.command(None, command, self.now);
        self.take(out);
    }

    /// Lets so many seconds go by, and wakes the protocol whenever it wants to be woken.
    pub fn pass(&mut self, seconds: i64) {
        let end = self.now.plus(seconds * 1_000);
        let mut wakes = 0;
        while let Some(at) = self.pipeline.deadline().filter(|it| *it <= end) {
            self.now = at.max(self.now);
            let out = self.pipeline.tick(self.now);
            self.take(out);
            wakes += 1;
            assert!(wakes < 1_000, "it wants to be woken without end");
        }
        self.now = end;
    }

    fn take(&mut self, out: Out) {
        self.said.extend(out.stanzas.into_iter().map(|it| it.element));
        self.told.extend(out.events);
    }

    /// What was told since the last look.
    pub fn events(&mut self) -> Vec<Event> {
        self.told.drain(..).collect()
    }

    /// The changes among what was told since the last look; the rest is past as well.
    pub fn changes(&mut self) -> Vec<Change> {
        let told = self.events().into_iter();
        told.filter_map(|it| if let Event::Told(change) = it { Some(change) } else { None })
            .collect()
    }

    /// The answer to a request, of which there must be exactly one.
    #[track_caller]
    pub fn answer(&mut self, request: RequestId) -> Result<Answer, Refusal> {
        let told = self.events().into_iter();
        let mut answers = told.filter_map(|it| match it {
            Event::Answered { request: of, result } if of == request => Some(result),
            _ => None,
        });
        let answer = answers.next().expect("the request has an answer");
        assert_eq!(answers.next(), None, "the request has a second answer");
        answer
    }

    /// Forgets what was said until now.
    pub fn skip(&mut self) {
        self.said.clear();
    }

    fn fits(&mut self, expected: &Element, said: &Element) -> bool {
        let attributes = expected.attrs().iter().all(|((space, name), value)| {
            let Some(given) = said.attrs().get(space, name) else { return false };
            if value == "*" {
                return true;
            }
            if value.starts_with('$') {
                let kept = self.kept.entry(value.clone()).or_insert_with(|| given.clone());
                return kept == given;
            }
            value == given
        });
        let children = nodes(expected);
        let given = nodes(said);

        attributes
            && expected.name() == said.name()
            && expected.ns() == said.ns()
            && expected.attrs().iter().count() == said.attrs().iter().count()
            && children.len() == given.len()
            && children.iter().zip(given).all(|(expected, given)| match (expected, given) {
                (Node::Element(expected), Node::Element(given)) => self.fits(expected, given),
                (Node::Text(expected), Node::Text(given)) => expected.trim() == given.trim(),
                _ => false,
            })
    }
}

/// What somebody did to messages, and what was said beside it.
impl Dialogue {
    pub fn acts(&mut self) -> (Vec<Acted>, Vec<Message>) {
        let (mut acts, mut said) = (Vec::new(), Vec::new());
        for event in self.events() {
            match event {
                Event::Acted(it) => acts.push(*it),
                Event::Arrived(it) => said.push(it.message),
                _ => {}
            }
        }
        (acts, said)
    }

    /// We do something to a message of a chat.
    pub fn act(&mut self, chat: ChatId, target: Target, deed: Deed) {
        let act = Act {
            chat,
            row: 1,
            at: self.now,
            author: Author::Me { nick: String::new() },
            since: None,
            ids: Ids { origin: Some("a1".to_owned()), stanza: None },
            target,
            deed,
        };
        self.tell(Command::Act { token: Token(-1), act: Box::new(act) });
    }

    /// Juliet's chat with Romeo.
    pub fn romeo() -> ChatId {
        let account = AccountId(jid("juliet@capulet.example"));
        ChatId::contact(account, jid("romeo@montague.example"))
    }
}

fn nodes(element: &Element) -> Vec<&Node> {
    let blank = |it: &&Node| matches!(it, Node::Text(text) if text.trim().is_empty());
    element.nodes().filter(|it| !blank(it)).collect()
}

fn turns(script: &str) -> Vec<(bool, String)> {
    let mut turns: Vec<(bool, String)> = Vec::new();
    for line in script.lines().map(str::trim).filter(|it| !it.is_empty()) {
        let begun = line.strip_prefix("S:").map(|it| (false, it));
        match begun.or_else(|| line.strip_prefix("C:").map(|it| (true, it))) {
            Some((ours, rest)) => turns.push((ours, rest.trim().to_owned())),
            None => {
                let (_, stanza) = turns.last_mut().expect("a script begins with S: or C:");
                stanza.push(' ');
                stanza.push_str(line);
            }
        }
    }
    for (_, stanza) in &mut turns {
        *stanza = with_namespace(stanza);
    }
    turns
}

/// Stanzas need not name their own namespace.
fn with_namespace(stanza: &str) -> String {
    let name = stanza.split([' ', '>', '/']).next().unwrap_or_default();
    format!("{name} xmlns='jabber:client'{}", &stanza[name.len()..])
}

pub fn contacts() -> Vec<Contact> {
    let contact =
        |address: &str, subscription| Contact { subscription, ..Contact::new(jid(address)) };
    vec![
        contact("romeo@montague.example", Subscription::Both),
        contact("nurse@capulet.example", Subscription::From),
        contact("paris@verona.example", Subscription::To),
    ]
}

/// What a server answers while one signs in.
fn greeting(
    stanza: &Element,
    features: &[&str],
    published: &[(&str, &str)],
    services: &[(&str, &str)],
) -> Option<Element> {
    let (id, payload) = (stanza.attr("id")?, stanza.children().next()?);
    let from = stanza.attr("to").map(|it| format!("from='{it}'")).unwrap_or_default();
    let answer = match payload.ns().as_str() {
        "http://jabber.org/protocol/disco#info" if stanza.attr("to") == Some("capulet.example") => {
            let features: String =
                features.iter().map(|it| format!("<feature var='{it}'/>")).collect();
            format!("<query xmlns='http://jabber.org/protocol/disco#info'>{features}</query>")
        }
        "http://jabber.org/protocol/disco#info" => {
            let service = services.iter().find(|it| stanza.attr("to") == Some(it.0));
            format!("<query xmlns='{}'>{}</query>", payload.ns(), service.map_or("", |it| it.1))
        }
        "http://jabber.org/protocol/disco#items" => {
            let items: String =
                services.iter().map(|it| format!("<item jid='{}'/>", it.0)).collect();
            format!("<query xmlns='{}'>{items}</query>", payload.ns())
        }
        "http://jabber.org/protocol/pubsub" => {
            let node = payload.children().next().and_then(|it| it.attr("node"))?;
            let items = published.iter().find(|it| it.0 == node).map_or("", |it| it.1);
            format!(
                "<pubsub xmlns='{}'><items node='{node}'>{items}</items></pubsub>",
                payload.ns()
            )
        }
        _ => String::new(), // also the roster: our copy is right
    };
    let answer = format!(
        "<iq xmlns='jabber:client' type='result' id='{id}' to='juliet@capulet.example/balcony' \
         {from}>{answer}</iq>"
    );
    Some(answer.parse().expect("well formed"))
}
