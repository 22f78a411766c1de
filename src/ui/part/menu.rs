//! A menu at a place of the window, by pointer and by keyboard. It never leaves the window.

mod entry;
mod input;

use std::ops::Range;

use iced::advanced::Renderer as _;
use iced::advanced::layout::{Limits, Node};
use iced::advanced::renderer::{self, Quad};
use iced::advanced::widget::Operation;
use iced::widget::Space;
use iced::{Border, Element, Event, Length, Point, Rectangle, Renderer, Size, mouse};

use self::entry::shown;
pub use self::entry::{Entry, Item};
use crate::ui::part::compound::{Compound, Drawn, Heard, Placed, Unplaced, compound};
use crate::ui::part::sign::{Sign, layer};
use crate::ui::theme::{RADIUS, style, tokens};

/// The least and the greatest width.
const WIDTH: (f32, f32) = (180.0, 340.0);
/// What a rule between two groups takes.
const RULE: f32 = 9.0;
/// Around all entries.
const EDGE: f32 = 4.0;

/// Shows a menu over `base`, if there is one, with its corner at `at` where the window has room.
/// Choosing sends the item's message and then `closed`; Esc, Tab and a press beside it send
/// `closed` alone.
pub fn over<'a, Message: Clone + 'a>(
    base: impl Into<Element<'a, Message>>,
    menu: Option<(Point, Vec<Entry<Message>>)>,
    closed: Message,
) -> Element<'a, Message> {
    let (at, entries) = menu.unwrap_or((Point::ORIGIN, Vec::new()));
    let marked = entries.iter().any(|entry| match entry {
        Entry::Item(item) => item.checked,
        Entry::Rule => false,
    });
    let mut parts = vec![base.into()];
    parts.extend(entries.iter().map(|entry| match entry {
        Entry::Item(item) => shown(item, marked),
        Entry::Rule => Space::new().height(RULE).into(),
    }));

    compound(parts, Over { at, entries, closed })
}

/// Its parts are what lies below, and then the entries.
struct Over<Message> {
    at: Point,
    entries: Vec<Entry<Message>>,
    closed: Message,
}

#[derive(Debug, Default)]
struct State {
    /// The entry that the pointer or the keyboard is on.
    on: Option<usize>,
    opened: bool,
    /// How far the entries are scrolled, where the window is too low for all.
    offset: f32,
}

impl<Message: Clone> Over<Message> {
    fn is_open(&self) -> bool {
        !self.entries.is_empty()
    }

    fn item(&self, index: usize) -> Option<&Item<Message>> {
        match self.entries.get(index) {
            Some(Entry::Item(item)) => Some(item),
            Some(Entry::Rule) | None => None,
        }
    }

    fn usable(&self, index: usize) -> bool {
        self.item(index).is_some_and(|item| item.message.is_some())
    }
}

/// What is drawn around all entries.
fn card(window: Rectangle, places: impl Iterator<Item = Rectangle>) -> Rectangle {
    let mut entries = places.skip(1);
    let Some(first) = entries.next() else { return Rectangle::default() };
    let last = entries.last().unwrap_or(first);
    let all = Rectangle { height: last.y + last.height - first.y, ..first }.expand(EDGE);
    all.intersection(&window.shrink(EDGE)).unwrap_or(all)
}

impl<Message: Clone> Compound<Message> for Over<Message> {
    type State = State;

    fn renewed(&self, state: &mut State) {
        if self.is_open() != state.opened {
            *state = State { opened: self.is_open(), ..State::default() };
        }
    }

    fn size(&self, _: &[Element<'_, Message>]) -> Size<Length> {
        Size::new(Length::Fill, Length::Fill)
    }

    fn layout(
        &self,
        state: &mut State,
        parts: &mut Unplaced<'_, '_, Message>,
        limits: &Limits,
    ) -> Node {
        let size = limits.max();
        let mut nodes = vec![parts.lay(0, limits)];

        let most = WIDTH.1.min(size.width - EDGE * 4.0).max(1.0);
        let loose = Limits::new(Size::ZERO, Size::new(most, f32::INFINITY));
        let widest = (1..parts.count())
            .map(|place| parts.lay(place, &loose).size().width)
            .fold(WIDTH.0.min(most), f32::max);
        // Once more at the width of the widest, so that the keys stand at the right edge.
        let tight = Limits::new(Size::new(widest, 0.0), Size::new(widest, f32::INFINITY));
        let entries: Vec<Node> = (1..parts.count()).map(|place| parts.lay(place, &tight)).collect();

        let height: f32 = entries.iter().map(|node| node.size().height).sum();
        let room = size.height - EDGE * 4.0;
        state.offset = state.offset.clamp(0.0, (height - room).max(0.0));
        let inside = |at: f32, length: f32, room: f32| {
            let end = room - length - EDGE * 2.0;
            at.min(end).max(EDGE * 2.0)
        };
        let x = inside(self.at.x, widest, size.width).round();
        let mut y = inside(self.at.y, height.min(room), size.height).round() - state.offset;
        for node in entries {
            let height = node.size().height;
            let node = Node::with_children(Size::new(widest, height), node.children().to_vec());
            nodes.push(node.move_to(Point::new(x, y)));
            y += height;
        }
        Node::with_children(size, nodes)
    }

    fn operate(
        &self,
        _: &mut State,
        parts: &mut Placed<'_, '_, Message>,
        operation: &mut dyn Operation,
    ) {
        let places: Vec<Rectangle> = parts.places().collect();
        let card = card(parts.bounds(), parts.places());
        operation.container(None, parts.bounds());
        operation.traverse(&mut |operation| {
            parts.part(0).operate(operation);
            if !self.is_open() {
                return;
            }
            operation.container(Some(&layer::MENU.into()), card);
            operation.custom(None, card, &mut Sign::List);
            operation.traverse(&mut |operation| {
                for (place, entry) in (1..).zip(&self.entries) {
                    if let Entry::Item(item) = entry {
                        let mut sign = Sign::Control { enabled: item.message.is_some() };
                        operation.container(None, places[place]);
                        operation.custom(None, places[place], &mut sign);
                        operation.traverse(&mut |operation| parts.part(place).operate(operation));
                    }
                }
            });
        });
    }

    /// While the menu is open, the base hears only of the window, and sees no pointer.
    fn reached(&self, _: &State, _: usize) -> Range<usize> {
        if self.is_open() { 0..0 } else { 0..1 }
    }

    fn hear(
        &mut self,
        state: &mut State,
        parts: &mut Placed<'_, '_, Message>,
        heard: &mut Heard<'_, '_, Message>,
    ) {
        if self.is_open() {
            self.take(state, parts, heard);
            heard.cursor = mouse::Cursor::Unavailable;
        }
        if !self.is_open() || matches!(heard.event, Event::Window(_) | Event::InputMethod(_)) {
            parts.part(0).hear(heard);
        }
    }

    fn draw(&self, state: &State, mut parts: Drawn<'_, '_, Message>, renderer: &mut Renderer) {
        if !self.is_open() {
            return parts.draw(0, renderer);
        }
        let cursor = std::mem::replace(&mut parts.cursor, mouse::Cursor::Unavailable);
        parts.draw(0, renderer);
        parts.cursor = cursor;

        let tokens = tokens(parts.theme);
        let border = style::card(parts.theme).border;
        let shown = card(parts.bounds(), parts.places());
        renderer.with_layer(parts.bounds(), |renderer| {
            renderer.fill_quad(Quad { bounds: shown, border, ..Quad::default() }, tokens.card);
        });
        renderer.with_layer(shown.shrink(1.0), |renderer| {
            for (index, bounds) in parts.places().skip(1).enumerate() {
                if self.item(index).is_none() {
                    let line = Rectangle { y: bounds.center_y().floor(), height: 1.0, ..bounds };
                    renderer.fill_quad(Quad { bounds: line, ..Quad::default() }, tokens.rule);
                } else if state.on == Some(index) {
                    let border = Border::default().rounded(RADIUS - 2.0);
                    renderer.fill_quad(Quad { bounds, border, ..Quad::default() }, tokens.selected);
                }
            }
        });
        renderer.with_layer(shown.shrink(1.0), |renderer| {
            parts.style = renderer::Style { text_color: tokens.text };
            for place in 1..parts.count() {
                parts.draw(place, renderer);
            }
        });
    }

    fn pointer(
        &self,
        _: &State,
        _: Rectangle,
        _: mouse::Cursor,
        inner: mouse::Interaction,
    ) -> mouse::Interaction {
        if self.is_open() { mouse::Interaction::Idle } else { inner }
    }
}
