//! Around something that scrolls: the keys that nobody in there wants scroll it.

use iced::advanced::widget::operation::Scrollable;
use iced::advanced::widget::operation::scrollable::AbsoluteOffset;
use iced::advanced::widget::{Id, Operation};
use iced::keyboard::{self, key::Named};
use iced::{Element, Event, Rectangle, Vector};

use crate::ui::part::compound::{Compound, Heard, Placed, around};

/// How far an arrow scrolls, in logical pixels.
const STEP: f32 = 40.0;
/// The part of the height that a page is: a line or two stay in sight.
const PAGE: f32 = 0.9;

/// Wraps a page that scrolls: arrows, Page Up and Down, Home and End.
pub fn paging<'a, Message: 'a>(content: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    around(content, Paging)
}

struct Paging;

/// Scrolls the outermost of what scrolls.
struct Scroll {
    key: Named,
    /// Another one was met: those inside of it are not meant.
    met: bool,
    moved: bool,
}

impl Operation for Scroll {
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
        let more = content.height > bounds.height;
        if std::mem::replace(&mut self.met, true) || !more {
            return;
        }
        let page = bounds.height * PAGE;
        let by = |y| AbsoluteOffset { x: 0.0, y };
        match self.key {
            Named::ArrowUp => state.scroll_by(by(-STEP), bounds, content),
            Named::ArrowDown => state.scroll_by(by(STEP), bounds, content),
            Named::PageUp => state.scroll_by(by(-page), bounds, content),
            Named::PageDown => state.scroll_by(by(page), bounds, content),
            Named::Home => state.scroll_by(by(-content.height), bounds, content),
            Named::End => state.scroll_by(by(content.height), bounds, content),
            _ => return,
        }
        self.moved = true;
    }
}

impl<Message> Compound<Message> for Paging {
    type State = ();

    fn hear(
        &mut self,
        (): &mut (),
        content: &mut Placed<'_, '_, Message>,
        heard: &mut Heard<'_, '_, Message>,
    ) {
        content.hear(heard);
        let Event::Keyboard(keyboard::Event::KeyPressed {
            key: keyboard::Key::Named(key),
            modifiers,
            ..
        }) = heard.event
        else {
            return;
        };
        if heard.shell.is_event_captured() || !modifiers.is_empty() {
            return;
        }
        let mut scroll = Scroll { key: *key, met: false, moved: false };
        content.operate(&mut scroll);
        if scroll.moved {
            heard.shell.capture_event();
            heard.shell.request_redraw();
        }
    }
}
