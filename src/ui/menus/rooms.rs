//! What can be done to rooms.

use crate::i18n::t;
use crate::model::room::rights::{Measure, PICTURE, Standing};
use crate::model::room::{Notify, Role, Room, State};
use crate::model::{AccountId, RoomId};
use crate::ui::deed::Deed;
use crate::ui::keys::Action;
use crate::ui::menus::{Line, danger, line, reading, with_keys};
use crate::ui::scene::Scene;

/// What of a room is told at once, and what is so now.
pub(super) fn notifying(scene: &Scene<'_>, id: &RoomId) -> Vec<Line> {
    let Some(room) = scene.world.rooms.get(id).filter(|_| scene.online(&id.account)) else {
        return Vec::new();
    };
    let now = room.bookmark.notify.unwrap_or_default();
    let lines = [
        (Notify::All, "menu-notify-all"),
        (Notify::Mentions, "menu-notify-mentions"),
        (Notify::Nothing, "menu-notify-nothing"),
    ];
    let lines = lines.into_iter().map(|(notify, key)| Line::Do {
        text: t(key).into_owned(),
        deed: Deed::Notify(id.clone(), notify),
        chord: String::new(),
        danger: false,
        checked: notify == now,
    });
    std::iter::once(Line::Rule).chain(lines).chain([Line::Rule]).collect()
}

pub(super) fn room(scene: &Scene<'_>, id: &RoomId) -> Vec<Line> {
    let chat = id.chat();
    let mut lines = vec![line("menu-open-room", Deed::Open(chat.clone()))];
    lines.extend(reading(scene, &chat));
    lines.extend(notifying(scene, id));
    lines.push(Line::Rule);
    lines.extend(inside(scene, id));
    lines
}

pub(super) fn inside(scene: &Scene<'_>, id: &RoomId) -> Vec<Line> {
    let Some(room) = scene.world.rooms.get(id) else {
        return Vec::new();
    };
    let online = scene.online(&id.account);
    let mut lines = Vec::new();

    match room.state {
        State::Inside { .. } if online => {
            lines.push(line("menu-change-nick", Deed::ChangeNick(id.clone())));
            if may_set_subject(room) {
                lines.push(line("menu-set-subject", Deed::SetSubject(id.clone())));
            }
            lines.push(line("menu-leave-room", Deed::Leave(id.clone())));
            lines.push(Line::Rule);
            lines.extend(governing(id, room));
            lines.push(Line::Rule);
        }
        State::Outside | State::Refused(_) | State::Removed(_) if online => {
            lines.push(line("menu-enter-room", Deed::Enter(id.clone())));
        }
        _ => {}
    }
    lines.push(line("menu-copy-address", Deed::Copy(id.jid.to_string())));
    if online {
        lines.push(Line::Rule);
        let auto = room.bookmark.autojoin;
        let key = if auto { "menu-autojoin-off" } else { "menu-autojoin-on" };
        lines.push(line(key, Deed::AutoJoin(id.clone(), !auto)));
        lines.push(danger("menu-forget-room", Deed::Forget(id.clone())));
    }
    lines
}

/// What one does with the room and its people, as far as one may.
pub(super) fn governing(id: &RoomId, room: &Room) -> Vec<Line> {
    let Some(me) = room.me().map(Standing::from) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    if me.role == Role::Visitor {
        lines.push(line("menu-voice-ask", Deed::AskForVoice(id.clone())));
    }
    lines.push(line("menu-invite", Deed::Invite(id.clone(), Vec::new())));
    if me.may_list() {
        lines.push(line("menu-people", Deed::People(id.clone())));
    }
    if me.may_configure() {
        lines.push(line("menu-configure-room", Deed::Configure(id.clone())));
        if room.features.contains(PICTURE) {
            lines.push(line("menu-room-picture", Deed::Picture(id.clone())));
        }
        lines.push(danger("menu-destroy-room", Deed::Govern(id.clone(), Measure::Destroy)));
    }
    lines
}

/// A visitor has no voice, and so no say in the subject (XEP-0045, section 8.1). Whether a
/// participant has it is up to the room: it answers.
pub fn may_set_subject(room: &Room) -> bool {
    room.me().is_some_and(|me| me.role >= Role::Participant)
}

pub(super) fn create(account: AccountId) -> Line {
    let deed = Deed::CreateRoom { account: Some(account), members: Vec::new() };
    with_keys("menu-create-room", deed, Action::CreateRoom)
}
