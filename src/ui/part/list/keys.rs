//! What the keyboard does to a list: it scrolls, or moves the choice among the rows.

use iced::advanced::widget::operation::Focusable;
use iced::advanced::widget::{Id, Operation, Tree};
use iced::advanced::{Layout, Shell};
use iced::keyboard::{self, key};
use iced::{Point, Rectangle, Renderer};

use crate::ui::part::list::state::{Anchor, State};
use crate::ui::part::list::{BAR, Key, List, Notice, STEP};

/// What stays free between the edge and a control that was brought into sight.
const MARGIN: f32 = 16.0;

/// Where the control stands that has the keyboard.
struct Find(Option<Rectangle>);

impl Operation for Find {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn focusable(&mut self, _: Option<&Id>, bounds: Rectangle, state: &mut dyn Focusable) {
        if state.is_focused() {
            self.0 = Some(bounds);
        }
    }
}

impl<K: Key, Message> List<'_, K, Message> {
    /// Says whether the key meant something here.
    pub(super) fn key(
        &self,
        state: &mut State<K>,
        key: key::Named,
        modifiers: keyboard::Modifiers,
        layout: Layout<'_>,
        shell: &mut Shell<'_, Message>,
    ) -> bool {
        if let Some(chosen) = &self.chosen {
            return self.choose(state, chosen.as_ref(), key, modifiers, layout, shell);
        }

        let page = (layout.bounds().height - STEP).max(STEP);
        match key {
            key::Named::PageUp => self.scroll(state, layout, -page, shell),
            key::Named::PageDown => self.scroll(state, layout, page, shell),
            key::Named::ArrowUp => self.scroll(state, layout, -STEP, shell),
            key::Named::ArrowDown => self.scroll(state, layout, STEP, shell),
            key::Named::Home => self.jump(state, Anchor::Top, shell),
            key::Named::End => self.jump(state, Anchor::Bottom, shell),
            _ => return false,
        }
        true
    }

    pub(super) fn jump(
        &self,
        state: &mut State<K>,
        anchor: Anchor<K>,
        shell: &mut Shell<'_, Message>,
    ) {
        state.anchor = Some(anchor);
        state.pending = 0.0;
        shell.invalidate_layout();
        shell.request_redraw();
    }

    pub(super) fn choose(
        &self,
        state: &mut State<K>,
        chosen: Option<&K>,
        key: key::Named,
        modifiers: keyboard::Modifiers,
        layout: Layout<'_>,
        shell: &mut Shell<'_, Message>,
    ) -> bool {
        let Some(notice) = &self.on_notice else { return false };
        let at = chosen.and_then(|chosen| self.find(chosen));
        let Some(last) = self.len.checked_sub(1) else { return false };
        let page = self.seen(layout).map_or(1, |(first, last)| (last - first).max(1));
        let to = match (key, at) {
            (key::Named::ArrowUp, Some(at)) => at.saturating_sub(1),
            (key::Named::ArrowDown, Some(at)) => (at + 1).min(last),
            (key::Named::PageUp, Some(at)) => at.saturating_sub(page),
            (key::Named::PageDown, Some(at)) => (at + page).min(last),
            (key::Named::ArrowDown | key::Named::Home | key::Named::PageUp, _) => 0,
            (key::Named::ArrowUp | key::Named::End | key::Named::PageDown, _) => last,
            (key::Named::Enter | key::Named::Space, Some(at)) => {
                shell.publish(notice(Notice::Activated((self.key)(at))));
                return true;
            }
            (key::Named::ContextMenu, Some(at)) => {
                return self.menu(at, layout, shell);
            }
            (key::Named::F10, Some(at)) if modifiers.shift() => {
                return self.menu(at, layout, shell);
            }
            _ => return false,
        };

        state.ring = true;
        let to = (self.key)(to);
        self.reveal(state, &to, layout);
        shell.publish(notice(Notice::Chosen(to)));
        shell.invalidate_layout();
        shell.request_redraw();
        true
    }

    /// Scrolls to the control in a row that has the keyboard, where it is not seen.
    pub(super) fn bring(
        &mut self,
        state: &mut State<K>,
        trees: &mut [Tree],
        layout: Layout<'_>,
        renderer: &Renderer,
        shell: &mut Shell<'_, Message>,
    ) {
        let mut find = Find(None);
        let rows = self.rows.iter_mut().zip(trees).zip(layout.children());
        for ((row, tree), child) in rows {
            row.element.as_widget_mut().operate(tree, child, renderer, &mut find);
        }
        let (Some(at), bounds) = (find.0, layout.bounds()) else { return };
        let above = at.y - bounds.y - MARGIN;
        let below = at.y + at.height + MARGIN - bounds.y - bounds.height;
        let distance = if above < 0.0 { above } else { below.clamp(0.0, above) };
        if distance != 0.0 {
            self.scroll(state, layout, distance, shell);
        }
    }

    pub(super) fn menu(
        &self,
        at: usize,
        layout: Layout<'_>,
        shell: &mut Shell<'_, Message>,
    ) -> bool {
        let bounds = self
            .rows
            .iter()
            .zip(layout.children())
            .find(|(row, _)| row.index == at)
            .map_or(layout.bounds(), |(_, child)| child.bounds());
        if let Some(notice) = &self.on_notice {
            let place = Point::new(bounds.x + BAR, bounds.y + bounds.height);
            shell.publish(notice(Notice::Menu((self.key)(at), place)));
        }
        true
    }

    /// Moves the anchor only where the row is not seen whole.
    pub(super) fn reveal(&self, state: &mut State<K>, key: &K, layout: Layout<'_>) {
        let bounds = layout.bounds();
        let place = self.rows.iter().zip(layout.children()).find(|(row, _)| row.key == *key);
        if let Some((_, child)) = place
            && child.bounds().y >= bounds.y
            && child.bounds().y + child.bounds().height <= bounds.y + bounds.height
        {
            return;
        }

        let above = match (self.find(key), self.seen(layout)) {
            (Some(at), Some((first, _))) => at <= first,
            _ => true,
        };
        state.pending = 0.0;
        state.anchor =
            Some(if above { Anchor::Item(key.clone(), 0.0) } else { Anchor::Last(key.clone()) });
    }
}
