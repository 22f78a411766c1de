//! What other programs and later starts may ask of this one, and what they are answered.

pub mod order;
pub mod state;

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use futures_util::{Stream, StreamExt};

use crate::app::remote::order::{Answer, Order};
use crate::client::Client;
use crate::desktop::instance::{self, Request};
use crate::desktop::paths::Paths;
use crate::model::chat::Peer;
use crate::model::room::Bookmark;
use crate::model::{AccountId, ChatId, Draft, RoomId, Show, Uri, World};

/// An order that came through the door. Who takes it must answer it, or the asker waits in vain.
#[derive(Debug, Clone)]
pub struct Asked {
    pub order: Order,
    reply: Reply,
}

/// Only the first clone that answers is heard.
#[derive(Debug, Clone)]
struct Reply(Arc<Mutex<Option<Request>>>);

impl Reply {
    fn give(&self, answer: &Answer) {
        let request = self.0.lock().ok().and_then(|mut it| it.take());
        if let Some(request) = request {
            request.answer(answer.line());
        }
    }
}

/// What the window must do about an order.
#[derive(Debug, Clone, PartialEq)]
pub enum Wish {
    /// To be seen.
    Raise,
    /// To be seen, with this opened.
    Open(Uri),
    /// To be so, in all accounts; the priority stays as it was set.
    Present { show: Show, status: String },
    /// To end, gracefully.
    Quit,
}

/// Work that goes on after the order was taken; it answers at its end.
pub type Work = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What comes of an order.
#[derive(Default)]
pub struct Outcome {
    pub wish: Option<Wish>,
    pub work: Option<Work>,
}

/// Opens the door of a profile that is ours, and tells what is asked for. What is no order is
/// answered here.
pub fn orders(paths: Paths) -> impl Stream<Item = Asked> + Send {
    instance::requests(paths).filter_map(|request| {
        std::future::ready(match Order::parse(&request.line) {
            Ok(order) => Some(Asked { order, reply: Reply(Arc::new(Mutex::new(Some(request)))) }),
            Err(reason) => {
                request.answer(Answer::refused(&reason).line());
                None
            }
        })
    })
}

impl Asked {
    /// Does what can be done without a window, and says what the window must do.
    pub fn carry_out(self, world: &World, client: &Client) -> Outcome {
        let Self { order, reply } = self;

        match order {
            Order::Raise => wish(&reply, Wish::Raise),
            Order::Quit => wish(&reply, Wish::Quit),
            Order::Open { address } => match Uri::parse_loosely(&address) {
                Some(uri) => wish(&reply, Wish::Open(uri)),
                None => refuse(&reply, "not an address"),
            },
            Order::State => {
                reply.give(&Answer::state(state::of(world)));
                Outcome::default()
            }
            Order::Status { show, text } => match order::show(&show) {
                Some(show) => {
                    let wish = Wish::Present { show, status: text.unwrap_or_default() };
                    Outcome { wish: Some(wish), ..work(reply, async { Ok(()) }) }
                }
                None => refuse(&reply, "not a show: online, chat, away, xa, dnd or offline"),
            },
            Order::Send { address, text } => match chat(world, &address) {
                Ok(chat) => work(reply, send(client.clone(), chat, text)),
                Err(reason) => refuse(&reply, reason),
            },
            Order::Join { room } => match bookmark(world, &room) {
                Ok((account, bookmark)) => work(reply, join(client.clone(), account, bookmark)),
                Err(reason) => refuse(&reply, reason),
            },
        }
    }
}

fn wish(reply: &Reply, wish: Wish) -> Outcome {
    reply.give(&Answer::done());
    Outcome { wish: Some(wish), work: None }
}

fn refuse(reply: &Reply, reason: &str) -> Outcome {
    reply.give(&Answer::refused(reason));
    Outcome::default()
}

fn work(
    reply: Reply,
    action: impl Future<Output = Result<(), crate::client::Error>> + Send + 'static,
) -> Outcome {
    let work = async move {
        reply.give(&match action.await {
            Ok(()) => Answer::done(),
            Err(error) => Answer::refused(&error.to_string()),
        });
    };
    Outcome { wish: None, work: Some(Box::pin(work)) }
}

async fn send(client: Client, chat: ChatId, text: String) -> Result<(), crate::client::Error> {
    client.send(&chat, Draft { body: text, reply: None }).await
}

async fn join(
    client: Client,
    account: AccountId,
    bookmark: Bookmark,
) -> Result<(), crate::client::Error> {
    client.join(&account, bookmark).await
}

/// The conversation with an address: one that is known, in any account, else a new one in the
/// account that serves best.
fn chat(world: &World, address: &str) -> Result<ChatId, &'static str> {
    let uri = Uri::parse_loosely(address).ok_or("not an address")?;
    let bare = &uri.address.bare;

    let room = world.rooms.keys().find(|room| room.jid == *bare).map(RoomId::chat);
    match (room, uri.address.resource.clone()) {
        (Some(room), Some(nick)) => {
            return Ok(ChatId::occupant(room.account, bare.clone(), nick));
        }
        (Some(room), None) => return Ok(room),
        (None, _) => {}
    }

    let known = world
        .chats
        .keys()
        .filter(|chat| matches!(&chat.peer, Peer::Contact(jid) if jid == bare))
        .min_by_key(|chat| (!is_online(world, &chat.account), (*chat).clone()));
    if let (Some(chat), None) = (known, &uri.account) {
        return Ok(chat.clone());
    }

    let account = account_for(world, &uri)?;
    Ok(ChatId::contact(account, bare.clone()))
}

fn bookmark(world: &World, room: &str) -> Result<(AccountId, Bookmark), &'static str> {
    let uri = Uri::parse_loosely(room).ok_or("not an address")?;
    let jid = uri.address.bare.clone();

    if let Some((id, room)) = world.rooms.iter().find(|(id, _)| id.jid == jid) {
        return Ok((id.account.clone(), Bookmark { autojoin: true, ..room.bookmark.clone() }));
    }

    let account = account_for(world, &uri)?;
    let bookmark = Bookmark {
        jid,
        name: String::new(),
        nick: uri.address.resource.unwrap_or_default(),
        password: None,
        autojoin: true,
        notify: None,
    };
    Ok((account, bookmark))
}

/// The account that a link names; else the one that has the contact, or is online, or is there.
pub fn account_for(world: &World, uri: &Uri) -> Result<AccountId, &'static str> {
    if let Some(named) = &uri.account {
        let named = AccountId(named.clone());
        return if world.accounts.contains_key(&named) {
            Ok(named)
        } else {
            Err("no such account")
        };
    }

    world
        .accounts
        .values()
        .filter(|standing| standing.account.enabled)
        .min_by_key(|standing| {
            let stranger = !standing.contacts.contains_key(&uri.address.bare);
            (!standing.connection.is_online(), stranger)
        })
        .map(|standing| standing.account.id.clone())
        .ok_or("there is no account")
}

fn is_online(world: &World, account: &AccountId) -> bool {
    world.accounts.get(account).is_some_and(|standing| standing.connection.is_online())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::account::{self, Account, Connection};
    use crate::model::{Change, Contact, contact};

    fn world(accounts: &[(&str, bool)]) -> World {
        let mut world = World::default();
        for (address, online) in accounts {
            let id = AccountId(address.parse().expect("an address"));
            let account = Account::new(id.clone(), "parlance.1".to_owned());
            let connection = if *online { Connection::Online } else { Connection::Offline };
            world.apply(&Change::Account(id.clone(), account::Change::Set(account)));
            world.apply(&Change::Account(id, account::Change::Connection(connection)));
        }
        world
    }

    fn add(world: &mut World, account: &str, contact: &str) {
        let account = AccountId(account.parse().expect("an address"));
        let contact = Contact::new(contact.parse().expect("an address"));
        world.apply(&Change::Contact(account, contact::Change::Set(contact)));
    }

    fn used(world: &World, address: &str) -> Result<String, &'static str> {
        chat(world, address).map(|chat| chat.account.to_string())
    }

    #[test]
    fn the_account_that_is_online_and_has_the_contact_speaks() {
        let mut world =
            world(&[("a@example.com", false), ("b@example.com", true), ("c@example.com", true)]);
        add(&mut world, "a@example.com", "romeo@example.net");
        add(&mut world, "c@example.com", "romeo@example.net");

        assert_eq!(used(&world, "romeo@example.net").as_deref(), Ok("c@example.com"));
        assert_eq!(used(&world, "somebody@example.net").as_deref(), Ok("b@example.com"));
        let named = "xmpp://a@example.com/romeo@example.net";
        assert_eq!(used(&world, named).as_deref(), Ok("a@example.com"));
        assert_eq!(used(&world, "xmpp://x@example.com/romeo@example.net"), Err("no such account"));
        assert_eq!(used(&world, "no address"), Err("not an address"));
        assert_eq!(used(&World::default(), "romeo@example.net"), Err("there is no account"));
    }

    #[test]
    fn an_address_that_is_a_room_is_spoken_to_as_one() {
        let mut world = world(&[("a@example.com", true)]);
        let (account, bookmark) = bookmark(&world, "tea@rooms.example").expect("an account");
        let room = RoomId { account, jid: bookmark.jid.clone() };
        world.apply(&Change::Room(room, crate::model::room::Change::Bookmarked(bookmark)));

        assert_eq!(chat(&world, "tea@rooms.example").map(|it| it.is_room()), Ok(true));
        let occupant = chat(&world, "tea@rooms.example/Bob").map(|it| it.peer.to_string());
        assert_eq!(occupant.as_deref(), Ok("tea@rooms.example/Bob"));
    }
}
