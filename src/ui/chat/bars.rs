//! Lines above the composer that want an answer: a stranger, a request, a room that one is not in.

use iced::widget::{column, container, row};
use iced::{Alignment, Element, Length};

use crate::i18n::t;
use crate::model::room::{Removal, Room, State};
use crate::model::{Peer, RoomId};
use crate::ui::chat::{Chat, Message};
use crate::ui::deed::Deed;
use crate::ui::part::{control, text};
use crate::ui::scene::{Scene, room_of};
use crate::ui::theme::{SINGLE, space, style};
use crate::ui::words;

impl Chat {
    /// The line that matters most now, if there is one.
    pub(super) fn bar<'a>(&'a self, scene: &Scene<'a>) -> Option<Element<'a, Message>> {
        match &self.id.peer {
            Peer::Contact(jid) => self.of_contact(scene, jid),
            Peer::Room(_) => room_of(&self.id).and_then(|id| of_room(scene, &id)),
            Peer::Occupant { nick, .. } => {
                let room = room_of(&self.id)?;
                let known = scene.world.rooms.get(&room);
                let here = known.is_some_and(|known| known.occupants.contains_key(nick));
                (!here).then(|| {
                    bar(scene, crate::i18n::t!("private-gone", nick = nick.as_str()), vec![])
                })
            }
        }
    }

    fn of_contact<'a>(
        &'a self,
        scene: &Scene<'a>,
        jid: &'a xmpp::jid::BareJid,
    ) -> Option<Element<'a, Message>> {
        let standing = scene.world.accounts.get(&self.id.account)?;
        let here = || (self.id.account.clone(), jid.clone());

        if standing.blocked.contains(jid) {
            let (account, jid) = here();
            let unblock = control::plain(t("menu-unblock"))
                .on_press(Message::Did(Deed::Unblock(account, jid)));
            return Some(bar(scene, t("bar-blocked").into_owned(), vec![unblock.into()]));
        }
        if standing.requests.contains_key(jid) {
            let (a, b) = (here(), here());
            return Some(bar(
                scene,
                crate::i18n::t!("bar-request", name = standing.title(jid)),
                vec![
                    control::primary(t("request-approve"))
                        .on_press(Message::Did(Deed::Approve(a.0, a.1)))
                        .into(),
                    control::plain(t("request-deny"))
                        .on_press(Message::Did(Deed::Deny(b.0, b.1)))
                        .into(),
                ],
            ));
        }
        if scene.world.chats.get(&self.id).is_some_and(|known| known.stranger) {
            let (a, b) = (here(), here());
            let add = Deed::AddContact { account: Some(a.0), jid: Some(a.1), group: String::new() };
            return Some(bar(
                scene,
                t("bar-stranger").into_owned(),
                vec![
                    control::primary(t("stranger-accept"))
                        .on_press(Message::Did(Deed::Accept(self.id.clone())))
                        .into(),
                    control::plain(t("menu-add-contact")).on_press(Message::Did(add)).into(),
                    control::quiet(t("menu-block"))
                        .on_press(Message::Did(Deed::Block(b.0, b.1)))
                        .into(),
                ],
            ));
        }
        None
    }
}

fn of_room<'a>(scene: &Scene<'a>, id: &RoomId) -> Option<Element<'a, Message>> {
    let enter = |label: &'static str| -> Element<'a, Message> {
        control::primary(t(label)).on_press(Message::Did(Deed::Enter(id.clone()))).into()
    };
    let Some(room) = scene.world.rooms.get(id) else {
        return Some(bar(scene, t("bar-outside").into_owned(), vec![enter("menu-enter-room")]));
    };
    match &room.state {
        State::Inside { .. } => voice(scene, id, room),
        State::Joining { .. } if room.challenge.is_some() => {
            let prove = Message::Did(Deed::Prove(id.clone()));
            let prove = control::primary(t("challenge-answer")).on_press(prove).into();
            Some(bar(scene, t("bar-challenge").into_owned(), vec![prove]))
        }
        State::Joining { .. } => Some(bar(scene, t("bar-entering").into_owned(), vec![])),
        State::Outside if !scene.online(&id.account) => {
            Some(bar(scene, t("bar-room-offline").into_owned(), vec![]))
        }
        State::Outside => {
            Some(bar(scene, t("bar-outside").into_owned(), vec![enter("menu-enter-room")]))
        }
        State::Refused(refusal) => {
            let way = match refusal.condition.as_str() {
                "conflict" | "not-acceptable" => {
                    let nick = Deed::JoinRoom {
                        account: Some(id.account.clone()),
                        room: Some(id.jid.clone()),
                    };
                    control::primary(t("bar-other-nick")).on_press(Message::Did(nick)).into()
                }
                "not-authorized" => control::primary(t("bar-password"))
                    .on_press(Message::Did(Deed::RoomPassword(id.clone())))
                    .into(),
                _ => enter("bar-try-again"),
            };
            Some(bar(scene, words::room_refusal(refusal), vec![way]))
        }
        State::Removed(removal) => {
            let way = match removal {
                Removal::Destroyed { instead: Some(instead), .. } => {
                    let go = Deed::JoinRoom {
                        account: Some(id.account.clone()),
                        room: Some(instead.clone()),
                    };
                    vec![control::primary(t("bar-instead")).on_press(Message::Did(go)).into()]
                }
                Removal::Destroyed { instead: None, .. } => vec![
                    control::plain(t("menu-forget-room"))
                        .on_press(Message::Did(Deed::Forget(id.clone())))
                        .into(),
                ],
                Removal::Kicked { .. }
                | Removal::Banned { .. }
                | Removal::MembersOnly
                | Removal::Shutdown
                | Removal::Fault => vec![enter("bar-enter-again")],
            };
            Some(bar(scene, words::removal(removal), way))
        }
    }
}

/// Somebody asks to speak; one after the other.
fn voice<'a>(scene: &Scene<'a>, id: &RoomId, room: &Room) -> Option<Element<'a, Message>> {
    let nick = room.asking.keys().next()?;
    let answer = |grant| Message::Did(Deed::AnswerVoice(id.clone(), nick.clone(), grant));
    let buttons = vec![
        control::primary(t("voice-grant")).on_press(answer(true)).into(),
        control::plain(t("voice-deny")).on_press(answer(false)).into(),
    ];
    Some(bar(scene, crate::i18n::t!("bar-voice", nick = nick.as_str()), buttons))
}

/// A sentence and its answers, beside each other where there is the room.
fn bar<'a>(
    scene: &Scene<'_>,
    told: String,
    buttons: Vec<Element<'a, Message>>,
) -> Element<'a, Message> {
    let told = container(text::body(told)).width(Length::Fill);
    let buttons = row(buttons).spacing(space::S);
    let inner: Element<'a, Message> = if scene.size.width < SINGLE {
        column![told, buttons.wrap()].spacing(space::S).into()
    } else {
        row![told, buttons].spacing(space::S).align_y(Alignment::Center).into()
    };
    container(inner).padding([space::S, space::M]).width(Length::Fill).style(style::notice).into()
}
