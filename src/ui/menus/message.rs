//! What can be done to what was said, and to what one writes.

use crate::i18n::t;
use crate::model::ChatId;
use crate::model::message::{Delivery, Message};
use crate::model::room::State;
use crate::model::room::rights;
use crate::ui::deed::Deed;
use crate::ui::keys::Action;
use crate::ui::menus::people::occupant;
use crate::ui::menus::{Line, danger, line, with_keys};
use crate::ui::part::composer::Order;
use crate::ui::scene::{Scene, room_of};
use crate::ui::words;

pub(super) fn message(
    scene: &Scene<'_>,
    message: &Message,
    link: Option<&str>,
    selected: Option<&str>,
) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(text) = selected.filter(|text| !text.is_empty()) {
        lines.push(line("menu-copy-selection", Deed::Copy(text.to_owned())));
    }
    if matches!(message.delivery, Delivery::Failed(_)) {
        lines.push(line("menu-send-again", Deed::SendAgain(Box::new(message.clone()))));
        lines.push(Line::Rule);
    }
    let speaks = speaks(scene, &message.chat);
    if speaks && message.may_answer() {
        lines.push(line("menu-answer", Deed::Answer(Box::new(message.clone()))));
        lines.push(line("menu-react", Deed::PickReaction(Box::new(message.clone()))));
    }
    if speaks && message.may_correct() {
        lines.push(line("menu-edit", Deed::Edit(Box::new(message.clone()))));
    }
    lines.push(Line::Rule);
    if message.sealed.is_none() && message.sequel.retracted.is_none() {
        lines.push(line("menu-copy-text", Deed::Copy(message.body.clone())));
        lines.push(line("menu-quote", Deed::Quote(Box::new(message.clone()))));
    }
    if let Some(address) = link.or(message.attachment.as_deref()) {
        lines.push(line("menu-open-link", Deed::Follow(address.to_owned())));
        lines.push(line("menu-copy-link", Deed::Copy(address.to_owned())));
    }
    if speaks && message.may_retract() {
        lines.push(Line::Rule);
        lines.push(danger("menu-retract", Deed::Retract(Box::new(message.clone()))));
    }
    if message.chat.is_room()
        && let Some(id) = room_of(&message.chat).filter(|id| scene.online(&id.account))
        && let Some(room) = scene.world.rooms.get(&id)
    {
        lines.push(Line::Rule);
        let measures = rights::moderation(room, message).into_iter();
        lines.extend(measures.map(|measure| {
            danger(words::measure_key(&measure), Deed::Govern(id.clone(), measure))
        }));
    }
    if let (Some(room), crate::model::Author::Occupant { nick, .. }) =
        (room_of(&message.chat), &message.author)
        && message.chat.is_room()
    {
        lines.push(Line::Rule);
        lines.extend(occupant(scene, &room, nick));
    }
    lines
}

/// Whether what we do there would reach anybody; to a contact it does later.
pub(super) fn speaks(scene: &Scene<'_>, chat: &ChatId) -> bool {
    match room_of(chat).and_then(|id| scene.world.rooms.get(&id)) {
        Some(room) => matches!(room.state, State::Inside { .. }),
        None => !chat.is_room(),
    }
}

pub(super) fn composer(orders: &[Order], emoji: bool) -> Vec<Line> {
    let mut lines = Vec::new();
    for order in orders {
        let (key, chord) = match order {
            Order::Undo => ("menu-undo", "Ctrl+Z"),
            Order::Redo => ("menu-redo", "Ctrl+Shift+Z"),
            Order::Cut => ("menu-cut", "Ctrl+X"),
            Order::Copy => ("menu-copy", "Ctrl+C"),
            Order::Paste => ("menu-paste", "Ctrl+V"),
            Order::SelectAll => ("menu-select-all", "Ctrl+A"),
        };
        lines.push(Line::Do {
            text: t(key).into_owned(),
            deed: Deed::Write(*order),
            chord: chord.to_owned(),
            danger: false,
            checked: false,
        });
        if *order == Order::Redo || *order == Order::Undo && !orders.contains(&Order::Redo) {
            lines.push(Line::Rule);
        }
    }
    if emoji {
        lines.push(Line::Rule);
        lines.push(with_keys("menu-emoji", Deed::Key(Action::Emoji), Action::Emoji));
    }
    lines
}
