//! Parlance, a desktop client for XMPP.
//!
//! The floors, from the top. A floor names only floors below it, and of those only the ones listed:
//!
//! ```text
//! app                           the loop: one Message, one World; wires, never decides
//! ui                            screens and their parts
//! client                        the chat client without a face
//! engine      |   store         the protocol   |   the history cache
//! model  ·  i18n  ·  desktop    nouns and pure rules  ·  texts by key  ·  what the machine gives
//! ```
//!
//! `store`, `engine` and `desktop` name `model`; `client` names `engine`, `store` and `model`; `ui`
//! names `client`, `model` and `i18n`; `app` names `ui`, `client`, `model`, `i18n` and `desktop`.
//! `engine`, `store` and `desktop` do not know each other. Only `ui` and `app` know the toolkit.

#[cfg(feature = "gui")]
pub mod app;
pub mod client;
pub mod desktop;
pub mod engine;
pub mod i18n;
pub mod model;
pub mod store;
#[cfg(feature = "gui")]
pub mod ui;
