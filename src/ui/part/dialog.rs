//! A card over everything else, that must be answered first.

use std::ops::Range;

use iced::advanced::Renderer as _;
use iced::advanced::layout::{Limits, Node};
use iced::advanced::renderer::Quad;
use iced::advanced::widget::operation::focusable;
use iced::keyboard::{self, key};
use iced::{Background, Element, Event, Length, Renderer, Size, mouse};

use crate::ui::part::compound::{Compound, Drawn, Heard, Placed, Unplaced, compound};
use crate::ui::part::focus;
use crate::ui::theme::{space, tokens};

/// Where a dialog begins, in parts of the window's height, unless it needs more room.
const TOP: f32 = 0.15;

/// Shows `card` over `base`, if there is one. While it is there the base neither hears the pointer
/// and the keyboard nor can be reached with Tab; Esc and a press beside the card send `dismissed`.
pub fn over<'a, Message: Clone + 'a>(
    base: impl Into<Element<'a, Message>>,
    card: Option<(Element<'a, Message>, Message)>,
) -> Element<'a, Message> {
    let (card, dismissed) = match card {
        Some((card, dismissed)) => (Some(card), Some(dismissed)),
        None => (None, None),
    };
    let layers: Vec<_> = std::iter::once(base.into()).chain(card).collect();

    compound(layers, Over { dismissed })
}

/// Its parts are what lies below, and the card where there is one.
struct Over<Message> {
    /// There is one where there is a card.
    dismissed: Option<Message>,
}

#[derive(Debug, Default)]
struct State {
    /// The first control of a card takes the keyboard once.
    entered: bool,
}

impl<Message: Clone> Over<Message> {
    /// What the card itself did not want.
    fn leave(&self, card: &Placed<'_, '_, Message>, heard: &mut Heard<'_, '_, Message>) {
        let dismissed = match heard.event {
            Event::Keyboard(keyboard::Event::KeyPressed {
                key: keyboard::Key::Named(key::Named::Escape),
                ..
            }) => true,
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) => {
                !card.places().next().is_some_and(|card| heard.cursor.is_over(card))
            }
            _ => false,
        };
        if dismissed && let Some(message) = &self.dismissed {
            heard.shell.publish(message.clone());
            heard.shell.capture_event();
        }
    }
}

impl<Message: Clone> Compound<Message> for Over<Message> {
    type State = State;

    fn renewed(&self, state: &mut State) {
        state.entered &= self.dismissed.is_some();
    }

    fn size(&self, _: &[Element<'_, Message>]) -> Size<Length> {
        Size::new(Length::Fill, Length::Fill)
    }

    fn layout(
        &self,
        _: &mut State,
        layers: &mut Unplaced<'_, '_, Message>,
        limits: &Limits,
    ) -> Node {
        let size = limits.max();
        let mut nodes = vec![layers.lay(0, limits)];
        if layers.count() > 1 {
            let room =
                Limits::new(Size::ZERO, size).shrink(Size::new(space::L * 2.0, space::L * 2.0));
            let card = layers.lay(1, &room);
            let (x, y) = (size.width - card.size().width, size.height - card.size().height);
            // The top stays where it is while the content grows and shrinks below it.
            let top = (y / 2.0).min(size.height * TOP);
            nodes.push(card.move_to(((x / 2.0).round(), top.round())));
        }
        Node::with_children(size, nodes)
    }

    /// The uppermost alone.
    fn reached(&self, _: &State, count: usize) -> Range<usize> {
        count - 1..count
    }

    fn hear(
        &mut self,
        state: &mut State,
        layers: &mut Placed<'_, '_, Message>,
        heard: &mut Heard<'_, '_, Message>,
    ) {
        if layers.count() == 1 {
            return layers.hear(heard);
        }
        if !std::mem::replace(&mut state.entered, true) {
            // The keyboard leaves the base, and is given to the card, unless that has it already.
            focus::operate(&mut layers.part(0), focusable::unfocus());
            focus::begin(&mut layers.part(1));
            heard.shell.request_redraw();
        }
        layers.part(1).hear(heard);
        // Both layers hear what concerns the window: each must know when it is drawn.
        if let Event::Window(_) = heard.event {
            let below = heard.event;
            layers.part(0).hear(&mut heard.told(below, mouse::Cursor::Unavailable));
        }
        if !heard.shell.is_event_captured() {
            self.leave(&layers.part(1), heard);
        }
    }

    fn draw(&self, _: &State, mut layers: Drawn<'_, '_, Message>, renderer: &mut Renderer) {
        if layers.count() == 1 {
            return layers.draw(0, renderer);
        }
        let cursor = std::mem::replace(&mut layers.cursor, mouse::Cursor::Unavailable);
        layers.draw(0, renderer);
        layers.cursor = cursor;
        let bounds = layers.bounds();
        renderer.with_layer(bounds, |renderer| {
            let scrim = Quad { bounds, ..Quad::default() };
            renderer.fill_quad(scrim, Background::Color(tokens(layers.theme).scrim));
        });
        renderer.with_layer(bounds, |renderer| layers.draw(1, renderer));
    }
}
