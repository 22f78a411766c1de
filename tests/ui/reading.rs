//! Reading back in chats that are in the cache: each is found again where it was left.

use iced::keyboard::Modifiers;
use iced::keyboard::key::Named;
use iced::{Point, Size};
use parlance::client::Client;
use parlance::client::handle::Places;
use parlance::model::message::{Author, Cursor, Origin};
use parlance::model::{Account, ChatId, Timestamp};
use parlance::store::messages::{self, Age};
use parlance::store::{Error, Store, accounts};
use parlance::ui::chat::COMPOSER;
use parlance::ui::dialog::search;

use crate::ui::window::{Driven, drive, open};
use crate::ui::world::{company, hall, me, said, with};

fn romeo() -> ChatId {
    with("romeo@montague.example")
}

/// A window over a cache in which the hall and Romeo have said much.
fn library() -> (Driven, tempfile::TempDir) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime starts");
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("history.sqlite3");
    let client = runtime.block_on(async {
        let store = Store::open(&database).expect("a new cache");
        store.call(furnish).await.expect("it can be written");
        drop(store);
        let places = Places { database, pictures: folder.path().join("pictures") };
        Client::open(places).await.expect("the cache can be opened")
    });
    let mut window = drive(company(), 1280.0, 800.0);
    window.state.client = client;
    (window, folder)
}

fn furnish(db: &parlance::store::Connection) -> Result<(), Error> {
    accounts::set(db, &Account::new(me(), "parlance.1".to_owned()))?;
    for minute in 0..300 {
        for chat in [romeo(), hall().chat()] {
            let author = match chat.is_room() {
                true => Author::Occupant { nick: "Capulet".to_owned(), id: None },
                false => Author::Peer,
            };
            let mut message = said(chat, minute, author, &format!("The words of minute {minute}"));
            message.cursor = Cursor { at: Timestamp::from_millis(minute * 60_000), row: 0 };
            let _ = messages::insert(db, &message, Origin::Live, Age::News)?;
        }
    }
    Ok(())
}

/// Where the messages stand that are seen.
fn seen(window: &mut Driven) -> Vec<(i64, f32)> {
    (0..300)
        .filter_map(|minute| {
            let words = format!("The words of minute {minute}");
            window.bounds(words.as_str()).map(|bounds| (minute, bounds.y))
        })
        .collect()
}

fn read_back(window: &mut Driven) -> Vec<(i64, f32)> {
    window.move_to(iced::Point::new(600.0, 400.0));
    for _ in 0..12 {
        window.wheel(5.0);
    }
    let seen = seen(window);
    assert!(seen.iter().all(|(minute, _)| *minute < 280), "it was scrolled back: {seen:?}");
    seen
}

#[test]
fn a_chat_is_found_again_where_it_was_left() {
    let (mut window, _folder) = library();
    open(&mut window, romeo());
    let left = read_back(&mut window);
    open(&mut window, hall().chat());
    assert!(window.shows("The words of minute 299"), "another chat opens at its own end");
    open(&mut window, romeo());
    assert_eq!(seen(&mut window), left);
    window.picture("reading-back");

    window.key(Named::Escape);
    assert!(window.shows("The words of minute 299"), "Escape goes to the end");
    open(&mut window, hall().chat());
    open(&mut window, romeo());
    assert!(window.shows("The words of minute 299"), "and what was left there is found there");
}

#[test]
fn a_thread_keeps_its_place_beside_occupants_that_come_and_go() {
    let (mut window, _folder) = library();
    open(&mut window, hall().chat());
    let left = read_back(&mut window);
    let both = Modifiers::CTRL | Modifiers::SHIFT;
    for _ in 0..2 {
        window.chord(both, 'u');
        assert_eq!(seen(&mut window), left);
        assert!(window.focused(COMPOSER));
    }
    for width in [880.0, 640.0, 1280.0] {
        let size = Size::new(width, 800.0);
        window.state.size = size;
        window.resize(size);
        assert_eq!(seen(&mut window).first(), left.first(), "at a width of {width}");
    }
    window.key(Named::Escape);
    window.chord(both, 'u');
    assert!(window.shows("The words of minute 299"), "who is at the end stays at the end");
}

#[test]
fn the_pages_of_a_thread_are_turned_from_the_composer() {
    let (mut window, _folder) = library();
    open(&mut window, romeo());
    window.key(Named::PageUp);
    assert!(!window.shows("The words of minute 299"));
    window.key_with(Modifiers::SHIFT, Named::PageUp);
    let back = seen(&mut window);
    assert!(back.iter().all(|(minute, _)| *minute < 280), "{back:?}");
    window.key(Named::PageDown);
    window.key_with(Modifiers::SHIFT, Named::PageDown);
    assert!(window.shows("The words of minute 299"));
    assert!(window.focused(COMPOSER));
}

#[test]
fn words_are_found_in_all_chats_and_lead_to_where_they_were_written() {
    let (mut window, _folder) = library();
    open(&mut window, hall().chat());
    window.chord(Modifiers::CTRL | Modifiers::SHIFT, 'f');
    assert!(window.focused(search::INPUT));
    window.commit("zzz");
    assert!(window.shows("Nobody wrote that, as far as this computer knows."));
    window.click("Clear the words");
    assert!(window.focused(search::INPUT));

    window.commit("minute 42");
    assert!(window.shows("Romeo") && window.shows("The words of minute 42"));
    window.picture("reading-search");
    window.key(Named::ArrowDown);
    window.key(Named::Enter);
    let shell = window.state.shell.as_ref().expect("it is there");
    assert!(shell.dialog.is_none());
    assert!(shell.chat.as_ref().is_some_and(|chat| chat.finds()), "the bar goes on from there");
    assert!(window.shows("The words of minute 42"));
    assert!(!window.shows("The words of minute 299"));
    window.picture("reading-hit");
}

#[test]
fn a_search_is_narrowed_by_person_day_and_chat() {
    let (mut window, _folder) = library();
    open(&mut window, hall().chat());
    window.chord(Modifiers::CTRL, 'f');
    window.commit("minute 42");
    window.click("Filters");
    assert!(window.focused(search::INPUT), "it goes on where the words are");
    window.picture("reading-filters");
    let (capulet, romeo) = ("The great hall · Capulet", "Romeo");
    let found = |window: &mut Driven, title: &str| {
        window.shows(title)
            && window.shows("1 Jan 1970")
            && !window.shows("Nobody wrote that, as far as this computer knows.")
    };
    assert!(found(&mut window, capulet));

    let below = window.bounds("From").expect("the filters are there");
    window.click_at(Point::new(below.x + 40.0, below.y + 32.0));
    window.commit("Romeo");
    assert!(!found(&mut window, capulet), "he is not in the hall");
    window.click("Only in The great hall");
    assert!(found(&mut window, romeo));

    let below = window.bounds("Since").expect("the filters are there");
    window.click_at(Point::new(below.x + 40.0, below.y + 32.0));
    window.commit("soon");
    assert!(window.shows("Not a day") && found(&mut window, romeo));
    for _ in 0..4 {
        window.key(Named::Backspace);
    }
    window.commit("2020-01-01");
    assert!(!found(&mut window, romeo), "that was long before");
    window.click("Clear the words");
    assert!(window.focused(search::INPUT) && !window.shows("Not a day"));
}
