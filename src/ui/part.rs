//! What screens are made of. A part knows no screen and asks nobody for anything.

pub mod around;
pub mod avatar;
pub mod calm;
pub mod composer;
pub mod context;
pub mod control;
pub mod dialog;
pub mod emoji;
pub mod field;
pub mod focus;
pub mod form;
pub mod icon;
pub mod line;
pub mod list;
pub mod marks;
pub mod menu;
pub mod panes;
pub mod pressable;
pub mod reveal;
pub mod rich;
pub mod selectable;
pub mod sheet;
pub mod sign;
pub mod styling;
pub mod text;
pub mod thread;
