//! Lines above the composer that want an answer: a stranger, a request, a room that one is not in.

use iced::widget::{column, container, row};
use iced::{Alignment, Element, Length};

use crate::i18n::t;
use crate::model::room::{Removal, Room, State};
use crate::model::{Peer, Refusal, RoomId};
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
    let enter = || vec![way("menu-enter-room", Deed::Enter(id.clone()))];
    let Some(room) = scene.world.rooms.get(id) else {
        return Some(bar(scene, t("bar-outside").into_owned(), enter()));
    };
    match &room.state {
        State::Inside { .. } => voice(scene, id, room),
        State::Joining { .. } if room.challenge.is_some() => {
            let prove = way("challenge-answer", Deed::Prove(id.clone()));
            Some(bar(scene, t("bar-challenge").into_owned(), vec![prove]))
        }
        State::Joining { .. } => Some(bar(scene, t("bar-entering").into_owned(), vec![])),
        State::Outside if !scene.online(&id.account) => {
            Some(bar(scene, t("bar-room-offline").into_owned(), vec![]))
        }
        State::Outside => Some(bar(scene, t("bar-outside").into_owned(), enter())),
        State::Refused(refusal) => {
            Some(bar(scene, words::room_refusal(refusal), vec![past(refusal, id)]))
        }
        State::Removed(removal) => {
            Some(bar(scene, words::removal(removal), vec![back(removal, id)]))
        }
    }
}

fn way<'a>(label: &'static str, deed: Deed) -> Element<'a, Message> {
    control::primary(t(label)).on_press(Message::Did(deed)).into()
}

/// What may lead into a room that refused us.
fn past<'a>(refusal: &Refusal, id: &RoomId) -> Element<'a, Message> {
    match refusal.condition.as_str() {
        "conflict" | "not-acceptable" => {
            let (account, room) = (Some(id.account.clone()), Some(id.jid.clone()));
            way("bar-other-nick", Deed::JoinRoom { account, room })
        }
        "not-authorized" => way("bar-password", Deed::RoomPassword(id.clone())),
        _ => way("bar-try-again", Deed::Enter(id.clone())),
    }
}

/// Where one may go from a room that one had to leave.
fn back<'a>(removal: &Removal, id: &RoomId) -> Element<'a, Message> {
    match removal {
        Removal::Destroyed { instead: Some(instead), .. } => {
            let (account, room) = (Some(id.account.clone()), Some(instead.clone()));
            way("bar-instead", Deed::JoinRoom { account, room })
        }
        Removal::Destroyed { instead: None, .. } => control::plain(t("menu-forget-room"))
            .on_press(Message::Did(Deed::Forget(id.clone())))
            .into(),
        Removal::Kicked { .. }
        | Removal::Banned { .. }
        | Removal::MembersOnly
        | Removal::Shutdown
        | Removal::Fault => way("bar-enter-again", Deed::Enter(id.clone())),
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
