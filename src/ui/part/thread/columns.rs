//! The columns of a thread, in logical pixels.

use crate::ui::theme::space;

/// The column of faces, and of the times of single lines.
pub(super) const GUTTER: f32 = 44.0;
/// The widest that text may be, so that the eye finds the next line.
pub(super) const MEASURE: f32 = 720.0;
/// The column of the marks that tell a message's way.
pub(super) const MARKS: f32 = 24.0;
/// All of them beside each other.
pub(super) const WHOLE: f32 = space::L + GUTTER + MEASURE + MARKS + space::S;
