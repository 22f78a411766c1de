//! Everything that a window shows at a moment, with its bounds.

use std::any::Any;

use iced::advanced::widget::operation::{Focusable, Scrollable, TextInput};
use iced::advanced::widget::{Id, Operation};
use iced::{Point, Rectangle, Size, Vector};
use parlance::ui::part::sign::{Sign, layer};

use crate::support::harness::Harness;

/// What stands over the rest on purpose.
const LAYERS: &[&str] = &[
    layer::MENU,
    layer::REVEALED,
    layer::CONNECTION,
    layer::HINT,
    layer::DRAWER,
    layer::NOTICE,
    layer::END,
];

/// One widget, in the coordinates of the innermost scrolled content around it.
#[derive(Debug, Clone, Default)]
pub struct Node {
    pub parent: Option<usize>,
    pub bounds: Rectangle,
    pub id: Option<Id>,
    /// It can be pressed, or could be if it were enabled.
    pub control: bool,
    pub enabled: bool,
    /// One types in it.
    pub field: bool,
    pub list: bool,
    /// All of what is scrolled in it, and how far.
    pub content: Option<(Rectangle, Vector)>,
    pub text: Option<String>,
    /// Whether it is cut, and whether the rest is told.
    pub line: Option<(bool, bool)>,
    pub focused: bool,
    /// Tab stops here.
    pub stop: bool,
}

impl Node {
    /// Pressed or typed in.
    pub fn acts(&self) -> bool {
        self.control || self.field
    }
}

fn is_layer(node: &Node) -> bool {
    LAYERS.iter().any(|layer| node.id.as_ref() == Some(&Id::new(layer)))
}

pub struct Walk {
    pub nodes: Vec<Node>,
    pub window: Size,
    parent: Option<usize>,
    /// The last widget of this level, until another one comes or its children do.
    last: Option<usize>,
}

impl Walk {
    pub fn of<S, M: Send + std::fmt::Debug + 'static>(window: &mut Harness<S, M>) -> Self {
        let mut walk = Self { nodes: Vec::new(), window: window.size(), parent: None, last: None };
        window.walk(&mut walk);
        walk
    }

    fn node(&mut self, id: Option<&Id>, bounds: Rectangle) -> &mut Node {
        let place = match self.last.filter(|last| self.nodes[*last].bounds == bounds) {
            Some(last) => last,
            None => {
                self.nodes.push(Node { parent: self.parent, bounds, ..Node::default() });
                self.nodes.len() - 1
            }
        };
        self.last = Some(place);
        let node = &mut self.nodes[place];
        if node.id.is_none() {
            node.id = id.cloned();
        }
        node
    }

    /// From the nearest one around it outwards.
    pub fn around(&self, place: usize) -> impl Iterator<Item = (usize, &Node)> {
        std::iter::successors(self.nodes[place].parent, |place| self.nodes[*place].parent)
            .map(|place| (place, &self.nodes[place]))
    }

    /// The layer that it stands in; `None` is the window itself.
    pub fn layer(&self, place: usize) -> Option<usize> {
        self.around(place).find(|(_, node)| is_layer(node)).map(|(place, _)| place)
    }

    /// Whether something of another layer lies over this point of it.
    pub fn covered(&self, place: usize, point: Point) -> bool {
        let own = self.layer(place);
        (0..self.nodes.len()).any(|other| {
            let layer = self.nodes[other].parent.filter(|parent| is_layer(&self.nodes[*parent]));
            layer.is_some() && layer != own && self.nodes[other].bounds.contains(point)
        })
    }

    /// Where it can be seen in the window, if anywhere.
    pub fn seen(&self, place: usize) -> Option<Rectangle> {
        let mut seen = self.nodes[place].bounds;
        for (_, around) in self.around(place) {
            if let Some((_, by)) = around.content {
                seen = seen - by;
            }
            if around.content.is_some() || around.list {
                seen = seen.intersection(&around.bounds)?;
            }
        }
        seen.intersection(&Rectangle::new(Point::ORIGIN, self.window))
    }

    /// The first text inside of it.
    pub fn inner_text(&self, place: usize) -> Option<String> {
        (place + 1..self.nodes.len())
            .take_while(|inner| self.around(*inner).any(|(around, _)| around == place))
            .find_map(|inner| self.nodes[inner].text.clone())
    }

    /// Its name, or the first words inside of it; a sign where there are none.
    pub fn words(&self, place: usize) -> String {
        let inner = (place..self.nodes.len())
            .take_while(|inner| {
                *inner == place || self.around(*inner).any(|(around, _)| around == place)
            })
            .filter_map(|inner| self.nodes[inner].text.as_deref());
        let texts: Vec<&str> = inner.collect();
        let words = texts.iter().find(|text| text.chars().any(char::is_alphanumeric));
        words.or(texts.first()).copied().unwrap_or_default().to_owned()
    }

    /// What a person would call it.
    pub fn name(&self, place: usize) -> String {
        let node = &self.nodes[place];
        let text = node.text.clone().or_else(|| self.inner_text(place)).unwrap_or_default();
        let text: String = text.chars().take(40).collect();
        let kind = match node {
            Node { field: true, .. } => "field",
            Node { control: true, .. } => "control",
            Node { list: true, .. } => "list",
            Node { text: Some(_), .. } => "text",
            Node { .. } => "box",
        };
        let id = node.id.as_ref().map(|id| format!(" {id:?}")).unwrap_or_default();
        let Rectangle { x, y, width, height } = node.bounds;
        format!("{kind}{id} {text:?} ({x:.1}, {y:.1}; {width:.1} x {height:.1})")
    }
}

impl Operation for Walk {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        let around = self.parent;
        self.parent = self.last.take().or(around);
        operate(self);
        self.parent = around;
        self.last = None;
    }

    fn container(&mut self, id: Option<&Id>, bounds: Rectangle) {
        self.last = None;
        let _ = self.node(id, bounds);
    }

    fn scrollable(
        &mut self,
        id: Option<&Id>,
        bounds: Rectangle,
        content: Rectangle,
        by: Vector,
        _: &mut dyn Scrollable,
    ) {
        self.last = None;
        self.node(id, bounds).content = Some((content, by));
    }

    fn focusable(&mut self, id: Option<&Id>, bounds: Rectangle, state: &mut dyn Focusable) {
        let focused = state.is_focused();
        let node = self.node(id, bounds);
        (node.focused, node.stop) = (focused, true);
        // An editor tells nothing else of itself.
        if !node.control && !node.list {
            node.field = true;
            node.enabled = true;
        }
    }

    fn text_input(&mut self, id: Option<&Id>, bounds: Rectangle, _: &mut dyn TextInput) {
        self.last = None;
        self.node(id, bounds).field = true;
    }

    fn text(&mut self, id: Option<&Id>, bounds: Rectangle, text: &str) {
        let labels = self.last.is_some_and(|last| self.nodes[last].control);
        if !labels {
            self.last = None;
        }
        self.node(id, bounds).text = Some(text.to_owned());
    }

    fn custom(&mut self, id: Option<&Id>, bounds: Rectangle, state: &mut dyn Any) {
        let Some(sign) = state.downcast_ref::<Sign>() else { return };
        let node = self.node(id, bounds);
        match *sign {
            Sign::Control { enabled } => (node.control, node.enabled) = (true, enabled),
            Sign::List => node.list = true,
            Sign::Line { cut, told } => node.line = Some((cut, told)),
        }
    }
}
