//! A list of any length of which only the rows around the window exist.
//!
//! The scroll position is "row K stands at y", or "at an end", never a distance from the beginning:
//! pages that come before, and rows that grow, move nothing that is being read.

mod edges;
mod keys;
mod notice;
mod rows;
mod scrollbar;
mod state;

use std::cell::RefCell;
use std::hash::Hash;

use iced::advanced::layout::{self, Layout, Node};
use iced::advanced::renderer::{self, Quad};
use iced::advanced::widget::{self, Operation, Tree, tree};
use iced::advanced::{Clipboard, Renderer as _, Shell, Widget, overlay};
use iced::keyboard;
use iced::{
    Background, Border, Color, Element, Event, Length, Rectangle, Renderer, Size, Theme, Vector,
    mouse, window,
};

pub use self::notice::Notice;
use self::rows::Rows;
pub use self::state::Place;
use self::state::{Anchor, State};
use crate::ui::part::sign::Sign;
use crate::ui::theme::{RADIUS, RING, Tokens, tokens};

/// How far one step of the wheel goes, in logical pixels.
const STEP: f32 = 60.0;
/// The lane of the scrollbar.
const BAR: f32 = 10.0;

/// What names a row, whatever its place.
pub trait Key: Clone + Eq + Hash + 'static {}

impl<T: Clone + Eq + Hash + 'static> Key for T {}

/// The end that the list holds on to while it is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Top,
    Bottom,
}

/// Where to go. It is followed once for each serial that it comes with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Command<K> {
    ToTop,
    ToBottom,
    /// Puts the row at this part of the height, 0 being the top.
    ToKey(K, f32),
    /// Puts the top of the row at this distance from the list's, in logical pixels.
    ToPlace(K, f32),
    /// Scrolls no further than needed to show the row.
    Reveal(K),
    /// Scrolls by this part of the height; up is negative.
    Page(f32),
    /// Scrolls by logical pixels; up is negative.
    By(f32),
}

type View<'a, Message> = Box<dyn Fn(usize) -> Element<'a, Message> + 'a>;

/// A list; see [`list`].
pub struct List<'a, K, Message> {
    id: Option<widget::Id>,
    len: usize,
    key: Box<dyn Fn(usize) -> K + 'a>,
    view: View<'a, Message>,
    origin: Origin,
    more: (bool, bool),
    command: Option<(u64, Command<K>)>,
    place: Option<&'a RefCell<Place<K>>>,
    chosen: Option<Option<K>>,
    ground: Option<fn(&Tokens) -> Color>,
    on_notice: Option<Box<dyn Fn(Notice<K>) -> Message + 'a>>,
    rows: Vec<Row<'a, K, Message>>,
}

struct Row<'a, K, Message> {
    key: K,
    index: usize,
    element: Element<'a, Message>,
}

/// A list of `len` rows; `key` names the row at a place, and `view` makes it.
pub fn list<'a, K: Key, Message>(
    len: usize,
    key: impl Fn(usize) -> K + 'a,
    view: impl Fn(usize) -> Element<'a, Message> + 'a,
) -> List<'a, K, Message> {
    List {
        id: None,
        len,
        key: Box::new(key),
        view: Box::new(view),
        origin: Origin::Top,
        more: (false, false),
        command: None,
        place: None,
        chosen: None,
        ground: None,
        on_notice: None,
        rows: Vec::new(),
    }
}

impl<'a, K: Key, Message> List<'a, K, Message> {
    pub fn id(mut self, id: impl Into<widget::Id>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// The end it starts from and stays at: the top, if nothing is said.
    pub fn origin(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }

    /// Whether there is more to read before the first row, and after the last.
    pub fn more(mut self, before: bool, after: bool) -> Self {
        self.more = (before, after);
        self
    }

    /// Where to go: followed once for each serial.
    pub fn command(mut self, command: Option<(u64, Command<K>)>) -> Self {
        self.command = command;
        self
    }

    /// Where it begins, and where it writes down how far it was scrolled.
    pub fn place(mut self, place: &'a RefCell<Place<K>>) -> Self {
        self.place = Some(place);
        self
    }

    /// Lets the keyboard move a choice among the rows; without it, the keyboard scrolls.
    pub fn chosen(mut self, chosen: Option<K>) -> Self {
        self.chosen = Some(chosen);
        self
    }

    /// Lets rows that go on beyond an edge fade into this ground.
    pub fn fading(mut self, ground: fn(&Tokens) -> Color) -> Self {
        self.ground = Some(ground);
        self
    }

    pub fn on_notice(mut self, notice: impl Fn(Notice<K>) -> Message + 'a) -> Self {
        self.on_notice = Some(Box::new(notice));
        self
    }
}

impl<K: Key, Message> Widget<Message, Theme, Renderer> for List<'_, K, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State<K>>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::<K>::default())
    }

    /// Rows are made in `layout`, and find their trees there by key.
    fn diff(&self, _: &mut Tree) {}

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fill)
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> Node {
        let size = limits.max();
        Rows::lay(self, tree, renderer, size)
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        let Tree { state, children, .. } = tree;
        let state = state.downcast_mut::<State<K>>();
        operation.container(self.id.as_ref(), layout.bounds());
        operation.custom(self.id.as_ref(), layout.bounds(), &mut Sign::List);
        operation.focusable(self.id.as_ref(), layout.bounds(), state);
        operation.traverse(&mut |operation| {
            for ((row, tree), child) in
                self.rows.iter_mut().zip(children.iter_mut()).zip(layout.children())
            {
                row.element.as_widget_mut().operate(tree, child, renderer, operation);
            }
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
        let bounds = layout.bounds();
        let seen = bounds.intersection(viewport).unwrap_or(bounds);
        let Tree { state, children, .. } = tree;
        let state = state.downcast_mut::<State<K>>();

        if !self.scrollbar(state, event, layout, cursor, shell) {
            for ((row, tree), child) in
                self.rows.iter_mut().zip(children.iter_mut()).zip(layout.children())
            {
                let row = row.element.as_widget_mut();
                row.update(tree, event, child, cursor, renderer, clipboard, shell, &seen);
            }
        }

        match event {
            Event::Mouse(mouse::Event::ButtonPressed(_)) => {
                let over = cursor.is_over(bounds);
                (state.focused, state.ring) = (over, false);
            }
            Event::Window(window::Event::RedrawRequested(_)) => {
                if std::mem::take(&mut state.tabbed) {
                    self.bring(state, children, layout, renderer, shell);
                }
                self.tell(state, layout, shell);
            }
            Event::Keyboard(keyboard::Event::KeyPressed {
                key: keyboard::Key::Named(keyboard::key::Named::Tab),
                ..
            }) => state.tabbed = true,
            _ if shell.is_event_captured() => {}
            Event::Mouse(mouse::Event::WheelScrolled { delta }) if cursor.is_over(bounds) => {
                let distance = match delta {
                    mouse::ScrollDelta::Lines { y, .. } => -y * STEP,
                    mouse::ScrollDelta::Pixels { y, .. } => -y,
                };
                self.scroll(state, layout, distance, shell);
                shell.capture_event();
            }
            Event::Keyboard(keyboard::Event::KeyPressed {
                key: keyboard::Key::Named(key),
                modifiers,
                ..
            }) if state.focused && self.key(state, *key, *modifiers, layout, shell) => {
                shell.capture_event();
            }
            _ => {}
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let Some(seen) = layout.bounds().intersection(viewport) else { return };
        renderer.with_layer(seen, |renderer| {
            for ((row, tree), child) in self.rows.iter().zip(&tree.children).zip(layout.children())
            {
                if child.bounds().intersects(&seen) {
                    let row = row.element.as_widget();
                    row.draw(tree, renderer, theme, style, child, cursor, &seen);
                }
            }
        });

        let state = tree.state.downcast_ref::<State<K>>();
        let tokens = tokens(theme);
        if let Some(ground) = self.ground {
            let beyond = self.beyond(layout);
            renderer.with_layer(seen, |renderer| {
                edges::draw(renderer, layout.bounds(), beyond, ground(tokens));
            });
        }
        let thumb = self.thumb(layout);
        renderer.with_layer(seen, |renderer| {
            if let Some(thumb) = thumb {
                let border = Border::default().rounded(4);
                let held = state.grabbed.is_some();
                let quad = Quad { bounds: thumb.shrink(2.0), border, ..Quad::default() };
                renderer.fill_quad(quad, if held { tokens.muted } else { tokens.border });
            }
            if state.focused && state.ring {
                let border = Border::default().rounded(RADIUS).color(tokens.accent).width(RING);
                let row = self.chosen.iter().flatten().find_map(|chosen| {
                    let mut rows = self.rows.iter().zip(layout.children());
                    rows.find(|(row, _)| row.key == *chosen).map(|(_, child)| child.bounds())
                });
                let bounds = row.unwrap_or(seen);
                let quad = Quad { bounds, border, ..Quad::default() };
                renderer.fill_quad(quad, Background::Color(Color::TRANSPARENT));
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
        if !cursor.is_over(layout.bounds()) {
            return mouse::Interaction::None;
        }
        self.rows
            .iter()
            .zip(&tree.children)
            .zip(layout.children())
            .filter(|(_, child)| cursor.is_over(child.bounds()))
            .map(|((row, tree), child)| {
                let row = row.element.as_widget();
                row.mouse_interaction(tree, child, cursor, viewport, renderer)
            })
            .max()
            .unwrap_or_default()
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        let bounds = layout.bounds();
        let children: Vec<_> = self
            .rows
            .iter_mut()
            .zip(&mut tree.children)
            .zip(layout.children())
            .filter(|(_, child)| child.bounds().intersects(&bounds))
            .filter_map(|((row, tree), child)| {
                let row = row.element.as_widget_mut();
                row.overlay(tree, child, renderer, viewport, translation)
            })
            .collect();
        (!children.is_empty()).then(|| overlay::Group::with_children(children).overlay())
    }
}

impl<K: Key, Message> List<'_, K, Message> {
    /// Adds to what the next layout scrolls: however many events come, one layout a frame.
    fn scroll(
        &self,
        state: &mut State<K>,
        layout: Layout<'_>,
        distance: f32,
        shell: &mut Shell<'_, Message>,
    ) {
        let bounds = layout.bounds();
        if matches!(state.anchor, Some(Anchor::Bottom | Anchor::Top) | None) {
            let first = self.rows.iter().zip(layout.children());
            let first = first
                .into_iter()
                .find(|(_, child)| child.bounds().y + child.bounds().height > bounds.y);
            let Some((row, child)) = first else { return };
            state.anchor = Some(Anchor::Item(row.key.clone(), child.bounds().y - bounds.y));
        }
        state.pending += distance;
        shell.request_redraw();
    }

    fn find(&self, key: &K) -> Option<usize> {
        (0..self.len).find(|index| (self.key)(*index) == *key)
    }

    /// Whether rows go on above and below.
    fn beyond(&self, layout: Layout<'_>) -> (bool, bool) {
        let bounds = layout.bounds();
        let first = layout.children().next().is_some_and(|row| row.bounds().y < bounds.y - 0.5);
        let last = layout.children().last().map(|row| row.bounds());
        let end = bounds.y + bounds.height + 0.5;
        (first, last.is_some_and(|row| row.y + row.height > end))
    }
}

#[expect(clippy::cast_precision_loss, reason = "a place on the screen")]
fn rank(index: usize) -> f32 {
    index as f32
}

impl<'a, K: Key, Message: 'a> From<List<'a, K, Message>> for Element<'a, Message> {
    fn from(list: List<'a, K, Message>) -> Self {
        Self::new(list)
    }
}
