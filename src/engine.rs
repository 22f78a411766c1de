//! The protocol, a file per extension. It knows no store: what it must remember is given to it at
//! its start, and what changes leaves as events.

pub mod event;
pub mod feature;
pub mod link;
pub mod pipeline;

mod datetime;
mod fallback;
mod form;
#[cfg(fuzzing)]
pub mod fuzz;
mod ground;
mod info;
mod origin;
mod personal;
mod request;
mod stanza;
mod xml;
