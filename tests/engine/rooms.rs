//! XEP-0045, 0249, 0410, 0421.

mod challenge;
mod entry;
mod invitation;
mod mention;
mod message;
mod occupants;
mod watch;

use parlance::engine::event::{Command, Event, Origin, RequestId};
use parlance::model::Change;
use parlance::model::message::Message;
use parlance::model::room::Change as RoomChange;

use crate::support::dialogue::{Dialogue, jid};

const HALL: &str = "hall@rooms.example";

const ENTERS: &str = "C: <iq type='get' to='hall@rooms.example' id='*'>
        <query xmlns='http://jabber.org/protocol/disco#info'/></iq>
    C: <presence to='hall@rooms.example/Julia'><priority>5</priority>
        <c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='*' ver='*'/>
        <x xmlns='http://jabber.org/protocol/muc'><history HISTORY/></x></presence>\n";

fn enters(history: &str) -> String {
    ENTERS.replace("HISTORY", history)
}

fn presence(nick: &str, kind: &str, x: &str) -> String {
    format!(
        "S: <presence {kind} from='hall@rooms.example/{nick}'>
         <x xmlns='http://jabber.org/protocol/muc#user'>{x}</x></presence>\n"
    )
}

fn said(nick: &str, inner: &str) -> String {
    format!(
        "S: <message type='groupchat' from='hall@rooms.example/{nick}' id='m'>{inner}</message>\n"
    )
}

const MEMBER: &str = "<item affiliation='member' role='participant'/>";
const SELF: &str = "<item affiliation='owner' role='moderator'/><status code='110'/>";

fn join(talk: &mut Dialogue) -> RequestId {
    talk.order(Command::Join { room: jid(HALL), nick: "Julia".into(), password: None, since: None })
}

/// In the hall, with Bob, after its history.
fn inside() -> Dialogue {
    let mut talk = Dialogue::signed_in(&[]);
    let _ = join(&mut talk);
    talk.talk(
        &("C: <iq type='get' to='hall@rooms.example' id='$info'>
            <query xmlns='http://jabber.org/protocol/disco#info'/></iq>\n"
            .to_owned()
            + enters("maxstanzas='50'").split_once("</iq>").expect("there").1.trim_start()
            + "S: <iq type='result' id='$info' from='hall@rooms.example'>
                <query xmlns='http://jabber.org/protocol/disco#info'>
                <feature var='urn:xmpp:occupant-id:0'/><feature var='urn:xmpp:sid:0'/>
                </query></iq>\n"
            + &presence("Bob", "", MEMBER)
            + &presence("Julia", "", SELF)
            + &said("Bob", "<subject>Feast</subject>")),
    );
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
