//! Rooms (XEP-0045, version 1.35.1): we enter, see who is in, hear what is said, and leave.

use std::collections::{BTreeMap, BTreeSet};

use xmpp::jid::BareJid;
use xmpp::minidom::Element;
use xmpp_parsers::ns;

use crate::engine::event::{Answer, Command, RequestId};
use crate::engine::feature::{Context, Feature, Flow, Incoming, Stanza, TAKEN};
use crate::engine::ground::Ground;
use crate::engine::info::Info;
use crate::engine::request::Key;
use crate::engine::stanza::{self, CLIENT};
use crate::engine::xml::xml;
use crate::model::form::Form;
use crate::model::room::{self, State};
use crate::model::{Address, Change, Refusal, Timestamp};

mod administration;
mod challenge;
mod entry;
mod invitation;
mod mention;
mod message;
mod news;
mod occupants;
mod picture;
mod voice;
mod watch;

#[derive(Debug, Default)]
pub struct Rooms {
    /// The time of the newest message that earlier runs hold of each room.
    held: BTreeMap<BareJid, Timestamp>,
    /// Who waits for us to be in.
    entering: BTreeMap<BareJid, Vec<RequestId>>,
    /// Who waits for another nick.
    renaming: BTreeMap<BareJid, RequestId>,
    /// Who waits for another subject: by the id of the message that sets it.
    subjects: BTreeMap<String, (RequestId, BareJid, String)>,
    asked: BTreeMap<Key, (BareJid, Question)>,
    invited: BTreeSet<BareJid>,
    /// Rooms that are to be made, and not to be entered.
    making: BTreeSet<BareJid>,
    /// Forms of those who ask for a voice, by room and nick.
    voices: BTreeMap<BareJid, BTreeMap<String, Form>>,
    /// Who waits to hear whether the room passed an invitation on: by the id of the message.
    inviting: BTreeMap<String, (Key, RequestId)>,
}

/// What a room is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Question {
    Features,
    /// Whether we are still in (XEP-0410).
    Inside,
    /// To open, since we have just made it (section 10.1.2).
    Open,
    /// The form of its configuration.
    Configuration(Option<RequestId>),
    /// To be as a form says.
    Configured(Option<RequestId>),
    People(Option<RequestId>),
    /// Something that is done or refused.
    Done(Option<RequestId>),
    /// Anything: its answer comes behind its refusal to pass an invitation on.
    Invited,
}

impl Rooms {
    /// Begins with what earlier runs hold of each room.
    pub fn known(held: BTreeMap<BareJid, Timestamp>) -> Self {
        Self { held, ..Self::default() }
    }
}

impl Feature for Rooms {
    fn namespaces(&self) -> &'static [&'static str] {
        &[ns::MUC, "jabber:x:conference"]
    }

    fn began(&mut self, cx: &mut Context<'_>) {
        self.entering.clear();
        self.renaming.clear();
        self.subjects.clear();
        self.asked.clear();
        self.making.clear();
        self.inviting.clear();
        let voices = std::mem::take(&mut self.voices);
        for (room, nick) in voices.iter().flat_map(|(room, it)| it.keys().map(move |it| (room, it)))
        {
            tell(room, room::Change::VoiceAnswered { nick: nick.clone() }, cx);
        }

        let rooms: Vec<BareJid> = cx.ground.seats.keys().cloned().collect();
        for room in rooms {
            self.enter(&room, cx);
        }
    }

    fn resumed(&mut self, cx: &mut Context<'_>) {
        self.wake(cx);
    }

    fn presence(&mut self, it: &Stanza, cx: &mut Context<'_>) -> Flow {
        self.presence_of(it, cx)
    }

    fn incoming(&mut self, it: &mut Incoming, cx: &mut Context<'_>) -> Flow {
        if self.challenges(it, cx) || self.invitation(it, cx) || self.asks_for_voice(it, cx) {
            return TAKEN;
        }
        self.place(it, cx)
    }

    fn answered(&mut self, key: Key, result: &Result<Element, Refusal>, cx: &mut Context<'_>) {
        match (self.asked.remove(&key), result) {
            (Some((room, Question::Features)), Ok(iq)) => {
                let query = iq.get_child("query", ns::DISCO_INFO);
                if let (Some(seat), Some(query)) = (cx.ground.seats.get_mut(&room), query) {
                    let info = Info::read(query);
                    let picture = picture::news(&room, &info, seat);
                    if seat.features != info.features {
                        seat.features.clone_from(&info.features);
                        tell(&room, room::Change::Features(info.features), cx);
                    }
                    picture.into_iter().for_each(|it| cx.emit(it));
                }
            }
            (Some((room, Question::Open)), answer) => {
                // It did not exist when it was asked before.
                if answer.is_ok() {
                    self.ask_features(&room, cx);
                }
                self.entering_settled(&room, &Ok(Answer::Done), cx);
            }
            (Some((room, Question::Inside)), Err(refusal)) => self.checked(&room, refusal, cx),
            (Some((_, Question::Configuration(request))), answer) => {
                let form = answer.as_ref().map_err(Clone::clone);
                cx.settle(request, form.and_then(administration::configuration));
            }
            (Some((room, Question::Configured(request))), answer) => {
                if answer.is_ok() {
                    self.ask_features(&room, cx);
                }
                cx.settle(request, done(answer));
            }
            (Some((_, Question::People(request))), answer) => {
                let people = answer.as_ref().map(administration::people);
                cx.settle(request, people.map_err(Clone::clone));
            }
            (Some((_, Question::Done(request))), answer) => cx.settle(request, done(answer)),
            (Some((_, Question::Invited)), _) => self.invitation_passed(key, cx),
            (Some(_) | None, _) => {}
        }
    }

    fn command(
        &mut self,
        request: Option<RequestId>,
        command: &Command,
        cx: &mut Context<'_>,
    ) -> Flow {
        match command {
            Command::Join { room, nick, password, since } => {
                self.join(request, room, nick, password.clone(), *since, cx);
            }
            Command::Leave { room } => self.leave(room, cx),
            Command::WatchFor(words) => cx.ground.words.clone_from(words),
            Command::ChangeNick { room, nick } => self.rename(request, room, nick, cx),
            Command::SetSubject { room, text } => self.set_subject(request, room, text, cx),
            Command::Decline { room, from } => self.decline(room, from.as_ref(), cx),
            Command::Create { room, nick, password } => {
                self.make(request, room, nick, password.clone(), cx);
            }
            Command::Invite { room, who, reason, continues } => {
                self.invite(request, room, who, (reason, *continues), cx);
            }
            Command::AnswerChallenge { room, form } => {
                self.answer_challenge(request, room, form, cx);
            }
            Command::AskForVoice { room } => self.ask_for_voice(request, room, cx),
            Command::AnswerVoice { room, nick, grant } => {
                self.answer_voice(request, room, nick, *grant, cx);
            }
            _ => return self.administrate(request, command, cx),
        }
        TAKEN
    }

    fn tick(&mut self, cx: &mut Context<'_>) {
        self.watch(cx);
    }

    fn deadline(&self, ground: &Ground) -> Option<Timestamp> {
        watch::deadline(ground)
    }
}

impl Rooms {
    fn set_subject(
        &mut self,
        request: Option<RequestId>,
        room: &BareJid,
        text: &str,
        cx: &mut Context<'_>,
    ) {
        let id = cx.requests.id();
        let subject = xml("subject", CLIENT).text(text);
        let to = Address::bare(room.clone());
        cx.send(stanza::message("groupchat", &to).attr("id", &id).child(subject));

        cx.owe(request);
        if let Some(request) = request {
            self.subjects.retain(|_, it| cx.requests.owes(it.0));
            let _ = self.subjects.insert(id, (request, room.clone(), text.to_owned()));
        }
    }

    /// The room has this subject now, by our own hand; not every room says by which message.
    fn subject_set(&mut self, room: &BareJid, text: &str, cx: &mut Context<'_>) {
        let ours = self.subjects.iter().find(|(_, it)| it.1 == *room && it.2 == text);
        let id = ours.map(|(id, _)| id.clone());
        self.subject_settled(id.as_deref(), Ok(Answer::Done), cx);
    }

    /// The room has told what became of a message with this id; perhaps it was a subject of ours.
    fn subject_settled(
        &mut self,
        id: Option<&str>,
        result: Result<Answer, Refusal>,
        cx: &mut Context<'_>,
    ) {
        let request = id.and_then(|it| self.subjects.remove(it)).map(|it| it.0);
        cx.settle(request, result);
    }
}

fn done(answer: &Result<Element, Refusal>) -> Result<Answer, Refusal> {
    answer.as_ref().map(|_| Answer::Done).map_err(Clone::clone)
}

fn tell(room: &BareJid, change: room::Change, cx: &mut Context<'_>) {
    let room = cx.ground.room(room);
    cx.tell(Change::Room(room, change));
}

fn tell_state(room: &BareJid, state: State, cx: &mut Context<'_>) {
    tell(room, room::Change::State(state), cx);
}

fn seat_address(room: &BareJid, nick: &str) -> Address {
    Address { bare: room.clone(), resource: Some(nick.to_owned()) }
}
