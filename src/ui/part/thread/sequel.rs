//! What became of a message, and what it answers, around its words.

use iced::widget::{container, row};
use iced::{Alignment, Element, Padding};

use crate::i18n::t;
use crate::model::message::{Message, Moderation};
use crate::ui::part::icon::{Icon, icon};
use crate::ui::part::line::line;
use crate::ui::part::pressable::{Look, pressable};
use crate::ui::part::thread::{Event, Scene, day};
use crate::ui::part::{control, text};
use crate::ui::theme::{size, space, style};

/// What stands where a message was that was taken back.
pub fn tombstone<'a>(message: &Message) -> Element<'a, Event> {
    let Some(Moderation { by, reason }) = &message.sequel.moderated else {
        return text::muted(t("thread-retracted"));
    };
    let (by, reason) = (by.as_str(), reason.as_str());
    text::muted(match (by, reason) {
        ("", "") => t("thread-moderated").into_owned(),
        ("", reason) => t!("thread-moderated-why", reason = reason),
        (by, "") => t!("thread-moderated-by", by = by),
        (by, reason) => t!("thread-moderated-by-why", by = by, reason = reason),
    })
}

/// A line of what it answers, above its words.
pub fn quote<'a>(scene: &Scene<'a>, message: &'a Message) -> Option<Element<'a, Event>> {
    let reply = message.reply.as_ref()?;
    let (name, words) = match &reply.quote {
        Some(quote) => ((scene.person)(&quote.author).name, quote.text.as_str()),
        None => (String::new(), reply.fallback.as_str()),
    };
    let words = words.lines().find(|it| !it.trim().is_empty()).unwrap_or_default();
    let told = match (name.as_str(), words) {
        ("", "") => return None,
        (name, "") => t!("thread-answers-gone", name = name.to_owned()),
        ("", words) => words.to_owned(),
        (name, words) => format!("{name}: {words}"),
    };
    let told = line(told).size(size::META).colour(style::muted);
    let told = row![icon(Icon::Quote).style(style::muted), told]
        .spacing(space::S)
        .align_y(Alignment::Center);
    let there = reply.quote.as_ref().map(|quote| quote.cursor);
    let quote = pressable(Look::Quiet, told)
        .label(t("thread-quote"))
        .padding(Padding::ZERO.right(space::XS))
        .on_press(Event::Sought(there));
    // Nearer to its answer than to what stands above.
    Some(container(quote).padding(Padding::ZERO.top(space::XS)).into())
}

/// That it was edited, and what people think of it, below its words.
pub fn foot<'a>(scene: &Scene<'a>, message: &'a Message) -> Option<Element<'a, Event>> {
    let sequel = &message.sequel;
    if sequel.edited.is_none() && sequel.reactions.is_empty() {
        return None;
    }
    let mut parts = row![].spacing(space::S).align_y(Alignment::Center);
    for reaction in &sequel.reactions {
        let names: Vec<String> =
            reaction.by.iter().take(20).map(|it| (scene.person)(it).name).collect();
        let told = format!("{} {}", reaction.emoji, reaction.by.len());
        let chip: Element<'a, Event> = if scene.acts && message.may_answer() {
            pressable(Look::Chip(reaction.is_ours()), text::body(told.clone()))
                .label(told)
                .padding([0.0, space::S])
                .on_press(Event::Reacted(message.cursor, reaction.emoji.clone()))
                .into()
        } else {
            container(text::body(told)).padding([0.0, space::S]).style(style::card).into()
        };
        parts = parts.push(control::hint(chip, names.join(", ")));
    }
    if let Some(at) = sequel.edited {
        let when = t!("thread-edited-at", time = day::time(at));
        let edited = pressable(Look::Quiet, text::meta(t("thread-edited")))
            .on_press(Event::VersionsAsked(message.cursor));
        parts = parts.push(control::hint(edited, when));
    }
    let around = if sequel.reactions.is_empty() { 0.0 } else { space::XS };
    Some(container(parts.wrap()).padding([around, 0.0]).into())
}
