//! Invitations, through the room or straight (XEP-0045 section 7.8, XEP-0249).

use parlance::engine::event::Command;
use parlance::model::Address;
use parlance::model::room::Change as RoomChange;

use super::room_changes;
use crate::support::dialogue::{Dialogue, jid};
use crate::support::hall::HALL;

#[test]
fn invitations_come_through_the_room_or_straight() {
    let mut talk = Dialogue::signed_in(&[]);
    talk.talk(
        "S: <message from='hall@rooms.example'><body>come in</body>
            <x xmlns='http://jabber.org/protocol/muc#user'>
            <invite from='bob@b.example/x'><reason>Feast!</reason></invite>
            <password>pw</password></x></message>
         S: <message from='romeo@montague.example/x'>
            <x xmlns='jabber:x:conference' jid='orchard@rooms.example' reason='Me'/></message>
         S: <message from='attic@rooms.example'><x xmlns='http://jabber.org/protocol/muc#user'>
            <invite from='attic@rooms.example/Tybalt'/></x></message>",
    );
    let by = Address::parse;
    let invited: Vec<_> = room_changes(&mut talk)
        .into_iter()
        .filter_map(|it| if let RoomChange::Invited(it) = it { Some(it) } else { None })
        .map(|it| (it.room, it.from, it.reason, it.password))
        .collect();
    let expected = [
        (jid(HALL), by("bob@b.example"), "Feast!".to_owned(), Some("pw".to_owned())),
        (jid("orchard@rooms.example"), by("romeo@montague.example"), "Me".to_owned(), None),
        (jid("attic@rooms.example"), by("attic@rooms.example/Tybalt"), String::new(), None),
    ];
    assert_eq!(invited, expected);

    talk.tell(Command::Decline { room: jid(HALL), from: by("bob@b.example") });
    talk.talk(
        "C: <message type='normal' to='hall@rooms.example' id='*'>
            <x xmlns='http://jabber.org/protocol/muc#user'><decline to='bob@b.example'/></x>
            </message>",
    );
    assert_eq!(room_changes(&mut talk), [RoomChange::Answered]);
}
