//! Somebody who keeps a room: Carol, with a client that says what the test wants.

use parlance::engine::link::Input;
use xmpp::minidom::Element;

use super::line::Line;
use super::server::{DOMAIN, Server};

const ADMIN: &str = "http://jabber.org/protocol/muc#admin";
const OWNER: &str = "http://jabber.org/protocol/muc#owner";
const USER: &str = "http://jabber.org/protocol/muc#user";

pub struct Owner {
    pub line: Line,
    room: String,
}

impl Owner {
    /// Makes a room with these settings (fields of `muc#roomconfig`), and stays in it as Carol.
    pub async fn make(server: &Server, room: &str, settings: &[(&str, &str)]) -> Self {
        let mut line = Line::raw(server, "carol").await;
        let room = format!("{room}@conference.{DOMAIN}");
        line.send(
            &format!(
                "<presence xmlns='jabber:client' to='{room}/Carol'>
                 <x xmlns='http://jabber.org/protocol/muc'/></presence>"
            ),
            None,
        );
        line.until("to be in her room", |input| match input {
            Input::Stanza(it) if it.name() == "presence" => {
                let codes = it.get_child("x", USER)?.children().filter_map(|it| it.attr("code"));
                codes.collect::<Vec<_>>().contains(&"110").then_some(())
            }
            _ => None,
        })
        .await;

        let mut owner = Self { line, room };
        owner.configure(settings).await;
        owner
    }

    async fn configure(&mut self, settings: &[(&str, &str)]) {
        let fields: String = settings
            .iter()
            .map(|(name, value)| {
                format!("<field var='muc#roomconfig_{name}'><value>{value}</value></field>")
            })
            .collect();
        let form = format!(
            "<query xmlns='{OWNER}'><x xmlns='jabber:x:data' type='submit'>
             <field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roomconfig</value></field>
             {fields}</x></query>"
        );
        self.set(&form).await;
    }

    /// Puts an occupant out.
    pub async fn kick(&mut self, nick: &str, reason: &str) {
        self.item(&format!("nick='{nick}' role='none'"), reason).await;
    }

    /// Gives an address another affiliation.
    pub async fn affiliate(&mut self, jid: &str, affiliation: &str, reason: &str) {
        self.item(&format!("jid='{jid}' affiliation='{affiliation}'"), reason).await;
    }

    pub async fn destroy(&mut self, reason: &str, instead: &str) {
        self.set(&format!(
            "<query xmlns='{OWNER}'><destroy jid='{instead}'><reason>{reason}</reason></destroy>
             </query>"
        ))
        .await;
    }

    /// Asks somebody in, through the room.
    pub fn invite(&self, jid: &str, reason: &str) {
        let room = &self.room;
        let message = format!(
            "<message xmlns='jabber:client' to='{room}'><x xmlns='{USER}'><invite to='{jid}'>
             <reason>{reason}</reason></invite></x></message>"
        );
        self.line.send(&message, None);
    }

    async fn item(&mut self, attributes: &str, reason: &str) {
        self.set(&format!(
            "<query xmlns='{ADMIN}'><item {attributes}><reason>{reason}</reason></item></query>"
        ))
        .await;
    }

    async fn set(&mut self, payload: &str) {
        let room = self.room.clone();
        let answer: Element = self.line.ask("set", Some(&room), payload).await;
        assert_eq!(answer.attr("type"), Some("result"), "{}", String::from(&answer));
    }
}
