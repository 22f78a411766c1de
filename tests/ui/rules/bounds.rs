//! What must be true of all bounds in a window, whatever it shows.

use iced::{Rectangle, Size};
use parlance::ui::dialog::emoji::LIST as EMOJI;
use parlance::ui::part::sign::layer;
use parlance::ui::theme::{CONTROL, LINE_HEIGHT, size};

use super::walk::{Node, Walk};

/// What rounding to whole pixels may take.
const SLACK: f32 = 0.6;
/// What rounding to whole pixels may take of what lies between two that are rounded each.
const ROUNDED: f32 = 1.0;
/// The narrowest that running text may become, unless it is shorter by itself.
const NARROW: f32 = 72.0;
/// The least that a cut line still shows.
const STUB: f32 = 28.0;

/// Two rows of a list.
const TWO_ROWS: f32 = 64.0;

type Rule = fn(&Walk) -> Vec<String>;

const RULES: [(&str, Rule); 8] = [
    ("is not reached with Tab", unreached),
    ("has no room at all", gone),
    ("is a button whose words are cut", clipped),
    ("shows too little of what it lists", shallow),
    ("stands outside of what holds it", outside),
    ("overlaps", overlapping),
    ("is too low to be hit", low),
    ("has no room for its text", cramped),
];

/// Everything that is wrong, in words.
pub fn faults(walk: &Walk) -> Vec<String> {
    RULES
        .iter()
        .flat_map(|(rule, broken)| broken(walk).into_iter().map(move |it| format!("{it} {rule}")))
        .collect()
}

fn each(walk: &Walk) -> impl Iterator<Item = (usize, &Node)> {
    walk.nodes.iter().enumerate()
}

fn outside(walk: &Walk) -> Vec<String> {
    let window = Rectangle::with_size(walk.window);
    each(walk)
        .filter(|(_, node)| node.bounds.width > 0.0 && node.bounds.height > 0.0)
        .filter(|(_, node)| {
            let around = node.parent.map(|parent| &walk.nodes[parent]);
            let mut room = around.map_or(window, |around| around.bounds);
            if let Some((content, _)) = around.and_then(|around| around.content) {
                (room.y, room.height) = (content.y, content.height);
            }
            if around.is_some_and(|around| around.list) {
                (room.y, room.height) = (node.bounds.y, node.bounds.height);
            }
            !node.bounds.is_within(&room.expand(SLACK))
        })
        .map(|(place, node)| {
            let around = node.parent.map_or_else(String::new, |around| walk.name(around));
            format!("{} in {around}", walk.name(place))
        })
        .collect()
}

/// Whatever is seen by itself: controls, fields, texts.
fn overlapping(walk: &Walk) -> Vec<String> {
    let shown: Vec<(usize, Rectangle, Option<usize>)> = each(walk)
        .filter(|(_, node)| node.acts() || node.text.is_some())
        .filter_map(|(place, _)| Some((place, walk.seen(place)?, walk.layer(place))))
        .collect();
    let mut broken = Vec::new();
    for (count, (one, here, layer)) in shown.iter().enumerate() {
        for (other, there, of) in &shown[count + 1..] {
            let Some(common) = here.intersection(there) else { continue };
            let nested = walk.around(*other).any(|(around, _)| around == *one);
            if layer == of && !nested && common.width > ROUNDED && common.height > ROUNDED {
                broken.push(format!("{} and {}", walk.name(*one), walk.name(*other)));
            }
        }
    }
    broken
}

fn gone(walk: &Walk) -> Vec<String> {
    each(walk)
        .filter(|(_, node)| {
            let shows = node.text.as_ref().is_some_and(|text| !text.trim().is_empty());
            let empty = node.bounds.width < 1.0 || node.bounds.height < 1.0;
            (node.acts() || shows) && empty
        })
        .map(|(place, _)| walk.name(place))
        .collect()
}

/// A button has one line of its own and no name beside it, as rows have.
fn clipped(walk: &Walk) -> Vec<String> {
    each(walk)
        .filter(|(_, node)| node.line.is_some_and(|(cut, _)| cut))
        .filter_map(|(place, _)| walk.around(place).find(|(_, around)| around.control))
        .filter(|(_, around)| around.text.is_none())
        .map(|(place, _)| walk.name(place))
        .collect()
}

/// A list, or anything that scrolls, shows two rows at least, unless all of it is less.
fn shallow(walk: &Walk) -> Vec<String> {
    each(walk)
        .filter(|(_, node)| match node.content {
            Some((content, _)) => node.bounds.height < content.height.min(TWO_ROWS) - SLACK,
            None => {
                node.list && node.id != Some(layer::MENU.into()) && node.bounds.height < TWO_ROWS
            }
        })
        .map(|(place, _)| walk.name(place))
        .collect()
}

fn low(walk: &Walk) -> Vec<String> {
    each(walk)
        .filter(|(_, node)| node.acts())
        .filter(|(_, node)| node.bounds.height < CONTROL - 0.1 || node.bounds.width < CONTROL - 0.1)
        .map(|(place, _)| walk.name(place))
        .collect()
}

/// In a list the arrows move the choice, and in the emoji as well.
fn unreached(walk: &Walk) -> Vec<String> {
    each(walk)
        .filter(|(_, node)| node.acts() && node.enabled && !node.stop)
        .filter(|(place, _)| {
            !walk.around(*place).any(|(_, around)| around.list || around.id == Some(EMOJI.into()))
        })
        .map(|(place, _)| walk.name(place))
        .collect()
}

fn cramped(walk: &Walk) -> Vec<String> {
    each(walk)
        .filter(|(_, node)| !node.acts())
        .filter_map(|(place, node)| {
            let text = node.text.as_deref()?.trim();
            let bounds = node.bounds;
            // Icons and emoji are signs; a count is as high as its digits.
            let read = match node.line {
                Some(_) => char::is_alphanumeric,
                None => char::is_alphabetic,
            };
            if !text.chars().any(read) {
                return None;
            }
            let broken = match node.line {
                Some((cut, _)) => cut && bounds.width < STUB,
                None => !whole_lines(bounds.height) || squeezed(text, bounds),
            };
            broken.then(|| walk.name(place))
        })
        .collect()
}

/// Text whose height is no whole number of lines was cut off below.
fn whole_lines(height: f32) -> bool {
    [size::META, size::BODY, size::TITLE, size::PAGE].into_iter().any(|size| {
        let lines = height / (size * LINE_HEIGHT);
        lines > 0.9 && (lines - lines.round()).abs() * size * LINE_HEIGHT < SLACK
    })
}

/// Broken into lines of a few letters each.
fn squeezed(text: &str, bounds: Rectangle) -> bool {
    let lines = bounds.height / (size::META * LINE_HEIGHT);
    let letters = text.lines().map(|line| line.chars().count()).max().unwrap_or_default();
    bounds.width < NARROW && lines > 2.5 && letters > 8
}

#[cfg(test)]
mod tests {
    use iced::widget::{column, container, row, scrollable, stack};
    use iced::{Element, Length, Point, Task};
    use parlance::ui::part::line::line;
    use parlance::ui::part::pressable::{Look, pressable};
    use parlance::ui::part::reveal::reveal;
    use parlance::ui::part::{control, text};

    use super::*;
    use crate::support::harness::Harness;

    const LONG: &str =
        "A sentence that is by far too long for the little room that it has got here";

    fn button<'a>(label: &'a str) -> Element<'a, ()> {
        control::plain(label).on_press(()).into()
    }

    /// A window that breaks one rule.
    fn broken(rule: &usize) -> Element<'_, ()> {
        let small = Size::new(10.0, 10.0);
        match rule {
            0 => column![container("").height(Length::Fill), button("Below")].height(0).into(),
            1 => container(button(LONG)).width(90).into(),
            2 => {
                scrollable(column![text::body(LONG), text::body(LONG)]).width(200).height(30).into()
            }
            3 => {
                reveal(container("").width(90).height(40), button("Hidden"), Point::new(80.0, 0.0))
            }
            4 => stack![button("One"), button("Other")].into(),
            6 => pressable(Look::Plain, line("passed")).tab_stop(false).on_press(()).into(),
            5 => pressable(Look::Plain, line("low")).least(small).on_press(()).into(),
            7 => container(text::body(LONG)).width(50).into(),
            _ => row![text::body(LONG)].height(30).into(),
        }
    }

    #[test]
    fn each_rule_tells_of_what_breaks_it() {
        let told =
            ["no room at all", "words are cut", "too little", "outside", "overlaps", "low", "Tab"];
        for (rule, told) in told.into_iter().chain(["its text", "its text"]).enumerate() {
            let size = Size::new(300.0, 200.0);
            let mut window = Harness::new(rule, |_, ()| Task::none(), broken, size);
            let faults = faults(&Walk::of(&mut window));
            assert!(faults.iter().any(|fault| fault.contains(told)), "{told}: {faults:?}");
        }
    }
}
