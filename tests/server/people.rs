//! Who may see, write to, and be heard by whom.

use parlance::model::chat::{Change as ChatChange, Typing};
use parlance::model::{Change, ChatId, Contact, Delivery, Subscription};
use xmpp::jid::BareJid;

use crate::support::line::Line;
use crate::support::server::{Kind, Server, Wishes};
use crate::support::user::{User, befriend};

on_both! {
    strangers_stand_apart_until_they_are_accepted
    whoever_is_blocked_is_not_heard
    a_request_is_refused_and_a_permission_taken_back
    groups_and_names_are_kept_by_the_server
    one_sees_the_other_write
    approval_before_the_question
    a_device_says_what_it_is
}

/// How somebody stands on a user's roster.
fn stands(user: &User, them: &BareJid) -> Option<Contact> {
    user.world.accounts.get(&user.id())?.contacts.get(them).cloned()
}

async fn until_stands(user: &mut User, them: &BareJid, subscription: Subscription) {
    let id = user.id();
    user.once(&format!("{them} to be {subscription:?}"), |world| {
        let contact = world.accounts.get(&id).and_then(|it| it.contacts.get(them));
        contact.is_some_and(|it| it.subscription == subscription && !it.asked)
    })
    .await;
}

async fn strangers_stand_apart_until_they_are_accepted(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut alice = User::sign_in(&server, "alice").await;
    let bob = User::sign_in(&server, "bob").await;
    let (chat, back) = (bob.chat_with(&alice), alice.chat_with(&bob));

    bob.say(&chat, "You do not know me").await;
    alice.until_hears("You do not know me").await;
    assert!(alice.world.chats[&back].stranger);
    assert!(!alice.world.open.contains(&back));

    alice.client.accept(&back).await.expect("a known chat");
    alice.once("him to be none", |it| !it.chats[&back].stranger).await;
    assert!(alice.world.open.contains(&back));

    // A muted chat counts, and counts for nothing in the title.
    alice.client.mute(&back, true).await.expect("a known chat");
    bob.say(&chat, "Now you do").await;
    alice.until_hears("Now you do").await;
    assert_eq!((alice.world.chats[&back].unread, alice.world.unread()), (2, 0));

    // Somebody who is blocked waits for nobody.
    let carol = Line::raw(&server, "carol").await;
    let (jid, id) = ("carol@chat.test".parse::<BareJid>().expect("an address"), alice.id());
    let theirs = ChatId::contact(id.clone(), jid.clone());
    carol.say("alice@chat.test", "Buy!", None);
    carol.send("<presence xmlns='jabber:client' type='subscribe' to='alice@chat.test'/>", None);
    alice
        .once("to be asked and told", |it| {
            it.accounts[&id].requests.contains_key(&jid) && it.chats.contains_key(&theirs)
        })
        .await;
    alice.client.block(&id, &jid).await.expect("the server blocks");
    alice
        .once("peace", |it| {
            let chat = &it.chats[&theirs];
            it.accounts[&id].requests.is_empty() && chat.unread == 0 && !chat.open
        })
        .await;

    let alice = alice.restart().await;
    assert!(alice.world.chats[&back].muted && !alice.world.chats[&back].stranger);
    bob.client.shut_down().await;
}

async fn whoever_is_blocked_is_not_heard(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut alice = User::sign_in(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    befriend(&mut alice, &mut bob).await;
    let (chat, back) = (bob.chat_with(&alice), alice.chat_with(&bob));
    let (id, them) = (alice.id(), bob.jid());

    alice.client.block(&id, &them).await.expect("the server blocks");
    alice.once("him to be blocked", |it| it.accounts[&id].blocked.contains(&them)).await;
    bob.say(&chat, "Can you hear me?").await;
    bob.until("it to come back", |change| {
        matches!(change, Change::Chat(_, ChatChange::Changed(it))
            if it.body == "Can you hear me?" && matches!(it.delivery, Delivery::Failed(_)))
    })
    .await;

    alice.client.unblock(&id, &them).await.expect("the server lets him in");
    alice.once("him to be let in", |it| it.accounts[&id].blocked.is_empty()).await;
    bob.say(&chat, "And now?").await;
    alice.until_hears("And now?").await;
    assert_eq!(alice.words(&back).await, ["And now?"]);
}

async fn a_request_is_refused_and_a_permission_taken_back(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut alice = User::sign_in(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    let (a, b) = (alice.jid(), bob.jid());
    let (id, bobs) = (alice.id(), bob.id());

    let nothing = (String::new(), Vec::new(), "It is Alice".to_owned());
    let added = alice.client.add_contact(&id, b.clone(), nothing.0, nothing.1, nothing.2).await;
    added.expect("the roster takes him");
    bob.once("to be asked", |it| {
        it.accounts[&bobs].requests.get(&a).is_some_and(|it| it.text == "It is Alice")
    })
    .await;
    bob.client.deny(&bobs, &a).await.expect("an open request");
    bob.once("it to be settled", |it| it.accounts[&bobs].requests.is_empty()).await;
    until_stands(&mut alice, &b, Subscription::None).await;

    befriend(&mut alice, &mut bob).await;
    let seen = |world: &parlance::model::World| {
        world.accounts[&alice_id()].devices.contains_key(&bob_jid())
    };
    alice.once("to see him", seen).await;

    // She no longer wants to see him; he may see her.
    alice.client.unsubscribe(&id, &b).await.expect("online");
    until_stands(&mut alice, &b, Subscription::From).await;
    until_stands(&mut bob, &a, Subscription::To).await;
    alice.once("him to fade", |world| !seen(world)).await;

    // He may no longer.
    alice.client.deny(&id, &b).await.expect("online");
    until_stands(&mut bob, &a, Subscription::None).await;
    until_stands(&mut alice, &b, Subscription::None).await;

    alice.client.remove_contact(&id, &b).await.expect("he is there");
    alice.once("him to be gone", |it| it.accounts[&id].contacts.is_empty()).await;
}

fn alice_id() -> parlance::model::AccountId {
    parlance::model::AccountId("alice@chat.test".parse().expect("an address"))
}

fn bob_jid() -> BareJid {
    "bob@chat.test".parse().expect("an address")
}

async fn groups_and_names_are_kept_by_the_server(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut alice = User::sign_in(&server, "alice").await;
    let mut laptop = User::sign_in_elsewhere(&server, "alice").await;
    let (id, b) = (alice.id(), bob_jid());
    let groups = vec!["Friends".to_owned(), "Work & Play".to_owned()];
    let added =
        alice.client.add_contact(&id, b.clone(), "Bob 鲍勃".into(), groups.clone(), String::new());
    added.await.expect("the roster takes him");
    laptop
        .once("to have him too", |it| {
            let contact = it.accounts[&id].contacts.get(&bob_jid());
            contact.is_some_and(|it| it.name == "Bob 鲍勃" && it.groups == groups)
        })
        .await;

    let moved =
        Contact { groups: vec!["Family".into()], ..stands(&laptop, &b).expect("he is there") };
    laptop.client.edit_contact(&id, moved).await.expect("the server takes it");
    alice
        .once("him to move", |it| {
            it.accounts[&id].contacts.get(&bob_jid()).is_some_and(|it| it.groups == ["Family"])
        })
        .await;

    // The last roster is there before the network, and is right after a versioned sign-in.
    let mut alice = alice.restart().await;
    assert_eq!(stands(&alice, &b).map(|it| it.groups), Some(vec!["Family".to_owned()]));
    alice.connect().await;
    assert_eq!(stands(&alice, &b).map(|it| it.name), Some("Bob 鲍勃".to_owned()));
}

async fn one_sees_the_other_write(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut alice = User::sign_in(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    befriend(&mut alice, &mut bob).await;
    let (chat, back) = (alice.chat_with(&bob), bob.chat_with(&alice));
    alice.say(&chat, "Wait").await;
    bob.until_hears("Wait").await;
    bob.say(&back, "I wait").await;
    alice.until_hears("I wait").await;

    alice.client.set_typing(&chat, Typing::Composing);
    bob.once("to see her write", |it| it.typing.contains_key(&back)).await;
    alice.client.set_typing(&chat, Typing::Paused);
    bob.once("to see her stop", |it| !it.typing.contains_key(&back)).await;
    alice.client.set_typing(&chat, Typing::Composing);
    bob.once("to see her write again", |it| it.typing.contains_key(&back)).await;
    alice.say(&chat, "Done").await;
    bob.until_hears("Done").await;
    assert!(!bob.world.typing.contains_key(&back));
}

/// RFC 6121, section 3.4: a server need not have it.
async fn approval_before_the_question(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut line = Line::open(server.account("carol"), Some(server.password("carol")));
    let offered = line.online().await.offers.contains("urn:xmpp:features:pre-approval");
    let mut alice = User::sign_in(&server, "alice").await;
    let mut bob = User::sign_in(&server, "bob").await;
    let (id, bobs, a, b) = (alice.id(), bob.id(), alice.jid(), bob.jid());

    alice.client.approve(&id, &b).await.expect("online");
    bob.client.subscribe(&bobs, a.clone(), String::new()).await.expect("online");
    if offered {
        until_stands(&mut bob, &a, Subscription::To).await;
        assert!(alice.world.accounts[&id].requests.is_empty(), "nobody is asked");
    } else {
        alice.once("to be asked", |it| it.accounts[&id].requests.contains_key(&b)).await;
        alice.client.approve(&id, &b).await.expect("an open request");
        until_stands(&mut bob, &a, Subscription::To).await;
    }
}

async fn a_device_says_what_it_is(kind: Kind) {
    let server = Server::start(kind, Wishes::default());
    let mut carol = Line::raw(&server, "carol").await;
    let mut alice = User::sign_in(&server, "alice").await;
    let full = format!("alice@chat.test/{}", alice.account.resource);
    let to = Some(full.as_str());

    let version = carol.ask("get", to, "<query xmlns='jabber:iq:version'/>").await;
    let query = version.get_child("query", "jabber:iq:version").expect("an answer");
    assert_eq!(query.get_child("name", "jabber:iq:version").expect("a name").text(), "Parlance");
    let time = carol.ask("get", to, "<time xmlns='urn:xmpp:time'/>").await;
    assert!(time.get_child("time", "urn:xmpp:time").is_some());
    let ping = carol.ask("get", to, "<ping xmlns='urn:xmpp:ping'/>").await;
    assert_eq!(ping.attr("type"), Some("result"));

    // What we do not serve is refused, and so is a roster push from somebody else.
    let push = "<query xmlns='jabber:iq:roster'><item jid='evil@chat.test'/></query>";
    let cases = [("get", "<what xmlns='urn:x'/>"), ("set", "<what xmlns='urn:x'/>"), ("set", push)];
    for (what, payload) in cases {
        let answer = carol.ask(what, to, payload).await;
        assert_eq!(answer.attr("type"), Some("error"), "{kind}: {payload}");
        let error = answer.get_child("error", "jabber:client").expect("why");
        assert!(error.has_child("service-unavailable", "urn:ietf:params:xml:ns:xmpp-stanzas"));
    }
    carol.say("alice@chat.test", "That was all", None);
    alice.until_hears("That was all").await;
    assert!(alice.world.accounts[&alice.id()].contacts.is_empty());
}
