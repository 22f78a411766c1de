//! XEP-0092, 0202 and 0030, asked together.

use parlance::engine::event::{Answer, Command};
use parlance::model::Address;

use crate::support::dialogue::Dialogue;

const ASKED: &str = "C: <iq type='get' to='romeo@montague.example/x' id='$v'>
        <query xmlns='jabber:iq:version'/></iq>
    C: <iq type='get' to='romeo@montague.example/x' id='$t'><time xmlns='urn:xmpp:time'/></iq>
    C: <iq type='get' to='romeo@montague.example/x' id='$f'>
        <query xmlns='http://jabber.org/protocol/disco#info'/></iq>\n";

fn ask(talk: &mut Dialogue) -> parlance::engine::event::RequestId {
    let address = Address::parse("romeo@montague.example/x").expect("an address");
    talk.order(Command::AskDevice(address))
}

#[test]
fn a_device_says_what_it_likes_to_say() {
    let mut talk = Dialogue::signed_in(&[]);
    let request = ask(&mut talk);
    talk.talk(
        &(ASKED.to_owned()
            + "S: <iq type='result' id='$v' from='romeo@montague.example/x'>
                <query xmlns='jabber:iq:version'><name>Psi</name><version>1.5</version></query></iq>
               S: <iq type='error' id='$f' from='romeo@montague.example/x'/>
               S: <iq type='result' id='$t' from='romeo@montague.example/x'>
                <time xmlns='urn:xmpp:time'><tzo>+08:00</tzo><utc>2026-01-01T00:00:02Z</utc></time>
                </iq>"),
    );
    let Ok(Answer::Device(device)) = talk.answer(request) else { panic!("it has answered") };
    assert_eq!((device.name.as_str(), device.version.as_str()), ("Psi", "1.5"));
    assert_eq!(device.system, "");
    assert_eq!(device.clock, Some((2_000, "+08:00".to_owned())));
}

#[test]
fn a_silent_device_is_no_device() {
    let mut talk = Dialogue::signed_in(&[]);
    let request = ask(&mut talk);
    talk.talk(ASKED);
    talk.pass(31);
    assert_eq!(talk.answer(request).expect_err("silent").condition, "timed-out");
}
