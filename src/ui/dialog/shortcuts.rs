//! The list of shortcuts, made from the table that dispatches them.

use iced::widget::{Column, container, row};
use iced::{Alignment, Element, Length};

use crate::i18n::t;
use crate::ui::dialog::frame::{self, Action};
use crate::ui::keys;
use crate::ui::part::{line, text};
use crate::ui::theme::space;

#[derive(Debug, Clone, Default)]
pub struct Shortcuts;

#[derive(Debug, Clone)]
pub enum Message {
    Closed,
}

impl Shortcuts {
    pub fn update(&mut self, message: &Message) -> Action<Message> {
        match message {
            Message::Closed => Action::Close,
        }
    }

    pub fn view(&self) -> Element<'_, Message> {
        let mut list = Column::new().spacing(space::XS);
        list = list.push(entry("Alt+1 … 9".to_owned(), "key-chat-number"));
        for shortcut in keys::TABLE {
            let names: Vec<String> = shortcut.chords.iter().map(keys::name).collect();
            list = list.push(entry(names.join("  "), shortcut.text));
        }
        for (chord, key) in [
            ("Enter", "key-send"),
            ("Shift+Enter", "key-new-line"),
            ("Tab", "key-complete"),
            ("Esc", "key-escape"),
        ] {
            list = list.push(entry(chord.to_owned(), key));
        }
        frame::frame(frame::WIDE, t("shortcuts-title"), list, Vec::new(), Message::Closed)
    }
}

fn entry<'a>(chord: String, key: &str) -> Element<'a, Message> {
    row![
        container(text::body(t(key))).width(Length::Fill),
        container(line::muted(chord)).width(220),
    ]
    .spacing(space::S)
    .align_y(Alignment::Center)
    .into()
}
