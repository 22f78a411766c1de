//! What one does to messages: answering, editing, reacting, taking back.

use iced::keyboard::key::Named;
use parlance::client::Client;
use parlance::client::handle::Places;
use parlance::model::message::{Author, Cursor, Ids, Origin, Quote, Reply};
use parlance::model::{Account, Change, ChatId, Message, Timestamp, chat};
use parlance::store::messages::{self, Age};
use parlance::store::{Store, accounts};
use parlance::ui::chat::COMPOSER;
use parlance::ui::shell;

use crate::ui::rules::people::many_messages;
use crate::ui::window::{Driven, drive, happen, open};
use crate::ui::world::{arrived, company, me, said, with};

fn romeo() -> ChatId {
    with("romeo@montague.example")
}

/// A window over a cache in which Romeo and we have said a word each.
fn letters() -> (Driven, tempfile::TempDir) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime starts");
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("history.sqlite3");
    let named = |minute: i64, author, body: &str| Message {
        cursor: Cursor { at: Timestamp::from_millis(minute * 60_000), row: 0 },
        ids: Ids { origin: Some(format!("o-{minute}")), stanza: None },
        ..said(romeo(), minute, author, body)
    };
    let client = runtime.block_on(async {
        let store = Store::open(&database).expect("a new cache");
        let talk = [
            named(1, Author::Peer, "It is the east"),
            named(2, Author::Me { nick: String::new() }, "Good nihgt"),
        ];
        let furnish = move |db: &parlance::store::Connection| {
            accounts::set(db, &Account::new(me(), "parlance.1".to_owned()))?;
            for message in &talk {
                let _ = messages::insert(db, message, Origin::Live, Age::News)?;
            }
            Ok(())
        };
        store.call(furnish).await.expect("it can be written");
        drop(store);
        let places = Places { database, pictures: folder.path().join("pictures") };
        Client::open(places).await.expect("the cache can be opened")
    });
    let mut window = drive(company(), 1280.0, 800.0);
    window.state.client = client;
    open(&mut window, romeo());
    (window, folder)
}

fn kept(window: &Driven) -> Vec<Message> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime starts");
    let page = runtime.block_on(window.state.client.older(&romeo(), Cursor::END, 10));
    page.expect("a page").messages
}

fn choose(window: &mut Driven, message: &str, entry: &str) {
    let place = window.bounds(message).expect("it is seen").center();
    window.right_click_at(place);
    window.click(entry);
}

#[test]
fn up_brings_the_last_words_back_to_be_said_otherwise() {
    let (mut window, _folder) = letters();
    window.key(Named::ArrowUp);
    assert!(window.shows("Editing your message"));
    window.picture("editing");
    window.key(Named::Escape);
    assert!(!window.shows("Editing your message"));
    assert!(window.focused(COMPOSER));

    window.key(Named::ArrowUp);
    window.commit("!");
    window.key(Named::Enter);
    assert!(!window.shows("Editing your message"));
    let words: Vec<String> = kept(&window).into_iter().map(|it| it.body).collect();
    assert_eq!(words, ["It is the east", "Good nihgt!"]);
}

#[test]
fn what_was_being_written_comes_back_after_an_edit() {
    let (mut window, _folder) = letters();
    window.commit("And Juliet");
    choose(&mut window, "Good nihgt", "Edit");
    assert!(window.shows("Editing your message"));
    window.key(Named::Escape);
    window.key(Named::Enter);
    let last = kept(&window).pop().expect("it was sent");
    assert_eq!(last.body, "And Juliet");
    assert_eq!(last.reply, None);
}

#[test]
fn an_answer_names_what_it_answers() {
    let (mut window, _folder) = letters();
    choose(&mut window, "It is the east", "Reply");
    assert!(window.shows("Reply to Romeo: It is the east"));
    window.picture("answering");
    window.commit("What light");
    window.key(Named::Enter);
    assert!(!window.shows("Reply to Romeo: It is the east"), "it is answered");
    let last = kept(&window).pop().expect("it was sent");
    let quote = last.reply.and_then(|it| it.quote).expect("it answers");
    assert_eq!(quote.text, "It is the east");
}

#[test]
fn a_reaction_is_picked_for_its_message() {
    let (mut window, _folder) = letters();
    choose(&mut window, "It is the east", "React…");
    window.commit("heart");
    window.key(Named::Enter);
    let first = kept(&window).remove(0);
    assert_eq!(first.sequel.reactions.len(), 1);
}

#[test]
fn a_message_is_taken_back_after_a_question() {
    let (mut window, _folder) = letters();
    choose(&mut window, "It is the east", "Quote");
    let place = window.bounds("It is the east").expect("it is seen").center();
    window.right_click_at(place);
    assert!(!window.shows("Take back…"), "what others said is theirs");
    window.key(Named::Escape);

    choose(&mut window, "Good nihgt", "Take back…");
    assert!(window.shows("Take this message back?"));
    window.key(Named::Enter);
    let last = kept(&window).pop().expect("it is there");
    assert!(last.sequel.retracted.is_some());
}

#[test]
fn a_press_on_a_reaction_adds_ours_and_takes_it_away_again() {
    let (mut window, _folder) = letters();
    choose(&mut window, "It is the east", "React…");
    window.commit("heart");
    window.key(Named::Enter);
    let chip = format!("{} 1", kept(&window)[0].sequel.reactions[0].emoji);
    refresh(&mut window);
    window.picture("reaction");
    window.click(chip.as_str());
    assert!(kept(&window)[0].sequel.reactions.is_empty(), "it was ours");
}

/// What is in the cache is told, as the program does.
fn refresh(window: &mut Driven) {
    let told: Vec<_> = kept(window)
        .into_iter()
        .map(|it| Change::Chat(it.chat.clone(), chat::Change::Changed(Box::new(it))))
        .collect();
    happen(window, &told);
}

#[test]
fn a_press_on_edited_tells_what_it_said_before() {
    let (mut window, _folder) = letters();
    window.key(Named::ArrowUp);
    window.commit("!");
    window.key(Named::Enter);
    refresh(&mut window);
    window.click("edited");
    window.picture("versions");
    assert!(window.shows("What this message said"));
    assert!(window.shows("Good nihgt") && window.shows("Good nihgt!"));
    window.key(Named::Escape);
    assert!(!window.shows("What this message said"));
}

#[test]
fn a_press_on_a_quotation_goes_to_what_it_quotes_or_says_that_it_is_not_here() {
    let (mut window, _folder) = letters();
    happen(&mut window, &many_messages(&romeo(), 300));
    let quoted = window.state.shell.as_ref().and_then(|shell| shell.chat.as_ref());
    assert!(quoted.is_some(), "the chat is shown");
    let first = kept_first(&window);
    let mut answer = said(romeo(), 1, Author::Peer, "An answer");
    let quote =
        Quote { cursor: first.cursor, author: first.author.clone(), text: first.body.clone() };
    let reply = Reply { id: "o-1".to_owned(), quote: Some(quote), ..Reply::default() };
    answer.reply = Some(reply);
    happen(&mut window, &[arrived(answer)]);
    window.message(shell::Message::Chat(parlance::ui::chat::Message::ToEnd));
    window.frame();
    assert!(!window.shows("It is the east"), "it stands far above");
    window.click("Romeo: It is the east");
    assert!(window.shows("It is the east"));
    window.picture("quoted");

    let mut shell = window.state.shell.take().expect("it is there");
    let pressed = parlance::ui::part::thread::Event::Sought(None);
    let pressed = shell::Message::Chat(parlance::ui::chat::Message::Thread(pressed));
    drop(shell.update(&window.state.scene(), pressed));
    let told = shell.notice.clone().unwrap_or_default();
    assert!(told.contains("not on this computer"), "{told}");
    window.state.shell = Some(shell);
}

fn kept_first(window: &Driven) -> Message {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime starts");
    let begin = Cursor { at: Timestamp::from_millis(0), row: 0 };
    let page = runtime.block_on(window.state.client.newer(&romeo(), begin, 1));
    page.expect("a page").messages.remove(0)
}
