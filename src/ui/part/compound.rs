//! Widgets made of others. Each says what it does otherwise; where it says nothing, its parts are
//! found, told and drawn one after the other.

use std::ops::Range;

use iced::advanced::layout::{Layout, Limits, Node};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget, overlay, renderer};
use iced::{Element, Event, Length, Rectangle, Renderer, Size, Theme, Vector, mouse};

/// What a widget does with its parts. Unless it says more, it is around one, hears what that hears,
/// and changes neither its place nor its looks.
pub trait Compound<Message> {
    /// What is kept between two events.
    type State: Default + 'static;

    /// Hears that it was made anew, over what was kept.
    fn renewed(&self, _state: &mut Self::State) {}

    fn size(&self, parts: &[Element<'_, Message>]) -> Size<Length> {
        parts[0].as_widget().size()
    }

    /// Says where each part lies.
    fn layout(
        &self,
        _state: &mut Self::State,
        parts: &mut Unplaced<'_, '_, Message>,
        limits: &Limits,
    ) -> Node {
        let part = parts.lay(0, limits);
        Node::with_children(part.size(), vec![part])
    }

    /// Which of so many parts can be reached: neither the keyboard nor the pointer finds another.
    fn reached(&self, _state: &Self::State, count: usize) -> Range<usize> {
        0..count
    }

    fn operate(
        &self,
        state: &mut Self::State,
        parts: &mut Placed<'_, '_, Message>,
        operation: &mut dyn Operation,
    ) {
        operation.container(None, parts.bounds());
        let reached = self.reached(state, parts.count());
        operation.traverse(&mut |operation| {
            for place in reached.clone() {
                parts.part(place).operate(operation);
            }
        });
    }

    fn hear(
        &mut self,
        _state: &mut Self::State,
        parts: &mut Placed<'_, '_, Message>,
        heard: &mut Heard<'_, '_, Message>,
    ) {
        parts.hear(heard);
    }

    fn draw(&self, _state: &Self::State, parts: Drawn<'_, '_, Message>, renderer: &mut Renderer) {
        for place in 0..parts.count() {
            parts.draw(place, renderer);
        }
    }

    /// How the pointer looks, where a part wants it to look like `inner`.
    fn pointer(
        &self,
        _state: &Self::State,
        _bounds: Rectangle,
        _cursor: mouse::Cursor,
        inner: mouse::Interaction,
    ) -> mouse::Interaction {
        inner
    }
}

/// Makes one widget of some, by what `with` does with them.
pub fn compound<'a, Message: 'a>(
    parts: impl Into<Vec<Element<'a, Message>>>,
    with: impl Compound<Message> + 'a,
) -> Element<'a, Message> {
    Element::new(Whole { parts: parts.into(), with })
}

/// Puts `with` around `content`.
pub fn around<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    with: impl Compound<Message> + 'a,
) -> Element<'a, Message> {
    compound([content.into()], with)
}

/// Parts before they have their places.
pub struct Unplaced<'p, 'a, Message> {
    parts: &'p mut [Element<'a, Message>],
    trees: &'p mut [Tree],
    renderer: &'p Renderer,
}

impl<Message> Unplaced<'_, '_, Message> {
    pub fn count(&self) -> usize {
        self.parts.len()
    }

    /// Measures a part.
    pub fn lay(&mut self, place: usize, limits: &Limits) -> Node {
        let part = self.parts[place].as_widget_mut();
        part.layout(&mut self.trees[place], self.renderer, limits)
    }
}

/// Parts where they lie: all, or some in a row.
pub struct Placed<'p, 'a, Message> {
    parts: &'p mut [Element<'a, Message>],
    trees: &'p mut [Tree],
    /// That of the whole, and the place in it of the first of these.
    layout: Layout<'p>,
    first: usize,
    renderer: &'p Renderer,
}

impl<'a, Message> Placed<'_, 'a, Message> {
    pub fn count(&self) -> usize {
        self.parts.len()
    }

    /// Those of the whole.
    pub fn bounds(&self) -> Rectangle {
        self.layout.bounds()
    }

    /// Where each of them lies.
    pub fn places(&self) -> impl Iterator<Item = Rectangle> {
        self.layout.children().skip(self.first).map(|child| child.bounds())
    }

    /// One of them alone.
    pub fn part(&mut self, place: usize) -> Placed<'_, 'a, Message> {
        Placed {
            parts: &mut self.parts[place..=place],
            trees: &mut self.trees[place..=place],
            layout: self.layout,
            first: self.first + place,
            renderer: self.renderer,
        }
    }

    pub fn operate(&mut self, operation: &mut dyn Operation) {
        let children = self.layout.children().skip(self.first);
        for ((part, tree), child) in self.parts.iter_mut().zip(&mut *self.trees).zip(children) {
            part.as_widget_mut().operate(tree, child, self.renderer, operation);
        }
    }

    pub fn hear(&mut self, heard: &mut Heard<'_, '_, Message>) {
        let Heard { event, cursor, clipboard, shell, viewport } = heard;
        let children = self.layout.children().skip(self.first);
        for ((part, tree), child) in self.parts.iter_mut().zip(&mut *self.trees).zip(children) {
            let (part, renderer) = (part.as_widget_mut(), self.renderer);
            part.update(tree, event, child, *cursor, renderer, *clipboard, shell, viewport);
        }
    }
}

/// An event on its way.
pub struct Heard<'h, 's, Message> {
    pub event: &'h Event,
    pub cursor: mouse::Cursor,
    pub clipboard: &'h mut dyn Clipboard,
    pub shell: &'h mut Shell<'s, Message>,
    /// What can be seen of all that scrolls around the whole.
    pub viewport: Rectangle,
}

impl<'s, Message> Heard<'_, 's, Message> {
    /// The same way with another event, or another pointer.
    pub fn told<'h>(
        &'h mut self,
        event: &'h Event,
        cursor: mouse::Cursor,
    ) -> Heard<'h, 's, Message> {
        Heard { event, cursor, clipboard: self.clipboard, shell: self.shell, ..*self }
    }
}

/// Parts as they are drawn.
pub struct Drawn<'d, 'a, Message> {
    parts: &'d [Element<'a, Message>],
    trees: &'d [Tree],
    layout: Layout<'d>,
    pub theme: &'d Theme,
    pub style: renderer::Style,
    pub cursor: mouse::Cursor,
    pub viewport: Rectangle,
}

impl<Message> Drawn<'_, '_, Message> {
    pub fn count(&self) -> usize {
        self.parts.len()
    }

    /// Those of the whole.
    pub fn bounds(&self) -> Rectangle {
        self.layout.bounds()
    }

    /// Where each of them lies.
    pub fn places(&self) -> impl Iterator<Item = Rectangle> {
        self.layout.children().map(|child| child.bounds())
    }

    pub fn draw(&self, place: usize, renderer: &mut Renderer) {
        let (part, tree) = (self.parts[place].as_widget(), &self.trees[place]);
        let (theme, style, child) = (self.theme, &self.style, self.layout.child(place));
        part.draw(tree, renderer, theme, style, child, self.cursor, &self.viewport);
    }
}

/// The toolkit takes `()` for having no state at all.
#[derive(Default)]
struct Kept<S>(S);

struct Whole<'a, Message, C> {
    parts: Vec<Element<'a, Message>>,
    with: C,
}

impl<Message, C: Compound<Message>> Widget<Message, Theme, Renderer> for Whole<'_, Message, C> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<Kept<C::State>>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(Kept::<C::State>::default())
    }

    fn children(&self) -> Vec<Tree> {
        self.parts.iter().map(Tree::new).collect()
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(&self.parts);
        let Kept(state) = tree.state.downcast_mut::<Kept<C::State>>();
        self.with.renewed(state);
    }

    fn size(&self) -> Size<Length> {
        self.with.size(&self.parts)
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &Limits) -> Node {
        let Kept(state) = tree.state.downcast_mut::<Kept<C::State>>();
        let (parts, trees) = (&mut self.parts, &mut tree.children);
        self.with.layout(state, &mut Unplaced { parts, trees, renderer }, limits)
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        let Kept(state) = tree.state.downcast_mut::<Kept<C::State>>();
        let (parts, trees) = (&mut self.parts, &mut tree.children);
        let mut parts = Placed { parts, trees, layout, first: 0, renderer };
        self.with.operate(state, &mut parts, operation);
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
        let Kept(state) = tree.state.downcast_mut::<Kept<C::State>>();
        let (parts, trees) = (&mut self.parts, &mut tree.children);
        let mut parts = Placed { parts, trees, layout, first: 0, renderer };
        let mut heard = Heard { event, cursor, clipboard, shell, viewport: *viewport };
        self.with.hear(state, &mut parts, &mut heard);
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
        let Kept(state) = tree.state.downcast_ref::<Kept<C::State>>();
        let (parts, trees) = (&self.parts, &tree.children);
        let (style, viewport) = (*style, *viewport);
        let parts = Drawn { parts, trees, layout, theme, style, cursor, viewport };
        self.with.draw(state, parts, renderer);
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        let Kept(state) = tree.state.downcast_ref::<Kept<C::State>>();
        let reached = self.with.reached(state, self.parts.len());
        let inner = reached.map(|place| {
            let (part, tree) = (self.parts[place].as_widget(), &tree.children[place]);
            part.mouse_interaction(tree, layout.child(place), cursor, viewport, renderer)
        });
        self.with.pointer(state, layout.bounds(), cursor, inner.max().unwrap_or_default())
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        let Kept(state) = tree.state.downcast_ref::<Kept<C::State>>();
        let reached = self.with.reached(state, self.parts.len());
        let parts = self.parts[reached.clone()].iter_mut();
        let parts = parts.zip(&mut tree.children[reached.clone()]).zip(reached);
        let mut over: Vec<_> = parts
            .filter_map(|((part, tree), place)| {
                let part = part.as_widget_mut();
                part.overlay(tree, layout.child(place), renderer, viewport, translation)
            })
            .collect();
        match over.len() {
            0 | 1 => over.pop(),
            _ => Some(overlay::Group::with_children(over).overlay()),
        }
    }
}
