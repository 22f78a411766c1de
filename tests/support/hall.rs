//! A room that dialogues go into, as Julia.

use parlance::engine::event::{Command, RequestId};

use crate::support::dialogue::{Dialogue, jid};

pub const HALL: &str = "hall@rooms.example";

/// What presence says of a member, and of ourselves.
pub const MEMBER: &str = "<item affiliation='member' role='participant'/>";
pub const SELF: &str = "<item affiliation='owner' role='moderator'/><status code='110'/>";

pub fn join(talk: &mut Dialogue) -> RequestId {
    talk.order(Command::Join { room: jid(HALL), nick: "Julia".into(), password: None, since: None })
}

/// The presence of somebody in the hall, of this type; `x` is what the room says of them.
pub fn presence(nick: &str, kind: &str, x: &str) -> String {
    format!(
        "S: <presence {kind} from='hall@rooms.example/{nick}'>
         <x xmlns='http://jabber.org/protocol/muc#user'>{x}</x></presence>\n"
    )
}

/// In the hall, which has these features, once it has said this.
pub fn inside(features: &str, said: &str) -> Dialogue {
    let mut talk = Dialogue::signed_in(&[]);
    let _ = join(&mut talk);
    talk.talk(&format!(
        "C: <iq type='get' to='hall@rooms.example' id='$info'>
            <query xmlns='http://jabber.org/protocol/disco#info'/></iq>
         C: <presence to='hall@rooms.example/Julia'><priority>5</priority>
            <c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='*' ver='*'/>
            <x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='50'/></x></presence>
         S: <iq type='result' id='$info' from='hall@rooms.example'>
            <query xmlns='http://jabber.org/protocol/disco#info'>{features}</query></iq>
         {said}"
    ));
    talk
}
