//! What happened in a room between two messages: quiet lines, and comings and goings in one of them.

use iced::widget::{Column, column, container, row};
use iced::{Alignment, Element, Length, Padding};

use crate::model::room::news::{Entry, Event as News, Side, Traffic as Passed, What};
use crate::model::settings::Traffic;
use crate::ui::part::icon::{Icon, icon_sized};
use crate::ui::part::line::line as one_line;
use crate::ui::part::pressable::{Look, pressable};
use crate::ui::part::text;
use crate::ui::part::thread::columns::{GUTTER, WHOLE};
use crate::ui::part::thread::{Event, Inner, Scene, Thread, day};
use crate::ui::theme::{size, space, style};
use crate::ui::words;

/// The height of a line that can be pressed.
const HEIGHT: f32 = 24.0;

/// The row of something that happened.
pub fn line<'a>(thread: &'a Thread, scene: &Scene<'a>, entry: &'a Entry) -> Element<'a, Event> {
    match &entry.what {
        What::Event(event) => quiet(glyph(event), text::meta(words::news(event)), entry),
        What::Traffic(passed) => traffic(thread, scene, passed, entry),
    }
}

/// A line that nobody said: a sign, words, and when.
fn quiet<'a>(
    glyph: Icon,
    content: impl Into<Element<'a, Event>>,
    entry: &Entry,
) -> Element<'a, Event> {
    let glyph = container(icon_sized(glyph, 14.0).style(style::muted)).center_x(GUTTER);
    let time = one_line(day::time(entry.cursor.at)).size(size::META).colour(style::muted);
    // Beside the first line, however many there are.
    let beside = |it: Element<'a, Event>| container(it).height(HEIGHT).align_y(Alignment::Center);
    let content = container(content).width(Length::Fill);
    let content = content.padding([(HEIGHT - size::META * 1.4) / 2.0, 0.0]);
    let whole = row![beside(glyph.into()), content, beside(time.into())]
        .spacing(space::S)
        .padding(Padding::from([0.0, space::L]).left(space::S));
    container(whole).max_width(WHOLE).into()
}

fn traffic<'a>(
    thread: &'a Thread,
    scene: &Scene<'a>,
    passed: &'a Passed,
    entry: &Entry,
) -> Element<'a, Event> {
    let named = scene.traffic == Traffic::Named;
    if named || passed.came.count() + passed.left.count() == 1 {
        return quiet(Icon::Users, names(passed), entry);
    }
    let open = thread.unfolded.contains(&entry.cursor);
    let told = words::traffic(passed);
    let arrow = if open { Icon::ChevronDown } else { Icon::ChevronRight };
    let head = row![
        one_line(told.clone()).size(size::META).colour(style::muted),
        icon_sized(arrow, 12.0).style(style::muted),
    ]
    .spacing(space::XS)
    .align_y(Alignment::Center);
    let head = pressable(Look::Quiet, head)
        .label(told)
        .padding([0.0, space::XS])
        .on_press(Event::Inner(Inner::Folded(entry.cursor)));
    let content = column![container(head).padding(Padding::ZERO.left(-space::XS))]
        .spacing(space::XS)
        .push(open.then(|| names(passed)));
    quiet(Icon::Users, content, entry)
}

/// Who came, and who left.
fn names<'a>(passed: &'a Passed) -> Element<'a, Event> {
    let side = |one: &'static str, many: &'static str, side: &'a Side| {
        words::passed(one, many, side).map(text::meta)
    };
    Column::new()
        .push(side("news-came", "news-came-all", &passed.came))
        .push(side("news-left", "news-left-all", &passed.left))
        .into()
}

fn glyph(event: &News) -> Icon {
    match event {
        News::Came(_) | News::Left(_) | News::Renamed { .. } | News::Named(_) => Icon::Users,
        News::Kicked { .. } | News::Banned { .. } | News::Struck(_) | News::Moderated { .. } => {
            Icon::Shield
        }
        News::Configured
        | News::Open
        | News::HalfOpen
        | News::Anonymous
        | News::Logged
        | News::Unlogged
        | News::Made => Icon::Info,
    }
}
