//! Against real servers, each started by its test on 127.0.0.1.

mod protocol;
mod rooms;
mod sign_in;
mod started;
mod staying;
mod talk;
mod trouble;
