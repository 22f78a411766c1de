//! XEP-0045, sections 8 to 10: making a room, configuring it, governing its people.

use parlance::engine::event::{Answer, Command};
use parlance::model::form::Kind;
use parlance::model::room::{
    Affiliation, Change as RoomChange, Entry, Group, Role, State, VoiceRequest,
};
use parlance::model::{Change, Refusal};

use crate::support::dialogue::{Dialogue, jid};
use crate::support::hall::{self, HALL, SELF, presence};

const INFO: &str = "C: <iq type='get' to='hall@rooms.example' id='*'>
    <query xmlns='http://jabber.org/protocol/disco#info'/></iq>\n";

fn create(talk: &mut Dialogue) -> parlance::engine::event::RequestId {
    let request =
        talk.order(Command::Create { room: jid(HALL), nick: "Julia".into(), password: None });
    talk.skip();
    request
}

fn myself(more: &str) -> String {
    presence("Julia", "", &format!("{SELF}{more}"))
}

/// In the hall, whose features are these.
fn inside(features: &str) -> Dialogue {
    let mut talk = hall::inside(features, &myself(""));
    talk.events();
    talk
}

fn refused(condition: &str) -> Refusal {
    Refusal {
        kind: "auth".into(),
        condition: condition.into(),
        text: String::new(),
        application: String::new(),
    }
}

fn error(condition: &str) -> String {
    format!("<error type='auth'><{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>")
}

#[test]
fn a_room_is_made_and_stays_locked_until_it_is_configured() {
    let mut talk = Dialogue::signed_in(&[]);
    let request = create(&mut talk);
    // Nothing opens it by itself.
    talk.talk(&myself("<status code='201'/>"));
    assert_eq!(talk.answer(request), Ok(Answer::Done));

    let request = talk.order(Command::FetchConfiguration { room: jid(HALL) });
    talk.talk(
        "C: <iq type='get' to='hall@rooms.example' id='$form'>
            <query xmlns='http://jabber.org/protocol/muc#owner'/></iq>
         S: <iq type='result' id='$form' from='hall@rooms.example'>
            <query xmlns='http://jabber.org/protocol/muc#owner'>
            <x xmlns='jabber:x:data' type='form'>
            <field var='FORM_TYPE' type='hidden'>
            <value>http://jabber.org/protocol/muc#roomconfig</value></field>
            <field var='muc#roomconfig_roomname' type='text-single'/>
            </x></query></iq>",
    );
    let Ok(Answer::Form(mut form)) = talk.answer(request) else { panic!("no form") };
    assert_eq!(form.fields[1].kind, Kind::Text);

    assert!(form.set("muc#roomconfig_roomname", &["Feast"]));
    let request = talk.order(Command::Configure { room: jid(HALL), form });
    talk.talk(
        &("C: <iq type='set' to='hall@rooms.example' id='$set'>
            <query xmlns='http://jabber.org/protocol/muc#owner'>
            <x xmlns='jabber:x:data' type='submit'>
            <field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roomconfig</value></field>
            <field var='muc#roomconfig_roomname'><value>Feast</value></field></x></query></iq>
         S: <iq type='result' id='$set' from='hall@rooms.example'/>\n"
            .to_owned()
            + INFO),
    );
    assert_eq!(talk.answer(request), Ok(Answer::Done));
}

#[test]
fn a_room_that_exists_is_not_made_again() {
    let mut talk = Dialogue::signed_in(&[]);
    let request = create(&mut talk);
    talk.talk(&(myself("") + "C: <presence type='unavailable' to='hall@rooms.example/Julia'/>"));
    assert_eq!(talk.answer(request), Err(Refusal::ours("conflict")));
    // An ordinary way in is still open.
    let request = talk.order(Command::Join {
        room: jid(HALL),
        nick: "Julia".into(),
        password: None,
        since: None,
    });
    talk.skip();
    talk.talk(&myself(""));
    assert_eq!(talk.answer(request), Ok(Answer::Done));
}

#[test]
fn a_room_that_was_given_up_goes_with_its_form() {
    let mut talk = Dialogue::signed_in(&[]);
    let _ = create(&mut talk);
    talk.talk(&myself("<status code='201'/>"));
    talk.events();

    let request = talk.order(Command::CancelConfiguration { room: jid(HALL) });
    talk.talk(
        "C: <iq type='set' to='hall@rooms.example' id='$set'>
            <query xmlns='http://jabber.org/protocol/muc#owner'>
            <x xmlns='jabber:x:data' type='cancel'/></query></iq>
         S: <presence type='unavailable' from='hall@rooms.example/Julia'>
            <x xmlns='http://jabber.org/protocol/muc#user'>
            <item affiliation='none' role='none'/><destroy/></x></presence>
         S: <iq type='result' id='$set' from='hall@rooms.example'/>",
    );
    assert_eq!(talk.answer(request), Ok(Answer::Done));
    talk.tell(Command::Leave { room: jid(HALL) });
    talk.silent();
}

#[test]
fn a_configuration_that_is_refused_says_why() {
    let mut talk = inside("");
    let request = talk.order(Command::FetchConfiguration { room: jid(HALL) });
    talk.talk(
        &("C: <iq type='get' to='hall@rooms.example' id='$form'>
            <query xmlns='http://jabber.org/protocol/muc#owner'/></iq>
         S: <iq type='error' id='$form' from='hall@rooms.example'>"
            .to_owned()
            + &error("forbidden")
            + "</iq>"),
    );
    assert_eq!(talk.answer(request), Err(refused("forbidden")));
}

#[test]
fn a_room_is_destroyed_with_a_reason_and_another_to_go_to() {
    let mut talk = inside("");
    let request = talk.order(Command::Destroy {
        room: jid(HALL),
        reason: "Over".into(),
        instead: Some(jid("garden@rooms.example")),
    });
    talk.talk(
        "C: <iq type='set' to='hall@rooms.example' id='$set'>
            <query xmlns='http://jabber.org/protocol/muc#owner'>
            <destroy jid='garden@rooms.example'><reason>Over</reason></destroy></query></iq>
         S: <iq type='result' id='$set' from='hall@rooms.example'/>",
    );
    assert_eq!(talk.answer(request), Ok(Answer::Done));
}

#[test]
fn the_banned_are_listed_and_strange_entries_are_no_harm() {
    let mut talk = inside("");
    let group = Group::Affiliated(Affiliation::Outcast);
    let request = talk.order(Command::ListPeople { room: jid(HALL), group });
    talk.talk(
        "C: <iq type='get' to='hall@rooms.example' id='$list'>
            <query xmlns='http://jabber.org/protocol/muc#admin'><item affiliation='outcast'/>
            </query></iq>
         S: <iq type='result' id='$list' from='hall@rooms.example'>
            <query xmlns='http://jabber.org/protocol/muc#admin'>
            <item affiliation='outcast' jid='tybalt@capulet.example'><reason>Fights</reason></item>
            <item jid='@'/><other/></query></iq>",
    );
    let tybalt = Entry {
        jid: Some(jid("tybalt@capulet.example")),
        nick: String::new(),
        role: Role::None,
        affiliation: Affiliation::Outcast,
        reason: "Fights".into(),
    };
    let odd = Entry {
        jid: None,
        affiliation: Affiliation::None,
        reason: String::new(),
        ..tybalt.clone()
    };
    assert_eq!(talk.answer(request), Ok(Answer::People(vec![tybalt, odd])));

    let group = Group::InRole(Role::Moderator);
    let request = talk.order(Command::ListPeople { room: jid(HALL), group });
    talk.talk(
        &("C: <iq type='get' to='hall@rooms.example' id='$mods'>
            <query xmlns='http://jabber.org/protocol/muc#admin'><item role='moderator'/>
            </query></iq>
         S: <iq type='error' id='$mods' from='hall@rooms.example'>"
            .to_owned()
            + &error("forbidden")
            + "</iq>"),
    );
    assert_eq!(talk.answer(request), Err(refused("forbidden")));
}

#[test]
fn roles_and_affiliations_are_set_with_a_reason() {
    let mut talk = inside("");
    let kick = talk.order(Command::SetRole {
        room: jid(HALL),
        nick: "Tybalt".into(),
        role: Role::None,
        reason: "Enough".into(),
    });
    talk.talk(
        "C: <iq type='set' to='hall@rooms.example' id='$kick'>
            <query xmlns='http://jabber.org/protocol/muc#admin'>
            <item nick='Tybalt' role='none'><reason>Enough</reason></item></query></iq>
         S: <iq type='result' id='$kick' from='hall@rooms.example'/>",
    );
    assert_eq!(talk.answer(kick), Ok(Answer::Done));

    let ban = talk.order(Command::SetAffiliation {
        room: jid(HALL),
        who: jid("tybalt@capulet.example"),
        affiliation: Affiliation::Outcast,
        reason: String::new(),
    });
    talk.talk(
        &("C: <iq type='set' to='hall@rooms.example' id='$ban'>
            <query xmlns='http://jabber.org/protocol/muc#admin'>
            <item jid='tybalt@capulet.example' affiliation='outcast'/></query></iq>
         S: <iq type='error' id='$ban' from='hall@rooms.example'>"
            .to_owned()
            + &error("not-allowed")
            + "</iq>"),
    );
    assert_eq!(talk.answer(ban), Err(refused("not-allowed")));
}

#[test]
fn an_invitation_goes_straight_unless_the_room_is_for_members() {
    let mut talk = inside("");
    let invite = || Command::Invite {
        room: jid(HALL),
        who: jid("romeo@montague.example"),
        reason: "Dance".into(),
        continues: false,
    };
    let request = talk.order(invite());
    talk.talk(
        "C: <message type='normal' to='romeo@montague.example' id='*'>
            <x xmlns='jabber:x:conference' jid='hall@rooms.example' reason='Dance'/></message>",
    );
    assert_eq!(talk.answer(request), Ok(Answer::Done));

    let mut talk = inside("<feature var='muc_membersonly'/>");
    let through = "C: <message type='normal' to='hall@rooms.example' id='$through'>
            <x xmlns='http://jabber.org/protocol/muc#user'>
            <invite to='romeo@montague.example'><reason>Dance</reason></invite></x></message>
        C: <iq type='get' to='hall@rooms.example' id='$after'>
            <query xmlns='http://jabber.org/protocol/disco#info'/></iq>\n";
    let after = "S: <iq type='result' id='$after' from='hall@rooms.example'>
            <query xmlns='http://jabber.org/protocol/disco#info'/></iq>";
    let request = talk.order(invite());
    talk.talk(&(through.to_owned() + after));
    assert_eq!(talk.answer(request), Ok(Answer::Done));

    let through = through.replace("$through", "$second").replace("$after", "$later");
    let request = talk.order(invite());
    let refusal = format!(
        "S: <message type='error' from='hall@rooms.example' id='$second'>{}</message>\n",
        error("forbidden")
    );
    talk.talk(&(through + &refusal + &after.replace("$after", "$later")));
    assert_eq!(talk.answer(request), Err(refused("forbidden")));
}

#[test]
fn a_visitor_who_asks_to_speak_is_told_of_and_answered() {
    let mut talk = inside("");
    let asks = "<x xmlns='jabber:x:data' type='form'>
        <field var='FORM_TYPE' type='hidden'>
        <value>http://jabber.org/protocol/muc#request</value></field>
        <field var='muc#role' type='text-single'><value>participant</value></field>
        <field var='muc#jid' type='jid-single'><value>nurse@capulet.example</value></field>
        <field var='muc#roomnick' type='text-single'><value>Nurse</value></field>
        <field var='muc#request_allow' type='boolean'><value>false</value></field></x>";
    // An occupant cannot ask in the room's name.
    talk.talk(&format!("S: <message from='hall@rooms.example/Nurse'>{asks}</message>"));
    assert_eq!(talk.changes(), []);

    talk.talk(&format!("S: <message from='hall@rooms.example'>{asks}</message>"));
    let request = VoiceRequest { nick: "Nurse".into(), jid: Some(jid("nurse@capulet.example")) };
    assert_eq!(room_changes(&mut talk), [RoomChange::VoiceAsked(request)]);

    let answer = Command::AnswerVoice { room: jid(HALL), nick: "Nurse".into(), grant: true };
    let request = talk.order(answer.clone());
    talk.talk(
        "C: <message type='normal' to='hall@rooms.example' id='*'>
            <x xmlns='jabber:x:data' type='submit'>
            <field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#request</value></field>
            <field var='muc#role'><value>participant</value></field>
            <field var='muc#jid'><value>nurse@capulet.example</value></field>
            <field var='muc#roomnick'><value>Nurse</value></field>
            <field var='muc#request_allow'><value>1</value></field></x></message>",
    );
    assert_eq!(talk.answer(request), Ok(Answer::Done));
    // Once is enough.
    let request = talk.order(answer);
    assert_eq!(talk.answer(request), Err(Refusal::ours("item-not-found")));
}

#[test]
fn a_request_to_speak_is_settled_by_whoever_answers_it_first() {
    let mut talk = inside("");
    talk.talk(
        "S: <message from='hall@rooms.example'><x xmlns='jabber:x:data' type='form'>
         <field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#request</value></field>
         <field var='muc#roomnick'><value>Nurse</value></field></x></message>
         S: <presence from='hall@rooms.example/Nurse'>
         <x xmlns='http://jabber.org/protocol/muc#user'>
         <item affiliation='none' role='participant'/></x></presence>",
    );
    let changes = room_changes(&mut talk);
    assert!(changes.contains(&RoomChange::VoiceAnswered { nick: "Nurse".into() }), "{changes:?}");
}

#[test]
fn a_visitor_asks_to_speak() {
    let mut talk = inside("");
    let request = talk.order(Command::AskForVoice { room: jid(HALL) });
    talk.talk(
        "C: <message type='normal' to='hall@rooms.example' id='*'>
            <x xmlns='jabber:x:data' type='submit'>
            <field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#request</value></field>
            <field var='muc#role'><value>participant</value></field></x></message>",
    );
    assert_eq!(talk.answer(request), Ok(Answer::Done));
}

fn room_changes(talk: &mut Dialogue) -> Vec<RoomChange> {
    let changes = talk.changes().into_iter();
    changes
        .filter_map(|it| match it {
            Change::Room(_, RoomChange::State(State::Inside { .. })) => None,
            Change::Room(_, it) => Some(it),
            _ => None,
        })
        .collect()
}
