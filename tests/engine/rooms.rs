//! XEP-0045, 0249, 0410, 0421.

mod challenge;
mod entry;
mod invitation;
mod mention;
mod message;
mod occupants;
mod watch;

use parlance::engine::event::{Event, Origin};
use parlance::model::Change;
use parlance::model::message::Message;
use parlance::model::room::Change as RoomChange;

use crate::support::dialogue::Dialogue;
use crate::support::hall::{self, MEMBER, SELF, presence};

const ENTERS: &str = "C: <iq type='get' to='hall@rooms.example' id='*'>
        <query xmlns='http://jabber.org/protocol/disco#info'/></iq>
    C: <presence to='hall@rooms.example/Julia'><priority>5</priority>
        <c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='*' ver='*'/>
        <x xmlns='http://jabber.org/protocol/muc'><history HISTORY/></x></presence>\n";

fn enters(history: &str) -> String {
    ENTERS.replace("HISTORY", history)
}

fn said(nick: &str, inner: &str) -> String {
    format!(
        "S: <message type='groupchat' from='hall@rooms.example/{nick}' id='m'>{inner}</message>\n"
    )
}

/// In the hall, with Bob, after its history.
fn inside() -> Dialogue {
    let features = "<feature var='urn:xmpp:occupant-id:0'/><feature var='urn:xmpp:sid:0'/>";
    let entered = presence("Bob", "", MEMBER)
        + &presence("Julia", "", SELF)
        + &said("Bob", "<subject>Feast</subject>");
    let mut talk = hall::inside(features, &entered);
    talk.events();
    talk
}

fn room_changes(talk: &mut Dialogue) -> Vec<RoomChange> {
    let changes = talk.changes().into_iter().filter_map(|it| match it {
        Change::Room(_, RoomChange::News(_)) => None,
        Change::Room(_, it) => Some(it),
        _ => None,
    });
    changes.collect()
}

fn arrivals(talk: &mut Dialogue) -> Vec<(Origin, Message)> {
    let events = talk.events().into_iter();
    events
        .filter_map(|it| match it {
            Event::Arrived(it) => Some((it.origin, it.message)),
            _ => None,
        })
        .collect()
}
