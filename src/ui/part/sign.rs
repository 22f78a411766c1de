//! What a part tells of itself to an operation that walks over the window, beside its bounds: whoever
//! measures the window or reads it aloud asks so.

/// Given to [`iced::advanced::widget::Operation::custom`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// It can be pressed, or could be if it were enabled.
    Control { enabled: bool },
    /// Its rows reach beyond its bounds, where they are not seen.
    List,
    /// One line of text. `cut`: it ends in an ellipsis, since there was no room for all; `told`: the
    /// whole is shown to the pointer that rests on it.
    Line { cut: bool, told: bool },
}

/// The names of what stands over the rest of the window on purpose.
pub mod layer {
    pub const MENU: &str = "menu";
    /// Seen while the pointer is near.
    pub const REVEALED: &str = "revealed";
    /// What is wrong with the connections.
    pub const CONNECTION: &str = "connection";
    /// What an empty field is for.
    pub const HINT: &str = "hint";
    pub const DRAWER: &str = "drawer";
    pub const NOTICE: &str = "notice";
    /// The way back to the end of a thread.
    pub const END: &str = "to-end";
}
