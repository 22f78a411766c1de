//! Everything that reaches the loop by itself.

use std::hash::{Hash, Hasher};
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use iced::{Subscription, event, window};

use crate::app::windows::Event;
use crate::app::{App, Message, remote};
use crate::client::Client;
use crate::desktop::machine::{self, Buses};
use crate::desktop::paths::Paths;
use crate::desktop::signals;
use crate::model::{Change, Connection};

/// While somebody looks at the seconds until the next attempt.
const SECOND: Duration = Duration::from_secs(1);
/// For the change of the day.
const TICK: Duration = Duration::from_secs(60);

/// The client, as a subscription tells it apart: there is one.
struct Ear(Client);

impl Hash for Ear {
    fn hash<H: Hasher>(&self, state: &mut H) {
        "changes".hash(state);
    }
}

/// The folder of the profile, as a subscription tells it apart.
struct Door(Paths);

impl Hash for Door {
    fn hash<H: Hasher>(&self, state: &mut H) {
        "door".hash(state);
    }
}

pub fn all(app: &App) -> Subscription<Message> {
    let mut ears = vec![
        event::listen_with(window_event),
        iced::system::theme_changes().map(Message::System),
        Subscription::run(quits).map(|()| Message::QuitAsked),
        Subscription::run(happenings).map(Message::Machine),
        Subscription::run_with(Door(app.paths.clone()), |door| {
            remote::orders(door.0.clone()).boxed()
        })
        .map(Message::Asked),
    ];
    if let Some(house) = &app.house {
        ears.push(Subscription::run_with(Ear(house.client.clone()), changes).map(Message::Changed));
        let waits = house
            .world
            .accounts
            .values()
            .any(|standing| matches!(standing.connection, Connection::Waiting { .. }));
        if app.looks_idle() {
            ears.push(Subscription::run(idling).map(Message::Idled));
        }
        if app.away.is_some() {
            ears.push(event::listen_with(touch));
        }
        let every = if waits { SECOND } else { TICK };
        ears.push(iced::time::every(every).map(|_| Message::Ticked));
    }
    Subscription::batch(ears)
}

fn changes(ear: &Ear) -> impl Stream<Item = Vec<Change>> + Send + use<> {
    ear.0.changes()
}

fn quits() -> impl Stream<Item = ()> + Send {
    signals::quits()
}

fn happenings() -> impl Stream<Item = machine::Event> + Send {
    machine::events(Buses::default())
}

fn idling() -> impl Stream<Item = Option<Duration>> + Send {
    machine::idle(Buses::default())
}

/// A hand on the keyboard or the mouse.
fn touch(event: event::Event, _: event::Status, _: window::Id) -> Option<Message> {
    match event {
        event::Event::Keyboard(_) | event::Event::Touch(_) => Some(Message::Touched),
        event::Event::Mouse(event) => {
            let left = matches!(event, iced::mouse::Event::CursorLeft);
            (!left).then_some(Message::Touched)
        }
        event::Event::Window(_) | event::Event::InputMethod(_) => None,
    }
}

fn window_event(event: event::Event, _: event::Status, id: window::Id) -> Option<Message> {
    let event::Event::Window(event) = event else {
        return None;
    };
    let told = match event {
        window::Event::Opened { size, .. } | window::Event::Resized(size) => Event::Resized(size),
        window::Event::Focused => Event::Focused,
        window::Event::Unfocused => Event::Unfocused,
        window::Event::CloseRequested => Event::CloseAsked,
        window::Event::Closed => Event::Closed,
        _ => return None,
    };
    Some(Message::Window(id, told))
}
