//! What we answer to others: RFC 6120 section 8.2.3, XEP-0030, 0092, 0199, 0202.

use crate::support::dialogue::Dialogue;

#[test]
fn every_question_has_an_answer() {
    let mut talk = Dialogue::signed_in(&[]);
    let refused = |condition: &str, kind: &str| {
        format!(
            "C: <iq type='error' id='q' to='a@b.example/c'><error type='{kind}'>
             <{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"
        )
    };
    let done = "C: <iq type='result' id='q' to='a@b.example/c'/>".to_owned();
    let items = "C: <iq type='result' id='q' to='a@b.example/c'>
        <query xmlns='http://jabber.org/protocol/disco#items'/></iq>"
        .to_owned();
    let time = "C: <iq type='result' id='q' to='a@b.example/c'><time xmlns='urn:xmpp:time'>
        <tzo>+00:00</tzo><utc>2026-01-01T00:00:00.000Z</utc></time></iq>"
        .to_owned();
    let cases = [
        ("get", "<ping xmlns='urn:xmpp:ping'/>", done),
        ("get", "<time xmlns='urn:xmpp:time'/>", time),
        ("get", "<query xmlns='http://jabber.org/protocol/disco#items'/>", items),
        ("get", "<what xmlns='urn:x'/>", refused("service-unavailable", "cancel")),
        ("set", "<what xmlns='urn:x'/>", refused("service-unavailable", "cancel")),
        ("set", "<ping xmlns='urn:xmpp:ping'/>", refused("feature-not-implemented", "cancel")),
        (
            "get",
            "<query xmlns='http://jabber.org/protocol/disco#info' node='other'/>",
            refused("item-not-found", "cancel"),
        ),
        ("get", "", refused("bad-request", "modify")),
        ("get", "<a xmlns='u'/><b xmlns='u'/>", refused("bad-request", "modify")),
        ("what", "<a xmlns='u'/>", refused("bad-request", "modify")),
    ];

    for (kind, payload, answer) in cases {
        let asked = format!("S: <iq type='{kind}' id='q' from='a@b.example/c'>{payload}</iq>\n");
        talk.talk(&(asked + &answer));
    }
    talk.talk("S: <iq type='result' id='never' from='a@b.example'/>");
    assert_eq!(talk.events(), []);
}

#[test]
fn we_say_what_we_are_by_the_hash_of_our_presence() {
    let mut talk = Dialogue::offline(Default::default());
    talk.online(false, &[]);
    talk.talk(
        "C: <iq type='get' to='*' id='*'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>
         C: <iq type='get' to='*' id='*'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>
         C: <iq type='get' id='*'><query xmlns='jabber:iq:roster'/></iq>
         C: <presence><priority>5</priority><c xmlns='http://jabber.org/protocol/caps'
            hash='sha-1' node='$node' ver='$ver'/></presence>
         S: <iq type='get' id='d' from='a@b.example/c'>
            <query xmlns='http://jabber.org/protocol/disco#info' node='$node#$ver'/></iq>
         C: <iq type='result' id='d' to='a@b.example/c'>
            <query xmlns='http://jabber.org/protocol/disco#info' node='*'>
              <identity category='client' type='pc' name='Parlance'/>
              <feature var='http://jabber.org/protocol/caps'/>
              <feature var='http://jabber.org/protocol/chatstates'/>
              <feature var='http://jabber.org/protocol/disco#info'/>
              <feature var='http://jabber.org/protocol/disco#items'/>
              <feature var='http://jabber.org/protocol/muc'/>
              <feature var='jabber:iq:version'/>
              <feature var='jabber:x:conference'/>
              <feature var='jabber:x:oob'/>
              <feature var='urn:xmpp:avatar:metadata+notify'/>
              <feature var='urn:xmpp:bookmarks:1+notify'/><feature var='urn:xmpp:chat-markers:0'/>
              <feature var='urn:xmpp:eme:0'/>
              <feature var='urn:xmpp:fallback:0'/>
            <feature var='urn:xmpp:mds:displayed:0+notify'/>
            <feature var='urn:xmpp:message-correct:0'/>
            <feature var='urn:xmpp:message-moderate:1'/>
            <feature var='urn:xmpp:message-retract:1'/>
              <feature var='urn:xmpp:ping'/>
              <feature var='urn:xmpp:reactions:0'/><feature var='urn:xmpp:receipts'/>
              <feature var='urn:xmpp:reply:0'/><feature var='urn:xmpp:sid:0'/>
              <feature var='urn:xmpp:time'/>
            </query></iq>",
    );
}
