//! What a list remembers: where it is scrolled to, and what it has told.

use iced::advanced::widget::operation::Focusable;

/// What the scroll position hangs on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Anchor<K> {
    Top,
    Bottom,
    /// The top of the row at this distance from the list's.
    Item(K, f32),
    /// The row as the last that can be seen.
    Last(K),
}

/// Where a list stands, kept outside of it: one that is made anew, in another layout of the window
/// or with another chat, begins there.
#[derive(Debug, Clone, PartialEq)]
pub struct Place<K> {
    /// The last command that was followed.
    pub(super) serial: Option<u64>,
    /// The top of the row at this distance from the list's; `None` at the end it holds on to.
    pub at: Option<(K, f32)>,
}

impl<K> Default for Place<K> {
    fn default() -> Self {
        Self { serial: None, at: None }
    }
}

/// What a list keeps from one frame to the next.
pub(super) struct State<K> {
    /// It stands where it was begun, or has a place of its own by now.
    pub(super) begun: bool,
    pub(super) anchor: Option<Anchor<K>>,
    /// The row of each child, in their order.
    pub(super) keys: Vec<K>,
    /// What was scrolled since the last layout; up is negative.
    pub(super) pending: f32,
    pub(super) serial: Option<u64>,
    pub(super) told_start: Option<K>,
    pub(super) told_end: Option<K>,
    pub(super) visible: Option<(K, K, bool)>,
    pub(super) at_bottom: bool,
    /// While the thumb is held: how far the pointer is from its top.
    pub(super) grabbed: Option<f32>,
    pub(super) focused: bool,
    pub(super) ring: bool,
    /// Tab may have led to a control in a row that is not seen.
    pub(super) tabbed: bool,
}

impl<K> Default for State<K> {
    fn default() -> Self {
        Self {
            begun: false,
            anchor: None,
            keys: Vec::new(),
            pending: 0.0,
            serial: None,
            told_start: None,
            told_end: None,
            visible: None,
            at_bottom: false,
            grabbed: None,
            focused: false,
            ring: false,
            tabbed: false,
        }
    }
}

impl<K> Focusable for State<K> {
    fn is_focused(&self) -> bool {
        self.focused
    }

    fn focus(&mut self) {
        (self.focused, self.ring) = (true, true);
    }

    fn unfocus(&mut self) {
        (self.focused, self.ring) = (false, false);
    }
}
