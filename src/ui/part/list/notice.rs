//! What a list has to tell.

use iced::Point;
use iced::advanced::{Layout, Shell};

use crate::ui::part::list::state::State;
use crate::ui::part::list::{Key, List};

/// What the list has to tell.
#[derive(Debug, Clone, PartialEq)]
pub enum Notice<K> {
    /// The first row is near: what lies before it may be read.
    NearStart,
    NearEnd,
    /// Which rows can be seen now.
    Visible {
        first: K,
        last: K,
        at_bottom: bool,
    },
    /// The keyboard moved on to this row.
    Chosen(K),
    /// Enter was pressed on the chosen row.
    Activated(K),
    /// A menu is wanted for the chosen row, at this place.
    Menu(K, Point),
}

impl<K: Key, Message> List<'_, K, Message> {
    /// The first and the last row that can be seen.
    pub(super) fn seen(&self, layout: Layout<'_>) -> Option<(usize, usize)> {
        let bounds = layout.bounds();
        let mut seen = self
            .rows
            .iter()
            .zip(layout.children())
            .filter(|(_, child)| child.bounds().intersects(&bounds))
            .map(|(row, _)| row.index);
        let first = seen.next()?;
        Some((first, seen.last().unwrap_or(first)))
    }

    /// Tells what is new since it was told last.
    pub(super) fn tell(
        &self,
        state: &mut State<K>,
        layout: Layout<'_>,
        shell: &mut Shell<'_, Message>,
    ) {
        if state.pending != 0.0 {
            shell.invalidate_layout();
            shell.request_redraw();
            return;
        }
        let Some(notice) = &self.on_notice else { return };
        let (Some(first), Some(last)) = (self.rows.first(), self.rows.last()) else { return };

        if first.index == 0 && self.more.0 && state.told_start.as_ref() != Some(&first.key) {
            state.told_start = Some(first.key.clone());
            shell.publish(notice(Notice::NearStart));
        }
        if last.index + 1 == self.len && self.more.1 && state.told_end.as_ref() != Some(&last.key) {
            state.told_end = Some(last.key.clone());
            shell.publish(notice(Notice::NearEnd));
        }
        if let Some((first, last)) = self.seen(layout) {
            let visible = ((self.key)(first), (self.key)(last), state.at_bottom);
            if state.visible.as_ref() != Some(&visible) {
                state.visible = Some(visible.clone());
                let (first, last, at_bottom) = visible;
                shell.publish(notice(Notice::Visible { first, last, at_bottom }));
            }
        }
    }
}
