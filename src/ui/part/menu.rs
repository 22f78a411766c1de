//! A menu at a place of the window, by pointer and by keyboard. It never leaves the window.

mod entry;
mod input;

use iced::advanced::layout::{self, Layout, Node};
use iced::advanced::renderer::{self, Quad};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Renderer as _, Shell, Widget, overlay};
use iced::widget::Space;
use iced::{
    Border, Element, Event, Length, Point, Rectangle, Renderer, Size, Theme, Vector, mouse,
};

use self::entry::shown;
pub use self::entry::{Entry, Item};
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
    let iconed = entries.iter().any(|entry| match entry {
        Entry::Item(item) => item.icon.is_some() || item.checked,
        Entry::Rule => false,
    });
    let mut parts = vec![base.into()];
    parts.extend(entries.iter().map(|entry| match entry {
        Entry::Item(item) => shown(item, iconed),
        Entry::Rule => Space::new().height(RULE).into(),
    }));

    Element::new(Over { at, entries, parts, closed })
}

struct Over<'a, Message> {
    at: Point,
    entries: Vec<Entry<Message>>,
    /// What lies below, and then the entries.
    parts: Vec<Element<'a, Message>>,
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

impl<Message: Clone> Over<'_, Message> {
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

    /// What is drawn around all entries.
    fn card(&self, layout: Layout<'_>) -> Rectangle {
        let mut entries = layout.children().skip(1).map(|child| child.bounds());
        let Some(first) = entries.next() else { return Rectangle::default() };
        let last = entries.next_back().unwrap_or(first);
        let all = Rectangle { height: last.y + last.height - first.y, ..first }.expand(EDGE);
        let window = Rectangle { ..layout.bounds() }.shrink(EDGE);
        all.intersection(&window).unwrap_or(all)
    }
}

impl<Message: Clone> Widget<Message, Theme, Renderer> for Over<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn children(&self) -> Vec<Tree> {
        self.parts.iter().map(Tree::new).collect()
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(&self.parts);
        let state = tree.state.downcast_mut::<State>();
        if self.is_open() != state.opened {
            *state = State { opened: self.is_open(), ..State::default() };
        }
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fill)
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> Node {
        let size = limits.max();
        let mut parts = self.parts.iter_mut().zip(&mut tree.children);
        let mut nodes = Vec::with_capacity(self.entries.len() + 1);
        if let Some((base, tree)) = parts.next() {
            nodes.push(base.as_widget_mut().layout(tree, renderer, limits));
        }

        let most = WIDTH.1.min(size.width - EDGE * 4.0).max(1.0);
        let loose = layout::Limits::new(Size::ZERO, Size::new(most, f32::INFINITY));
        let mut entries: Vec<Node> =
            parts.map(|(part, tree)| part.as_widget_mut().layout(tree, renderer, &loose)).collect();
        let widest = entries.iter().map(|node| node.size().width).fold(WIDTH.0.min(most), f32::max);
        // Once more at the width of the widest, so that the keys stand at the right edge.
        let tight = layout::Limits::new(Size::new(widest, 0.0), Size::new(widest, f32::INFINITY));
        for ((node, part), tree) in
            entries.iter_mut().zip(&mut self.parts[1..]).zip(&mut tree.children[1..])
        {
            *node = part.as_widget_mut().layout(tree, renderer, &tight);
        }

        let height: f32 = entries.iter().map(|node| node.size().height).sum();
        let room = size.height - EDGE * 4.0;
        let state = tree.state.downcast_mut::<State>();
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
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        let card = self.card(layout);
        let entries = &self.entries;
        let mut parts = self.parts.iter_mut().zip(&mut tree.children).zip(layout.children());
        operation.container(None, layout.bounds());
        operation.traverse(&mut |operation| {
            if let Some(((base, tree), child)) = parts.next() {
                base.as_widget_mut().operate(tree, child, renderer, operation);
            }
            if entries.is_empty() {
                return;
            }
            operation.container(Some(&layer::MENU.into()), card);
            operation.custom(None, card, &mut Sign::List);
            operation.traverse(&mut |operation| {
                for (((part, tree), child), entry) in parts.by_ref().zip(entries) {
                    let part = part.as_widget_mut();
                    if let Entry::Item(item) = entry {
                        let mut sign = Sign::Control { enabled: item.message.is_some() };
                        operation.container(None, child.bounds());
                        operation.custom(None, child.bounds(), &mut sign);
                        operation.traverse(&mut |operation| {
                            part.operate(tree, child, renderer, operation);
                        });
                    }
                }
            });
        });
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        if self.is_open() {
            let state = tree.state.downcast_mut::<State>();
            self.hear(state, event, layout, cursor, shell);
        }

        // While the menu is open, the base hears only of the window, and sees no pointer.
        let passes = !self.is_open() || matches!(event, Event::Window(_) | Event::InputMethod(_));
        if let Some(base) = layout.children().next()
            && passes
        {
            let cursor = if self.is_open() { mouse::Cursor::Unavailable } else { cursor };
            self.parts[0].as_widget_mut().update(
                &mut tree.children[0],
                event,
                base,
                cursor,
                renderer,
                clipboard,
                shell,
                viewport,
            );
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        inherited: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let Some(base) = layout.children().next() else { return };
        let below = if self.is_open() { mouse::Cursor::Unavailable } else { cursor };
        self.parts[0].as_widget().draw(
            &tree.children[0],
            renderer,
            theme,
            inherited,
            base,
            below,
            viewport,
        );
        if !self.is_open() {
            return;
        }

        let tokens = tokens(theme);
        let card = style::card(theme);
        let shown = self.card(layout);
        let on = tree.state.downcast_ref::<State>().on;
        renderer.with_layer(layout.bounds(), |renderer| {
            let (bounds, border) = (shown, card.border);
            renderer.fill_quad(Quad { bounds, border, ..Quad::default() }, tokens.card);
        });
        renderer.with_layer(shown.shrink(1.0), |renderer| {
            for (index, child) in layout.children().skip(1).enumerate() {
                let bounds = child.bounds();
                if self.item(index).is_none() {
                    let line = Rectangle { y: bounds.center_y().floor(), height: 1.0, ..bounds };
                    renderer.fill_quad(Quad { bounds: line, ..Quad::default() }, tokens.rule);
                } else if on == Some(index) {
                    let border = Border::default().rounded(RADIUS - 2.0);
                    renderer.fill_quad(Quad { bounds, border, ..Quad::default() }, tokens.selected);
                }
            }
        });
        renderer.with_layer(shown.shrink(1.0), |renderer| {
            let style = renderer::Style { text_color: tokens.text };
            let parts = self.parts.iter().zip(&tree.children).zip(layout.children()).skip(1);
            for ((part, tree), child) in parts {
                let part = part.as_widget();
                part.draw(tree, renderer, theme, &style, child, cursor, viewport);
            }
        });
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        if self.is_open() {
            return mouse::Interaction::Idle;
        }
        layout.children().next().map_or(mouse::Interaction::None, |base| {
            let part = self.parts[0].as_widget();
            part.mouse_interaction(&tree.children[0], base, cursor, viewport, renderer)
        })
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        if self.is_open() {
            return None;
        }
        let base = layout.children().next()?;
        let part = self.parts[0].as_widget_mut();
        part.overlay(&mut tree.children[0], base, renderer, viewport, translation)
    }
}
