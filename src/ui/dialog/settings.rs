//! What a person can set. Each choice is followed at once.

use std::borrow::Cow;

use iced::Element;
use iced::widget::{Column, column, row};

use crate::i18n::{Language, t};
use crate::model::Settings as Values;
use crate::model::presence::AutoAway;
use crate::model::settings::{Renderer, Theme, Traffic};
use crate::ui::dialog::frame::{self, Action};
use crate::ui::part::field::field;
use crate::ui::part::{control, text};
use crate::ui::scene::Scene;
use crate::ui::theme::space;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Page {
    #[default]
    Appearance,
    Contacts,
    Rooms,
    Notifications,
    Privacy,
    /// How the program behaves by itself.
    Program,
}

#[derive(Debug, Clone, Default)]
pub struct Settings {
    page: Page,
}

#[derive(Debug, Clone)]
pub enum Message {
    Closed,
    Turned(Page),
    Theme(Theme),
    /// A tag; empty follows the system.
    Language(&'static str),
    Zoom(f32),
    Renderer(Renderer),
    Motion,
    ShowOffline,
    Traffic(Traffic),
    Words(String),
    Notify,
    Preview,
    Sound,
    Typing,
    Receipts,
    Markers,
    CloseToTray,
    AutoAway(AutoAway),
}

/// The bounds of the zoom, and its step.
pub const ZOOM: (f32, f32, f32) = (0.5, 3.0, 0.1);

/// The next zoom in a direction: a whole number of steps, within the bounds.
pub fn zoomed(zoom: f32, steps: f32) -> f32 {
    let (least, most, step) = ZOOM;
    (((zoom / step).round() + steps) * step).clamp(least, most)
}

impl Settings {
    pub fn update(&mut self, scene: &Scene<'_>, message: Message) -> Action<Message> {
        let mut values = scene.settings.clone();
        match message {
            Message::Closed => return Action::Close,
            Message::Turned(page) => {
                self.page = page;
                return Action::None;
            }
            message => set(&mut values, message),
        }
        Action::Set(Box::new(values))
    }

    pub fn view<'a>(&'a self, scene: &Scene<'a>) -> Element<'a, Message> {
        let mut tabs = row![].spacing(space::XS);
        for (page, label) in [
            (Page::Appearance, t("settings-appearance")),
            (Page::Contacts, t("settings-contacts")),
            (Page::Rooms, t("settings-rooms")),
            (Page::Notifications, t("settings-notifications")),
            (Page::Privacy, t("settings-privacy")),
            (Page::Program, t("settings-program")),
        ] {
            tabs =
                tabs.push(control::tab(label, self.page == page).on_press(Message::Turned(page)));
        }
        let page = match self.page {
            Page::Appearance => appearance(scene.settings),
            Page::Contacts => contacts(scene.settings),
            Page::Rooms => rooms(scene.settings),
            Page::Notifications => notifications(scene.settings),
            Page::Privacy => privacy(scene.settings),
            Page::Program => program(scene),
        };
        let inner = column![tabs.wrap(), page].spacing(space::L);
        frame::frame(frame::WIDE, t("settings-title"), inner, Vec::new(), Message::Closed)
    }
}

fn set(values: &mut Values, message: Message) {
    match message {
        Message::Closed | Message::Turned(_) => {}
        Message::Theme(theme) => values.appearance.theme = theme,
        Message::Language(tag) => tag.clone_into(&mut values.appearance.language),
        Message::Zoom(zoom) => values.appearance.zoom = zoom,
        Message::Renderer(renderer) => values.appearance.renderer = renderer,
        Message::Motion => values.appearance.motion = !values.appearance.motion,
        Message::ShowOffline => values.roster.show_offline = !values.roster.show_offline,
        Message::Traffic(traffic) => values.rooms.traffic = traffic,
        Message::Words(words) => values.rooms.words = words,
        Message::Notify => values.notifications.enabled = !values.notifications.enabled,
        Message::Preview => values.notifications.preview = !values.notifications.preview,
        Message::Sound => values.notifications.sound = !values.notifications.sound,
        Message::Typing => values.privacy.typing = !values.privacy.typing,
        Message::Receipts => values.privacy.receipts = !values.privacy.receipts,
        Message::Markers => values.privacy.markers = !values.privacy.markers,
        Message::AutoAway(rule) => values.presence.auto_away = rule.within_bounds(),
        Message::CloseToTray => values.window.close_to_tray = !values.window.close_to_tray,
    }
}

fn choices<'a, T: PartialEq + Copy>(
    label: Cow<'a, str>,
    now: T,
    all: Vec<(T, Cow<'a, str>)>,
    message: impl Fn(T) -> Message,
) -> Element<'a, Message> {
    let mut row = row![].spacing(space::S);
    for (value, name) in all {
        row = row.push(control::radio(name, value == now).on_press(message(value)));
    }
    column![text::strong(label), row.wrap()].spacing(space::XS).into()
}

fn appearance(values: &Values) -> Element<'_, Message> {
    let look = &values.appearance;
    let theme = choices(
        t("settings-theme"),
        look.theme,
        vec![
            (Theme::System, t("settings-system")),
            (Theme::Light, t("settings-light")),
            (Theme::Dark, t("settings-dark")),
        ],
        Message::Theme,
    );
    let current = Language::of(&look.language).map(Language::tag).unwrap_or_default();
    let mut languages = vec![("", t("settings-system"))];
    languages.extend(Language::ALL.map(|it| (it.tag(), Cow::Borrowed(it.name()))));
    let language = choices(t("settings-language"), current, languages, Message::Language);
    let percent = format!("{:.0} %", look.zoom * 100.0);
    let zoom = column![
        text::strong(t("settings-zoom")),
        row![
            control::plain("−").on_press(Message::Zoom(zoomed(look.zoom, -1.0))),
            control::plain(percent).width(84).on_press(Message::Zoom(1.0)),
            control::plain("+").on_press(Message::Zoom(zoomed(look.zoom, 1.0))),
        ]
        .spacing(space::XS),
    ]
    .spacing(space::XS);
    let renderer = choices(
        t("settings-renderer"),
        look.renderer,
        vec![
            (Renderer::Automatic, t("settings-automatic")),
            (Renderer::Hardware, t("settings-hardware")),
            (Renderer::Software, t("settings-software")),
        ],
        Message::Renderer,
    );
    column![
        theme,
        language,
        zoom,
        column![renderer, text::meta(t("settings-renderer-hint"))].spacing(space::XS),
        control::checkbox(t("settings-motion"), look.motion).on_press(Message::Motion),
    ]
    .spacing(space::L)
    .into()
}

fn contacts(values: &Values) -> Element<'_, Message> {
    let shown = values.roster.show_offline;
    Column::new()
        .spacing(space::M)
        .push(control::checkbox(t("settings-show-offline"), shown).on_press(Message::ShowOffline))
        .into()
}

fn rooms(values: &Values) -> Element<'_, Message> {
    let traffic = choices(
        t("settings-traffic"),
        values.rooms.traffic,
        vec![
            (Traffic::Folded, t("settings-traffic-folded")),
            (Traffic::Named, t("settings-traffic-named")),
            (Traffic::Hidden, t("settings-traffic-hidden")),
        ],
        Message::Traffic,
    );
    let words = field(t("settings-words"), &values.rooms.words)
        .on_input(Message::Words)
        .hint(t("settings-words-hint"));
    column![traffic, words].spacing(space::L).into()
}

fn notifications(values: &Values) -> Element<'_, Message> {
    let notify = &values.notifications;
    column![
        control::checkbox(t("settings-notify"), notify.enabled).on_press(Message::Notify),
        control::checkbox(t("settings-preview"), notify.preview)
            .on_press_maybe(notify.enabled.then_some(Message::Preview)),
        control::checkbox(t("settings-sound"), notify.sound)
            .on_press_maybe(notify.enabled.then_some(Message::Sound)),
        text::meta(t("settings-notify-hint")),
    ]
    .spacing(space::M)
    .into()
}

fn privacy(values: &Values) -> Element<'_, Message> {
    let told = &values.privacy;
    column![
        text::strong(t("settings-tell")),
        control::checkbox(t("settings-receipts"), told.receipts).on_press(Message::Receipts),
        control::checkbox(t("settings-markers"), told.markers).on_press(Message::Markers),
        control::checkbox(t("settings-typing"), told.typing).on_press(Message::Typing),
        text::meta(t("settings-tell-hint")),
        text::meta(t("settings-markers-hint")),
    ]
    .spacing(space::M)
    .into()
}

fn program<'a>(scene: &Scene<'a>) -> Element<'a, Message> {
    let there = scene.machine.tray;
    let wanted = scene.settings.window.close_to_tray;
    let hint = if there { "settings-tray-hint" } else { "settings-tray-absent" };
    column![
        control::checkbox(t("settings-close-to-tray"), wanted)
            .on_press_maybe(there.then_some(Message::CloseToTray)),
        text::meta(t(hint)),
        away(scene),
    ]
    .spacing(space::M)
    .into()
}

fn away<'a>(scene: &Scene<'a>) -> Element<'a, Message> {
    let rule = scene.settings.presence.auto_away;
    let there = scene.machine.idle;
    let on = there && rule.enabled;
    let hint = if there { "settings-away-hint" } else { "settings-away-absent" };
    let toggled = AutoAway { enabled: !rule.enabled, ..rule };
    let shorter = |minutes: u16| minutes.saturating_sub(1);
    let longer = |minutes: u16| minutes.saturating_add(1);
    let after = |label, minutes, less, more| {
        let change = |rule| on.then_some(Message::AutoAway(rule));
        row![
            control::plain("−").on_press_maybe(change(less)),
            control::plain("+").on_press_maybe(change(more)),
            text::body(crate::i18n::t!(label, minutes = minutes)),
        ]
        .spacing(space::S)
        .align_y(iced::Alignment::Center)
    };
    column![
        control::checkbox(t("settings-away"), rule.enabled)
            .on_press_maybe(there.then_some(Message::AutoAway(toggled))),
        after(
            "settings-away-after",
            rule.away,
            AutoAway { away: shorter(rule.away), ..rule },
            AutoAway { away: longer(rule.away), ..rule },
        ),
        after(
            "settings-extended-after",
            rule.extended,
            AutoAway { extended: shorter(rule.extended), ..rule },
            AutoAway { extended: longer(rule.extended), ..rule },
        ),
        text::meta(t(hint)),
    ]
    .spacing(space::S)
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_zoom_goes_in_steps_and_stays_within_its_bounds() {
        assert!((zoomed(1.0, 1.0) - 1.1).abs() < 0.001);
        assert!((zoomed(0.5, -1.0) - 0.5).abs() < 0.001);
        assert!((zoomed(2.95, 3.0) - 3.0).abs() < 0.001);
    }
}
