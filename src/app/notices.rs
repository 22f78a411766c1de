//! From what deserves attention to what the desktop shows, and from a click on it back.

use futures_util::Stream;
use iced::Task;
use xmpp::jid::BareJid;

use crate::app::{App, Message};
use crate::client::attention::{self, Subject, attention};
use crate::desktop::notify::{Category, Notice, Notifier};
use crate::i18n::t;
use crate::model::settings::Notifications;
use crate::model::{AccountId, Change, ChatId, RoomId, World, chat, contact, room};

/// Where a click on a notice leads. There is at most one notice for each.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Target {
    Chat(ChatId),
    /// Somebody asks to see our presence.
    Request(AccountId, BareJid),
    /// Somebody asks us into a room.
    Invitation(RoomId),
    /// The program goes on in the tray.
    Tray,
}

/// What is to be shown at the end of a batch of changes, each in its place.
#[derive(Debug, Default)]
pub struct Calls(Vec<(Target, attention::Notice)>);

/// The notices of the whole program.
#[derive(Debug, Clone)]
pub struct Notices {
    notifier: Notifier<Target>,
}

impl Notices {
    /// Starts them; the stream tells what is clicked.
    pub fn start() -> (Self, impl Stream<Item = Target> + Send) {
        let (notifier, clicks) = Notifier::start();
        (Self { notifier }, clicks)
    }

    /// Shows what a change calls for, once `called` is shown, and takes away what it settles. `world`
    /// is how things stood before the change; `looking_at` is the chat whose end is in view in a
    /// focused window.
    pub fn hear(
        &self,
        called: &mut Calls,
        world: &World,
        change: &Change,
        looking_at: Option<&ChatId>,
        settings: &Notifications,
    ) {
        if let Some(target) = settled(change) {
            called.0.retain(|(it, _)| *it != target);
            self.notifier.withdraw(target);
        }

        if let Some(notice) = attention(world, change, looking_at, settings) {
            let target = target(&notice);
            called.0.retain(|(it, _)| *it != target);
            called.0.push((target, notice));
        }
    }

    /// Shows what was called for; of many things in one place the last. Says whether that was any.
    pub fn call(&self, called: Calls, settings: &Notifications) -> bool {
        let any = !called.0.is_empty();
        for (target, notice) in called.0 {
            self.notifier.show(target, words(&notice, settings.sound));
        }
        any
    }

    /// Shows what is no message.
    pub fn show(&self, target: Target, notice: Notice) {
        self.notifier.show(target, notice);
    }
}

impl App {
    /// A click raises the window at what it was about. Requests and invitations stand in the roster.
    pub(super) fn clicked(&mut self, target: Target) -> Task<Message> {
        let opened = match (target, self.stage()) {
            (Target::Chat(chat), Some((shell, scene))) => {
                let action = shell.show(&scene, chat);
                self.note_shown();
                self.follow(action)
            }
            (Target::Request(..) | Target::Invitation(_) | Target::Tray, _)
            | (Target::Chat(_), None) => Task::none(),
        };
        Task::batch([self.raise(), opened])
    }
}

/// What there is no need to tell of any more.
fn settled(change: &Change) -> Option<Target> {
    match change {
        Change::Chat(id, chat::Change::Unread { unread: 0, .. } | chat::Change::Closed) => {
            Some(Target::Chat(id.clone()))
        }
        Change::Contact(account, contact::Change::Answered(from)) => {
            Some(Target::Request(account.clone(), from.clone()))
        }
        Change::Room(id, room::Change::Answered) => Some(Target::Invitation(id.clone())),
        Change::Account(..)
        | Change::Contact(..)
        | Change::Chat(..)
        | Change::Room(..)
        | Change::Open(_)
        | Change::Cache(_) => None,
    }
}

fn target(notice: &attention::Notice) -> Target {
    match &notice.subject {
        Subject::Message(chat) | Subject::Mention(chat) => Target::Chat(chat.clone()),
        Subject::Subscription(from) => Target::Request(notice.account.clone(), from.clone()),
        Subject::Invitation(room) => Target::Invitation(room.clone()),
    }
}

fn words(notice: &attention::Notice, sound: bool) -> Notice {
    let who = notice.author.as_str();
    let said = |body: &String| {
        if who.is_empty() {
            body.clone()
        } else {
            t!("notice-said", who = who, text = body.as_str())
        }
    };

    let (body, category) = match &notice.subject {
        Subject::Message(_) => {
            let body = notice.body.as_ref().map(said);
            (body.unwrap_or_else(|| t("notice-message").into_owned()), Category::Message)
        }
        Subject::Mention(_) => {
            let body = notice.body.as_ref().map(said);
            (body.unwrap_or_else(|| t!("notice-mention", who = who)), Category::Message)
        }
        Subject::Subscription(_) => {
            (with(t("notice-subscription").into_owned(), notice), Category::Request)
        }
        Subject::Invitation(_) if who.is_empty() => {
            (with(t("notice-invitation").into_owned(), notice), Category::Request)
        }
        Subject::Invitation(_) => {
            (with(t!("notice-invitation-by", who = who), notice), Category::Request)
        }
    };

    Notice {
        title: notice.title.clone(),
        body,
        action: t("notice-open").into_owned(),
        category,
        audible: sound && category == Category::Message,
    }
}

/// What they wrote stands beneath what they want.
fn with(wish: String, notice: &attention::Notice) -> String {
    match &notice.body {
        Some(body) => format!("{wish}\n{body}"),
        None => wish,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Language, within};

    fn jid(text: &str) -> BareJid {
        text.parse().expect("an address")
    }

    fn account() -> AccountId {
        AccountId(jid("juliet@example.com"))
    }

    fn notice(subject: Subject, author: &str, body: Option<&str>) -> attention::Notice {
        attention::Notice {
            account: account(),
            subject,
            title: "Tea".to_owned(),
            author: author.to_owned(),
            body: body.map(str::to_owned),
        }
    }

    #[test]
    fn each_notice_says_what_it_is_about() {
        let chat = ChatId::room(account(), jid("tea@rooms.example"));
        let room = RoomId { account: account(), jid: jid("tea@rooms.example") };
        let subscription = || Subject::Subscription(jid("romeo@example.net"));

        let cases = [
            (notice(Subject::Message(chat.clone()), "", Some("hello")), "hello"),
            (notice(Subject::Message(chat.clone()), "", None), "New message"),
            (notice(Subject::Mention(chat.clone()), "Nurse", Some("Juliet!")), "Nurse: Juliet!"),
            (notice(Subject::Mention(chat), "Nurse", None), "Nurse mentioned you"),
            (
                notice(subscription(), "", Some("It is me")),
                "Wants to see when you are online\nIt is me",
            ),
            (
                notice(Subject::Invitation(room.clone()), "Nurse", None),
                "Nurse invites you to this room",
            ),
            (notice(Subject::Invitation(room), "", None), "You are invited to this room"),
        ];

        for (notice, body) in cases {
            assert_eq!(within(Language::English, || words(&notice, true)).body, body);
        }
    }

    #[test]
    fn messages_are_heard_where_that_is_wished_and_requests_are_not() {
        let chat = ChatId::contact(account(), jid("romeo@example.net"));
        let message = notice(Subject::Message(chat), "", Some("hello"));
        let request = notice(Subject::Subscription(jid("romeo@example.net")), "", None);

        assert!(words(&message, true).audible);
        assert!(!words(&message, false).audible);
        assert!(!words(&request, true).audible);
    }

    #[test]
    fn what_was_read_elsewhere_needs_no_notice_any_more() {
        let chat = ChatId::contact(account(), jid("romeo@example.net"));
        let read = |unread| chat::Change::Unread { unread, mentions: 0, read: None };

        assert_eq!(settled(&Change::Chat(chat.clone(), read(0))), Some(Target::Chat(chat.clone())));
        assert_eq!(settled(&Change::Chat(chat, read(2))), None);
    }
}
