//! Something that is seen only while the pointer is near, in a place that is always kept for it.

use iced::advanced::layout::{Limits, Node};
use iced::advanced::widget::Operation;
use iced::{Element, Point, Renderer, Size};

use crate::ui::part::compound::{Compound, Drawn, Heard, Placed, Unplaced, compound};
use crate::ui::part::sign::layer;

/// Shows `hidden` over the upper left corner of `base`, at a distance of `place`, while the pointer
/// is over `base`. Nothing moves.
pub fn reveal<'a, Message: 'a>(
    base: impl Into<Element<'a, Message>>,
    hidden: impl Into<Element<'a, Message>>,
    place: Point,
) -> Element<'a, Message> {
    compound([base.into(), hidden.into()], Reveal { place, from_right: false })
}

/// As [`reveal`], the distance counted from the upper right corner to that of `hidden`.
pub fn reveal_right<'a, Message: 'a>(
    base: impl Into<Element<'a, Message>>,
    hidden: impl Into<Element<'a, Message>>,
    place: Point,
) -> Element<'a, Message> {
    compound([base.into(), hidden.into()], Reveal { place, from_right: true })
}

struct Reveal {
    place: Point,
    from_right: bool,
}

#[derive(Default)]
struct State {
    over: bool,
}

impl<Message> Compound<Message> for Reveal {
    type State = State;

    fn layout(
        &self,
        _: &mut State,
        parts: &mut Unplaced<'_, '_, Message>,
        limits: &Limits,
    ) -> Node {
        let base = parts.lay(0, limits);
        let size = base.size();
        let hidden = parts.lay(1, &Limits::new(Size::ZERO, size));
        let place = if self.from_right {
            Point::new(size.width - hidden.size().width - self.place.x, self.place.y)
        } else {
            self.place
        };
        Node::with_children(size, vec![base, hidden.move_to(place)])
    }

    fn operate(
        &self,
        _: &mut State,
        parts: &mut Placed<'_, '_, Message>,
        operation: &mut dyn Operation,
    ) {
        operation.container(None, parts.bounds());
        operation.traverse(&mut |operation| {
            parts.part(0).operate(operation);
            let place = parts.places().nth(1);
            if let Some(place) = place {
                operation.container(Some(&layer::REVEALED.into()), place);
                operation.traverse(&mut |operation| parts.part(1).operate(operation));
            }
        });
    }

    fn hear(
        &mut self,
        state: &mut State,
        parts: &mut Placed<'_, '_, Message>,
        heard: &mut Heard<'_, '_, Message>,
    ) {
        parts.part(1).hear(heard);
        if !heard.shell.is_event_captured() {
            parts.part(0).hear(heard);
        }

        let cursor = heard.cursor;
        let over = cursor.is_over(parts.bounds()) && cursor.is_over(heard.viewport);
        if state.over != over {
            state.over = over;
            heard.shell.request_redraw();
        }
    }

    fn draw(&self, state: &State, parts: Drawn<'_, '_, Message>, renderer: &mut Renderer) {
        parts.draw(0, renderer);
        if state.over {
            parts.draw(1, renderer);
        }
    }
}
