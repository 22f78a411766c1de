//! Moving the keyboard from one control to another, from within a widget.

use iced::advanced::Layout;
use iced::advanced::widget::operation::Outcome;
use iced::advanced::widget::{Operation, Tree};
use iced::{Element, Renderer};

/// Runs an operation on `content`, and all that it leads to.
pub fn operate<Message>(
    content: &mut Element<'_, Message>,
    tree: &mut Tree,
    layout: Layout<'_>,
    renderer: &Renderer,
    operation: impl Operation + 'static,
) {
    let mut next: Option<Box<dyn Operation>> = Some(Box::new(operation));
    while let Some(mut operation) = next.take() {
        content.as_widget_mut().operate(tree, layout, renderer, operation.as_mut());
        if let Outcome::Chain(chained) = operation.finish() {
            next = Some(chained);
        }
    }
}
