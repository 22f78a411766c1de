//! Bookmarks.
use crate::engine::feature::Feature;
#[derive(Debug, Default)]
pub struct Bookmarks;
impl Feature for Bookmarks {}
