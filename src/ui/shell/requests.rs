//! Requests to the client that a deed sends, and what they are made from.

use iced::Task;

use crate::client::{Client, Error};
use crate::model::Message as Text;
use crate::model::room::Bookmark;
use crate::model::{AccountId, ChatId, Contact, RoomId, contact};
use crate::ui::scene::Scene;
use crate::ui::shell::{Action, Message};

/// Sends a request whose refusal is told below the thread.
pub(super) fn ask<F>(scene: &Scene<'_>, request: impl FnOnce(Client) -> F) -> Action
where
    F: Future<Output = Result<(), Error>> + Send + 'static,
{
    let client = scene.client.clone();
    Action::Run(Task::perform(request(client), Message::Done))
}

/// One after the other.
pub(super) fn both(one: Action, other: Action) -> Action {
    match (one, other) {
        (Action::Run(one), Action::Run(other)) => Action::Run(Task::batch([one, other])),
        (one, _) => one,
    }
}

/// Puts an emoji under a message, and keeps it at hand; or takes ours away.
pub(super) fn react(scene: &Scene<'_>, message: Box<Text>, emoji: String) -> Action {
    let ours = message.sequel.reactions.iter().any(|it| it.emoji == emoji && it.is_ours());
    let picked = Task::done(Message::Picked(emoji.clone()));
    let asked = ask(scene, |client| async move { client.react(&message, emoji).await });
    if ours { asked } else { both(asked, Action::Run(picked)) }
}

/// The room tells by itself how entering went.
pub(super) fn enter(scene: &Scene<'_>, room: &RoomId) -> Action {
    let bookmark = bookmark(scene, room);
    let (client, account) = (scene.client.clone(), room.account.clone());
    Action::Run(Task::perform(async move { client.join(&account, bookmark).await }, |_| {
        Message::Told
    }))
}

/// Changes what is kept of a room.
pub(super) fn rebookmark(
    scene: &Scene<'_>,
    room: &RoomId,
    change: impl FnOnce(&mut Bookmark),
) -> Action {
    let Some(known) = scene.world.rooms.get(room) else { return Action::None };
    let (mut bookmark, account) = (known.bookmark.clone(), room.account.clone());
    change(&mut bookmark);
    ask(scene, move |client| async move { client.set_bookmark(&account, bookmark).await })
}

/// What is known of a room, with a nick and the password of its invitation.
pub(super) fn bookmark(scene: &Scene<'_>, room: &RoomId) -> Bookmark {
    let known = scene.world.rooms.get(room).map(|known| known.bookmark.clone());
    let invited = scene.world.invitations.get(room).and_then(|it| it.password.clone());
    let mut bookmark = known.unwrap_or_else(|| Bookmark {
        jid: room.jid.clone(),
        name: String::new(),
        nick: String::new(),
        password: None,
        autojoin: true,
        notify: None,
    });
    if bookmark.nick.is_empty() {
        contact::short(&room.account.0).clone_into(&mut bookmark.nick);
    }
    bookmark.password = bookmark.password.or(invited);
    bookmark
}

pub(super) fn known(
    scene: &Scene<'_>,
    account: &AccountId,
    jid: &xmpp::jid::BareJid,
) -> Option<Contact> {
    scene.world.accounts.get(account)?.contacts.get(jid).cloned()
}

/// Moves an open chat by one place.
pub(super) fn reorder(scene: &Scene<'_>, chat: &ChatId, step: isize) -> Action {
    let mut order = scene.world.open.clone();
    let Some(place) = order.iter().position(|open| open == chat) else {
        return Action::None;
    };
    let target = place.saturating_add_signed(step).min(order.len() - 1);
    order.swap(place, target);
    ask(scene, move |client| async move { client.order_chats(order).await })
}

pub(super) fn fold(folded: &mut Vec<String>, name: String) {
    if folded.contains(&name) {
        folded.retain(|it| *it != name);
    } else {
        folded.push(name);
    }
}
