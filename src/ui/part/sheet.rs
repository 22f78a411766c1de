//! A head and a foot that always have their room, and between them what has the rest.

use iced::advanced::layout::{Limits, Node};
use iced::{Element, Length, Size};

use crate::ui::part::compound::{Compound, Unplaced, compound};

/// Sets three parts below each other. It is as high as they are; where there is less room than that,
/// the body alone gives way.
pub fn sheet<'a, Message: 'a>(
    head: impl Into<Element<'a, Message>>,
    body: impl Into<Element<'a, Message>>,
    foot: impl Into<Element<'a, Message>>,
    spacing: f32,
) -> Element<'a, Message> {
    compound([head.into(), body.into(), foot.into()], Sheet { spacing })
}

struct Sheet {
    spacing: f32,
}

impl<Message> Compound<Message> for Sheet {
    type State = ();

    fn size(&self, _: &[Element<'_, Message>]) -> Size<Length> {
        Size::new(Length::Fill, Length::Shrink)
    }

    fn layout(&self, (): &mut (), parts: &mut Unplaced<'_, '_, Message>, limits: &Limits) -> Node {
        let room = limits.loose().max();
        let mut left = room.height;
        let mut lay = |place: usize, left: f32| {
            parts.lay(place, &Limits::new(Size::ZERO, Size::new(room.width, left.max(0.0))))
        };

        let head = lay(0, left);
        left -= head.size().height;
        let foot = lay(2, left);
        let ends = foot.size().height;
        // What shows nothing wants no gap either.
        let gap = |height: f32| if height > 0.0 { self.spacing } else { 0.0 };
        let body = lay(1, left - ends - gap(ends) - self.spacing);

        let y = head.size().height + self.spacing;
        let below = y + body.size().height + gap(ends);
        let size = Size::new(room.width, below + ends);
        let nodes = vec![head, body.move_to((0.0, y)), foot.move_to((0.0, below))];
        Node::with_children(size, nodes)
    }
}
