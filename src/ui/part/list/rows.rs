//! Which rows there must be for a scroll position, and where they stand.

use std::collections::{HashMap, VecDeque};

use iced::advanced::layout::{self, Node};
use iced::advanced::widget::Tree;
use iced::{Point, Renderer, Size};

use crate::ui::part::list::state::{Anchor, State};
use crate::ui::part::list::{BAR, Command, Key, List, Origin, Place, Row};

/// How far rows exist beyond what can be seen, in logical pixels.
const OVERSCAN: f32 = 400.0;

/// A row that has its place.
struct Laid<'a, K, Message> {
    row: Row<'a, K, Message>,
    tree: Tree,
    node: Node,
    y: f32,
}

impl<K, Message> Laid<'_, K, Message> {
    fn bottom(&self) -> f32 {
        self.y + self.node.size().height
    }
}

/// The rows of one layout, from the anchor outwards.
pub(super) struct Rows<'l, 'a, K, Message> {
    list: &'l List<'a, K, Message>,
    renderer: &'l Renderer,
    size: Size,
    old_rows: HashMap<K, Row<'a, K, Message>>,
    old_trees: HashMap<K, Tree>,
    laid: VecDeque<Laid<'a, K, Message>>,
}

impl<'a, K: Key, Message> Rows<'_, 'a, K, Message> {
    /// Lays the list out anew; rows and their trees are kept by key.
    pub(super) fn lay(
        list: &mut List<'a, K, Message>,
        tree: &mut Tree,
        renderer: &Renderer,
        size: Size,
    ) -> Node {
        let state = tree.state.downcast_mut::<State<K>>();
        begin(list, state);
        obey(list, state, size);

        let old_rows = std::mem::take(&mut list.rows);
        let mut rows = Rows {
            list,
            renderer,
            size,
            old_rows: old_rows.into_iter().map(|row| (row.key.clone(), row)).collect(),
            old_trees: state.keys.drain(..).zip(tree.children.drain(..)).collect(),
            laid: VecDeque::new(),
        };
        if rows.list.len > 0 {
            rows.anchor(state);
            rows.fill();
            rows.settle();
            rows.trim();
            rows.remember(state);
        }

        let laid = rows.laid;
        let mut nodes = Vec::with_capacity(laid.len());
        for Laid { row, tree: child, node, y } in laid {
            state.keys.push(row.key.clone());
            list.rows.push(row);
            tree.children.push(child);
            nodes.push(node.move_to(Point::new(0.0, y.round())));
        }
        Node::with_children(size, nodes)
    }

    fn build(&mut self, index: usize) -> Laid<'a, K, Message> {
        let key = (self.list.key)(index);
        let mut row = self.old_rows.remove(&key).unwrap_or_else(|| Row {
            element: (self.list.view)(index),
            key: key.clone(),
            index,
        });
        row.index = index;
        let mut tree = match self.old_trees.remove(&key) {
            Some(mut tree) => {
                tree.diff(row.element.as_widget());
                tree
            }
            None => Tree::new(row.element.as_widget()),
        };

        let width = (self.size.width - BAR).max(1.0);
        let limits = layout::Limits::new(Size::ZERO, Size::new(width, f32::INFINITY));
        let node = row.element.as_widget_mut().layout(&mut tree, self.renderer, &limits);
        Laid { row, tree, node, y: 0.0 }
    }

    /// Lays the row that the position hangs on.
    fn anchor(&mut self, state: &mut State<K>) {
        let last = self.list.len - 1;
        let origin = match self.list.origin {
            Origin::Top => Anchor::Top,
            Origin::Bottom => Anchor::Bottom,
        };
        let mut anchor = state.anchor.take().unwrap_or_else(|| origin.clone());
        // A row that is gone: its neighbours of the last layout stand in for it.
        if let Anchor::Item(key, _) | Anchor::Last(key) = &anchor
            && self.list.find(key).is_none()
        {
            anchor = self.neighbour(state).unwrap_or(origin);
        }

        let (index, place) = match &anchor {
            Anchor::Top => (0, Some(0.0)),
            Anchor::Bottom => (last, None),
            Anchor::Item(key, y) => (self.list.find(key).unwrap_or(last), Some(*y)),
            Anchor::Last(key) => (self.list.find(key).unwrap_or(last), None),
        };
        let mut row = self.build(index);
        row.y = match place {
            Some(y) => y - state.pending,
            None => self.size.height - row.node.size().height - state.pending,
        };
        state.pending = 0.0;
        self.laid.push_back(row);
    }

    fn neighbour(&self, state: &State<K>) -> Option<Anchor<K>> {
        let (first, last, _) = state.visible.as_ref()?;
        [last, first]
            .into_iter()
            .find(|key| self.list.find(key).is_some())
            .map(|key| Anchor::Last(key.clone()))
    }

    /// Adds rows below and above until the window and the overscan are full.
    fn fill(&mut self) {
        while let Some(last) = self.laid.back()
            && last.bottom() <= self.size.height + OVERSCAN
            && last.row.index + 1 < self.list.len
        {
            let (index, y) = (last.row.index + 1, last.bottom());
            let row = self.build(index);
            self.laid.push_back(Laid { y, ..row });
        }
        while let Some(first) = self.laid.front()
            && first.y >= -OVERSCAN
            && first.row.index > 0
        {
            let (index, y) = (first.row.index - 1, first.y);
            let row = self.build(index);
            let y = y - row.node.size().height;
            self.laid.push_front(Laid { y, ..row });
        }
    }

    /// Leaves no gap before the first row nor after the last.
    fn settle(&mut self) {
        let (Some(first), Some(last)) = (self.laid.front(), self.laid.back()) else { return };
        let starts = first.row.index == 0;
        let ends = last.row.index + 1 == self.list.len;
        let (top, bottom) = (first.y, last.bottom());
        let height = self.size.height;

        // Where all rows together are shorter than the window, the origin decides.
        let mut shift = 0.0;
        let to_top = |shift: f32| if starts && top + shift > 0.0 { -top } else { shift };
        let to_bottom =
            |shift: f32| if ends && bottom + shift < height { height - bottom } else { shift };
        shift = match self.list.origin {
            Origin::Top => to_top(to_bottom(shift)),
            Origin::Bottom => to_bottom(to_top(shift)),
        };

        if shift != 0.0 {
            for row in &mut self.laid {
                row.y += shift;
            }
            self.fill();
        }
    }

    fn trim(&mut self) {
        while self.laid.len() > 1 && self.laid.front().is_some_and(|row| row.bottom() < -OVERSCAN) {
            drop(self.laid.pop_front());
        }
        let end = self.size.height + OVERSCAN;
        while self.laid.len() > 1 && self.laid.back().is_some_and(|row| row.y > end) {
            drop(self.laid.pop_back());
        }
    }

    /// Chooses what the next layout hangs on: an end, or the first row that is seen whole.
    fn remember(&self, state: &mut State<K>) {
        let (Some(first), Some(last)) = (self.laid.front(), self.laid.back()) else { return };
        let height = self.size.height;
        let (before, after) = self.list.more;
        let at_top = first.row.index == 0 && first.y >= -1.0 && !before;
        state.at_bottom =
            last.row.index + 1 == self.list.len && last.bottom() <= height + 1.0 && !after;

        state.anchor = match self.list.origin {
            Origin::Top if at_top => Some(Anchor::Top),
            Origin::Bottom if state.at_bottom => Some(Anchor::Bottom),
            Origin::Top | Origin::Bottom => self
                .laid
                .iter()
                .find(|row| row.y >= 0.0 && row.y < height)
                .or_else(|| self.laid.iter().find(|row| row.bottom() > 0.0))
                .map(|row| Anchor::Item(row.row.key.clone(), row.y)),
        };
        if let Some(place) = self.list.place {
            let at = match &state.anchor {
                Some(Anchor::Item(key, y)) => Some((key.clone(), *y)),
                _ => None,
            };
            *place.borrow_mut() = Place { serial: state.serial, at };
        }
    }
}

/// Takes up the place that was kept, where the list is a new one.
fn begin<K: Key, Message>(list: &List<'_, K, Message>, state: &mut State<K>) {
    if std::mem::replace(&mut state.begun, true) {
        return;
    }
    if let Some(place) = list.place {
        let place = place.borrow();
        state.serial = place.serial;
        state.anchor = place.at.clone().map(|(key, y)| Anchor::Item(key, y));
    }
}

/// Follows a command that was not followed yet.
fn obey<K: Key, Message>(list: &List<'_, K, Message>, state: &mut State<K>, size: Size) {
    let Some((serial, command)) = &list.command else { return };
    if state.serial == Some(*serial) {
        return;
    }
    state.serial = Some(*serial);

    let distance = match command {
        Command::Page(part) => part * size.height,
        Command::By(distance) => *distance,
        Command::ToTop
        | Command::ToBottom
        | Command::ToKey(..)
        | Command::ToPlace(..)
        | Command::Reveal(_) => {
            state.pending = 0.0;
            state.anchor = match command {
                Command::ToTop => Some(Anchor::Top),
                Command::ToBottom => Some(Anchor::Bottom),
                Command::ToKey(key, part) => Some(Anchor::Item(key.clone(), part * size.height)),
                Command::ToPlace(key, y) => Some(Anchor::Item(key.clone(), *y)),
                Command::Reveal(key) => revealing(list, state, key),
                Command::Page(_) | Command::By(_) => return,
            };
            return;
        }
    };
    match &state.anchor {
        // An end is no row: the distance counts from where its row stood.
        Some(Anchor::Bottom) if distance < 0.0 => {
            if let Some((_, last, _)) = &state.visible {
                state.anchor = Some(Anchor::Last(last.clone()));
                state.pending += distance;
            }
        }
        Some(Anchor::Top | Anchor::Item(..) | Anchor::Last(_)) => state.pending += distance,
        Some(Anchor::Bottom) | None => {}
    }
}

/// The anchor that shows a row, moving as little as may be.
fn revealing<K: Key, Message>(
    list: &List<'_, K, Message>,
    state: &State<K>,
    key: &K,
) -> Option<Anchor<K>> {
    let at = list.find(key)?;
    let Some((first, last, _)) = &state.visible else {
        return Some(Anchor::Item(key.clone(), 0.0));
    };
    let (first, last) = (list.find(first)?, list.find(last)?);
    if at <= first {
        Some(Anchor::Item(key.clone(), 0.0))
    } else if at >= last {
        Some(Anchor::Last(key.clone()))
    } else {
        state.anchor.clone()
    }
}
