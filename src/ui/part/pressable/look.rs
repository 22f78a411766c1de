//! How things that can be pressed look, in each status.

use iced::{Background, Border, Color, Rectangle, Theme};

use crate::ui::theme::{RADIUS, RING, style, tokens};

/// What a pressable thing is, and so how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// What one most likely wants.
    Primary,
    Plain,
    /// What cannot be undone.
    Danger,
    /// No edge and no ground until the pointer comes.
    Quiet,
    /// A row of a list; `true` where it is the chosen one.
    Row(bool),
    /// One of several views; `true` where it is the one shown.
    Tab(bool),
    Link,
    /// One of several small things that are on or off; `true` where it is on.
    Chip(bool),
}

/// How it stands at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Status {
    pub enabled: bool,
    pub hovered: bool,
    pub pressed: bool,
    /// It has the keyboard, and got it by keyboard.
    pub ring: bool,
}

/// What is drawn of it, beside its content.
pub(super) struct Drawn {
    ground: Option<Color>,
    over: Option<Color>,
    edge: Option<Color>,
    /// A line under a tab that is shown.
    mark: Option<Color>,
    ring: Option<Color>,
    pub(super) text: Color,
}

impl Drawn {
    /// What is drawn under the content, in order: border, bounds and ground.
    pub(super) fn quads(
        &self,
        bounds: Rectangle,
    ) -> impl Iterator<Item = ((Border, Rectangle), Background)> {
        let plain = Border::default().rounded(RADIUS);
        let clear = Background::Color(Color::TRANSPARENT);
        let fill = self.ground.map(|color| ((plain, bounds), Background::Color(color)));
        let over = self.over.map(|color| ((plain, bounds), Background::Color(color)));
        let edge = self.edge.map(|color| ((plain.color(color).width(1), bounds), clear));
        let mark = self.mark.map(|color| {
            let line = Rectangle { y: bounds.y + bounds.height - 2.0, height: 2.0, ..bounds };
            ((Border::default(), line), Background::Color(color))
        });
        let ring = self.ring.map(|color| ((plain.color(color).width(RING), bounds), clear));

        [fill, over, edge, mark, ring].into_iter().flatten()
    }
}

/// How a look is drawn in a status, where text around it has the colour `inherited`.
pub(super) fn drawn(theme: &Theme, look: Look, status: Status, inherited: Color) -> Drawn {
    let tokens = tokens(theme);
    let (ground, edge, text) = match look {
        Look::Primary => (Some(tokens.accent), None, tokens.on_accent),
        Look::Danger => (Some(tokens.danger), None, tokens.on_danger),
        Look::Plain => (None, Some(tokens.border), tokens.text),
        Look::Row(true) => (Some(tokens.selected), None, tokens.text),
        Look::Quiet | Look::Row(false) => (None, None, inherited),
        Look::Tab(shown) => (None, None, if shown { tokens.accent } else { tokens.muted }),
        Look::Link => (None, None, tokens.accent),
        Look::Chip(true) => (Some(tokens.selected), Some(tokens.accent), tokens.text),
        Look::Chip(false) => (None, Some(tokens.border), tokens.text),
    };
    let filled = matches!(look, Look::Primary | Look::Danger);
    let inactive = !status.enabled && !matches!(look, Look::Row(_));
    let ground = match ground {
        Some(_) if inactive => Some(tokens.rule),
        Some(ground) if filled && status.pressed => Some(style::towards_text(tokens, ground, 0.12)),
        Some(ground) if filled && status.hovered => Some(style::towards_text(tokens, ground, 0.06)),
        ground => ground,
    };
    let over = match status {
        _ if filled => None,
        Status { pressed: true, .. } => Some(tokens.pressed),
        Status { hovered: true, .. } => Some(tokens.hover),
        Status { .. } => None,
    };

    Drawn {
        ground,
        over,
        edge: edge.map(|edge| if inactive { tokens.rule } else { edge }),
        mark: matches!(look, Look::Tab(true)).then_some(tokens.accent),
        // On a filled button the accent would not be seen.
        ring: status.ring.then_some(if filled { tokens.text } else { tokens.accent }),
        text: if inactive { tokens.disabled } else { text },
    }
}
