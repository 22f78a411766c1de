//! The lines of the open chats: what was said last, and when.

use std::borrow::Cow;

use iced::widget::{column, container, row};
use iced::{Alignment, Element, Length, Point};

use crate::i18n::t;
use crate::model::chat::LastLine;
use crate::model::{ChatId, Peer, contact};
use crate::ui::badge::{badge, key};
use crate::ui::deed::Deed;
use crate::ui::keys::{self, Action};
use crate::ui::menus::Subject;
use crate::ui::part::avatar::{ROW, avatar};
use crate::ui::part::control;
use crate::ui::part::icon::{Icon, icon};
use crate::ui::part::line::{self, line};
use crate::ui::part::reveal::reveal_right;
use crate::ui::scene::Scene;
use crate::ui::sidebar::Message;
use crate::ui::theme::hue::seed;
use crate::ui::theme::{space, style};
use crate::ui::words;

/// The height of an open chat.
pub const OPEN: f32 = 44.0;
/// The height of its second line: of a count, which is more than the text needs.
const SAID: f32 = 18.0;
/// More letters of the last message are never to be seen.
const GLANCE: usize = 200;

pub fn open<'a>(
    scene: &Scene<'a>,
    chat: &'a ChatId,
    entry: u64,
    chosen: bool,
) -> Element<'a, Message> {
    let world = scene.world;
    let known = world.chats.get(chat);
    let last = known.and_then(|known| known.last.as_ref());
    let title = world.title(chat);
    let shown = scene.shown == Some(chat);
    let show = match &chat.peer {
        Peer::Contact(jid) => world.accounts.get(&chat.account).map(|it| it.show(jid)),
        Peer::Room(_) | Peer::Occupant { .. } => None,
    };
    let unread = known.map_or(0, |known| known.unread);

    let name = if unread > 0 { line(title).strong() } else { line(title) };
    let time = last.map_or_else(String::new, |last| words::glance(last.at, scene.now));
    let head = row![name.width(Length::Fill), line::muted(time)]
        .spacing(space::S)
        .align_y(Alignment::Center);

    let said = below(scene, chat, title);
    let face = avatar(title, &seed(chat), ROW).picture(scene.pictures.of(world, chat)).show(show);
    let content = row![face, column![head, said].width(Length::Fill)]
        .spacing(space::S)
        .align_y(Alignment::Center);

    let subject = Subject::Open(chat.clone());
    let content = control::list_row(content, shown || chosen, OPEN)
        .label(title)
        .on_press(Message::Pressed(entry))
        .on_middle_click(Message::Did(Deed::Close(chat.clone())))
        .on_context(move |at| Message::MenuAsked(subject.clone(), at));
    // It is seen while the pointer is there only: the keyboard closes chats otherwise.
    let close = control::icon_button(Icon::Close, t("menu-close-chat"))
        .tab_stop(false)
        .on_press(Message::Did(Deed::Close(chat.clone())));
    let close = control::hint(close, t("menu-close-chat"));
    let close = container(close).style(style::selected);
    let content = reveal_right(content, close, Point::new(space::XS, (OPEN - 28.0) / 2.0));
    crate::ui::drag::draggable(
        content,
        {
            let chat = chat.clone();
            move |distance| Message::Dragged(chat.clone(), distance)
        },
        Message::Dropped,
    )
}

/// The second line: the newest message, and a bell, a count or the keys at its end.
fn below<'a>(scene: &Scene<'a>, chat: &'a ChatId, title: &str) -> Element<'a, Message> {
    let world = scene.world;
    let known = world.chats.get(chat);
    let last = known.and_then(|known| known.last.as_ref());
    let unread = known.map_or(0, |known| known.unread);
    let muted = known.is_some_and(|known| known.is_quiet(scene.now));

    let said = last.map_or_else(|| chat.peer.to_string().into(), |last| said(last, chat, title));
    let mut said =
        row![line::muted(said).width(Length::Fill)].spacing(space::XS).align_y(Alignment::Center);
    if muted {
        said = said.push(icon(Icon::BellOff).style(style::muted));
    }
    let place = world.open.iter().position(|it| it == chat).map_or(0, |place| place + 1);
    if unread > 0 {
        said = said.push(badge(unread, muted));
    } else if place <= 9 {
        let keys = keys::shown(Action::Chat(u8::try_from(place).unwrap_or_default()));
        said = said.push(control::hint(key(place), keys));
    }
    // Neither a count nor a bell moves what stands above them.
    said.height(SAID).into()
}

/// The newest message, in a line.
fn said<'a>(last: &'a LastLine, chat: &ChatId, title: &str) -> Cow<'a, str> {
    let text = match last.text.char_indices().nth(GLANCE) {
        Some((end, _)) => &last.text[..end],
        None => &last.text,
    };
    let name = match last.nick.as_str() {
        "" if last.outgoing => contact::short(&chat.account.0),
        "" => title,
        nick => nick,
    };
    match text.strip_prefix("/me ") {
        _ if last.retracted => t("thread-retracted"),
        Some(deed) => format!("* {name} {deed}").into(),
        None if last.outgoing => crate::i18n::t!("chats-own-line", text = text).into(),
        None if last.nick.is_empty() => text.into(),
        None => format!("{name}: {text}").into(),
    }
}
