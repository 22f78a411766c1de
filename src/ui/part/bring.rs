//! Brings what has the keyboard into sight, in whatever scrolls around it.

use iced::advanced::widget::operation::scrollable::AbsoluteOffset;
use iced::advanced::widget::operation::{Focusable, Scrollable};
use iced::advanced::widget::{Id, Operation};
use iced::{Rectangle, Vector};

use crate::ui::part::compound::Placed;

/// What stays free between the edge and what was brought into sight.
const MARGIN: f32 = 8.0;

/// Scrolls until the control that has the keyboard is seen, no further than needed.
pub fn focused<Message>(content: &mut Placed<'_, '_, Message>) {
    let mut find = Find::default();
    content.operate(&mut find);
    if !find.moves.is_empty() {
        content.operate(&mut Bring { moves: find.moves, at: 0 });
    }
}

/// Something that scrolls, as it is met.
#[derive(Debug, Clone, Copy)]
struct Frame {
    number: usize,
    bounds: Rectangle,
    by: Vector,
}

/// Finds the control that has the keyboard, and what must move for it.
#[derive(Default)]
struct Find {
    around: Vec<Frame>,
    /// The one whose content comes next.
    next: Option<Frame>,
    count: usize,
    /// How far each is to scroll, by its number.
    moves: Vec<(usize, f32)>,
}

impl Operation for Find {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        let entered = self.next.take();
        self.around.extend(entered);
        operate(self);
        if entered.is_some() {
            let _ = self.around.pop();
        }
    }

    fn scrollable(
        &mut self,
        _: Option<&Id>,
        bounds: Rectangle,
        _: Rectangle,
        by: Vector,
        _: &mut dyn Scrollable,
    ) {
        self.next = Some(Frame { number: self.count, bounds, by });
        self.count += 1;
    }

    fn focusable(&mut self, _: Option<&Id>, bounds: Rectangle, state: &mut dyn Focusable) {
        if !state.is_focused() {
            return;
        }
        let mut wanted = bounds;
        for Frame { number, bounds, by } in self.around.iter().rev() {
            wanted.y -= by.y;
            let above = wanted.y - MARGIN - bounds.y;
            let below = wanted.y + wanted.height + MARGIN - bounds.y - bounds.height;
            let needed = if above < 0.0 { above } else { below.clamp(0.0, above.max(0.0)) };
            if needed != 0.0 {
                self.moves.push((*number, needed));
                wanted.y -= needed;
            }
        }
    }
}

struct Bring {
    moves: Vec<(usize, f32)>,
    at: usize,
}

impl Operation for Bring {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn scrollable(
        &mut self,
        _: Option<&Id>,
        bounds: Rectangle,
        content: Rectangle,
        _: Vector,
        state: &mut dyn Scrollable,
    ) {
        if let Some((_, y)) = self.moves.iter().find(|(number, _)| *number == self.at) {
            state.scroll_by(AbsoluteOffset { x: 0.0, y: *y }, bounds, content);
        }
        self.at += 1;
    }
}
