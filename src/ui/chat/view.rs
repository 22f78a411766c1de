//! How a conversation looks.

use chrono::{Local, NaiveDate};
use iced::widget::{column, container, row, rule, space as gap, stack};
use iced::{Alignment, Element, Length, Padding};

use crate::i18n::t;
use crate::model::room::news::Chronicle;
use crate::model::{Author, Peer, Timestamp, contact};
use crate::ui::chat::{COMPOSER, Chat, Message, find};
use crate::ui::deed::Deed;
use crate::ui::keys;
use crate::ui::menus::Subject;
use crate::ui::part::composer::Event;
use crate::ui::part::context::context;
use crate::ui::part::control;
use crate::ui::part::icon::Icon;
use crate::ui::part::line;
use crate::ui::part::patience::patience;
use crate::ui::part::pressable::Look;
use crate::ui::part::sign::layer;
use crate::ui::part::text;
use crate::ui::part::thread::{self, Person};
use crate::ui::scene::{Scene, room_of};
use crate::ui::theme::hue::seed;
use crate::ui::theme::{space, style};

/// The height that is kept for who writes.
const TYPING: f32 = 20.0;

impl Chat {
    pub fn view<'a>(&'a self, scene: &Scene<'a>) -> Element<'a, Message> {
        let line = || rule::horizontal(1).style(style::line);
        let mut page = column![self.header(scene), line()].width(Length::Fill);
        // Each has its place whether it is there or not: what has the keyboard keeps it.
        page = page.push(match &self.find {
            Some(find) => find.view().map(Message::Find),
            None => gap().into(),
        });
        page = page.push(container(self.middle(scene)).height(Length::Fill));
        page = page.push(self.bar(scene).unwrap_or_else(|| gap().into()));
        page = page.push(self.typing(scene));
        page = page.push(self.aimed(scene).unwrap_or_else(|| gap().into()));
        page = page.push(self.composer(scene));
        container(page).style(style::page).height(Length::Fill).into()
    }

    /// What the thread shows.
    pub(super) fn run<'a>(&'a self, scene: &Scene<'a>) -> thread::Scene<'a> {
        let scene = *scene;
        thread::Scene {
            messages: &self.pages.messages,
            more: (
                !self.pages.at_start || !self.exhausted && scene.online(&self.id.account),
                !self.pages.at_end,
            ),
            mode: scene.mode,
            today: day(scene.now),
            read: self.line,
            marks: self.find.as_ref().map_or(&[], find::Find::marks),
            hit: self.find.as_ref().and_then(find::Find::hit),
            sought: self.sought,
            acts: self.may_send(&scene),
            person: Box::new(move |author| self.person(&scene, author)),
            chronicle: self.chronicle(scene),
            traffic: scene.settings.rooms.traffic,
        }
    }

    fn chronicle<'a>(&self, scene: Scene<'a>) -> Option<&'a Chronicle> {
        let id = room_of(&self.id).filter(|_| self.id.is_room())?;
        scene.world.rooms.get(&id).map(|room| &room.chronicle)
    }

    fn person(&self, scene: &Scene<'_>, author: &Author) -> Person {
        match author {
            Author::Me { nick } if self.id.is_room() => {
                Person { name: nick.clone(), seed: nick.clone(), picture: None }
            }
            Author::Me { .. } => {
                let account = &self.id.account;
                Person {
                    name: contact::short(&account.0).to_owned(),
                    seed: account.to_string(),
                    picture: scene.pictures.own(scene.world, account),
                }
            }
            Author::Peer => Person {
                name: scene.world.title(&self.id).to_owned(),
                seed: seed(&self.id),
                picture: scene.pictures.of(scene.world, &self.id),
            },
            Author::Occupant { nick, .. } => {
                Person { name: nick.clone(), seed: nick.clone(), picture: None }
            }
            Author::Service => Person {
                name: self.id.peer.bare().to_string(),
                seed: self.id.peer.bare().to_string(),
                picture: None,
            },
        }
    }

    fn middle<'a>(&'a self, scene: &Scene<'a>) -> Element<'a, Message> {
        let quiet = self.chronicle(*scene).is_none_or(Chronicle::is_empty);
        if self.loaded && self.pages.messages.is_empty() && quiet {
            return self.empty(scene);
        }
        let thread = self.thread.view(self.run(scene)).map(Message::Thread);
        let mut layers = stack![thread].width(Length::Fill).height(Length::Fill);
        if !self.loaded {
            let told = patience(text::muted(t("thread-loading")));
            layers = layers.push(container(told).center(Length::Fill));
        }
        if !self.at_bottom && self.loaded {
            let label = match self.below {
                0 => t("thread-to-end").into_owned(),
                below => crate::i18n::t!("thread-below", count = below),
            };
            let look = if self.below > 0 { Look::Primary } else { Look::Plain };
            let button = control::with_icon(look, Icon::ArrowDown, label).on_press(Message::ToEnd);
            let button = container(button).style(style::card);
            layers = layers.push(
                container(button)
                    .id(layer::END)
                    .padding(space::M)
                    .width(Length::Fill)
                    .height(Length::Fill)
                    .align_x(Alignment::End)
                    .align_y(Alignment::End),
            );
        }
        layers.into()
    }

    /// Nothing was ever written here, as far as is known.
    fn empty<'a>(&'a self, scene: &Scene<'a>) -> Element<'a, Message> {
        if self.fetching {
            return container(patience(text::muted(t("thread-fetching"))))
                .center(Length::Fill)
                .into();
        }
        let mut page = column![text::muted(t("thread-empty"))];
        // Where one may not write, the line below tells what to do about that.
        if self.may_send(scene) {
            page = page.push(control::plain(t("thread-begin")).on_press(Message::Began));
        }
        container(page.spacing(space::M).align_x(Alignment::Center)).center(Length::Fill).into()
    }

    /// Who writes. Its place is kept, so that nothing moves.
    fn typing<'a>(&'a self, scene: &Scene<'a>) -> Element<'a, Message> {
        let told = self.who_types(scene);
        let fetches = self.fetching && told.is_empty() && !self.pages.messages.is_empty();
        let told: Element<'a, Message> = if fetches {
            patience(line::muted(t("thread-fetching")).width(Length::Fill))
        } else {
            line::muted(told).width(Length::Fill).into()
        };
        container(told).padding([0.0, space::L]).height(TYPING).width(Length::Fill).into()
    }

    fn who_types(&self, scene: &Scene<'_>) -> String {
        let Some(nicks) = scene.world.typing.get(&self.id).filter(|nicks| !nicks.is_empty()) else {
            return String::new();
        };
        let names: Vec<&str> = nicks
            .iter()
            .map(|nick| if nick.is_empty() { scene.world.title(&self.id) } else { nick.as_str() })
            .take(3)
            .collect();
        match (nicks.len(), names.as_slice()) {
            (1, [one]) => crate::i18n::t!("typing-one", name = *one),
            (2, [one, two]) => crate::i18n::t!("typing-two", one = *one, two = *two),
            _ => t("typing-many").into_owned(),
        }
    }

    fn composer<'a>(&'a self, scene: &Scene<'a>) -> Element<'a, Message> {
        let may_send = self.may_send(scene);
        let name = scene.world.title(&self.id);
        let hint = match &self.id.peer {
            _ if !may_send => t("composer-outside").into_owned(),
            Peer::Contact(_) if !scene.online(&self.id.account) => {
                crate::i18n::t!("composer-offline", name = name)
            }
            Peer::Occupant { .. } => crate::i18n::t!("composer-private", name = name),
            Peer::Contact(_) | Peer::Room(_) => crate::i18n::t!("composer-to", name = name),
        };
        let completes = self.id.is_room() && room_of(&self.id).is_some();
        let editor = self.composer.view(COMPOSER, hint, completes).map(Message::Composer);
        let orders = self.composer.orders();
        let editor = context(editor, move |at| {
            Message::MenuAsked(Subject::Composer { orders: orders.clone(), emoji: may_send }, at)
        });
        let empty = self.composer.is_empty();
        let send = control::icon_action(
            Icon::Send,
            t("key-send"),
            (may_send && !empty).then_some(Message::Composer(Event::Sent)),
        );
        let emoji = control::icon_action(
            Icon::Smile,
            t("key-emoji"),
            may_send.then_some(Message::Did(Deed::Key(keys::Action::Emoji))),
        );
        let bar = row![editor, emoji, send].spacing(space::XS).align_y(Alignment::End);
        container(bar).padding(Padding::from([0.0, space::M]).bottom(space::M)).into()
    }
}

fn day(now: Timestamp) -> NaiveDate {
    chrono::DateTime::from_timestamp_millis(now.as_millis())
        .map(|utc| utc.with_timezone(&Local).date_naive())
        .unwrap_or_default()
}
