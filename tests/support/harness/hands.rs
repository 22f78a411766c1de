//! Who sits before the window: a pointer and a keyboard.

use iced::keyboard::key::Named;
use iced::keyboard::{self, Location, Modifiers};
use iced::{Event, Point, mouse};
use iced_test::selector::{Bounded, Selector};

use crate::support::harness::Harness;

impl<S, M: Send + std::fmt::Debug + 'static> Harness<S, M> {
    pub fn click<Q: Selector + Send>(&mut self, selector: Q)
    where
        Q::Output: Bounded + Clone + Send,
    {
        let bounds = self.bounds(selector).expect("what is to be clicked can be seen");
        self.click_at(bounds.center());
    }

    pub fn click_at(&mut self, place: Point) {
        self.press_at(place, mouse::Button::Left);
        self.release(mouse::Button::Left);
    }

    pub fn right_click_at(&mut self, place: Point) {
        self.press_at(place, mouse::Button::Right);
        self.release(mouse::Button::Right);
    }

    pub fn press_at(&mut self, place: Point, button: mouse::Button) {
        self.move_to(place);
        self.events(&[Event::Mouse(mouse::Event::ButtonPressed(button))]);
    }

    pub fn release(&mut self, button: mouse::Button) {
        self.events(&[Event::Mouse(mouse::Event::ButtonReleased(button))]);
    }

    /// Presses at one place, moves to another in steps, and lets go.
    pub fn drag(&mut self, from: Point, to: Point) {
        self.carry(from, to);
        self.release(mouse::Button::Left);
    }

    /// Takes something and carries it there, without letting go.
    pub fn carry(&mut self, from: Point, to: Point) {
        self.press_at(from, mouse::Button::Left);
        for step in 1_u8..=4 {
            let part = f32::from(step) / 4.0;
            let (x, y) = (from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part);
            self.move_to(Point::new(x, y));
        }
    }

    pub fn move_to(&mut self, position: Point) {
        self.events(&[Event::Mouse(mouse::Event::CursorMoved { position })]);
    }

    /// The pointer goes out of the window.
    pub fn leave(&mut self) {
        self.cursor = mouse::Cursor::Unavailable;
        self.events(&[Event::Mouse(mouse::Event::CursorLeft)]);
    }

    pub fn wheel(&mut self, lines: f32) {
        let delta = mouse::ScrollDelta::Lines { x: 0.0, y: lines };
        self.events(&[Event::Mouse(mouse::Event::WheelScrolled { delta })]);
    }

    pub fn type_text(&mut self, text: &str) {
        for event in iced_test::simulator::typewrite(text) {
            self.events(&[event]);
        }
    }

    /// Types all of it at once, as an input method does.
    pub fn commit(&mut self, text: &str) {
        use iced::advanced::input_method::Event as Method;
        self.events(&[Event::InputMethod(Method::Commit(text.to_owned()))]);
    }

    pub fn key(&mut self, key: Named) {
        self.key_with(Modifiers::empty(), key);
    }

    pub fn key_with(&mut self, modifiers: Modifiers, key: Named) {
        self.stroke(modifiers, keyboard::Key::Named(key), None);
    }

    /// Presses a letter with modifiers, as a shortcut; it types nothing.
    pub fn chord(&mut self, modifiers: Modifiers, letter: char) {
        self.stroke(modifiers, keyboard::Key::Character(letter.to_string().into()), None);
    }

    fn stroke(&mut self, modifiers: Modifiers, key: keyboard::Key, text: Option<&str>) {
        let physical_key =
            keyboard::key::Physical::Unidentified(keyboard::key::NativeCode::Unidentified);
        if self.modifiers != modifiers {
            self.modifiers = modifiers;
            self.events(&[Event::Keyboard(keyboard::Event::ModifiersChanged(modifiers))]);
        }
        self.events(&[Event::Keyboard(keyboard::Event::KeyPressed {
            key: key.clone(),
            modified_key: key.clone(),
            physical_key,
            location: Location::Standard,
            modifiers,
            text: text.map(Into::into),
            repeat: false,
        })]);
        self.events(&[Event::Keyboard(keyboard::Event::KeyReleased {
            key: key.clone(),
            modified_key: key,
            physical_key,
            location: Location::Standard,
            modifiers,
        })]);
        if !modifiers.is_empty() {
            self.modifiers = Modifiers::empty();
            self.events(&[Event::Keyboard(keyboard::Event::ModifiersChanged(self.modifiers))]);
        }
    }
}
