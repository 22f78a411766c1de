//! What a room tells besides talk: XEP-0045, section 15.6.

use parlance::engine::event::RequestId;
use parlance::model::Change;
use parlance::model::room::Change as RoomChange;
use parlance::model::room::news::Event;

use crate::support::dialogue::{BEGIN, Dialogue};
use crate::support::hall::{join, presence};

fn codes(from: &str, codes: &[u16]) -> String {
    let codes: String = codes.iter().map(|it| format!("<status code='{it}'/>")).collect();
    format!(
        "S: <message type='groupchat' from='{from}'>
         <x xmlns='http://jabber.org/protocol/muc#user'>{codes}</x></message>\n"
    )
}

const ITEM: &str = "<item affiliation='none' role='participant'/>";

/// On the way into the hall, where Bob is already; our own presence comes with these codes.
fn entering(nick: &str, codes: &[u16]) -> (Dialogue, RequestId) {
    let mut talk = Dialogue::signed_in(&[]);
    let request = join(&mut talk);
    let codes: String = codes.iter().map(|it| format!("<status code='{it}'/>")).collect();
    talk.hear(&presence("Bob", "", ITEM));
    talk.hear(&presence(nick, "", &format!("{ITEM}<status code='110'/>{codes}")));
    let _ = talk.unasked();
    (talk, request)
}

fn news(talk: &mut Dialogue) -> Vec<Event> {
    let told = talk.changes().into_iter().filter_map(|it| match it {
        Change::Room(_, RoomChange::News(it)) => {
            assert_eq!(it.at, BEGIN);
            Some(it.event)
        }
        _ => None,
    });
    told.collect()
}

fn inside() -> Dialogue {
    let (mut talk, _) = entering("Julia", &[]);
    assert_eq!(news(&mut talk), [], "those who were there before us have not come");
    talk
}

#[test]
fn a_room_says_what_it_is_as_we_enter() {
    let (mut talk, _) = entering("Julia2", &[100, 170, 201, 210, 999]);
    let expected = [Event::Open, Event::Logged, Event::Made, Event::Named("Julia2".into())];
    assert_eq!(news(&mut talk), expected);

    // A room that says 210 and means the nick that we wished for has nothing to say.
    let (mut talk, _) = entering("Julia", &[210]);
    assert_eq!(news(&mut talk), []);
}

#[test]
fn people_come_and_go_and_are_sent() {
    let mut talk = inside();
    talk.hear(&presence("Eve", "", ITEM));
    talk.hear(&presence("Eve", "", "<item affiliation='none' role='visitor'/>"));
    talk.hear(&presence("Eve", "type='unavailable'", "<item nick='Eva'/><status code='303'/>"));
    talk.hear(&presence("Eva", "", ITEM));
    talk.hear(&presence("Eva", "type='unavailable'", ""));
    let renamed = Event::Renamed { from: "Eve".into(), to: "Eva".into() };
    let expected = [Event::Came("Eve".into()), renamed, Event::Left("Eva".into())];
    assert_eq!(news(&mut talk), expected);

    let by = |code: u16| {
        format!("<item><actor nick='Chair'/><reason>Enough</reason></item><status code='{code}'/>")
    };
    let sent = || ("Bob".to_owned(), "Chair".to_owned(), "Enough".to_owned());
    let cases = [
        (by(307), {
            let (nick, by, reason) = sent();
            Event::Kicked { nick, by, reason }
        }),
        (by(301), {
            let (nick, by, reason) = sent();
            Event::Banned { nick, by, reason }
        }),
        ("<status code='321'/>".to_owned(), Event::Struck("Bob".into())),
        ("<status code='322'/>".to_owned(), Event::Struck("Bob".into())),
        ("<status code='332'/>".to_owned(), Event::Left("Bob".into())),
        ("<status code='307'/><status code='333'/>".to_owned(), Event::Left("Bob".into())),
    ];
    for (x, expected) in cases {
        let mut talk = inside();
        talk.hear(&presence("Bob", "type='unavailable'", &x));
        assert_eq!(news(&mut talk), [expected], "{x}");
    }
}

#[test]
fn a_room_tells_of_its_settings_and_is_asked_once_what_it_can_do() {
    let mut talk = inside();
    talk.hear(&codes("hall@rooms.example", &[104, 170, 171, 172, 173, 174, 102]));
    let expected = [
        Event::Configured,
        Event::Logged,
        Event::Unlogged,
        Event::Open,
        Event::HalfOpen,
        Event::Anonymous,
    ];
    assert_eq!(news(&mut talk), expected);
    // The question of entering is still open, and asks the same.
    for _ in 0..100 {
        talk.hear(&codes("hall@rooms.example", &[104]));
    }
    assert_eq!(talk.unasked(), 0);
}

#[test]
fn nobody_speaks_for_the_room() {
    let mut talk = inside();
    talk.hear(&codes("hall@rooms.example/Bob", &[104, 172]));
    talk.hear(&codes("other@rooms.example", &[104]));
    assert_eq!(news(&mut talk), []);
}
