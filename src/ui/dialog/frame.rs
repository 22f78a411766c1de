//! What all dialogs have in common: a title, what they hold, their buttons, and how a request of
//! theirs goes.

use std::borrow::Cow;

use iced::widget::{container, row, scrollable, space as gap};
use iced::{Alignment, Element, Length, Task};

use crate::client::Error;
use crate::i18n::t;
use crate::model::Settings;
use crate::ui::deed::Deed;
use crate::ui::part::focus::CLOSE;
use crate::ui::part::icon::Icon;
use crate::ui::part::paging::paging;
use crate::ui::part::sheet::sheet;
use crate::ui::part::{control, text};
use crate::ui::theme::{space, style};
use crate::ui::words;

/// What the window must do for a dialog.
#[derive(Debug)]
pub enum Action<Message> {
    None,
    Run(Task<Message>),
    Close,
    /// Closes, then does this.
    Do(Deed),
    /// New settings, to be kept and followed at once.
    Set(Box<Settings>),
    /// A picture is to be chosen among the files of the machine.
    Pick,
    /// Opens a link, and stays.
    Follow(String),
}

impl<A: Send + 'static> Action<A> {
    pub fn map<B: Send + 'static>(
        self,
        map: impl Fn(A) -> B + Clone + Send + 'static,
    ) -> Action<B> {
        match self {
            Self::None => Action::None,
            Self::Run(task) => Action::Run(task.map(map)),
            Self::Close => Action::Close,
            Self::Do(deed) => Action::Do(deed),
            Self::Set(settings) => Action::Set(settings),
            Self::Pick => Action::Pick,
            Self::Follow(link) => Action::Follow(link),
        }
    }
}

/// How the request of a dialog goes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Progress {
    #[default]
    Ready,
    Waiting,
    /// In the words to be shown.
    Failed(String),
}

impl Progress {
    pub fn is_waiting(&self) -> bool {
        *self == Self::Waiting
    }

    pub fn fault(&self) -> Option<&str> {
        match self {
            Self::Failed(words) => Some(words),
            Self::Ready | Self::Waiting => None,
        }
    }

    /// Takes the answer: closes where it went well.
    pub fn answered<M>(&mut self, answer: Result<(), Error>) -> Action<M> {
        match answer {
            Ok(()) => Action::Close,
            Err(error) => {
                *self = Self::Failed(words::error(&error));
                Action::None
            }
        }
    }
}

/// The width of an ordinary dialog.
pub const NARROW: f32 = 420.0;
/// The width of one with lists.
pub const WIDE: f32 = 620.0;

/// A dialog's page: the title with a way to close it, what it holds (scrolling where it must), and
/// its buttons at the end.
pub fn frame<'a, M: Clone + 'a>(
    width: f32,
    title: impl Into<Cow<'a, str>>,
    body: impl Into<Element<'a, M>>,
    buttons: Vec<Element<'a, M>>,
    close: M,
) -> Element<'a, M> {
    let head = row![
        container(text::title(title)).width(Length::Fill),
        control::hint(
            control::icon_button(Icon::Close, t("close")).id(CLOSE).on_press(close),
            t("close"),
        ),
    ]
    .spacing(space::S)
    .align_y(Alignment::Center);
    let inner = container(body).padding(iced::Padding::ZERO.right(space::M));
    let body = scrollable(inner).style(style::scroll).width(Length::Fill);
    let foot: Element<'a, M> = if buttons.is_empty() {
        gap().into()
    } else {
        row![gap().width(Length::Fill)].extend(buttons).spacing(space::S).into()
    };
    let page = sheet(head, paging(body), foot, space::M);
    container(page).padding(space::L).width(Length::Fill).max_width(width).style(style::card).into()
}

/// The two buttons of a dialog that does one thing: Cancel, and the thing.
pub fn buttons<'a, M: Clone + 'a>(
    label: impl Into<Cow<'a, str>>,
    act: Option<M>,
    cancel: M,
) -> Vec<Element<'a, M>> {
    vec![
        control::plain(t("cancel")).on_press(cancel).into(),
        control::primary(label).id("dialog-submit").on_press_maybe(act).into(),
    ]
}

/// What a request said no with; nothing where it did not.
pub fn fault<'a, M: 'a>(progress: &'a Progress) -> Option<Element<'a, M>> {
    progress.fault().map(text::fault)
}
