//! The head of a conversation: whom it is with, and how they are.

use iced::widget::{column, container, row};
use iced::{Alignment, Element, Length};

use crate::i18n::t;
use crate::model::presence;
use crate::model::room::State;
use crate::model::{Peer, Show};
use crate::ui::chat::{Chat, Message};
use crate::ui::deed::Deed;
use crate::ui::keys::Action as Key;
use crate::ui::menus::Subject;
use crate::ui::part::avatar::avatar;
use crate::ui::part::control;
use crate::ui::part::icon::{Icon, icon};
use crate::ui::part::line::{self, line};
use crate::ui::part::pressable::{Look, pressable};
use crate::ui::scene::{Scene, room_of};
use crate::ui::theme::SINGLE;
use crate::ui::theme::hue::seed;
use crate::ui::theme::{size, space, style};
use crate::ui::words;

/// The height of the head.
const HEIGHT: f32 = 48.0;

impl Chat {
    pub(super) fn header<'a>(&'a self, scene: &Scene<'a>) -> Element<'a, Message> {
        let title = scene.world.title(&self.id);
        let (show, about) = self.about(scene);
        let muted = scene.world.chats.get(&self.id).is_some_and(|known| known.is_quiet(scene.now));

        let face = avatar(title, &seed(&self.id), 32.0)
            .picture(scene.pictures.of(scene.world, &self.id))
            .show(show)
            .on(|tokens| tokens.page);
        let name = line(title).size(size::TITLE).strong();
        let whom = row![
            face,
            column![name.width(Length::Fill), line::muted(about).width(Length::Fill)]
                .width(Length::Fill),
        ]
        .spacing(space::S)
        .align_y(Alignment::Center);
        let subject = Subject::Open(self.id.clone());
        let whom = pressable(Look::Quiet, whom)
            .label(t("menu-details"))
            .width(Length::Fill)
            .height(HEIGHT - 4.0)
            .padding([0.0, space::S])
            .on_press(Message::Did(Deed::Details(self.id.clone())))
            .on_context(move |at| Message::MenuAsked(subject.clone(), at));

        let mut bar = row![].spacing(2).align_y(Alignment::Center);
        if scene.size.width < SINGLE {
            bar =
                bar.push(control::icon_action(Icon::ArrowLeft, t("back"), Some(Message::WentBack)));
        }
        bar = bar.push(whom);
        if muted {
            bar = bar.push(container(icon(Icon::BellOff).style(style::muted)).padding(space::XS));
        }
        bar =
            bar.push(control::icon_action(Icon::Search, t("key-find"), Some(Message::FindOpened)));
        if self.id.is_room() {
            bar = bar.push(control::icon_action(
                Icon::Users,
                t("key-toggle-occupants"),
                Some(Message::Did(Deed::Key(Key::ToggleOccupants))),
            ));
        }
        let subject = Subject::Open(self.id.clone());
        let at = iced::Point::new(scene.size.width, HEIGHT);
        bar = bar.push(control::icon_action(
            Icon::More,
            t("more"),
            Some(Message::MenuAsked(subject, at)),
        ));
        container(bar)
            .padding([2.0, space::S])
            .height(HEIGHT)
            .align_y(Alignment::Center)
            .width(Length::Fill)
            .into()
    }

    /// The show of a person, and the line beneath the name.
    fn about(&self, scene: &Scene<'_>) -> (Option<Show>, String) {
        match &self.id.peer {
            Peer::Contact(jid) => {
                let Some(standing) = scene.world.accounts.get(&self.id.account) else {
                    return (None, String::new());
                };
                let best = standing.devices.get(jid).and_then(|it| presence::best(it.values()));
                let show = best.map_or(Show::Offline, |best| best.show);
                let status = best.map(|best| best.status.trim()).filter(|it| !it.is_empty());
                let known = standing.contacts.contains_key(jid);
                let about = match status {
                    Some(status) => format!("{} · {status}", words::show(show)),
                    None if !known => jid.to_string(),
                    None => words::show(show).into_owned(),
                };
                (Some(show), about)
            }
            Peer::Room(_) => {
                let room = room_of(&self.id).and_then(|id| scene.world.rooms.get(&id));
                let about = match room {
                    Some(room) if !room.subject.trim().is_empty() => room.subject.clone(),
                    Some(room) if matches!(room.state, State::Inside { .. }) => {
                        crate::i18n::t!("occupants-count", count = room.occupants.len())
                    }
                    _ => self.id.peer.to_string(),
                };
                (None, about)
            }
            Peer::Occupant { room, nick } => {
                let known = room_of(&self.id).and_then(|id| scene.world.rooms.get(&id));
                let show = known.and_then(|known| known.occupants.get(nick)).map(|it| it.show);
                let about = crate::i18n::t!("private-in", room = room.to_string());
                (Some(show.unwrap_or(Show::Offline)), about)
            }
        }
    }
}
