//! Around something that scrolls: the keys that nobody in there wants scroll it.

use iced::advanced::Shell;
use iced::advanced::widget::operation::Scrollable;
use iced::advanced::widget::operation::scrollable::AbsoluteOffset;
use iced::advanced::widget::{Id, Operation};
use iced::keyboard::{self, key::Named};
use iced::{Element, Event, Rectangle, Vector, mouse};

use crate::ui::part::around::{Around, Placed, around};

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

impl<Message> Around<Message> for Paging {
    type State = ();

    fn after(
        &self,
        (): &mut (),
        event: &Event,
        content: &mut Placed<'_, '_, Message>,
        _: mouse::Cursor,
        shell: &mut Shell<'_, Message>,
    ) {
        let Event::Keyboard(keyboard::Event::KeyPressed {
            key: keyboard::Key::Named(key),
            modifiers,
            ..
        }) = event
        else {
            return;
        };
        if shell.is_event_captured() || !modifiers.is_empty() {
            return;
        }
        let mut scroll = Scroll { key: *key, met: false, moved: false };
        content.operate(&mut scroll);
        if scroll.moved {
            shell.capture_event();
            shell.request_redraw();
        }
    }
}
