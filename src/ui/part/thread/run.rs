//! What stands in a thread, in its order: messages, and what happened between them.

use crate::model::message::{Cursor, Message};
use crate::model::room::news::{Chronicle, Entry, What};
use crate::model::settings::Traffic;
use crate::ui::part::thread::Scene;

/// One row.
#[derive(Debug, Clone, Copy)]
pub enum Row<'a> {
    Said(&'a Message),
    Happened(&'a Entry),
}

impl Row<'_> {
    pub fn cursor(&self) -> Cursor {
        match self {
            Self::Said(message) => message.cursor,
            Self::Happened(entry) => entry.cursor,
        }
    }
}

/// All rows. What happened beyond the messages in memory waits for those.
pub fn run<'a>(scene: &Scene<'a>) -> Vec<Row<'a>> {
    let messages = scene.messages;
    let (first, last) = (messages.first().map(|it| it.cursor), messages.last().map(|it| it.cursor));
    let (before, behind) = scene.more;
    let within = |at: Cursor| {
        let not_before = !before || first.is_none_or(|first| at > first);
        let not_behind = !behind || last.is_none_or(|last| at < last);
        not_before && not_behind
    };
    let hidden =
        |it: &Entry| scene.traffic == Traffic::Hidden && matches!(it.what, What::Traffic(_));
    let chronicle = scene.chronicle;
    let entries = chronicle.into_iter().flat_map(Chronicle::entries);
    let mut entries = entries.filter(|it| within(it.cursor) && !hidden(it)).peekable();

    let mut run = Vec::with_capacity(messages.len());
    for message in messages {
        while let Some(entry) = entries.next_if(|it| it.cursor < message.cursor) {
            run.push(Row::Happened(entry));
        }
        run.push(Row::Said(message));
    }
    run.extend(entries.map(Row::Happened));
    run
}
