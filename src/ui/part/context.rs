//! Around something that has no menu of its own: a right click, the menu key and Shift+F10 ask for
//! one.

use iced::advanced::widget::operation::{Focusable, Outcome};
use iced::advanced::widget::{Id, Operation};
use iced::keyboard::{self, Key, key::Named};
use iced::{Element, Event, Point, Rectangle, mouse};

use crate::ui::part::compound::{Compound, Heard, Placed, around};

/// Wraps `content`; `asked` hears of the place where the menu is wanted. By keyboard it is asked for
/// while something in there has the keyboard, and wants no menu of its own.
pub fn context<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    asked: impl Fn(Point) -> Message + 'a,
) -> Element<'a, Message> {
    around(content, Context { asked: Box::new(asked) })
}

struct Context<'a, Message> {
    asked: Box<dyn Fn(Point) -> Message + 'a>,
}

/// Whether something has the keyboard.
#[derive(Default)]
struct Holds(bool);

impl Operation for Holds {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn focusable(&mut self, _: Option<&Id>, _: Rectangle, state: &mut dyn Focusable) {
        self.0 |= state.is_focused();
    }

    fn finish(&self) -> Outcome<()> {
        Outcome::None
    }
}

fn asks(event: &keyboard::Event) -> bool {
    let keyboard::Event::KeyPressed { key: Key::Named(named), modifiers, .. } = event else {
        return false;
    };
    *named == Named::ContextMenu || *named == Named::F10 && modifiers.shift()
}

impl<Message> Compound<Message> for Context<'_, Message> {
    type State = ();

    fn hear(
        &mut self,
        (): &mut (),
        content: &mut Placed<'_, '_, Message>,
        heard: &mut Heard<'_, '_, Message>,
    ) {
        content.hear(heard);
        if heard.shell.is_event_captured() {
            return;
        }
        let bounds = content.bounds();
        let place = match heard.event {
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Right)) => {
                heard.cursor.position_over(bounds)
            }
            Event::Keyboard(event) if asks(event) => {
                let mut holds = Holds::default();
                content.operate(&mut holds);
                holds.0.then(|| bounds.position())
            }
            _ => None,
        };
        if let Some(place) = place {
            heard.shell.publish((self.asked)(place));
            heard.shell.capture_event();
        }
    }
}
