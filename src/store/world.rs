//! Everything that a screen shows before the network answers.

use rusqlite::Connection;

use crate::model::room::RoomId;
use crate::model::world::{Standing, World};
use crate::model::{Account, Room};
use crate::store::error::Error;
use crate::store::{accounts, chats, contacts, pictures, rooms};

/// The last state that is known, with nobody connected.
pub fn load(db: &Connection) -> Result<World, Error> {
    let mut world = World::default();

    for account in accounts::all(db)? {
        load_rooms(db, &account, &mut world)?;
        let _ = world.accounts.insert(account.id.clone(), standing(db, account)?);
    }

    world.chats = chats::all(db)?.into_iter().map(|chat| (chat.id.clone(), chat)).collect();
    world.open = chats::opened(db)?;

    Ok(world)
}

fn standing(db: &Connection, account: Account) -> Result<Standing, Error> {
    let id = account.id.clone();
    let mut standing = Standing::new(account);

    standing.contacts =
        contacts::all(db, &id)?.into_iter().map(|it| (it.jid.clone(), it)).collect();
    standing.requests =
        contacts::requests(db, &id)?.into_iter().map(|it| (it.from.clone(), it)).collect();
    standing.avatars = pictures::all(db, &id)?;

    Ok(standing)
}

fn load_rooms(db: &Connection, account: &Account, world: &mut World) -> Result<(), Error> {
    let room = |jid| RoomId { account: account.id.clone(), jid };

    for bookmark in rooms::bookmarks(db, &account.id)? {
        let _ = world.rooms.insert(room(bookmark.jid.clone()), Room::new(bookmark));
    }
    for invitation in rooms::invitations(db, &account.id)? {
        let _ = world.invitations.insert(room(invitation.room.clone()), invitation);
    }

    Ok(())
}
