//! A thread: what it shows, how it is read back, and what can be taken out of it.

use std::time::Duration;

use chrono::NaiveDate;
use iced::keyboard::Modifiers;
use iced::mouse::Button;
use iced::widget::container;
use iced::{Element, Point, Size, Task};
use parlance::model::message::{Author, Delivery, Kind};
use parlance::model::room::news::{Chronicle, Event as Happened, News};
use parlance::model::settings::Traffic;
use parlance::model::{AccountId, ChatId, Cursor, Message, Timestamp};
use parlance::ui::part::thread::{Event, Person, Scene, Thread};
use parlance::ui::theme::{Mode, style};

use crate::support::harness::Harness;

const MINUTE: i64 = 60_000;
/// A Tuesday morning.
const START: i64 = 1_763_456_000_000;

struct Room {
    thread: Thread,
    messages: Vec<Message>,
    older: Vec<Message>,
    read: Option<Cursor>,
    mode: Mode,
    events: Vec<Event>,
    chronicle: Chronicle,
    traffic: Traffic,
}

fn chat() -> ChatId {
    let account = AccountId("me@localhost".parse().expect("an address"));
    ChatId::room(account, "room@rooms.localhost".parse().expect("an address"))
}

fn said(minute: i64, author: Author, body: &str) -> Message {
    let outgoing = matches!(author, Author::Me { .. });
    Message {
        delivery: if outgoing { Delivery::Delivered } else { Delivery::Incoming },
        ..Message::new(
            chat(),
            Cursor { at: Timestamp::from_millis(START + minute * MINUTE), row: minute },
            author,
            body.to_owned(),
        )
    }
}

fn by(nick: &str) -> Author {
    Author::Occupant { nick: nick.to_owned(), id: None }
}

fn me() -> Author {
    Author::Me { nick: "me".to_owned() }
}

fn update(room: &mut Room, event: Event) -> Task<Event> {
    if let Some(event) = room.thread.update(event) {
        if matches!(event, Event::NearStart) {
            let mut messages = std::mem::take(&mut room.older);
            messages.append(&mut room.messages);
            room.messages = messages;
        }
        room.events.push(event);
    }
    Task::none()
}

fn view(room: &Room) -> Element<'_, Event> {
    let scene = Scene {
        messages: &room.messages,
        more: (!room.older.is_empty(), false),
        mode: room.mode,
        today: NaiveDate::from_ymd_opt(2025, 11, 18).expect("a day"),
        read: room.read,
        marks: &[],
        hit: None,
        sought: None,
        acts: true,
        person: Box::new(|author| match author {
            Author::Me { nick } => Person { name: nick.clone(), seed: nick.clone(), picture: None },
            Author::Occupant { nick, .. } => {
                Person { name: nick.clone(), seed: nick.clone(), picture: None }
            }
            Author::Peer | Author::Service => Person::default(),
        }),
        chronicle: Some(&room.chronicle),
        traffic: room.traffic,
    };
    container(room.thread.view(scene)).style(style::page).into()
}

fn window(messages: Vec<Message>, older: Vec<Message>) -> Harness<Room, Event> {
    let room = Room {
        thread: Thread::new(),
        messages,
        older,
        read: None,
        mode: Mode::Light,
        events: Vec::new(),
        chronicle: Chronicle::default(),
        traffic: Traffic::Folded,
    };
    Harness::new(room, update, view, Size::new(800.0, 600.0))
}

fn lines(range: std::ops::Range<i64>) -> Vec<Message> {
    range
        .map(|minute| {
            said(minute, by(&format!("user{}", minute / 3 % 3)), &format!("line number {minute}"))
        })
        .collect()
}

/// Where a text begins: a little inside of its first letter's left half.
fn start_of(window: &mut Harness<Room, Event>, text: &str) -> Point {
    let bounds = window.bounds(text).expect("it can be seen");
    Point::new(bounds.x + 1.0, bounds.y + 8.0)
}

fn rich_room() -> Vec<Message> {
    let long = "unbroken".repeat(40);
    let texts = [
        (0, by("Romeo"), "But soft, what light through yonder window breaks? It is the east, and *Juliet* is the _sun_. Arise, fair sun, and kill the envious moon, who is already sick and pale with grief.".to_owned()),
        (1, by("Romeo"), "See https://example.org/a_long_path/to/somewhere?with=query and `inline code`, ~struck~ ❤️ 😀".to_owned()),
        (2, by("李雷"), "中文消息：骨直角，今天天气很好。我们去公园吧！👩‍👩‍👧‍👦".to_owned()),
        (3, by("عبد الله"), "مرحبا بالعالم! هذه رسالة طويلة بعض الشيء لتظهر المحاذاة إلى اليمين في عدة أسطر من النص العربي مع كلمة English في الوسط.".to_owned()),
        (4, me(), "> quoted words\nand an answer to them".to_owned()),
        (5, me(), "```\nfn main() {\n    println!(\"hello\");\n}\n```".to_owned()),
        (6, me(), long),
        (7, by("Juliet with a very long nick that goes on and on until nobody can read it any more at all"), "me: look here".to_owned()),
        (1600, by("Juliet"), "/me waves".to_owned()),
    ];
    let mut messages: Vec<Message> =
        texts.into_iter().map(|(minute, author, body)| said(minute, author, &body)).collect();
    messages[4].delivery = Delivery::Read;
    messages[5].delivery = Delivery::Queued;
    messages[6].delivery = Delivery::Failed("remote-server-not-found".to_owned());
    messages[7].mention = true;
    let mut subject = said(1601, by("Juliet"), "Balcony scene");
    subject.kind = Kind::Subject;
    let mut letter = said(1602, by("Nurse"), "Come down, the play begins.");
    letter.kind = Kind::Normal { subject: "A letter".to_owned() };
    let mut notice = said(1603, Author::Service, "The server restarts at noon.");
    notice.kind = Kind::Headline { subject: String::new() };
    let mut sealed = said(1604, by("Friar"), "");
    sealed.sealed = Some("OMEMO".to_owned());
    let mut file = said(1605, me(), "https://share.example/x/%E7%85%A7%E7%89%87.jpg");
    file.attachment = Some(file.body.clone());
    messages.extend([subject, letter, notice, sealed, file]);
    messages
}

#[test]
fn every_sort_of_message_is_shown_in_both_modes() {
    for (mode, name) in [(Mode::Light, "light"), (Mode::Dark, "dark")] {
        let mut window = window(rich_room(), Vec::new());
        window.state.mode = mode;
        window.mode = mode;
        window.state.read = Some(window.state.messages[8].cursor);
        window.resize(Size::new(900.0, 980.0));
        assert!(window.shows("照片.jpg"));
        assert!(window.shows("* Juliet waves"));
        window.picture(&format!("thread-{name}"));
        window.resize(Size::new(380.0, 900.0));
        window.picture(&format!("thread-narrow-{name}"));
    }
}

#[test]
fn a_drag_over_four_messages_copies_all_of_them() {
    let mut window = window(lines(0..20), Vec::new());
    let from = start_of(&mut window, "line number 12");
    let to = window.bounds("line number 15").expect("it can be seen");
    window.drag(from, Point::new(to.x + 300.0, to.y + 8.0));
    window.chord(Modifiers::COMMAND, 'c');

    let copied = window.clipboard.0.clone().expect("something was copied");
    let copied: Vec<&str> = copied.lines().collect();
    assert_eq!(copied.len(), 4, "{copied:?}");
    assert!(copied[0].ends_with("] user1: line number 12"), "{copied:?}");
    assert!(copied[3].ends_with("] user2: line number 15"), "{copied:?}");
    window.picture("thread-selection");

    window.wheel(3.0);
    window.clipboard.0 = None;
    window.chord(Modifiers::COMMAND, 'c');
    assert_eq!(window.clipboard.0.map(|text| text.lines().count()), Some(4));
}

#[test]
fn a_selection_within_one_message_copies_its_letters_alone() {
    let mut window =
        window(vec![said(0, me(), "two words"), said(1, me(), "and more")], Vec::new());
    let at = start_of(&mut window, "two words");
    window.click_at(at);
    window.click_at(at);
    window.chord(Modifiers::COMMAND, 'c');
    assert_eq!(window.clipboard.0.as_deref(), Some("two"), "a double click takes the word");

    window.click_at(at);
    window.chord(Modifiers::COMMAND, 'c');
    assert_eq!(window.clipboard.0.as_deref(), Some("two words"), "a triple click takes all");

    window.clipboard.0 = None;
    window.click_at(Point::new(700.0, 20.0));
    window.chord(Modifiers::COMMAND, 'c');
    assert_eq!(window.clipboard.0, None, "a press elsewhere takes the selection away");
}

#[test]
fn a_selection_can_be_drawn_beyond_the_edge() {
    let mut window = window(lines(0..200), Vec::new());
    let from = window.bounds("line number 199").expect("it can be seen");
    window.press_at(Point::new(from.x + 60.0, from.y + 8.0), Button::Left);
    window.move_to(Point::new(from.x + 60.0, -60.0));
    for _ in 0..100 {
        window.pass(Duration::from_millis(16));
    }
    window.release(Button::Left);
    window.chord(Modifiers::COMMAND, 'c');
    let copied = window.clipboard.0.clone().expect("something was copied");
    let count = copied.lines().count();
    assert!(count > 40, "more than fits into the window: {count}");
    assert!(
        copied
            .lines()
            .last()
            .is_some_and(|line| line.contains("line number 199") || line.contains("line num"))
    );
}

#[test]
fn a_link_opens_at_a_press_and_not_at_a_drag() {
    let text = "https://example.org/page";
    let mut window = window(vec![said(0, me(), text)], Vec::new());
    let at = start_of(&mut window, text);
    window.drag(at, Point::new(at.x + 50.0, at.y));
    assert!(!window.state.events.iter().any(|event| matches!(event, Event::Opened(_))));

    window.click_at(Point::new(at.x + 20.0, at.y));
    let opened =
        window.state.events.iter().any(|event| matches!(event, Event::Opened(it) if it == text));
    assert!(opened, "{:?}", window.state.events);

    window.right_click_at(Point::new(at.x + 20.0, at.y));
    assert!(
        window
            .state
            .events
            .iter()
            .any(|event| matches!(event, Event::Menu { link: Some(link), .. } if link == text))
    );
}

#[test]
fn what_failed_can_be_sent_again() {
    let mut failed = said(0, me(), "lost");
    failed.delivery = Delivery::Failed(String::new());
    let mut window = window(vec![failed], Vec::new());
    window.click("Send again");
    assert!(window.state.events.iter().any(|event| matches!(event, Event::SendAgain(_))));
}

#[test]
fn older_messages_come_without_a_jump() {
    let mut window = window(lines(300..400), lines(0..300));
    window.move_to(Point::new(400.0, 300.0));
    let y = |window: &mut Harness<Room, Event>, minute: i64| {
        window.find(format!("line number {minute}")).map(|found| found.bounds().y)
    };

    let mut worst: f32 = 0.0;
    for _ in 0..60 {
        let seen = window.state.thread.visible().expect("something is seen").first.row + 1;
        let before = y(&mut window, seen).expect("it is there");
        window.wheel(1.0);
        let after = y(&mut window, seen).expect("it is there");
        worst = worst.max((after - before - 60.0).abs());
    }
    assert!(window.state.older.is_empty(), "the older page was asked for");
    assert!(worst <= 1.0, "{worst}");

    let seen = window.state.thread.visible().expect("something is seen").first.row + 1;
    let before = y(&mut window, seen);
    let more = lines(400..401);
    window.state.messages.extend(more);
    window.frame();
    assert_eq!(y(&mut window, seen), before, "an arrival moves nothing");

    window.state.thread.to_bottom();
    window.frame();
    assert!(window.state.thread.visible().is_some_and(|it| it.at_bottom));
    let more = lines(401..402);
    window.state.messages.extend(more);
    window.frame();
    assert!(window.shows("line number 401"));
    assert!(window.state.thread.visible().is_some_and(|it| it.at_bottom));
}

#[test]
fn a_hundred_thousand_messages_cost_what_a_window_full_costs() {
    let mut window = window(lines(0..100_000), Vec::new());
    let frames = window.frames;
    assert!(window.shows("line number 99999"));
    assert!(window.find("line number 99000").is_none(), "rows far away do not exist");
    assert!(frames < 10);
}

#[test]
fn the_time_of_a_single_line_is_told_where_the_pointer_is_and_moves_nothing() {
    let mut window = window(lines(0..6), Vec::new());
    let places = |window: &mut Harness<Room, Event>| {
        (0..6).map(|minute| window.bounds(format!("line number {minute}"))).collect::<Vec<_>>()
    };
    let before = places(&mut window);
    let second = before[1].expect("it can be seen");
    window.move_to(Point::new(second.x + 10.0, second.y + 8.0));
    assert_eq!(places(&mut window), before);
    window.picture("thread-hover");
}

fn news(minute: i64, event: Happened) -> News {
    News { at: Timestamp::from_millis(START + minute * MINUTE + 1), event }
}

#[test]
fn comings_and_goings_are_one_line_that_unfolds() {
    let mut window = window(lines(0..3), Vec::new());
    let chronicle = &mut window.state.chronicle;
    for nick in ["Ann", "Bob", "Eve"] {
        chronicle.add(&news(3, Happened::Came(nick.to_owned())), None);
    }
    chronicle.add(&news(3, Happened::Left("Bob".to_owned())), None);
    chronicle.add(&news(4, Happened::Configured), None);
    let (by, reason) = ("Chair".to_owned(), "Enough".to_owned());
    let kicked = Happened::Kicked { nick: "Zoe".to_owned(), by, reason };
    chronicle.add(&news(5, kicked), None);
    window.resize(Size::new(801.0, 600.0));

    assert!(window.shows("The settings of the room were changed."));
    assert!(!window.shows("Left: Bob") && !window.shows("Bob left"));
    window.picture("thread-news");
    window.click("3 came, 1 left");
    assert!(window.shows("Came: Ann, Bob, Eve"));
    assert!(window.shows("Bob left"));
    window.picture("thread-news-unfolded");
    window.click("3 came, 1 left");
    assert!(!window.shows("Came: Ann, Bob, Eve"));

    window.state.traffic = Traffic::Named;
    window.resize(Size::new(800.0, 600.0));
    assert!(window.shows("Came: Ann, Bob, Eve") && !window.shows("3 came, 1 left"));
    window.state.traffic = Traffic::Hidden;
    window.resize(Size::new(801.0, 600.0));
    assert!(!window.shows("Came: Ann, Bob, Eve") && !window.shows("3 came, 1 left"));
    assert!(window.shows("The settings of the room were changed."), "that is no coming");
}

#[test]
fn news_stand_between_the_messages_of_their_time() {
    let mut window = window(lines(0..6), Vec::new());
    window.state.chronicle.add(&news(2, Happened::Came("Ann".to_owned())), None);
    window.resize(Size::new(801.0, 600.0));
    let mut at = |text: &str| window.bounds(text).expect("it can be seen").y;
    let places = [at("line number 2"), at("Ann came"), at("line number 3")];
    assert!(places.is_sorted(), "{places:?}");
}
