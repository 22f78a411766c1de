//! The screens and their parts. The toolkit lives here, and in `app`.

pub mod account_form;
pub mod badge;
pub mod chat;
pub mod deed;
pub mod dialog;
pub mod drag;
pub mod keys;
pub mod login;
pub mod menus;
pub mod occupants;
pub mod part;
pub mod pictures;
pub mod root;
pub mod scene;
pub mod shell;
pub mod sidebar;
pub mod theme;
pub mod words;
