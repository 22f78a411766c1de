//! The protocol: dialogues with what comes over the wire.

mod administration;
mod answers;
mod archive;
mod avatars;
mod blocking;
mod bookmarks;
mod caps;
mod carbons;
mod corrections;
mod device;
mod displayed;
mod hostile;
mod link;
mod moderation;
mod news;
mod presence;
mod reactions;
mod receipts;
mod replies;
mod requests;
mod retractions;
mod rooms;
mod roster;
mod subscription;
mod text;
mod typing;
