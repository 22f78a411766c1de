//! Something around a whole widget: it hears what the widget hears, before it or after it, and
//! changes neither its place nor its looks.

use iced::advanced::layout::{self, Layout, Node};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget, overlay, renderer};
use iced::{Element, Event, Length, Rectangle, Renderer, Size, Theme, Vector, mouse};

/// What is done around a widget.
pub trait Around<Message> {
    /// What is kept between two events.
    type State: Default + 'static;

    /// Hears an event first. Answers with the pointer as the widget is to see it; without one, the
    /// widget does not hear the event.
    fn before(
        &self,
        _state: &mut Self::State,
        _event: &Event,
        cursor: mouse::Cursor,
        _shell: &mut Shell<'_, Message>,
    ) -> Option<mouse::Cursor> {
        Some(cursor)
    }

    /// Hears what the widget has heard, whether it was taken there or not.
    fn after(
        &self,
        _state: &mut Self::State,
        _event: &Event,
        _content: &mut Placed<'_, '_, Message>,
        _cursor: mouse::Cursor,
        _shell: &mut Shell<'_, Message>,
    ) {
    }

    /// How the pointer looks, where that is not for the widget to say.
    fn pointer(&self, _state: &Self::State) -> Option<mouse::Interaction> {
        None
    }
}

/// Puts `with` around `content`.
pub fn around<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    with: impl Around<Message> + 'a,
) -> Element<'a, Message> {
    Element::new(Surrounded { content: content.into(), with })
}

/// A widget where it lies.
pub struct Placed<'p, 'a, Message> {
    pub content: &'p mut Element<'a, Message>,
    pub tree: &'p mut Tree,
    pub layout: Layout<'p>,
    pub renderer: &'p Renderer,
}

impl<Message> Placed<'_, '_, Message> {
    pub fn bounds(&self) -> Rectangle {
        self.layout.bounds()
    }

    pub fn operate(&mut self, operation: &mut dyn Operation) {
        let content = self.content.as_widget_mut();
        content.operate(self.tree, self.layout, self.renderer, operation);
    }
}

/// The toolkit takes `()` for having no state at all.
#[derive(Default)]
struct Kept<S>(S);

struct Surrounded<'a, Message, A> {
    content: Element<'a, Message>,
    with: A,
}

impl<Message, A: Around<Message>> Widget<Message, Theme, Renderer> for Surrounded<'_, Message, A> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<Kept<A::State>>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(Kept::<A::State>::default())
    }

    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.content)]
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(std::slice::from_ref(&self.content));
    }

    fn size(&self) -> Size<Length> {
        self.content.as_widget().size()
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> Node {
        self.content.as_widget_mut().layout(&mut tree.children[0], renderer, limits)
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        self.content.as_widget_mut().operate(&mut tree.children[0], layout, renderer, operation);
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
        let Tree { state, children, .. } = tree;
        let (Kept(state), tree) = (state.downcast_mut::<Kept<A::State>>(), &mut children[0]);
        let Some(cursor) = self.with.before(state, event, cursor, shell) else { return };

        let content = self.content.as_widget_mut();
        content.update(tree, event, layout, cursor, renderer, clipboard, shell, viewport);

        let mut placed = Placed { content: &mut self.content, tree, layout, renderer };
        self.with.after(state, event, &mut placed, cursor, shell);
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let tree = &tree.children[0];
        self.content.as_widget().draw(tree, renderer, theme, style, layout, cursor, viewport);
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        let Kept(state) = tree.state.downcast_ref::<Kept<A::State>>();
        self.with.pointer(state).unwrap_or_else(|| {
            let (content, tree) = (self.content.as_widget(), &tree.children[0]);
            content.mouse_interaction(tree, layout, cursor, viewport, renderer)
        })
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        let tree = &mut tree.children[0];
        self.content.as_widget_mut().overlay(tree, layout, renderer, viewport, translation)
    }
}
