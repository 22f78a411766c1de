//! The thread on the screen, without a screen: events and layout of a frame, and drawing apart.

use divan::Bencher;
use iced::{Element, Size, Task};
use parlance::model::Message;
use parlance::model::settings::Traffic;
use parlance::ui::part::thread::{Event, Person, Scene, Thread};
use parlance::ui::theme::Mode;

use crate::past::{at, message, ruth};
use crate::support::harness::Harness;

const ROWS: usize = 10_000;
const SIZE: Size = Size::new(1000.0, 700.0);

struct Talk {
    thread: Thread,
    messages: Vec<Message>,
}

fn update(talk: &mut Talk, event: Event) -> Task<Event> {
    let _ = talk.thread.update(event);
    Task::none()
}

fn view(talk: &Talk) -> Element<'_, Event> {
    talk.thread.view(Scene {
        messages: &talk.messages,
        more: (false, false),
        mode: Mode::Light,
        today: chrono::NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day"),
        read: None,
        marks: &[],
        hit: None,
        sought: None,
        acts: true,
        person: Box::new(|_| Person {
            name: "Ruth".to_owned(),
            seed: "ruth@chat.test".to_owned(),
            picture: None,
        }),
        chronicle: None,
        traffic: Traffic::Folded,
    })
}

fn talk(rows: usize) -> Harness<Talk, Event> {
    let messages = (0..rows).map(|it| message(ruth(), it, at(it))).collect();
    Harness::new(Talk { thread: Thread::new(), messages }, update, view, SIZE)
}

/// Three steps of the wheel up, and all that follows until the window is quiet.
#[divan::bench(sample_count = 1_000, sample_size = 1)]
fn scroll_10000(bencher: Bencher<'_, '_>) {
    let mut window = talk(ROWS);
    window.move_to(iced::Point::new(SIZE.width / 2.0, SIZE.height / 2.0));
    bencher.bench_local(|| window.wheel(3.0));
}

/// A frame in which nothing is new.
#[divan::bench]
fn frame(bencher: Bencher<'_, '_>) {
    let mut window = talk(ROWS);
    bencher.bench_local(|| window.frame());
}

/// One more message, at the end that is looked at.
#[divan::bench(sample_count = 400, sample_size = 1)]
fn arrival(bencher: Bencher<'_, '_>) {
    let mut window = talk(400);
    bencher.bench_local(|| {
        let number = window.state.messages.len();
        window.state.messages.push(message(ruth(), number, at(number)));
        window.frame();
    });
}

/// All of the window, drawn by the software renderer.
#[divan::bench]
fn drawing(bencher: Bencher<'_, '_>) {
    let mut window = talk(400);
    bencher.bench_local(|| window.draw());
}
