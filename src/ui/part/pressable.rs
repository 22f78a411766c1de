//! Anything that can be pressed, by pointer and by keyboard.
//!
//! The toolkit's own buttons cannot be reached with Tab; these can.

mod input;
mod look;

use iced::advanced::Renderer as _;
use iced::advanced::layout::{self, Limits, Node};
use iced::advanced::renderer::{self, Quad};
use iced::advanced::widget::operation::Focusable;
use iced::advanced::widget::{self, Operation};
use iced::{
    Alignment, Element, Event, Length, Padding, Point, Rectangle, Renderer, Size, mouse, window,
};

use crate::ui::part::compound::{Compound, Drawn, Heard, Placed, Unplaced, around};
use crate::ui::part::sign::Sign;
use crate::ui::theme::CONTROL;

use self::input::State;
pub use self::look::{Look, Status};

type Place<'a, Message> = Box<dyn Fn(Point) -> Message + 'a>;

/// Something that sends a message when it is pressed.
pub struct Pressable<'a, Message> {
    content: Element<'a, Message>,
    control: Control<'a, Message>,
}

/// What it is to be pressed, whatever it shows.
struct Control<'a, Message> {
    id: Option<widget::Id>,
    look: Look,
    label: Option<String>,
    width: Length,
    height: Length,
    padding: Padding,
    align: Alignment,
    least: Size,
    stop: bool,
    on_press: Option<Message>,
    on_middle: Option<Message>,
    on_context: Option<Place<'a, Message>>,
    status: Option<Status>,
}

/// Makes `content` pressable; without `on_press` it is disabled.
pub fn pressable<'a, Message: Clone>(
    look: Look,
    content: impl Into<Element<'a, Message>>,
) -> Pressable<'a, Message> {
    let control = Control {
        id: None,
        look,
        label: None,
        width: Length::Shrink,
        height: Length::Shrink,
        padding: Padding::ZERO,
        align: Alignment::Start,
        least: Size::new(0.0, CONTROL),
        stop: true,
        on_press: None,
        on_middle: None,
        on_context: None,
        status: None,
    };
    Pressable { content: content.into(), control }
}

impl<'a, Message: Clone> Pressable<'a, Message> {
    pub fn id(mut self, id: impl Into<widget::Id>) -> Self {
        self.control.id = Some(id.into());
        self
    }

    /// Its name where the content shows none: what a test or a reader finds it by.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.control.label = Some(label.into());
        self
    }

    pub fn width(mut self, width: impl Into<Length>) -> Self {
        self.control.width = width.into();
        self
    }

    pub fn height(mut self, height: impl Into<Length>) -> Self {
        self.control.height = height.into();
        self
    }

    pub fn padding(mut self, padding: impl Into<Padding>) -> Self {
        self.control.padding = padding.into();
        self
    }

    /// Where the content stands where there is more room than it needs.
    pub fn align_x(mut self, align: Alignment) -> Self {
        self.control.align = align;
        self
    }

    /// The least size; by default as high as a control.
    pub fn least(mut self, least: Size) -> Self {
        self.control.least = least;
        self
    }

    /// Whether Tab stops here. Rows of a list leave that to the list.
    pub fn tab_stop(mut self, stop: bool) -> Self {
        self.control.stop = stop;
        self
    }

    pub fn on_press(mut self, message: Message) -> Self {
        self.control.on_press = Some(message);
        self
    }

    pub fn on_press_maybe(mut self, message: Option<Message>) -> Self {
        self.control.on_press = message;
        self
    }

    pub fn on_middle_click(mut self, message: Message) -> Self {
        self.control.on_middle = Some(message);
        self
    }

    /// Sent at a right click, the menu key or Shift+F10, with the place for a menu.
    pub fn on_context(mut self, place: impl Fn(Point) -> Message + 'a) -> Self {
        self.control.on_context = Some(Box::new(place));
        self
    }
}

impl<Message: Clone> Control<'_, Message> {
    fn enabled(&self) -> bool {
        self.on_press.is_some()
    }
}

impl<Message: Clone> Compound<Message> for Control<'_, Message> {
    type State = State;

    fn size(&self, _: &[Element<'_, Message>]) -> Size<Length> {
        Size::new(self.width, self.height)
    }

    fn layout(
        &self,
        _: &mut State,
        content: &mut Unplaced<'_, '_, Message>,
        limits: &Limits,
    ) -> Node {
        let limits = limits.min_width(self.least.width).min_height(self.least.height);

        layout::positioned(
            &limits,
            self.width,
            self.height,
            self.padding,
            |limits| content.lay(0, &limits.loose()),
            |content, size| content.align(self.align, Alignment::Center, size),
        )
    }

    fn operate(
        &self,
        state: &mut State,
        content: &mut Placed<'_, '_, Message>,
        operation: &mut dyn Operation,
    ) {
        let (id, bounds) = (self.id.as_ref(), content.bounds());
        operation.container(id, bounds);
        operation.custom(id, bounds, &mut Sign::Control { enabled: self.enabled() });
        if self.stop && self.enabled() {
            operation.focusable(id, bounds, state);
        }
        if let Some(label) = &self.label {
            operation.text(id, bounds, label);
        }
        operation.traverse(&mut |operation| content.operate(operation));
    }

    fn hear(
        &mut self,
        state: &mut State,
        content: &mut Placed<'_, '_, Message>,
        heard: &mut Heard<'_, '_, Message>,
    ) {
        let bounds = content.bounds();
        let over = heard.cursor.is_over(bounds) && heard.cursor.is_over(heard.viewport);
        content.hear(heard);

        // A press elsewhere takes the keyboard away, whoever else wants it.
        if let Event::Mouse(mouse::Event::ButtonPressed(_)) = heard.event
            && !over
        {
            state.unfocus();
        }

        if !heard.shell.is_event_captured() {
            self.take(state, bounds, over, heard);
        }

        let status = Status {
            enabled: self.enabled(),
            hovered: over && self.enabled(),
            pressed: state.pressed && over,
            ring: state.focused && state.ring && self.enabled(),
        };
        if let Event::Window(window::Event::RedrawRequested(_)) = heard.event {
            self.status = Some(status);
        } else if self.status.is_some_and(|last| last != status) {
            heard.shell.request_redraw();
        }
    }

    fn draw(&self, _: &State, mut content: Drawn<'_, '_, Message>, renderer: &mut Renderer) {
        let status = self.status.unwrap_or(Status { enabled: self.enabled(), ..Status::default() });
        let drawn = look::drawn(content.theme, self.look, status, content.style.text_color);

        for (border, ground) in drawn.quads(content.bounds()) {
            renderer
                .fill_quad(Quad { bounds: border.1, border: border.0, ..Quad::default() }, ground);
        }
        content.style = renderer::Style { text_color: drawn.text };
        content.draw(0, renderer);
    }

    fn pointer(
        &self,
        _: &State,
        bounds: Rectangle,
        cursor: mouse::Cursor,
        inner: mouse::Interaction,
    ) -> mouse::Interaction {
        if inner == mouse::Interaction::None && cursor.is_over(bounds) && self.enabled() {
            mouse::Interaction::Pointer
        } else {
            inner
        }
    }
}

impl<'a, Message: Clone + 'a> From<Pressable<'a, Message>> for Element<'a, Message> {
    fn from(pressable: Pressable<'a, Message>) -> Self {
        around(pressable.content, pressable.control)
    }
}
