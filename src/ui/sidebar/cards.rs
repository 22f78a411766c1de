//! Those who wait for an answer: a sentence and its buttons.

use iced::widget::{column, container, row};
use iced::{Element, Length};

use crate::i18n::t;
use crate::model::{AccountId, ChatId, RoomId};
use crate::ui::deed::Deed;
use crate::ui::part::line::line;
use crate::ui::part::{control, text};
use crate::ui::scene::Scene;
use crate::ui::sidebar::Message;
use crate::ui::theme::{space, style};

/// How wide what a stranger says may be, in columns of a narrow letter: about three lines. Nobody is
/// to push the list out of sight.
const COLUMNS: usize = 120;

/// As much of it as is shown.
fn brief(about: &str) -> String {
    // Chinese, Japanese and Korean letters, and emoji, are twice as wide.
    let wide = |letter: char| if letter >= '\u{1100}' { 2 } else { 1 };
    let mut columns = 0;
    let cut = about.char_indices().find(|(_, letter)| {
        columns += if *letter == '\n' { COLUMNS / 3 } else { wide(*letter) };
        columns > COLUMNS
    });
    cut.map_or_else(|| about.to_owned(), |(end, _)| format!("{}…", about[..end].trim_end()))
}

/// A card with a sentence and its answers.
fn card<'a>(
    title: String,
    about: String,
    buttons: Vec<Element<'a, Message>>,
) -> Element<'a, Message> {
    let mut inner = column![line(title).strong()].spacing(space::XS);
    let brief = brief(&about);
    inner = inner.push(if brief.len() < about.len() {
        control::hint(text::meta(brief), about)
    } else {
        text::meta(about)
    });
    let mut answers = row![].spacing(space::XS);
    for button in buttons {
        answers = answers.push(button);
    }
    inner = inner.push(answers.wrap());
    let card = container(inner).padding(space::S).width(Length::Fill).style(style::notice);
    container(card).padding([2.0, space::XS]).into()
}

pub(super) fn request<'a>(
    scene: &Scene<'a>,
    account: &'a AccountId,
    jid: &'a xmpp::jid::BareJid,
) -> Element<'a, Message> {
    let told = scene
        .world
        .accounts
        .get(account)
        .and_then(|standing| standing.requests.get(jid))
        .map(|request| request.text.clone())
        .filter(|text| !text.trim().is_empty());
    let about = told.unwrap_or_else(|| t("request-about").into_owned());
    let here = || (account.clone(), jid.clone());
    let (a, b, c) = (here(), here(), here());
    card(
        jid.to_string(),
        about,
        vec![
            control::primary(t("request-approve"))
                .on_press(Message::Did(Deed::Approve(a.0, a.1)))
                .into(),
            control::plain(t("request-deny")).on_press(Message::Did(Deed::Deny(b.0, b.1))).into(),
            control::quiet(t("menu-block")).on_press(Message::Did(Deed::Block(c.0, c.1))).into(),
        ],
    )
}

pub(super) fn invitation<'a>(scene: &Scene<'a>, room: &'a RoomId) -> Element<'a, Message> {
    let invitation = scene.world.invitations.get(room);
    let from = invitation.and_then(|invitation| invitation.from.as_ref());
    let about = match from {
        Some(from) => {
            let by = from.resource.clone().unwrap_or_else(|| from.bare.to_string());
            crate::i18n::t!("invitation-from", address = by)
        }
        None => t("invitation-about").into_owned(),
    };
    let reason = invitation.map(|it| it.reason.trim()).filter(|reason| !reason.is_empty());
    let about = reason.map_or_else(|| about.clone(), |reason| format!("{about}\n{reason}"));
    card(
        room.jid.to_string(),
        about,
        vec![
            control::primary(t("invitation-accept"))
                .on_press(Message::Did(Deed::AcceptInvitation(room.clone())))
                .into(),
            control::plain(t("invitation-decline"))
                .on_press(Message::Did(Deed::DeclineInvitation(room.clone())))
                .into(),
        ],
    )
}

pub(super) fn stranger<'a>(scene: &Scene<'a>, chat: &'a ChatId) -> Element<'a, Message> {
    let last = scene
        .world
        .chats
        .get(chat)
        .and_then(|known| known.last.as_ref())
        .map(|last| last.text.chars().take(200).collect())
        .unwrap_or_default();
    card(
        chat.peer.to_string(),
        last,
        vec![
            control::primary(t("stranger-read"))
                .on_press(Message::Did(Deed::Open(chat.clone())))
                .into(),
            control::plain(t("stranger-accept"))
                .on_press(Message::Did(Deed::Accept(chat.clone())))
                .into(),
            control::quiet(t("menu-block"))
                .on_press(Message::Did(Deed::Block(chat.account.clone(), chat.peer.bare().clone())))
                .into(),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_word_is_shown_whole_and_a_long_one_to_its_third_line() {
        assert_eq!(brief("Hello, may I add you?"), "Hello, may I add you?");
        assert_eq!(brief(&"a".repeat(200)).chars().count(), 121);
        assert_eq!(brief(&"请".repeat(200)).chars().count(), 61);
        assert_eq!(brief("a\nb\nc\nd\ne"), "a\nb\nc…");
    }
}
