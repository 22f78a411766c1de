//! The scrollbar of a list: it stands by the rows' places.

use iced::advanced::{Layout, Shell};
use iced::{Event, Rectangle, mouse};

use crate::ui::part::list::state::{Anchor, State};
use crate::ui::part::list::{BAR, Key, List, rank};

/// The least length of the thumb.
const THUMB: f32 = 24.0;

impl<K: Key, Message> List<'_, K, Message> {
    /// The thumb of the scrollbar, where not everything is seen. It stands by the rows' places, not
    /// by pixels: the heights of rows that do not exist are not known.
    pub(super) fn thumb(&self, layout: Layout<'_>) -> Option<Rectangle> {
        let bounds = layout.bounds();
        let (mut top, mut bottom) = (f32::NAN, f32::NAN);
        // Less than a pixel that is not seen is nothing to scroll to.
        let (mut begins, mut ends) = (false, false);
        for (row, child) in self.rows.iter().zip(layout.children()) {
            let child = child.bounds();
            if !child.intersects(&bounds) || child.height <= 0.0 {
                continue;
            }
            let place = |y: f32| rank(row.index) + ((y - child.y) / child.height).clamp(0.0, 1.0);
            if top.is_nan() {
                top = place(bounds.y);
            }
            bottom = place(bounds.y + bounds.height);
            begins |= row.index == 0 && child.y >= bounds.y - 1.0;
            let end = bounds.y + bounds.height + 1.0;
            ends |= row.index + 1 == self.len && child.y + child.height <= end;
        }

        let part = (bottom - top) / rank(self.len);
        if part.is_nan() || part >= 0.999 || begins && ends {
            return None;
        }
        let height = (part * bounds.height).clamp(THUMB.min(bounds.height), bounds.height);
        let way = (top / (rank(self.len) - (bottom - top)).max(f32::EPSILON)).clamp(0.0, 1.0);
        Some(Rectangle {
            x: bounds.x + bounds.width - BAR,
            y: bounds.y + way * (bounds.height - height),
            width: BAR,
            height,
        })
    }

    /// Says whether the scrollbar took the event.
    pub(super) fn scrollbar(
        &self,
        state: &mut State<K>,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        shell: &mut Shell<'_, Message>,
    ) -> bool {
        let bounds = layout.bounds();
        let lane = Rectangle { x: bounds.x + bounds.width - BAR, width: BAR, ..bounds };
        match event {
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left))
                if cursor.is_over(lane) =>
            {
                let Some(thumb) = self.thumb(layout) else { return false };
                let Some(place) = cursor.position() else { return false };
                let held =
                    if cursor.is_over(thumb) { place.y - thumb.y } else { thumb.height / 2.0 };
                state.grabbed = Some(held);
                self.seek(state, layout, place.y - held, thumb.height, shell);
            }
            Event::Mouse(mouse::Event::CursorMoved { position }) => {
                let (Some(held), Some(thumb)) = (state.grabbed, self.thumb(layout)) else {
                    return false;
                };
                self.seek(state, layout, position.y - held, thumb.height, shell);
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) => {
                if state.grabbed.take().is_none() {
                    return false;
                }
                shell.request_redraw();
            }
            _ => return false,
        }
        shell.capture_event();
        true
    }

    /// Puts that row on top which belongs to a thumb with its top at `y`.
    pub(super) fn seek(
        &self,
        state: &mut State<K>,
        layout: Layout<'_>,
        y: f32,
        thumb: f32,
        shell: &mut Shell<'_, Message>,
    ) {
        let bounds = layout.bounds();
        let way = ((y - bounds.y) / (bounds.height - thumb).max(1.0)).clamp(0.0, 1.0);
        let Some((first, last)) = self.seen(layout) else { return };
        let scrolled = rank(self.len) - rank(last - first);
        let anchor = if way <= 0.0 {
            Anchor::Top
        } else if way >= 1.0 {
            Anchor::Bottom
        } else {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let index = ((way * scrolled) as usize).min(self.len.saturating_sub(1));
            Anchor::Item((self.key)(index), 0.0)
        };
        self.jump(state, anchor, shell);
    }
}
