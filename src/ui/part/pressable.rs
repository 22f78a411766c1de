//! Anything that can be pressed, by pointer and by keyboard.
//!
//! The toolkit's own buttons cannot be reached with Tab; these can.

mod input;
mod look;

use iced::advanced::layout::{self, Layout, Node};
use iced::advanced::renderer::{self, Quad};
use iced::advanced::widget::operation::Focusable;
use iced::advanced::widget::{self, Operation, Tree, tree};
use iced::advanced::{Clipboard, Renderer as _, Shell, Widget, overlay};
use iced::{
    Alignment, Element, Event, Length, Padding, Point, Rectangle, Renderer, Size, Theme, Vector,
    mouse, window,
};

use crate::ui::part::sign::Sign;
use crate::ui::theme::CONTROL;

use self::input::State;
pub use self::look::{Look, Status};

type Place<'a, Message> = Box<dyn Fn(Point) -> Message + 'a>;

/// A widget around `content` that sends a message when it is pressed.
pub struct Pressable<'a, Message> {
    id: Option<widget::Id>,
    content: Element<'a, Message>,
    look: Look,
    label: Option<String>,
    width: Length,
    height: Length,
    padding: Padding,
    align: Alignment,
    least: Size,
    stop: bool,
    focus_keeps: bool,
    on_press: Option<Message>,
    on_double: Option<Message>,
    on_middle: Option<Message>,
    on_context: Option<Place<'a, Message>>,
    status: Option<Status>,
}

/// Makes `content` pressable; without `on_press` it is disabled.
pub fn pressable<'a, Message: Clone>(
    look: Look,
    content: impl Into<Element<'a, Message>>,
) -> Pressable<'a, Message> {
    Pressable {
        id: None,
        content: content.into(),
        look,
        label: None,
        width: Length::Shrink,
        height: Length::Shrink,
        padding: Padding::ZERO,
        align: Alignment::Start,
        least: Size::new(0.0, CONTROL),
        stop: true,
        focus_keeps: false,
        on_press: None,
        on_double: None,
        on_middle: None,
        on_context: None,
        status: None,
    }
}

impl<'a, Message: Clone> Pressable<'a, Message> {
    pub fn id(mut self, id: impl Into<widget::Id>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Its name where the content shows none: what a test or a reader finds it by.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    pub fn width(mut self, width: impl Into<Length>) -> Self {
        self.width = width.into();
        self
    }

    pub fn height(mut self, height: impl Into<Length>) -> Self {
        self.height = height.into();
        self
    }

    pub fn padding(mut self, padding: impl Into<Padding>) -> Self {
        self.padding = padding.into();
        self
    }

    /// Where the content stands where there is more room than it needs.
    pub fn align_x(mut self, align: Alignment) -> Self {
        self.align = align;
        self
    }

    /// The least size; by default as high as a control.
    pub fn least(mut self, least: Size) -> Self {
        self.least = least;
        self
    }

    /// Whether Tab stops here. Rows of a list leave that to the list.
    pub fn tab_stop(mut self, stop: bool) -> Self {
        self.stop = stop;
        self
    }

    pub fn on_press(mut self, message: Message) -> Self {
        self.on_press = Some(message);
        self
    }

    pub fn on_press_maybe(mut self, message: Option<Message>) -> Self {
        self.on_press = message;
        self
    }

    /// Sent at the second press of a double click, after `on_press` came twice.
    pub fn on_double_click(mut self, message: Message) -> Self {
        self.on_double = Some(message);
        self
    }

    pub fn on_middle_click(mut self, message: Message) -> Self {
        self.on_middle = Some(message);
        self
    }

    /// Sent at a right click, the menu key or Shift+F10, with the place for a menu.
    pub fn on_context(mut self, place: impl Fn(Point) -> Message + 'a) -> Self {
        self.on_context = Some(Box::new(place));
        self
    }

    fn enabled(&self) -> bool {
        self.on_press.is_some()
    }
}

impl<Message: Clone> Widget<Message, Theme, Renderer> for Pressable<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.content)]
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(std::slice::from_ref(&self.content));
    }

    fn size(&self) -> Size<Length> {
        Size::new(self.width, self.height)
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> Node {
        let limits = limits.min_width(self.least.width).min_height(self.least.height);
        let align = self.align;

        layout::positioned(
            &limits,
            self.width,
            self.height,
            self.padding,
            |limits| {
                let limits = limits.loose();
                self.content.as_widget_mut().layout(&mut tree.children[0], renderer, &limits)
            },
            |content, size| content.align(align, Alignment::Center, size),
        )
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        operation.container(self.id.as_ref(), layout.bounds());
        let mut sign = Sign::Control { enabled: self.enabled() };
        operation.custom(self.id.as_ref(), layout.bounds(), &mut sign);
        if self.stop && self.enabled() {
            let state = tree.state.downcast_mut::<State>();
            operation.focusable(self.id.as_ref(), layout.bounds(), state);
        }
        if let Some(label) = &self.label {
            operation.text(self.id.as_ref(), layout.bounds(), label);
        }
        operation.traverse(&mut |operation| {
            if let Some(child) = layout.children().next() {
                let content = self.content.as_widget_mut();
                content.operate(&mut tree.children[0], child, renderer, operation);
            }
        });
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        let bounds = layout.bounds();
        let over = cursor.is_over(bounds) && cursor.is_over(*viewport);
        let Tree { state, children, .. } = tree;
        let state = state.downcast_mut::<State>();

        if let Some(child) = layout.children().next() {
            let content = self.content.as_widget_mut();
            content.update(
                &mut children[0],
                event,
                child,
                cursor,
                renderer,
                clipboard,
                shell,
                viewport,
            );
        }

        // A press elsewhere takes the keyboard away, whoever else wants it.
        if let Event::Mouse(mouse::Event::ButtonPressed(_)) = event
            && !over
        {
            state.unfocus();
        }

        if !shell.is_event_captured() {
            self.hear(state, event, bounds, over, cursor, shell);
        }

        let status = Status {
            enabled: self.enabled(),
            hovered: over && self.enabled(),
            pressed: state.pressed && over,
            ring: state.focused && state.ring && self.enabled(),
        };
        if let Event::Window(window::Event::RedrawRequested(_)) = event {
            self.status = Some(status);
        } else if self.status.is_some_and(|last| last != status) {
            shell.request_redraw();
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        inherited: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let status = self.status.unwrap_or(Status { enabled: self.enabled(), ..Status::default() });
        let bounds = layout.bounds();
        let drawn = look::drawn(theme, self.look, status, inherited.text_color);

        for (border, ground) in drawn.quads(bounds) {
            renderer
                .fill_quad(Quad { bounds: border.1, border: border.0, ..Quad::default() }, ground);
        }
        if let Some(child) = layout.children().next() {
            let style = renderer::Style { text_color: drawn.text };
            let content = self.content.as_widget();
            content.draw(&tree.children[0], renderer, theme, &style, child, cursor, viewport);
        }
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        let inner = layout.children().next().map_or(mouse::Interaction::None, |child| {
            let content = self.content.as_widget();
            content.mouse_interaction(&tree.children[0], child, cursor, viewport, renderer)
        });

        if inner == mouse::Interaction::None && cursor.is_over(layout.bounds()) && self.enabled() {
            mouse::Interaction::Pointer
        } else {
            inner
        }
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        let child = layout.children().next()?;
        self.content.as_widget_mut().overlay(
            &mut tree.children[0],
            child,
            renderer,
            viewport,
            translation,
        )
    }
}

impl<'a, Message: Clone + 'a> From<Pressable<'a, Message>> for Element<'a, Message> {
    fn from(pressable: Pressable<'a, Message>) -> Self {
        Self::new(pressable)
    }
}
