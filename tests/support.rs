//! What tests stand on: real servers of their own, certificates, a network that fails on demand.

// Not every test needs every wish that a server grants.
#![allow(dead_code)]

pub mod certificates;
pub mod child;
pub mod desk;
pub mod dialogue;
pub mod ejabberd;
pub mod hall;
#[cfg(feature = "gui")]
pub mod harness;
pub mod line;
pub mod owner;
pub mod person;
pub mod ports;
pub mod process;
pub mod prosody;
pub mod proxy;
pub mod script;
pub mod seed;
pub mod server;
pub mod shown;
pub mod tally;
pub mod user;
