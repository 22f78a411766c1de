//! XEP-0045, 0249, 0410, 0421.

use parlance::engine::event::{Answer, Command, Event, Origin, RequestId};
use parlance::model::chat::Typing;
use parlance::model::message::{Author, Kind, Message};
use parlance::model::room::{Affiliation, Change as RoomChange, Occupant, Removal, Role, State};
use parlance::model::{AccountId, Address, Change, ChatId, OwnPresence, Peer, Show, Timestamp};

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

#[test]
fn we_enter_and_see_who_is_in() {
    let mut talk = Dialogue::signed_in(&[]);
    let request = join(&mut talk);
    talk.talk(
        &(enters("maxstanzas='50'")
            + "S: <presence from='hall@rooms.example/Bob 😀'><show>away</show>
                <x xmlns='http://jabber.org/protocol/muc#user'><status code='174'/>
                <status code='x'/><item role='participant' jid='bob@b.example/x'/></x></presence>\n"
            + &presence("Julia2", "", &(SELF.to_owned() + "<status code='210'/>"))),
    );
    let events = talk.events();
    assert!(events.contains(&Event::Answered { request, result: Ok(Answer::Done) }));
    let told: Vec<_> = events
        .into_iter()
        .filter_map(|it| if let Event::Told(Change::Room(_, it)) = it { Some(it) } else { None })
        .filter(|it| !matches!(it, RoomChange::News(_)))
        .collect();
    let bob = Occupant {
        nick: "Bob 😀".into(),
        role: Role::Participant,
        affiliation: Affiliation::None,
        show: Show::Away,
        status: String::new(),
        jid: Some(jid("bob@b.example")),
        id: None,
        hats: Vec::new(),
    };
    let me = Occupant {
        nick: "Julia2".into(),
        role: Role::Moderator,
        affiliation: Affiliation::Owner,
        show: Show::Online,
        status: String::new(),
        jid: None,
        id: None,
        hats: Vec::new(),
    };
    let expected = [
        RoomChange::State(State::Joining { nick: "Julia".into() }),
        RoomChange::Occupant(bob),
        RoomChange::Occupant(me),
        RoomChange::State(State::Inside { nick: "Julia2".into() }),
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_new_room_is_opened_to_others() {
    let mut talk = Dialogue::signed_in(&[]);
    let request = join(&mut talk);
    talk.talk(
        &(enters("maxstanzas='50'")
            + &presence("Julia", "", &(SELF.to_owned() + "<status code='201'/>"))
            + "C: <iq type='set' to='hall@rooms.example' id='$open'>
                <query xmlns='http://jabber.org/protocol/muc#owner'>
                <x xmlns='jabber:x:data' type='submit'/></query></iq>"),
    );
    let answered = |it: &Event| matches!(it, Event::Answered { .. });
    assert!(!talk.events().iter().any(answered), "nobody could follow yet");
    talk.talk(
        "S: <iq type='result' id='$open' from='hall@rooms.example'/>
         C: <iq type='get' to='hall@rooms.example' id='*'>
            <query xmlns='http://jabber.org/protocol/disco#info'/></iq>",
    );
    assert_eq!(talk.answer(request), Ok(Answer::Done));
}

#[test]
fn a_room_says_why_it_refuses() {
    for condition in
        ["conflict", "not-authorized", "forbidden", "registration-required", "service-unavailable"]
    {
        let mut talk = Dialogue::signed_in(&[]);
        let request = join(&mut talk);
        talk.talk(
            &(enters("maxstanzas='50'")
                + &format!(
                    "S: <presence type='error' from='hall@rooms.example/Julia'><error type='auth'>
                     <{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>"
                )),
        );
        let events = talk.events();
        let refused = events.iter().find_map(|it| match it {
            Event::Told(Change::Room(_, RoomChange::State(State::Refused(it)))) => Some(it.clone()),
            _ => None,
        });
        let refused = refused.expect("it was told");
        assert_eq!(refused.condition, condition);
        assert!(events.contains(&Event::Answered { request, result: Err(refused) }));
        talk.pass(600);
        talk.silent();
    }
}

#[test]
fn a_room_that_says_nothing_times_out() {
    let mut talk = Dialogue::signed_in(&[]);
    let request = join(&mut talk);
    talk.talk(&enters("maxstanzas='50'"));
    talk.pass(31);
    assert_eq!(talk.answer(request).expect_err("silence").condition, "timed-out");
}

#[test]
fn history_is_told_from_what_is_said_now() {
    let mut talk = Dialogue::signed_in(&[]);
    let _ = join(&mut talk);
    let delay = "<delay xmlns='urn:xmpp:delay' from='hall@rooms.example'
        stamp='2025-12-31T23:00:00Z'/>";
    talk.talk(
        &(enters("maxstanzas='50'")
            + &presence("Bob", "", MEMBER)
            + &presence("Julia", "", SELF)
            + &said("Bob", &format!("<body>old Julia</body>{delay}"))
            + &said("Julia", &format!("<body>mine</body>{delay}"))
            + &said("Bob", &format!("<subject>Feast</subject>{delay}"))
            + &said("Bob", &format!("<body>backdated</body>{delay}"))
            + &said("Bob", "<body>new</body>")),
    );

    let at = Timestamp::from_millis(1_767_222_000_000);
    let now = talk.now;
    let got: Vec<_> = arrivals(&mut talk)
        .into_iter()
        .map(|(origin, it)| (origin, it.body, it.cursor.at, it.claimed_at))
        .collect();
    let expected = [
        (Origin::Replay, "old Julia".to_owned(), at, None),
        (Origin::Replay, "mine".to_owned(), at, None),
        (Origin::Live, "backdated".to_owned(), now, Some(at)),
        (Origin::Live, "new".to_owned(), now, None),
    ];
    assert_eq!(got, expected);
}

#[test]
fn what_is_said_has_its_author_and_names_us() {
    let mut talk = inside();
    talk.talk(
        &(said(
            "Bob",
            "<body>hello JULIA!</body><occupant-id xmlns='urn:xmpp:occupant-id:0' id='o-bob'/>
             <stanza-id xmlns='urn:xmpp:sid:0' by='hall@rooms.example' id='s1'/>
             <stanza-id xmlns='urn:xmpp:sid:0' by='hall@rooms.example/Bob' id='forged'/>",
        ) + &said("Julia", "<body>Julia here</body><origin-id xmlns='urn:xmpp:sid:0' id='o1'/>")
            + "S: <message type='groupchat' from='hall@rooms.example'><body>Notice</body></message>\n"
            + &said("Bob", "<subject>Ball</subject>")
            + &said("Bob", "<subject>not a subject</subject><body>B</body>")),
    );

    let got: Vec<_> = arrivals(&mut talk)
        .into_iter()
        .map(|(_, it)| (it.author, it.kind, it.body, it.mention, it.ids.origin, it.ids.stanza))
        .collect();
    let bob = |id: Option<&str>| Author::Occupant { nick: "Bob".into(), id: id.map(str::to_owned) };
    let m = || Some("m".to_owned());
    let me = Author::Me { nick: "Julia".into() };
    let expected = [
        (bob(Some("o-bob")), Kind::Chat, "hello JULIA!".into(), true, m(), Some("s1".into())),
        (me, Kind::Chat, "Julia here".into(), false, Some("o1".into()), None),
        (Author::Service, Kind::Chat, "Notice".into(), false, None, None),
        (bob(None), Kind::Subject, "Ball".into(), false, m(), None),
        (bob(None), Kind::Chat, "B".into(), false, m(), None),
    ];
    assert_eq!(got, expected);
}

#[test]
fn rooms_that_we_are_not_in_are_not_heard() {
    let mut talk = Dialogue::signed_in(&[]);
    talk.talk(&(presence("Bob", "", MEMBER) + &said("Bob", "<body>psst</body>")));
    assert_eq!(talk.events(), []);
}

#[test]
fn private_words_have_a_chat_of_their_own() {
    let mut talk = inside();
    talk.talk(
        "S: <message type='chat' from='hall@rooms.example/Bob' id='p'><body>psst</body>
            <x xmlns='http://jabber.org/protocol/muc#user'/>
            <request xmlns='urn:xmpp:receipts'/></message>
         C: <message type='chat' to='hall@rooms.example/Bob' id='*'>
            <received xmlns='urn:xmpp:receipts' id='p'/>
            <store xmlns='urn:xmpp:hints'/></message>
         S: <message from='juliet@capulet.example'><sent xmlns='urn:xmpp:carbons:2'>
            <forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' type='chat'
            from='juliet@capulet.example/chamber' to='hall@rooms.example/Bob'><body>yes</body>
            <x xmlns='http://jabber.org/protocol/muc#user'/></message></forwarded></sent></message>",
    );
    let account = AccountId(jid("juliet@capulet.example"));
    let chat = ChatId::occupant(account, jid(HALL), "Bob".into());
    let got: Vec<_> =
        arrivals(&mut talk).into_iter().map(|(_, it)| (it.chat, it.author, it.body)).collect();
    let me = Author::Me { nick: String::new() };
    let expected = [(chat.clone(), Author::Peer, "psst".into()), (chat, me, "yes".to_owned())];
    assert_eq!(got, expected);
}

#[test]
fn a_nick_changes_and_a_taken_one_does_not() {
    let mut talk = inside();
    let request = talk.order(Command::ChangeNick { room: jid(HALL), nick: "Bob".into() });
    talk.talk(
        "C: <presence to='hall@rooms.example/Bob'><priority>5</priority>
            <c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='*' ver='*'/></presence>
         S: <presence type='error' from='hall@rooms.example/Bob'><error type='cancel'>
            <conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>",
    );
    assert_eq!(talk.answer(request).expect_err("taken").condition, "conflict");

    let request = talk.order(Command::ChangeNick { room: jid(HALL), nick: "Jule".into() });
    talk.skip();
    let changed = "<item affiliation='owner' role='moderator' nick='Jule'/>
        <status code='303'/><status code='110'/>";
    talk.talk(&(presence("Julia", "type='unavailable'", changed) + &presence("Jule", "", SELF)));
    let events = talk.events();
    let renamed = RoomChange::Renamed { from: "Julia".into(), to: "Jule".into() };
    assert!(matches!(&events[0], Event::Told(Change::Room(_, it)) if *it == renamed));
    assert!(events.contains(&Event::Answered { request, result: Ok(Answer::Done) }));

    talk.talk(&said("Jule", "<body>B</body>"));
    assert!(arrivals(&mut talk)[0].1.outgoing());
}

#[test]
fn whoever_must_go_learns_why() {
    let kicked = |codes: &str| {
        format!(
            "<item role='none'><actor nick='Bob'/><reason>Enough</reason></item>{codes}
             <status code='110'/>"
        )
    };
    let by = || ("Bob".to_owned(), "Enough".to_owned());
    let (by_bob, enough) = by();
    let cases = [
        (
            kicked("<status code='307'/>"),
            Removal::Kicked { by: by_bob.clone(), reason: enough.clone() },
        ),
        (kicked("<status code='301'/>"), Removal::Banned { by: by_bob, reason: enough }),
        (kicked("<status code='321'/>"), Removal::MembersOnly),
        (kicked("<status code='322'/>"), Removal::MembersOnly),
        (
            "<item role='none'/><destroy jid='new@rooms.example'><reason>Moved</reason></destroy>"
                .to_owned(),
            Removal::Destroyed { reason: "Moved".into(), instead: Some(jid("new@rooms.example")) },
        ),
    ];
    for (x, removal) in cases {
        let mut talk = inside();
        talk.talk(&presence("Julia", "type='unavailable'", &x));
        assert_eq!(room_changes(&mut talk), [RoomChange::State(State::Removed(removal))]);
        talk.pass(600);
        talk.silent();
    }
}

#[test]
fn a_room_that_lost_us_by_a_fault_is_entered_again() {
    for code in ["332", "333"] {
        let mut talk = inside();
        let x = format!("<item role='none'/><status code='{code}'/><status code='307'/>");
        let x = if code == "332" { x.replace("<status code='307'/>", "") } else { x };
        talk.talk(&presence("Julia", "type='unavailable'", &x));
        let changes = room_changes(&mut talk);
        assert!(matches!(changes[0], RoomChange::State(State::Removed(_))), "{changes:?}");
        talk.silent();
        talk.pass(61);
        talk.talk(&enters("maxstanzas='50'"));
    }
}

#[test]
fn others_come_and_go() {
    let mut talk = inside();
    let bob = "<item affiliation='member' role='none' nick='Robert'/><status code='303'/>";
    talk.talk(
        &(presence("Bob", "type='unavailable'", bob)
            + &presence("Robert", "", MEMBER)
            + &presence("Robert", "type='unavailable'", "<item role='none'/>")
            + &presence("Nobody", "type='unavailable'", "")),
    );
    let changes = room_changes(&mut talk);
    assert_eq!(changes[0], RoomChange::Renamed { from: "Bob".into(), to: "Robert".into() });
    assert_eq!(changes[2], RoomChange::Left { nick: "Robert".into() });
    assert_eq!(changes.len(), 3);
}

#[test]
fn the_subject_is_set_and_a_refusal_is_told() {
    let mut talk = inside();
    let request = talk.order(Command::SetSubject { room: jid(HALL), text: "Ball".into() });
    talk.talk(
        "C: <message type='groupchat' to='hall@rooms.example' id='$1'><subject>Ball</subject>
            </message>
         S: <message type='groupchat' from='hall@rooms.example/Julia' id='$1'>
            <subject>Ball</subject></message>",
    );
    assert_eq!(talk.answer(request), Ok(Answer::Done));

    let request = talk.order(Command::SetSubject { room: jid(HALL), text: "No".into() });
    talk.talk(
        "C: <message type='groupchat' to='hall@rooms.example' id='$2'><subject>No</subject>
            </message>
         S: <message type='error' from='hall@rooms.example' id='$2'><error type='auth'>
            <forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>",
    );
    assert_eq!(talk.answer(request).expect_err("refused").condition, "forbidden");
}

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

#[test]
fn a_silent_room_is_asked_whether_we_are_in() {
    let ping = "C: <iq type='get' to='hall@rooms.example/Julia' id='$p'>
        <ping xmlns='urn:xmpp:ping'/></iq>\n";
    let answer = |condition: &str| {
        format!(
            "S: <iq type='error' id='$p' from='hall@rooms.example/Julia'><error type='cancel'>
             <{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>\n"
        )
    };
    for condition in ["service-unavailable", "item-not-found", "remote-server-timeout"] {
        let mut talk = inside();
        talk.pass(241);
        talk.talk(&(ping.to_owned() + &answer(condition)));
    }

    // A room that cannot be reached is asked again soon, and one that says nothing as well.
    let mut talk = inside();
    talk.pass(241);
    talk.talk(&(ping.to_owned() + &answer("remote-server-timeout")));
    talk.pass(61);
    assert_eq!(talk.unasked(), 1);
    talk.pass(120);
    assert_eq!(talk.unasked(), 1);

    let mut talk = inside();
    talk.talk(&said("Bob", "<body>B</body>"));
    talk.pass(241);
    talk.talk(
        &(ping.to_owned()
            + &answer("not-acceptable")
            + &enters("since='2026-01-01T00:00:00.000Z'")),
    );
    let changes = room_changes(&mut talk);
    assert_eq!(changes, [RoomChange::State(State::Joining { nick: "Julia".into() })]);
}

#[test]
fn a_session_that_slept_asks_its_rooms_at_once() {
    let mut talk = inside();
    talk.lose();
    talk.now = talk.now.plus(90_000);
    talk.online(true, &[]);
    talk.pass(0);
    talk.talk(
        "C: <iq type='get' to='hall@rooms.example/Julia' id='*'><ping xmlns='urn:xmpp:ping'/></iq>",
    );
}

#[test]
fn a_nick_that_was_taken_is_taken_back_once_it_is_free() {
    let mut talk = inside();
    talk.lose();
    talk.online(false, &[]);
    let _ = talk.unasked();
    talk.hear(
        "S: <presence type='error' from='hall@rooms.example/Julia'><error type='cancel'>
            <conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>",
    );
    let _ = talk.unasked();
    talk.hear(&presence("Julia", "", MEMBER));
    talk.hear(&presence("Julia_", "", SELF));
    talk.silent();

    let back = "C: <presence to='hall@rooms.example/Julia'><priority>5</priority>
        <c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='*' ver='*'/></presence>\n";
    talk.talk(&(presence("Julia", "type='unavailable'", MEMBER) + back));
    talk.talk(
        &(presence("Julia_", "type='unavailable'", "<item nick='Julia'/><status code='303'/>")
            + &presence("Julia", "", SELF)),
    );
    // It is ours now; that somebody else is called so for a while changes nothing.
    let renamed = RoomChange::Renamed { from: "Julia_".into(), to: "Julia".into() };
    assert!(room_changes(&mut talk).contains(&renamed));
}

#[test]
fn a_new_session_enters_every_room_again() {
    let mut talk = inside();
    talk.talk(&said("Bob", "<body>B</body>"));
    talk.lose();
    talk.pass(3);
    talk.online(true, &[]);
    talk.silent();

    talk.lose();
    talk.events();
    talk.online(false, &[]);
    let joining = RoomChange::State(State::Joining { nick: "Julia".into() });
    assert_eq!(room_changes(&mut talk), [joining]);
    assert!(talk.unasked() > 0);

    // Our ghost still sits there, and nobody is asked for another nick.
    talk.hear(
        "S: <presence type='error' from='hall@rooms.example/Julia'><error type='cancel'>
            <conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>",
    );
    let joining = RoomChange::State(State::Joining { nick: "Julia_".into() });
    assert_eq!(room_changes(&mut talk), [joining]);
}

#[test]
fn rooms_hear_of_our_presence_and_small_ones_of_our_writing() {
    let mut talk = inside();
    let presence = OwnPresence { show: Show::Away, status: "tea".into(), priority: 5 };
    talk.tell(Command::Presence(presence));
    let away = |to: &str| {
        format!(
            "C: <presence {to}><show>away</show><status>tea</status><priority>5</priority>
             <c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='*' ver='*'/></presence>\n"
        )
    };
    talk.talk(&(away("") + &away("to='hall@rooms.example/Julia'")));

    let hall = ChatId::room(AccountId(jid("juliet@capulet.example")), jid(HALL));
    let typing = Command::Typing { chat: hall, typing: Typing::Composing };
    talk.tell(typing.clone());
    talk.talk(
        "C: <message type='groupchat' to='hall@rooms.example' id='*'>
            <composing xmlns='http://jabber.org/protocol/chatstates'/>
            <no-store xmlns='urn:xmpp:hints'/></message>",
    );
    for number in 0..30 {
        talk.talk(&presence_of(number));
    }
    talk.tell(typing);
    talk.silent();
}

fn presence_of(number: u32) -> String {
    presence(&format!("u{number}"), "", MEMBER)
}

#[test]
fn a_crowd_does_not_fill_the_memory() {
    let mut talk = inside();
    for number in 0..11_000 {
        talk.hear(&presence_of(number));
    }
    assert_eq!(room_changes(&mut talk).len(), 9_998);
}

#[test]
fn words_of_the_past_are_ours_by_the_rooms_own_id() {
    let mut talk = inside();
    let own = presence("Julia", "", SELF).replace(
        "</presence>",
        "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='o-me'/></presence>",
    );
    talk.talk(&own);
    talk.events();
    talk.talk(
        &(said("Julia", "<body>1</body><occupant-id xmlns='urn:xmpp:occupant-id:0' id='o-me'/>")
            + &said(
                "Julia",
                "<body>2</body><occupant-id xmlns='urn:xmpp:occupant-id:0' id='o-x'/>",
            )),
    );
    let ours: Vec<bool> = arrivals(&mut talk).iter().map(|(_, it)| it.outgoing()).collect();
    assert_eq!(ours, [true, false]);
}

#[test]
fn leaving_is_told_and_ends_all_of_it() {
    let mut talk = inside();
    talk.tell(Command::Leave { room: jid(HALL) });
    talk.talk(
        &("C: <presence type='unavailable' to='hall@rooms.example/Julia'/>\n".to_owned()
            + &presence("Julia", "type='unavailable'", SELF)
            + &said("Bob", "<body>B</body>")),
    );
    assert_eq!(room_changes(&mut talk), [RoomChange::State(State::Outside)]);
    let bounced = "S: <message type='error' id='m7' from='hall@rooms.example'><error type='cancel'>
        <gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>";
    talk.talk(bounced);
    let events = talk.events();
    assert!(
        matches!(&events[0], Event::Progress { chat, .. } if chat.peer == Peer::Contact(jid(HALL)))
    );
}

#[test]
fn words_that_are_watched_for_call_like_our_name() {
    let mut talk = inside();
    talk.tell(Command::WatchFor(vec!["feast".into(), "舞会".into()]));
    let mut calls = |body: &str| {
        talk.hear(&said("Bob", &format!("<body>{body}</body>")));
        arrivals(&mut talk).pop().is_some_and(|(_, it)| it.mention)
    };
    assert!(calls("What a Feast!") && calls("今晚有舞会吗"));
    assert!(!calls("They feasted") && !calls("Good night"));
}

/// A challenge of a room, as far as this says otherwise.
fn challenge(from: &str, of: &str) -> String {
    format!(
        "S: <message from='{from}' id='c1'><body>Prove it</body><captcha xmlns='urn:xmpp:captcha'>
         <x xmlns='jabber:x:data' type='form'>
         <field var='FORM_TYPE' type='hidden'><value>urn:xmpp:captcha</value></field>
         <field var='from' type='hidden'><value>{of}</value></field>
         <field var='challenge' type='hidden'><value>c1</value></field>
         <field var='ocr' label='What do you see?'><media xmlns='urn:xmpp:media-element'>
         <uri type='image/png'>cid:x</uri></media><required/></field></x></captcha>
         <data xmlns='urn:xmpp:bob' cid='x' type='image/png'>aGVsbG8=</data></message>"
    )
}

#[test]
fn a_room_that_wants_a_proof_is_given_one() {
    let mut talk = Dialogue::signed_in(&[]);
    let request = join(&mut talk);
    let _ = talk.unasked();
    talk.events();
    // Who has no right to ask is not heard.
    talk.hear(&challenge("hall@rooms.example/Bob", HALL));
    talk.hear(&challenge("den@rooms.example", HALL));
    talk.hear(&challenge(HALL, "bank.example"));
    assert_eq!(room_changes(&mut talk), []);

    talk.hear(&challenge(HALL, HALL));
    let told = room_changes(&mut talk);
    let [RoomChange::Challenged(form)] = &told[..] else { panic!("{told:?}") };
    let ocr = form.field("ocr").expect("it is asked");
    assert_eq!(ocr.media[0].data.as_deref(), Some(b"hello".as_slice()));
    talk.pass(60);
    assert_eq!(room_changes(&mut talk), [], "a person may think for longer than a room");

    let mut form = (**form).clone();
    assert!(form.set("ocr", &["hello"]));
    let answer = talk.order(Command::AnswerChallenge { room: jid(HALL), form: Box::new(form) });
    talk.talk(
        "C: <iq type='set' to='hall@rooms.example' id='$a'><captcha xmlns='urn:xmpp:captcha'>
            <x xmlns='jabber:x:data' type='submit'>
            <field var='FORM_TYPE'><value>urn:xmpp:captcha</value></field>
            <field var='from'><value>hall@rooms.example</value></field>
            <field var='challenge'><value>c1</value></field>
            <field var='ocr'><value>hello</value></field></x></captcha></iq>
         S: <iq type='result' id='$a' from='hall@rooms.example'/>",
    );
    assert_eq!(talk.answer(answer), Ok(Answer::Done));

    // It was not content after all: that is no matter of a password.
    talk.hear(
        "S: <presence type='error' from='hall@rooms.example/Julia'><error type='auth'>
         <not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>",
    );
    assert_eq!(
        talk.answer(request).expect_err("it refuses").condition,
        parlance::model::Refusal::UNPROVEN
    );
    talk.hear(&challenge(HALL, HALL));
    assert!(!room_changes(&mut talk).iter().any(|it| matches!(it, RoomChange::Challenged(_))));
}
