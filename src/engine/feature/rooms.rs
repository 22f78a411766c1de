//! Rooms.
use crate::engine::feature::Feature;
#[derive(Debug, Default)]
pub struct Rooms;
impl Feature for Rooms {}
