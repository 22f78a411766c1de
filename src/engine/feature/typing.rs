//! Chat State Notifications (XEP-0085, version 2.1): who writes just now.

use std::collections::{BTreeMap, BTreeSet};

use xmpp::jid::BareJid;
use xmpp_parsers::ns;

use crate::engine::event::{Command, Origin, RequestId};
use crate::engine::feature::{Context, Feature, Flow, HINTS, Incoming, PASSED, Stanza, TAKEN};
use crate::engine::ground::Ground;
use crate::engine::stanza;
use crate::engine::xml::{Xml, xml};
use crate::model::chat::{self, ChatId, Typing};
use crate::model::message::{Author, Message};
use crate::model::{Change, Peer, Timestamp};

/// Who has said nothing more for so long no longer writes, in milliseconds.
const PATIENCE: i64 = 60_000;
/// Rooms with more people than this are not told that we write.
const LARGE: usize = 20;
/// Most people who are taken to write at once.
const MOST: usize = 500;
/// Most correspondents who are remembered to understand us.
const MOST_KNOWN: usize = 2_000;

#[derive(Debug, Default)]
pub struct TypingStates {
    /// Until when each is taken to write; the nick is empty for a contact.
    writing: BTreeMap<(ChatId, String), Timestamp>,
    /// Who has sent chat states, and so wants to have ours (section 5.1).
    known: BTreeSet<BareJid>,
}

impl Feature for TypingStates {
    fn namespaces(&self) -> &'static [&'static str] {
        &[ns::CHATSTATES]
    }

    fn began(&mut self, cx: &mut Context<'_>) {
        self.forget(|_| true, cx);
    }

    fn presence(&mut self, it: &Stanza, cx: &mut Context<'_>) -> Flow {
        if it.head.kind == "unavailable"
            && let Some(from) = &it.head.from
            && !cx.ground.devices.contains_key(&from.bare)
        {
            let _ = self.known.remove(&from.bare);
            self.forget(|chat| chat.peer == Peer::Contact(from.bare.clone()), cx);
        }
        PASSED
    }

    fn incoming(&mut self, it: &mut Incoming, cx: &mut Context<'_>) -> Flow {
        let state = it.stanza.children().find(|it| it.has_ns(ns::CHATSTATES));
        let Some(chat) = it.chat.clone().filter(|_| !it.is_ours()) else { return PASSED };
        if matches!(it.origin, Origin::Archive | Origin::Replay) {
            return PASSED;
        }

        let nick = match &it.author {
            Author::Occupant { nick, .. } => nick.clone(),
            Author::Me { .. } | Author::Peer | Author::Service => String::new(),
        };
        // A message says by itself that it is written.
        if it.message.is_some() {
            let _ = self.writing.remove(&(chat.clone(), nick.clone()));
        }

        let Some(state) = state.map(|it| it.name()) else { return PASSED };
        if let Peer::Contact(jid) = &chat.peer {
            if !cx.ground.contacts.contains_key(jid) {
                return PASSED;
            }
            if self.known.len() < MOST_KNOWN {
                let _ = self.known.insert(jid.clone());
            }
        }
        if it.message.is_none() {
            self.told(chat, nick, state == "composing", cx);
        }
        PASSED
    }

    fn outgoing(&mut self, message: &Message, stanza: Xml, cx: &mut Context<'_>) -> Xml {
        let privacy = &cx.ground.privacy;
        let tells =
            privacy.lets(message.chat.peer.bare(), privacy.typing) && !message.chat.is_room();
        if tells { stanza.child(xml("active", ns::CHATSTATES)) } else { stanza }
    }

    fn command(
        &mut self,
        _request: Option<RequestId>,
        command: &Command,
        cx: &mut Context<'_>,
    ) -> Flow {
        let Command::Typing { chat, typing } = command else { return PASSED };
        let wanted = match &chat.peer {
            Peer::Contact(jid) => {
                let understands =
                    self.known.contains(jid) || cx.ground.supports(jid, ns::CHATSTATES);
                understands && cx.ground.sees_us(jid)
            }
            Peer::Room(room) | Peer::Occupant { room, .. } => {
                let seat = cx.ground.seats.get(room).filter(|it| it.inside());
                seat.is_some_and(|it| !chat.is_room() || it.occupants.len() <= LARGE)
            }
        };
        // Section 5.5: a room is told only of writing and pausing.
        let gone = chat.is_room() && *typing == Typing::Gone;
        let privacy = &cx.ground.privacy;
        if wanted && !gone && privacy.lets(chat.peer.bare(), privacy.typing) {
            let id = cx.requests.id();
            cx.send(state(chat, *typing).attr("id", id));
        }
        TAKEN
    }

    fn tick(&mut self, cx: &mut Context<'_>) {
        let late: Vec<_> = self.writing.iter().filter(|it| *it.1 <= cx.now).collect();
        let late: Vec<_> = late.into_iter().map(|it| it.0.clone()).collect();
        for (chat, nick) in late {
            self.told(chat, nick, false, cx);
        }
    }

    fn deadline(&self, _ground: &Ground) -> Option<Timestamp> {
        self.writing.values().min().copied()
    }
}

impl TypingStates {
    fn told(&mut self, chat: ChatId, nick: String, typing: bool, cx: &mut Context<'_>) {
        let key = (chat.clone(), nick.clone());
        let changed = if !typing {
            self.writing.remove(&key).is_some()
        } else if self.writing.len() < MOST || self.writing.contains_key(&key) {
            self.writing.insert(key, cx.now.plus(PATIENCE)).is_none()
        } else {
            false
        };
        if changed {
            cx.tell(Change::Chat(chat, chat::Change::Typing { nick, typing }));
        }
    }

    fn forget(&mut self, fits: impl Fn(&ChatId) -> bool, cx: &mut Context<'_>) {
        let gone: Vec<_> = self.writing.keys().filter(|it| fits(&it.0)).cloned().collect();
        for (chat, nick) in gone {
            self.told(chat, nick, false, cx);
        }
    }
}

fn state(chat: &ChatId, typing: Typing) -> Xml {
    let name = match typing {
        Typing::Active => "active",
        Typing::Composing => "composing",
        Typing::Paused => "paused",
        Typing::Gone => "gone",
    };
    // It says nothing to whoever comes later.
    let fleeting = xml("no-store", HINTS);
    stanza::to_peer(&chat.peer).child(xml(name, ns::CHATSTATES)).child(fleeting)
}
