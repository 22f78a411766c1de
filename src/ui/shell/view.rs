//! How the main window is put together, by the room that there is.

use iced::widget::{column, container, mouse_area, opaque, row, stack};
use iced::{Alignment, Element, Length};

use crate::i18n::t;
use crate::model::Show;
use crate::ui::chat::Chat;
use crate::ui::deed::Deed;
use crate::ui::keys::Action as Key;
use crate::ui::menus::{self, Line};
use crate::ui::occupants;
use crate::ui::part::icon::Icon;
use crate::ui::part::menu::{self, Entry, Item};
use crate::ui::part::panes::{self, Side};
use crate::ui::part::patience::patience;
use crate::ui::part::sign::layer;
use crate::ui::part::{control, dialog, text};
use crate::ui::root::root;
use crate::ui::scene::{Scene, room_of};
use crate::ui::shell::{Message, Shell};
use crate::ui::sidebar::entries::nobody_yet;
use crate::ui::sidebar::{self, Emptiness};
use crate::ui::theme::{SINGLE, WIDE};
use crate::ui::theme::{space, style};

/// The widths that the sidebar can have.
const SIDEBAR: (f32, f32) = (220.0, 460.0);
/// The widths that the occupants can have.
const OCCUPANTS: (f32, f32) = (160.0, 360.0);

impl Shell {
    pub fn view<'a>(&'a self, scene: &Scene<'a>) -> Element<'a, Message> {
        let base = self.columns(scene);
        let base = self.with_notice(base);
        let base = self.with_menu(scene, base);
        let card = self
            .dialog
            .as_ref()
            .map(|dialog| (dialog.view(scene).map(Message::Dialog), Message::DialogDismissed));
        let page = dialog::over(base, card);
        root(
            page,
            move |action| self.takes(action).then_some(Message::Key(action)),
            Message::Escaped,
            self.closes(),
        )
    }

    /// Whether something stands open that Escape closes before all else.
    fn closes(&self) -> bool {
        let finds = self.chat.as_ref().is_some_and(|chat| chat.finds());
        self.menu.is_none() && (self.dialog.is_some() || finds || !self.sidebar.filter.is_empty())
    }

    fn columns<'a>(&'a self, scene: &Scene<'a>) -> Element<'a, Message> {
        let single = scene.size.width < SINGLE;
        if single {
            return match &self.chat {
                Some(chat) if self.reading => self.with_drawer(scene, chat),
                _ => self.sidebar.view(scene).map(Message::Sidebar),
            };
        }
        let thread = match &self.chat {
            Some(chat) => self.beside(scene, chat),
            None => nothing(scene),
        };
        let wanted = scene.settings.window.sidebar;
        let width = if scene.size.width < 1000.0 { wanted.min(260.0) } else { wanted };
        panes::beside(
            Side::Left,
            Some(self.sidebar.view(scene).map(Message::Sidebar)),
            thread,
            width,
            SIDEBAR,
            Message::SidebarResized,
        )
    }

    /// The thread, and the occupants over it where they were pulled out.
    fn with_drawer<'a>(&'a self, scene: &Scene<'a>, chat: &'a Chat) -> Element<'a, Message> {
        let thread = self.under(scene, chat);
        let pulled = self.drawer && scene.size.width < WIDE;
        let Some(list) = self.occupants_of(scene, chat).filter(|_| pulled) else {
            return stack![thread].into();
        };
        let width = scene.settings.window.occupants.min(scene.size.width - 60.0);
        let beside = mouse_area(container("").width(Length::Fill).height(Length::Fill))
            .on_press(Message::DrawerClosed);
        let drawer = container(opaque(list)).id(layer::DRAWER).width(width).style(style::card);
        stack![thread, row![beside, drawer]].into()
    }

    /// The thread, that hears when a contact is carried over it, and says what letting go does.
    fn under<'a>(&'a self, scene: &Scene<'a>, chat: &'a Chat) -> Element<'a, Message> {
        let mut thread = mouse_area(chat.view(scene).map(Message::Chat));
        let mut told = None;
        if let Some(room) = room_of(&chat.id).filter(|_| chat.id.is_room()) {
            let over = |room, it| Message::Sidebar(sidebar::Message::Over(room, it));
            thread = thread.on_enter(over(room.clone(), true)).on_exit(over(room.clone(), false));
            told = self.sidebar.takes(scene, &room).then(|| {
                let card = container(text::strong(t("drop-invite")));
                container(card.padding([space::S, space::M]).style(style::card))
                    .center(Length::Fill)
            });
        }
        stack![thread].push(told).into()
    }

    fn with_notice<'a>(&'a self, base: Element<'a, Message>) -> Element<'a, Message> {
        // The layers stay the same in number below: what has the keyboard keeps it.
        let Some(notice) = &self.notice else {
            return stack![base].into();
        };
        let line = row![
            container(text::body(notice.as_str())).width(Length::Fill),
            control::icon_action(Icon::Close, t("close"), Some(Message::NoticeClosed)),
        ]
        .spacing(space::S)
        .align_y(Alignment::Center);
        let card = container(opaque(
            container(line).padding([space::S, space::M]).max_width(560).style(style::card),
        ))
        .id(layer::NOTICE)
        .padding(space::L)
        .width(Length::Fill)
        .height(Length::Fill)
        .align_x(Alignment::Center)
        .align_y(Alignment::End);
        stack![base, card].into()
    }

    fn with_menu<'a>(
        &'a self,
        scene: &Scene<'a>,
        base: Element<'a, Message>,
    ) -> Element<'a, Message> {
        let menu = self.menu.as_ref().map(|menu| {
            let lines = menus::lines(scene, &menu.subject);
            (menu.at, lines.into_iter().map(entry).collect())
        });
        menu::over(base, menu, Message::MenuClosed)
    }

    /// The thread, and the occupants beside it. It is put together alike whether they are there or
    /// not, so that the thread keeps its place, and the caret its field.
    fn beside<'a>(&'a self, scene: &Scene<'a>, chat: &'a Chat) -> Element<'a, Message> {
        let beside = scene.size.width >= WIDE && scene.settings.window.show_occupants;
        panes::beside(
            Side::Right,
            self.occupants_of(scene, chat).filter(|_| beside),
            self.with_drawer(scene, chat),
            scene.settings.window.occupants,
            OCCUPANTS,
            Message::OccupantsResized,
        )
    }

    fn occupants_of<'a>(
        &'a self,
        scene: &Scene<'a>,
        chat: &'a Chat,
    ) -> Option<Element<'a, Message>> {
        if !chat.id.is_room() {
            return None;
        }
        let id = room_of(&chat.id)?;
        let (id, room) = scene.world.rooms.get_key_value(&id)?;
        Some(
            occupants::view(scene, id, room, self.occupant.clone(), self.held.as_ref())
                .map(Message::Occupants),
        )
    }
}

fn entry(line: Line) -> Entry<Message> {
    match line {
        Line::Rule => Entry::Rule,
        Line::Do { text, deed, chord, danger, checked } => Entry::Item(
            Item::new(text, Message::Did(deed)).keys(chord).danger(danger).checked(checked),
        ),
    }
}

/// No chat is chosen: a sentence and a button.
fn nothing<'a>(scene: &Scene<'a>) -> Element<'a, Message> {
    let people = scene.world.accounts.values().any(|standing| !standing.contacts.is_empty());
    // Whether there are any is not known where the server did not give the list.
    let refused = scene.world.accounts.values().any(|standing| standing.refused.is_some());
    let (sentence, label, deed) = match nobody_yet(scene) {
        _ if people || refused => (t("empty-no-chat"), t("key-switch"), Deed::Key(Key::Switch)),
        Emptiness::Loading => {
            let told = patience(text::muted(t("empty-loading")));
            return container(told).center(Length::Fill).style(style::page).into();
        }
        Emptiness::Offline => (t("empty-offline"), t("empty-connect"), Deed::SetShow(Show::Online)),
        _ => (t("empty-no-contacts"), t("menu-add-contact-new"), Deed::Key(Key::AddContact)),
    };
    let page = column![text::muted(sentence), control::plain(label).on_press(Message::Did(deed))]
        .spacing(space::M)
        .align_x(Alignment::Center);
    container(page).center(Length::Fill).style(style::page).into()
}
