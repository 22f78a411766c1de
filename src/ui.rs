//! The screens and their parts. The toolkit lives here, and in `app`.

pub mod chat;
pub mod keys;
pub mod part;
pub mod root;
pub mod theme;
pub mod words;
