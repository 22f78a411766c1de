//! How the sidebar looks.

use iced::widget::{column, container, opaque, row, stack};
use iced::{Alignment, Element, Length};

use crate::i18n::t;
use crate::model::{Connection, Show, contact};
use crate::ui::deed::Deed;
use crate::ui::keys::Action;
use crate::ui::menus::Subject;
use crate::ui::part::avatar::avatar;
use crate::ui::part::control;
use crate::ui::part::field::filter;
use crate::ui::part::icon::{Icon, icon};
use crate::ui::part::line::{self, line};
use crate::ui::part::pressable::{Look, pressable};
use crate::ui::part::sign::layer;
use crate::ui::root::{arrows, watched};
use crate::ui::scene::{Scene, own_show};
use crate::ui::sidebar::{FILTER, Message, Sidebar};
use crate::ui::theme::{space, style};
use crate::ui::words;

/// The height of our own line.
const OWN: f32 = 48.0;
/// The height of a line about a connection.
const TOLD: f32 = 32.0;

impl Sidebar {
    pub fn view<'a>(&'a self, scene: &Scene<'a>) -> Element<'a, Message> {
        let search = container(
            filter(&t("roster-filter"), &self.filter, Message::Filtered)
                .id(FILTER)
                .on_submit(Message::FilterSubmitted),
        )
        .padding([space::XS, space::S]);
        let search = arrows(search, Message::Moved(-1), Message::Moved(1));
        let list = stack![self.list(scene), connections(scene)];
        let page = column![own(scene), search, container(list).height(Length::Fill)]
            .width(Length::Fill)
            .height(Length::Fill);
        let page = container(page).style(style::side).height(Length::Fill);
        watched(page, self.stepping.then_some(Message::KeyboardLeft))
    }
}

/// Our face, our show and the menu of everything else.
fn own<'a>(scene: &Scene<'a>) -> Element<'a, Message> {
    let show = own_show(scene);
    let account = scene.first_account();
    let name = account.map(|id| contact::short(&id.0).to_owned()).unwrap_or_default();
    let seed = account.map(ToString::to_string).unwrap_or_default();
    let status = &scene.settings.presence.own.status;
    let told = if show == Show::Offline || status.is_empty() {
        words::show(show).into_owned()
    } else {
        status.clone()
    };

    let face = avatar(&name, &seed, 32.0)
        .picture(account.and_then(|id| scene.pictures.own(scene.world, id)))
        .show(Some(show));
    let about = row![
        face,
        column![line(name).strong().width(Length::Fill), line::muted(told).width(Length::Fill),]
            .width(Length::Fill),
        icon(Icon::ChevronDown).style(style::muted),
    ]
    .spacing(space::S)
    .align_y(Alignment::Center);
    let button = pressable(Look::Quiet, about)
        .id("own-status")
        .label(t("own-status"))
        .width(Length::Fill)
        .height(OWN - 4.0)
        .padding([0.0, space::S])
        .on_press(Message::MenuAsked(Subject::Own, iced::Point::new(space::S, OWN)))
        .on_context(|at| Message::MenuAsked(Subject::Own, at));
    let add = control::icon_action(
        Icon::UserPlus,
        t("menu-add-contact-new"),
        Some(Message::Did(Deed::Key(Action::AddContact))),
    );
    let join = control::icon_action(
        Icon::Room,
        t("menu-join-room"),
        Some(Message::Did(Deed::Key(Action::JoinRoom))),
    );
    container(row![button, add, join].spacing(2).align_y(Alignment::Center))
        .padding([2.0, space::XS])
        .height(OWN)
        .into()
}

/// A quiet line for each account that is not where it should be, over the foot of the list: it comes
/// and goes, and moves nothing. The list ends with [`foot`], so that none of it stays covered.
fn connections<'a>(scene: &Scene<'a>) -> Element<'a, Message> {
    let mut lines = column![].width(Length::Fill);
    if let Some(words) = &scene.world.cache {
        lines = lines.push(told(
            Icon::Warning,
            crate::i18n::t!("cache-trouble", words = words.as_str()),
            None,
        ));
    }
    for (id, standing) in &scene.world.accounts {
        if !standing.account.enabled {
            continue;
        }
        let (words, button) = match &standing.connection {
            Connection::Online => continue,
            Connection::Offline => (
                t("connection-offline").into_owned(),
                Some((t("menu-connect"), Deed::Connect(id.clone()))),
            ),
            Connection::Connecting(step) => (words::step(*step).into_owned(), None),
            Connection::Waiting { .. } => (
                words::connection(&standing.connection, scene.now),
                Some((t("menu-try-now"), Deed::TryNow(id.clone()))),
            ),
            Connection::Refused(trouble) => (words::trouble(trouble), Some(mend(id, trouble))),
        };
        let words = if scene.world.accounts.len() > 1 { format!("{words} ({id})") } else { words };
        lines = lines.push(told(Icon::Plug, words, button));
    }
    container(opaque(container(lines).style(style::side)))
        .id(layer::CONNECTION)
        .height(Length::Fill)
        .align_y(Alignment::End)
        .into()
}

/// What the lines about the connections can take of the list.
#[expect(clippy::cast_precision_loss, reason = "a few accounts")]
pub fn foot(scene: &Scene<'_>) -> f32 {
    let enabled = scene.world.accounts.values().filter(|it| it.account.enabled).count();
    TOLD * enabled.max(1) as f32
}

fn told<'a>(
    glyph: Icon,
    words: String,
    button: Option<(std::borrow::Cow<'a, str>, Deed)>,
) -> Element<'a, Message> {
    let mut row = row![icon(glyph).style(style::muted), line::muted(words).width(Length::Fill)]
        .spacing(space::S)
        .align_y(Alignment::Center)
        .height(TOLD);
    if let Some((label, deed)) = button {
        row = row.push(control::link(label).on_press(Message::Did(deed)));
    }
    container(row).style(style::notice).padding([0.0, space::S]).width(Length::Fill).into()
}

/// What helps against what ended the connection for good.
fn mend(
    id: &crate::model::AccountId,
    trouble: &crate::model::account::Trouble,
) -> (std::borrow::Cow<'static, str>, Deed) {
    use crate::model::account::Trouble;
    match trouble {
        Trouble::Credentials { .. } | Trouble::NoPassword => {
            (t("mend-password"), Deed::AskPassword(id.clone()))
        }
        Trouble::Certificate(_) => (t("mend-certificate"), Deed::AskCertificate(id.clone())),
        Trouble::Conflict => (t("mend-conflict"), Deed::Connect(id.clone())),
        _ => (t("menu-connect"), Deed::Connect(id.clone())),
    }
}
