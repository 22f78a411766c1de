//! The links of a paragraph, and the keyboard.

use iced::advanced::widget::Operation;
use iced::advanced::widget::operation::Focusable;
use iced::keyboard::{self, Key, key::Named};
use iced::{Point, Rectangle};

use crate::ui::part::rich::may_open;
use crate::ui::part::selectable::{Selectable, Shaped};

/// A link that the keyboard can stand on.
#[derive(Debug, Default)]
pub struct Stop {
    focused: bool,
}

impl Focusable for Stop {
    fn is_focused(&self) -> bool {
        self.focused
    }

    fn focus(&mut self) {
        self.focused = true;
    }

    fn unfocus(&mut self) {
        self.focused = false;
    }
}

impl Shaped {
    /// The link that has the keyboard.
    pub(super) fn stop(&self) -> Option<usize> {
        self.stops.iter().position(|stop| stop.focused)
    }

    /// The pointer took over.
    pub(super) fn release(&mut self) {
        self.stops.iter_mut().for_each(Focusable::unfocus);
    }

    /// Lets Tab stop at the links, as far as they can be seen.
    pub(super) fn offer(&mut self, bounds: Rectangle, operation: &mut dyn Operation) {
        for (stop, address) in self.stops.iter_mut().zip(&self.rich.links) {
            // One that has the keyboard must be found, to have it taken away.
            if (self.seen || stop.focused) && may_open(address) {
                operation.focusable(None, bounds, stop);
            }
        }
    }

    /// The corner below a link, for its menu.
    fn below(&self, link: usize, bounds: Rectangle) -> Point {
        let place = self.pieces.iter().find(|(run, _)| self.rich.runs[*run].link == Some(link));
        let place = place.map_or_else(Rectangle::default, |(_, place)| *place);
        Point::new(bounds.x + self.indent + place.x, bounds.y + place.y + place.height)
    }
}

impl<Message> Selectable<Message> {
    pub(super) fn by_key(
        &self,
        shaped: &Shaped,
        event: &keyboard::Event,
        bounds: Rectangle,
    ) -> Option<Message> {
        let keyboard::Event::KeyPressed { key: Key::Named(named), modifiers, .. } = event else {
            return None;
        };
        let on_link = self.on_link.as_ref()?;
        let link = shaped.stop()?;
        let address = shaped.rich.links.get(link)?.clone();
        match named {
            Named::Enter if modifiers.is_empty() => Some((on_link.opened)(address)),
            Named::ContextMenu => {
                Some((on_link.asked)(self.key, address, shaped.below(link, bounds)))
            }
            Named::F10 if modifiers.shift() => {
                Some((on_link.asked)(self.key, address, shaped.below(link, bounds)))
            }
            _ => None,
        }
    }
}
