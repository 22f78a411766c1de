//! XEP-0444.

use parlance::model::ChatId;
use parlance::model::act::{Deed, MOST_REACTIONS, Target};

use crate::support::dialogue::{Dialogue, jid};

fn react(emoji: &[&str]) -> Deed {
    Deed::React(emoji.iter().map(|it| (*it).to_owned()).collect())
}

fn heard(talk: &mut Dialogue, inner: &str) -> (Vec<Deed>, Vec<String>) {
    talk.talk(&format!(
        "S: <message type='chat' id='r1' from='romeo@montague.example/x'>{inner}</message>"
    ));
    let (acts, said) = talk.acts();
    let deeds = acts.into_iter().map(|it| it.act.deed).collect();
    (deeds, said.into_iter().map(|it| it.body).collect())
}

#[test]
fn emoji_are_kept_once_and_words_are_not() {
    let mut talk = Dialogue::signed_in(&[]);
    let reactions = |inner: &str| {
        format!("<reactions xmlns='urn:xmpp:reactions:0' id='m1'>{inner}</reactions>")
    };
    let one = "<reaction>👍</reaction>";
    let cases = [
        ("one", reactions(one), react(&["👍"])),
        ("none any more", reactions(""), react(&[])),
        (
            "twice, a word, another element and nothing",
            reactions(&format!(
                "{one}<reaction> 🐢 </reaction>{one}<reaction>evil</reaction>
                 <other xmlns='urn:x'>😀</other><reaction/>"
            )),
            react(&["👍", "🐢"]),
        ),
    ];
    for (name, inner, expected) in cases {
        assert_eq!(heard(&mut talk, &inner), (vec![expected], vec![]), "{name}");
    }

    let many: String = ('😀'..='😿').map(|it| format!("<reaction>{it}</reaction>")).collect();
    let (deeds, _) = heard(&mut talk, &reactions(&many));
    let [Deed::React(kept)] = deeds.as_slice() else { panic!("{deeds:?}") };
    assert_eq!(kept.len(), MOST_REACTIONS);
    assert_eq!(heard(&mut talk, &reactions(one).replace("id='m1'", "")), (vec![], vec![]));
}

#[test]
fn words_for_those_who_do_not_know_it_are_no_message() {
    let mut talk = Dialogue::signed_in(&[]);
    let inner =
        "<reactions xmlns='urn:xmpp:reactions:0' id='m1'><reaction>👍</reaction></reactions>
        <body>&gt; Hello\n👍</body>";
    let mark =
        "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reactions:0'><body/></fallback>";

    assert_eq!(heard(&mut talk, &format!("{inner}{mark}")), (vec![react(&["👍"])], vec![]));
    let (deeds, said) = heard(&mut talk, inner);
    assert_eq!((deeds.len(), said.len()), (1, 1), "what is said beside it is said");
}

#[test]
fn ours_name_the_message_and_are_to_be_kept() {
    let mut talk = Dialogue::signed_in(&[]);
    talk.act(Dialogue::romeo(), Target::Sender("m1".into()), react(&["👍", "🐢"]));
    let room = ChatId::room(Dialogue::romeo().account, jid("hall@rooms.example"));
    talk.act(room, Target::Room("s1".into()), react(&[]));
    talk.talk(
        "C: <message type='chat' to='romeo@montague.example' id='a1'>
            <origin-id xmlns='urn:xmpp:sid:0' id='a1'/>
            <reactions xmlns='urn:xmpp:reactions:0' id='m1'><reaction>👍</reaction>
            <reaction>🐢</reaction></reactions><store xmlns='urn:xmpp:hints'/></message>
         C: <message type='groupchat' to='hall@rooms.example' id='a1'>
            <origin-id xmlns='urn:xmpp:sid:0' id='a1'/>
            <reactions xmlns='urn:xmpp:reactions:0' id='s1'/>
            <store xmlns='urn:xmpp:hints'/></message>",
    );
}
