//! What is so now, as JSON for other programs. Fields are added in time, never renamed.

use serde_json::{Value, json};

use crate::app::remote::order::show_name;
use crate::model::account::{Connection, Step, Trouble};
use crate::model::chat::{Chat, Peer};
use crate::model::contact::Subscription;
use crate::model::presence;
use crate::model::room::{Room, RoomId, State};
use crate::model::world::{Standing, World};

/// The whole of it.
pub fn of(world: &World) -> Value {
    let mut chats: Vec<&Chat> = world.chats.values().collect();
    chats.sort_by(|one, other| one.id.cmp(&other.id));

    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "unread": world.unread(),
        "accounts": world.accounts.values().map(account).collect::<Vec<_>>(),
        "chats": chats.into_iter().map(|it| chat(world, it)).collect::<Vec<_>>(),
        "open": world
            .open
            .iter()
            .map(|it| json!({ "account": it.account.as_str(), "address": it.peer.to_string() }))
            .collect::<Vec<_>>(),
        "rooms": world.rooms.iter().map(|(id, it)| room(id, it)).collect::<Vec<_>>(),
    })
}

fn account(standing: &Standing) -> Value {
    let contacts: Vec<Value> = standing.contacts.keys().map(|jid| contact(standing, jid)).collect();

    let mut value = json!({
        "address": standing.account.id.as_str(),
        "enabled": standing.account.enabled,
        "resource": standing.server.resource,
        "connection": connection(&standing.connection),
        "show": show_name(standing.presence.show),
        "status": standing.presence.status,
        "priority": standing.presence.priority,
        "contacts": contacts,
        "requests": standing.requests.keys().map(ToString::to_string).collect::<Vec<_>>(),
    });
    if let Some(trouble) = trouble_of(&standing.connection) {
        value["trouble"] = trouble;
    }
    value
}

fn contact(standing: &Standing, jid: &xmpp::jid::BareJid) -> Value {
    let contact = standing.contacts.get(jid);
    let devices = standing.devices.get(jid);
    let best = devices.and_then(|it| presence::best(it.values()));

    json!({
        "address": jid.as_str(),
        "name": standing.title(jid),
        "groups": contact.map(|it| it.groups.clone()).unwrap_or_default(),
        "subscription": contact.map_or("none", |it| subscription(it.subscription)),
        "show": show_name(standing.show(jid)),
        "status": best.map(|it| it.status.as_str()).unwrap_or_default(),
        "devices": devices
            .into_iter()
            .flatten()
            .map(|(resource, presence)| json!({
                "resource": resource,
                "show": show_name(presence.show),
                "status": presence.status,
                "priority": presence.priority,
            }))
            .collect::<Vec<_>>(),
    })
}

fn chat(world: &World, chat: &Chat) -> Value {
    json!({
        "account": chat.id.account.as_str(),
        "address": chat.id.peer.to_string(),
        "kind": match chat.id.peer {
            Peer::Contact(_) => "contact",
            Peer::Room(_) => "room",
            Peer::Occupant { .. } => "occupant",
        },
        "title": world.title(&chat.id),
        "open": chat.open,
        "unread": chat.unread,
        "mentions": chat.mentions,
        "muted": chat.muted,
        "stranger": chat.stranger,
    })
}

fn room(id: &RoomId, room: &Room) -> Value {
    let (state, nick) = match &room.state {
        State::Outside => ("outside", None),
        State::Joining { nick } => ("joining", Some(nick)),
        State::Inside { nick } => ("inside", Some(nick)),
        State::Refused(_) => ("refused", None),
        State::Removed(_) => ("removed", None),
    };
    let reason = match &room.state {
        State::Refused(refusal) => refusal.to_string(),
        State::Outside | State::Joining { .. } | State::Inside { .. } | State::Removed(_) => {
            String::new()
        }
    };

    json!({
        "account": id.account.as_str(),
        "address": id.jid.as_str(),
        "name": room.bookmark.name,
        "state": state,
        "reason": reason,
        "nick": nick,
        "autojoin": room.bookmark.autojoin,
        "subject": room.subject,
        "occupants": room
            .occupants
            .values()
            .map(|occupant| json!({
                "nick": occupant.nick,
                "role": occupant.role.name(),
                "affiliation": occupant.affiliation.name(),
                "show": show_name(occupant.show),
            }))
            .collect::<Vec<_>>(),
    })
}

fn connection(connection: &Connection) -> &'static str {
    match connection {
        Connection::Offline => "offline",
        Connection::Connecting(_) => "connecting",
        Connection::Online => "online",
        Connection::Waiting { .. } => "waiting",
        Connection::Refused(_) => "refused",
    }
}

fn trouble_of(connection: &Connection) -> Option<Value> {
    let trouble = match connection {
        Connection::Waiting { trouble, .. } | Connection::Refused(trouble) => trouble,
        Connection::Offline | Connection::Connecting(_) | Connection::Online => return None,
    };

    let (kind, detail) = match trouble {
        Trouble::Unreachable(words) => ("unreachable", words.clone()),
        Trouble::NoService => ("no-service", String::new()),
        Trouble::TimedOut(step) => ("timed-out", self::step(*step).to_owned()),
        // What `--trust` takes.
        Trouble::Certificate(certificate) => ("certificate", certificate.sha256.clone()),
        Trouble::Tls(words) => ("tls", words.clone()),
        Trouble::NoEncryption => ("no-encryption", String::new()),
        Trouble::Credentials { condition, .. } => ("credentials", condition.clone()),
        Trouble::NoMechanism(offered) => ("no-mechanism", offered.join(" ")),
        Trouble::ServerNotVerified => ("server-not-verified", String::new()),
        Trouble::Conflict => ("conflict", String::new()),
        Trouble::Stream { condition, .. } => ("stream", condition.clone()),
        Trouble::Protocol(words) => ("protocol", words.clone()),
        Trouble::Lost(words) => ("lost", words.clone()),
        Trouble::NoPassword => ("no-password", String::new()),
    };
    Some(json!({ "kind": kind, "detail": detail }))
}

fn step(step: Step) -> &'static str {
    match step {
        Step::Resolving => "resolving",
        Step::Reaching => "reaching",
        Step::Securing => "securing",
        Step::SigningIn => "signing-in",
        Step::Binding => "binding",
    }
}

fn subscription(subscription: Subscription) -> &'static str {
    match subscription {
        Subscription::None => "none",
        Subscription::To => "to",
        Subscription::From => "from",
        Subscription::Both => "both",
    }
}
