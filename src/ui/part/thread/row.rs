//! One message, with what stands above it: its day, the line before the first new one, its author.

use std::sync::Arc;

use iced::widget::{Column, Space, column, container, row, rule};
use iced::{Alignment, Element, Length, Padding, Point};

use crate::i18n::t;
use crate::model::message::{Author, Delivery, Kind, Message};
use crate::ui::part::avatar::{self, avatar};
use crate::ui::part::icon::{Icon, icon, icon_sized};
use crate::ui::part::line::line as one_line;
use crate::ui::part::pressable::{Look, pressable};
use crate::ui::part::reveal::reveal;
use crate::ui::part::rich::{Rich, may_open};
use crate::ui::part::selectable::{OnLink, selectable};
use crate::ui::part::thread::columns::{GUTTER, MARKS, MEASURE, WHOLE};
use crate::ui::part::thread::run::Row;
use crate::ui::part::thread::{Event, Person, Scene, Thread, day, news, sequel};
use crate::ui::part::{control, marks, text};
use crate::ui::theme::{Mode, font, hue, size, space, style, tokens};
use crate::ui::words;

/// What a name leaves to the time beside it.
const TIME: f32 = 48.0;
/// What a name leaves to the time that its sender claims.
const CLAIMED: f32 = 120.0;
/// A run ends when its author is silent for this long, in milliseconds.
const PAUSE: i64 = 10 * 60 * 1000;

/// The row at `index`.
pub fn line<'a>(
    thread: &'a Thread,
    scene: &Scene<'a>,
    run: &[Row<'a>],
    index: usize,
) -> Element<'a, Event> {
    let before = index.checked_sub(1).map(|index| run[index]);
    let today = day::of(run[index].cursor().at);
    let new_day = before.is_none_or(|before| day::of(before.cursor().at) != today);
    let divider = new_day.then(|| divider(day::name(today, scene.today), false));
    let content = match run[index] {
        Row::Said(message) => {
            let said = run[..index].iter().rev().find_map(|row| match row {
                Row::Said(message) => Some(*message),
                Row::Happened(_) => None,
            });
            let runs_on = !new_day && matches!(before, Some(Row::Said(_)));
            self::message(thread, scene, message, said, runs_on)
        }
        Row::Happened(entry) => news::line(thread, scene, entry),
    };
    column![].push(divider).push(content).width(Length::Fill).into()
}

/// A message; `before` is the one before it, and `runs_on` whether nothing stands between them.
fn message<'a>(
    thread: &'a Thread,
    scene: &Scene<'a>,
    message: &'a Message,
    before: Option<&'a Message>,
    runs_on: bool,
) -> Element<'a, Event> {
    let first_new = is_new(scene, message) && !before.is_some_and(|before| is_new(scene, before));
    let heads = !runs_on || first_new || before.is_none_or(|before| !continues(before, message));

    let mut parts: Column<'a, Event> = Column::new();
    if first_new {
        parts = parts.push(divider(t("thread-new").into_owned(), true));
    }
    let person = (scene.person)(&message.author);
    let content = match (&message.author, &message.kind) {
        (_, Kind::Subject) | (Author::Service, _) => service(thread, scene, message, person),
        (_, Kind::Chat | Kind::Normal { .. } | Kind::Headline { .. }) => {
            spoken(thread, scene, message, person, heads)
        }
    };
    parts.push(content).width(Length::Fill).into()
}

fn is_new(scene: &Scene<'_>, message: &Message) -> bool {
    !message.outgoing() && scene.read.is_some_and(|read| message.cursor > read)
}

/// Whether a message belongs to the run of the one before it.
fn continues(before: &Message, message: &Message) -> bool {
    let spoken =
        |message: &Message| message.kind == Kind::Chat && message.author != Author::Service;
    spoken(before)
        && spoken(message)
        && before.author == message.author
        && message.cursor.at.as_millis() - before.cursor.at.as_millis() < PAUSE
}

/// A line across the thread with a word in it.
fn divider<'a>(word: String, new: bool) -> Element<'a, Event> {
    let colour = if new { style::accent } else { style::muted };
    let word = one_line(word).size(size::META).font(font::SEMIBOLD).colour(colour);
    let rule = || {
        rule::horizontal(1).style(move |theme| {
            let mut style = style::line(theme);
            if new {
                style.color = tokens(theme).accent;
            }
            style
        })
    };

    row![rule(), word, rule()]
        .spacing(space::M)
        .align_y(Alignment::Center)
        .padding([space::S, space::L])
        .into()
}

/// What nobody said: joins, subjects, the server's words.
fn service<'a>(
    thread: &'a Thread,
    scene: &Scene<'a>,
    message: &'a Message,
    person: Person,
) -> Element<'a, Event> {
    let (glyph, above) = match &message.kind {
        Kind::Subject if person.name.is_empty() => {
            (Icon::Pencil, Some(t("thread-subject").into_owned()))
        }
        Kind::Subject => (Icon::Pencil, Some(t!("thread-subject-by", name = person.name.clone()))),
        Kind::Chat | Kind::Normal { .. } | Kind::Headline { .. } => (Icon::Info, None),
    };
    let said = said(thread, scene, message, &person.name, true);
    let content = column![].push(above.map(text::meta)).push(said);
    let face = container(icon(glyph).style(style::muted)).center_x(GUTTER).padding([3.0, 0.0]);
    let time = one_line(day::time(message.cursor.at)).size(size::META).colour(style::muted);

    let line_of_it = row![face, container(content).width(Length::Fill), time]
        .spacing(space::S)
        .padding(Padding::from([space::XS / 2.0, space::L]).left(space::S));
    container(line_of_it).max_width(WHOLE).into()
}

fn spoken<'a>(
    thread: &'a Thread,
    scene: &Scene<'a>,
    message: &'a Message,
    person: Person,
    heads: bool,
) -> Element<'a, Event> {
    let time = day::time(message.cursor.at);
    let name = person.name.clone();
    let mut content: Column<'a, Event> = Column::new().width(Length::Fill).max_width(MEASURE);
    if heads {
        content = content.push(header(scene, message, &person, time.clone()));
    }
    content = content
        .push(heading(message))
        .push(sequel::quote(scene, message))
        .push(body(thread, scene, message, &name))
        .push(attachment(message))
        .push(sequel::foot(scene, message))
        .push(failure(message));

    let face: Element<'a, Event> = if heads {
        avatar(&person.name, &person.seed, avatar::THREAD)
            .picture(person.picture)
            .on(|tokens| tokens.page)
            .into()
    } else {
        Space::new().width(avatar::THREAD).into()
    };
    let face = container(face).width(GUTTER);
    let content = container(content).width(Length::Fill);
    let marks = container(marks(message)).width(MARKS).align_x(Alignment::Center);
    let above = if heads { space::S } else { 1.0 };
    let line_of_it = row![face, content, marks]
        .padding(Padding::from([0.0, space::L]).top(above).bottom(1.0).right(space::S));
    let line_of_it = container(line_of_it).max_width(WHOLE);

    let line_of_it: Element<'a, Event> = if heads {
        line_of_it.into()
    } else {
        let time = one_line(time).size(size::META).colour(style::muted);
        reveal(line_of_it, time, Point::new(space::L - 2.0, 3.0))
    };
    if message.mention || scene.sought == Some(message.cursor) {
        container(line_of_it)
            .width(Length::Fill)
            .style(|theme| container::Style {
                background: Some(tokens(theme).mention.into()),
                ..container::Style::default()
            })
            .into()
    } else {
        line_of_it
    }
}

/// Name and time, once for a run.
fn header<'a>(
    scene: &Scene<'a>,
    message: &Message,
    person: &Person,
    time: String,
) -> Element<'a, Event> {
    let angle = hue::angle(&person.seed);
    let mode = scene.mode;
    let outgoing = message.outgoing();
    let room = if message.claimed_at.is_some() { TIME + CLAIMED } else { TIME };
    let name = container(one_line(person.name.clone()).font(font::SEMIBOLD).leaving(room)).style(
        move |theme| {
            let tokens = tokens(theme);
            let color = if outgoing { tokens.accent } else { hue::text(angle, mode) };
            container::Style { text_color: Some(color), ..container::Style::default() }
        },
    );
    let time = one_line(time).size(size::META).colour(style::muted);
    let claimed = message.claimed_at.map(|at| {
        one_line(t!("thread-claimed", time = day::time(at))).size(size::META).colour(style::muted)
    });

    row![name, time].push(claimed).spacing(space::S).align_y(Alignment::End).into()
}

/// What a letter or a notice is about.
fn heading<'a>(message: &'a Message) -> Option<Element<'a, Event>> {
    let (glyph, subject, otherwise) = match &message.kind {
        Kind::Normal { subject } => (Icon::Mail, subject, None),
        Kind::Headline { subject } => (Icon::Megaphone, subject, Some("thread-headline")),
        Kind::Chat | Kind::Subject => return None,
    };
    let subject = match otherwise {
        Some(key) if subject.is_empty() => t(key).into_owned(),
        _ if subject.is_empty() => return None,
        _ => subject.clone(),
    };

    Some(
        row![icon(glyph).style(style::muted), one_line(subject).font(font::SEMIBOLD)]
            .spacing(space::S)
            .align_y(Alignment::Center)
            .into(),
    )
}

fn body<'a>(
    thread: &'a Thread,
    scene: &Scene<'a>,
    message: &'a Message,
    name: &str,
) -> Option<Element<'a, Event>> {
    if message.sequel.retracted.is_some() {
        return Some(sequel::tombstone(message));
    }
    if let Some(encryption) = &message.sealed {
        let told = match encryption.as_str() {
            "" => t("thread-sealed").into_owned(),
            name => t!("thread-sealed-with", encryption = name.to_owned()),
        };
        return Some(
            row![icon(Icon::Lock).style(style::muted), text::muted(told)]
                .spacing(space::S)
                .align_y(Alignment::Center)
                .into(),
        );
    }

    let is_file = message.attachment.as_deref() == Some(message.body.trim());
    (!message.body.is_empty() && !is_file).then(|| said(thread, scene, message, name, false))
}

/// The text itself, that can be selected.
fn said<'a>(
    thread: &'a Thread,
    scene: &Scene<'a>,
    message: &'a Message,
    name: &str,
    muted: bool,
) -> Element<'a, Event> {
    let rich: Arc<Rich> = thread.rich(message, name);
    let mode: Mode = scene.mode;
    let selected =
        thread.selection.and_then(|selection| selection.within(message.cursor, rich.text.len()));

    let marked = marks::places(&rich.text, scene.marks);

    selectable(message.cursor, rich, mode)
        .selected(selected)
        .marked(marked)
        .hit(scene.hit == Some(message.cursor))
        .muted(muted)
        .on_link(OnLink {
            opened: Event::Opened,
            asked: |message, link, at| Event::Menu { message, link: Some(link), at },
        })
        .into()
}

/// An address out of band, by the name of its file (XEP-0066).
fn attachment<'a>(message: &'a Message) -> Option<Element<'a, Event>> {
    let address = message.attachment.as_deref()?;
    let name = file_name(address);
    if !may_open(address) {
        return Some(text::muted(address));
    }

    let content = row![icon(Icon::Attach), one_line(name.clone())]
        .spacing(space::S)
        .align_y(Alignment::Center);
    let button = pressable(Look::Link, content)
        .label(name)
        .padding(Padding::ZERO.right(space::XS))
        .on_press(Event::Opened(address.to_owned()));
    Some(control::hint(button, address))
}

/// The last part of an address's path, or the address itself.
fn file_name(address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or(address);
    let path = path.split_once("://").map_or(path, |(_, rest)| rest);
    let name = path.split_once('/').and_then(|(_, path)| path.rsplit('/').next()).unwrap_or("");
    let name = decoded(name);
    if name.trim().is_empty() { address.to_owned() } else { name }
}

/// Undoes the percent signs of an address; what is not UTF-8 then stays as it is.
fn decoded(name: &str) -> String {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let coded = (*first == b'%')
            .then(|| after.get(..2))
            .flatten()
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match coded {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| name.to_owned())
}

/// Why it was not sent, and the way to try again.
fn failure<'a>(message: &'a Message) -> Option<Element<'a, Event>> {
    let Delivery::Failed(reason) = &message.delivery else { return None };
    let told = if reason.is_empty() {
        t("thread-failed").into_owned()
    } else {
        t!("thread-failed-why", reason = words::unsent(reason))
    };
    let again = control::link(t("thread-again")).on_press(Event::SendAgain(message.cursor));

    Some(
        row![icon(Icon::Alert).style(style::danger), text::fault(told), again]
            .spacing(space::S)
            .align_y(Alignment::Center)
            .wrap()
            .into(),
    )
}

/// How far our message came.
fn marks<'a>(message: &Message) -> Option<Element<'a, Event>> {
    let (glyph, key) = match &message.delivery {
        Delivery::Incoming => return None,
        Delivery::Queued => (Icon::Clock, "thread-queued"),
        Delivery::Sent => (Icon::Check, "thread-sent"),
        Delivery::Delivered => (Icon::CheckTwice, "thread-delivered"),
        Delivery::Read => (Icon::CheckTwice, "thread-read"),
        Delivery::Failed(_) => (Icon::Alert, "thread-failed"),
    };
    let colour = match &message.delivery {
        Delivery::Read => style::accent,
        Delivery::Failed(_) => style::danger,
        Delivery::Incoming | Delivery::Queued | Delivery::Sent | Delivery::Delivered => {
            style::muted
        }
    };

    Some(control::hint_at(
        container(icon_sized(glyph, 14.0).style(colour)).padding([3.0, 0.0]),
        t(key),
        iced::widget::tooltip::Position::Left,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_by_the_end_of_its_address() {
        for (address, name) in [
            ("https://share.example/slot/a%20b.png", "a b.png"),
            ("https://share.example/x/%E7%85%A7%E7%89%87.jpg?v=1", "照片.jpg"),
            ("https://share.example", "https://share.example"),
            ("https://share.example/", "https://share.example/"),
            ("https://share.example/%ff%", "%ff%"),
        ] {
            assert_eq!(file_name(address), name);
        }
    }
}
