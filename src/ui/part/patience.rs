//! Words about a wait. Their room is kept from the start, and they come only where the wait is long
//! enough to be noticed: what is there at once does not flicker.

use std::time::{Duration, Instant};

use iced::advanced::layout::{self, Layout, Node};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget, renderer};
use iced::{Element, Event, Length, Rectangle, Renderer, Size, Theme, mouse, window};

/// How long nobody notices a wait.
const UNNOTICED: Duration = Duration::from_millis(200);

/// Shows `content` once it has been there for a while.
pub fn patience<'a, Message: 'a>(content: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    Element::new(Patience { content: content.into() })
}

struct Patience<'a, Message> {
    content: Element<'a, Message>,
}

#[derive(Debug, Default)]
struct State {
    /// When it was drawn first.
    since: Option<Instant>,
    over: bool,
}

impl<Message> Widget<Message, Theme, Renderer> for Patience<'_, Message> {
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
        self.content.as_widget().size()
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> Node {
        let inner = self.content.as_widget_mut().layout(&mut tree.children[0], renderer, limits);
        Node::with_children(inner.size(), vec![inner])
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        operation.container(None, layout.bounds());
        if !tree.state.downcast_ref::<State>().over {
            return;
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
        if let Event::Window(window::Event::RedrawRequested(now)) = event {
            let state = tree.state.downcast_mut::<State>();
            let end = *state.since.get_or_insert(*now) + UNNOTICED;
            state.over = *now >= end;
            if !state.over {
                shell.request_redraw_at(end);
            }
        }
        if let Some(child) = layout.children().next() {
            let content = self.content.as_widget_mut();
            let tree = &mut tree.children[0];
            content.update(tree, event, child, cursor, renderer, clipboard, shell, viewport);
        }
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
        let over = tree.state.downcast_ref::<State>().over;
        if let Some(child) = layout.children().next().filter(|_| over) {
            let content = self.content.as_widget();
            content.draw(&tree.children[0], renderer, theme, style, child, cursor, viewport);
        }
    }
}
