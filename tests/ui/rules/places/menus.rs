//! Every menu, at the edges of the window too.

use iced::{Point, Size};
use parlance::model::ChatId;
use parlance::model::message::Delivery;
use parlance::ui::menus::Subject;
use parlance::ui::part::composer::Order;
use parlance::ui::shell;

use crate::ui::rules::people::{self, hard, names, person, statuses, stranger};
use crate::ui::rules::places::{Tour, spoken};
use crate::ui::window::open;
use crate::ui::world::me;

impl Tour<'_> {
    pub(super) fn menus(&mut self) {
        let mut window = self.window(hard());
        let Size { width, height } = self.size;
        let places =
            [Point::ORIGIN, Point::new(width, height), Point::new(width / 2.0, height / 2.0)];
        open(&mut window, people::room().chat());
        for (number, subject) in subjects().into_iter().enumerate() {
            let shell = window.state.shell.as_mut().expect("it is there");
            let name = format!("menu of {}", menu_kind(&subject));
            shell.menu = Some(shell::Menu { subject, at: places[number % 3] });
            window.frame();
            self.look(&name, &mut window);
        }
    }
}

/// One of each thing that has a menu, and more where it has several.
pub fn subjects() -> Vec<Subject> {
    let chat = ChatId::contact(me(), person(2));
    let mut subjects = vec![
        Subject::Contact(chat.clone()),
        Subject::Contact(stranger()),
        Subject::Room(people::room()),
        Subject::Group(me(), names()[1].clone()),
        Subject::Group(me(), String::new()),
        Subject::Group(me(), parlance::model::roster::ROOMS.to_owned()),
        Subject::Account(me()),
        Subject::Open(chat.clone()),
        Subject::Open(people::room().chat()),
        Subject::Occupant(people::room(), format!("{}0", names()[0])),
        Subject::Occupant(people::room(), "Juliet".to_owned()),
        Subject::Composer {
            orders: vec![
                Order::Undo,
                Order::Redo,
                Order::Cut,
                Order::Copy,
                Order::Paste,
                Order::SelectAll,
            ],
            emoji: true,
        },
        Subject::Own,
        Subject::Window,
    ];
    let mut sorts = Vec::new();
    for message in spoken(&chat).into_iter().chain(spoken(&people::room().chat())) {
        let failed = matches!(message.delivery, Delivery::Failed(_));
        let (sealed, file) = (message.sealed.is_some(), message.attachment.is_some());
        let sort = (message.chat.is_room(), message.outgoing(), failed, sealed, file);
        if sorts.contains(&sort) {
            continue;
        }
        sorts.push(sort);
        let selected = Some(statuses()[0].clone());
        let link = Some(people::UNBROKEN.to_owned());
        subjects.push(Subject::Message { message: Box::new(message), link, selected });
    }
    subjects
}

pub fn menu_kind(subject: &Subject) -> &'static str {
    match subject {
        Subject::Contact(_) => "contact",
        Subject::Room(_) => "room",
        Subject::Group(..) => "group",
        Subject::Account(_) => "account of a menu",
        Subject::Open(_) => "open chat",
        Subject::Message { .. } => "message",
        Subject::Occupant(..) => "occupant",
        Subject::Composer { .. } => "composer",
        Subject::Own => "own",
        Subject::Window => "window",
    }
}
