//! Does what was asked for, whoever asked.

use iced::{Task, clipboard};

use crate::i18n::t;
use crate::model::Uri;
use crate::model::{AccountId, ChatId, Contact, Cursor, OwnPresence, RoomId, uri};
use crate::ui::chat;
use crate::ui::deed::Deed;
use crate::ui::dialog::emoji::Picker;
use crate::ui::dialog::prompt::{Prompt, Wanted};
use crate::ui::dialog::question::{About, Question};
use crate::ui::dialog::{
    Dialog, account, add_contact, details, groups, join, keeping, password, search, status,
    versions,
};
use crate::ui::scene::Scene;
use crate::ui::shell::requests::{
    ask, bookmark, both, enter, fold, known, react, rebookmark, reorder,
};
use crate::ui::shell::{Action, Message, Shell, set};
use crate::ui::sidebar::rows::group_name;

/// How many closed chats can be brought back.
const CLOSED: usize = 20;

impl Shell {
    pub fn perform(&mut self, scene: &Scene<'_>, deed: Deed) -> Action {
        self.menu = None;
        match deed {
            Deed::Key(action) => self.act(scene, action),
            Deed::Copy(text) => Action::Run(clipboard::write(text)),
            Deed::Follow(link) => self.follow(scene, link),
            Deed::Write(order) => self.hear_chat(scene, chat::Message::Ordered(order)),
            Deed::Insert(emoji) => self.insert(scene, emoji),

            Deed::Open(_)
            | Deed::Show(..)
            | Deed::GoTo(..)
            | Deed::Close(_)
            | Deed::MoveUp(_)
            | Deed::MoveDown(_)
            | Deed::Mute(..)
            | Deed::MuteUntil(..)
            | Deed::MarkRead(_)
            | Deed::Accept(_)
            | Deed::SendAgain(_)
            | Deed::Quote(_)
            | Deed::Answer(_)
            | Deed::Edit(_)
            | Deed::PickReaction(_)
            | Deed::React(..)
            | Deed::Retract(_)
            | Deed::Versions(_)
            | Deed::Mention(_) => self.conversation(scene, deed),

            Deed::AddContact { .. }
            | Deed::Rename(..)
            | Deed::Groups(..)
            | Deed::RemoveContact(..)
            | Deed::Details(_)
            | Deed::Search(..)
            | Deed::Subscribe(..)
            | Deed::Unsubscribe(..)
            | Deed::Approve(..)
            | Deed::Deny(..)
            | Deed::Block(..)
            | Deed::Unblock(..)
            | Deed::Fold(_)
            | Deed::RenameGroup(..)
            | Deed::ToggleOffline => self.roster(scene, deed),

            Deed::CreateRoom { .. }
            | Deed::Configure(_)
            | Deed::People(_)
            | Deed::Picture(_)
            | Deed::Invite(..)
            | Deed::Grow(_)
            | Deed::Govern(..)
            | Deed::Prove(_)
            | Deed::AskForVoice(_)
            | Deed::AnswerVoice(..) => self.govern(scene, deed),

            Deed::JoinRoom { .. }
            | Deed::Enter(_)
            | Deed::Leave(_)
            | Deed::AutoJoin(..)
            | Deed::Notify(..)
            | Deed::Forget(_)
            | Deed::ChangeNick(_)
            | Deed::SetSubject(_)
            | Deed::RoomPassword(_)
            | Deed::AcceptInvitation(_)
            | Deed::DeclineInvitation(_) => self.room(scene, deed),

            Deed::SetShow(_)
            | Deed::SetPresence(_)
            | Deed::EditStatus
            | Deed::Connect(_)
            | Deed::Disconnect(_)
            | Deed::TryNow(_)
            | Deed::FetchRoster(_)
            | Deed::AddAccount
            | Deed::EditAccount(_)
            | Deed::EnableAccount(..)
            | Deed::RemoveAccount(_)
            | Deed::ChangePassword(_)
            | Deed::Keeping(_)
            | Deed::AskPassword(_)
            | Deed::AskCertificate(_) => self.account(scene, deed),
        }
    }

    fn insert(&mut self, scene: &Scene<'_>, emoji: String) -> Action {
        match self.hear_chat(scene, chat::Message::Inserted(emoji.clone())) {
            Action::Run(task) => {
                Action::Run(Task::batch([task, Task::done(Message::Picked(emoji))]))
            }
            other => other,
        }
    }

    fn conversation(&mut self, scene: &Scene<'_>, deed: Deed) -> Action {
        match deed {
            Deed::Open(chat) => self.show(scene, chat),
            Deed::Show(chat, place, words) => self.show_hit(scene, chat, place, words),
            Deed::GoTo(chat, place) => {
                let shown = self.show(scene, chat);
                let gone = self.hear_chat(scene, chat::Message::WentTo(place));
                both(shown, gone)
            }
            Deed::Close(chat) => self.close(scene, chat),
            Deed::MoveUp(chat) => reorder(scene, &chat, -1),
            Deed::MoveDown(chat) => reorder(scene, &chat, 1),
            Deed::Mute(chat, muted) => {
                ask(scene, move |client| async move { client.mute(&chat, muted).await })
            }
            Deed::MuteUntil(chat, until) => {
                ask(scene, move |client| async move { client.mute_until(&chat, until).await })
            }
            Deed::MarkRead(chat) => self.mark_read(scene, chat),
            Deed::Accept(chat) => {
                ask(scene, move |client| async move { client.accept(&chat).await })
            }
            Deed::SendAgain(message) => {
                ask(scene, move |client| async move { client.send_again(&message).await })
            }
            Deed::Quote(message) => self.hear_chat(scene, chat::Message::Quoted(message.body)),
            Deed::Mention(nick) => self.hear_chat(scene, chat::Message::Mentioned(nick)),
            Deed::Answer(message) => self.hear_chat(scene, chat::Message::Answered(message)),
            Deed::Edit(message) => self.hear_chat(scene, chat::Message::Edited(message)),
            Deed::PickReaction(message) => {
                let picker = Picker::under(scene.settings, message);
                self.open_dialog(scene, Dialog::Emoji(picker))
            }
            Deed::React(message, emoji) => react(scene, message, emoji),
            Deed::Retract(message) => self.question(scene, About::Retract(message)),
            Deed::Versions(message) => {
                let versions = versions::Versions::new(message);
                self.open_dialog(scene, Dialog::Versions(versions))
            }
            _ => Action::None,
        }
    }

    fn show_hit(&mut self, scene: &Scene<'_>, id: ChatId, place: Cursor, words: String) -> Action {
        let shown = self.show(scene, id);
        let found = self.hear_chat(scene, chat::Message::Searched(words, place));
        both(shown, found)
    }

    fn close(&mut self, scene: &Scene<'_>, id: ChatId) -> Action {
        self.closed.retain(|closed| *closed != id);
        self.closed.push(id.clone());
        if self.closed.len() > CLOSED {
            drop(self.closed.remove(0));
        }
        let mut left = Task::none();
        if self.shown() == Some(&id) {
            left = self.put_away(scene);
            self.reading = false;
            let open = &scene.world.open;
            let place = open.iter().position(|open| *open == id).unwrap_or_default();
            let next =
                open.get(place + 1).or_else(|| place.checked_sub(1).and_then(|it| open.get(it)));
            if let Some(next) = next.cloned()
                && scene.size.width >= crate::ui::theme::SINGLE
                && let Action::Run(shown) = self.show(scene, next)
            {
                left = left.chain(shown);
            }
        }
        let client = scene.client.clone();
        let closed = Task::perform(async move { client.close_chat(&id).await }, Message::Done);
        Action::Run(Task::batch([left, closed]))
    }

    fn roster(&mut self, scene: &Scene<'_>, deed: Deed) -> Action {
        match deed {
            Deed::AddContact { account, jid, group } => {
                let form = add_contact::AddContact::new(account, jid, group);
                self.open_dialog(scene, Dialog::AddContact(Box::new(form)))
            }
            Deed::Rename(account, jid) => match known(scene, &account, &jid) {
                Some(contact) => {
                    let name = contact.title().to_owned();
                    self.prompt(scene, Wanted::ContactName(account, contact), name)
                }
                None => Action::None,
            },
            Deed::Groups(account, jid) => match known(scene, &account, &jid) {
                Some(contact) => {
                    let all = add_contact::groups_of(scene, Some(&account));
                    let form = groups::Groups::new(account, contact, all);
                    self.open_dialog(scene, Dialog::Groups(form))
                }
                None => Action::None,
            },
            Deed::RemoveContact(account, jid) => {
                self.question(scene, About::RemoveContact(account, jid))
            }
            Deed::Search(chat, words) => {
                let form = search::Search::within(chat, words);
                self.open_dialog(scene, Dialog::Search(form))
            }
            Deed::Details(chat) => {
                self.open_dialog(scene, Dialog::Details(details::Details::new(chat)))
            }
            Deed::Subscribe(account, jid) => ask(scene, move |client| async move {
                client.subscribe(&account, jid, String::new()).await
            }),
            Deed::Unsubscribe(account, jid) => {
                ask(scene, move |client| async move { client.unsubscribe(&account, &jid).await })
            }
            Deed::Approve(account, jid) => {
                ask(scene, move |client| async move { client.approve(&account, &jid).await })
            }
            Deed::Deny(account, jid) => {
                ask(scene, move |client| async move { client.deny(&account, &jid).await })
            }
            Deed::Block(account, jid) => self.question(scene, About::Block(account, jid)),
            Deed::Unblock(account, jid) => {
                ask(scene, move |client| async move { client.unblock(&account, &jid).await })
            }
            Deed::Fold(name) => set(scene, |it| fold(&mut it.roster.folded, name)),
            Deed::RenameGroup(account, name) => self.rename_group(scene, account, name),
            Deed::ToggleOffline => {
                set(scene, |it| it.roster.show_offline = !it.roster.show_offline)
            }
            _ => Action::None,
        }
    }

    fn rename_group(&mut self, scene: &Scene<'_>, account: AccountId, name: String) -> Action {
        let Some(standing) = scene.world.accounts.get(&account) else {
            return Action::None;
        };
        if name.is_empty() || name == crate::model::roster::ROOMS {
            return Action::None;
        }
        let members: Vec<Contact> = standing
            .contacts
            .values()
            .filter(|contact| contact.groups.contains(&name))
            .cloned()
            .collect();
        let text = group_name(&name).into_owned();
        self.prompt(scene, Wanted::GroupName(account, members, name), text)
    }

    fn room(&mut self, scene: &Scene<'_>, deed: Deed) -> Action {
        match deed {
            Deed::JoinRoom { account, room } => {
                let form = join::Join::new(scene, account, room);
                self.open_dialog(scene, Dialog::Join(Box::new(form)))
            }
            Deed::Enter(room) => enter(scene, &room),
            Deed::Leave(room) => ask(scene, move |client| async move { client.leave(&room).await }),
            Deed::AutoJoin(room, auto) => rebookmark(scene, &room, |it| it.autojoin = auto),
            Deed::Notify(room, notify) => rebookmark(scene, &room, |it| it.notify = Some(notify)),
            Deed::Forget(room) => self.question(scene, About::ForgetRoom(room)),
            Deed::ChangeNick(room) => {
                let nick = scene.world.rooms.get(&room).map(|known| {
                    known.me().map_or_else(|| known.bookmark.nick.clone(), |me| me.nick.clone())
                });
                self.prompt(scene, Wanted::Nick(room), nick.unwrap_or_default())
            }
            Deed::SetSubject(room) => {
                let subject = scene.world.rooms.get(&room).map(|known| known.subject.clone());
                self.prompt(scene, Wanted::Subject(room), subject.unwrap_or_default())
            }
            Deed::RoomPassword(room) => {
                let bookmark = bookmark(scene, &room);
                self.prompt(scene, Wanted::RoomPassword(room, bookmark), String::new())
            }
            Deed::AcceptInvitation(room) => {
                let chat = room.chat();
                let entered = enter(scene, &room);
                both(entered, self.show(scene, chat))
            }
            Deed::DeclineInvitation(room) => {
                ask(scene, move |client| async move { client.decline(&room).await })
            }
            _ => Action::None,
        }
    }

    fn account(&mut self, scene: &Scene<'_>, deed: Deed) -> Action {
        match deed {
            Deed::SetShow(show) => {
                Action::Present(OwnPresence { show, ..scene.settings.presence.own.clone() })
            }
            Deed::SetPresence(own) => Action::Present(own),
            Deed::EditStatus => {
                self.open_dialog(scene, Dialog::Status(status::Status::new(scene.settings)))
            }
            Deed::Connect(account) => Action::Connect(account),
            Deed::Disconnect(account) => ask(scene, move |client| async move {
                client.sign_out(&account).await;
                Ok(())
            }),
            Deed::TryNow(account) => {
                scene.client.try_now(&account);
                Action::None
            }
            Deed::FetchRoster(account) => ask(scene, move |client| async move {
                client.fetch_roster(&account);
                Ok(())
            }),
            Deed::AddAccount => Action::AddAccount,
            Deed::AskPassword(account) => Action::AskPassword(account),
            Deed::AskCertificate(account) => Action::AskCertificate(account),
            Deed::EditAccount(account) => match scene.world.accounts.get(&account) {
                Some(standing) => {
                    let form = account::EditAccount::new(standing.account.clone());
                    self.open_dialog(scene, Dialog::Account(Box::new(form)))
                }
                None => Action::None,
            },
            Deed::EnableAccount(account, enabled) => match scene.world.accounts.get(&account) {
                Some(standing) => {
                    let mut account = standing.account.clone();
                    account.enabled = enabled;
                    ask(scene, move |client| async move { client.edit_account(account).await })
                }
                None => Action::None,
            },
            Deed::RemoveAccount(account) => self.question(scene, About::RemoveAccount(account)),
            Deed::ChangePassword(account) => {
                let form = password::ChangePassword::new(account);
                self.open_dialog(scene, Dialog::Password(form))
            }
            Deed::Keeping(account) => {
                let form = keeping::Keeping::new(account);
                self.open_dialog(scene, Dialog::Keeping(Box::new(form)))
            }
            _ => Action::None,
        }
    }

    fn prompt(&mut self, scene: &Scene<'_>, wanted: Wanted, text: String) -> Action {
        self.open_dialog(scene, Dialog::Prompt(Prompt::new(wanted, text)))
    }

    fn question(&mut self, scene: &Scene<'_>, about: About) -> Action {
        self.open_dialog(scene, Dialog::Question(Question::new(about)))
    }

    /// A link: ours are followed here, the others by the system.
    fn follow(&mut self, scene: &Scene<'_>, link: String) -> Action {
        match Uri::parse(&link) {
            Some(uri) => self.go(scene, uri),
            None => Action::Follow(link),
        }
    }

    /// Does what an `xmpp:` link asks for. Nothing is sent by a link alone.
    pub fn go(&mut self, scene: &Scene<'_>, uri: Uri) -> Action {
        let account = uri.account.map(AccountId).filter(|id| scene.world.accounts.contains_key(id));
        let Some(account) = account.or_else(|| scene.first_account().cloned()) else {
            self.notice = Some(t("error-no-account").into_owned());
            return Action::None;
        };
        let jid = uri.address.bare;
        match uri.action {
            uri::Action::Join { nick, password } => {
                let room = RoomId { account, jid };
                if scene.world.rooms.contains_key(&room) {
                    return self.show(scene, room.chat());
                }
                let form =
                    join::Join::new(scene, Some(room.account), Some(room.jid)).with(nick, password);
                self.open_dialog(scene, Dialog::Join(Box::new(form)))
            }
            uri::Action::Subscribe { name, groups } => {
                let form =
                    add_contact::AddContact::new(Some(account), Some(jid), groups.join(", "))
                        .with_name(name);
                self.open_dialog(scene, Dialog::AddContact(Box::new(form)))
            }
            uri::Action::Remove => self.question(scene, About::RemoveContact(account, jid)),
            uri::Action::Open | uri::Action::Message { .. } => {
                let room = RoomId { account: account.clone(), jid: jid.clone() };
                let chat = match (scene.world.rooms.contains_key(&room), uri.address.resource) {
                    (true, Some(nick)) => ChatId::occupant(account, jid, nick),
                    (true, None) => room.chat(),
                    (false, _) => ChatId::contact(account, jid),
                };
                let shown = self.show(scene, chat);
                if let uri::Action::Message { body, .. } = uri.action
                    && !body.is_empty()
                {
                    let _ = self.hear_chat(scene, chat::Message::Inserted(body));
                }
                shown
            }
        }
    }
}
