//! A session of Juliet's, in which everybody says what the machine makes up.

use libfuzzer_sys::arbitrary::{Result, Unstructured};
use parlance::engine::event::{
    Archive, Command, Event, Known, Out, Page, Picture, RequestId, Token,
};
use parlance::engine::link::Session;
use parlance::engine::link::fuzz::mended;
use parlance::engine::pipeline::Pipeline;
use parlance::model::act::{Act, Deed, Target, Words};
use parlance::model::chat::Typing;
use parlance::model::message::{Author, Cursor, Ids, Message};
use parlance::model::room::{Affiliation, Bookmark, Group, Role};
use parlance::model::{
    AccountId, Address, ChatId, Contact, OwnPresence, Password, Subscription, Timestamp,
};
use xmpp::jid::BareJid;
use xmpp::minidom::Element;

use crate::stanzas::{self, Names};
use crate::tree::Tree;

/// 2026-01-01T00:00:00Z.
pub const BEGIN: Timestamp = Timestamp::from_millis(1_767_225_600_000);
/// Steps of a talk.
const STEPS: usize = 24;
/// What a single stanza may make us say: an answer, or some questions of what it names.
const MOST_SAID: usize = 1_100;

pub const ME: &str = "juliet@capulet.example";
pub const ROMEO: &str = "romeo@montague.example";
pub const HALL: &str = "hall@rooms.example";
const STRANGER: &str = "mallory@evil.example";

pub fn jid(text: &str) -> BareJid {
    text.parse().expect("an address")
}

pub fn me() -> AccountId {
    AccountId(jid(ME))
}

pub fn romeo() -> ChatId {
    ChatId::contact(me(), jid(ROMEO))
}

pub fn hall() -> ChatId {
    ChatId::room(me(), jid(HALL))
}

pub struct Talk {
    pipeline: Pipeline,
    pub now: Timestamp,
    /// Questions of ours that nobody has answered.
    open: Vec<Element>,
    names: Names,
    requests: u64,
    /// What was told since it was last asked for.
    told: Vec<Event>,
    /// What is to be written down before it is sent.
    pub sent: Vec<Message>,
}

impl Talk {
    pub fn new(seed: u64) -> Self {
        let romeo = Contact {
            subscription: Subscription::Both,
            ..Contact::new(jid(ROMEO))
        };
        let bookmark = Bookmark {
            jid: jid(HALL),
            name: "Hall".to_owned(),
            nick: "Ally".to_owned(),
            password: None,
            autojoin: true,
            notify: None,
        };
        let known = Known {
            contacts: vec![romeo],
            bookmarks: vec![bookmark],
            language: "zh-CN".to_owned(),
            zone: 60,
            ..Known::default()
        };
        let mut talk = Self {
            pipeline: Pipeline::new(me(), known, seed),
            now: BEGIN,
            open: Vec::new(),
            names: Names::default(),
            requests: 0,
            told: Vec::new(),
            sent: Vec::new(),
        };
        talk.online(false);
        talk.greeted();
        talk
    }

    /// What was told, for those who keep it.
    pub fn told(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.told)
    }

    /// Says one thing after another, and lets `after` look at each.
    pub fn go_on(
        &mut self,
        u: &mut Unstructured<'_>,
        mut after: impl FnMut(&mut Self),
    ) -> Result<()> {
        for _ in 0..STEPS {
            if u.is_empty() {
                break;
            }
            self.step(u)?;
            after(self);
        }
        self.wait();
        after(self);
        Ok(())
    }

    fn step(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        match u.int_in_range(0..=15)? {
            0..=7 => {
                let tree = stanzas::any(u)?;
                self.hear(tree, u)?;
            }
            8..=10 if !self.open.is_empty() => self.answer(u)?,
            8..=11 => self.order(u)?,
            12 => self.enter_hall(),
            13 => {
                let millis = u.int_in_range(0..=100_000)?;
                self.now = self.now.plus(millis);
                self.tick();
            }
            14 => {
                let out = self.pipeline.offline(self.now);
                self.take(out);
                self.online(u.arbitrary()?);
            }
            _ => {
                let tree = Tree { attributes: Vec::new(), ..stanzas::of("message", u)? };
                self.hear(tree, u)?;
            }
        }
        Ok(())
    }

    fn hear(&mut self, mut tree: Tree, u: &mut Unstructured<'_>) -> Result<()> {
        tree.name(&self.names, u)?;
        for _ in 0..u.int_in_range(0..=3)? {
            tree.bend(&self.names, u)?;
        }
        self.receive(&tree.element());
        Ok(())
    }

    fn receive(&mut self, stanza: &Element) {
        if !matches!(stanza.name(), "message" | "presence" | "iq") {
            return; // The stream lets nothing else through.
        }
        for name in ids(stanza) {
            self.names.add(&name);
        }
        let out = self.pipeline.stanza(stanza.clone(), self.now);
        if stanza.attr("from").is_some_and(|it| it.starts_with(STRANGER)) {
            is_modest(&out);
        }
        self.take(out);
    }

    /// Somebody answers one of our questions, as a rule the one who was asked.
    fn answer(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        let at = u.choose_index(self.open.len())?;
        let question = self.open.remove(at);
        let mut tree = stanzas::answer(&question, u)?;
        tree.name(&self.names, u)?;
        tree.set("id", question.attr("id").unwrap_or_default());
        if let Some(to) = question.attr("to") {
            tree.set("from", to);
        }
        for _ in 0..u.int_in_range(0..=3)? {
            tree.bend(&self.names, u)?;
        }
        self.receive(&tree.element());
        Ok(())
    }

    fn order(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        let room = || jid(HALL);
        let text = |it: &Self, u: &mut Unstructured<'_>| it.names.value(u);
        let command = match u.int_in_range(0..=21)? {
            0 => Command::FetchPage { archive: Archive::Account, page: self.page(u)? },
            1 => Command::FetchPage { archive: Archive::Room(room()), page: self.page(u)? },
            2 => Command::ListRooms { service: jid("rooms.example") },
            3 => Command::FetchConfiguration { room: room() },
            4 => {
                let group = *u.choose(&[
                    Group::Affiliated(Affiliation::Member),
                    Group::InRole(Role::Moderator),
                ])?;
                Command::ListPeople { room: room(), group }
            }
            5 => Command::AskDevice(Address {
                bare: jid(ROMEO),
                resource: Some("garden".to_owned()),
            }),
            6 => Command::FetchPicture(Picture::Published {
                of: jid(ROMEO),
                sha1: "da39a3ee5e6b4b0d3255bfef95601890afd80709".to_owned(),
            }),
            7 => Command::FetchPicture(Picture::Card {
                of: Address::bare(jid(ROMEO)),
                sha1: "da39a3ee5e6b4b0d3255bfef95601890afd80709".to_owned(),
            }),
            8 => Command::Create { room: room(), nick: text(self, u)?, password: None },
            9 => Command::ChangeNick { room: room(), nick: text(self, u)? },
            10 => Command::SetSubject { room: room(), text: text(self, u)? },
            11 => Command::Leave { room: room() },
            12 => Command::SetContact {
                jid: jid(ROMEO),
                name: text(self, u)?,
                groups: vec![text(self, u)?],
            },
            13 => Command::Block(jid(ROMEO)),
            14 => Command::Presence(OwnPresence::default()),
            15 => Command::Typing { chat: romeo(), typing: Typing::Composing },
            16 => Command::SetPassword(Password::new(&text(self, u)?)),
            17 => Command::AnswerVoice { room: room(), nick: text(self, u)?, grant: true },
            18 => Command::Approve(jid(STRANGER)),
            19 => return self.act(u),
            _ => return self.say(u),
        };
        self.obey(command);
        Ok(())
    }

    fn page(&self, u: &mut Unstructured<'_>) -> Result<Page> {
        Ok(match u.int_in_range(0..=4)? {
            0 => Page::Newest,
            1 => Page::Before(self.names.any(u)?),
            2 => Page::After(self.names.any(u)?),
            3 => Page::Again(Box::new(Page::Before(self.names.any(u)?))),
            _ => Page::Since(BEGIN.plus(-1_000)),
        })
    }

    fn place(u: &mut Unstructured<'_>) -> Result<ChatId> {
        Ok(if u.arbitrary()? { romeo() } else { hall() })
    }

    fn say(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        self.requests += 1;
        let name = format!("own-{}", self.requests);
        let author = Author::Me { nick: String::new() };
        let cursor = Cursor { at: self.now, row: 0 };
        let body = self.names.value(u)?;
        let mut message = Message::new(Self::place(u)?, cursor, author, body);
        message.ids = Ids { origin: Some(name.clone()), stanza: None };
        message.delivery = parlance::model::Delivery::Queued;
        self.names.add(&name);
        self.sent.push(message.clone());
        let token = Token(i64::try_from(self.requests).unwrap_or_default());
        self.obey(Command::Send { token, message: Box::new(message) });
        Ok(())
    }

    fn act(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        self.requests += 1;
        let words = Words { body: self.names.value(u)?, ..Words::default() };
        let name = self.names.any(u)?;
        let act = Act {
            chat: Self::place(u)?,
            row: 0,
            at: self.now,
            author: Author::Me { nick: String::new() },
            since: None,
            ids: Ids { origin: Some(format!("act-{}", self.requests)), stanza: None },
            target: if u.arbitrary()? { Target::Sender(name) } else { Target::Room(name) },
            deed: match u.int_in_range(0..=2)? {
                0 => Deed::Correct(words),
                1 => Deed::Retract,
                _ => Deed::React(vec![words.body]),
            },
        };
        let token = Token(i64::try_from(self.requests).unwrap_or_default());
        self.obey(Command::Act { token, act: Box::new(act) });
        Ok(())
    }

    fn obey(&mut self, command: Command) {
        self.requests += 1;
        let request = Some(RequestId(self.requests));
        let out = self.pipeline.command(request, command, self.now);
        self.take(out);
    }

    fn online(&mut self, resumed: bool) {
        let offers = ["urn:xmpp:features:rosterver", "urn:xmpp:features:pre-approval"];
        let session = Session {
            jid: jid(ME),
            resource: "balcony".to_owned(),
            resumed,
            acknowledges: true,
            forgotten: false,
            offers: offers.iter().map(|it| (*it).to_owned()).collect(),
        };
        let out = self.pipeline.online(&session, self.now);
        self.take(out);
    }

    /// The server says what it can do.
    fn greeted(&mut self) {
        while !self.open.is_empty() {
            let question = self.open.remove(0);
            let Some(payload) = question.children().next() else { continue };
            let inner = if payload.is("query", "http://jabber.org/protocol/disco#info") {
                "<query xmlns='http://jabber.org/protocol/disco#info'>\
                 <feature var='urn:xmpp:carbons:2'/><feature var='urn:xmpp:mam:2'/>\
                 <feature var='urn:xmpp:blocking'/><feature var='urn:xmpp:sid:0'/>\
                 <feature var='http://jabber.org/protocol/muc'/>\
                 <feature var='http://jabber.org/protocol/pubsub#publish-options'/>\
                 <identity category='pubsub' type='pep'/></query>"
            } else {
                ""
            };
            let from = question.attr("to").map(|it| format!("from='{it}'")).unwrap_or_default();
            let id = question.attr("id").unwrap_or_default();
            let answer = format!(
                "<iq xmlns='jabber:client' type='result' id='{id}' {from}>{inner}</iq>"
            );
            self.receive(&answer.parse().expect("well formed"));
        }
    }

    fn enter_hall(&mut self) {
        self.obey(Command::Join {
            room: jid(HALL),
            nick: "Ally".to_owned(),
            password: None,
            since: None,
        });
        for who in ["Bob", "Ally"] {
            let own = if who == "Ally" { "<status code='110'/>" } else { "" };
            let presence = format!(
                "<presence xmlns='jabber:client' from='{HALL}/{who}'>\
                 <x xmlns='http://jabber.org/protocol/muc#user'>\
                 <item role='participant' affiliation='none'/>{own}</x></presence>"
            );
            self.receive(&presence.parse().expect("well formed"));
        }
        self.greeted();
    }

    fn tick(&mut self) {
        let out = self.pipeline.tick(self.now);
        self.take(out);
    }

    /// Lets all time pass that anything waits for: what is due is done once.
    fn wait(&mut self) {
        for _ in 0..4 {
            let Some(due) = self.pipeline.deadline() else { break };
            self.now = self.now.max(due);
            self.tick();
            let next = self.pipeline.deadline();
            assert!(next.is_none_or(|it| it > self.now), "{due:?} is due again");
        }
    }

    fn take(&mut self, out: Out) {
        assert!(out.stanzas.len() <= MOST_SAID, "{} stanzas at once", out.stanzas.len());
        for stanza in out.stanzas {
            let stanza = stanza.element;
            let mended = mended(stanza.clone()).expect("what we say can be written");
            assert_eq!(mended, stanza, "what we say is written as it is");
            for name in ids(&stanza) {
                self.names.add(&name);
            }
            if matches!(stanza.attr("type"), Some("get" | "set")) && self.open.len() < 64 {
                self.open.push(stanza);
            }
        }
        self.told.extend(out.events);
    }
}

/// What a stranger says is theirs alone.
fn is_modest(out: &Out) {
    for event in &out.events {
        let fits = match event {
            Event::Roster { .. }
            | Event::Bookmarks(_)
            | Event::Bookmark(_)
            | Event::Page(_)
            | Event::ReadElsewhere { .. }
            | Event::ReadTold
            | Event::Acked(_)
            | Event::Unconfirmed(_)
            | Event::Answered { .. }
            | Event::Ready { .. } => false,
            Event::Arrived(it) => it.message.chat.peer.bare().as_str() == STRANGER,
            Event::Acted(it) => it.act.chat.peer.bare().as_str() == STRANGER,
            Event::Progress { chat, .. } => chat.peer.bare().as_str() == STRANGER,
            Event::Picture { of, .. } => of.as_str() == STRANGER,
            Event::Told(_) | Event::Contact { .. } | Event::Capabilities { .. } => true,
        };
        assert!(fits, "a stranger may not: {event:?}");
    }
}

/// All that names something in a stanza.
fn ids(stanza: &Element) -> Vec<String> {
    let own = ["id", "queryid"].iter().filter_map(|it| stanza.attr(*it));
    let mut ids: Vec<String> = own.map(str::to_owned).collect();
    for child in stanza.children().take(8) {
        ids.extend(["id", "queryid"].iter().filter_map(|it| child.attr(*it)).map(str::to_owned));
    }
    ids.retain(|it| !it.is_empty() && it.len() < 200);
    ids
}
