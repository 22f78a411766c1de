//! The protocol: dialogues with what comes over the wire.

mod administration;
mod answers;
mod archive;
mod avatars;
mod blocking;
mod bookmarks;
mod caps;
mod carbons;
mod device;
mod displayed;
mod hostile;
mod link;
mod presence;
mod receipts;
mod requests;
mod rooms;
mod roster;
mod subscription;
mod text;
mod typing;
